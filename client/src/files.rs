//! Files that are whole or absent: written beside their place, synchronised, then renamed into it.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
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

/// A folder, closed to others.
pub fn secret_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
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
