//! Files, read whole, up to a size that no key, proof or list of inputs reaches.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    string::{String, ToString},
    vec::Vec,
};

/// The largest file read, in bytes: a key of half a million public inputs.
const MAX_BYTES: u64 = 16 << 20;

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub(super) struct FileError {
    path: String,
    source: io::Error,
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    read_bounded(path).map_err(|source| FileError { path: path.display().to_string(), source })
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 16 MiB"));
    }
    Ok(bytes)
}
