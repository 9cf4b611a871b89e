//! Fingerprints: the same cargo gives the same value, and nobody can guess it (protocol, section 6).
//!
//! This module holds what circuits and the ledger see of them: slots, tiers and the root that an issuer signs. How the
//! inputs are made from documents is in `keys`; how they are evaluated is the guardians' business.

#[cfg(feature = "documents")]
pub mod keys;
mod soft;

use crate::field::F;
pub use plimsoll_digest::{LARGE_SLOTS, SMALL_SLOTS};
use serde::{Deserialize, Serialize};
pub use soft::{SEARCH_GAP, soft_value};

/// The class of a fingerprint: each has a set of its own on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Class {
    /// The bill itself.
    Doc,
    /// An invoice.
    Inv,
    /// A container under a seal within a window of days.
    Box,
}

impl Class {
    /// All of them, in the order of their slots.
    pub const ALL: [Class; 3] = [Class::Doc, Class::Inv, Class::Box];

    /// The name, as people and programs read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Class::Doc => "DOC",
            Class::Inv => "INV",
            Class::Box => "BOX",
        }
    }
}

/// How many fingerprints a posting has. Unused slots hold random pads, so that counts stay private.
///
/// | slots | small | large |
/// |---|---|---|
/// | DOC | 0 | 0 |
/// | INV | 1-3 | 1-12 |
/// | BOX | 4-15 | 13-136 |
/// | SOFT | 16-39 | 137-339 |
///
/// SOFT slots refer where the strict classes refuse: the ledger has no rule for them. One is for each invoice, three for each container, one
/// for the booking; the others hold pads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Up to 3 invoices and 6 containers.
    Small,
    /// Up to 12 invoices and 62 containers.
    Large,
}

impl Tier {
    /// Both, the smaller first.
    pub const ALL: [Tier; 2] = [Tier::Small, Tier::Large];

    /// Slots.
    #[must_use]
    pub const fn slots(self) -> usize {
        match self {
            Tier::Small => SMALL_SLOTS,
            Tier::Large => LARGE_SLOTS,
        }
    }

    /// Invoices that fit, a slot each.
    #[must_use]
    pub const fn invoices(self) -> usize {
        match self {
            Tier::Small => 3,
            Tier::Large => 12,
        }
    }

    /// Containers that fit: each takes two slots, window A and window B.
    #[must_use]
    pub const fn containers(self) -> usize {
        match self {
            Tier::Small => 6,
            Tier::Large => 62,
        }
    }

    /// The first BOX slot.
    #[must_use]
    pub const fn first_box(self) -> usize {
        1 + self.invoices()
    }

    /// The first SOFT slot.
    #[must_use]
    pub const fn first_soft(self) -> usize {
        self.first_box() + 2 * self.containers()
    }

    /// The smallest tier for this many invoices and containers; `None` if they are too many for any.
    #[must_use]
    pub fn holding(invoices: usize, containers: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|t| invoices <= t.invoices() && containers <= t.containers())
    }

    /// The tier with this many slots.
    #[must_use]
    pub fn with_slots(n: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.slots() == n)
    }

    /// The class of a slot; `None` of a SOFT one.
    #[must_use]
    pub const fn class(self, slot: usize) -> Option<Class> {
        if slot == 0 {
            Some(Class::Doc)
        } else if slot < self.first_box() {
            Some(Class::Inv)
        } else if slot < self.first_soft() {
            Some(Class::Box)
        } else {
            None
        }
    }
}

/// `fp_root`, which the issuer signs: `plimsoll_digest::fp_root`.
#[must_use]
pub fn root(fingerprints: &[F]) -> F {
    plimsoll_digest::fp_root(fingerprints)
}
