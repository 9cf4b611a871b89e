//! Files that are whole or absent: written beside their place, synchronised, then renamed into it.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody whom the folder lets in.
    Public,
    /// Its owner alone.
    Secret,
}

/// Writes a file as a whole, in the place of one that may be there.
pub fn replace(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let file = staged(path, bytes, access)?;
    file.persist(path).map_err(|e| e.error)?;
    sync_folder(path)
}

/// Writes a file as a whole; fails with [`io::ErrorKind::AlreadyExists`] if there is one.
pub fn create(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let file = staged(path, bytes, access)?;
    file.persist_noclobber(path).map_err(|e| e.error)?;
    sync_folder(path)
}

/// Deletes a file for good; one that is not there is no error.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.and_then(|()| sync_folder(path)),
    }
}

/// A file with a secret that others than its owner may read or change.
#[derive(Debug, thiserror::Error)]
#[error("others can read or change {}, which holds a secret (mode {mode:04o}); close it with `chmod {wanted} {}`", path.display(), word(path))]
pub struct Exposed {
    path: PathBuf,
    mode: u32,
    wanted: &'static str,
}

/// A path as a shell takes it for one word.
fn word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%=".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// Whether a file or folder that holds a secret is open to others than its owner: a file to any access of theirs, a folder to
/// changes. Root may let a group read a file of its own, as systems do that hand secrets to services. What is no file, such as
/// a pipe, or is not there, is not.
pub fn exposed(path: &Path) -> Option<Exposed> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let found = fs::metadata(path).ok()?;
        let mode = found.mode() & 0o7777;
        let of_root = found.uid() == 0 && !rustix::process::geteuid().is_root();
        let (closed, wanted) = match (found.is_file(), found.is_dir()) {
            (true, _) if of_root => (0o037, "640"),
            (true, _) => (0o077, "600"),
            // What lies in the folder is closed by itself, but could be put in its place.
            (_, true) => (0o022, "700"),
            _ => return None,
        };
        (mode & closed != 0).then(|| Exposed { path: path.to_owned(), mode, wanted })
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// A folder, closed to others, that is there for good.
pub fn secret_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    sync_folder(path)
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn staged(path: &Path, bytes: &[u8], access: Access) -> io::Result<tempfile::NamedTempFile> {
    // A temporary file is open to its owner alone from the start.
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder(path))?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    if access == Access::Public {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    // Other systems do not open folders as files; there the rename alone has to do.
    if cfg!(unix) { File::open(folder(path))?.sync_all() } else { Ok(()) }
}
