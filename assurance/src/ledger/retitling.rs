//! What is said of a title alone: Amend, Revalue and Attest, each with its witness.

use super::{
    lots::slots,
    making::{FOR_EVER, Making},
    notes::NoteId,
    offer::Offer,
    parties::Party,
};
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Amendment, Bill, Signed},
    day::Day,
    field::F,
    fingerprint,
    merkle::AbsencePath,
    signature::Signature,
    statement::{
        AuditPublic, CircuitId, SpentTitle,
        amend::{Amend, AmendPublic, AmendWitness},
        attest::{Attest, AttestPublic, AttestWitness, designation},
        revalue::{Revalue, RevaluePublic, RevalueWitness},
        sighash,
    },
};

impl Making<'_> {
    fn spent_title(&self, title: NoteId) -> (SpentTitle, Party) {
        let note = self.world.note(title);
        let owner = note.owner.unwrap_or(Party::ISSUER);
        let spent = SpentTitle {
            owner: self.members.owner(&self.world.keys[owner.at()], owner),
            title: self.input(title, &[title]),
            frozen: self.absence(note.note.content.lot),
            bill: self.world.bill(note.note.content.bill),
        };
        (spent, owner)
    }

    pub(super) fn amend(&self, title: NoteId, number: Option<u8>, boxed: bool, value: u64) -> Offer {
        let (spent, owner) = self.spent_title(title);
        let issuer = &self.world.keys[Party::ISSUER.at()];
        let lot = spent.title.content.lot;
        let fingerprints = slots(amendment_pads(title), number, boxed);
        let bill = Bill { value, ..spent.bill };
        let amendment = Amendment {
            domain: self.domain(),
            lot,
            old_bill: spent.bill.commitment(),
            doc_root: bill.doc_root,
            annex_root: bill.annex_root,
            added_fp_root: fingerprint::root(&fingerprints),
            valid_until: FOR_EVER,
        };
        let mut witness = AmendWitness {
            amendment: Signed::new(amendment, &issuer.signing, issuer.nk.commitment()),
            issuer: self.members.witness(Party::ISSUER),
            valuation: self.valuation(lot, &bill),
            valuer: self.members.witness(Party::ISSUER),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
            spent,
        };
        let key = self.audit_key();
        let public = AmendPublic {
            domain: self.domain(),
            today: F::from(self.today.0),
            notes_root: self.world.tree(&[title]).root,
            members_root: self.members.root,
            frozen_root: self.frozen.root(),
            fingerprints,
            nf: witness.spent.nullifier(),
            cm: witness.title(key).commitment(),
            audit: AuditPublic::new(key, &witness.sealing(key).seal(&witness.audit_messages())),
            ext: self.ext(1),
        };
        let signing = &self.world.keys[owner.at()].signing;
        witness.signature = signing.sign(sighash(CircuitId::Amend, &public));
        self.world.keep(&witness.new_bill());
        let made = (witness.spent.under(&witness.new_bill()), Some(owner));
        Offer::new::<Amend>((&public, &witness), vec![title], vec![made], 1)
    }

    pub(super) fn revalue(&self, title: NoteId, value: u64) -> Offer {
        let (spent, owner) = self.spent_title(title);
        let lot = spent.title.content.lot;
        let bill = Bill { value, valued_at: Day(spent.bill.valued_at.0 + 1), ..spent.bill };
        let mut witness = RevalueWitness {
            valuation: self.valuation(lot, &bill),
            valuer: self.members.witness(Party::ISSUER),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
            spent,
        };
        let key = self.audit_key();
        let public = RevaluePublic {
            domain: self.domain(),
            today: F::from(self.today.0),
            notes_root: self.world.tree(&[title]).root,
            members_root: self.members.root,
            frozen_root: self.frozen.root(),
            nf: witness.spent.nullifier(),
            cm: witness.title(key).commitment(),
            audit: AuditPublic::new(key, &witness.sealing(key).seal(&witness.audit_messages())),
            ext: self.ext(1),
        };
        let signing = &self.world.keys[owner.at()].signing;
        witness.signature = signing.sign(sighash(CircuitId::Revalue, &public));
        self.world.keep(&witness.new_bill());
        let made = (witness.spent.under(&witness.new_bill()), Some(owner));
        Offer::new::<Revalue>((&public, &witness), vec![title], vec![made], 1)
    }

    /// That the title bears what it bears, and that the rest of its value is free. Of a spent one there is no path under the root that counts: the
    /// one of before is tried.
    pub(super) fn attest(&self, title: NoteId, is_spent: bool) -> Offer {
        let (spent, owner) = self.spent_title(title);
        let note = self.world.note(title);
        let before = self.world.spent(None);
        let roots = self.world.spent(is_spent.then_some(note.nf));
        let e = note.amount();
        let keys = &self.world.keys[owner.at()];
        let mut witness = AttestWitness {
            simulated: false,
            owner: spent.owner,
            title: spent.title,
            live: before.absence(note.nf).unwrap_or_else(|_| AbsencePath::blank()),
            frozen: spent.frozen,
            bill: spent.bill,
            blinding: F::from(0u64),
            signature: Signature::blank(),
        };
        let public = AttestPublic {
            domain: self.domain(),
            notes_root: self.world.tree(&[title]).root,
            nullifiers_root: roots.root(),
            members_root: self.members.root,
            frozen_root: self.frozen.root(),
            challenge: F::from(1u64),
            link: witness.link(),
            currency: spent.bill.currency.value(),
            max_encumbrance: F::from(e),
            requested: F::from(spent.bill.value.saturating_sub(e)),
            rate_bps: F::from(10_000u64),
            valued_since: F::from(spent.bill.valued_at.0),
            applicant: keys.org.0,
            verifier: designation(None),
        };
        witness.signature = keys.signing.sign(sighash(CircuitId::Attest, &public));
        Offer::new::<Attest>((&public, &witness), Vec::new(), Vec::new(), 0)
    }
}

/// The number of an amendment's pads: no title is amended twice.
#[must_use]
pub fn amendment_pads(title: NoteId) -> u64 {
    (1 << 20) + u64::from(title.0)
}
