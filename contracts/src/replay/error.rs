use crate::bytes::Hash32;
use crate::{
    UnixTime,
    genesis::GenesisError,
    rules::{FlushRefusal, OrderRefusal},
    store::memory::MemoryError,
    verdict::Rejection,
};

/// The first fault of a log: at which height, and what.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError<E> {
    /// No ledger can start from this genesis.
    #[error(transparent)]
    Genesis(#[from] GenesisError),
    /// The keys belong to another genesis.
    #[error("the keys are not those that the genesis pins")]
    OtherKeys,
    /// The log could not be read to its end.
    #[error("the log cannot be read behind height {height}: {why}")]
    Log {
        /// The last height that was read.
        height: u64,
        /// Why it went no further.
        why: E,
    },
    /// An entry is missing, or stands at another's place.
    #[error("the entry for height {expected} says it is of height {got}")]
    Height {
        /// The height it should have.
        expected: u64,
        /// The height it has.
        got: u64,
    },
    /// The entry does not name the hash of the entry before it.
    #[error("height {0}: the hash of the entry before it is another")]
    Chain(u64),
    /// The entry is dated before the entry before it.
    #[error("height {0}: it is dated before the entry before it")]
    Time(u64),
    /// The entry is dated later than now.
    #[error(
        "height {height}: it is dated {time}, but now it is {now}: the clock of whoever wrote it was ahead"
    )]
    Future {
        /// Where.
        height: u64,
        /// Its time.
        time: UnixTime,
        /// The verifier's.
        now: UnixTime,
    },
    /// It starts from another genesis than the pinned one.
    #[error("its genesis is {got}, you expect {expected}: it is another ledger, or has other keys")]
    OtherGenesis {
        /// Its genesis.
        got: Hash32,
        /// The pinned one.
        expected: Hash32,
    },
    /// Another entry stands where one was seen.
    #[error(
        "height {height}: the entry's hash is {got}, but {expected} was seen there: the log was rewritten"
    )]
    Rewritten {
        /// Where.
        height: u64,
        /// What stands there.
        got: Hash32,
        /// What was seen there.
        expected: Hash32,
    },
    /// The log ends before an entry that was seen.
    #[error(
        "the log ends at height {newest}, but {expected} was seen at height {height}: entries are gone, as when an older copy is put back"
    )]
    Missing {
        /// Where the entry was seen.
        height: u64,
        /// Its hash.
        expected: Hash32,
        /// Where the log ends.
        newest: u64,
    },
    /// The entry was accepted before: it should have got the old receipt.
    #[error("height {height}: the same was accepted at height {first}")]
    Repeated {
        /// The second time.
        height: u64,
        /// The first time.
        first: u64,
    },
    /// The ledger should have refused a transition.
    #[error("height {height}: should have been refused with {rejection}")]
    Refused {
        /// Where.
        height: u64,
        /// Why.
        rejection: Rejection,
    },
    /// The ledger should have refused an order.
    #[error("height {height}: should have been refused: {why}")]
    RefusedOrder {
        /// Where.
        height: u64,
        /// Why.
        why: OrderRefusal,
    },
    /// A flush is not what the entries lead to.
    #[error("height {height}: {why}")]
    RefusedFlush {
        /// Where.
        height: u64,
        /// How it differs.
        why: FlushRefusal,
    },
    /// What the store keeps beside the log differs from it.
    #[error("the store's table {what} differs from its log, which is sound up to height {height}")]
    Store {
        /// Up to where the log is sound.
        height: u64,
        /// The table.
        what: String,
    },
    /// What the store keeps beside the log cannot be read.
    #[error("the store's tables beside its log, which is sound up to height {height}, cannot be read: {why}")]
    Tables {
        /// Up to where the log is sound.
        height: u64,
        /// Why they cannot be read.
        why: E,
    },
    /// A tree refused what the rules let through.
    #[error("height {height}: {why}")]
    State {
        /// Where.
        height: u64,
        /// Why.
        why: MemoryError,
    },
}

impl<E> ReplayError<E> {
    /// The newest height up to which the log is sound; `None` if nothing was said about the log.
    #[must_use]
    pub const fn sound_up_to(&self) -> Option<u64> {
        match self {
            Self::OtherKeys | Self::OtherGenesis { .. } => None,
            Self::Genesis(_) => Some(0),
            Self::Log { height, .. }
            | Self::Store { height, .. }
            | Self::Tables { height, .. }
            | Self::Missing { newest: height, .. } => Some(*height),
            Self::Height { expected: height, .. }
            | Self::Chain(height)
            | Self::Time(height)
            | Self::Future { height, .. }
            | Self::Rewritten { height, .. }
            | Self::Repeated { height, .. }
            | Self::Refused { height, .. }
            | Self::RefusedOrder { height, .. }
            | Self::RefusedFlush { height, .. }
            | Self::State { height, .. } => Some(height.saturating_sub(1)),
        }
    }
    /// The stable code: that of the rule broken, where the fault is an entry that should have been refused.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Genesis(_) => "WrongGenesis",
            Self::OtherKeys => "OtherKeys",
            Self::Log { .. } => "Unreadable",
            Self::Height { .. } => "WrongHeight",
            Self::Chain(_) => "BrokenChain",
            Self::Time(_) => "TimeRunsBack",
            Self::Future { .. } => "InTheFuture",
            Self::OtherGenesis { .. } => "OtherGenesis",
            Self::Rewritten { .. } => "Rewritten",
            Self::Missing { .. } => "EntriesGone",
            Self::Repeated { .. } => "Repeated",
            Self::Refused { rejection, .. } => rejection.code.name(),
            Self::RefusedOrder { why, .. } => why.code(),
            Self::RefusedFlush { why, .. } => why.code(),
            Self::Store { .. } => "TableDiffers",
            Self::Tables { .. } => "TablesUnreadable",
            Self::State { .. } => "TreeFull",
        }
    }
}
