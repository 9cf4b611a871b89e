//! Other names for the same state: holders, banks and lots may be called by each other's.

use super::{lots::LotAt, parties::Party};

/// Who is called what.
#[derive(Clone, Copy)]
pub struct Names {
    holders: u8,
    banks: u8,
    lots: u8,
}

impl Names {
    /// All choices.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..8).map(|n| Self { holders: n & 1, banks: n >> 1 & 1, lots: n >> 2 })
    }

    /// A party's.
    #[must_use]
    pub const fn party(self, party: Party) -> u8 {
        match party.0 {
            n @ (0 | 1) => n ^ self.holders,
            n @ (2 | 3) => n ^ self.banks,
            n => n,
        }
    }

    /// A number's.
    #[must_use]
    pub const fn number(self, n: u8) -> u8 {
        n ^ self.lots
    }

    /// That of a set of numbers.
    #[must_use]
    pub const fn numbers(self, set: u8) -> u8 {
        if self.lots == 0 { set } else { (set & 1) << 1 | set >> 1 & 1 }
    }

    /// A lot's.
    #[must_use]
    pub const fn lot(self, lot: LotAt) -> u8 {
        lot.generation << 1 | self.number(lot.number)
    }

    /// A lot's, or none.
    #[must_use]
    pub fn lot_or_none(self, lot: Option<LotAt>) -> u8 {
        lot.map_or(u8::MAX, |lot| self.lot(lot))
    }
}
