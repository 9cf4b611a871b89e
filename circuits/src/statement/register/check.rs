//! The native relation of Register.

use super::{Register, RegisterPublic, RegisterWitness, checks};
use crate::{
    audit::{AuditOf, MESSAGES, Sealing},
    credential::Day,
    field::{F, Point, at_most},
    fingerprint,
    member::Roles,
    note::{Content, Kind, Lot, Note, rho_register},
    statement::{
        AuditPublic, Refusal, Statement, sighash,
        valued::{self, Of},
    },
};

impl RegisterWitness {
    /// What the audit scalar makes under the guardians' key.
    #[must_use]
    pub fn sealing(&self, audit_key: Point) -> Sealing {
        self.audit.under(AuditOf::Register, audit_key)
    }

    /// What the title that this witness registers under `f_doc` holds.
    #[must_use]
    pub fn content(&self, f_doc: F) -> Content {
        Content {
            kind: Kind::Title,
            lot: Lot::new(f_doc, self.credential.content.generation),
            bill: self.bill().commitment(),
            ..Content::DUMMY
        }
    }

    /// The title that this witness registers under `f_doc`; its blinding follows from the audit scalar under the guardians' key.
    #[must_use]
    pub fn title(&self, f_doc: F, audit_key: Point) -> Note {
        let [r, _] = self.sealing(audit_key).blindings();
        Note {
            content: self.content(f_doc),
            owner: self.credential.content.first_holder,
            rho: rho_register(f_doc, self.credential.content.generation),
            r,
        }
    }

    /// What the audit record of this witness says: issuer, valuer, holder, lot, bill, value.
    #[must_use]
    pub fn audit_messages(&self, lot: Lot) -> [F; MESSAGES] {
        let bill = self.bill();
        let zero = F::from(0u64);
        [
            self.credential.signer().0,
            self.valuation.signer().0,
            self.holder_address().0,
            lot.0,
            bill.commitment(),
            F::from(bill.value),
            zero,
            zero,
        ]
    }
}

pub(super) fn check<const SLOTS: usize>(
    public: &RegisterPublic<F, SLOTS>,
    witness: &RegisterWitness,
) -> Result<(), Refusal> {
    let credential = &witness.credential.content;
    let f_doc = public.fingerprints[0];
    let lot = Lot::new(f_doc, credential.generation);
    let key = Point::new_unchecked(public.audit.key[0], public.audit.key[1]);
    let circuit = <Register<SLOTS> as Statement>::CIRCUIT;

    let is = Refusal::unless;
    is(
        credential.fp_root == fingerprint::root(&public.fingerprints),
        checks::CREDENTIAL,
        "the posted fingerprints are not those that the issuer signed",
    )?;
    let holder = witness.holder_address();
    is(
        holder == credential.first_holder,
        checks::CREDENTIAL,
        "these are not the keys of the first holder that the issuer named",
    )?;
    is(
        credential.domain == public.domain
            && F::from(credential.generation) == public.generation
            && witness.credential.verifies(),
        checks::CREDENTIAL,
        "the issuer did not sign this credential for this ledger and generation",
    )?;
    is(
        witness.issuer.root(witness.credential.signer()) == Some(public.members_root)
            && witness.issuer.roles.contains(Roles::ISSUER),
        checks::ISSUER,
        "the issuer is no current member with the role of an issuer",
    )?;
    is(
        at_most(&public.today, &F::from(credential.valid_until.0), Day::BITS),
        checks::CREDENTIAL_DATE,
        "the title credential has expired; ask the issuer for a new one",
    )?;
    let of = Of { domain: public.domain, lot, members_root: public.members_root, today: public.today };
    let documents = [credential.doc_root, credential.annex_root];
    valued::check(&checks::VALUED, &of, documents, &witness.valuation, &witness.valuer)?;
    is(
        witness.holder.root(holder) == Some(public.members_root)
            && witness.holder.roles.intersects(Roles::HOLDER.union(Roles::BANK)),
        checks::HOLDER,
        "the first holder is no current member that may own titles",
    )?;
    is(
        witness.title(f_doc, key).commitment() == public.cm,
        checks::COMMITMENT,
        "the commitment is not the new title's",
    )?;
    is(
        witness.holder_key.verify(sighash(circuit, public), &witness.signature),
        checks::SIGNATURE,
        "the first holder did not sign these public inputs",
    )?;
    let sealed = witness.sealing(key).seal(&witness.audit_messages(lot));
    is(
        AuditPublic::new(key, &sealed) == public.audit,
        checks::AUDIT,
        "the audit record does not say what it must",
    )
}
