//! Append-only logs: what a guardian did, for whom, and when.

use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use crate::UnixTime;

/// An entry of a log.
pub trait Record {
    /// When it was written, by the guardian's clock.
    fn at(&self) -> UnixTime;
}

/// A log to which one can only append. A guardian answers nothing that it could not log first.
pub trait Log<R> {
    /// Adds a record; it must be durable when this returns.
    ///
    /// # Errors
    /// If it could not be written: the guardian then refuses what it was asked.
    fn append(&mut self, record: &R) -> io::Result<()>;

    /// All records from this moment on, in the order they were written.
    ///
    /// # Errors
    /// If the log cannot be read.
    fn since(&self, from: UnixTime) -> io::Result<Vec<R>>;
}

/// A log in memory.
#[derive(Clone, Debug)]
pub struct MemoryLog<R>(Vec<R>);

impl<R> Default for MemoryLog<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<R: Record + Clone> Log<R> for MemoryLog<R> {
    fn append(&mut self, record: &R) -> io::Result<()> {
        self.0.push(record.clone());
        Ok(())
    }

    fn since(&self, from: UnixTime) -> io::Result<Vec<R>> {
        Ok(self.0.iter().filter(|r| r.at() >= from).cloned().collect())
    }
}

/// The file of a log is locked: a guardian has one log and one process that answers from it, or each of several processes
/// would grant the whole quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("another process uses this guardian's log; wait until it ends")]
pub struct LogInUse;

/// A log in a file, one JSON object a line, synchronised to disk after each. The file is locked while the log is open.
#[derive(Debug)]
pub struct JsonLinesLog {
    /// Read through this handle alone: where locks are mandatory, another could not. Reading moves its cursor, so one at a time.
    file: Mutex<File>,
}

impl JsonLinesLog {
    /// Opens or creates the file. A last line that was cut off by a crash, and so belongs to nothing that was ever
    /// answered, is removed.
    ///
    /// # Errors
    /// If the file cannot be opened, read or written; [`LogInUse`], of kind [`io::ErrorKind::ResourceBusy`], if it is open
    /// already, in another process or in this one.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        // Before anything is read or cut off: the last line may be one that another process is writing.
        file.try_lock().map_err(|e| match e {
            TryLockError::WouldBlock => io::Error::new(io::ErrorKind::ResourceBusy, LogInUse),
            TryLockError::Error(e) => e,
        })?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        let whole = bytes.iter().rposition(|&b| b == b'\n').map_or(0, |end| end + 1);
        if whole < bytes.len() {
            file.set_len(whole as u64)?;
            file.sync_data()?;
        }
        Ok(Self { file: Mutex::new(file) })
    }
}

impl<R: Record + Serialize + DeserializeOwned> Log<R> for JsonLinesLog {
    fn append(&mut self, record: &R) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        let before = file.metadata()?.len();
        let written = file.write_all(&line).and_then(|()| file.sync_data());
        if written.is_err() {
            // Whatever was written of the line goes again: the caller is told that nothing was.
            file.set_len(before)?;
        }
        written
    }

    fn since(&self, from: UnixTime) -> io::Result<Vec<R>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(0))?;
        let mut records = Vec::new();
        for line in BufReader::new(&*file).lines() {
            let record: R = serde_json::from_str(&line?)?;
            if record.at() >= from {
                records.push(record);
            }
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Entry(UnixTime);

    impl Record for Entry {
        fn at(&self) -> UnixTime {
            self.0
        }
    }

    #[test]
    fn a_file_log_is_read_back_and_survives_a_cut_line() {
        let path = std::env::temp_dir().join(format!("plimsoll-guardian-log-{}.jsonl", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let mut log = JsonLinesLog::open(&path).unwrap();
        for t in [1, 2, 3] {
            log.append(&Entry(UnixTime(t))).unwrap();
        }
        drop(log);
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"4").unwrap();
        let mut log = JsonLinesLog::open(&path).unwrap();
        log.append(&Entry(UnixTime(5))).unwrap();
        let read: Vec<Entry> = log.since(UnixTime(2)).unwrap();
        assert_eq!(read, [2, 3, 5].map(|t| Entry(UnixTime(t))));
        log.append(&Entry(UnixTime(6))).unwrap();
        let read: Vec<Entry> = log.since(UnixTime(3)).unwrap();
        assert_eq!(read, [3, 5, 6].map(|t| Entry(UnixTime(t))));
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_file_log_is_open_once_at_a_time() {
        let path = std::env::temp_dir().join(format!("plimsoll-guardian-lock-{}.jsonl", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let mut log = JsonLinesLog::open(&path).unwrap();
        log.append(&Entry(UnixTime(1))).unwrap();
        let error = JsonLinesLog::open(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
        assert_eq!(error.get_ref().and_then(|e| e.downcast_ref()), Some(&LogInUse));
        assert_eq!(error.to_string(), "another process uses this guardian's log; wait until it ends");
        log.append(&Entry(UnixTime(2))).unwrap();
        assert!(JsonLinesLog::open(&path).is_err(), "the lock outlives a refusal");
        drop(log);
        let read: Vec<Entry> = JsonLinesLog::open(&path).unwrap().since(UnixTime(0)).unwrap();
        assert_eq!(read, [1, 2].map(|t| Entry(UnixTime(t))));
        std::fs::remove_file(&path).unwrap();
    }
}
