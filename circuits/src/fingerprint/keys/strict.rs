//! Keys by which the same cargo is refused: DOC, INV and BOX.

use super::{Field, KeyInput, SlotKind, input, soft::vessel_name};
use crate::document::{
    Day, DocumentType, Invoice, MainDocument,
    bill::{Container, Issuer},
};

/// Days in a window of BOX keys.
pub const WINDOW: u32 = 4;

/// The windows that a day lies in, under letters A and B: days at most 2 apart share one, days 4 or more apart none.
#[must_use]
pub const fn windows(day: Day) -> (u32, u32) {
    (day.0 / WINDOW, (day.0 + WINDOW / 2) / WINDOW)
}

/// DOC: issuer and normalised number, apart for transport documents, warehouse receipts and receivables. A carrier is its id in the table,
/// a keeper or seller the strongest id that the document gives. Of a receipt and a receivable the year of issue, too: many number anew each
/// year, and their numbers do not say so. Bulk bills are often numbered 1, 2, 3 for each voyage: one with fewer than four letters and digits has
/// the vessel and the day on board.
pub(super) fn document(bill: &MainDocument) -> KeyInput {
    let (slot, name) = match bill.kind {
        DocumentType::BillOfLading | DocumentType::SeaWaybill | DocumentType::BulkBill => {
            (SlotKind::Doc, "bill")
        }
        DocumentType::WarehouseReceipt => (SlotKind::WarehouseReceipt, "warehouse receipt"),
        DocumentType::Receivable => (SlotKind::Receivable, "receivable"),
    };
    let issuer = match &bill.issuer {
        Issuer::Carrier(id) => format!("carrier {id}"),
        Issuer::Party(id) => id.to_string(),
    };
    let mut description = format!("{name} {} of {issuer} ({})", bill.normalised_reference, bill.issuer_name);
    let mut fields = named(bill).to_vec();
    let year = bill.issue_date.filter(|_| slot != SlotKind::Doc).map(Day::year);
    if let Some(year) = year {
        description += &format!(" in {year}");
        fields.push(Field::Number(year.into()));
    }
    let vessel = bill.voyages.first().and_then(|voyage| vessel_name(&voyage.vessel)).unwrap_or_default();
    if bill.kind == DocumentType::BulkBill
        && bill.normalised_reference.len() < 4
        && let Some(day) = bill.key_date()
    {
        description += &format!(" on {vessel} on {day}");
        fields.extend([Field::Text(&vessel), Field::Number(day.0.into())]);
    }
    input(slot, &fields, description)
}

/// The fields by which a document is named.
fn named(bill: &MainDocument) -> [Field<'_>; 2] {
    let issuer = match &bill.issuer {
        Issuer::Carrier(id) => Field::Number((*id).into()),
        Issuer::Party(id) => Field::Party(id),
    };
    [issuer, Field::Text(&bill.normalised_reference)]
}

/// INV: seller, normalised number and year of issue; of an invoice over several transport documents with the bill, too.
pub(super) fn invoice(i: u8, invoice: &Invoice, bill: &MainDocument) -> KeyInput {
    let (seller, year) = (invoice.seller_id.to_string(), invoice.issue_date.year());
    let mut description = format!("invoice {} of {seller} in {year}", invoice.key_number);
    let mut fields = vec![Field::Text(&seller), Field::Text(&invoice.key_number), Field::Number(year.into())];
    if !invoice.allotments.is_empty() {
        description += &format!(" for bill {}", bill.normalised_reference);
        fields.extend(named(bill));
    }
    input(SlotKind::Invoice(i), &fields, description)
}

/// BOX-A and BOX-B: container, seal and window; BOX-A of a container without a seal: container and day. Which carrier or forwarder speaks of
/// it, and from which port, makes no difference. Of a part load the bill is in it, too: parts of one container are several cargoes.
pub(super) fn container(
    i: u8,
    container: &Container,
    day: Day,
    part_of: Option<&MainDocument>,
) -> Vec<KeyInput> {
    let reference = &container.reference;
    let [a, b] = match part_of {
        None => [SlotKind::BoxA(i), SlotKind::BoxB(i)],
        Some(_) => [SlotKind::PartA(i), SlotKind::PartB(i)],
    };
    // No seal is empty, so a day is never taken for a window.
    let boxed = |slot: SlotKind, seal: &str, when: u32, said: String| {
        let mut fields = vec![Field::Text(reference), Field::Text(seal), Field::Number(when.into())];
        let mut description = format!("container {reference} {said}");
        if let Some(bill) = part_of {
            description += &format!(", the part of bill {}", bill.normalised_reference);
            fields.extend(named(bill));
        }
        input(slot, &fields, description)
    };
    let Some(seal) = &container.key_seal else {
        return vec![boxed(a, "", day.0, format!("without a seal on {day}"))];
    };
    let (first, second) = windows(day);
    [(a, 'A', first), (b, 'B', second)]
        .map(|(slot, letter, window)| {
            boxed(slot, seal, window, format!("under seal {seal} in window {letter}{window}"))
        })
        .into()
}
