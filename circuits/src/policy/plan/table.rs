//! The tables of records that conditions go through, and how much room a circuit has for each.

use super::Field;
use crate::document::{
    ClauseField, ContainerField, GoodsField, ItemField, LegField, LineField, PackedField, PartyField,
    PlaceField, Records, bundle::MAX_INVOICES, dossier::IDS, hs, tree::MAX_RECORDS,
};

/// How many records of each table a circuit has room for: documents with more cannot be proven under the policy. A table that no predicate
/// names costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes([usize; Table::ALL.len()]);

impl Sizes {
    /// How much room there can be for records that a document lists.
    pub const ROOMS: [usize; 5] = [8, 16, 32, 64, 128];

    /// How many records of a table there is room for.
    #[must_use]
    pub const fn of(&self, table: Table) -> usize {
        self.0[table as usize]
    }

    /// The same with room for so many records of a table, at most [`Table::most`].
    #[must_use]
    pub fn with(mut self, table: Table, room: usize) -> Self {
        self.0[table as usize] = room.min(table.most());
        self
    }
}

impl Default for Sizes {
    fn default() -> Self {
        Self(Table::ALL.map(|table| match table {
            Table::Invoices => 3,
            Table::Containers
            | Table::Items
            | Table::Packed
            | Table::Lines
            | Table::Parties
            | Table::Places => 32,
            Table::Goods | Table::Clauses => 16,
            Table::Legs => 8,
            Table::Codes => hs::MOST,
            Table::Ids => IDS,
        }))
    }
}

/// What a condition can be quantified over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// The invoices.
    Invoices,
    /// The lines of the invoice at hand: inside [`Table::Invoices`] only.
    Lines,
    /// The bill's containers.
    Containers,
    /// The bill's cargo items.
    Items,
    /// The bill's goods.
    Goods,
    /// The HS codes of the goods at hand, those that are not 0: inside [`Table::Goods`] only.
    Codes,
    /// The packing list's containers.
    Packed,
    /// The parties of all documents.
    Parties,
    /// The ids of the party at hand, those that are not 0: inside [`Table::Parties`] only.
    Ids,
    /// The places and countries of all documents.
    Places,
    /// The legs of the voyage.
    Legs,
    /// The clauses of all documents.
    Clauses,
}

impl Table {
    /// The most records that documents can have of it.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Invoices => MAX_INVOICES,
            Self::Codes => hs::MOST,
            Self::Ids => IDS,
            _ => MAX_RECORDS,
        }
    }

    /// The list that its records are of; of columns that of the records that have them, and none of invoices.
    #[must_use]
    pub const fn records(self) -> Option<Records> {
        Some(match self {
            Self::Invoices => return None,
            Self::Lines => Records::Lines,
            Self::Containers => Records::Containers,
            Self::Items => Records::Items,
            Self::Goods | Self::Codes => Records::Goods,
            Self::Packed => Records::Packed,
            Self::Parties | Self::Ids => Records::Parties,
            Self::Places => Records::Places,
            Self::Legs => Records::Legs,
            Self::Clauses => Records::Clauses,
        })
    }

    /// How many fields a record of it has; none of invoices, and of columns.
    #[must_use]
    pub const fn width(self) -> Option<usize> {
        Some(match self {
            Self::Invoices | Self::Codes | Self::Ids => return None,
            Self::Lines => LineField::ALL.len(),
            Self::Containers => ContainerField::ALL.len(),
            Self::Items => ItemField::ALL.len(),
            Self::Goods => GoodsField::ALL.len(),
            Self::Packed => PackedField::ALL.len(),
            Self::Parties => PartyField::ALL.len(),
            Self::Places => PlaceField::ALL.len(),
            Self::Legs => LegField::ALL.len(),
            Self::Clauses => ClauseField::ALL.len(),
        })
    }

    /// The field whose value says whether a place of it is taken, of tables that are columns of others' records.
    #[must_use]
    pub const fn column(self) -> Option<Field> {
        match self {
            Self::Codes => Some(Field::Code),
            Self::Ids => Some(Field::Id),
            _ => None,
        }
    }
}
