use crate::{Actor, HeldNote, World};
use plimsoll_circuits::{
    credential::Bill,
    field::F,
    merkle::AbsencePath,
    note::{Content, Kind, Lot, Note, rho_move},
    signature::Signature,
    statement::{
        AuditPublic, Statement,
        movement::{InputWitness, Move, MovePublic, MoveWitness, OutputWitness},
        sighash,
    },
};

/// A note to be made: what it holds and whose it will be.
#[derive(Clone)]
pub struct NoteSpec {
    /// What it holds.
    pub content: Content,
    /// Whose it will be; nobody's if it is a release.
    pub owner: Actor,
}

/// What a Move shall do.
#[derive(Clone)]
pub struct MoveSpec {
    /// Who acts.
    pub actor: Actor,
    /// The notes that are spent; `None` is a dummy.
    pub inputs: [Option<HeldNote>; 2],
    /// The notes that are made; `None` is a dummy.
    pub outputs: [Option<NoteSpec>; 2],
    /// The title's bill, where a lien is made.
    pub bill: Option<Bill>,
}

impl World {
    /// A true pledge of 600,000 on a cargo worth 1,000,000: the Move with the most to show.
    pub fn pledge(&mut self) -> (MovePublic<F>, MoveWitness) {
        let (lot, bill) = (self.lot(), self.bill(1_000_000));
        let (holder, bank) = (self.holder.clone(), self.bank.clone());
        let title = self.title(&holder, lot, &bill, 0);
        let pledged = Content { amount: 600_000, ..title.note.content };
        let lien = Content {
            kind: Kind::Lien,
            amount: 600_000,
            prior: 0,
            pool: 600_000,
            lot,
            bill: bill.commitment(),
            made: title.note.nullifier(&holder.nk),
        };
        self.movement(&MoveSpec {
            actor: holder.clone(),
            inputs: [Some(title), None],
            outputs: [
                Some(NoteSpec { content: pledged, owner: holder }),
                Some(NoteSpec { content: lien, owner: bank }),
            ],
            bill: Some(bill),
        })
    }

    /// The witness of a Move, with whatever paths exist, signed, and its posted values.
    pub fn movement(&mut self, spec: &MoveSpec) -> (MovePublic<F>, MoveWitness) {
        let mut witness = self.move_witness(spec);
        let public = self.seal_move(&spec.actor, &mut witness);
        (public, witness)
    }

    /// The witness of a Move, with whatever paths exist, not yet signed.
    pub fn move_witness(&mut self, spec: &MoveSpec) -> MoveWitness {
        let inputs = spec.inputs.each_ref().map(|input| match input {
            Some(held) => self.input(held),
            None => match spec.inputs.iter().flatten().next() {
                Some(real) => InputWitness::steady_dummy(&spec.actor.nk, real.note.commitment()),
                None => InputWitness::dummy(self.random(), self.random()),
            },
        });
        let outputs = spec.outputs.each_ref().map(|output| match output {
            Some(NoteSpec { content, .. }) if content.kind == Kind::Release => {
                OutputWitness::release(*content)
            }
            Some(NoteSpec { content, owner }) => {
                OutputWitness { content: *content, owner: owner.address(), member: self.member(owner) }
            }
            None => OutputWitness::dummy(spec.actor.address()),
        });
        let mut witness = MoveWitness {
            owner: self.owner(&spec.actor),
            inputs,
            outputs,
            frozen: AbsencePath::blank(),
            bill: spec.bill.unwrap_or_else(Bill::blank),
            audit: self.audit_scalar(),
            signature: Signature::blank(),
        };
        if witness.lot() != Lot::NONE {
            witness.frozen = self.frozen.absence(witness.lot().0).expect("the lot is not frozen");
        }
        witness
    }

    /// The posted values that follow from a Move's witness, with the actor's signature put into it.
    pub fn seal_move(&self, actor: &Actor, witness: &mut MoveWitness) -> MovePublic<F> {
        let public = self.posted_move(witness);
        witness.signature = actor.signing.sign(sighash(Move::CIRCUIT, &public));
        public
    }

    /// The posted values that follow from a Move's witness.
    #[must_use]
    pub fn posted_move(&self, witness: &MoveWitness) -> MovePublic<F> {
        let sealed = witness.sealing(self.audit_key).seal(&witness.audit_messages());
        MovePublic {
            domain: self.domain,
            notes_root: self.notes.root(),
            members_root: self.members.root(),
            frozen_root: self.frozen.root(),
            nf: witness.nullifiers(),
            cm: witness.output_notes(self.audit_key).map(|n| n.commitment()),
            audit: AuditPublic::new(self.audit_key, &sealed),
            ext: F::from(0xe87_u64),
        }
    }

    /// The commitments that a Move's outputs have under other nullifiers than its own: their rho follows from those.
    #[must_use]
    pub fn commitments_under(&self, witness: &MoveWitness, nf: [F; 2]) -> [F; 2] {
        let (rho, notes) = (rho_move(nf), witness.output_notes(self.audit_key));
        std::array::from_fn(|j| Note { rho: rho[j], ..notes[j] }.commitment())
    }
}
