use super::{
    backend::{Backend, POLL},
    error::{OrderError, StoreError, SubmitError},
    guard::{Held, OfStore, guarded},
    habit::{FlushHabit, Turns},
    open::{Identity, LOCK_WAIT, builder, genesis_of, open_to_write, patiently},
    view::View,
    writer::Writer,
};
use crate::{
    Day, UnixTime,
    entry::{Receipt, Snapshot},
    genesis::Genesis,
    keys::Keys,
    order::SignedOrder,
    rules::{State, accept_order, accept_transition, flush, stateless},
    time::entry_time,
    transition::Transition,
};
use redb::{Database, ReadOnlyDatabase, ReadableDatabase, TransactionError, WriteTransaction};
use std::{
    fs::{File, OpenOptions},
    io::ErrorKind,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

/// A ledger in a file. It may be used by many threads, and the file by many processes, at once.
pub struct Ledger {
    file: Arc<Path>,
    identity: Identity,
    reader: Held<ReadOnlyDatabase>,
    genesis: Genesis,
    writable: bool,
    wait: Duration,
    confirmed: Option<Day>,
    habit: FlushHabit,
    turns: Turns,
    /// Threads of this process take turns here, so that only processes need to poll. The first that writes opens the file for
    /// it: whoever only reads needs no right to write, and leaves nothing behind when it is killed.
    writer: Mutex<Option<Held<Database>>>,
}

impl Ledger {
    /// Creates a ledger.
    ///
    /// # Errors
    /// [`StoreError::Genesis`] if none can start from this; [`StoreError::Exists`] if something stands at the path.
    pub fn create(path: impl AsRef<Path>, genesis: &Genesis) -> Result<Self, StoreError> {
        genesis.check()?;
        let path = path.as_ref();
        guarded(path, || {
            OpenOptions::new().write(true).create_new(true).open(path).map_err(|e| match e.kind() {
                ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
                _ => StoreError::io(e),
            })?;
            let database = builder().create(path).map_err(StoreError::db)?;
            let write = database.begin_write().map_err(StoreError::db)?;
            Writer(&write).begin(genesis)?;
            write.commit().map_err(StoreError::db)
        })?;
        Self::open(path)
    }

    /// Opens a ledger for reading and writing. The right to write the file is needed only once something is written.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotALedger`], [`StoreError::Busy`], [`StoreError::Damaged`], or what the
    /// database reports.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Ok(Self { writable: true, ..Self::open_read_only(path)? })
    }

    /// Opens a ledger that may be damaged, to [`examine`](Self::examine) and [`rebuild`](Self::rebuild) it. Where the file does
    /// not say what it started from, `genesis` does: whether the log follows from it, is examined like everything else.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_damaged(path: impl AsRef<Path>, genesis: Option<&Genesis>) -> Result<Self, StoreError> {
        Self::open_with(path.as_ref(), |reader, path| match (genesis_of(reader, path), genesis) {
            (Err(StoreError::Damaged { .. } | StoreError::NotALedger(_)), Some(genesis)) => {
                Ok(genesis.clone())
            }
            (read, _) => read,
        })
    }

    /// Opens a ledger for reading. Neither the file nor its folder is ever changed by that, whatever state a writer that was
    /// killed left it in.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_with(path.as_ref(), genesis_of)
    }

    fn open_with(
        path: &Path,
        genesis: impl FnOnce(&ReadOnlyDatabase, &Path) -> Result<Genesis, StoreError>,
    ) -> Result<Self, StoreError> {
        guarded(path, || {
            let (reader, identity) = patiently(path, LOCK_WAIT, || {
                let file = File::open(path)?;
                let identity = Identity::of(&file.metadata()?);
                let reader = builder().open_read_only_with_backend(Backend::reading(file, LOCK_WAIT)?)?;
                Ok((Held::new(reader), identity))
            })?;
            let genesis = genesis(reader.get()?, path)?;
            let writer = Mutex::new(None);
            let (file, wait) = (path.into(), LOCK_WAIT);
            let (habit, turns) = (FlushHabit::default(), Turns::default());
            Ok(Self {
                file,
                identity,
                reader,
                genesis,
                writable: false,
                wait,
                confirmed: None,
                habit,
                turns,
                writer,
            })
        })
    }

    /// Waits for other writers for another time than [`LOCK_WAIT`].
    #[must_use]
    pub const fn with_lock_wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Somebody says, knowing it from elsewhere than the clock, which day it is: then an entry may be dated more than
    /// [`CLOCK_LEAP`](crate::time::CLOCK_LEAP) after the one before it, and a clock that says another day writes nothing.
    #[must_use]
    pub const fn with_confirmed_date(mut self, today: Option<Day>) -> Self {
        self.confirmed = today;
        self
    }

    /// Flushes by another habit than when it is idle.
    #[must_use]
    pub const fn with_flush_habit(mut self, habit: FlushHabit) -> Self {
        self.habit = habit;
        self
    }

    /// What the ledger started from.
    #[must_use]
    pub const fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// The ledger at its newest height.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn view(&self) -> Result<View, StoreError> {
        guarded(&self.file, || {
            let read = self.reader.get()?.begin_read().map_err(StoreError::db)?;
            Ok(View::new(read, self.file.clone()))
        })
    }

    /// The time that an entry would get which is accepted now.
    ///
    /// # Errors
    /// [`StoreError::Clock`] if the clock does not fit to the log, so that nothing would be accepted.
    pub fn entry_time(&self, newest: UnixTime, now: UnixTime) -> Result<UnixTime, StoreError> {
        Ok(entry_time(newest, now, self.confirmed)?)
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
        self.entering(now, |write, time| Ok(accept_transition(&self.genesis, write, &checked, time)?))
    }

    /// Submits an order, as [`submit`](Self::submit) does a transition. One that the ledger refuses as it stands does not wait for the lock:
    /// signers are dear to find, and whoever brings bad signatures keeps no others waiting.
    ///
    /// # Errors
    /// [`OrderError::Refused`], [`OrderError::Store`].
    pub fn submit_order(&self, order: &SignedOrder, now: UnixTime) -> Result<Receipt, OrderError> {
        let view = self.view()?;
        if let Some(receipt) = view.receipt(order.id(self.genesis.domain()))? {
            return Ok(receipt);
        }
        view.check_order(order, &self.genesis, self.entry_time(view.latest()?.time, now)?)?;
        drop(view);
        self.entering(now, |write, time| Ok(accept_order(&self.genesis, write, order, time)?))
    }

    /// Flushes: what waits enters the trees, and their roots stand on the log. Also when nothing waits, to say that nothing came.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn flush(&self, now: UnixTime) -> Result<Snapshot, StoreError> {
        self.writing(|write| {
            let time = self.entry_time(write.snapshot()?.time, now)?;
            flush(write, time)
        })
    }

    /// Does what may enter the log, and flushes if that is due: then both are one transaction.
    fn entering<A, E: OfStore>(
        &self,
        now: UnixTime,
        work: impl FnOnce(&mut Writer<'_>, UnixTime) -> Result<A, E>,
    ) -> Result<A, E> {
        let mut turn = self.turns.wait();
        let entered = self.writing(|write| {
            turn.begin();
            let time = self.entry_time(write.snapshot()?.time, now)?;
            let entered = work(write, time)?;
            let (height, last) = (write.snapshot()?.height, write.control()?.flushed);
            let behind = height - last.height;
            if behind > 0 && self.habit.is_due(behind, time.seconds_since(last.at), turn.others_wait()) {
                flush(write, time)?;
            } else if behind > 0 && self.habit == FlushHabit::WhenIdle {
                turn.owe(height);
            }
            Ok((entered, write.control()?.flushed.height))
        });
        match entered {
            Ok((entered, flushed)) => {
                turn.settle(flushed);
                Ok(entered)
            }
            Err(refused) => {
                // Whoever relied on this turn has its receipt; if the flush fails now, the next one makes it.
                if turn.must_flush()
                    && let Ok(flushed) = self.flush(now)
                {
                    turn.settle(flushed.height);
                }
                Err(refused)
            }
        }
    }

    /// One write transaction: committed durably if `work` succeeds, as if it had never been if not.
    pub(super) fn writing<A, E: OfStore>(
        &self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<A, E>,
    ) -> Result<A, E> {
        guarded(&self.file, || {
            if !self.writable {
                return Err(StoreError::ReadOnly.into());
            }
            // A thread that panicked here has changed nothing: its transaction was never committed.
            let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let database = match writer.take() {
                Some(database) => database,
                None => Held::new(open_to_write(&self.file, self.wait)?),
            };
            let write = self.begin_write(writer.insert(database).get()?)?;
            let result = work(&mut Writer(&write));
            match &result {
                Ok(_) => write.commit().map_err(StoreError::db)?,
                Err(_) => write.abort().map_err(StoreError::db)?,
            }
            result
        })
    }

    fn begin_write(&self, database: &Database) -> Result<WriteTransaction, StoreError> {
        let since = Instant::now();
        let write = loop {
            match database.try_begin_write() {
                Err(TransactionError::WouldBlock) if since.elapsed() < self.wait => sleep(POLL),
                Err(TransactionError::WouldBlock) => return Err(StoreError::Busy(self.wait.as_secs())),
                begun => break begun.map_err(StoreError::db)?,
            }
        };
        // While it waited, the file may have been repaired: what is written to the old one would be lost.
        let found = self.file.metadata().map_err(StoreError::io)?;
        if Identity::of(&found) == self.identity {
            Ok(write)
        } else {
            Err(StoreError::Replaced(self.file.to_path_buf()))
        }
    }
}
