//! What the ledger knows of bill numbers and lots.

use super::{Record, optional_time, read_optional_time};
use crate::{
    Day, UnixTime,
    bytes::{DecodeError, Reader, Writer},
    order::{LotName, MAX_NUMBERS},
};
use plimsoll_circuits::field::F;

/// How a DOC fingerprint came on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// By a registration: it has lots, of which this is the highest generation.
    Registered(u64),
    /// In slot 0 of an amendment, and it has no lot: the lot that it belongs to has another number's name.
    Amended,
}

/// A DOC fingerprint, or what an amendment that leaves the number as it is posts in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocRecord {
    /// The entry that registered it last, or added it by an amendment.
    pub height: u64,
    /// How.
    pub entered: Entered,
}

impl DocRecord {
    /// The generation that the next registration of it has.
    #[must_use]
    pub const fn next_generation(&self) -> u64 {
        match self.entered {
            Entered::Registered(highest) => highest + 1,
            Entered::Amended => 1,
        }
    }
}

impl Record for DocRecord {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.height);
        match self.entered {
            Entered::Amended => w.u8(0),
            Entered::Registered(generation) => w.u8(1).u64(generation),
        };
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let height = r.u64("the height of a number")?;
        let registered = r.flag("whether it was registered")?;
        let entered =
            if registered { Entered::Registered(r.u64("the highest generation")?) } else { Entered::Amended };
        Ok(Self { height, entered })
    }
}

/// A fingerprint of an invoice or a container, with the slot-0 value that it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The entry that posted it first.
    pub height: u64,
    /// The slot-0 value that it belongs to.
    pub doc: F,
}

impl Record for Tag {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.height).field(&self.doc);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { height: r.u64("the height of a fingerprint")?, doc: r.field("its number")? })
    }
}

/// How a lot is closed. Nothing opens it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// For good.
    ForGood,
    /// By a reopening whose permission, for this DOC fingerprint, was not used.
    Permitting(F),
}

/// A freeze that was not lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The entry that froze the lot.
    pub height: u64,
    /// When.
    pub since: UnixTime,
    /// The end of an emergency, from which on everybody may end it.
    pub until: Option<UnixTime>,
}

/// A lot that an order named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LotRecord {
    /// Whether it is frozen.
    pub frozen: Option<Frozen>,
    /// Whether it is closed; a closed lot stays in the frozen tree.
    pub closed: Option<Closed>,
    /// When one governor alone froze it last.
    pub emergency: Option<UnixTime>,
}

impl LotRecord {
    /// Whether it stands in the frozen tree.
    #[must_use]
    pub const fn is_in_tree(&self) -> bool {
        self.frozen.is_some() || self.closed.is_some()
    }
}

impl Record for LotRecord {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        match self.frozen {
            None => w.u8(0),
            Some(Frozen { height, since, until }) => {
                w.u8(1).u64(height).u64(since.0);
                optional_time(&mut w, until);
                &mut w
            }
        };
        match self.closed {
            None => w.u8(0),
            Some(Closed::ForGood) => w.u8(1),
            Some(Closed::Permitting(coming)) => w.u8(2).field(&coming),
        };
        optional_time(&mut w, self.emergency);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let frozen = if r.flag("whether the lot is frozen")? {
            Some(Frozen {
                height: r.u64("the height of the freeze")?,
                since: UnixTime(r.u64("the time of the freeze")?),
                until: read_optional_time(r, "the end of the freeze")?,
            })
        } else {
            None
        };
        let closed = match r.u8("whether the lot is closed")? {
            0 => None,
            1 => Some(Closed::ForGood),
            2 => Some(Closed::Permitting(r.field("the DOC that it permits")?)),
            _ => return Err(DecodeError::Invalid("whether the lot is closed")),
        };
        Ok(Self { frozen, closed, emergency: read_optional_time(r, "the last emergency")? })
    }
}

/// One registration that a reopening permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The lot that was closed for it.
    pub lot: LotName,
    /// The slot-0 values whose invoices and containers it may have.
    pub numbers: Vec<F>,
    /// Its last day.
    pub until: Day,
}

impl Permission {
    /// Whether its last day is not over.
    #[must_use]
    pub fn is_open(&self, time: UnixTime) -> bool {
        time.day() <= self.until
    }
}

impl Record for Permission {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.field(&self.lot.doc).u64(self.lot.generation).fields(&self.numbers).u32(self.until.0);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let lot = LotName { doc: r.field("the lot's DOC")?, generation: r.u64("the lot's generation")? };
        let numbers = r.fields(MAX_NUMBERS, "the numbers")?;
        Ok(Self { lot, numbers, until: Day(r.u32("the last day")?) })
    }
}
