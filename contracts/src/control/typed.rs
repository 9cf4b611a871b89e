//! Structured data of EIP-712: what control keys sign.

use crate::genesis::Domain;
use plimsoll_circuits::{
    field::{F, to_bytes},
    member::{Address, Org, Roles},
};
use sha3::{Digest as _, Keccak256};

/// 32 bytes: a number, an address, a hash or a truth value.
pub type Word = [u8; 32];

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One of a type that takes one word.
    Word(Word),
    /// A `string`.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A structure of this type.
    Struct(&'static str, Vec<Value>),
}

impl Value {
    /// What stands for it in the hash of a structure.
    fn hash(&self) -> Word {
        match self {
            Self::Word(word) => *word,
            Self::Text(text) => keccak(&[text.as_bytes()]),
            Self::List(values) => keccak(&[hashes(values).as_flattened()]),
            Self::Struct(name, values) => structure(name, values),
        }
    }
}

fn hashes(values: &[Value]) -> Vec<Word> {
    values.iter().map(Value::hash).collect()
}

fn structure(type_: &str, values: &[Value]) -> Word {
    keccak(&[&keccak(&[type_.as_bytes()]), hashes(values).as_flattened()])
}

fn keccak(parts: &[&[u8]]) -> Word {
    let mut hash = Keccak256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// A number.
#[must_use]
pub fn number(n: impl Into<u64>) -> Value {
    Value::Word(to_bytes(&F::from(n.into())))
}

/// A field element.
#[must_use]
pub fn element(x: F) -> Value {
    Value::Word(to_bytes(&x))
}

/// An `address`, of 20 bytes.
#[must_use]
pub fn address(bytes: [u8; 20]) -> Value {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&bytes);
    Value::Word(word)
}

/// A list of what `each` makes.
pub fn list<T>(items: impl IntoIterator<Item = T>, each: impl Fn(T) -> Value) -> Value {
    Value::List(items.into_iter().map(each).collect())
}

/// The type of the domain: its salt is the ledger's.
pub const DOMAIN_TYPE: &str = "EIP712Domain(string name,string version,bytes32 salt)";
/// The domain's name.
pub const DOMAIN_NAME: &str = "Plimsoll";
/// The domain's version.
pub const DOMAIN_VERSION: &str = "2";

/// Data that control keys sign.
pub trait TypedData {
    /// The type as EIP-712 encodes it: its name, then types and names of its fields, then the types that it uses.
    fn type_(&self) -> &'static str;

    /// The fields, in the type's order.
    fn fields(&self) -> Vec<Value>;

    /// What is signed: Keccak-256 of 0x1901, the separator of EIP712Domain(name "Plimsoll", version "2", salt the ledger's domain), and
    /// the hash of this data.
    fn digest(&self, domain: Domain) -> Word {
        let of_domain = [
            Value::Text(DOMAIN_NAME.to_owned()),
            Value::Text(DOMAIN_VERSION.to_owned()),
            Value::Word(to_bytes(&domain.0)),
        ];
        let separator = structure(DOMAIN_TYPE, &of_domain);
        keccak(&[&[0x19, 0x01], &separator, &structure(self.type_(), &self.fields())])
    }
}

/// An organisation wants a further address, or one again that was removed. Good once: `nonce` counts its further addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The address.
    pub member: Address,
    /// What it may do then.
    pub roles: Roles,
    /// The organisation.
    pub org: Org,
    /// How many further addresses of the organisation the ledger took before.
    pub nonce: u64,
}

impl TypedData for Consent {
    fn type_(&self) -> &'static str {
        "Consent(uint256 member,uint8 roles,uint256 org,uint64 nonce)"
    }

    fn fields(&self) -> Vec<Value> {
        vec![element(self.member.0), number(self.roles.0), element(self.org.0), number(self.nonce)]
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
    fn type_(&self) -> &'static str {
        "Revocation(uint256 member)"
    }

    fn fields(&self) -> Vec<Value> {
        vec![element(self.member.0)]
    }
}

/// The organisation that issued a bill says that the title of a lot was not surrendered to it, so that the lot may be recovered. It speaks
/// of one freeze, since which nothing could be surrendered: it says nothing of the lot once that freeze was lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSurrendered {
    /// The DOC fingerprint under which the lot was registered.
    pub doc: F,
    /// Its generation.
    pub generation: u64,
    /// The lot's bill.
    pub bill: F,
    /// The height of the freeze.
    pub frozen: u64,
}

impl TypedData for NotSurrendered {
    fn type_(&self) -> &'static str {
        "NotSurrendered(uint256 doc,uint64 generation,uint256 bill,uint64 frozen)"
    }

    fn fields(&self) -> Vec<Value> {
        vec![element(self.doc), number(self.generation), element(self.bill), number(self.frozen)]
    }
}
