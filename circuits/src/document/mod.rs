//! Trade documents: reading, canonical form, leaves (protocol, section 5).
//!
//! Bytes go in, values and faults come out; nothing here touches files or networks.

pub mod annex;
pub mod attestation;
pub mod bill;
pub mod bundle;
pub mod carrier;
pub mod codes;
pub mod decimal;
pub mod dossier;
pub mod fault;
pub mod fields;
mod fit;
pub mod hs;
pub mod json;
mod other;
mod name_key;
pub mod party;
pub mod place;
mod reader;
pub mod received;
pub mod text;
pub mod tree;

#[cfg(test)]
pub(crate) mod tests;

pub use crate::{currency::Currency, day::Day};
pub use annex::{Insurance, Invoice, PackingList, Vessel};
pub use attestation::{Attestation, Ground};
pub use bill::{CargoItem, DocumentType, MainDocument, NotRegistrable};
pub use bundle::{Bundle, Committed};
pub use carrier::{Carrier, CarrierCode, CarrierTable, CodeList};
pub use fault::{Fault, Faults, Rule};
pub use fields::{
    ClauseField, ContainerField, FieldKind, GoodsField, HeaderField, InsuranceField, InvoiceField, ItemField,
    LegField, LineField, PackedField, PackingListField, PartyField, PlaceField,
};
pub use json::Json;
pub use name_key::name_key;
pub use party::{Party, PartyId};
pub use place::{Place, PlaceRole};
pub use received::{Received, ReceivedKind};
pub use tree::{DocumentTree, HeaderOpening, List, Part, Parts, RecordOpening, Records};
