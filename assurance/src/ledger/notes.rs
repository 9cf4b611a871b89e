//! Notes by names that do not depend on how they came about.
//!
//! A note's rho follows from all that happened to its lot before, so two ledgers that differ in nothing but their past have other
//! commitments and nullifiers. In the model a note that a statement made is kept under another rho: how many notes of this content and owner
//! were made before it. So states that differ in names alone are one, and a relation is checked once for all of them.

use super::parties::{Keys, Party};
use plimsoll_circuits::{
    field::F,
    member::NullifierKey,
    note::{Content, Kind, NOBODY, Note},
};
use std::{collections::HashMap, rc::Rc};

/// A note's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(pub u32);

/// A note that is made: what it holds, and whose it is; nobody's if it is a RELEASE.
pub type Made = (Content, Option<Party>);

/// A note of the model.
pub struct Known {
    /// The note.
    pub note: Note,
    /// Whose it is.
    pub owner: Option<Party>,
    /// Its commitment.
    pub cm: F,
    /// Its nullifier.
    pub nf: F,
}

impl Known {
    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.note.content.kind
    }

    /// TITLE: the lot's encumbrance; LIEN, RELEASE: what it secured.
    #[must_use]
    pub const fn amount(&self) -> u64 {
        self.note.content.amount
    }

    /// Whether it is this note but for its name.
    #[must_use]
    pub fn is(&self, (content, owner): &Made) -> bool {
        self.note.content == *content && self.owner == *owner
    }
}

type Name = (u8, [u64; 3], [F; 3], Option<Party>, u64);

/// All notes that were ever named.
#[derive(Default)]
pub struct Notes {
    ids: HashMap<Name, NoteId>,
    all: Vec<Rc<Known>>,
}

impl Notes {
    /// A note.
    #[must_use]
    pub fn get(&self, id: NoteId) -> Rc<Known> {
        Rc::clone(&self.all[id.0 as usize])
    }

    /// The note of this content and owner before which `before` such notes were made.
    pub fn name(&mut self, (content, owner): Made, before: u64, keys: &[Keys]) -> NoteId {
        let Content { kind, amount, prior, pool, lot, bill, made } = content;
        let name = (kind as u8, [amount, prior, pool], [lot.0, bill, made], owner, before);
        *self.ids.entry(name).or_insert_with(|| {
            let keys = owner.map(|owner| &keys[owner.at()]);
            let address = keys.map_or(NOBODY, |keys| keys.address);
            let note = Note { content, owner: address, rho: F::from(before), r: F::from(0u64) };
            let nobody = NullifierKey::new(F::from(0u64));
            let nf = note.nullifier(keys.map_or(&nobody, |keys| &keys.nk));
            self.all.push(Rc::new(Known { note, owner, cm: note.commitment(), nf }));
            NoteId(u32::try_from(self.all.len() - 1).unwrap_or(u32::MAX))
        })
    }
}
