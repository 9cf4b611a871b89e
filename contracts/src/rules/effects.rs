use crate::{
    UnixTime,
    bytes::{DecodeError, Reader, Writer},
};
use plimsoll_circuits::{
    field::{F, serde_hex},
    fingerprint::Class,
    member::{Address, Member, Org, Roles},
    signature::PublicKey,
};
use serde::{Deserialize, Serialize};

/// What one accepted entry changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    /// Fingerprints that enter their class, slot by slot.
    pub fingerprints: Vec<(Class, F)>,
    /// Nullifiers that are spent from now on, in the order in which the next flush adds them to their tree.
    pub nullifiers: Vec<F>,
    /// Commitments that wait for a flush from now on, in this order.
    pub commitments: Vec<F>,
    /// A member whose leaf is set, or appended if its position is the number of leaves.
    pub member: Option<MemberRecord>,
    /// The control record after the entry.
    pub control: Control,
}

/// A member as the ledger knows it. One that was removed keeps its place, with no roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRecord {
    /// Position of its leaf.
    pub position: u64,
    /// Its signing key.
    pub ak: PublicKey,
    /// The commitment to its nullifier key.
    #[serde(with = "serde_hex")]
    pub nkc: F,
    /// What it may do; nothing once it was removed.
    pub roles: Roles,
    /// The organisation whose address it is.
    pub org: Org,
}

impl MemberRecord {
    /// The address that follows from the two keys.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::new(&self.ak, self.nkc)
    }

    /// Whether it is a member now.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.roles != Roles::default()
    }

    /// Its leaf: the constant 0 once it was removed.
    #[must_use]
    pub fn leaf(&self) -> F {
        if self.is_current() {
            Member { address: self.address(), roles: self.roles, org: self.org }.leaf()
        } else {
            F::from(0u64)
        }
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.position).key(&self.ak).field(&self.nkc).u8(self.roles.0).field(&self.org.0);
        w.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let this = Self {
            position: r.u64("the position")?,
            ak: r.key("the member's key")?,
            nkc: r.field("nkc")?,
            roles: Roles(r.u8("the roles")?),
            org: Org(r.field("the organisation")?),
        };
        r.finish()?;
        Ok(this)
    }
}

/// A root that was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The root.
    #[serde(with = "serde_hex")]
    pub root: F,
    /// When the entry that replaced it was accepted.
    pub at: UnixTime,
}

/// The newest flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flushed {
    /// Its height; 0 is the genesis, whose trees are empty.
    pub height: u64,
    /// When it was.
    pub at: UnixTime,
    /// Notes in the tree since.
    pub notes: u64,
}

/// The small part of the state: pause, order numbers, what decides on member roots, and how far the trees are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Whether transitions are refused.
    pub paused: bool,
    /// The number that the next order must have.
    pub sequence: u64,
    /// Leaves of the member tree.
    pub members: u64,
    /// The member root before the newest, unless a revocation replaced it.
    pub previous: Option<Replaced>,
    /// Height of the newest revocation.
    pub revoked_at: Option<u64>,
    /// Notes posted so far; the next one's position.
    pub notes: u64,
    /// The newest flush.
    pub flushed: Flushed,
}

impl Control {
    /// What a ledger starts with that was made at `created`.
    #[must_use]
    pub const fn new(created: UnixTime) -> Self {
        Self {
            paused: false,
            sequence: 0,
            members: 0,
            previous: None,
            revoked_at: None,
            notes: 0,
            flushed: Flushed { height: 0, at: created, notes: 0 },
        }
    }

    /// Notes that are posted and wait for a flush.
    #[must_use]
    pub const fn waiting(&self) -> u64 {
        self.notes - self.flushed.notes
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u8(self.paused.into()).u64(self.sequence).u64(self.members);
        match self.previous {
            None => w.u8(0),
            Some(p) => w.u8(1).field(&p.root).u64(p.at.0),
        };
        match self.revoked_at {
            None => w.u8(0),
            Some(height) => w.u8(1).u64(height),
        };
        w.u64(self.notes).u64(self.flushed.height).u64(self.flushed.at.0).u64(self.flushed.notes);
        w.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        fn flag(r: &mut Reader<'_>) -> Result<bool, DecodeError> {
            match r.u8("a flag")? {
                0 => Ok(false),
                1 => Ok(true),
                _ => Err(DecodeError::Invalid("a flag")),
            }
        }
        let mut r = Reader::new(bytes);
        let (paused, sequence, members) =
            (flag(&mut r)?, r.u64("the sequence")?, r.u64("the number of members")?);
        let previous = if flag(&mut r)? {
            Some(Replaced { root: r.field("the previous root")?, at: UnixTime(r.u64("its time")?) })
        } else {
            None
        };
        let revoked_at = if flag(&mut r)? { Some(r.u64("the revocation")?) } else { None };
        let notes = r.u64("the number of notes")?;
        let flushed = Flushed {
            height: r.u64("the flush's height")?,
            at: UnixTime(r.u64("the flush's time")?),
            notes: r.u64("the flush's notes")?,
        };
        r.finish()?;
        if flushed.notes > notes {
            return Err(DecodeError::Invalid("the flush's notes"));
        }
        Ok(Self { paused, sequence, members, previous, revoked_at, notes, flushed })
    }
}
