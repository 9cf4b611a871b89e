//! Opening the file: for reading, for writing, while others have it, and only if it is a ledger.

use super::{
    backend::{Backend, POLL},
    error::StoreError,
    guard::guarded,
    tables::{self, Reading, meta},
    writer::FORMAT,
};
use crate::genesis::Genesis;
use redb::{
    Builder, ConcurrencyMode, Database, DatabaseError, ReadOnlyDatabase, ReadableDatabase as _, StorageError,
};
use std::{
    fs::OpenOptions,
    io::ErrorKind,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

/// For how long an operation waits for other processes before it reports that the ledger is busy.
pub const LOCK_WAIT: Duration = Duration::from_secs(30);
/// Memory for pages of the file.
const CACHE_BYTES: usize = 64 << 20;

/// Which file it is, whatever it is called: device and number. Other systems than Unix do not replace a file that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity(Option<(u64, u64)>);

impl Identity {
    pub(super) fn of(file: &std::fs::Metadata) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Self(Some((file.dev(), file.ino())))
        }
        #[cfg(not(unix))]
        {
            let _ = file;
            Self(None)
        }
    }
}

pub(super) fn open_to_write(path: &Path, wait: Duration) -> Result<Database, StoreError> {
    patiently(path, wait, || {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        if file.metadata()?.len() == 0 {
            return Err(DatabaseError::Storage(StorageError::Io(ErrorKind::InvalidData.into())));
        }
        builder().create_with_backend(Backend::writing(file, wait)?)
    })
    .map_err(|e| match e {
        StoreError::Io { source, .. }
            if matches!(source.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            StoreError::NotWritable(path.to_owned())
        }
        e => e,
    })
}

pub(super) fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_concurrency_mode(ConcurrencyMode::MultiWriter).set_cache_size(CACHE_BYTES);
    builder
}

/// Opens again while another process has the whole file.
pub(super) fn patiently<D>(
    path: &Path,
    wait: Duration,
    open: impl Fn() -> Result<D, DatabaseError>,
) -> Result<D, StoreError> {
    let since = Instant::now();
    loop {
        match open() {
            Err(DatabaseError::DatabaseAlreadyOpen) if since.elapsed() < wait => sleep(POLL),
            Err(DatabaseError::DatabaseAlreadyOpen) => return Err(StoreError::Busy(wait.as_secs())),
            Err(DatabaseError::Storage(StorageError::Io(e))) => {
                return Err(match e.kind() {
                    ErrorKind::NotFound => StoreError::NotFound(path.to_owned()),
                    ErrorKind::InvalidData | ErrorKind::UnexpectedEof => {
                        StoreError::NotALedger(path.to_owned())
                    }
                    _ => StoreError::io(e),
                });
            }
            opened => return opened.map_err(StoreError::db),
        }
    }
}

pub(super) fn genesis_of(database: &ReadOnlyDatabase, path: &Path) -> Result<Genesis, StoreError> {
    guarded(path, || read_genesis(database, path))
}

fn read_genesis(database: &ReadOnlyDatabase, path: &Path) -> Result<Genesis, StoreError> {
    let not_a_ledger = || StoreError::NotALedger(path.to_owned());
    let read = database.begin_read().map_err(StoreError::db)?;
    let state = Reading(&read);
    let format = match state.bytes(tables::META, meta::FORMAT) {
        // Another program's file has no such table; one that is damaged is none of those.
        Err(StoreError::Damaged { .. }) if !state.has_table(tables::META)? => return Err(not_a_ledger()),
        format => format?,
    };
    if format.as_deref() != Some(FORMAT) {
        return Err(not_a_ledger());
    }
    let text = state.bytes(tables::META, meta::GENESIS)?.ok_or_else(not_a_ledger)?;
    let genesis: Genesis =
        serde_json::from_slice(&text).map_err(|e| StoreError::damaged(format!("genesis: {e}")))?;
    let start =
        state.snapshot_at(0)?.ok_or_else(|| StoreError::damaged("the start of the log is missing"))?;
    if start.entry_hash != genesis.hash() {
        return Err(StoreError::damaged("the genesis is not the one that the log starts from"));
    }
    Ok(genesis)
}
