//! Structured data of EIP-712, and what control keys sign.

use crate::genesis::Domain;
use plimsoll_circuits::{
    field::{F, to_bytes},
    member::{Address, Org, Roles},
};
use sha3::{Digest as _, Keccak256};

type Word = [u8; 32];

fn keccak(parts: &[&[u8]]) -> Word {
    let mut hash = Keccak256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// A number as a word.
fn number(n: u64) -> Word {
    to_bytes(&F::from(n))
}

/// Data of a type of EIP-712 all of whose fields take one word.
pub trait TypedData {
    /// The type as EIP-712 encodes it: its name, then types and names of its fields.
    const TYPE: &'static str;

    /// The fields.
    fn fields(&self) -> Vec<Word>;

    /// What is signed: Keccak-256 of 0x1901, the separator of EIP712Domain(name "Plimsoll", version "2", salt the ledger's domain), and
    /// the hash of this data.
    fn digest(&self, domain: Domain) -> Word {
        let of_domain = keccak(&[b"EIP712Domain(string name,string version,bytes32 salt)"]);
        let separator =
            keccak(&[&of_domain, &keccak(&[b"Plimsoll"]), &keccak(&[b"2"]), &to_bytes(&domain.0)]);
        let data = keccak(&[&keccak(&[Self::TYPE.as_bytes()]), self.fields().as_flattened()]);
        keccak(&[&[0x19, 0x01], &separator, &data])
    }
}

/// An organisation wants a further address, or one again that was removed. Good once: `nonce` counts its consents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The address.
    pub member: Address,
    /// What it may do then.
    pub roles: Roles,
    /// The organisation.
    pub org: Org,
    /// How many consents of the organisation the ledger took before.
    pub nonce: u64,
}

impl TypedData for Consent {
    const TYPE: &'static str = "Consent(uint256 member,uint8 roles,uint256 org,uint64 nonce)";

    fn fields(&self) -> Vec<Word> {
        let [member, org] = [to_bytes(&self.member.0), to_bytes(&self.org.0)];
        vec![member, number(self.roles.0.into()), org, number(self.nonce)]
    }
}

/// An organisation disowns an address, whose keys may be stolen. It has no number and no last day, so that it can be signed before
/// it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The address.
    pub member: Address,
}

impl TypedData for Revocation {
    const TYPE: &'static str = "Revocation(uint256 member)";

    fn fields(&self) -> Vec<Word> {
        vec![to_bytes(&self.member.0)]
    }
}
