use super::super::{Class, Tier};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a fingerprint slot is for; the order is that of the slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlotKind {
    /// The bill itself.
    Doc,
    /// The warehouse receipt, in place of [`Doc`](Self::Doc).
    WarehouseReceipt,
    /// The invoice that is financed alone, in place of [`Doc`](Self::Doc).
    Receivable,
    /// Invoice i, from 0.
    Invoice(u8),
    /// Container i under its seal in the windows that begin on day 0, 4, ..; without a seal, on its day.
    BoxA(u8),
    /// Container i under its seal in the windows that begin on day 2, 6, ..
    BoxB(u8),
    /// The bill's part of container i, in place of [`BoxA`](Self::BoxA).
    PartA(u8),
    /// The bill's part of container i, in place of [`BoxB`](Self::BoxB).
    PartB(u8),
    /// SOFT: invoice i by the digits of its number, its currency and its total.
    SoftInvoice(u8),
    /// SOFT: container i, full, by its seal.
    SoftSeal(u8),
    /// SOFT: container i, full, by a short window of days.
    SoftDays(u8),
    /// SOFT: container i, full, by its gross weight and a long window of days.
    SoftWeight(u8),
    /// SOFT: container i, a part load, by shipper and gross weight.
    SoftShipper(u8),
    /// SOFT: goods i of a bulk bill by the vessel's IMO number, in windows of days that begin on day 0, 14, ..
    SoftImoA(u8),
    /// SOFT: the same, in the windows that begin on day 7, 21, ..
    SoftImoB(u8),
    /// SOFT: goods i of a bulk bill by the vessel's name, in windows that begin on day 0, 14, ..
    SoftVesselA(u8),
    /// SOFT: the same, in the windows that begin on day 7, 21, ..
    SoftVesselB(u8),
    /// SOFT: lot i in a warehouse by its marks.
    SoftLot(u8),
    /// SOFT: the carrier's booking.
    SoftBooking,
}

impl SlotKind {
    /// Soft slots of a container.
    pub(super) const OF_CONTAINER: usize = 3;

    /// Soft slots of goods of a bulk bill.
    pub(super) const OF_PARCEL: usize = 4;

    /// The slot's position in a posting of a tier: DOC, the invoices, A and B of each container; behind them a soft one of each invoice,
    /// three of each container, and that of the booking. Where there are no containers, goods of a bulk bill have four of their places each,
    /// and lots in a warehouse one.
    #[must_use]
    pub const fn position(self, tier: Tier) -> usize {
        let soft_box = tier.first_soft() + tier.invoices();
        match self {
            Self::Doc | Self::WarehouseReceipt | Self::Receivable => 0,
            Self::Invoice(i) => 1 + i as usize,
            Self::BoxA(i) | Self::PartA(i) => tier.first_box() + 2 * i as usize,
            Self::BoxB(i) | Self::PartB(i) => tier.first_box() + 1 + 2 * i as usize,
            Self::SoftInvoice(i) => tier.first_soft() + i as usize,
            // A container is full or a part load.
            Self::SoftSeal(i) | Self::SoftShipper(i) => soft_box + Self::OF_CONTAINER * i as usize,
            Self::SoftDays(i) => soft_box + Self::OF_CONTAINER * i as usize + 1,
            Self::SoftWeight(i) => soft_box + Self::OF_CONTAINER * i as usize + 2,
            Self::SoftImoA(i) => soft_box + Self::OF_PARCEL * i as usize,
            Self::SoftImoB(i) => soft_box + Self::OF_PARCEL * i as usize + 1,
            Self::SoftVesselA(i) => soft_box + Self::OF_PARCEL * i as usize + 2,
            Self::SoftVesselB(i) => soft_box + Self::OF_PARCEL * i as usize + 3,
            Self::SoftLot(i) => soft_box + i as usize,
            Self::SoftBooking => soft_box + Self::OF_CONTAINER * tier.containers(),
        }
    }

    /// The letter that keeps the inputs of different keys apart: a capital of a strict key, a small one of a soft key.
    #[must_use]
    pub const fn letter(self) -> u8 {
        match self {
            Self::Doc => b'D',
            Self::WarehouseReceipt => b'W',
            Self::Receivable => b'R',
            Self::Invoice(_) => b'I',
            Self::BoxA(_) => b'A',
            Self::BoxB(_) => b'B',
            Self::PartA(_) => b'P',
            Self::PartB(_) => b'Q',
            Self::SoftInvoice(_) => b'i',
            Self::SoftSeal(_) => b's',
            Self::SoftDays(_) => b'd',
            Self::SoftWeight(_) => b'w',
            Self::SoftShipper(_) => b'l',
            Self::SoftImoA(_) => b'm',
            Self::SoftImoB(_) => b'n',
            Self::SoftVesselA(_) => b'p',
            Self::SoftVesselB(_) => b'q',
            Self::SoftLot(_) => b'k',
            Self::SoftBooking => b'b',
        }
    }

    /// Which of the bill's invoices, containers, goods or lots it is, from 0; 0 of the bill itself and of its booking.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Doc | Self::WarehouseReceipt | Self::Receivable | Self::SoftBooking => 0,
            Self::Invoice(i)
            | Self::BoxA(i)
            | Self::BoxB(i)
            | Self::PartA(i)
            | Self::PartB(i)
            | Self::SoftInvoice(i)
            | Self::SoftSeal(i)
            | Self::SoftDays(i)
            | Self::SoftWeight(i)
            | Self::SoftShipper(i)
            | Self::SoftImoA(i)
            | Self::SoftImoB(i)
            | Self::SoftVesselA(i)
            | Self::SoftVesselB(i)
            | Self::SoftLot(i) => i,
        }
    }

    /// The class of its fingerprint; `None` of a soft key, for which the ledger has no rule.
    #[must_use]
    pub const fn class(self) -> Option<Class> {
        match self {
            Self::Doc | Self::WarehouseReceipt | Self::Receivable => Some(Class::Doc),
            Self::Invoice(_) => Some(Class::Inv),
            Self::BoxA(_) | Self::BoxB(_) | Self::PartA(_) | Self::PartB(_) => Some(Class::Box),
            Self::SoftInvoice(_)
            | Self::SoftSeal(_)
            | Self::SoftDays(_)
            | Self::SoftWeight(_)
            | Self::SoftShipper(_)
            | Self::SoftImoA(_)
            | Self::SoftImoB(_)
            | Self::SoftVesselA(_)
            | Self::SoftVesselB(_)
            | Self::SoftLot(_)
            | Self::SoftBooking => None,
        }
    }

    /// The name of its class, as people and programs read it: `SOFT` where there is none.
    #[must_use]
    pub const fn class_name(self) -> &'static str {
        match self.class() {
            Some(class) => class.name(),
            None => "SOFT",
        }
    }

    /// Whether what is alike is looked at, and not refused.
    #[must_use]
    pub const fn is_soft(self) -> bool {
        self.class().is_none()
    }
}

impl fmt::Display for SlotKind {
    /// The key in words, of a document of which nothing is known but how many invoices and containers it has.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = u16::from(self.number()) + 1;
        match self {
            Self::Doc => write!(f, "the bill"),
            Self::WarehouseReceipt => write!(f, "the warehouse receipt"),
            Self::Receivable => write!(f, "the receivable"),
            Self::Invoice(_) => write!(f, "invoice {n}"),
            Self::BoxA(_) | Self::BoxB(_) => write!(f, "container {n} under its seal, or on its day"),
            Self::PartA(_) | Self::PartB(_) => write!(f, "a part of container {n}"),
            Self::SoftInvoice(_) => write!(f, "digits and total of invoice {n}"),
            Self::SoftSeal(_) => write!(f, "container {n} and its seal"),
            Self::SoftDays(_) => write!(f, "container {n} and its day"),
            Self::SoftWeight(_) => write!(f, "container {n} and its weight"),
            Self::SoftShipper(_) => write!(f, "shipper and weight in container {n}"),
            Self::SoftImoA(_) | Self::SoftImoB(_) => {
                write!(f, "quantity of goods {n} and the vessel's number")
            }
            Self::SoftVesselA(_) | Self::SoftVesselB(_) => {
                write!(f, "quantity of goods {n} and the vessel's name")
            }
            Self::SoftLot(_) => write!(f, "marks of lot {n}"),
            Self::SoftBooking => write!(f, "the booking"),
        }
    }
}
