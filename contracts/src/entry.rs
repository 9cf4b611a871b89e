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

/// The roots of the four trees at one height.
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
    /// The roots after it.
    pub roots: Roots,
    /// Its hash; at height 0, the genesis hash.
    pub entry_hash: Hash32,
}

/// How old a snapshot of the ledger may be, and the ledger itself. A snapshot's age counts from when the next entry replaced
/// it: the newest has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaxAge {
    /// Entries accepted since.
    pub entries: u64,
    /// Seconds since it was replaced.
    pub seconds: u64,
    /// Seconds since the ledger's newest entry: where nothing has come for longer, this may be an old copy of the ledger,
    /// and nobody can tell from the copy alone.
    pub ledger: u64,
}

/// What an entry does. The numbers 4 to 7 are kept for governance: freeze, lift, recovery and waiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A proven change.
    Transition(Transition),
    /// An order of the member administration.
    Order(SignedOrder),
}

/// Numbers of the kinds of entries; never reused.
mod kind {
    pub(super) const TRANSITION: u8 = 1;
    pub(super) const ORDER: u8 = 2;
    /// Freeze, lift of a freeze, recovery and waiver: no entry of these kinds is read yet.
    pub(super) const RESERVED: std::ops::RangeInclusive<u8> = 4..=7;
}

impl Action {
    /// What the entry is known by.
    #[must_use]
    pub fn id(&self, domain: Domain) -> EntryId {
        match self {
            Action::Transition(t) => t.id(),
            Action::Order(o) => o.id(domain),
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
    /// The roots after it.
    pub roots: Roots,
}

impl Entry {
    /// The hash that the next entry names: Keccak-256 of the encoding.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        Hash32::of("plimsoll.entry", &self.to_bytes())
    }

    /// The ledger after this entry.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { height: self.height, time: self.time, roots: self.roots, entry_hash: self.hash() }
    }

    /// The one binary encoding: height, previous hash, time, roots, kind, and the content behind its length.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.height).raw(&self.previous.0).u64(self.time.0);
        self.roots.write(&mut w);
        match &self.action {
            Action::Transition(t) => w.u8(kind::TRANSITION).block(&t.to_bytes()),
            Action::Order(o) => w.u8(kind::ORDER).block(&o.to_bytes()),
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
        let roots = Roots::read(&mut r)?;
        let kind = r.u8("the kind of entry")?;
        let content = r.block(MAX_CONTENT, "the content")?;
        r.finish()?;
        let action = match kind {
            kind::TRANSITION => Action::Transition(Transition::from_bytes(content)?),
            kind::ORDER => Action::Order(SignedOrder::from_bytes(content)?),
            k if kind::RESERVED.contains(&k) => {
                return Err(DecodeError::Invalid(
                    "an entry of governance: this program is too old for it, and it",
                ));
            }
            _ => return Err(DecodeError::Invalid("the kind of entry")),
        };
        Ok(Self { height, previous, time, action, roots })
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
    /// The roots after it.
    pub roots: Roots,
    /// The entry's hash, which chains to every entry before it.
    pub entry_hash: Hash32,
}

impl Receipt {
    /// The verdict that a receipt stands for, where a refusal has its code.
    pub const VERDICT: &'static str = "Accepted";

    /// The receipt for the entry that made a snapshot.
    #[must_use]
    pub const fn new(id: EntryId, made: &Snapshot) -> Self {
        Self { id, height: made.height, time: made.time, roots: made.roots, entry_hash: made.entry_hash }
    }
}
