//! Reading a warehouse receipt or warrant (`docs/schemas/warehouse-receipt.schema.json`): goods in a keeper's store, to be had for the receipt.

use super::{
    CargoItem, DocumentType, Issuer, MainDocument,
    cargo::{hs_codes, summed},
    named,
    own::{originals, weights},
};
use crate::document::{
    fault::Rule,
    party,
    place::{self, Place, PlaceRole},
    reader::At,
    tree::MAX_RECORDS,
};

/// Reads a warehouse receipt.
pub(in crate::document) fn read(at: &At<'_>) -> Option<MainDocument> {
    let number = at.need("receiptNumber").and_then(|f| f.reference(70));
    let originals = originals(at);
    let is_to_order = at.need("isToOrder").and_then(|f| f.flag());
    let issue_date = at.need("issueDate").and_then(|f| f.day());
    let stored_since = at.need("storedSince").and_then(|f| f.day());
    let keeper_at = at.need("warehouseKeeper");
    let keeper = keeper_at.clone().and_then(party::read);
    let site_at = at.need("site").and_then(At::object);
    let site = site_at.as_ref().and_then(|at| at.need("siteName")).and_then(|f| f.reference(70));
    let place = site_at.and_then(|at| place::read(at, true));
    let clauses = named::clauses(at, "remarks");
    let other_parties = party::others(at, "otherParties");
    let depositor = at.need("depositor").and_then(party::read);
    let [endorsee, consignee] = ["toOrderOf", "deliverTo"].map(|key| at.maybe(key, party::read));
    let lots = at.need("lots").and_then(|f| f.list(1, MAX_RECORDS)).unwrap_or_default();
    let lots = lots.into_iter().enumerate();
    let lots: Vec<_> = lots.map(|(i, at)| lot(i, at, site.as_ref().map(|(_, site)| site.as_str()))).collect();
    for (key, rule, wrong) in [
        ("deliverTo", Rule::ToOrderConsignee, is_to_order == Some(true) && at.opt("deliverTo").is_some()),
        ("deliverTo", Rule::StraightConsignee, is_to_order == Some(false) && at.opt("deliverTo").is_none()),
        ("toOrderOf", Rule::StraightEndorsee, is_to_order == Some(false) && at.opt("toOrderOf").is_some()),
    ] {
        if wrong {
            at.fault_at(key, rule, "");
        }
    }

    let keeper = keeper?;
    let Some(keeper_id) = keeper.id().cloned() else {
        keeper_at?.fault(Rule::PartyId);
        return None;
    };
    let name = keeper.name.clone();
    let (people, (is_electronic, originals)) = ([depositor?, keeper], originals?);
    let (place, site_name) = (place?, site.map(|(name, _)| name.to_owned()));
    Some(MainDocument {
        is_electronic,
        is_to_order: is_to_order?,
        originals,
        received: Some(stored_since?),
        issue_date: Some(issue_date?),
        place_of_receipt: place.unlocode.clone(),
        places: vec![(PlaceRole::PlaceOfReceipt, Place { name: site_name, ..place })],
        clauses: clauses?,
        other_parties: other_parties?,
        consignee: consignee?,
        endorsee: endorsee?,
        items: summed(at, "lots", lots.into_iter().collect::<Option<_>>()?)?,
        ..MainDocument::bare(
            DocumentType::WarehouseReceipt,
            (Issuer::Party(keeper_id), &name),
            number?,
            people,
            at.json,
        )
    })
}

/// One lot. Its marks are of the site: those of another site are others.
fn lot(position: usize, at: At<'_>, site: Option<&str>) -> Option<CargoItem> {
    let at = at.object()?;
    let marks = at.need("marks").and_then(|f| f.reference(100));
    let description = at.need("descriptionOfGoods").and_then(|f| f.text(250));
    let hs_codes = hs_codes(&at, &[]);
    let weights = weights(&at);
    let packages = at.opt("numberOfPackages").map_or(Some(0), |f| f.integer(1, 99_999_999));
    let ((gross_weight, net_weight), (marks, normalised)) = (weights?, marks?);
    Some(CargoItem {
        goods: position,
        marks: Some(format!("{}/{normalised}", site?)),
        description: format!("{marks}\n{}", description?),
        hs_codes: hs_codes?,
        gross_weight,
        net_weight,
        packages: packages?,
        ..CargoItem::default()
    })
}
