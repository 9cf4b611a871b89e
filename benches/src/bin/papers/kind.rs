//! Kinds of honest business that are counted apart.

use crate::trade::seller::Numbering;
use serde::{Serialize, Serializer};
use std::fmt;

/// What an honest set of papers is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Full containers, deep sea.
    DeepSea,
    /// Full containers, regional.
    Regional,
    /// Full containers, short sea.
    ShortSea,
    /// House bills over parts of a forwarder's groupage.
    Groupage,
    /// Full containers of one booking under several bills.
    OneBooking,
    /// A full container under several bills, each of which the issuer says is a part of it.
    PartLoad,
    /// Bills that share an invoice, which allots a part to each.
    SharedInvoice,
    /// Bulk bills over parcels of different quantities.
    Bulk,
    /// Bulk bills over the full cargo of a coaster that is back within days.
    Coaster,
    /// Bulk bills over equal parcels of one vessel's cargo.
    EqualParcels,
    /// Warehouse receipts over goods that are new in store.
    Receipt,
    /// Warehouse receipts over lots for which an earlier receipt was given back.
    ReceiptAnew,
    /// Invoices alone, by how their sellers number them.
    Alone(Numbering),
    /// Instalments of one sale, each invoiced alone.
    Instalments,
}

impl Kind {
    /// Whether its papers are alike by what they are, so that to refer them is what soft keys are for.
    pub const fn is_alike(self) -> bool {
        matches!(
            self,
            Self::OneBooking | Self::PartLoad | Self::SharedInvoice | Self::EqualParcels | Self::ReceiptAnew
        )
    }

    /// Whether it is a bill of full containers, each of which is its own.
    pub const fn is_full(self) -> bool {
        matches!(self, Self::DeepSea | Self::Regional | Self::ShortSea)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DeepSea => "full containers, deep sea",
            Self::Regional => "full containers, regional",
            Self::ShortSea => "full containers, short sea",
            Self::Groupage => "house bills of groupage",
            Self::OneBooking => "several bills of one booking",
            Self::PartLoad => "part loads that the issuer declares",
            Self::SharedInvoice => "bills that share an invoice",
            Self::Bulk => "bulk, parcels of different quantities",
            Self::Coaster => "bulk, coasters that are back within days",
            Self::EqualParcels => "bulk, equal parcels of one vessel",
            Self::Receipt => "warehouse receipts",
            Self::ReceiptAnew => "warehouse receipts of lots stored on",
            Self::Alone(numbering) => return write!(f, "invoices alone, {numbering}"),
            Self::Instalments => "invoices alone, instalments",
        })
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
