use crate::{
    audit::{AuditOf, AuditScalar, MESSAGES, Sealing},
    credential::{Amendment, Bill, Signed, Valuation},
    field::{F, Point},
    note::{Note, rho_amend},
    signature::Signature,
    statement::{SpentTitle, register::MemberWitness},
};
use zeroize::Zeroize;

/// What the prover of an Amend knows.
#[derive(Clone, Zeroize)]
pub struct AmendWitness {
    /// The title that goes in.
    pub spent: SpentTitle,
    /// The issuer's amendment.
    pub amendment: Signed<Amendment>,
    /// The issuer's membership.
    pub issuer: MemberWitness,
    /// A valuation of the new documents.
    pub valuation: Signed<Valuation>,
    /// The valuer's membership.
    pub valuer: MemberWitness,
    /// The audit scalar.
    pub audit: AuditScalar,
    /// The owner's signature over the sighash.
    pub signature: Signature,
}

impl AmendWitness {
    /// The bill that the title has from now on: of the same issuer organisation, in the same currency.
    #[must_use]
    pub fn new_bill(&self) -> Bill {
        let (amendment, valuation) = (&self.amendment.content, &self.valuation.content);
        Bill {
            doc_root: amendment.doc_root,
            annex_root: amendment.annex_root,
            value: valuation.value,
            valued_at: valuation.valued_at,
            valuer: self.valuer.org,
            ..self.spent.bill
        }
    }

    /// What the audit scalar makes under the guardians' key.
    #[must_use]
    pub fn sealing(&self, audit_key: Point) -> Sealing {
        self.audit.under(AuditOf::Amend, audit_key)
    }

    /// The title that comes out; its blinding follows from the audit scalar under the guardians' key.
    #[must_use]
    pub fn title(&self, audit_key: Point) -> Note {
        let rho = rho_amend(self.spent.nullifier());
        self.spent.becomes(&self.new_bill(), rho, &self.sealing(audit_key))
    }

    /// What the audit record says: lot, owner, issuer, valuer, old bill, new bill, value, commitment of the title that goes in.
    #[must_use]
    pub fn audit_messages(&self) -> [F; MESSAGES] {
        self.spent.audit_messages(self.amendment.signer().0, self.valuation.signer(), &self.new_bill())
    }

    /// A witness of the right shape that satisfies nothing.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            spent: SpentTitle::blank(),
            amendment: Signed::blank(Amendment::blank()),
            issuer: MemberWitness::blank(),
            valuation: Signed::blank(Valuation::blank()),
            valuer: MemberWitness::blank(),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        }
    }
}
