//! Reading a bulk bill: a bill of lading over cargo that is in a vessel's holds and not in containers, often under a charter party.
//!
//! DCSA's standard has no such bill, so it has a format of its own (`docs/schemas/bulk-bill.schema.json`), with DCSA's names where those fit.

use super::{
    CargoItem, DocumentType, Issuer, MainDocument, Voyage,
    cargo::{hs_codes, summed},
    named,
    own::{originals, weights},
    read::{carrier, parties_fields},
    rules,
};
use crate::document::{
    carrier::{CarrierTable, CodeList},
    codes,
    fault::Rule,
    place::{self, PlaceRole},
    reader::At,
    text::normalise,
    tree::MAX_RECORDS,
};

/// Reads a bulk bill.
pub(in crate::document) fn read(at: &At<'_>, carriers: &CarrierTable) -> Option<MainDocument> {
    let document = fields(at, carriers);
    rules::parties(at);
    document
}

fn fields(at: &At<'_>, carriers: &CarrierTable) -> Option<MainDocument> {
    let number_at = at.need("transportDocumentReference");
    let number = number_at.as_ref().and_then(|f| f.text(35));
    // Owners of ships that carry bulk have no liner code.
    let carrier = carrier(at, carriers, &CodeList::ALL, 20);
    let originals = originals(at);
    let is_to_order = at.need("isToOrder").and_then(|f| f.flag());
    let shipped_on_board = at.need("shippedOnBoardDate").and_then(|f| f.day());
    let issue_date = at.need("issueDate").and_then(|f| f.day());
    let freight_payment = at.opt("freightPaymentTermCode").and_then(|f| f.choice(&["PRE", "COL"]));
    let place_of_issue = at.maybe("placeOfIssue", |f| place::read(f, false));
    let [loading, discharge] =
        ["portOfLoading", "portOfDischarge"].map(|key| at.need(key).and_then(|f| place::read(f, true)));
    let clauses = named::clauses(at, "carrierClauses");
    let voyage = at.need("vessel").and_then(vessel);
    let charter_party = at.maybe("charterParty", charter_party);
    let parties = at.need("documentParties").and_then(At::object);
    let parties = parties.as_ref().and_then(parties_fields);
    let parcels = at.need("parcels").and_then(|f| f.list(1, MAX_RECORDS)).unwrap_or_default();
    let parcels: Vec<_> = parcels.into_iter().enumerate().map(|(i, at)| parcel(i, at)).collect();

    let (number, parties, (is_electronic, originals)) = (number?, parties?, originals?);
    let (carrier, carrier_code) = carrier?;
    let Some(normalised) = normalise(number).and_then(|number| carrier.bare(&number)) else {
        number_at?.fault(Rule::Reference);
        return None;
    };
    let issuer = (Issuer::Carrier(carrier.id), carrier.name.as_str());
    let mut places = vec![(PlaceRole::PortOfLoading, loading?), (PlaceRole::PortOfDischarge, discharge?)];
    places.extend(place_of_issue?.map(|place| (PlaceRole::PlaceOfIssue, place)));
    let code = |role| named::code_of(&places, role);
    let people = [parties.shipper, parties.issuing_party];
    Some(MainDocument {
        is_electronic,
        is_to_order: is_to_order?,
        is_shipped_on_board: true,
        originals,
        freight_payment: freight_payment.map(str::to_owned),
        shipped_on_board: Some(shipped_on_board?),
        issue_date: Some(issue_date?),
        place_of_issue: code(PlaceRole::PlaceOfIssue),
        port_of_loading: code(PlaceRole::PortOfLoading),
        port_of_discharge: code(PlaceRole::PortOfDischarge),
        places,
        voyages: vec![voyage?],
        charter_party: charter_party?,
        consignee: parties.consignee,
        endorsee: parties.endorsee,
        notify_parties: parties.notify_parties,
        other_parties: parties.others,
        carrier_code: Some(carrier_code),
        clauses: clauses?,
        items: summed(at, "parcels", parcels.into_iter().collect::<Option<_>>()?)?,
        ..MainDocument::bare(DocumentType::BulkBill, issuer, (number, normalised), people, at.json)
    })
}

fn vessel(at: At<'_>) -> Option<Voyage> {
    let at = at.object()?;
    let vessel = at.need("vesselName").and_then(|f| f.text(50));
    let number = at.opt("carrierExportVoyageNumber").map_or(Some(""), |f| f.text(50));
    let imo = at.maybe("vesselIMONumber", |f| f.code(Rule::Imo, codes::is_imo)?.parse().ok());
    Some(Voyage {
        vessel: vessel?.to_owned(),
        number: number?.to_owned(),
        universal: None,
        role: None,
        imo: imo?,
    })
}

/// A charter party by its form and day, as in `GENCON 2022 of 2026-01-15`.
fn charter_party(at: At<'_>) -> Option<String> {
    let at = at.object()?;
    let form = at.need("form").and_then(|f| f.text(50));
    let date = at.need("date").and_then(|f| f.day());
    Some(format!("{} of {}", form?, date?))
}

fn parcel(position: usize, at: At<'_>) -> Option<CargoItem> {
    let at = at.object()?;
    let description = at.need("descriptionOfGoods").and_then(|f| f.text(250));
    let hs_codes = hs_codes(&at, &[]);
    let weights = weights(&at);
    let (gross_weight, net_weight) = weights?;
    Some(CargoItem {
        goods: position,
        hs_codes: hs_codes?,
        description: description?.to_owned(),
        gross_weight,
        net_weight,
        ..CargoItem::default()
    })
}
