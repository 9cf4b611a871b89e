//! What a bill's fingerprints are evaluated on (protocol, section 6): inputs that the same cargo always gives, whatever
//! else changes about its papers, and inputs that cargo which is alike gives.
//!
//! `x = sponge(key; slot letter, length-coded fields)`. Every field is either one field element of fixed place or a text
//! coded as its length and its 31-byte chunks, so that no two lists of fields give the same input.

mod slot;
mod soft;
mod strict;

pub use slot::SlotKind;
pub use soft::{DAYS_WINDOW, WEIGHT_WINDOW};
pub use strict::{WINDOW, windows};

use super::Tier;
use crate::{
    document::{Bundle, TransportDocument, bundle::MAX_INVOICES, text::packed},
    field::{F, from_short_bytes},
    poseidon2::sponge,
    tag::Tag,
};
use std::{collections::HashSet, fmt};

/// Containers that a bill may name.
pub const MAX_CONTAINERS: usize = Tier::Large.containers();

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

/// The tier that a bill needs.
///
/// # Errors
/// [`KeyError::TooManyContainers`].
pub fn tier(bill: &TransportDocument) -> Result<Tier, KeyError> {
    let boxes = bill.containers.len();
    Tier::holding(0, boxes).ok_or(KeyError::TooManyContainers(boxes))
}

/// All fingerprint inputs of a bill and its invoices, in the order of their slots: strict ones of the bill, of every invoice and, if the
/// cargo is FCL at both ends, of every container; soft ones of every invoice and container and of the booking, as far as the documents
/// give them. What several bills share, invoices and containers, has the bill in its strict input and not in its soft ones: their parts are
/// several cargoes, and are looked at together.
///
/// # Errors
/// If not everything can be covered; nothing is left out silently.
pub fn inputs(bundle: &Bundle) -> Result<Vec<KeyInput>, KeyError> {
    let bill = &bundle.bill;
    tier(bill)?;
    if bundle.invoices.len() > MAX_INVOICES {
        return Err(KeyError::TooManyInvoices(bundle.invoices.len()));
    }
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
    soft.push(soft::booking(bill));
    inputs.extend(soft.into_iter().flatten());
    Ok(inputs)
}

/// Part of an input.
enum Field<'a> {
    Number(u64),
    Text(&'a str),
}

fn input(slot: SlotKind, fields: &[Field<'_>], description: String) -> KeyInput {
    let mut elements = vec![from_short_bytes(&[slot.letter()])];
    for field in fields {
        match field {
            Field::Number(n) => elements.push(F::from(*n)),
            Field::Text(text) => elements.extend(packed(text.as_bytes())),
        }
    }
    KeyInput { slot, x: sponge(Tag::FingerprintKey, &elements), description }
}

#[cfg(test)]
mod tests;
