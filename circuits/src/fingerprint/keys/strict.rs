//! Keys by which the same cargo is refused: DOC, INV and BOX.

use super::{Field, KeyInput, SlotKind, input};
use crate::document::{Day, Invoice, TransportDocument, bill::Container};

/// Days in a window of BOX keys.
pub const WINDOW: u32 = 4;

/// The windows that a day lies in, under letters A and B: days at most 2 apart share one, days 4 or more apart none.
#[must_use]
pub const fn windows(day: Day) -> (u32, u32) {
    (day.0 / WINDOW, (day.0 + WINDOW / 2) / WINDOW)
}

/// DOC: carrier and normalised reference.
pub(super) fn document(bill: &TransportDocument) -> KeyInput {
    let description =
        format!("bill {} of carrier {} ({})", bill.normalised_reference, bill.carrier, bill.carrier_name);
    input(
        SlotKind::Doc,
        &[Field::Number(bill.carrier.into()), Field::Text(&bill.normalised_reference)],
        description,
    )
}

/// INV: seller, normalised number and year of issue.
pub(super) fn invoice(i: u8, invoice: &Invoice) -> KeyInput {
    let (seller, year) = (invoice.seller_id.to_string(), invoice.issue_date.year());
    let description = format!("invoice {} of {seller} in {year}", invoice.normalised_number);
    let fields = [Field::Text(&seller), Field::Text(&invoice.normalised_number), Field::Number(year.into())];
    input(SlotKind::Invoice(i), &fields, description)
}

/// BOX-A and BOX-B: container, seal and window; BOX-A of a container without a seal: container and day. Which carrier or forwarder speaks of
/// it, and from which port, makes no difference.
pub(super) fn container(i: u8, container: &Container, day: Day) -> Vec<KeyInput> {
    let reference = &container.reference;
    let Some(seal) = &container.key_seal else {
        let description = format!("container {reference} without a seal on {day}");
        return vec![boxed(SlotKind::BoxA(i), reference, "", day.0, description)];
    };
    let (a, b) = windows(day);
    let inputs = [(SlotKind::BoxA(i), a), (SlotKind::BoxB(i), b)].map(|(slot, window)| {
        let letter = char::from(slot.letter());
        boxed(
            slot,
            reference,
            seal,
            window,
            format!("container {reference} under seal {seal} in window {letter}{window}"),
        )
    });
    inputs.into()
}

/// No seal is empty, so a day is never taken for a window.
fn boxed(slot: SlotKind, reference: &str, seal: &str, when: u32, description: String) -> KeyInput {
    input(slot, &[Field::Text(reference), Field::Text(seal), Field::Number(when.into())], description)
}
