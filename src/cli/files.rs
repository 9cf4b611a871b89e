//! Files that commands read and write: read up to a size, written whole or not at all, never over another.

use super::{error::Failure, refusal::unusable};
use plimsoll_client::files::{self as whole, Access};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// More than any document, bundle or key file.
const MAX_BYTES: u64 = 64 << 20;

/// What to do where nothing can be written.
const WRITE: &str = "see that the folder is there, that you may write in it, and that the disk is not full";

/// The bytes of a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |e: std::io::Error| {
        let failure = Failure::usage(format!("cannot read {}: {e}", path.display()));
        match e.kind() {
            ErrorKind::NotFound => {
                failure.help("check the path; relative paths start where you run the command")
            }
            _ => failure.help("see who may read it"),
        }
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::usage(format!("{} is larger than {} MiB", path.display(), MAX_BYTES >> 20))
            .help("no file of this program is; name another"));
    }
    Ok(bytes)
}

/// The bytes of a file that holds a secret; one that others may read or change is refused.
pub(super) fn read_secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    closed_to_others(path)?;
    read(path).map(Zeroizing::new)
}

/// Refuses a file that holds a secret and that others than its owner may read or change. One that is not there is nobody's.
pub(super) fn closed_to_others(path: &Path) -> Result<(), Failure> {
    match whole::exposed(path) {
        Some(exposed) => Err(unusable(exposed)),
        None => Ok(()),
    }
}

/// What a file of this program holds; `made_by` names the command that writes such files.
pub(super) fn read_json<T: DeserializeOwned>(path: &Path, made_by: &str) -> Result<T, Failure> {
    of_json(path, &read(path)?, made_by)
}

/// What the bytes of such a file say.
pub(super) fn of_json<T: DeserializeOwned>(path: &Path, bytes: &[u8], made_by: &str) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|e| {
        Failure::usage(format!("{} is not what `{made_by}` writes: {e}", path.display()))
            .help(format!("give a file that `{made_by}` wrote"))
    })
}

/// Writes a new file, as a whole.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    create_for(path, bytes, Access::Public)
}

/// Writes a new file that only its owner may read.
pub(super) fn create_secret(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    create_for(path, bytes, Access::Secret)
}

fn create_for(path: &Path, bytes: &[u8], access: Access) -> Result<(), Failure> {
    whole::create(path, bytes, access).map_err(|e| match e.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => Failure::usage(format!("cannot write {}: {e}", path.display())).help(WRITE),
    })
}

/// A new folder within one that is staged.
pub(super) fn create_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir(path)
        .map_err(|e| Failure::usage(format!("cannot make the folder {}: {e}", path.display())).help(WRITE))
}

/// Fails early if a folder that is to be made is there already and holds something.
pub(super) fn vacant_folder(path: &Path) -> Result<(), Failure> {
    match fs::read_dir(path).map(|mut entries| entries.next().is_some()) {
        Ok(true) => {
            Err(Failure::usage(format!("the folder {} is not empty", path.display()))
                .help("name another folder"))
        }
        Ok(false) => Ok(()),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Err(e) => Err(Failure::usage(format!("cannot use the folder {}: {e}", path.display())).help(WRITE)),
    }
}

/// A folder that appears under its name when everything is in it; dropped before, it is gone.
pub(super) struct StagedFolder {
    staged: tempfile::TempDir,
    path: PathBuf,
}

impl StagedFolder {
    pub(super) fn new(path: &Path) -> Result<Self, Failure> {
        vacant_folder(path)?;
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let failed = |e: std::io::Error| {
            Failure::usage(format!("cannot write in {}: {e}", parent.display())).help(WRITE)
        };
        fs::create_dir_all(parent).map_err(failed)?;
        let staged = tempfile::Builder::new().prefix(".new-").tempdir_in(parent).map_err(failed)?;
        Ok(Self { staged, path: path.to_owned() })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        self.staged.path()
    }

    pub(super) fn publish(self) -> Result<(), Failure> {
        let failed = |e: std::io::Error| {
            Failure::usage(format!("cannot make the folder {}: {e}", self.path.display())).help(WRITE)
        };
        // Only an empty folder can be removed so.
        match fs::remove_dir(&self.path) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(e)),
            _ => {}
        }
        open_to_others(self.staged.path()).map_err(failed)?;
        fs::rename(self.staged.path(), &self.path).map_err(failed)?;
        // Nothing is left under the old name to be removed.
        let _ = self.staged.keep();
        Ok(())
    }
}

/// Temporary folders are closed to others; what is secret in this one is closed by itself.
fn open_to_others(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    let _ = path;
    Ok(())
}

/// A folder that only its owner may enter, where there is none; one that is there is left as it is.
pub(super) fn secret_folder(path: &Path) -> Result<(), Failure> {
    if path.is_dir() { Ok(()) } else { create_secret_folder(path) }
}

/// A new folder that only its owner may enter.
pub(super) fn create_secret_folder(path: &Path) -> Result<(), Failure> {
    whole::secret_folder(path)
        .map_err(|e| Failure::usage(format!("cannot make the folder {}: {e}", path.display())).help(WRITE))
}

/// Writes a new file of JSON.
pub(super) fn create_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Failure> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|e| Failure::usage(format!("cannot write {}: {e}", path.display())).help(WRITE))?;
    bytes.push(b'\n');
    create(path, &bytes)
}

/// Writes a new file of JSON that only its owner may read.
pub(super) fn create_secret_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Failure> {
    let bytes = serde_json::to_vec_pretty(value)
        .map_err(|e| Failure::usage(format!("cannot write {}: {e}", path.display())).help(WRITE))?;
    create_secret(path, &bytes)
}

/// Writes a file of JSON that only its owner may read, in the place of an older one.
pub(super) fn replace_secret_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Failure> {
    let failed =
        |e: std::io::Error| Failure::usage(format!("cannot write {}: {e}", path.display())).help(WRITE);
    let bytes = serde_json::to_vec_pretty(value).map_err(|e| failed(e.into()))?;
    whole::replace(path, &bytes, Access::Secret).map_err(failed)
}

/// Fails early if a file that is to be written is there already, before any work is done for it.
pub(super) fn vacant(path: &Path) -> Result<(), Failure> {
    if path.exists() { Err(exists(path)) } else { Ok(()) }
}

fn exists(path: &Path) -> Failure {
    Failure::usage(format!("{} exists already", path.display()))
        .help("name another file, or remove that one first")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        create_json(&path, &[1, 2]).unwrap();
        assert!(vacant(&path).is_err());
        assert!(create(&path, b"other").unwrap_err().help.is_some());
        assert_eq!(read_json::<Vec<u8>>(&path, "plimsoll test").unwrap(), [1, 2]);
        assert!(read_json::<String>(&path, "plimsoll test").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
