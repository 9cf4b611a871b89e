//! Where Moves are tried: one lot, its bill, and notes of it as each test wants them.

use plimsoll_circuits::{
    credential::Bill,
    field::F,
    note::{Content, Kind, Lot},
    statement::{
        Statement,
        movement::{Move, MovePublic, MoveWitness},
        sighash,
    },
};
use plimsoll_tests::{Actor, HeldNote, MoveSpec, NoteSpec, World};

pub type Case = (MovePublic<F>, MoveWitness);

/// A world with one lot: its bill, and notes of it as each test wants them.
pub struct Stage {
    /// Everybody.
    pub world: World,
    /// The lot.
    pub lot: Lot,
    /// Its bill.
    pub bill: Bill,
    /// The making of the liens that are there already.
    pub made: F,
}

/// What the lot is worth.
pub const VALUE: u64 = 1_000_000;

impl Stage {
    pub fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let (lot, bill, made) = (world.lot(), world.bill(VALUE), world.random());
        Self { world, lot, bill, made }
    }

    pub fn title_content(&self, amount: u64) -> Content {
        Content { kind: Kind::Title, amount, lot: self.lot, bill: self.bill.commitment(), ..Content::DUMMY }
    }

    pub fn lien_content(&self, amount: u64, prior: u64, pool: u64) -> Content {
        let (lot, bill, made) = (self.lot, self.bill.commitment(), self.made);
        Content { kind: Kind::Lien, amount, prior, pool, lot, bill, made }
    }

    pub fn release_content(&self, amount: u64) -> Content {
        Content { kind: Kind::Release, amount, lot: self.lot, ..Content::DUMMY }
    }

    pub fn hold(&mut self, owner: &Actor, content: Content) -> HeldNote {
        self.world.hold(owner, content)
    }

    /// A Move of `actor` that spends fresh notes of these contents. A lien that comes out of a title alone is given its making.
    pub fn case(
        &mut self,
        actor: &Actor,
        inputs: [Option<Content>; 2],
        outputs: [Option<(Content, &Actor)>; 2],
    ) -> (MoveSpec, Case) {
        let inputs = inputs.map(|content| content.map(|c| self.hold(actor, c)));
        let title = inputs[0].as_ref().filter(|held| held.note.content.kind == Kind::Title);
        let made = title.map(|held| held.note.nullifier(&actor.nk));
        let outputs = outputs.map(|o| {
            o.map(|(mut content, owner)| {
                if content.kind == Kind::Lien {
                    content.made = made.unwrap_or(content.made);
                }
                NoteSpec { content, owner: owner.clone() }
            })
        });
        let spec = MoveSpec { actor: actor.clone(), inputs, outputs, bill: Some(self.bill) };
        let case = self.world.movement(&spec);
        (spec, case)
    }

    /// The case with its witness bent, everything that follows from it made anew.
    pub fn bent(
        &self,
        (spec, (original, witness)): &(MoveSpec, Case),
        bend: impl FnOnce(&mut MoveWitness),
    ) -> Case {
        let mut witness = witness.clone();
        bend(&mut witness);
        let mut public = self.world.seal_move(&spec.actor, &mut witness);
        // The tree may have grown since: the old root is still one that it has had.
        public.notes_root = original.notes_root;
        self.sign(spec, &public, &mut witness);
        (public, witness)
    }

    pub fn pledge(&mut self, encumbrance: u64, amount: u64) -> (MoveSpec, Case) {
        let (holder, bank) = (self.world.holder.clone(), self.world.bank.clone());
        let before = self.title_content(encumbrance);
        let after = self.title_content(encumbrance + amount);
        let lien = self.lien_content(amount, encumbrance, amount);
        self.case(&holder, [Some(before), None], [Some((after, &holder)), Some((lien, &bank))])
    }

    /// Signs posted values that were changed after they were made.
    pub fn sign(&self, spec: &MoveSpec, public: &MovePublic<F>, witness: &mut MoveWitness) {
        witness.signature = spec.actor.signing.sign(sighash(Move::CIRCUIT, public));
    }
}
