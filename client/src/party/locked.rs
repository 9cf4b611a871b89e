//! Files of secrets behind a passphrase (age, scrypt).

use super::PartyError;
use crate::files::{self, Access};
use age::secrecy::SecretString;
use std::{fs, io, path::Path};
use zeroize::Zeroizing;

/// scrypt's work factor, N = 2^16: 64 MiB and about a fifth of a second. A constant, so that a key file made on one
/// machine opens on every other; a higher factor in a file is refused, since it would only stall the program.
pub const WORK_FACTOR: u8 = 16;

/// Writes a new file that only the passphrase opens.
pub(super) fn create(path: &Path, secret: &[u8], passphrase: &str) -> Result<(), PartyError> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(WORK_FACTOR);
    let sealed = age::encrypt(&recipient, secret)
        .map_err(|e| PartyError::Damaged { path: path.to_owned(), why: e.to_string() })?;
    files::create(path, &sealed, Access::Secret).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => PartyError::Exists(path.to_owned()),
        _ => PartyError::Io { path: path.to_owned(), source },
    })
}

/// What is in such a file, which nobody else may read; none if there is no file.
pub(super) fn open(path: &Path, passphrase: &str) -> Result<Option<Zeroizing<Vec<u8>>>, PartyError> {
    if let Some(exposed) = files::exposed(path) {
        return Err(PartyError::Exposed(exposed.to_string()));
    }
    let sealed = match fs::read(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|source| PartyError::Io { path: path.to_owned(), source })?,
    };
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(WORK_FACTOR);
    match age::decrypt(&identity, &sealed) {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed) => {
            Err(PartyError::WrongPassphrase(path.to_owned()))
        }
        Err(e) => Err(PartyError::Damaged { path: path.to_owned(), why: e.to_string() }),
    }
}
