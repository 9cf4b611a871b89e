//! Reading a transport document field by field: types, limits and forms of the schema.

use super::{
    DocumentType, Issuer, MainDocument, Movement, Voyage,
    cargo::{containers, items},
    named, rules,
};
use crate::document::{
    carrier::{Carrier, CarrierTable, CodeList},
    fault::Rule,
    party::{self, PartyId},
    place::PlaceRole,
    reader::At,
    text::normalise,
};

pub(crate) const STATUSES: [&str; 8] = [
    "DRAFT",
    "APPROVED",
    "ISSUED",
    "PENDING_SURRENDER_FOR_AMENDMENT",
    "SURRENDERED_FOR_AMENDMENT",
    "PENDING_SURRENDER_FOR_DELIVERY",
    "SURRENDERED_FOR_DELIVERY",
    "VOIDED",
];
pub(crate) const SERVICES: [&str; 3] = ["CY", "SD", "CFS"];
pub(crate) const MOVEMENTS: [&str; 2] = ["FCL", "LCL"];

/// Most entries of lists whose length only the file's size limits.
pub(super) const MANY: usize = 10_000;

/// Reads a transport document, and checks what the standard asks of it beyond its schema.
pub(crate) fn read(at: &At<'_>, carriers: &CarrierTable) -> Option<MainDocument> {
    let document = fields(at, carriers);
    rules::check(at);
    document
}

fn fields(at: &At<'_>, carriers: &CarrierTable) -> Option<MainDocument> {
    let text = |key: &str, max| at.need(key).and_then(|field| field.text(max)).map(str::to_owned);
    let flag = |key: &str| at.need(key).and_then(|field| field.flag());
    let choice = |key: &str, choices: &[&'static str]| at.need(key).and_then(|field| field.choice(choices));
    let count = |key: &str| at.opt(key).map_or(Some(0), |field| field.integer(0, u64::from(u32::MAX >> 1)));
    let day = |key: &str| at.opt(key).and_then(|field| field.day());

    let reference = text("transportDocumentReference", 20);
    let sub_reference = at.opt("transportDocumentSubReference").and_then(|f| f.text(100)).map(str::to_owned);
    let status = choice("transportDocumentStatus", &STATUSES);
    let kind = choice("transportDocumentTypeCode", &["BOL", "SWB"]);
    let is_shipped_on_board = flag("isShippedOnBoardType");
    let freight_payment = at.opt("freightPaymentTermCode").and_then(|f| f.choice(&["PRE", "COL"]));
    let is_electronic = flag("isElectronic");
    let is_to_order = flag("isToOrder");
    let has_originals = ["numberOfOriginalsWithCharges", "numberOfOriginalsWithoutCharges"]
        .iter()
        .any(|k| at.opt(k).is_some());
    let with_charges = count("numberOfOriginalsWithCharges");
    let without_charges = count("numberOfOriginalsWithoutCharges");
    let shipped_on_board = day("shippedOnBoardDate");
    let received = day("receivedForShipmentDate");
    let issue_date = day("issueDate");
    let receipt_type = choice("receiptTypeAtOrigin", &SERVICES);
    let delivery_type = choice("deliveryTypeAtDestination", &SERVICES);
    let movement_at_origin = choice("cargoMovementTypeAtOrigin", &MOVEMENTS);
    let movement_at_destination = choice("cargoMovementTypeAtDestination", &MOVEMENTS);
    let declared_value = declared_value(at);
    let carrier = carrier(at, carriers, &[CodeList::Smdg, CodeList::Nmfta], 4);
    let places = named::places(at);
    let clauses = named::clauses(at, "carrierClauses");
    unused(&at.aside());
    let transports = at.need("transports").and_then(At::object);
    let transports = transports.as_ref().and_then(transports_fields);
    let parties = at.need("documentParties").and_then(At::object);
    let parties = parties.as_ref().and_then(parties_fields);
    let containers = containers(at);
    let items = items(at);

    let movement = |code| if code == "FCL" { Movement::Fcl } else { Movement::Lcl };
    let (transports, parties, (carrier, carrier_code), kind) = (transports?, parties?, carrier?, kind?);
    let (reference, places) = (reference?, places?);
    let code = |role| named::code_of(&places, role);
    let normalised_reference = match normalise(&reference).and_then(|r| carrier.bare(&r)) {
        Some(normalised) => normalised,
        None => {
            at.fault_at("transportDocumentReference", Rule::Reference, "");
            return None;
        }
    };
    let items = items?;
    let bookings = items.iter().filter_map(|item| carrier.bare(&normalise(item.booking.as_ref()?)?));
    let normalised_booking = bookings.min();
    let is_bill = kind == "BOL";
    let originals = with_charges?.checked_add(without_charges?)?;
    let kind = if is_bill { DocumentType::BillOfLading } else { DocumentType::SeaWaybill };
    let issuer = (Issuer::Carrier(carrier.id), carrier.name.as_str());
    let people = [parties.shipper, parties.issuing_party];
    Some(MainDocument {
        sub_reference,
        status: status?.to_owned(),
        is_electronic: is_electronic?,
        is_to_order: is_to_order?,
        is_shipped_on_board: is_shipped_on_board?,
        // An issued bill that says nothing about originals is one original.
        originals: if has_originals || !is_bill { originals } else { 1 },
        freight_payment: freight_payment.map(str::to_owned),
        shipped_on_board,
        received,
        issue_date,
        place_of_issue: code(PlaceRole::PlaceOfIssue),
        port_of_loading: code(PlaceRole::PortOfLoading),
        port_of_discharge: code(PlaceRole::PortOfDischarge),
        place_of_receipt: code(PlaceRole::PlaceOfReceipt),
        place_of_delivery: code(PlaceRole::PlaceOfDelivery),
        places,
        pre_carriage: transports.pre_carriage,
        on_carriage: transports.on_carriage,
        planned_departure: Some(transports.planned_departure),
        planned_arrival: Some(transports.planned_arrival),
        voyages: transports.voyages,
        receipt_type: Some(receipt_type?.to_owned()),
        delivery_type: Some(delivery_type?.to_owned()),
        movement_at_origin: Some(movement(movement_at_origin?)),
        movement_at_destination: Some(movement(movement_at_destination?)),
        consignee: parties.consignee,
        endorsee: parties.endorsee,
        notify_parties: parties.notify_parties,
        other_parties: parties.others,
        carrier_code: Some(carrier_code),
        clauses: clauses?,
        declared_value,
        containers: containers?,
        items,
        normalised_booking,
        ..MainDocument::bare(kind, issuer, (&reference, normalised_reference), people, at.json)
    })
}

/// The carrier of a document's `carrierCode`, of at most `max` characters, in one of these lists, and that code.
pub(super) fn carrier<'t>(
    at: &At<'_>,
    carriers: &'t CarrierTable,
    lists: &[CodeList],
    max: usize,
) -> Option<(&'t Carrier, PartyId)> {
    let names: Vec<_> = lists.iter().map(|list| list.name()).collect();
    let code_at = at.need("carrierCode");
    let list = at.need("carrierCodeListProvider").and_then(|f| f.choice(&names));
    let code = code_at.as_ref().and_then(|f| f.text(max))?;
    let list = list?;
    match carriers.look_up(CodeList::named(list)?, code) {
        Ok(carrier) => Some((carrier, PartyId::of_list(list, code))),
        Err((rule, detail)) => {
            code_at?.fault_with(rule, &detail);
            None
        }
    }
}

fn declared_value(at: &At<'_>) -> Option<(u64, crate::document::Currency)> {
    let value = at.opt("declaredValue");
    let currency = at.opt("declaredValueCurrency");
    if value.is_some() != currency.is_some() {
        at.fault_at(
            if value.is_some() { "declaredValueCurrency" } else { "declaredValue" },
            Rule::DeclaredValue,
            "",
        );
    }
    let value = value.and_then(|f| f.number(3));
    Some((value?, currency?.currency()?))
}

/// Fields that the schema asks for and that nothing here goes by.
fn unused(at: &At<'_>) {
    at.need("termsAndConditions").and_then(|f| f.free(50_000));
    if at.opt("invoicePayableAt").is_none() {
        at.fault_at("invoicePayableAt", Rule::Required, "");
    }
    for contact in at.need("partyContactDetails").and_then(|f| f.list(1, MANY)).unwrap_or_default() {
        let Some(contact) = contact.object() else { continue };
        contact.need("name").and_then(|f| f.text(35));
        if contact.opt("phone").is_none() && contact.opt("email").is_none() {
            contact.fault(Rule::Contact);
        }
    }
}

struct Transports {
    pre_carriage: Option<String>,
    on_carriage: Option<String>,
    planned_departure: crate::document::Day,
    planned_arrival: crate::document::Day,
    voyages: Vec<Voyage>,
}

fn transports_fields(at: &At<'_>) -> Option<Transports> {
    let planned_arrival = at.need("plannedArrivalDate").and_then(|f| f.day());
    let planned_departure = at.need("plannedDepartureDate").and_then(|f| f.day());
    let carriage = [
        ("preCarriageBy", "placeOfReceipt", Rule::PreCarriage),
        ("onCarriageBy", "placeOfDelivery", Rule::OnCarriage),
    ];
    let [pre_carriage, on_carriage] = carriage.map(|(by, place, rule)| {
        let by = at.maybe(by, |f| f.text(50).map(str::to_owned));
        if by.as_ref().is_some_and(Option::is_some) && at.opt(place).is_none() {
            at.fault_at(place, rule, "");
        }
        by
    });
    let voyages = at
        .need("vesselVoyages")
        .and_then(|f| f.list(1, MANY))
        .map(|voyages| voyages.into_iter().map(voyage).collect::<Vec<_>>());
    Some(Transports {
        pre_carriage: pre_carriage?,
        on_carriage: on_carriage?,
        planned_departure: planned_departure?,
        planned_arrival: planned_arrival?,
        voyages: voyages?.into_iter().collect::<Option<_>>()?,
    })
}

fn voyage(at: At<'_>) -> Option<Voyage> {
    let at = at.object()?;
    let vessel = at.need("vesselName").and_then(|f| f.text(50));
    let number = at.need("carrierExportVoyageNumber").and_then(|f| f.text(50));
    let universal = at.opt("universalExportVoyageReference").and_then(|f| {
        f.code(Rule::Pattern, |text| {
            let b = text.as_bytes();
            b.len() == 5
                && b[..2].iter().all(u8::is_ascii_digit)
                && b[2..4].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
                && b"NEWSR".contains(&b[4])
        })
    });
    let role = at.maybe("role", |f| f.text(30).map(str::to_owned));
    Some(Voyage {
        role: role?,
        vessel: vessel?.to_owned(),
        number: number?.to_owned(),
        universal: universal.map(str::to_owned),
        imo: None,
    })
}

pub(super) struct Parties {
    pub(super) shipper: party::Party,
    pub(super) consignee: Option<party::Party>,
    pub(super) endorsee: Option<party::Party>,
    pub(super) issuing_party: party::Party,
    pub(super) notify_parties: Vec<party::Party>,
    pub(super) others: Vec<party::OtherParty>,
}

pub(super) fn parties_fields(at: &At<'_>) -> Option<Parties> {
    for key in ["consignee", "endorsee"] {
        if let Some(party) = at.opt(key)
            && party.opt("identifyingCodes").is_none()
        {
            party.aside().fault_at("identifyingCodes", Rule::Required, "");
        }
    }
    let shipper = at.need("shipper").and_then(party::read);
    let consignee = at.maybe("consignee", party::read);
    let endorsee = at.maybe("endorsee", party::read);
    let issuing_party = at.need("issuingParty").and_then(party::read);
    let notify = at.opt("notifyParties").and_then(|f| f.list(0, 3)).unwrap_or_default();
    let notify: Vec<_> = notify.into_iter().map(party::read).collect();
    let others = named::other_parties(at);
    Some(Parties {
        shipper: shipper?,
        consignee: consignee?,
        endorsee: endorsee?,
        issuing_party: issuing_party?,
        notify_parties: notify.into_iter().collect::<Option<_>>()?,
        others: others?,
    })
}
