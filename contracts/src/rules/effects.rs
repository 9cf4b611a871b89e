use super::records::{MemberRecord, Row};
use crate::{
    UnixTime,
    bytes::{DecodeError, Reader, Writer},
};
use plimsoll_circuits::{field::F, note::Lot};
use serde::{Deserialize, Serialize};

/// What one accepted entry changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    /// Records that are set, or taken out.
    pub rows: Vec<Row>,
    /// Nullifiers that are spent from now on, in the order in which the next flush adds them to their tree.
    pub nullifiers: Vec<F>,
    /// Commitments that wait for a flush from now on, in this order.
    pub commitments: Vec<F>,
    /// A member whose record and leaf are set; the leaf is appended if its position is the number of leaves.
    pub member: Option<MemberRecord>,
    /// A lot that enters or leaves the frozen tree.
    pub frozen: Option<FrozenChange>,
    /// What SOFT slots post.
    pub soft: Vec<F>,
    /// The control record after the entry.
    pub control: Control,
}

impl Effects {
    /// Nothing but another control record.
    #[must_use]
    pub const fn of(control: Control) -> Self {
        Self {
            rows: Vec::new(),
            nullifiers: Vec::new(),
            commitments: Vec::new(),
            member: None,
            frozen: None,
            soft: Vec::new(),
            control,
        }
    }
}

/// How the tree of frozen lots changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrozenChange {
    /// The lot enters it.
    Enters(Lot),
    /// The lot is unlinked.
    Leaves(Lot),
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

/// A pause that was not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// The entry that paused the ledger.
    pub height: u64,
    /// The end of an emergency, from which on everybody may end it.
    pub until: Option<UnixTime>,
}

/// The small part of the state: pause, the number of orders, the newest revocation, and how far the trees are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Whether transitions are refused.
    pub paused: Option<Paused>,
    /// Orders so far.
    pub orders: u64,
    /// Leaves of the member tree.
    pub members: u64,
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
            paused: None,
            orders: 0,
            members: 0,
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
        match self.paused {
            None => w.u8(0),
            Some(Paused { height, until: None }) => w.u8(1).u64(height),
            Some(Paused { height, until: Some(until) }) => w.u8(2).u64(height).u64(until.0),
        };
        w.u64(self.orders).u64(self.members);
        match self.revoked_at {
            None => w.u8(0),
            Some(height) => w.u8(1).u64(height),
        };
        w.u64(self.notes).u64(self.flushed.height).u64(self.flushed.at.0).u64(self.flushed.notes);
        w.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let paused = match r.u8("whether it pauses")? {
            0 => None,
            1 => Some(Paused { height: r.u64("the height of the pause")?, until: None }),
            2 => {
                let height = r.u64("the height of the pause")?;
                Some(Paused { height, until: Some(UnixTime(r.u64("the end of the pause")?)) })
            }
            _ => return Err(DecodeError::Invalid("whether it pauses")),
        };
        let (orders, members) = (r.u64("the number of orders")?, r.u64("the number of members")?);
        let revoked_at =
            if r.flag("whether there was a revocation")? { Some(r.u64("the revocation")?) } else { None };
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
        Ok(Self { paused, orders, members, revoked_at, notes, flushed })
    }
}
