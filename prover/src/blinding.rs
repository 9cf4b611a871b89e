//! The two random numbers that make a proof say nothing but its statement.

use ark_ff::PrimeField;
use plimsoll_circuits::field::F;
use rand::{RngCore, rngs::OsRng};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// `r` and `s` of one proof. Whoever learns them, or sees them used twice, learns about the witness; so they are used for
/// one proof, and overwritten when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Blinding {
    r: F,
    s: F,
}

/// The operating system gives no random numbers.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random numbers, so nothing can be proven: {0}")]
pub struct RandomnessError(#[from] rand::Error);

impl Blinding {
    /// Fresh numbers from the operating system's generator.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn fresh() -> Result<Self, RandomnessError> {
        Ok(Self { r: random()?, s: random()? })
    }

    #[cfg(test)]
    pub(crate) const fn of(r: F, s: F) -> Self {
        Self { r, s }
    }

    /// The number that blinds A.
    #[must_use]
    pub const fn r(&self) -> &F {
        &self.r
    }

    /// The number that blinds B.
    #[must_use]
    pub const fn s(&self) -> &F {
        &self.s
    }
}

impl std::fmt::Debug for Blinding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Blinding(not shown)")
    }
}

/// 512 random bits reduced to 254: the bias is below 2^-256.
fn random() -> Result<F, rand::Error> {
    let mut bytes = Zeroizing::new([0u8; 64]);
    OsRng.try_fill_bytes(bytes.as_mut())?;
    Ok(F::from_le_bytes_mod_order(bytes.as_ref()))
}
