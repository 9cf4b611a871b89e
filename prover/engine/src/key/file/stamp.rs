//! The note beside a key file that all of it was hashed.

use std::{
    ffi::OsString,
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What tells this state of a file from others: its length, its time of change, its inode, the hash of its header, which
/// has the hashes of all sections.
pub(super) struct Stamp(String);

impl Stamp {
    pub(super) fn of(metadata: &Metadata, header: &blake3::Hash) -> Self {
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        let modified = modified.unwrap_or_default().as_nanos();
        Self(format!("checked 1 {} {modified} {} {header}\n", metadata.len(), inode(metadata)))
    }

    pub(super) fn is_beside(&self, path: &Path) -> bool {
        fs::read(place(path)).is_ok_and(|found| found == self.0.as_bytes())
    }

    /// Without a stamp the file is hashed again the next time, which is all that happens where none can be written; half a
    /// stamp fits nothing.
    pub(super) fn leave_beside(&self, path: &Path) {
        let _ = fs::write(place(path), &self.0);
    }
}

fn place(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".checked");
    name.into()
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
const fn inode(_: &Metadata) -> u64 {
    0
}
