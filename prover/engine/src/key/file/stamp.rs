//! The note that all of a key file was hashed, which a user leaves for itself.

use super::owner;
use std::{
    ffi::OsString,
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What tells this state of a file from others: its length, its times of change, where the file system has it, the hash of
/// its header, which has the hashes of all sections.
pub(super) struct Stamp {
    place: PathBuf,
    text: String,
}

impl Stamp {
    /// The stamp of the file at this path: beside it if the directory is this user's alone, else in the directory `elsewhere`,
    /// if there is one.
    pub(super) fn of(
        path: &Path,
        elsewhere: Option<&Path>,
        metadata: &Metadata,
        header: &blake3::Hash,
    ) -> Self {
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        let modified = modified.unwrap_or_default().as_nanos();
        let text =
            format!("checked 2 {} {modified} {} {header}\n", metadata.len(), state_in_file_system(metadata));
        Self { place: place(path, elsewhere), text }
    }

    /// Whether this user left it. A stamp that somebody else can have written says nothing.
    pub(super) fn is_there(&self) -> bool {
        fs::symlink_metadata(&self.place).is_ok_and(|found| found.is_file() && owner::is_ours(&found))
            && fs::read(&self.place).is_ok_and(|found| found == self.text.as_bytes())
    }

    /// Without a stamp the file is hashed again the next time, which is all that happens where none can be written; half a
    /// stamp fits nothing.
    pub(super) fn leave(&self) {
        if let Some(directory) = self.place.parent() {
            let _ = fs::create_dir_all(directory);
        }
        let _ = fs::write(&self.place, &self.text);
    }

    /// The file is hashed the next time, whatever was found before.
    pub(super) fn remove(&self) {
        let _ = fs::remove_file(&self.place);
    }
}

fn place(path: &Path, elsewhere: Option<&Path>) -> PathBuf {
    let beside = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let ours = fs::metadata(beside).is_ok_and(|directory| owner::is_ours(&directory));
    let mut name = OsString::from(path.file_name().unwrap_or_default());
    match elsewhere.filter(|_| !ours) {
        Some(elsewhere) => {
            let of_the_directory = blake3::hash(beside.as_os_str().as_encoded_bytes()).to_hex();
            name.push(format!(".{}.checked", &of_the_directory[..16]));
            elsewhere.join(name)
        }
        None => {
            name.push(".checked");
            beside.join(name)
        }
    }
}

/// Device, inode, and the time of the last change of content or attributes, which nobody but root can set back.
#[cfg(unix)]
fn state_in_file_system(metadata: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    let (device, inode) = (metadata.dev(), metadata.ino());
    format!("{device} {inode} {} {}", metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn state_in_file_system(_: &Metadata) -> &'static str {
    "-"
}
