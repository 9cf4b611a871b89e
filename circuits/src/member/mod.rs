//! Keys, addresses and members (protocol, section 4).

#[cfg(feature = "r1cs")]
pub mod gadget;

use crate::{
    field::{F, serde_hex},
    poseidon2::hash,
    signature::PublicKey,
    statement::external_hash,
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The nullifier key `nk`: whoever has it can tell when its owner's notes are spent. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct NullifierKey(F);

impl NullifierKey {
    /// The key of this value.
    #[must_use]
    pub const fn new(nk: F) -> Self {
        Self(nk)
    }

    /// A fresh key.
    pub fn random<R: rand::RngCore + rand::CryptoRng>(rng: &mut R) -> Self {
        use ark_ff::UniformRand;
        Self(F::rand(rng))
    }

    /// The secret value.
    #[must_use]
    pub const fn expose(&self) -> F {
        self.0
    }

    /// `nkc = H(nkc; nk)`, the half that an address shows.
    #[must_use]
    pub fn commitment(&self) -> F {
        hash(Tag::NullifierKey, &[self.0])
    }
}

/// Who owns a note: `addr = H(addr; ak.x, ak.y, nkc)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Zeroize)]
pub struct Address(#[serde(with = "serde_hex")] pub F);

impl Address {
    /// The address of a signing key and a nullifier key's public half.
    #[must_use]
    pub fn new(ak: &PublicKey, nkc: F) -> Self {
        Self(hash(Tag::Address, &[ak.point().x, ak.point().y, nkc]))
    }
}

/// An organisation: it outlives its keys, and may have several addresses. Never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Zeroize)]
pub struct Org(#[serde(with = "serde_hex")] pub F);

impl Org {
    /// No organisation: what an Attest names that tells nobody who asks for the loan.
    pub const NONE: Org = Org(F::new(ark_ff::BigInt([0; 4])));

    /// `org = external_hash("plimsoll.org", scheme, id)`: the id is an LEI, or a number in a national register.
    #[must_use]
    pub fn new(scheme: &str, id: &str) -> Self {
        Self(external_hash(&[b"plimsoll.org", scheme.as_bytes(), id.as_bytes()]))
    }
}

/// What a member may do, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Zeroize)]
pub struct Roles(pub u8);

impl Roles {
    /// Carrier, eBL platform, or a bank attesting a paper bill: signs titles, asks for fingerprints.
    pub const ISSUER: Roles = Roles(1);
    /// Platform, inspection company, commercial data interchange: signs what a lot is worth.
    pub const VALUER: Roles = Roles(2);
    /// Shipper, trader, consignee: owns titles.
    pub const HOLDER: Roles = Roles(4);
    /// Financier: owns titles and liens.
    pub const BANK: Roles = Roles(8);
    /// Leaving: may spend what it has, gets nothing but change.
    pub const LEAVING: Roles = Roles(16);
    /// Number of role bits.
    pub const BITS: usize = 5;

    /// Names and bits, in the order of the bits.
    pub const NAMES: [(&'static str, Roles); Self::BITS] = [
        ("issuer", Self::ISSUER),
        ("valuer", Self::VALUER),
        ("holder", Self::HOLDER),
        ("bank", Self::BANK),
        ("leaving", Self::LEAVING),
    ];

    /// Whether every role of `other` is among these.
    #[must_use]
    pub const fn contains(self, other: Roles) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether some role of `other` is among these.
    #[must_use]
    pub const fn intersects(self, other: Roles) -> bool {
        self.0 & other.0 != 0
    }

    /// The roles of either.
    #[must_use]
    pub const fn union(self, other: Roles) -> Roles {
        Roles(self.0 | other.0)
    }
}

impl std::fmt::Display for Roles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = Self::NAMES.iter().filter(|(_, r)| self.contains(*r)).map(|(n, _)| *n).collect();
        f.write_str(&if names.is_empty() { "none".to_owned() } else { names.join("+") })
    }
}

/// A member of the ledger: one leaf of the member tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The member's address.
    pub address: Address,
    /// What the member may do.
    pub roles: Roles,
    /// Whose address it is.
    pub org: Org,
}

impl Member {
    /// `H(member; addr, roles, org)`.
    #[must_use]
    pub fn leaf(&self) -> F {
        hash(Tag::Member, &[self.address.0, F::from(self.roles.0), self.org.0])
    }
}
