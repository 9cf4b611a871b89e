//! Fingerprints: the same cargo gives the same value, and nobody can guess it (protocol, section 6).
//!
//! This module holds what circuits and the ledger see of them: slots, tiers and the root that an issuer signs. How the
//! inputs are made from documents is in `keys`; how they are evaluated is the guardians' business.

#[cfg(feature = "documents")]
pub mod keys;

use crate::{field::F, poseidon2::sponge, tag::Tag};
use serde::{Deserialize, Serialize};

/// The class of a fingerprint: each has a set of its own on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Class {
    /// The bill itself.
    Doc,
    /// An invoice.
    Inv,
    /// A container at a port within a window of days.
    Box,
}

/// How many fingerprints a posting has. Unused slots hold random pads, so that counts stay private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tier {
    /// Up to six containers.
    #[serde(rename = "16")]
    Small,
    /// Up to 62 containers.
    #[serde(rename = "128")]
    Large,
}

/// Invoices that a bill names at most.
pub const MAX_INVOICES: usize = 3;

/// The first BOX slot; slot 0 is DOC, slots 1 to 3 are INV.
pub const FIRST_BOX: usize = 1 + MAX_INVOICES;

impl Tier {
    /// Slots.
    #[must_use]
    pub const fn slots(self) -> usize {
        match self {
            Tier::Small => 16,
            Tier::Large => 128,
        }
    }

    /// Containers that fit: each takes two slots, window A and window B.
    #[must_use]
    pub const fn containers(self) -> usize {
        (self.slots() - FIRST_BOX) / 2
    }

    /// The smallest tier for this many containers; `None` if they are too many for any.
    #[must_use]
    pub fn for_containers(n: usize) -> Option<Self> {
        [Tier::Small, Tier::Large].into_iter().find(|t| n <= t.containers())
    }

    /// The tier with this many slots.
    #[must_use]
    pub fn with_slots(n: usize) -> Option<Self> {
        [Tier::Small, Tier::Large].into_iter().find(|t| t.slots() == n)
    }
}

/// The class of a slot: 0 DOC, 1 to 3 INV, the rest BOX.
#[must_use]
pub const fn class(slot: usize) -> Class {
    match slot {
        0 => Class::Doc,
        1..FIRST_BOX => Class::Inv,
        _ => Class::Box,
    }
}

/// `fp_root = sponge(fp; tier, F[0..tier))`, which the issuer signs.
#[must_use]
pub fn root(fingerprints: &[F]) -> F {
    let mut inputs = Vec::with_capacity(fingerprints.len() + 1);
    inputs.push(F::from(fingerprints.len() as u64));
    inputs.extend_from_slice(fingerprints);
    sponge(Tag::Fingerprints, &inputs)
}
