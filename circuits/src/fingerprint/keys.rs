//! What a bill's fingerprints are evaluated on (protocol, section 6): inputs that the same cargo always gives, whatever
//! else changes about its papers, and inputs that cargo which is alike gives.
//!
//! `x = sponge(key; slot letter, length-coded fields)`. Every field is either one field element of fixed place or a text
//! coded as its length and its 31-byte chunks, so that no two lists of fields give the same input.

mod slot;
mod soft;
mod strict;

pub use slot::SlotKind;
pub use soft::{BULK_WINDOW, DAYS_WINDOW, WEIGHT_WINDOW};
pub use strict::{WINDOW, windows};

use super::Tier;
use crate::{
    document::{Bundle, DocumentType, PartyId, bundle::MAX_INVOICES, text::packed},
    field::{F, from_short_bytes},
    poseidon2::sponge,
    tag::Tag,
};
use std::{collections::HashSet, fmt};

/// Containers that a bill may name.
pub const MAX_CONTAINERS: usize = Tier::Large.containers();

/// Goods, by HS heading, that a bulk bill may name.
pub const MAX_HEADINGS: usize = MAX_CONTAINERS * SlotKind::OF_CONTAINER / SlotKind::OF_PARCEL;

/// Lots that a warehouse receipt may name.
pub const MAX_LOTS: usize = MAX_CONTAINERS * SlotKind::OF_CONTAINER;

/// One fingerprint input, with a description for whoever has the documents; never show it to anybody else.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyInput {
    /// The slot.
    pub slot: SlotKind,
    /// The input.
    pub x: F,
    /// What it is made of.
    pub description: String,
}

impl fmt::Debug for KeyInput {
    /// Leaves input and description out: whoever holds them can recognise the cargo.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyInput").field("slot", &self.slot).finish_non_exhaustive()
    }
}

/// Why no fingerprint inputs can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Too many containers even for the large tier.
    #[error(
        "the bill names {0} containers; at most {MAX_CONTAINERS} can be covered, so ask the carrier to split it"
    )]
    TooManyContainers(usize),
    /// Too many goods of different headings even for the large tier.
    #[error(
        "the bill names goods of {0} HS headings; at most {MAX_HEADINGS} can be covered, so ask the carrier to split it"
    )]
    TooManyHeadings(usize),
    /// Too many lots even for the large tier.
    #[error("the receipt names {0} lots; at most {MAX_LOTS} can be covered, so ask the keeper to split it")]
    TooManyLots(usize),
    /// Too many invoices.
    #[error(
        "{0} invoices were given; a bill names at most {MAX_INVOICES}, so ask the seller for one over all of them"
    )]
    TooManyInvoices(usize),
    /// One invoice given twice.
    #[error("invoice {0} was given twice; leave one out")]
    InvoiceTwice(String),
    /// Neither shipped on board nor received.
    #[error(
        "the bill says neither when its cargo was shipped on board nor when it was received; only a draft does that"
    )]
    NoDate,
}

/// The tier that a bundle needs for its invoices and containers, goods or lots.
///
/// # Errors
/// [`KeyError::TooManyInvoices`], [`KeyError::TooManyContainers`], [`KeyError::TooManyHeadings`], [`KeyError::TooManyLots`].
pub fn tier(bundle: &Bundle) -> Result<Tier, KeyError> {
    let bill = &bundle.bill;
    let invoices = bundle.invoices.len();
    if invoices > MAX_INVOICES {
        return Err(KeyError::TooManyInvoices(invoices));
    }
    let as_containers = |slots: usize| slots.div_ceil(SlotKind::OF_CONTAINER);
    let (containers, too_many) = match bill.kind {
        DocumentType::BillOfLading | DocumentType::SeaWaybill => {
            let boxes = bill.containers.len();
            (boxes, KeyError::TooManyContainers(boxes))
        }
        DocumentType::BulkBill => {
            let headings = soft::headings(bill).len();
            (as_containers(headings * SlotKind::OF_PARCEL), KeyError::TooManyHeadings(headings))
        }
        DocumentType::WarehouseReceipt => {
            let lots = bill.items.len();
            (as_containers(lots), KeyError::TooManyLots(lots))
        }
        DocumentType::Receivable => return Ok(Tier::Small),
    };
    Tier::holding(invoices, containers).ok_or(too_many)
}

/// All fingerprint inputs of a bill and its invoices, in the order of their slots: strict ones of the bill, of every invoice and, if the
/// cargo is FCL at both ends, of every container; soft ones of every invoice and container and of the booking, of the goods of a bulk bill
/// and of lots in a warehouse, as far as the documents give them. What several bills share, invoices and containers, has the bill in its strict input and not in its soft ones: their parts are
/// several cargoes, and are looked at together.
///
/// # Errors
/// If not everything can be covered; nothing is left out silently.
pub fn inputs(bundle: &Bundle) -> Result<Vec<KeyInput>, KeyError> {
    let bill = &bundle.bill;
    tier(bundle)?;
    let mut inputs = vec![strict::document(bill)];
    let mut seen = HashSet::new();
    for (i, invoice) in (0u8..).zip(&bundle.invoices) {
        let input = strict::invoice(i, invoice, bill);
        if !seen.insert(input.x) {
            return Err(KeyError::InvoiceTwice(invoice.number.clone()));
        }
        inputs.push(input);
    }
    let mut soft: Vec<_> =
        (0u8..).zip(&bundle.invoices).map(|(i, invoice)| soft::invoice(i, invoice)).collect();
    let day = if bill.is_fcl() { Some(bill.key_date().ok_or(KeyError::NoDate)?) } else { None };
    for (i, container) in (0u8..).zip(&bill.containers) {
        if let Some(day) = day {
            let part_of = bundle.part_loads.contains(&container.reference).then_some(bill);
            inputs.extend(strict::container(i, container, day, part_of));
            soft.extend([soft::seal(i, container), Some(soft::days(i, container, day))]);
            soft.push(soft::weight(i, container, bill, day));
        } else {
            soft.push(soft::part_load(i, container, bill));
        }
    }
    match bill.kind {
        DocumentType::BillOfLading | DocumentType::SeaWaybill => soft.push(soft::booking(bill)),
        DocumentType::BulkBill => {
            soft.extend(soft::bulk(bill, bill.key_date().ok_or(KeyError::NoDate)?).into_iter().map(Some));
        }
        DocumentType::WarehouseReceipt => {
            soft.extend((0u8..).zip(&bill.items).map(|(i, item)| soft::lot(i, item, bill)));
        }
        DocumentType::Receivable => {}
    }
    inputs.extend(soft.into_iter().flatten());
    Ok(inputs)
}

/// Part of an input.
#[derive(Clone, Copy)]
enum Field<'a> {
    Number(u64),
    Text(&'a str),
    Party(&'a PartyId),
}

fn input(slot: SlotKind, fields: &[Field<'_>], description: String) -> KeyInput {
    let mut elements = vec![from_short_bytes(&[slot.letter()])];
    for field in fields {
        match field {
            Field::Number(n) => elements.push(F::from(*n)),
            Field::Text(text) => elements.extend(packed(text.as_bytes())),
            Field::Party(id) => elements.extend(packed(id.to_string().as_bytes())),
        }
    }
    KeyInput { slot, x: sponge(Tag::FingerprintKey, &elements), description }
}

#[cfg(test)]
mod tests;
