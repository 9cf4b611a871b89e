//! What the member administration orders: changes of members, pause and resume. Signed, numbered, never replayable. What everybody
//! may order is numbered, too.

use crate::{
    Day,
    bytes::{DecodeError, Reader, Writer},
    control::{ControlAddress, ControlSignature},
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
    /// Admits a member, or one again that was removed. The first of an organisation brings its control key; every further one its
    /// consent.
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
        /// The organisation's control key.
        control: ControlAddress,
        /// The last day of the membership; day 0 is none.
        until: Day,
        /// The control key's signature over a [`Consent`](crate::control::Consent).
        consent: Option<ControlSignature>,
    },
    /// Sets what a member may do, and until when. Taking a role away is a revocation. Who leaves has the role LEAVING and no other.
    SetRoles {
        /// The member.
        address: Address,
        /// The roles from now on.
        roles: Roles,
        /// The last day of the membership; day 0 is none.
        until: Day,
    },
    /// Removes a member: a revocation. It has been LEAVING for the genesis' grace, or its organisation disowns it.
    Remove {
        /// The member.
        address: Address,
        /// The control key's signature over a [`Revocation`](crate::control::Revocation).
        revocation: Option<ControlSignature>,
    },
    /// Lets a member leave whose last day is over: everybody may order it, and it is no revocation.
    Expire {
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
            Order::Admit { ak, nkc, roles, org, control, until, consent } => {
                w.u8(1).key(ak).field(nkc).u8(roles.0).field(&org.0);
                w.raw(&control.0).u32(until.0).control_signature(*consent)
            }
            Order::SetRoles { address, roles, until } => w.u8(2).field(&address.0).u8(roles.0).u32(until.0),
            Order::Remove { address, revocation } => w.u8(3).field(&address.0).control_signature(*revocation),
            Order::Pause => w.u8(4),
            Order::Resume => w.u8(5),
            Order::Expire { address } => w.u8(6).field(&address.0),
        };
    }

    /// Whether everybody may order it, without a signature.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Order::Expire { .. })
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match r.u8("the kind of order")? {
            1 => Order::Admit {
                ak: r.key("the member's key")?,
                nkc: r.field("nkc")?,
                roles: Roles(r.u8("the roles")?),
                org: Org(r.field("the organisation")?),
                control: ControlAddress(r.array("the control key")?),
                until: Day(r.u32("the last day")?),
                consent: r.control_signature("the consent")?,
            },
            2 => Order::SetRoles {
                address: Address(r.field("the address")?),
                roles: Roles(r.u8("the roles")?),
                until: Day(r.u32("the last day")?),
            },
            3 => Order::Remove {
                address: Address(r.field("the address")?),
                revocation: r.control_signature("the revocation")?,
            },
            4 => Order::Pause,
            5 => Order::Resume,
            6 => Order::Expire { address: Address(r.field("the address")?) },
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
    /// The member administration's signature over the [message](SignedOrder::message); none if the order is
    /// [open](Order::is_open) to everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
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
        Self { order, sequence, signature: Some(signature) }
    }

    /// An order that is [open](Order::is_open) to everybody.
    #[must_use]
    pub const fn open(sequence: u64, order: Order) -> Self {
        Self { order, sequence, signature: None }
    }

    /// Whether `admin` signed it for the ledger of this domain, or everybody may order it and nobody signed.
    #[must_use]
    pub fn verify(&self, admin: &PublicKey, domain: Domain) -> bool {
        match &self.signature {
            None => self.order.is_open(),
            Some(signature) => {
                let message = Self::message(domain, self.sequence, &self.order);
                !self.order.is_open() && admin.verify(message, signature)
            }
        }
    }

    /// The identity: the message.
    #[must_use]
    pub fn id(&self, domain: Domain) -> EntryId {
        EntryId(to_bytes(&Self::message(domain, self.sequence, &self.order)))
    }

    /// The one binary encoding: kind, content, sequence, and the signature of an order that has one.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        self.order.write(&mut w);
        w.u64(self.sequence);
        if let Some(signature) = &self.signature {
            w.signature(signature);
        }
        w.0
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes, and nothing else.
    ///
    /// # Errors
    /// [`DecodeError`]. A key outside the prime-order subgroup, and the identity, are refused here.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let order = Order::read(&mut r)?;
        let sequence = r.u64("the sequence")?;
        let signature = if order.is_open() { None } else { Some(r.signature("the signature")?) };
        let this = Self { order, sequence, signature };
        r.finish()?;
        Ok(this)
    }
}
