//! Keys by which the same cargo is refused: DOC, INV and BOX.

use super::{Field, KeyInput, SlotKind, input};
use crate::document::{Day, Invoice, TransportDocument};

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

/// BOX-A and BOX-B: container, port of loading and window. Which carrier or forwarder speaks of it makes no difference.
pub(super) fn container(i: u8, container: &str, port: &str, day: Day) -> [KeyInput; 2] {
    let (a, b) = windows(day);
    [(SlotKind::BoxA(i), a), (SlotKind::BoxB(i), b)].map(|(slot, window)| {
        let description =
            format!("container {container} from {port} in window {}{window}", char::from(slot.letter()));
        input(slot, &[Field::Text(container), Field::Text(port), Field::Number(window.into())], description)
    })
}
