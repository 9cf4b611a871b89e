//! Members and owners.

use super::{MemberPath, PublicKey};
use crate::{FieldElement, encoding::Expected};
use plimsoll_circuits::{
    member::{self, NullifierKey},
    statement::{movement, register},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A member's roles as the sum of their bits: issuer 1, valuer 2, holder 4, bank 8, leaving 16.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize)]
#[serde(try_from = "u8", into = "u8")]
#[schema(value_type = u8, maximum = 31)]
pub struct Roles(u8);

impl TryFrom<u8> for Roles {
    type Error = Expected;

    fn try_from(bits: u8) -> Result<Self, Expected> {
        let fits = bits >> member::Roles::BITS == 0;
        fits.then_some(Self(bits)).ok_or(Expected("a sum of role bits, 0 to 31"))
    }
}

impl From<Roles> for u8 {
    fn from(roles: Roles) -> Self {
        roles.0
    }
}

/// Shows that an address is a member: its roles, its organisation and the path of its leaf.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct MemberWitness {
    /// The member's roles.
    pub roles: Roles,
    /// The organisation whose address it is.
    pub org: FieldElement,
    /// The path of its leaf.
    pub path: MemberPath,
}

impl From<&register::MemberWitness> for MemberWitness {
    fn from(from: &register::MemberWitness) -> Self {
        Self { roles: Roles(from.roles.0), org: FieldElement(from.org.0), path: (&from.path).into() }
    }
}

impl From<&MemberWitness> for register::MemberWitness {
    fn from(from: &MemberWitness) -> Self {
        Self { roles: member::Roles(from.roles.0), org: member::Org(from.org.0), path: (&from.path).into() }
    }
}

/// Who acts: the keys behind an address, and its membership. The spending key is not here: it signs elsewhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct OwnerWitness {
    /// The signing key's public half, `ak`.
    pub key: PublicKey,
    /// The nullifier key `nk`. Whoever has it can tell when its owner's notes are spent.
    pub nk: FieldElement,
    /// The membership.
    pub member: MemberWitness,
}

impl From<&movement::OwnerWitness> for OwnerWitness {
    fn from(from: &movement::OwnerWitness) -> Self {
        Self { key: PublicKey(from.key), nk: FieldElement(from.nk.expose()), member: (&from.member).into() }
    }
}

impl From<&OwnerWitness> for movement::OwnerWitness {
    fn from(from: &OwnerWitness) -> Self {
        Self { key: from.key.0, nk: NullifierKey::new(from.nk.0), member: (&from.member).into() }
    }
}
