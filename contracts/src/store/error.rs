use super::backend::Waited;
use crate::{
    bytes::DecodeError,
    genesis::GenesisError,
    rules::{OrderRefusal, RuleError},
    time::ClockError,
    verdict::Rejection,
};
use plimsoll_circuits::merkle::{IndexedError, TreeError};
use std::{
    io,
    path::{Path, PathBuf},
};

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
    #[error("{0} is not a ledger of this version; give the right path, or restore a copy if it was a ledger")]
    NotALedger(PathBuf),
    /// No ledger can start from this genesis.
    #[error(transparent)]
    Genesis(#[from] GenesisError),
    /// Another process writes, or holds the whole file, longer than the wait.
    #[error("another process has kept the ledger busy for {0} seconds: try again, or see what it does")]
    Busy(u64),
    /// The file may be read by this user, but not written.
    #[error("{0} may be read by this user, but not written; run this as the user who owns it")]
    NotWritable(PathBuf),
    /// Another file stands at the path than the one that was opened: the ledger was repaired, or a copy was put in its place.
    #[error(
        "another file was put in the place of {0} in the meantime; nothing was written: run the command again"
    )]
    Replaced(PathBuf),
    /// The ledger was opened for reading.
    #[error("the ledger was opened for reading only")]
    ReadOnly,
    /// The keys belong to another genesis.
    #[error("the keys are not those that this ledger's genesis pins")]
    OtherKeys,
    /// The clock is wrong.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// What asked for is not on the ledger.
    #[error("{0} is not on the ledger")]
    Absent(&'static str),
    /// The note is posted, and not yet in the tree.
    #[error("the note waits for a flush: it has a path once the ledger was flushed")]
    Waiting,
    /// What was asked to be shown absent is there.
    #[error("{0} is on the ledger")]
    Present(&'static str),
    /// The content of the file contradicts itself.
    #[error("{} is damaged ({why}); rebuild it from its log, or restore a copy of it", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file system refuses.
    #[error("{} cannot be used: {source}", .file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database refuses.
    #[error("{} cannot be used: {source}", .file.display())]
    Database {
        /// The file.
        file: PathBuf,
        /// Why.
        source: Box<redb::Error>,
    },
}

impl StoreError {
    /// What the database says; which file it is of, [`at`](Self::at) adds.
    pub(super) fn db(e: impl Into<redb::Error>) -> Self {
        match e.into() {
            redb::Error::Io(source) => Self::io(source),
            redb::Error::Corrupted(why) => Self::damaged(why),
            e @ (redb::Error::TableTypeMismatch { .. }
            | redb::Error::TypeDefinitionChanged { .. }
            | redb::Error::TableDoesNotExist(_)) => Self::damaged(e.to_string()),
            e => Self::Database { file: PathBuf::new(), source: Box::new(e) },
        }
    }

    pub(super) fn io(source: io::Error) -> Self {
        if let Some(Waited(seconds)) = source.get_ref().and_then(|e| e.downcast_ref()) {
            return Self::Busy(*seconds);
        }
        match source.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Self::damaged(source.to_string())
            }
            _ => Self::Io { file: PathBuf::new(), source },
        }
    }

    pub(super) fn damaged(why: impl Into<String>) -> Self {
        Self::Damaged { file: PathBuf::new(), why: why.into() }
    }

    /// Names the file that an error is of.
    pub(super) fn at(mut self, path: &Path) -> Self {
        if let Self::Damaged { file, .. } | Self::Io { file, .. } | Self::Database { file, .. } = &mut self
            && file.as_os_str().is_empty()
        {
            path.clone_into(file);
        }
        self
    }
}

impl From<DecodeError> for StoreError {
    fn from(e: DecodeError) -> Self {
        Self::damaged(e.to_string())
    }
}

impl From<TreeError> for StoreError {
    fn from(e: TreeError) -> Self {
        Self::damaged(e.to_string())
    }
}

impl From<IndexedError> for StoreError {
    fn from(e: IndexedError) -> Self {
        Self::damaged(e.to_string())
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
