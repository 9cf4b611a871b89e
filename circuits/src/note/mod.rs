//! Notes: title and liens as private commitments (protocol, section 7).

#[cfg(feature = "r1cs")]
pub mod gadget;

use crate::{
    field::{F, serde_hex},
    member::{Address, NullifierKey},
    poseidon2::{hash, pair},
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use zeroize::{DefaultIsZeroes, Zeroize};

/// Bits of an amount, a prior or a pool.
pub const AMOUNT_BITS: usize = 64;

/// What a note is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// Fills an unused place; worth nothing.
    #[default]
    Dummy = 0,
    /// The one living title of a lot; its amount is the lot's encumbrance `e`.
    Title = 1,
    /// A security interest of a bank.
    Lien = 2,
    /// A surrendered title; no statement accepts it as input.
    Retired = 3,
    /// A lien given back: secures nobody, belongs to the lot, goes into its title and nowhere else.
    Release = 4,
}

/// Overwritten, it is a dummy.
impl DefaultIsZeroes for Kind {}

impl Kind {
    /// All kinds, at the index of their number.
    pub const ALL: [Kind; 5] = [Kind::Dummy, Kind::Title, Kind::Lien, Kind::Retired, Kind::Release];
}

/// A lot: the private identity of one bill's cargo on one ledger, `H(lot; F_DOC, generation)`, fixed for life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Zeroize)]
pub struct Lot(#[serde(with = "serde_hex")] pub F);

impl Lot {
    /// No lot: what a dummy has.
    pub const NONE: Lot = Lot(F::new(ark_ff::BigInt([0; 4])));

    /// The lot of a DOC fingerprint; `generation` is 0 unless governance has recovered the bill.
    #[must_use]
    pub fn new(f_doc: F, generation: u64) -> Self {
        Self(hash(Tag::Lot, &[f_doc, F::from(generation)]))
    }
}

/// The owner of a RELEASE.
pub const NOBODY: Address = Address(F::new(ark_ff::BigInt([0; 4])));

/// What a note holds, before its secrets. Amounts are in minor units of the lot's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
pub struct Content {
    /// What it is.
    pub kind: Kind,
    /// TITLE: the lot's encumbrance; LIEN, RELEASE: what it secured; else 0.
    pub amount: u64,
    /// LIEN: the encumbrance before it was made; else 0.
    pub prior: u64,
    /// LIEN: its amount when made; else 0.
    pub pool: u64,
    /// The lot.
    pub lot: Lot,
    /// TITLE, RETIRED: the lot's current bill; LIEN: the bill when it was made; else 0.
    #[serde(with = "serde_hex")]
    pub bill: F,
    /// LIEN: the nullifier of the title that its pledge spent, so that it names its making on the log; else 0. It never changes.
    #[serde(with = "serde_hex")]
    pub made: F,
}

impl Content {
    /// A dummy's content.
    pub const DUMMY: Content = Content {
        kind: Kind::Dummy,
        amount: 0,
        prior: 0,
        pool: 0,
        lot: Lot::NONE,
        bill: F::new(ark_ff::BigInt([0; 4])),
        made: F::new(ark_ff::BigInt([0; 4])),
    };

    /// `kind + 2^8 amount + 2^72 prior + 2^136 pool`.
    #[must_use]
    pub fn packed(&self) -> F {
        let shift = |bits: u32| F::from(2u64).pow_u(bits);
        F::from(self.kind as u64)
            + shift(8) * F::from(self.amount)
            + shift(72) * F::from(self.prior)
            + shift(136) * F::from(self.pool)
    }

    /// Reads [`packed`](Self::packed): kind, amount, prior, pool; `None` if it is not of that form.
    #[must_use]
    pub fn unpack(packed: &F) -> Option<(Kind, u64, u64, u64)> {
        let bytes = crate::field::to_bytes(packed);
        let word = |from_low: usize| {
            let mut w = [0u8; 8];
            w.copy_from_slice(&bytes[32 - from_low - 8..32 - from_low]);
            u64::from_be_bytes(w)
        };
        let kind = *Kind::ALL.get(usize::from(bytes[31]))?;
        (bytes[..7] == [0; 7]).then(|| (kind, word(1), word(9), word(17)))
    }
}

trait PowU {
    fn pow_u(&self, exponent: u32) -> F;
}

impl PowU for F {
    fn pow_u(&self, exponent: u32) -> F {
        use ark_ff::Field;
        self.pow([u64::from(exponent)])
    }
}

/// A note with its opening: whoever has it can see, and with the owner's keys spend, the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
pub struct Note {
    /// What it holds.
    #[serde(flatten)]
    pub content: Content,
    /// Whose it is; nobody's if it is a RELEASE.
    pub owner: Address,
    /// Makes its nullifier unique; never chosen (see [`rho_move`], [`rho_register`]).
    #[serde(with = "serde_hex")]
    pub rho: F,
    /// Blinding: a lane of the audit mask of the transition that made it.
    #[serde(with = "serde_hex")]
    pub r: F,
}

impl Note {
    /// `cm = H(note; packed, lot, bill, made, owner, rho, r)`.
    #[must_use]
    pub fn commitment(&self) -> F {
        let c = &self.content;
        hash(Tag::Note, &[c.packed(), c.lot.0, c.bill, c.made, self.owner.0, self.rho, self.r])
    }

    /// `nf = H(nf; nk, rho, cm)`; of a RELEASE, which has no owner, its own `r` stands in nk's place.
    #[must_use]
    pub fn nullifier(&self, nk: &NullifierKey) -> F {
        let x = if self.content.kind == Kind::Release { self.r } else { nk.expose() };
        hash(Tag::Nullifier, &[x, self.rho, self.commitment()])
    }
}

/// rho of the two notes that a Move makes.
#[must_use]
pub fn rho_move(nf: [F; 2]) -> [F; 2] {
    pair(Tag::RhoMove, nf[0], nf[1])
}

/// rho of the title that a Register makes.
#[must_use]
pub fn rho_register(f_doc: F, generation: u64) -> F {
    hash(Tag::RhoRegister, &[f_doc, F::from(generation)])
}

/// rho of the title that an Amend makes.
#[must_use]
pub fn rho_amend(nf: F) -> F {
    hash(Tag::RhoAmend, &[nf])
}

/// rho of the title that a Revalue makes.
#[must_use]
pub fn rho_revalue(nf: F) -> F {
    hash(Tag::RhoRevalue, &[nf])
}

/// rho of the notes that a recovery makes: of the title, with index 0, and of the liens behind it.
#[must_use]
pub fn rho_recovery(f_doc: F, generation: u64, index: u64) -> F {
    hash(Tag::RhoRecovery, &[f_doc, F::from(generation), F::from(index)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_is_read_back() {
        let content =
            Content { kind: Kind::Lien, amount: u64::MAX, prior: 7, pool: u64::MAX - 1, ..Content::DUMMY };
        assert_eq!(Content::unpack(&content.packed()), Some((Kind::Lien, u64::MAX, 7, u64::MAX - 1)));
        assert_eq!(Content::unpack(&F::from(5u64)), None, "no sixth kind");
        assert_eq!(Content::unpack(&-F::from(1u64)), None);
    }
}
