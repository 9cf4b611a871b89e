//! Each of the other ready policies against every field that its sentences speak of, and honest dossiers of other shapes.

use super::dossier::{Change, accepts, refuses};
use serde_json::{Value, json};

type Changes<'a> = Vec<(&'a str, Vec<Change>)>;

/// One change of one field each.
fn each<'a>(changes: impl IntoIterator<Item = (&'static str, Value)>) -> Changes<'a> {
    changes.into_iter().map(|change| (change.0, vec![change])).collect()
}

/// What is wrong with the bill itself for all who ask for a negotiable bill.
fn of_the_title() -> Changes<'static> {
    let consignee = json!({ "partyName": "Imaginary Metals GmbH", "identifyingCodes": [] });
    let mut all = each([
        ("bill/transportDocumentStatus", json!("DRAFT")),
        ("bill/transportDocumentStatus", json!("APPROVED")),
        ("bill/transportDocumentStatus", json!("VOIDED")),
        ("bill/transportDocumentStatus", json!("SURRENDERED_FOR_DELIVERY")),
        ("bill/transportDocumentStatus", json!("SURRENDERED_FOR_AMENDMENT")),
        ("bill/transportDocumentStatus", json!("PENDING_SURRENDER_FOR_DELIVERY")),
        ("bill/transportDocumentStatus", json!("PENDING_SURRENDER_FOR_AMENDMENT")),
    ]);
    all.push((
        "straight",
        vec![
            ("bill/isToOrder", json!(false)),
            ("bill/documentParties/endorsee", Value::Null),
            ("bill/documentParties/consignee", consignee.clone()),
        ],
    ));
    all.push((
        "a waybill",
        vec![
            ("bill/transportDocumentTypeCode", json!("SWB")),
            ("bill/isToOrder", json!(false)),
            ("bill/numberOfOriginalsWithoutCharges", json!(0)),
            ("bill/documentParties/endorsee", Value::Null),
            ("bill/documentParties/consignee", consignee),
        ],
    ));
    all.push((
        "received for shipment only",
        vec![
            ("bill/isShippedOnBoardType", json!(false)),
            ("bill/shippedOnBoardDate", Value::Null),
            ("bill/receivedForShipmentDate", json!("2026-05-11")),
        ],
    ));
    all
}

#[test]
fn title_type() {
    let mut all = of_the_title();
    all.extend(each([("bill/isElectronic", json!(false))]));
    refuses("title-type", 11, &all);
    accepts(
        "title-type",
        &[("as it is", vec![]), ("blank endorsed", vec![("bill/documentParties/endorsee", Value::Null)])],
    );
}

#[test]
fn ucp600_presentation() {
    let mut all = of_the_title();
    all.extend(each([
        ("bill/numberOfOriginalsWithoutCharges", json!(0)),
        ("bill/shippedOnBoardDate", json!("2026-05-03")),
        ("bill/shippedOnBoardDate", json!("2026-05-26")),
        ("bill/transports/portOfDischarge/UNLocationCode", json!("CLANF")),
        ("bill/carrierClauses", json!(["Three bundles with broken straps"])),
        ("bill/carrierClauses", json!(["Said to contain", "Rust stained"])),
        ("bill/freightPaymentTermCode", json!("COL")),
        ("bill/freightPaymentTermCode", Value::Null),
        ("invoices/0", Value::Null),
        ("invoices/0/issueDate", json!("2026-05-26")),
        ("insurance", Value::Null),
        ("insurance/insuredAmount", json!("2474999.99")),
        ("insurance/currencyCode", json!("EUR")),
        ("insurance/issueDate", json!("2026-05-26")),
        ("insurance/coverStartDate", json!("2026-05-12")),
        ("insurance/coverEndDate", json!("2026-06-08")),
        ("insurance/coverCode", json!("ICC_B")),
        ("insurance/coverCode", json!("ICC_C")),
        ("insurance/coversWar", json!(false)),
        ("insurance/coversStrikes", json!(false)),
        ("packingList", Value::Null),
        ("bill/consignmentItems/0/cargoItems/0/cargoGrossWeight/value", json!(20_342)),
        ("bill/consignmentItems/0/cargoItems/0/cargoGrossWeight/value", json!(19_858)),
        ("bill/consignmentItems/0/cargoItems/0/cargoGrossWeight/value", json!(32_063)),
        ("bill/consignmentItems/0/cargoItems/0/outerPackaging/numberOfPackages", json!(21)),
        ("vessels/0", Value::Null),
        (
            "bill/transports/vesselVoyages/-",
            json!({ "vesselName": "MV SECOND", "carrierExportVoyageNumber": "1" }),
        ),
    ]));
    all.push((
        "allowances that hollow the total out",
        vec![
            ("invoices/0/allowanceTotalAmount", json!("2236400.00")),
            ("invoices/0/totalInvoiceAmount", json!("22000.00")),
            ("insurance/insuredAmount", json!("24200.00")),
        ],
    ));
    refuses("ucp600-presentation", 30, &all);
    accepts(
        "ucp600-presentation",
        &[
            ("as it is", vec![]),
            (
                "insured later than shipped, covered before",
                vec![("insurance/issueDate", json!("2026-05-14"))],
            ),
            (
                "a forwarder as shipper",
                vec![
                    ("bill/documentParties/shipper/partyName", json!("Fictional Forwarding Ltd")),
                    (
                        "bill/documentParties/shipper/identifyingCodes",
                        json!([{ "codeListProvider": "ZZU", "partyCode": "FWD" }]),
                    ),
                ],
            ),
            (
                "harmless clauses",
                vec![("bill/carrierClauses", json!(["Freight prepaid.", "Said to contain"]))],
            ),
            (
                "free carrier, freight collect",
                vec![
                    ("invoices/0/deliveryTermsCode", json!("FCA")),
                    ("bill/freightPaymentTermCode", json!("COL")),
                ],
            ),
            (
                "a kilogram less on the packing list",
                vec![("bill/consignmentItems/0/cargoItems/0/cargoGrossWeight/value", json!(20_101))],
            ),
        ],
    );
}

#[test]
fn three_way_match() {
    let code =
        |code: &str| json!([{ "codeListProvider": "GLEIF", "partyCode": code, "codeListName": "LEI" }]);
    let mut all = each([
        ("invoices/0", Value::Null),
        ("invoices/0/seller/identifyingCodes", code("ZZZZ00METALS00000006")),
        ("bill/documentParties/shipper/identifyingCodes", code("ZZZZ00METALS00000006")),
        ("packingList", Value::Null),
        ("packingList/invoiceNumber", json!("FCT-2026/0513")),
        ("packingList/invoiceNumber", Value::Null),
        ("bill/consignmentItems/0/cargoItems/0/cargoGrossWeight/value", json!(21_200)),
        ("bill/consignmentItems/0/cargoItems/0/cargoGrossWeight/value", json!(19_000)),
        ("bill/consignmentItems/0/cargoItems/0/cargoGrossWeight/value", json!(26_000)),
        ("bill/consignmentItems/0/cargoItems/0/outerPackaging/numberOfPackages", json!(21)),
        ("invoices/0/lines/0/unitPrice", json!("9000.0000")),
        ("invoices/0/lines/0/unitPrice", Value::Null),
        ("invoices/0/lines/0/quantity", json!("2400.000")),
        ("invoices/0/lines/0/quantityUnitCode", json!("H87")),
        ("invoices/0/lines/0/quantityUnitCode", json!("KGM")),
        ("invoices/0/lines/0/commodityCode", json!("740312")),
        ("invoices/0/lines/0/commodityCode", Value::Null),
        ("bill/consignmentItems/0/HSCodes", json!(["740312"])),
    ]);
    all.push((
        "22.2 million for one tonne",
        vec![
            ("invoices/0/lines/0/quantity", json!("1.000")),
            ("invoices/0/lines/0/lineAmount", json!("2220000.00")),
        ],
    ));
    all.push((
        "2,400 tonnes invoiced, 240 shipped",
        vec![
            ("invoices/0/lines/0/quantity", json!("2400.000")),
            ("invoices/0/lines/0/lineAmount", json!("22200000.00")),
            ("invoices/0/totalInvoiceAmount", json!("22230000.00")),
        ],
    ));
    all.push((
        "little but charges",
        vec![
            ("invoices/0/chargeTotalAmount", json!("2038400.00")),
            ("invoices/0/totalInvoiceAmount", json!("4250000.00")),
        ],
    ));
    all.push(("goods that nobody invoiced", vec![("bill/consignmentItems/-", json!({
        "carrierBookingReference": "ZZB0526120", "descriptionOfGoods": ["Something else"], "HSCodes": ["854231"],
        "cargoItems": [{ "equipmentReference": "ZZZU2000010", "cargoGrossWeight": { "value": 1, "unit": "KGM" },
                         "outerPackaging": { "numberOfPackages": 1, "description": "x" } }]
    })), ("packingList/totalPackages", json!(241))]));
    refuses("three-way-match", 20, &all);
    accepts(
        "three-way-match",
        &[
            ("as it is", vec![]),
            (
                "ten digits on the invoice, six on the bill",
                vec![("invoices/0/lines/0/commodityCode", json!("7403110090"))],
            ),
            (
                "a forwarder ships for the seller",
                vec![
                    (
                        "bill/documentParties/onBehalfOfShipper",
                        json!({ "partyName": "Fictional Copper Trading Ltd", "identifyingCodes": code("ZZZZ00COPPER00000065") }),
                    ),
                    (
                        "bill/documentParties/shipper/identifyingCodes",
                        json!([{ "codeListProvider": "ZZU", "partyCode": "FWD" }]),
                    ),
                ],
            ),
            (
                "the shipper's id is one of several",
                vec![(
                    "bill/documentParties/shipper/identifyingCodes/-",
                    json!({ "codeListProvider": "AAA", "partyCode": "1" }),
                )],
            ),
            (
                "weights to 1 %",
                vec![("bill/consignmentItems/0/cargoItems/0/cargoGrossWeight/value", json!(20_250))],
            ),
        ],
    );
}

#[test]
fn price_band_and_ltv_inputs() {
    let inflated = || {
        vec![
            ("22.2 million for one tonne", vec![("invoices/0/lines/0/quantity", json!("1.000"))]),
            (
                "more tonnes than were shipped",
                vec![
                    ("invoices/0/lines/0/quantity", json!("2400.000")),
                    ("invoices/0/lines/0/lineAmount", json!("22200000.00")),
                    ("invoices/0/totalInvoiceAmount", json!("22230000.00")),
                ],
            ),
        ]
    };
    let mut band = inflated();
    band.extend(each([
        ("invoices/0", Value::Null),
        ("invoices/0/lines/0/commodityCode", json!("740200")),
        ("invoices/0/lines/0/commodityCode", Value::Null),
        ("invoices/0/lines/0/quantityUnitCode", json!("KGM")),
        ("invoices/0/lines/0/unitPrice", json!("8499.9999")),
        ("invoices/0/lines/0/unitPrice", json!("10500.0001")),
        ("invoices/0/lines/0/unitPrice", Value::Null),
        ("invoices/0/currencyCode", json!("EUR")),
    ]));
    band.push((
        "charges",
        vec![
            ("invoices/0/chargeTotalAmount", json!("258400.00")),
            ("invoices/0/totalInvoiceAmount", json!("2470000.00")),
        ],
    ));
    band.push((
        "allowances",
        vec![
            ("invoices/0/allowanceTotalAmount", json!("258400.00")),
            ("invoices/0/totalInvoiceAmount", json!("2000000.00")),
        ],
    ));
    refuses("price-band", 12, &band);
    let mut ltv = inflated();
    ltv.extend(each([
        ("invoices/0", Value::Null),
        ("invoices/0/currencyCode", json!("EUR")),
        ("invoices/0/lines/0/unitPrice", Value::Null),
        ("invoices/0/lines/0/unitPrice", json!("9000.0000")),
        ("insurance", Value::Null),
        ("insurance/insuredAmount", json!("2249999.99")),
        ("insurance/currencyCode", json!("EUR")),
        ("bill/shippedOnBoardDate", json!("2026-05-16")),
    ]));
    refuses("ltv-inputs", 10, &ltv);
    for policy in ["price-band", "ltv-inputs"] {
        accepts(policy, &[("as it is", vec![])]);
    }
}

#[test]
fn dual_use_goods() {
    let dangerous = json!([{ "codedVariantList": "0000" }]);
    let mut all = each([
        ("bill/consignmentItems/0/HSCodes", json!(["854231"])),
        ("bill/consignmentItems/0/HSCodes/-", json!("85423190")),
        ("bill/consignmentItems/0/extendedHSCodes", json!(["8542310000"])),
        (
            "bill/consignmentItems/0/nationalCommodityCodes",
            json!([{ "type": "TARIC", "values": ["8542319010"] }]),
        ),
        (
            "bill/consignmentItems/0/cargoItems/5/nationalCommodityCodes",
            json!([{ "type": "HTS", "values": ["8517.62.00"] }]),
        ),
        ("invoices/0", Value::Null),
        ("invoices/0/lines/0/commodityCode", Value::Null),
        ("invoices/0/lines/0/commodityCode", json!("854232")),
        ("invoices/0/lines/0/commodityCode", json!("854232000000")),
        ("bill/consignmentItems/0/cargoItems/0/outerPackaging/dangerousGoods", dangerous),
    ]);
    for listed in ["854231", "854232", "854233", "854239", "851762", "852691", "903149"] {
        all.push(("a listed code on the bill", vec![("bill/consignmentItems/0/HSCodes/0", json!(listed))]));
        all.push(("a listed code on the invoice", vec![("invoices/0/lines/0/commodityCode", json!(listed))]));
    }
    refuses("dual-use-goods", 20, &all);
    accepts(
        "dual-use-goods",
        &[
            ("as it is", vec![]),
            (
                "eight codes",
                vec![(
                    "bill/consignmentItems/0/HSCodes",
                    json!(["740311", "740312", "740313", "740319", "740321", "740322", "740329", "740400"]),
                )],
            ),
        ],
    );
}

#[test]
fn shipped_on_board_window() {
    let mut all: Changes<'_> =
        ["2026-04-30", "2026-06-01", "2025-05-11", "2026-05-26", "2026-05-31", "2026-05-19", "2026-05-03"]
            .iter()
            .map(|day| ("the day on board", vec![("bill/shippedOnBoardDate", json!(day))]))
            .collect();
    all.extend(each([
        ("bill/issueDate", json!("2026-05-22")),
        ("bill/issueDate", json!("2026-04-30")),
        ("bill/issueDate", Value::Null),
        ("bill/transports/plannedDepartureDate", json!("2026-05-19")),
        ("bill/transports/plannedDepartureDate", json!("2026-05-03")),
    ]));
    all.push((
        "received for shipment only",
        vec![
            ("bill/isShippedOnBoardType", json!(false)),
            ("bill/shippedOnBoardDate", Value::Null),
            ("bill/receivedForShipmentDate", json!("2026-05-11")),
        ],
    ));
    refuses("shipped-on-board-window", 12, &all);
    accepts(
        "shipped-on-board-window",
        &[
            ("as it is", vec![]),
            ("sailed a week late", vec![("bill/transports/plannedDepartureDate", json!("2026-05-04"))]),
        ],
    );
}
