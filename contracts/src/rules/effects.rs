use super::{MemberRecord, OrgRecord};
use crate::{
    UnixTime,
    bytes::{DecodeError, Reader, Writer},
};
use plimsoll_circuits::{field::F, fingerprint::Class, member::Org};
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
    /// The organisation whose record is set.
    pub org: Option<(Org, OrgRecord)>,
    /// The control record after the entry.
    pub control: Control,
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

/// The small part of the state: pause, order numbers, the newest revocation, and how far the trees are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Whether transitions are refused.
    pub paused: bool,
    /// The number that the next order must have.
    pub sequence: u64,
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
            paused: false,
            sequence: 0,
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
        w.u8(self.paused.into()).u64(self.sequence).u64(self.members);
        match self.revoked_at {
            None => w.u8(0),
            Some(height) => w.u8(1).u64(height),
        };
        w.u64(self.notes).u64(self.flushed.height).u64(self.flushed.at.0).u64(self.flushed.notes);
        w.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let (paused, sequence, members) =
            (r.flag("whether it pauses")?, r.u64("the sequence")?, r.u64("the number of members")?);
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
        Ok(Self { paused, sequence, members, revoked_at, notes, flushed })
    }
}
