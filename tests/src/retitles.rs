//! Revalues and Amends: a title in, the same title under another bill out.

use crate::World;
use plimsoll_circuits::{
    credential::{Amendment, Bill, Day, Signed, Valuation},
    field::F,
    fingerprint::{self, SMALL_SLOTS},
    signature::Signature,
    statement::{
        AuditPublic, SpentTitle, Statement,
        amend::{Amend, AmendPublic, AmendWitness},
        revalue::{Revalue, RevaluePublic, RevalueWitness},
        sighash,
    },
};

impl World {
    /// A title of the holder, worth 1,000,000 by a valuation of ten days ago, that bears 300,000.
    pub fn spent_title(&mut self) -> SpentTitle {
        let (lot, bill, holder) = (self.lot(), self.bill(1_000_000), self.holder.clone());
        let bill = Bill { valued_at: Day(self.today.0 - 10), ..bill };
        let title = self.title(&holder, lot, &bill, 300_000);
        SpentTitle {
            owner: self.owner(&holder),
            title: self.input(&title),
            frozen: self.frozen.absence(lot.0).expect("the lot is not frozen"),
            bill,
        }
    }

    /// What the valuer says today of the documents with these roots.
    #[must_use]
    pub fn valuation(
        &self,
        spent: &SpentTitle,
        [doc_root, annex_root]: [F; 2],
        value: u64,
    ) -> Signed<Valuation> {
        let content = Valuation {
            domain: self.domain,
            lot: spent.title.content.lot,
            doc_root,
            annex_root,
            value,
            currency: spent.bill.currency,
            valued_at: self.today,
            expires: Day(self.today.0 + 60),
        };
        Signed::new(content, &self.valuer.signing, self.valuer.nk.commitment())
    }

    /// A true Revalue to this value.
    pub fn revalue_to(&mut self, value: u64) -> (RevaluePublic<F>, RevalueWitness) {
        let spent = self.spent_title();
        let valuation = self.valuation(&spent, [spent.bill.doc_root, spent.bill.annex_root], value);
        let (valuer, audit) = (self.member(&self.valuer), self.audit_scalar());
        let mut witness = RevalueWitness { spent, valuation, valuer, audit, signature: Signature::blank() };
        let public = self.seal_revalue(&mut witness);
        (public, witness)
    }

    /// The posted values that follow from a Revalue's witness, with the holder's signature put into it.
    pub fn seal_revalue(&self, witness: &mut RevalueWitness) -> RevaluePublic<F> {
        let public = self.posted_revalue(witness);
        witness.signature = self.holder.signing.sign(sighash(Revalue::CIRCUIT, &public));
        public
    }

    /// The posted values that follow from a Revalue's witness.
    #[must_use]
    pub fn posted_revalue(&self, witness: &RevalueWitness) -> RevaluePublic<F> {
        let sealed = witness.sealing(self.audit_key).seal(&witness.audit_messages());
        RevaluePublic {
            domain: self.domain,
            today: F::from(self.today.0),
            notes_root: self.notes.root(),
            members_root: self.members.root(),
            frozen_root: self.frozen.root(),
            nf: witness.spent.nullifier(),
            cm: witness.title(self.audit_key).commitment(),
            audit: AuditPublic::new(self.audit_key, &sealed),
            ext: F::from(0xe87_u64),
        }
    }

    /// A true Amend to random new documents of this value.
    pub fn amend_to(&mut self, value: u64) -> (AmendPublic<F>, AmendWitness) {
        let spent = self.spent_title();
        let fingerprints: [F; SMALL_SLOTS] = std::array::from_fn(|_| self.random());
        let amendment = Amendment {
            domain: self.domain,
            lot: spent.title.content.lot,
            old_bill: spent.bill.commitment(),
            doc_root: self.random(),
            annex_root: self.random(),
            added_fp_root: fingerprint::root(&fingerprints),
            valid_until: Day(self.today.0 + 7),
        };
        let mut witness = AmendWitness {
            valuation: self.valuation(&spent, [amendment.doc_root, amendment.annex_root], value),
            spent,
            amendment: Signed::new(amendment, &self.issuer.signing, self.issuer.nk.commitment()),
            issuer: self.member(&self.issuer),
            valuer: self.member(&self.valuer),
            audit: self.audit_scalar(),
            signature: Signature::blank(),
        };
        let public = self.seal_amend(fingerprints, &mut witness);
        (public, witness)
    }

    /// The posted values that follow from an Amend's witness, with the holder's signature put into it.
    pub fn seal_amend(&self, fingerprints: [F; SMALL_SLOTS], witness: &mut AmendWitness) -> AmendPublic<F> {
        let public = self.posted_amend(fingerprints, witness);
        witness.signature = self.holder.signing.sign(sighash(Amend::CIRCUIT, &public));
        public
    }

    /// The posted values that follow from an Amend's witness.
    #[must_use]
    pub fn posted_amend(&self, fingerprints: [F; SMALL_SLOTS], witness: &AmendWitness) -> AmendPublic<F> {
        let sealed = witness.sealing(self.audit_key).seal(&witness.audit_messages());
        AmendPublic {
            domain: self.domain,
            today: F::from(self.today.0),
            notes_root: self.notes.root(),
            members_root: self.members.root(),
            frozen_root: self.frozen.root(),
            fingerprints,
            nf: witness.spent.nullifier(),
            cm: witness.title(self.audit_key).commitment(),
            audit: AuditPublic::new(self.audit_key, &sealed),
            ext: F::from(0xe87_u64),
        }
    }
}
