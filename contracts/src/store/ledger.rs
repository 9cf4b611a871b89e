use super::{
    error::{OrderError, StoreError, SubmitError},
    tables::{self, Reading, meta},
    view::View,
    writer::{FORMAT, Writer},
};
use crate::{
    UnixTime,
    entry::Receipt,
    genesis::Genesis,
    keys::Keys,
    order::SignedOrder,
    rules::{State, accept_order, accept_transition, stateless},
    time::entry_time,
    transition::Transition,
};
use redb::{
    Builder, ConcurrencyMode, Database, DatabaseError, ReadOnlyDatabase, ReadableDatabase, StorageError,
    TransactionError, WriteTransaction,
};
use std::{
    fs::OpenOptions,
    io::ErrorKind,
    path::Path,
    sync::{Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

/// For how long an operation waits for other processes before it reports that the ledger is busy.
pub const LOCK_WAIT: Duration = Duration::from_secs(30);
/// How often it looks.
const POLL: Duration = Duration::from_millis(2);
/// Memory for pages of the file.
const CACHE_BYTES: usize = 64 << 20;

enum Handle {
    Writing(Database),
    Reading(ReadOnlyDatabase),
}

/// A ledger in a file. It may be used by many threads, and the file by many processes, at once.
pub struct Ledger {
    handle: Handle,
    genesis: Genesis,
    wait: Duration,
    /// Threads of this process take turns here, so that only processes need to poll.
    turn: Mutex<()>,
}

impl Ledger {
    /// Creates a ledger.
    ///
    /// # Errors
    /// [`StoreError::Genesis`] if none can start from this; [`StoreError::Exists`] if something stands at the path.
    pub fn create(path: impl AsRef<Path>, genesis: &Genesis) -> Result<Self, StoreError> {
        genesis.check()?;
        let path = path.as_ref();
        OpenOptions::new().write(true).create_new(true).open(path).map_err(|e| match e.kind() {
            ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
            _ => StoreError::Io(e),
        })?;
        let database = builder().create(path).map_err(StoreError::db)?;
        let write = database.begin_write().map_err(StoreError::db)?;
        Writer(&write).begin(genesis)?;
        write.commit().map_err(StoreError::db)?;
        Ok(Self::new(Handle::Writing(database), genesis.clone()))
    }

    /// Opens a ledger for reading and writing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotALedger`], [`StoreError::Busy`], or what the database reports.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        exists(path)?;
        let database = patiently(path, || builder().open(path))?;
        let genesis = genesis_of(&database, path)?;
        Ok(Self::new(Handle::Writing(database), genesis))
    }

    /// Opens a ledger for reading, for which no right to write the file is needed.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`StoreError::NeedsRepair`] if the only writer was killed and nobody opened the file for
    /// writing since.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        exists(path)?;
        let database = patiently(path, || builder().open_read_only(path))?;
        let genesis = genesis_of(&database, path)?;
        Ok(Self::new(Handle::Reading(database), genesis))
    }

    const fn new(handle: Handle, genesis: Genesis) -> Self {
        Self { handle, genesis, wait: LOCK_WAIT, turn: Mutex::new(()) }
    }

    /// Waits for other writers for another time than [`LOCK_WAIT`].
    #[must_use]
    pub const fn with_lock_wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// What the ledger started from.
    #[must_use]
    pub const fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// The ledger at its newest height.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn view(&self) -> Result<View, StoreError> {
        let read = match &self.handle {
            Handle::Writing(database) => database.begin_read(),
            Handle::Reading(database) => database.begin_read(),
        };
        Ok(View(read.map_err(StoreError::db)?))
    }

    /// Submits a transition: verifies it, and enters it durably before the receipt is given. One that was accepted before gets
    /// the receipt it got then. The proof is verified before the ledger is locked; everything that depends on the state is
    /// checked within the lock that enters it.
    ///
    /// # Errors
    /// [`SubmitError::Rejected`] if a rule refuses it, [`SubmitError::Store`] if the ledger cannot be used now: then it is
    /// safe to submit it again.
    pub fn submit(
        &self,
        keys: &Keys,
        transition: &Transition,
        now: UnixTime,
    ) -> Result<Receipt, SubmitError> {
        if keys.genesis() != self.genesis.hash() {
            return Err(StoreError::OtherKeys.into());
        }
        let shaped = stateless::shape(&self.genesis, transition)?;
        if let Some(receipt) = self.view()?.receipt(shaped.id())? {
            return Ok(receipt);
        }
        let checked = shaped.verify(keys)?;
        self.writing(|write| {
            let time = entry_time(write.snapshot()?.time, now).map_err(StoreError::from)?;
            Ok(accept_transition(&self.genesis, write, &checked, transition, time)?)
        })
    }

    /// Submits an order of the member administration, as [`submit`](Self::submit) does a transition.
    ///
    /// # Errors
    /// [`OrderError::Refused`], [`OrderError::Store`].
    pub fn submit_order(&self, order: &SignedOrder, now: UnixTime) -> Result<Receipt, OrderError> {
        self.writing(|write| {
            let time = entry_time(write.snapshot()?.time, now).map_err(StoreError::from)?;
            Ok(accept_order(&self.genesis, write, order, time)?)
        })
    }

    /// One write transaction: committed durably if `work` succeeds, as if it had never been if not.
    fn writing<A, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<A, E>,
    ) -> Result<A, E> {
        // A thread that panicked here has changed nothing: its transaction was never committed.
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let write = self.begin_write()?;
        let result = work(&mut Writer(&write));
        match &result {
            Ok(_) => write.commit().map_err(StoreError::db)?,
            Err(_) => write.abort().map_err(StoreError::db)?,
        }
        result
    }

    fn begin_write(&self) -> Result<WriteTransaction, StoreError> {
        let Handle::Writing(database) = &self.handle else { return Err(StoreError::ReadOnly) };
        let since = Instant::now();
        loop {
            match database.try_begin_write() {
                Err(TransactionError::WouldBlock) if since.elapsed() < self.wait => sleep(POLL),
                Err(TransactionError::WouldBlock) => return Err(StoreError::Busy(self.wait.as_secs())),
                begun => return begun.map_err(StoreError::db),
            }
        }
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_concurrency_mode(ConcurrencyMode::MultiWriter).set_cache_size(CACHE_BYTES);
    builder
}

fn exists(path: &Path) -> Result<(), StoreError> {
    if path.try_exists()? { Ok(()) } else { Err(StoreError::NotFound(path.to_owned())) }
}

/// Opens again while another process has the whole file, as when it repairs it after a crash.
fn patiently<D>(path: &Path, open: impl Fn() -> Result<D, DatabaseError>) -> Result<D, StoreError> {
    let since = Instant::now();
    loop {
        match open() {
            Err(DatabaseError::DatabaseAlreadyOpen) if since.elapsed() < LOCK_WAIT => sleep(POLL),
            Err(DatabaseError::DatabaseAlreadyOpen) => return Err(StoreError::Busy(LOCK_WAIT.as_secs())),
            Err(DatabaseError::RepairAborted) => return Err(StoreError::NeedsRepair(path.to_owned())),
            Err(DatabaseError::Storage(StorageError::Io(e)))
                if matches!(e.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
            {
                return Err(StoreError::NotALedger(path.to_owned()));
            }
            opened => return opened.map_err(StoreError::db),
        }
    }
}

fn genesis_of(database: &impl ReadableDatabase, path: &Path) -> Result<Genesis, StoreError> {
    let not_a_ledger = || StoreError::NotALedger(path.to_owned());
    let read = database.begin_read().map_err(StoreError::db)?;
    let state = Reading(&read);
    let format = state.bytes(tables::META, meta::FORMAT).map_err(|_| not_a_ledger())?;
    if format.as_deref() != Some(FORMAT) {
        return Err(not_a_ledger());
    }
    let text = state.bytes(tables::META, meta::GENESIS)?.ok_or_else(not_a_ledger)?;
    let genesis: Genesis =
        serde_json::from_slice(&text).map_err(|e| StoreError::Damaged(format!("genesis: {e}")))?;
    let start = state.snapshot_at(0)?.ok_or_else(not_a_ledger)?;
    if start.entry_hash != genesis.hash() {
        return Err(StoreError::Damaged("the genesis is not the one that the log starts from".to_owned()));
    }
    Ok(genesis)
}
