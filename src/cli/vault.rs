//! Files behind a passphrase (age, scrypt): what is written at rest of administrations and guardians.

use super::{error::Failure, files};
use age::secrecy::SecretString;
use serde::{Serialize, de::DeserializeOwned};
use std::path::Path;
use zeroize::Zeroizing;

/// scrypt's work factor, as for party keys; a higher one in a file is refused.
const WORK_FACTOR: u8 = 16;

/// Writes a new file that only the passphrase opens.
pub(super) fn create<T: Serialize>(path: &Path, secret: &T, passphrase: &str) -> Result<(), Failure> {
    let failed = |e: String| Failure::usage(format!("cannot write {}: {e}", path.display()));
    let plain = Zeroizing::new(serde_json::to_vec(secret).map_err(|e| failed(e.to_string()))?);
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(WORK_FACTOR);
    let sealed = age::encrypt(&recipient, &plain).map_err(|e| failed(e.to_string()))?;
    files::create_secret(path, &sealed)
}

/// What is in such a file.
pub(super) fn open<T: DeserializeOwned>(path: &Path, passphrase: &str) -> Result<T, Failure> {
    let sealed = files::read_secret(path)?;
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(WORK_FACTOR);
    let plain = match age::decrypt(&identity, &sealed) {
        Ok(plain) => Zeroizing::new(plain),
        Err(age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed) => {
            return Err(Failure::refused(format!("this passphrase does not open {}", path.display()))
                .help("try again; there is no way to recover a lost passphrase"));
        }
        Err(e) => {
            return Err(Failure::usage(format!("{} is damaged: {e}", path.display()))
                .help("restore it from your backup"));
        }
    };
    serde_json::from_slice(&plain).map_err(|e| {
        Failure::usage(format!("{} is damaged: {e}", path.display())).help("restore it from your backup")
    })
}
