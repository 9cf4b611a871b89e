//! What the member administration orders: changes of members, pause and resume. Signed, numbered, never replayable.

use crate::{
    bytes::{DecodeError, Reader, Writer},
    genesis::Domain,
    transition::EntryId,
};
use plimsoll_circuits::{
    field::{F, serde_hex, to_bytes},
    member::{Address, Org, Roles},
    poseidon2::hash,
    signature::{PublicKey, Signature, SigningKey},
    statement::external_hash,
    tag::Tag,
};
use serde::{Deserialize, Serialize};

/// What is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "kebab-case")]
pub enum Order {
    /// Admits a member, or one again that was removed.
    Admit {
        /// The member's signing key.
        ak: PublicKey,
        /// The commitment to the member's nullifier key.
        #[serde(with = "serde_hex")]
        nkc: F,
        /// What the member may do.
        roles: Roles,
        /// The organisation whose address it is.
        org: Org,
    },
    /// Sets what a member may do. Taking a role away is a revocation. Who leaves has the role LEAVING and no other.
    SetRoles {
        /// The member.
        address: Address,
        /// The roles from now on.
        roles: Roles,
    },
    /// Removes a member: a revocation.
    Remove {
        /// The member.
        address: Address,
    },
    /// No transitions are accepted until the ledger is resumed.
    Pause,
    /// Transitions are accepted again.
    Resume,
}

impl Order {
    /// The tag of the message that is signed.
    #[must_use]
    pub const fn tag(&self) -> Tag {
        match self {
            Order::Pause | Order::Resume => Tag::Pause,
            _ => Tag::MemberChange,
        }
    }

    pub(crate) fn write(&self, w: &mut Writer) {
        match self {
            Order::Admit { ak, nkc, roles, org } => w.u8(1).key(ak).field(nkc).u8(roles.0).field(&org.0),
            Order::SetRoles { address, roles } => w.u8(2).field(&address.0).u8(roles.0),
            Order::Remove { address } => w.u8(3).field(&address.0),
            Order::Pause => w.u8(4),
            Order::Resume => w.u8(5),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match r.u8("the kind of order")? {
            1 => Order::Admit {
                ak: r.key("the member's key")?,
                nkc: r.field("nkc")?,
                roles: Roles(r.u8("the roles")?),
                org: Org(r.field("the organisation")?),
            },
            2 => Order::SetRoles {
                address: Address(r.field("the address")?),
                roles: Roles(r.u8("the roles")?),
            },
            3 => Order::Remove { address: Address(r.field("the address")?) },
            4 => Order::Pause,
            5 => Order::Resume,
            _ => return Err(DecodeError::Invalid("the kind of order")),
        })
    }
}

/// An order with its number and signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOrder {
    /// What is ordered.
    #[serde(flatten)]
    pub order: Order,
    /// 0 for the ledger's first order, then one more each time: so none can be replayed or reordered.
    pub sequence: u64,
    /// The member administration's signature over the [message](SignedOrder::message).
    pub signature: Signature,
}

impl SignedOrder {
    /// What is signed: `H(tag; domain, sequence, 248 bits of Keccak-256 of the order)`.
    #[must_use]
    pub fn message(domain: Domain, sequence: u64, order: &Order) -> F {
        let mut w = Writer::default();
        order.write(&mut w);
        hash(order.tag(), &[domain.0, F::from(sequence), external_hash(&[&w.0])])
    }

    /// Signs an order.
    #[must_use]
    pub fn sign(key: &SigningKey, domain: Domain, sequence: u64, order: Order) -> Self {
        let signature = key.sign(Self::message(domain, sequence, &order));
        Self { order, sequence, signature }
    }

    /// Whether `admin` signed it for the ledger of this domain.
    #[must_use]
    pub fn verify(&self, admin: &PublicKey, domain: Domain) -> bool {
        admin.verify(Self::message(domain, self.sequence, &self.order), &self.signature)
    }

    /// The identity: the message.
    #[must_use]
    pub fn id(&self, domain: Domain) -> EntryId {
        EntryId(to_bytes(&Self::message(domain, self.sequence, &self.order)))
    }

    /// The one binary encoding: kind, content, sequence, signature.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        self.order.write(&mut w);
        w.u64(self.sequence).signature(&self.signature);
        w.0
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes, and nothing else.
    ///
    /// # Errors
    /// [`DecodeError`]. A key outside the prime-order subgroup, and the identity, are refused here.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let order = Order::read(&mut r)?;
        let this = Self { order, sequence: r.u64("the sequence")?, signature: r.signature("the signature")? };
        r.finish()?;
        Ok(this)
    }
}
