//! What is left out, and what is at fault.

use super::*;

/// Every element with a text is either a field's or told as left out, and each of the latter once.
#[test]
fn nothing_is_lost_silently() {
    for sample in [UBL, CII] {
        let read = read(sample);
        let texts = crate::xml::parse(sample.as_bytes()).unwrap().unread().len();
        let mut told: Vec<_> = read.fields.iter().map(|field| field.place.as_str()).collect();
        told.extend(read.left.iter().map(|left| left.place.as_str()));
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), texts);
        let mut left: Vec<_> = read.left.iter().map(|left| left.place.as_str()).collect();
        left.sort_unstable();
        let all = left.len();
        left.dedup();
        assert_eq!(left.len(), all, "something is told twice");
    }
}

#[test]
fn what_is_left_out_says_why() {
    let read = read(UBL);
    let why = |place: &str| {
        let left = read.left.iter().find(|left| left.place == place);
        left.unwrap_or_else(|| panic!("{place}")).why.as_str()
    };
    for (place, says) in [
        ("/Invoice/cbc:Note", "a note"),
        ("/Invoice/cac:TaxTotal[1]/cbc:TaxAmount", "without tax"),
        ("/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount", "another sum"),
        ("/Invoice/cac:LegalMonetaryTotal/cbc:PrepaidAmount", "paid already"),
        ("/Invoice/cac:AllowanceCharge[1]/cbc:Amount", "within $.allowanceTotalAmount"),
        ("/Invoice/cac:InvoiceLine/cac:AllowanceCharge/cbc:Amount", "which the sums have in them"),
        ("/Invoice/cac:InvoiceLine/cac:Price/cbc:BaseQuantity", "unitPrice is of one unit"),
        ("/Invoice/cac:AccountingSupplierParty/cac:Party/cbc:EndpointID", "where a party is reached"),
        (
            "/Invoice/cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification[2]/cbc:ID",
            "scheme is not said",
        ),
        ("/Invoice/cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name", "no field for it"),
        ("/Invoice/cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", "how and on what terms"),
        ("/Invoice/cac:AdditionalDocumentReference[2]/cbc:ID", "not coded as a transport document"),
    ] {
        assert!(why(place).contains(says), "{place}: {}", why(place));
    }
}

#[test]
fn faults_stand_where_the_file_has_them() {
    let number = ("<cbc:ID>FCT-2026/0417</cbc:ID>\n  <cbc:IssueDate>", "<cbc:IssueDate>");
    assert_eq!(faults(UBL, number.0, number.1), [("REQUIRED", "/Invoice/cbc:ID".to_owned())]);
    let total = "<cbc:TaxExclusiveAmount currencyID=\"USD\">375000.00";
    let place = "/Invoice/cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount".to_owned();
    let changed = |to| faults(UBL, total, to);
    assert_eq!(
        changed("<cbc:TaxExclusiveAmount currencyID=\"USD\">375001.00"),
        [("INVOICE-TOTAL", place.clone())]
    );
    assert_eq!(changed("<cbc:TaxExclusiveAmount currencyID=\"USD\">-1.00"), [("DECIMAL", place.clone())]);
    assert_eq!(changed("<cbc:TaxExclusiveAmount currencyID=\"EUR\">375000.00"), [("REQUIRED", place)]);
    let day = ">20260302<";
    assert_eq!(
        faults(CII, day, ">20260230<"),
        [(
            "DATE",
            "/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString".to_owned()
        )]
    );
    let unit = "<cbc:InvoicedQuantity unitCode=\"TNE\">";
    assert_eq!(
        faults(UBL, unit, "<cbc:InvoicedQuantity>"),
        [("REQUIRED", "/Invoice/cac:InvoiceLine/cbc:InvoicedQuantity/@unitCode".to_owned())]
    );
    let lei = "<cbc:CompanyID schemeID=\"0199\">ZZZZ00COPPER00000065";
    let place = "/Invoice/cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID";
    assert_eq!(
        faults(UBL, lei, "<cbc:CompanyID schemeID=\"0199\">ZZZZ00COPPER00000066"),
        [("LEI-CHECK", place.to_owned())]
    );
}

/// A fault says why something that stands in the file was not taken.
#[test]
fn an_amount_in_another_currency_is_not_taken() {
    let amount = "<cbc:LineExtensionAmount currencyID=\"USD\">370000.00</cbc:LineExtensionAmount>\n    <cbc:AccountingCost>";
    let read = read(&with(UBL, amount, &amount.replace("USD", "EUR")));
    let found = judged(&read).unwrap_err();
    let [fault] = &found.faults[..] else { panic!("{found}") };
    assert_eq!(fault.path, "/Invoice/cac:InvoiceLine/cbc:LineExtensionAmount");
    assert!(fault.message.contains("it is in EUR, and the invoice in USD"), "{fault}");
    assert!(!fault.message.contains("no field for it"), "{fault}");
}

/// A party without an id is told which numbers were not taken.
#[test]
fn a_number_without_its_scheme_is_nobodys() {
    let lei = "<cbc:CompanyID schemeID=\"0199\">ZZZZ00COPPER00000065";
    let gln = "<cbc:ID schemeID=\"0088\">0000000000017";
    let xml = with(&with(UBL, lei, "<cbc:CompanyID>HRB 1"), gln, "<cbc:ID schemeID=\"GLN\">0000000000017");
    let found = judged(&read(&xml)).unwrap_err();
    let [fault] = &found.faults[..] else { panic!("{found}") };
    assert_eq!(
        (fault.rule, fault.path.as_str()),
        ("PARTY-ID", "/Invoice/cac:AccountingSupplierParty/cac:Party")
    );
    for says in ["\"HRB 1\": its scheme is not said", "none of ISO 6523", "\"SUPPLIER-12\""] {
        assert!(fault.message.contains(says), "{fault}");
    }
}

#[test]
fn prices_that_are_not_exact_are_left_out() {
    for (from, to, says) in [
        (
            "<cbc:BaseQuantity unitCode=\"TNE\">10<",
            "<cbc:BaseQuantity unitCode=\"TNE\">7<",
            "no number of 4 places",
        ),
        ("<cbc:BaseQuantity unitCode=\"TNE\">", "<cbc:BaseQuantity unitCode=\"KGM\">", "another unit"),
        ("<cbc:PriceAmount currencyID=\"USD\">", "<cbc:PriceAmount currencyID=\"EUR\">", "in EUR"),
        ("<cbc:BaseQuantity unitCode=\"TNE\">10<", "<cbc:BaseQuantity unitCode=\"TNE\">0<", "no number"),
    ] {
        let read = read(&with(UBL, from, to));
        let left =
            read.left.iter().find(|left| left.field.as_deref() == Some("$.lines[0].unitPrice")).unwrap();
        assert!(left.why.contains(says), "{}", left.why);
        assert_eq!(judged(&read).unwrap().lines[0].unit_price, None);
    }
}

#[test]
fn single_charges_count_where_no_sum_is_given() {
    let sum = "<cbc:ChargeTotalAmount currencyID=\"USD\">6400.00</cbc:ChargeTotalAmount>";
    assert_eq!(judged(&read(&with(UBL, sum, ""))).unwrap().charges, 640_000);
    // A sum that is another than that of the single ones is noted, and the total shows whether it is wrong.
    let wrong = read(&with(UBL, sum, &sum.replace("6400.00", "6400.01")));
    assert!(wrong.advice.iter().any(|advice| advice.message.contains("do not add up")), "{:?}", wrong.advice);
    assert!(judged(&wrong).is_err());
}

#[test]
fn what_is_ambiguous_is_left_out() {
    let another = "<cbc:ID>ASSAY-417</cbc:ID>";
    let several =
        with(UBL, another, "<cbc:ID>ZZEL2603000418</cbc:ID><cbc:DocumentTypeCode>714</cbc:DocumentTypeCode>");
    let read_several = read(&several);
    assert!(read_several.json.get("transportDocumentReference").is_none());
    assert!(read_several.advice.iter().any(|advice| advice.message.contains("several transport documents")));
    let due = "<ram:SpecifiedTradePaymentTerms>";
    let instalment = "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format=\"102\">20260430</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>";
    let read_due = read(&with(CII, due, &format!("{instalment}{due}")));
    assert_eq!(judged(&read_due).unwrap().due_date, None);
    assert_eq!(read_due.left.iter().filter(|left| left.why.contains("several days")).count(), 2);
}

/// Which of two would be somebody's choice.
#[test]
fn what_is_said_twice_and_differs_is_not_taken() {
    let currency = "<cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>";
    let found = faults(UBL, currency, &format!("{currency}{}", currency.replace("USD", "EUR")));
    assert_eq!(found[0], ("REQUIRED", "/Invoice/cbc:DocumentCurrencyCode[1]".to_owned()));
    let total = "<ram:TaxBasisTotalAmount>375000.00</ram:TaxBasisTotalAmount>";
    let found = faults(CII, total, &format!("{total}{}", total.replace("375", "475")));
    assert_eq!(found[0].0, "REQUIRED");
    assert!(judged(&read(&with(CII, total, &format!("{total}{total}")))).is_ok());
}

#[test]
fn lists_of_which_six_digits_are_the_hs_code() {
    for (list, code, expected) in [
        ("CN", "74031100", Some(740_311_000_000)),
        ("TARIC", "7403110010", Some(740_311_000_000)),
        ("HS", "7403.11.00", Some(740_311_000_000)),
        ("STI", "11101600", None),
    ] {
        let xml = with(UBL, "listID=\"HS\">7403.11<", &format!("listID=\"{list}\">{code}<"));
        assert_eq!(judged(&read(&xml)).unwrap().lines[0].hs_code, expected, "{list}");
    }
}

/// Lines that group others are in no sum.
#[test]
fn lines_of_other_kinds_do_not_count() {
    let line = "<ram:LineID>1</ram:LineID>";
    let read = read(&with(
        CII,
        line,
        "<ram:LineID>1</ram:LineID><ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode>",
    ));
    let found = judged(&read).unwrap_err();
    assert_eq!(found.rules(), ["REQUIRED"]);
    assert!(read.left.iter().any(|left| left.why.contains("kind GROUP")));
    assert!(read.advice.iter().any(|advice| advice.message.contains("BASIC WL")));
}
