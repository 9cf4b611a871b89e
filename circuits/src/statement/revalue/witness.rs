use crate::{
    audit::{AuditOf, AuditScalar, MESSAGES, Sealing},
    credential::{Bill, Signed, Valuation},
    field::{F, Point},
    note::{Note, rho_revalue},
    signature::Signature,
    statement::{SpentTitle, register::MemberWitness},
};
use zeroize::Zeroize;

/// What the prover of a Revalue knows.
#[derive(Clone, Zeroize)]
pub struct RevalueWitness {
    /// The title that goes in.
    pub spent: SpentTitle,
    /// The new valuation, of the same documents.
    pub valuation: Signed<Valuation>,
    /// The valuer's membership.
    pub valuer: MemberWitness,
    /// The audit scalar.
    pub audit: AuditScalar,
    /// The owner's signature over the sighash.
    pub signature: Signature,
}

impl RevalueWitness {
    /// The bill that the title has from now on: documents, issuer and currency as before.
    #[must_use]
    pub fn new_bill(&self) -> Bill {
        let valuation = &self.valuation.content;
        Bill {
            value: valuation.value,
            valued_at: valuation.valued_at,
            valuer: self.valuer.org,
            ..self.spent.bill
        }
    }

    /// What the audit scalar makes under the guardians' key.
    #[must_use]
    pub fn sealing(&self, audit_key: Point) -> Sealing {
        self.audit.under(AuditOf::Revalue, audit_key)
    }

    /// The title that comes out; its blinding follows from the audit scalar under the guardians' key.
    #[must_use]
    pub fn title(&self, audit_key: Point) -> Note {
        let rho = rho_revalue(self.spent.nullifier());
        self.spent.becomes(&self.new_bill(), rho, &self.sealing(audit_key))
    }

    /// What the audit record says: lot, owner, no issuer, valuer, old bill, new bill, value, commitment of the title that goes in.
    #[must_use]
    pub fn audit_messages(&self) -> [F; MESSAGES] {
        self.spent.audit_messages(F::from(0u64), self.valuation.signer(), &self.new_bill())
    }

    /// A witness of the right shape that satisfies nothing.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            spent: SpentTitle::blank(),
            valuation: Signed::blank(Valuation::blank()),
            valuer: MemberWitness::blank(),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        }
    }
}
