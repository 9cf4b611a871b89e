//! Keys by which cargo that is alike is found, to be looked at: SOFT.
//!
//! What a document does not say in a form that can be compared gives no key: nothing is refused for that.

use super::{Field, KeyInput, SlotKind, input};
use crate::document::{
    CargoItem, Day, Invoice, MainDocument,
    bill::{Container, Issuer, Voyage},
    decimal,
    text::normalise,
};
use std::collections::BTreeMap;

/// Days in a window of a full container's short-window key.
pub const DAYS_WINDOW: u32 = 3;

/// Days in a window of a full container's weight key.
pub const WEIGHT_WINDOW: u32 = 224;

/// Days in a window of a bulk bill's keys.
pub const BULK_WINDOW: u32 = 14;

/// What 12-digit HS codes are divided by to give their headings.
const HEADING: u64 = 100_000_000;

/// Grams in a step of a full container's weight key, rounded down.
const STEP: u64 = 1_000;

/// Grams in a step of a part load's weight key, rounded half up.
const PART_STEP: u64 = 100_000;

/// Seller, digits of the number without leading zeros, currency and total: the same invoice under another spelling or year. `None` if the
/// number has no digit but zeros.
pub(super) fn invoice(i: u8, invoice: &Invoice) -> Option<KeyInput> {
    let digits: String = invoice.normalised_number.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return None;
    }
    let (seller, currency) = (invoice.seller_id.to_string(), invoice.currency.to_string());
    let total = decimal::show(invoice.total, invoice.currency.places());
    let description = format!("invoice of {seller} with the digits {digits} over {total} {currency}");
    let fields =
        [Field::Text(&seller), Field::Text(digits), Field::Text(&currency), Field::Number(invoice.total)];
    Some(input(SlotKind::SoftInvoice(i), &fields, description))
}

/// A full container and its seal, whenever and from wherever.
pub(super) fn seal(i: u8, container: &Container) -> Option<KeyInput> {
    let (reference, seal) = (&container.reference, container.key_seal.as_ref()?);
    let description = format!("container {reference} under seal {seal}");
    Some(input(SlotKind::SoftSeal(i), &[Field::Text(reference), Field::Text(seal)], description))
}

/// A full container and a short window of days, from wherever.
pub(super) fn days(i: u8, container: &Container, day: Day) -> KeyInput {
    let (reference, window) = (&container.reference, day.0 / DAYS_WINDOW);
    let description = format!("container {reference} in window {window} of {DAYS_WINDOW} days");
    input(SlotKind::SoftDays(i), &[Field::Text(reference), Field::Number(window.into())], description)
}

/// A full container, its gross weight and a long window of days, from wherever.
pub(super) fn weight(i: u8, container: &Container, bill: &MainDocument, day: Day) -> Option<KeyInput> {
    let (reference, steps) = (&container.reference, grams(container, bill)? / STEP);
    let window = day.0 / WEIGHT_WINDOW;
    let description =
        format!("container {reference} of {steps} kg in window {window} of {WEIGHT_WINDOW} days");
    let fields = [Field::Text(reference), Field::Number(steps), Field::Number(window.into())];
    Some(input(SlotKind::SoftWeight(i), &fields, description))
}

/// A part load: container, shipper and what of his is in it by weight. A shipper without an id goes by his name.
pub(super) fn part_load(i: u8, container: &Container, bill: &MainDocument) -> Option<KeyInput> {
    let (reference, grams) = (&container.reference, grams(container, bill)?);
    let steps = grams.saturating_add(PART_STEP / 2) / PART_STEP;
    let shipper = bill.shipper.likeness()?;
    let description = format!("{} kg of {shipper} in container {reference}", steps * (PART_STEP / 1000));
    let fields = [Field::Text(reference), Field::Text(&shipper), Field::Number(steps)];
    Some(input(SlotKind::SoftShipper(i), &fields, description))
}

/// The carrier and its booking.
pub(super) fn booking(bill: &MainDocument) -> Option<KeyInput> {
    let (booking, carrier) = (bill.normalised_booking.as_ref()?, bill.carrier()?);
    let description = format!("booking {booking} of carrier {carrier} ({})", bill.issuer_name);
    let fields = [Field::Number(carrier.into()), Field::Text(booking)];
    Some(input(SlotKind::SoftBooking, &fields, description))
}

/// Bulk cargo: vessel, HS heading, quantity, and the windows that the day on board lies in. The vessel goes by its IMO number and by its name,
/// as far as the bill gives them: papers name the one, the other, or both.
pub(super) fn bulk(bill: &MainDocument, day: Day) -> Vec<KeyInput> {
    let Some(voyage) = bill.voyages.first() else { return Vec::new() };
    (0u8..).zip(headings(bill)).flat_map(|(i, goods)| parcel(i, goods, voyage, day)).collect()
}

/// Goods by HS heading, the first in order of those that an item names, with their gross weight in grams.
pub(super) fn headings(bill: &MainDocument) -> BTreeMap<u64, u64> {
    let mut headings = BTreeMap::new();
    for item in &bill.items {
        if let Some(code) = item.hs_codes.iter().min() {
            let grams: &mut u64 = headings.entry(code / HEADING).or_default();
            *grams = grams.saturating_add(item.gross_weight);
        }
    }
    headings
}

fn parcel(i: u8, (heading, grams): (u64, u64), voyage: &Voyage, day: Day) -> Vec<KeyInput> {
    let quantity = three_digits(grams / 1_000);
    let windows = [day.0 / BULK_WINDOW, (day.0 + BULK_WINDOW / 2) / BULK_WINDOW];
    let goods = format!("{quantity} kg of heading {heading:04}");
    let name = vessel_name(&voyage.vessel);
    let by_imo = voyage.imo.map(|imo| {
        (Field::Number(imo), format!("IMO {imo}"), [SlotKind::SoftImoA(i), SlotKind::SoftImoB(i)])
    });
    let by_name = name
        .as_ref()
        .map(|name| (Field::Text(name), name.clone(), [SlotKind::SoftVesselA(i), SlotKind::SoftVesselB(i)]));
    let mut inputs = Vec::new();
    for (vessel, shown, slots) in by_imo.into_iter().chain(by_name) {
        for (slot, window) in slots.into_iter().zip(windows) {
            let fields =
                [vessel, Field::Number(heading), Field::Number(quantity), Field::Number(window.into())];
            let description = format!("{goods} on {shown} in window {window} of {BULK_WINDOW} days");
            inputs.push(input(slot, &fields, description));
        }
    }
    inputs
}

/// A vessel's name in the form of references, without what merely says that it is a ship.
pub(super) fn vessel_name(name: &str) -> Option<String> {
    let upper = name.to_uppercase();
    let prefixes = ["M/V ", "MV ", "M.V. ", "M/T ", "MT ", "M.T. ", "SS ", "S.S. "];
    let rest = prefixes.iter().find_map(|prefix| upper.trim_start().strip_prefix(prefix));
    normalise(rest.unwrap_or(&upper))
}

/// A number rounded half up to its first three digits.
fn three_digits(value: u64) -> u64 {
    let step = 10u64.pow(value.max(1).ilog10().saturating_sub(2));
    (value.saturating_add(step / 2) / step).saturating_mul(step)
}

/// A lot in a warehouse: keeper, site and marks.
pub(super) fn lot(i: u8, item: &CargoItem, bill: &MainDocument) -> Option<KeyInput> {
    let Issuer::Party(keeper) = &bill.issuer else { return None };
    let marks = item.marks.as_ref()?;
    let description = format!("lot {marks} in the keeping of {keeper} ({})", bill.issuer_name);
    Some(input(SlotKind::SoftLot(i), &[Field::Party(keeper), Field::Text(marks)], description))
}

/// The gross weight of what the bill says is in a container, in grams; `None` of nothing.
fn grams(container: &Container, bill: &MainDocument) -> Option<u64> {
    Some(bill.gross_weight_in(container)).filter(|grams| *grams > 0)
}
