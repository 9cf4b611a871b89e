//! Keys in files: made once, then mapped into memory, so that opening one costs milliseconds and all processes of a machine
//! share its pages. The [front page](crate) has the format.

mod header;
mod map;
mod owner;
mod sections;
mod stamp;

pub(crate) use map::Mapped;
pub(super) use sections::copied;

use super::{Key, KeyOptions};
use header::Header;
use map::Map;
use stamp::Stamp;
use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

#[cfg(not(target_endian = "little"))]
compile_error!("points lie in files as they lie in memory, which must be little endian");

/// The file of a key that was opened.
pub(crate) struct KeyFile {
    header: Header,
    map: Arc<Map>,
    stamp: Stamp,
}

/// What a key was made from: a file that says otherwise is not opened. To this crate they are opaque bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The hash of the standard proving key.
    pub proving_key: [u8; 32],
    /// The hash of the matrices.
    pub matrices: [u8; 32],
}

/// Why there is no key in a file. All but [`FileError::Io`] and [`FileError::Missing`] say that it must be made again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// There is no such file, or none that this user may read.
    #[error("it does not exist, or you may not read it")]
    Missing,
    /// The file system refuses.
    #[error("cannot {action} {}: {cause}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        cause: io::Error,
    },
    /// The file is no key file, or one that was made of or for something else.
    #[error("it is not a key file for this: {0} differs")]
    Foreign(&'static str),
    /// The file ends too early or goes on too long.
    #[error("it has {found} bytes of {expected}")]
    Length {
        /// The length that it should have.
        expected: u64,
        /// Its length.
        found: u64,
    },
    /// A part of the file has changed since it was written.
    #[error("its {0} is damaged: the hash differs")]
    Corrupt(&'static str),
    /// A part of the file has the right hash and yet cannot be used.
    #[error("its {0} is not what the engine writes")]
    Invalid(&'static str),
}

impl FileError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { action, path, cause }
    }
}

impl Key {
    /// Writes the key to a file, so that whoever looks sees the old file, or all of the new one. The directory must exist.
    /// Whoever the umask lets may read the file, since nothing in it is secret; its owner alone may write it. Says how many bytes
    /// it has.
    ///
    /// # Errors
    /// [`FileError::Io`].
    pub fn save(&self, path: &Path, origin: &Origin) -> Result<u64, FileError> {
        let directory =
            path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = builder().tempfile_in(directory).map_err(FileError::io("write in", directory))?;
        let sections = self.sections();
        let header = Header::of(self, origin, &sections);
        let mut write = |bytes: &[u8]| file.write_all(bytes).map_err(FileError::io("write", path));
        write(&header.to_bytes())?;
        let mut at = header::PAGE;
        for (place, section) in header.places.iter().zip(&sections) {
            write(&vec![0; place.range.start - at])?;
            write(section)?;
            at = place.range.end;
        }
        file.as_file().sync_all().map_err(FileError::io("write", path))?;
        file.persist(path).map_err(|e| FileError::io("replace", path)(e.error))?;
        // The rename lasts through a power cut only with its directory; where directories cannot be opened, the worst that
        // follows is that the key is made again.
        if let Ok(directory) = File::open(directory) {
            let _ = directory.sync_all();
        }
        Ok(at as u64)
    }

    /// The key in a file that [`Key::save`] wrote, for these options and from this origin.
    ///
    /// The first time that this user sees a file, all of it is hashed, and a stamp (`.checked`) remembers that: beside the file
    /// if the directory is this user's, else in the directory `stamps`. While the stamp fits, only the header and the points
    /// that stand alone are hashed; what the prover follows (positions, columns, coefficients) is checked to be in range each
    /// time. A stamp of another user's is not believed, and a file that another user than root could change is copied into
    /// memory and hashed each time.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn open(
        path: &Path,
        origin: &Origin,
        options: KeyOptions,
        stamps: Option<&Path>,
    ) -> Result<Self, FileError> {
        use io::ErrorKind::{NotFound, PermissionDenied};
        let file = match File::open(path) {
            Err(e) if matches!(e.kind(), NotFound | PermissionDenied) => return Err(FileError::Missing),
            file => file.map_err(FileError::io("read", path))?,
        };
        let metadata = file.metadata().map_err(FileError::io("read", path))?;
        let expected = header::PAGE as u64;
        if metadata.len() < expected {
            return Err(FileError::Length { expected, found: metadata.len() });
        }
        let steady = owner::is_ours_or_roots(&metadata);
        let map = if steady {
            Map::of(&file).map_err(FileError::io("map", path))?
        } else {
            let length = usize::try_from(metadata.len()).map_err(|_| FileError::Invalid("length"))?;
            Map::copy_of(&file, length).map_err(FileError::io("read", path))?
        };
        let map = Arc::new(map);
        let (header, hash) = Header::read(map.bytes(), origin, options)?;
        let stamp = Stamp::of(path, stamps, &metadata, &hash);
        let known = steady && stamp.is_there();
        header.verify(map.bytes(), if known { 1 } else { header.places.len() })?;
        let mut key = Self::from_sections(&header, &map, options.isa)?;
        if steady && !known {
            stamp.leave();
        }
        key.file = Some(KeyFile { header, map, stamp });
        Ok(key)
    }

    /// Hashes all of the file that the key was opened from, as it is now: for a key whose proofs fail. If it was damaged, it is
    /// hashed the next time that it is opened, too, whatever its stamp said. A key that was not opened from a file has
    /// nothing to be compared with.
    ///
    /// # Errors
    /// [`FileError::Corrupt`].
    pub fn rehash(&self) -> Result<(), FileError> {
        let Some(KeyFile { header, map, stamp }) = &self.file else { return Ok(()) };
        header.verify(map.bytes(), header.places.len()).inspect_err(|_| stamp.remove())
    }
}

/// Files that others may read and only their owner may write, as far as the umask lets them.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder
}
