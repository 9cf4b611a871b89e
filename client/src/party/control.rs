//! The file of an organisation's control key. It stands beside the party's keys when it is made, and belongs elsewhere: whoever steals the
//! one must not have the other.

use super::{PartyError, locked};
use plimsoll_contracts::{ControlAddress, ControlKey};
use rand::{CryptoRng, RngCore};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The control key's file in a party's folder.
#[must_use]
pub fn control_key_file(home: impl AsRef<Path>) -> PathBuf {
    home.as_ref().join("control.age")
}

/// A fresh control key.
pub fn random_control_key<R: RngCore + CryptoRng>(rng: &mut R) -> ControlKey {
    let mut bytes = Zeroizing::new([0; 32]);
    loop {
        rng.fill_bytes(&mut *bytes);
        // One in 2^128 is none.
        if let Some(key) = ControlKey::from_bytes(&bytes) {
            return key;
        }
    }
}

/// Makes a control key, in a new file that only the passphrase opens.
///
/// # Errors
/// If there is such a file already, or it cannot be written.
pub fn create_control_key<R: RngCore + CryptoRng>(
    path: &Path,
    passphrase: &str,
    rng: &mut R,
) -> Result<ControlKey, PartyError> {
    let key = random_control_key(rng);
    locked::create(path, &*key.expose(), passphrase)?;
    Ok(key)
}

/// Opens the file of a control key, whosever it is.
///
/// # Errors
/// If it is not there, the passphrase is wrong, or the file is damaged.
pub fn any_control_key(path: &Path, passphrase: &str) -> Result<ControlKey, PartyError> {
    let bytes = locked::open(path, passphrase)?.ok_or_else(|| PartyError::NoControlKey(path.to_owned()))?;
    let bytes: Option<&[u8; 32]> = bytes.as_slice().try_into().ok();
    bytes.and_then(ControlKey::from_bytes).ok_or_else(|| PartyError::Damaged {
        path: path.to_owned(),
        why: "it holds no control key".to_owned(),
    })
}

/// Opens the file of a control key.
///
/// # Errors
/// As [`any_control_key`], and if the key is another than `expected`.
pub fn open_control_key(
    path: &Path,
    passphrase: &str,
    expected: ControlAddress,
) -> Result<ControlKey, PartyError> {
    let key = any_control_key(path, passphrase)?;
    if key.address() == expected {
        Ok(key)
    } else {
        Err(PartyError::OtherControlKey { path: path.to_owned(), holds: key.address(), expected })
    }
}
