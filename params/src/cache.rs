//! The directory of key files: where it is, and how files come into it.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{CircuitShape, KeyEvent, KeySource, Pin, Progress, manifest::stem};

/// The environment variable that names another cache directory.
pub const CACHE_VARIABLE: &str = "PLIMSOLL_CACHE";

/// Why the cache directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The system names no home or cache directory.
    #[error("this system names no cache directory: set {CACHE_VARIABLE} to a directory for keys")]
    NoDirectory,
    /// The file system refuses.
    #[error(
        "cannot {action} {path}: {cause}. Free space there, or set {CACHE_VARIABLE} to another directory"
    )]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        cause: io::Error,
    },
}

impl CacheError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { action, path, cause }
    }
}

/// The directory for keys: `PLIMSOLL_CACHE` if set, else `keys` in the user's cache directory for plimsoll.
///
/// # Errors
/// [`CacheError::NoDirectory`] if neither exists.
pub fn default_directory() -> Result<PathBuf, CacheError> {
    match std::env::var_os(CACHE_VARIABLE).filter(|v| !v.is_empty()) {
        Some(path) => Ok(path.into()),
        None => own_directory(),
    }
}

/// The user's own directory for keys, whatever [`CACHE_VARIABLE`] says.
///
/// # Errors
/// [`CacheError::NoDirectory`] if the system names none.
pub fn own_directory() -> Result<PathBuf, CacheError> {
    directories::ProjectDirs::from("", "", "plimsoll")
        .map(|dirs| dirs.cache_dir().join("keys"))
        .ok_or(CacheError::NoDirectory)
}

/// Where this user writes the file of this path: there, or, if that directory is not its to write to, under the same name in
/// its [own directory](own_directory). So all users of a machine can share a directory that one of them has filled: what is
/// missing or damaged there, each makes for itself.
#[must_use]
pub fn writable(path: &Path) -> PathBuf {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { return path.to_owned() };
    let tried = fs::create_dir_all(directory).and_then(|()| tempfile::tempfile_in(directory));
    match (tried.map_err(|error| error.kind()), own_directory()) {
        (Err(PermissionDenied | ReadOnlyFilesystem), Ok(own)) => own.join(name),
        _ => path.to_owned(),
    }
}

/// The file of a circuit's proving key.
pub(crate) fn file_path(directory: &Path, shape: &CircuitShape, source: KeySource) -> PathBuf {
    directory.join(stem(shape.circuit(), shape.version(), source, shape.hash()) + ".pk")
}

/// The file of a pinned proving key.
pub(crate) fn file_of(directory: &Path, pin: &Pin) -> PathBuf {
    directory.join(pin.file_stem() + ".pk")
}

/// The file's content, `None` if there is no such file, or none that this user may read.
///
/// # Errors
/// If the file system refuses.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, CacheError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => Ok(None),
        Err(e) => Err(CacheError::io("read", path)(e)),
    }
}

/// Keeps other processes from making the same key, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Makes the directory, and waits for the lock beside `path`.
///
/// # Errors
/// If the file system refuses.
pub fn lock(path: &Path, progress: &dyn Progress) -> Result<Lock, CacheError> {
    make_directory(path)?;
    let path = path.with_extension("lock");
    let file =
        File::options().create(true).append(true).open(&path).map_err(CacheError::io("create", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            progress.note(&KeyEvent::Waiting { path: &path });
            file.lock().map_err(CacheError::io("lock", &path))?;
        }
        Err(TryLockError::Error(e)) => return Err(CacheError::io("lock", &path)(e)),
    }
    Ok(Lock { _file: file })
}

/// Writes the parts to `path` so that whoever looks sees the old file, or all of the new one. Whoever the umask lets may read
/// it, since keys and parameters are no secrets; its owner alone may write it.
///
/// # Errors
/// If the file system refuses.
pub fn write(path: &Path, parts: &[&[u8]]) -> Result<(), CacheError> {
    let directory = make_directory(path)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(directory).map_err(CacheError::io("write in", directory))?;
    for part in parts {
        file.write_all(part).map_err(CacheError::io("write", path))?;
    }
    file.as_file().sync_all().map_err(CacheError::io("write", path))?;
    file.persist(path).map_err(|e| CacheError::io("replace", path)(e.error))?;
    // The rename itself lasts through a power cut only with its directory; where directories cannot be opened,
    // the worst that follows is that the key is made again.
    if let Ok(directory) = File::open(directory) {
        let _ = directory.sync_all();
    }
    Ok(())
}

/// Makes the directory that the file belongs in.
fn make_directory(path: &Path) -> Result<&Path, CacheError> {
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory).map_err(CacheError::io("create", directory))?;
    Ok(directory)
}
