//! What a bill's fingerprints are evaluated on (protocol, section 6): inputs that the same cargo always gives, whatever
//! else changes about its papers.
//!
//! `x = sponge(key; slot letter, length-coded fields)`. Every field is either one field element of fixed place or a text
//! coded as its length and its 31-byte chunks, so that no two lists of fields give the same input.

use super::{Class, Tier};
use crate::{
    document::{Bundle, Day, Invoice, TransportDocument, bundle::MAX_INVOICES, text::packed},
    field::{F, from_short_bytes},
    poseidon2::sponge,
    tag::Tag,
};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, fmt};

/// Days in a window.
pub const WINDOW: u32 = 14;

/// Containers that a bill may name.
pub const MAX_CONTAINERS: usize = Tier::Large.containers();

/// What a fingerprint slot is for; the order is that of the slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlotKind {
    /// The bill itself.
    Doc,
    /// Invoice i, from 0.
    Invoice(u8),
    /// Container i in the windows that begin on day 0, 14, ..
    BoxA(u8),
    /// Container i in the windows that begin on day 7, 21, ..
    BoxB(u8),
}

impl SlotKind {
    /// The slot's position in a posting of a tier: DOC, the invoices, then A and B of each container.
    #[must_use]
    pub const fn position(self, tier: Tier) -> usize {
        match self {
            SlotKind::Doc => 0,
            SlotKind::Invoice(i) => 1 + i as usize,
            SlotKind::BoxA(i) => tier.first_box() + 2 * i as usize,
            SlotKind::BoxB(i) => tier.first_box() + 1 + 2 * i as usize,
        }
    }

    /// The letter that keeps the inputs of different keys apart.
    #[must_use]
    pub const fn letter(self) -> u8 {
        match self {
            SlotKind::Doc => b'D',
            SlotKind::Invoice(_) => b'I',
            SlotKind::BoxA(_) => b'A',
            SlotKind::BoxB(_) => b'B',
        }
    }

    /// Which of the bill's invoices or containers it is, from 0; 0 of the bill itself.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            SlotKind::Doc => 0,
            SlotKind::Invoice(i) | SlotKind::BoxA(i) | SlotKind::BoxB(i) => i,
        }
    }

    /// The class of its fingerprint.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            SlotKind::Doc => Class::Doc,
            SlotKind::Invoice(_) => Class::Inv,
            SlotKind::BoxA(_) | SlotKind::BoxB(_) => Class::Box,
        }
    }
}

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
    let boxes = if bill.is_fcl() { bill.containers.len() } else { 0 };
    Tier::holding(0, boxes).ok_or(KeyError::TooManyContainers(boxes))
}

/// All fingerprint inputs of a bill and its invoices, in the order of their slots: every container, if the cargo is FCL at
/// both ends, and every invoice is covered.
///
/// # Errors
/// If not everything can be covered; nothing is left out silently.
pub fn inputs(bundle: &Bundle) -> Result<Vec<KeyInput>, KeyError> {
    let bill = &bundle.bill;
    tier(bill)?;
    if bundle.invoices.len() > MAX_INVOICES {
        return Err(KeyError::TooManyInvoices(bundle.invoices.len()));
    }
    let mut inputs = vec![document_input(bill)];
    let mut seen = HashSet::new();
    for (i, invoice) in (0u8..).zip(&bundle.invoices) {
        let input = invoice_input(i, invoice);
        if !seen.insert(input.x) {
            return Err(KeyError::InvoiceTwice(invoice.number.clone()));
        }
        inputs.push(input);
    }
    if bill.is_fcl() {
        let day = bill.key_date().ok_or(KeyError::NoDate)?;
        for (i, container) in (0u8..).zip(&bill.containers) {
            inputs.extend(box_inputs(i, &container.reference, &bill.port_of_loading, day));
        }
    }
    Ok(inputs)
}

/// The windows that a day lies in, under letters A and B: days at most 7 apart share one, days 14 or more apart none.
#[must_use]
pub const fn windows(day: Day) -> (u32, u32) {
    (day.0 / WINDOW, (day.0 + WINDOW / 2) / WINDOW)
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

/// DOC: carrier and normalised reference.
fn document_input(bill: &TransportDocument) -> KeyInput {
    let description =
        format!("bill {} of carrier {} ({})", bill.normalised_reference, bill.carrier, bill.carrier_name);
    input(
        SlotKind::Doc,
        &[Field::Number(bill.carrier.into()), Field::Text(&bill.normalised_reference)],
        description,
    )
}

/// INV: seller, normalised number and year of issue.
fn invoice_input(i: u8, invoice: &Invoice) -> KeyInput {
    let (seller, year) = (invoice.seller_id.to_string(), invoice.issue_date.year());
    let description = format!("invoice {} of {seller} in {year}", invoice.normalised_number);
    let fields = [Field::Text(&seller), Field::Text(&invoice.normalised_number), Field::Number(year.into())];
    input(SlotKind::Invoice(i), &fields, description)
}

/// BOX-A and BOX-B: container, port of loading and window. Which carrier or forwarder speaks of it makes no difference.
fn box_inputs(i: u8, container: &str, port: &str, day: Day) -> [KeyInput; 2] {
    let (a, b) = windows(day);
    [(SlotKind::BoxA(i), a), (SlotKind::BoxB(i), b)].map(|(slot, window)| {
        let description =
            format!("container {container} from {port} in window {}{window}", char::from(slot.letter()));
        input(slot, &[Field::Text(container), Field::Text(port), Field::Number(window.into())], description)
    })
}

#[cfg(test)]
mod tests;
