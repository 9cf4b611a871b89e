//! Fresh control keys.

use plimsoll_contracts::ControlKey;
use rand::{RngCore as _, rngs::OsRng};
use zeroize::Zeroizing;

/// A control key that nobody has.
pub(crate) fn fresh() -> ControlKey {
    let mut bytes = Zeroizing::new([0; 32]);
    loop {
        OsRng.fill_bytes(&mut *bytes);
        // One in 2^128 is none.
        if let Some(key) = ControlKey::from_bytes(&bytes) {
            return key;
        }
    }
}
