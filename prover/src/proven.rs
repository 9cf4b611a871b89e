//! A proof that was verified before it was handed out, and how long each step took.

use std::time::Duration;

use plimsoll_verifier::{PROOF_BYTES, Proof};

/// A proof, verified.
#[derive(Clone, Copy, Debug)]
pub struct Proven {
    proof: Proof,
    timings: Timings,
}

/// How long each step took. Making the key ready, which the first proof of a circuit may wait for, is not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// The native check.
    pub check: Duration,
    /// Witness generation, which runs beside the check where there are threads.
    pub witness: Duration,
    /// The proof.
    pub prove: Duration,
    /// Its verification.
    pub verify: Duration,
    /// From the beginning of the first step to the end of the last.
    pub total: Duration,
}

impl std::fmt::Display for Timings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |d: Duration| d.as_secs_f64() * 1e3;
        write!(
            f,
            "{:.1} ms (check {:.1}, witness {:.1}, prove {:.1}, verify {:.1})",
            ms(self.total),
            ms(self.check),
            ms(self.witness),
            ms(self.prove),
            ms(self.verify)
        )
    }
}

impl Proven {
    pub(crate) const fn new(proof: Proof, timings: Timings) -> Self {
        Self { proof, timings }
    }

    /// The proof.
    #[must_use]
    pub const fn proof(&self) -> &Proof {
        &self.proof
    }

    /// The proof as it is posted.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; PROOF_BYTES] {
        self.proof.to_bytes()
    }

    /// How long each step took.
    #[must_use]
    pub const fn timings(&self) -> Timings {
        self.timings
    }
}
