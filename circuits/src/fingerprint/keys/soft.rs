//! Keys by which cargo that is alike is found, to be looked at: SOFT.
//!
//! What a document does not say in a form that can be compared gives no key: nothing is refused for that.

use super::{Field, KeyInput, SlotKind, input};
use crate::document::{Day, Invoice, TransportDocument, bill::Container, decimal};

/// Days in a window of a full container's short-window key.
pub const DAYS_WINDOW: u32 = 3;

/// Days in a window of a full container's weight key.
pub const WEIGHT_WINDOW: u32 = 224;

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
pub(super) fn weight(i: u8, container: &Container, bill: &TransportDocument, day: Day) -> Option<KeyInput> {
    let (reference, steps) = (&container.reference, grams(container, bill)? / STEP);
    let window = day.0 / WEIGHT_WINDOW;
    let description =
        format!("container {reference} of {steps} kg in window {window} of {WEIGHT_WINDOW} days");
    let fields = [Field::Text(reference), Field::Number(steps), Field::Number(window.into())];
    Some(input(SlotKind::SoftWeight(i), &fields, description))
}

/// A part load: container, shipper and what of his is in it by weight. A shipper without an id goes by his name.
pub(super) fn part_load(i: u8, container: &Container, bill: &TransportDocument) -> Option<KeyInput> {
    let (reference, grams) = (&container.reference, grams(container, bill)?);
    let steps = grams.saturating_add(PART_STEP / 2) / PART_STEP;
    let shipper = bill.shipper.likeness()?;
    let description = format!("{} kg of {shipper} in container {reference}", steps * (PART_STEP / 1000));
    let fields = [Field::Text(reference), Field::Text(&shipper), Field::Number(steps)];
    Some(input(SlotKind::SoftShipper(i), &fields, description))
}

/// The carrier and its booking.
pub(super) fn booking(bill: &TransportDocument) -> Option<KeyInput> {
    let booking = bill.normalised_booking.as_ref()?;
    let description = format!("booking {booking} of carrier {} ({})", bill.carrier, bill.carrier_name);
    let fields = [Field::Number(bill.carrier.into()), Field::Text(booking)];
    Some(input(SlotKind::SoftBooking, &fields, description))
}

/// The gross weight of what the bill says is in a container, in grams; `None` of nothing.
fn grams(container: &Container, bill: &TransportDocument) -> Option<u64> {
    Some(bill.gross_weight_in(container)).filter(|grams| *grams > 0)
}
