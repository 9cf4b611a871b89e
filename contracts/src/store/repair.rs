//! A store is built again from its log: as far as the log is sound, with the old file kept aside.

use super::{
    backend::Backend,
    error::{OrderError, StoreError, SubmitError},
    guard::guarded,
    ledger::Ledger,
    open::LOCK_WAIT,
    tables,
    writer::Writer,
};
use crate::{
    UnixTime,
    bytes::Hash32,
    entry::{Action, Entry},
    keys::Keys,
    replay::{Expected, ReplayError, Seen},
    rules::{RuleError, State as _, accept_flush, accept_order, accept_transition, stateless},
    transition::EntryId,
};
use redb::{ReadableTable as _, StorageBackend as _};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    ops::Bound,
    path::{Path, PathBuf},
};

/// Entries that enter the new file in one transaction.
const BATCH: usize = 256;
/// The byte of a file that whoever writes to it holds locked.
const TURN: Bound<u64> = Bound::Included(1 << 62);

/// What was found out about a store.
#[derive(Debug)]
pub struct Examined {
    /// The newest entry that can stand; everything up to it is sound.
    pub kept: Seen,
    /// What is wrong; nothing is if there is none.
    pub fault: Option<ReplayError<StoreError>>,
    /// The entries behind the one that is kept, as far as they can be read.
    pub dropped: Vec<Dropped>,
    /// Why the log cannot be read to its end, if it cannot.
    pub unreadable: Option<StoreError>,
    /// The last row of the log when this was found out.
    end: Option<Hash32>,
}

/// An entry that cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its height.
    pub height: u64,
    /// Its time.
    pub time: UnixTime,
    /// What it is known by, unless it is a flush.
    pub id: Option<EntryId>,
    /// Its hash.
    pub entry_hash: Hash32,
}

impl Examined {
    /// Whether a repair takes entries away: those behind [`kept`](Self::kept).
    #[must_use]
    pub const fn loses_entries(&self) -> bool {
        !self.dropped.is_empty() || self.unreadable.is_some()
    }
}

impl Ledger {
    /// Finds out what is wrong with the store, and up to where its log is sound: every rule, every proof, and no entry dated
    /// later than `now`.
    ///
    /// # Errors
    /// [`StoreError`] if that cannot be said: the keys are others, or the file system refuses.
    pub fn examine(
        &self,
        keys: &Keys,
        now: UnixTime,
        progress: impl FnMut(u64),
    ) -> Result<Examined, StoreError> {
        let expected = Expected { now: Some(now), ..Expected::default() };
        let end = self.end();
        let (height, fault) = match self.verify(keys, &expected, progress) {
            Ok(report) => (report.newest.height, None),
            Err(ReplayError::OtherKeys) => return Err(StoreError::OtherKeys),
            Err(ReplayError::Genesis(e)) => return Err(e.into()),
            Err(ReplayError::Log { why, .. } | ReplayError::Tables { why, .. })
                if !matches!(why, StoreError::Damaged { .. }) =>
            {
                return Err(why);
            }
            Err(fault) => (fault.sound_up_to().unwrap_or(0), Some(fault)),
        };
        let view = self.view()?;
        let mut kept = Seen { height: 0, entry_hash: self.genesis().hash() };
        let (mut dropped, mut unreadable) = (Vec::new(), None);
        for entry in view.entries_since(0)? {
            match entry {
                Ok(entry) if entry.height <= height && dropped.is_empty() => {
                    kept = Seen { height: entry.height, entry_hash: entry.hash() };
                }
                Ok(entry) => dropped.push(Dropped {
                    height: entry.height,
                    time: entry.time,
                    id: entry.action.id(self.genesis().domain()),
                    entry_hash: entry.hash(),
                }),
                Err(why) => unreadable = Some(why),
            }
        }
        Ok(Examined { kept, fault, dropped, unreadable, end })
    }

    /// Builds the store again from the log, up to the entry that `examined` keeps, and puts it in the old one's place. The old
    /// file stays beside it, bit by bit as it was: where, is the answer. Writers of other processes wait meanwhile, and are told
    /// then that the file was replaced. Interrupted at any moment, either the old or the new file is in its place.
    ///
    /// # Errors
    /// [`StoreError::NotWritable`], [`StoreError::Busy`], [`StoreError::Replaced`] if the log has changed since it was examined,
    /// or what the file system says.
    pub fn rebuild(&self, examined: &Examined, mut progress: impl FnMut(u64)) -> Result<PathBuf, StoreError> {
        let path = self.path().to_owned();
        let turn = guarded(&path, || {
            let file = OpenOptions::new().read(true).write(true).open(&path).map_err(|e| match e.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    StoreError::NotWritable(path.clone())
                }
                _ => StoreError::io(e),
            })?;
            let turn = Backend::writing(file, LOCK_WAIT).map_err(StoreError::db)?;
            turn.lock_range(TURN, TURN).map_err(|e| match e {
                redb::BackendError::Io(e) => StoreError::io(e),
                e => StoreError::io(io::Error::other(e.to_string())),
            })?;
            Ok::<_, StoreError>(turn)
        })?;
        if self.end() != examined.end {
            return Err(StoreError::Replaced(path));
        }
        let staged = beside(&path, ".", ".repair");
        match fs::remove_file(&staged) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(StoreError::io(e).at(&staged)),
            _ => {}
        }
        let rebuilt = self.refill(&staged, examined, &mut progress);
        let replaced =
            rebuilt.and_then(|()| replace(&path, &staged).map_err(|e| StoreError::io(e).at(&path)));
        if replaced.is_err() {
            // What is half built is worth nothing; the next repair would remove it, too.
            let _ = fs::remove_file(&staged);
        }
        drop(turn);
        replaced
    }

    fn refill(
        &self,
        staged: &Path,
        examined: &Examined,
        progress: &mut impl FnMut(u64),
    ) -> Result<(), StoreError> {
        let fresh = Self::create(staged, self.genesis())?;
        let kept = usize::try_from(examined.kept.height).unwrap_or(usize::MAX);
        let mut log = self.view()?.entries_since(0)?.take(kept);
        loop {
            let batch = log.by_ref().take(BATCH).collect::<Result<Vec<_>, _>>()?;
            let Some(last) = batch.last() else { break };
            fresh.writing(|write| batch.iter().try_for_each(|entry| self.enter(write, entry)))?;
            progress(last.height);
        }
        if Seen::from(fresh.view()?.latest()?) == examined.kept {
            Ok(())
        } else {
            Err(StoreError::Replaced(self.path().to_owned()))
        }
    }

    /// Enters an entry as it stands on the log. Its proof was verified when the log was examined.
    fn enter(&self, write: &mut Writer<'_>, entry: &Entry) -> Result<(), StoreError> {
        let refused = |why: &dyn std::fmt::Display| {
            StoreError::damaged(format!("height {}: {why}", entry.height)).at(self.path())
        };
        let entry_hash = match &entry.action {
            Action::Transition(t) => {
                let shaped = stateless::shape(self.genesis(), t).map_err(|e| refused(&e))?;
                let version = write.version(t.circuit.number(), t.version)?;
                let version = version.ok_or_else(|| refused(&crate::keys::unknown(t.circuit, t.version)))?;
                let facts = shaped.facts(version.key_hash);
                let entered = accept_transition(self.genesis(), write, &facts.of(t), entry.time);
                entered.map_err(|e| refused(&SubmitError::from(e)))?.entry_hash
            }
            Action::Order(o) => {
                let entered = accept_order(self.genesis(), write, o, entry.time);
                entered.map_err(|e| refused(&OrderError::from(e)))?.entry_hash
            }
            Action::Flush(f) => {
                let entered = accept_flush(write, f, entry.time);
                let refused = |e| match e {
                    RuleError::Refused(why) => refused(&why),
                    RuleError::State(e) => e,
                };
                entered.map_err(refused)?.entry_hash
            }
        };
        if entry_hash == entry.hash() { Ok(()) } else { Err(refused(&"it enters as another entry")) }
    }

    /// The last row of the log; none if there is none or it cannot be read.
    fn end(&self) -> Option<Hash32> {
        let last = self.view().ok()?.ask(|rows| {
            let table = rows.0.open_table(tables::LOG).map_err(StoreError::db)?;
            let last = table.last().map_err(StoreError::db)?;
            Ok(last.map(|(_, bytes)| Hash32::of("plimsoll.row", bytes.value())))
        });
        last.ok().flatten()
    }
}

/// Puts a file in the place of another, which stays beside it under a name that is free.
fn replace(path: &Path, staged: &Path) -> io::Result<PathBuf> {
    let old = fs::metadata(path)?;
    fs::set_permissions(staged, old.permissions())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        let new = fs::metadata(staged)?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            chown(staged, Some(old.uid()), Some(old.gid()))?;
        }
    }
    File::open(staged)?.sync_all()?;
    let aside = (1..u32::MAX)
        .map(|n| beside(path, "", &format!(".before-repair-{n}")))
        .find(|aside| !aside.exists())
        .ok_or(ErrorKind::AlreadyExists)?;
    // Linked before it is replaced, so that the ledger is in its place at every moment.
    match fs::hard_link(path, &aside) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => {
            fs::copy(path, &aside)?;
            File::open(&aside)?.sync_all()?;
        }
        linked => linked?,
    }
    fs::rename(staged, path)?;
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(aside)
}

/// A path in the same folder, with more before and behind the name.
fn beside(path: &Path, before: &str, behind: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(before);
    name.push(path.file_name().unwrap_or_default());
    name.push(behind);
    path.with_file_name(name)
}
