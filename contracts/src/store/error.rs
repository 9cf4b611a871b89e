use crate::{
    bytes::DecodeError,
    genesis::GenesisError,
    rules::{OrderRefusal, RuleError},
    time::ClockBehind,
    verdict::Rejection,
};
use plimsoll_circuits::merkle::{IndexedError, TreeError};
use std::path::PathBuf;

/// Why a ledger's file cannot be used. Nothing was decided about what was submitted.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file.
    #[error("there is no ledger at {0}: create one, or give the right path")]
    NotFound(PathBuf),
    /// Something stands where a ledger should be created.
    #[error("{0} exists: open it, or create the ledger at another path")]
    Exists(PathBuf),
    /// A file without a genesis, or of another program or version.
    #[error(
        "{0} is not a ledger of this version, or its creation was interrupted: delete it and create it again"
    )]
    NotALedger(PathBuf),
    /// No ledger can start from this genesis.
    #[error(transparent)]
    Genesis(#[from] GenesisError),
    /// Another process writes, or holds the whole file, longer than the wait.
    #[error("another process has kept the ledger busy for {0} seconds: try again, or see what it does")]
    Busy(u64),
    /// The only writer was killed, and nobody opened the file for writing since.
    #[error("{0} was not closed by its writer: open it for writing once, then for reading")]
    NeedsRepair(PathBuf),
    /// The ledger was opened for reading.
    #[error("the ledger was opened for reading only")]
    ReadOnly,
    /// The keys belong to another genesis.
    #[error("the keys are not those that this ledger's genesis pins")]
    OtherKeys,
    /// The clock is wrong.
    #[error(transparent)]
    Clock(#[from] ClockBehind),
    /// What asked for is not on the ledger.
    #[error("{0} is not on the ledger")]
    Absent(&'static str),
    /// What was asked to be shown absent is there.
    #[error("{0} is on the ledger")]
    Present(&'static str),
    /// The content of the file contradicts itself.
    #[error("the ledger's file is damaged ({0}): restore it from a copy and replay")]
    Damaged(String),
    /// The file system refuses.
    #[error("the file cannot be used: {0}")]
    Io(#[from] std::io::Error),
    /// The database refuses.
    #[error("the database refuses: {0}")]
    Database(Box<redb::Error>),
}

impl StoreError {
    pub(super) fn db(e: impl Into<redb::Error>) -> Self {
        Self::Database(Box::new(e.into()))
    }
}

impl From<DecodeError> for StoreError {
    fn from(e: DecodeError) -> Self {
        Self::Damaged(e.to_string())
    }
}

impl From<TreeError> for StoreError {
    fn from(e: TreeError) -> Self {
        Self::Damaged(e.to_string())
    }
}

impl From<IndexedError> for StoreError {
    fn from(e: IndexedError) -> Self {
        Self::Damaged(e.to_string())
    }
}

/// Why a transition has no receipt.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The ledger refuses it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The ledger cannot be used now.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an order has no receipt.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The ledger refuses it.
    #[error(transparent)]
    Refused(#[from] OrderRefusal),
    /// The ledger cannot be used now.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RuleError<Rejection, StoreError>> for SubmitError {
    fn from(e: RuleError<Rejection, StoreError>) -> Self {
        match e {
            RuleError::Refused(r) => Self::Rejected(r),
            RuleError::State(e) => Self::Store(e),
        }
    }
}

impl From<RuleError<OrderRefusal, StoreError>> for OrderError {
    fn from(e: RuleError<OrderRefusal, StoreError>) -> Self {
        match e {
            RuleError::Refused(r) => Self::Refused(r),
            RuleError::State(e) => Self::Store(e),
        }
    }
}
