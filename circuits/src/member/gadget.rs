//! Members in the circuit.

use super::Roles;
use crate::{
    field::F,
    gadget::{Bit, Cs, FVar, R1csResult, private_bit, private_value},
    merkle::{MEMBER_DEPTH, gadget::PathVar},
    poseidon2::gadget::hash,
    signature::{PublicKey, gadget::PublicKeyVar},
    statement::{movement::OwnerWitness, register::MemberWitness},
    tag::Tag,
};
use ark_r1cs_std::fields::FieldVar;

/// A member's roles, bit by bit, its organisation and its path.
pub struct MemberVar {
    /// Whose address it is.
    pub org: FVar,
    roles: [FVar; Roles::BITS],
    path: PathVar<MEMBER_DEPTH>,
}

impl MemberVar {
    /// Allocates the membership; each role bit is 0 or 1.
    ///
    /// # Errors
    /// If the constraint system refuses an allocation.
    pub fn new_witness(cs: &Cs, member: &MemberWitness) -> R1csResult<Self> {
        let mut roles: [FVar; Roles::BITS] = std::array::from_fn(|_| FVar::zero());
        for (bit, (_, role)) in roles.iter_mut().zip(Roles::NAMES) {
            *bit = private_bit(cs, member.roles.contains(role))?.into();
        }
        let org = private_value(cs, member.org.0)?;
        Ok(Self { org, roles, path: PathVar::new_witness(cs, &member.path)? })
    }

    /// 1 if the member has this single role, else 0.
    pub fn has(&self, role: Roles) -> &FVar {
        &self.roles[role.0.trailing_zeros() as usize]
    }

    /// 1 if the member may own a title, as HOLDER or BANK, else 0.
    pub fn may_own_title(&self) -> FVar {
        let (holder, bank) = (self.has(Roles::HOLDER), self.has(Roles::BANK));
        holder + bank - holder * bank
    }

    /// The member root under which `address` has these roles and is of this organisation.
    ///
    /// # Errors
    /// If the constraint system refuses a constraint.
    pub fn root(&self, address: &FVar) -> R1csResult<FVar> {
        self.path.root(&self.leaf(address)?)
    }

    /// As [`root`](Self::root) if `active` is set; else the result means nothing.
    ///
    /// # Errors
    /// If the constraint system refuses a constraint.
    pub fn root_if(&self, address: &FVar, active: &Bit) -> R1csResult<FVar> {
        self.path.root_if(&self.leaf(address)?, active)
    }

    fn leaf(&self, address: &FVar) -> R1csResult<FVar> {
        let mut roles = FVar::zero();
        for (i, bit) in self.roles.iter().enumerate() {
            roles += bit * F::from(1u64 << i);
        }
        hash(Tag::Member, &[address.clone(), roles, self.org.clone()])
    }
}

/// `addr = H(addr; ak.x, ak.y, nkc)`.
///
/// # Errors
/// If the constraint system refuses a constraint.
pub fn address(ak: &PublicKeyVar, nkc: &FVar) -> R1csResult<FVar> {
    hash(Tag::Address, &[ak.x.clone(), ak.y.clone(), nkc.clone()])
}

/// A signer that appears by key, `nkc` and membership.
pub struct SignerVar {
    /// The key.
    pub key: PublicKeyVar,
    /// The address.
    pub address: FVar,
    /// The membership.
    pub member: MemberVar,
}

impl SignerVar {
    /// Allocates the signer; its address follows.
    ///
    /// # Errors
    /// If the constraint system refuses an allocation.
    pub fn new_witness(cs: &Cs, key: &PublicKey, nkc: F, member: &MemberWitness) -> R1csResult<Self> {
        let nkc = private_value(cs, nkc)?;
        Self::with_nkc(cs, key, &nkc, member)
    }

    fn with_nkc(cs: &Cs, key: &PublicKey, nkc: &FVar, member: &MemberWitness) -> R1csResult<Self> {
        let key = PublicKeyVar::new_witness(cs, key)?;
        let member = MemberVar::new_witness(cs, member)?;
        let address = address(&key, nkc)?;
        Ok(Self { key, address, member })
    }
}

/// The acting owner: nk, key and address bound together.
pub struct OwnerVar {
    /// The nullifier key.
    pub nk: FVar,
    /// Key, address, membership.
    pub signer: SignerVar,
}

impl OwnerVar {
    /// Allocates the owner; its address follows from both keys.
    ///
    /// # Errors
    /// If the constraint system refuses an allocation.
    pub fn new_witness(cs: &Cs, owner: &OwnerWitness) -> R1csResult<Self> {
        let nk = private_value(cs, owner.nk.expose())?;
        let nkc = hash(Tag::NullifierKey, std::slice::from_ref(&nk))?;
        Ok(Self { nk, signer: SignerVar::with_nkc(cs, &owner.key, &nkc, &owner.member)? })
    }

    /// The owner's address.
    pub const fn address(&self) -> &FVar {
        &self.signer.address
    }
}
