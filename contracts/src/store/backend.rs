//! The file as the database sees it: one that is read stays as it is, and no lock is waited for without an end.

use redb::{BackendError, StorageBackend, backends::FileBackend};
use std::{
    fs::File,
    io,
    ops::Bound,
    thread::sleep,
    time::{Duration, Instant},
};

/// How often a lock is asked for that another process has.
pub(super) const POLL: Duration = Duration::from_millis(2);

/// The byte of the file's header with flags, and those of them that count here.
const FLAGS: u64 = 9;
/// A writer has the file open, or was killed while it had.
const OPEN_FOR_WRITING: u8 = 2;
/// The newest commit was flushed before it was named the newest.
const TWO_PHASES: u8 = 4;

/// Another process kept a lock for longer than these seconds.
#[derive(Debug, thiserror::Error)]
#[error("another process keeps the file locked")]
pub(super) struct Waited(pub(super) u64);

/// A file whose locks are asked for again and again, for a time.
#[derive(Debug)]
pub(super) struct Backend {
    file: FileBackend,
    /// Whether a file that its writer did not close is to be read as if it had been.
    ///
    /// Every commit of several processes that share a file is made in two phases, and a reader goes by the newest that was
    /// flushed. So all that a killed writer leaves undone is its list of free pages, which only writers use: the next one makes
    /// it again. A reader has no need of it and no right to.
    reading: bool,
    wait: Duration,
}

impl Backend {
    pub(super) fn reading(file: File, wait: Duration) -> Result<Self, redb::DatabaseError> {
        Ok(Self { file: FileBackend::new(file)?, reading: true, wait })
    }

    pub(super) fn writing(file: File, wait: Duration) -> Result<Self, redb::DatabaseError> {
        Ok(Self { file: FileBackend::new(file)?, reading: false, wait })
    }

    fn patiently(&self, lock: impl Fn() -> Result<bool, BackendError>) -> Result<(), BackendError> {
        let since = Instant::now();
        while !lock()? {
            if since.elapsed() >= self.wait {
                let waited = Waited(self.wait.as_secs());
                return Err(BackendError::Io(io::Error::new(io::ErrorKind::TimedOut, waited)));
            }
            sleep(POLL);
        }
        Ok(())
    }
}

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)?;
        let flags = FLAGS.checked_sub(offset).and_then(|at| usize::try_from(at).ok());
        if let Some(flags) = flags.filter(|_| self.reading).and_then(|at| out.get_mut(at))
            && *flags & TWO_PHASES != 0
        {
            *flags &= !OPEN_FOR_WRITING;
        }
        Ok(())
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }
    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)
    }
    fn close(&self) -> io::Result<()> {
        self.file.close()
    }
    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }
    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }
    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.patiently(|| self.file.try_lock_range(start, end))
    }
    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.patiently(|| self.file.try_lock_shared_range(start, end))
    }
    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }
    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.query_lock_range(start, end)
    }
}
