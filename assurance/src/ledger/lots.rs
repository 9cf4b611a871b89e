//! Lots, numbers and the container, and what a posting shows of them.

use plimsoll_circuits::{field::F, fingerprint::SMALL_SLOTS};
use plimsoll_contracts::order::LotName;
use std::fmt;

/// How many numbers there are, and so lots at the same time.
pub const NUMBERS: u8 = 2;
/// The BOX slot in which the container stands.
const BOX_SLOT: usize = 4;

/// A lot by the number that it was registered under, and its generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LotAt {
    /// The number.
    pub number: u8,
    /// The generation.
    pub generation: u8,
}

impl LotAt {
    /// As orders name it.
    #[must_use]
    pub fn name(self) -> LotName {
        LotName { doc: number(self.number), generation: self.generation.into() }
    }
}

impl fmt::Display for LotAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lot {}.{}", ["X", "Y"][usize::from(self.number)], self.generation)
    }
}

/// A number's DOC fingerprint.
#[must_use]
pub fn number(n: u8) -> F {
    F::from(500 + u64::from(n))
}

/// The container that both lots may have.
#[must_use]
pub fn container() -> F {
    F::from(700u64)
}

/// What a posting shows: a number or a pad in slot 0, perhaps the container, and pads that nobody else has.
#[must_use]
pub fn slots(pads: u64, doc: Option<u8>, boxed: bool) -> [F; SMALL_SLOTS] {
    let mut slots = std::array::from_fn(|slot| F::from((1 << 40) + (pads << 8) + slot as u64));
    if let Some(doc) = doc {
        slots[0] = number(doc);
    }
    if boxed {
        slots[BOX_SLOT] = container();
    }
    slots
}
