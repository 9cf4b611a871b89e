//! Log entries, the chain of their hashes, snapshots and receipts.

use crate::{
    UnixTime,
    bytes::{DecodeError, Hash32, Reader, Writer},
    genesis::Domain,
    order::SignedOrder,
    transition::{EntryId, Transition},
};
use plimsoll_circuits::field::{F, serde_hex};
use serde::{Deserialize, Serialize};

/// Bytes of an entry's content that are read at most.
const MAX_CONTENT: usize = 65_536;

/// The roots of the four trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Roots {
    /// Of the note tree.
    #[serde(with = "serde_hex")]
    pub notes: F,
    /// Of the nullifier tree.
    #[serde(with = "serde_hex")]
    pub nullifiers: F,
    /// Of the member tree.
    #[serde(with = "serde_hex")]
    pub members: F,
    /// Of the tree of frozen lots.
    #[serde(with = "serde_hex")]
    pub frozen: F,
}

impl Roots {
    pub(crate) fn write(&self, w: &mut Writer) {
        w.field(&self.notes).field(&self.nullifiers).field(&self.members).field(&self.frozen);
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            notes: r.field("the notes root")?,
            nullifiers: r.field("the nullifiers root")?,
            members: r.field("the members root")?,
            frozen: r.field("the frozen root")?,
        })
    }
}

/// The ledger at one height. Height 0 is the genesis; the entry that made a height has its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Entries so far.
    pub height: u64,
    /// When the last of them was accepted; at height 0, when the genesis was made.
    pub time: UnixTime,
    /// The roots that count behind it: of notes and nullifiers those of the newest flush, of members and frozen lots the newest.
    pub roots: Roots,
    /// The height of the newest flush; 0 is one.
    pub flushed: u64,
    /// Its hash; at height 0, the genesis hash.
    pub entry_hash: Hash32,
}

/// How old a flush may be that an Attest speaks of, and the ledger itself. A flush's age is what the log holds behind it: none
/// as long as it is the newest entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaxAge {
    /// Entries behind it, other flushes included.
    pub entries: u64,
    /// Seconds since the first of them.
    pub seconds: u64,
    /// Seconds since the ledger's newest entry: where nothing has come for longer, this may be an old copy of the ledger,
    /// and nobody can tell from the copy alone.
    pub ledger: u64,
}

/// What waited enters the trees, and their roots stand on the log. Every nullifier of the entries before it enters its tree,
/// and the first notes that wait enter theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flush {
    /// How many notes enter the tree; none may.
    pub leaves: u64,
    /// The roots after it.
    pub roots: Roots,
    /// The hash of all tables after it, on the first flush of each day: so a copy of the tables can be held against the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<Hash32>,
}

impl Flush {
    fn to_bytes(self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.leaves);
        self.roots.write(&mut w);
        match self.tables {
            None => w.u8(0),
            Some(hash) => w.u8(1).raw(&hash.0),
        };
        w.0
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let (leaves, roots) = (r.u64("the number of leaves")?, Roots::read(&mut r)?);
        let tables = match r.u8("whether the tables' hash follows")? {
            0 => None,
            1 => Some(Hash32(r.array("the tables' hash")?)),
            _ => return Err(DecodeError::Invalid("whether the tables' hash follows")),
        };
        r.finish()?;
        Ok(Self { leaves, roots, tables })
    }
}

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A proven change.
    Transition(Transition),
    /// An order: of governors, an administrator, an organisation or, where that is open, anybody.
    Order(Box<SignedOrder>),
    /// What waited enters the trees.
    Flush(Flush),
}

/// Numbers of the kinds of entries; never reused.
mod kind {
    pub(super) const TRANSITION: u8 = 1;
    pub(super) const ORDER: u8 = 2;
    pub(super) const FLUSH: u8 = 3;
}

impl Action {
    /// What the entry is known by; a flush, of which there may be two alike, by nothing but its height.
    #[must_use]
    pub fn id(&self, domain: Domain) -> Option<EntryId> {
        match self {
            Action::Transition(t) => Some(t.id()),
            Action::Order(o) => Some(o.id(domain)),
            Action::Flush(_) => None,
        }
    }
}

/// One entry of the append-only log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub height: u64,
    /// Hash of the entry before it, or of the genesis.
    pub previous: Hash32,
    /// When it was accepted; never before the entry before it. Its day is the date by which its rules were checked.
    pub time: UnixTime,
    /// What it does.
    pub action: Action,
}

impl Entry {
    /// The hash that the next entry names: Keccak-256 of the encoding.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        Hash32::of("plimsoll.entry", &self.to_bytes())
    }

    /// The one binary encoding: height, previous hash, time, kind, and the content behind its length.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.height).raw(&self.previous.0).u64(self.time.0);
        match &self.action {
            Action::Transition(t) => w.u8(kind::TRANSITION).block(&t.to_bytes()),
            Action::Order(o) => w.u8(kind::ORDER).block(&o.to_bytes()),
            Action::Flush(f) => w.u8(kind::FLUSH).block(&f.to_bytes()),
        };
        w.0
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes, and nothing else.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let height = r.u64("the height")?;
        let previous = Hash32(r.array("the previous hash")?);
        let time = UnixTime(r.u64("the time")?);
        let kind = r.u8("the kind of entry")?;
        let content = r.block(MAX_CONTENT, "the content")?;
        r.finish()?;
        let action = match kind {
            kind::TRANSITION => Action::Transition(Transition::from_bytes(content)?),
            kind::ORDER => Action::Order(Box::new(SignedOrder::from_bytes(content)?)),
            kind::FLUSH => Action::Flush(Flush::from_bytes(content)?),
            _ => return Err(DecodeError::Invalid("the kind of entry")),
        };
        Ok(Self { height, previous, time, action })
    }
}

/// Evidence that an entry was accepted, and as which. It is the same however often the entry is submitted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// What was accepted.
    pub id: EntryId,
    /// As which entry.
    pub height: u64,
    /// When.
    pub time: UnixTime,
    /// The entry's hash, which chains to every entry before it.
    pub entry_hash: Hash32,
}

impl Receipt {
    /// The verdict that a receipt stands for, where a refusal has its code.
    pub const VERDICT: &'static str = "Accepted";

    /// The receipt for the entry that made a snapshot.
    #[must_use]
    pub const fn new(id: EntryId, made: &Snapshot) -> Self {
        Self { id, height: made.height, time: made.time, entry_hash: made.entry_hash }
    }
}
