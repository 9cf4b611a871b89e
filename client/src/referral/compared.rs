use plimsoll_circuits::fingerprint::keys::SlotKind;
use serde::Serialize;
use std::{collections::BTreeSet, fmt};

/// What a lot is compared by, where its sheets have a soft key of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compared {
    /// Its invoices.
    Invoices,
    /// Its containers, full ones or part loads; the goods of a bulk bill, the lots of a warehouse receipt.
    Cargo,
    /// Its booking.
    Booking,
}

impl Compared {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Invoices, Self::Cargo, Self::Booking];

    /// What a soft key is of; `None` of a strict one.
    #[must_use]
    pub const fn of(key: SlotKind) -> Option<Self> {
        if !key.is_soft() {
            return None;
        }
        Some(match key {
            SlotKind::SoftInvoice(_) => Self::Invoices,
            SlotKind::SoftBooking => Self::Booking,
            _ => Self::Cargo,
        })
    }

    /// What a lot is not compared by, if it is by these.
    pub fn missing(by: &BTreeSet<Self>) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|compared| !by.contains(compared))
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invoices => "invoices",
            Self::Cargo => "cargo",
            Self::Booking => "booking",
        })
    }
}
