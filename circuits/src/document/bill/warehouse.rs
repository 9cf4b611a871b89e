//! Reading a warehouse receipt or warrant (`docs/schemas/warehouse-receipt.schema.json`): goods in a keeper's store, to be had for the receipt.

use super::{
    CargoItem, DocumentType, Issuer, MainDocument,
    cargo::{hs_codes, summed},
    own::{originals, weights},
    read::place,
};
use crate::document::{fault::Rule, party, reader::At, text::normalise, tree::MAX_RECORDS};

/// Reads a warehouse receipt.
pub(in crate::document) fn read(at: &At<'_>) -> Option<MainDocument> {
    let number_at = at.need("receiptNumber");
    let number = number_at.as_ref().and_then(|f| f.text(70));
    let originals = originals(at);
    let is_to_order = at.need("isToOrder").and_then(|f| f.flag());
    let issue_date = at.need("issueDate").and_then(|f| f.day());
    let stored_since = at.need("storedSince").and_then(|f| f.day());
    let keeper_at = at.need("warehouseKeeper");
    let keeper = keeper_at.clone().and_then(party::read);
    let site_at = at.need("site").and_then(At::object);
    let site = site_at.as_ref().and_then(|at| at.need("siteName")).and_then(|f| reference(&f, 70));
    let place = place(site_at, true);
    let depositor = at.need("depositor").and_then(party::read);
    let [endorsee, consignee] = ["toOrderOf", "deliverTo"].map(|key| at.opt(key).map(party::read));
    let lots = at.need("lots").and_then(|f| f.list(1, MAX_RECORDS)).unwrap_or_default();
    let lots: Vec<_> = lots.into_iter().map(|at| lot(at, site.as_deref())).collect();
    for (key, rule, wrong) in [
        ("deliverTo", Rule::ToOrderConsignee, is_to_order == Some(true) && consignee.is_some()),
        ("deliverTo", Rule::StraightConsignee, is_to_order == Some(false) && consignee.is_none()),
        ("toOrderOf", Rule::StraightEndorsee, is_to_order == Some(false) && endorsee.is_some()),
    ] {
        if wrong {
            at.fault_at(key, rule, "");
        }
    }

    let keeper = keeper?;
    let Some(keeper_id) = keeper.id.clone() else {
        keeper_at?.fault(Rule::PartyId);
        return None;
    };
    let name = keeper.name.clone();
    let number = number?;
    let Some(normalised) = normalise(number) else {
        number_at?.fault(Rule::Reference);
        return None;
    };
    let (people, (is_electronic, originals)) = ([depositor?, keeper], originals?);
    Some(MainDocument {
        is_electronic,
        is_to_order: is_to_order?,
        originals,
        received: Some(stored_since?),
        issue_date: Some(issue_date?),
        place_of_receipt: Some(place?),
        consignee: consignee.map_or(Some(None), |party| party.map(Some))?,
        endorsee: endorsee.map_or(Some(None), |party| party.map(Some))?,
        items: summed(at, "lots", lots.into_iter().collect::<Option<_>>()?)?,
        ..MainDocument::bare(
            DocumentType::WarehouseReceipt,
            (Issuer::Party(keeper_id), &name),
            (number, normalised),
            people,
            at.json,
        )
    })
}

/// One lot. Its marks are of the site: those of another site are others.
fn lot(at: At<'_>, site: Option<&str>) -> Option<CargoItem> {
    let at = at.object()?;
    let marks_at = at.need("marks");
    let marks = marks_at.as_ref().and_then(|f| f.text(100));
    let normalised = marks_at.as_ref().and_then(|f| reference(f, 100));
    let description = at.need("descriptionOfGoods").and_then(|f| f.text(250));
    let hs_codes = hs_codes(&at);
    let weights = weights(&at);
    let packages = at.opt("numberOfPackages").map_or(Some(0), |f| f.integer(1, 99_999_999));
    let (gross_weight, net_weight) = weights?;
    Some(CargoItem {
        marks: Some(format!("{}/{}", site?, normalised?)),
        description: format!("{}\n{}", marks?, description?),
        hs_codes: hs_codes?,
        gross_weight,
        net_weight,
        packages: packages?,
        ..CargoItem::default()
    })
}

/// A name or mark in the form in which keys compare it.
fn reference(at: &At<'_>, max: usize) -> Option<String> {
    let normalised = normalise(at.text(max)?);
    if normalised.is_none() {
        at.fault(Rule::Reference);
    }
    normalised
}
