//! The issuer's sheet: what each slot of a posting is (protocol, section 6).
//!
//! A posting shows fingerprints and pads that nobody can tell apart. The issuer's signature over their root binds the values and says nothing
//! of what they are; the sheet says it, to whoever is shown the lot.

mod covers;
mod error;
mod posted;

#[cfg(test)]
mod tests;

pub use error::SheetError;
pub(crate) use posted::{fingerprints, shown};

use super::{AuditFolder, IssueError, Lineage, gateway::pads};
use crate::{referral::free_number, services::LedgerAccess};
use ark_ff::AdditiveGroup as _;
use plimsoll_circuits::{
    credential::{Day, Message},
    field::{F, serde_hex, serde_hex_vec, to_bytes},
    fingerprint::{
        self, Class, Tier,
        keys::{KeyInput, SlotKind},
    },
    note::Lot,
    statement::external_hash,
};
use plimsoll_guardian::fingerprint::Evaluated;
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The roots `before` of a bill as it was issued.
pub(super) const NOTHING: [F; 2] = [F::ZERO; 2];

/// What an issuer says of the slots of one posting, each in its place. Confidential: with it an entry of the ledger is known to be this lot's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// The ledger.
    #[serde(with = "serde_hex")]
    pub domain: F,
    /// The lot.
    pub lot: Lot,
    /// The roots of the bill and the annexes that give the keys.
    #[serde(with = "serde_hex_vec")]
    pub roots: [F; 2],
    /// The roots of the documents in whose place these come; zeros of a bill as it was issued. So sheets of one lot make a chain, of which
    /// nobody can leave out a part.
    #[serde(with = "serde_hex_vec")]
    pub before: [F; 2],
    /// What stands in each slot.
    pub slots: Vec<Slot>,
}

/// What stands in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Slot {
    /// A key of the documents, of class DOC, INV or BOX.
    Key {
        /// Which. The input is no part of the sheet: whoever has the documents recomputes it, and nobody else shall guess what it is of.
        of: SlotKind,
        /// Its fingerprint.
        #[serde(with = "serde_hex")]
        f: F,
    },
    /// A soft key of the documents.
    Soft {
        /// Which.
        of: SlotKind,
        /// The guardians' value of its input: whoever knows it finds every entry that posted this key.
        #[serde(with = "serde_hex")]
        f: F,
        /// The number under which it is posted.
        j: u64,
    },
    /// Random, and of nothing.
    Pad(#[serde(with = "serde_hex")] F),
}

/// A key of the documents, and the slot that it gets.
pub(super) struct Placed {
    pub(super) at: usize,
    pub(super) input: KeyInput,
}

impl Slot {
    /// The value that is posted: of a soft key `H(soft; F, j)`.
    #[must_use]
    pub fn value(&self) -> F {
        match *self {
            Self::Key { f, .. } | Self::Pad(f) => f,
            Self::Soft { f, j, .. } => fingerprint::soft_value(f, j),
        }
    }

    /// The guardians' value of the key's input; `None` of a pad.
    #[must_use]
    pub const fn fingerprint(&self) -> Option<F> {
        match *self {
            Self::Key { f, .. } | Self::Soft { f, .. } => Some(f),
            Self::Pad(_) => None,
        }
    }

    /// Which key it is; `None` of a pad.
    #[must_use]
    pub const fn key(&self) -> Option<SlotKind> {
        match self {
            Self::Key { of, .. } | Self::Soft { of, .. } => Some(*of),
            Self::Pad(_) => None,
        }
    }

    /// How a signature covers it, beside the value: 0 of a pad; 1, letter and number of a key; 2, letter and number, F (32 bytes) and j (8
    /// bytes, big endian) of a soft key.
    fn encoded(&self) -> Vec<u8> {
        match self {
            Self::Key { of, .. } => vec![1, of.letter(), of.number()],
            Self::Soft { of, f, j } => {
                [&[2, of.letter(), of.number()][..], &to_bytes(f), &j.to_be_bytes()].concat()
            }
            Self::Pad(_) => vec![0],
        }
    }
}

impl Sheet {
    /// The slots of a tier: evaluated keys, each in its place and in the order in which they were evaluated, and fresh pads in the others. A
    /// soft key gets a number to which searches come and that neither the ledger has nor a slot before, and none that the issuer gave already and
    /// that may still be posted.
    ///
    /// # Errors
    /// If the ledger does not answer, or what was given cannot be read.
    pub(super) fn slots<R: RngCore + CryptoRng>(
        tier: Tier,
        placed: &[Placed],
        evaluated: Option<&Evaluated>,
        ledger: &dyn LedgerAccess,
        (folder, today): (&AuditFolder, Day),
        rng: &mut R,
    ) -> Result<Vec<Slot>, IssueError> {
        let given = folder.given(today)?;
        let mut slots: Vec<_> = pads(tier.slots(), rng).into_iter().map(Slot::Pad).collect();
        let mut taken = HashSet::new();
        for (Placed { at, input }, evaluated) in placed.iter().zip(evaluated.iter().flat_map(|e| &e.inputs)) {
            let (of, f) = (input.slot, evaluated.f);
            slots[*at] = if of.is_soft() {
                let j = free_number(ledger, f, &taken, &given, rng)?;
                taken.insert(fingerprint::soft_value(f, j));
                Slot::Soft { of, f, j }
            } else {
                Slot::Key { of, f }
            };
        }
        Ok(slots)
    }

    /// What is posted, slot by slot.
    #[must_use]
    pub fn values(&self) -> Vec<F> {
        self.slots.iter().map(Slot::value).collect()
    }

    /// The root of what is posted: `fp_root` of a credential, `added_fp_root` of an amendment.
    #[must_use]
    pub fn root(&self) -> F {
        fingerprint::root(&self.values())
    }

    /// The tier with this many slots, if there is one.
    #[must_use]
    pub fn tier(&self) -> Option<Tier> {
        Tier::with_slots(self.slots.len())
    }

    /// How many keys it has of a class; how many soft ones, of none.
    #[must_use]
    pub fn count(&self, class: Option<Class>) -> usize {
        self.slots.iter().filter_map(Slot::key).filter(|of| of.class() == class).count()
    }

    /// Containers of which the issuer says that they hold other bills' cargo, too.
    #[must_use]
    pub fn part_loads(&self) -> usize {
        self.slots.iter().filter(|slot| matches!(slot.key(), Some(SlotKind::PartA(_)))).count()
    }

    /// Its lot, and those that follow it by recoveries, if slot 0 is what the lot was registered under.
    #[must_use]
    pub fn lineage(&self) -> Option<Lineage> {
        Lineage::of(self.slots.first()?.value(), self.lot)
    }

    /// Whether it is of a bill as it was issued, and not of an amendment.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.before == NOTHING
    }
}

impl Message for Sheet {
    /// `external_hash("plimsoll.sheet", domain, lot, doc_root, annex_root, both before, fp_root, slots)`: the root covers the values, the last
    /// part what they are.
    fn message(&self) -> F {
        let ([doc, annex], [doc_before, annex_before]) = (self.roots, self.before);
        let elements = [self.domain, self.lot.0, doc, annex, doc_before, annex_before, self.root()];
        let elements = elements.map(|x| to_bytes(&x));
        let slots: Vec<u8> = self.slots.iter().flat_map(Slot::encoded).collect();
        let parts = elements.iter().map(<[u8; 32]>::as_slice);
        external_hash(&[&[b"plimsoll.sheet".as_slice()][..], &parts.collect::<Vec<_>>(), &[&slots]].concat())
    }
}
