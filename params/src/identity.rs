//! What can be said of a key without the key.

use plimsoll_verifier::{PreparedVerifyingKey, Takes};

use crate::{CircuitKey, Pin, committed};

/// Which key it is, and what verifies its proofs.
#[derive(Clone)]
pub struct KeyIdentity {
    pin: Pin,
    verifying_key: PreparedVerifyingKey,
}

impl KeyIdentity {
    /// That of a key in memory.
    #[must_use]
    pub fn of(key: &CircuitKey) -> Self {
        Self { pin: Pin::of(key), verifying_key: key.verifying_key().clone() }
    }

    /// That of a pin, if its verifying key is committed.
    pub(crate) fn committed(pin: &Pin) -> Option<Self> {
        let verifying_key =
            PreparedVerifyingKey::new(committed::decoded(pin).ok()?, Takes::posted(pin.circuit)).ok()?;
        Some(Self { pin: *pin, verifying_key })
    }

    /// Circuit, version, source and hashes.
    #[must_use]
    pub const fn pin(&self) -> &Pin {
        &self.pin
    }

    /// The verifying key, linted and ready to verify.
    #[must_use]
    pub const fn verifying_key(&self) -> &PreparedVerifyingKey {
        &self.verifying_key
    }
}

impl std::fmt::Debug for KeyIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyIdentity").field("pin", &self.pin).finish_non_exhaustive()
    }
}
