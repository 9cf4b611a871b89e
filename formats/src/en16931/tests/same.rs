//! One invoice in three forms commits to the same values.

use super::*;
use plimsoll_circuits::document::{CarrierTable, Json, Received};
use sha2::{Digest as _, Sha256};

const OWN: &[u8] = include_bytes!("../../../../samples/invoice.json");
const BILL: &[u8] = include_bytes!("../../../../samples/ebl-to-order.json");

#[test]
fn both_syntaxes_commit_to_what_the_json_invoice_does() {
    let bill = Received::parse(BILL, &CarrierTable::standard()).unwrap().document;
    let own = Invoice::parse(OWN).unwrap();
    for (sample, format) in [(UBL, "UBL-2.1"), (CII, "CII")] {
        let read = read(sample);
        let parsed = judged(&read).unwrap_or_else(|e| panic!("{format}: {e}"));
        assert_eq!(parsed.layout(&bill), own.layout(&bill), "{format}");
        assert_eq!((parsed.seller_id, parsed.key_number), (own.seller_id.clone(), own.key_number.clone()));
        let source = read.json.get("source").unwrap();
        assert_eq!(source.get("format").and_then(Json::as_text), Some(format));
        let checksum = hex::encode(Sha256::digest(sample));
        assert_eq!(source.get("sha256").and_then(Json::as_text), Some(checksum.as_str()));
    }
}

/// Every field says where it came from, and what stands there.
#[test]
fn fields_are_told_with_their_terms_and_places() {
    let read = read(UBL);
    let field = |path: &str| read.fields.iter().find(|field| field.field == path).unwrap();
    let price = field("$.lines[0].unitPrice");
    assert_eq!(price.term, Some("BT-146"));
    assert_eq!(price.place, "/Invoice/cac:InvoiceLine/cac:Price/cbc:PriceAmount");
    assert_eq!((price.text.as_str(), price.value.as_str()), ("92500.00 currencyID=USD", "9250.0000"));
    let lei = field("$.seller.identifyingCodes[1].partyCode");
    assert_eq!(lei.term, Some("BT-30"));
    let code = field("$.lines[0].commodityCode");
    assert_eq!((code.text.as_str(), code.value.as_str()), ("7403.11 listID=HS", "740311"));
    let country = field("$.buyer.taxLegalReferences[0].countryCode");
    assert_eq!((country.term, country.value.as_str()), (Some("BT-48"), "DE"));
    assert!(country.place.ends_with("/cac:PartyTaxScheme/cbc:CompanyID"), "{}", country.place);
}

#[test]
fn further_parties_have_their_functions() {
    for sample in [UBL, CII] {
        let read = read(sample);
        let Some(Json::List(parties)) = read.json.get("otherParties") else { panic!("none") };
        let told: Vec<_> = parties
            .iter()
            .map(|entry| {
                let party = entry.get("party").unwrap();
                let text = |json: Option<&Json>| json.and_then(Json::as_text).unwrap_or_default().to_owned();
                let country = party.get("address").and_then(|address| address.get("countryCode"));
                (text(entry.get("partyFunction")), text(party.get("partyName")), text(country))
            })
            .collect();
        let expected = [
            ("PAYEE", "Example Bank of Nowhere", ""),
            ("TAX_REPRESENTATIVE", "Fictional Tax Agents BV", "NL"),
            ("SHIP_TO", "Imaginary Metals store", "DE"),
        ];
        let owned = |(a, b, c): (&str, &str, &str)| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(told, expected.map(owned));
    }
}

/// What a user adds is said to be added, and cannot change what the file says.
#[test]
fn a_transport_document_can_be_given_where_the_file_names_none() {
    let reference = "<cbc:DocumentTypeCode>705</cbc:DocumentTypeCode>";
    let none = read(&with(UBL, reference, "<cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>"));
    assert!(none.json.get("transportDocumentReference").is_none());
    assert!(none.notes.iter().any(|note| note.contains("--transport-document")));
    let added = none.with_transport_document("ZZEL2603000417").unwrap();
    assert_eq!(judged(&added).unwrap().bill_reference.as_deref(), Some("ZZEL2603000417"));
    let source = added.json.get("source").unwrap();
    let expected = Json::List(vec![Json::Text("transportDocumentReference".to_owned())]);
    assert_eq!(source.get("added"), Some(&expected));
    assert!(read(UBL).with_transport_document("ZZEL1").is_err());
}

/// Prefixes are the file's own affair.
#[test]
fn other_prefixes_change_nothing() {
    let other = UBL
        .replace("cbc:", "b:")
        .replace("xmlns:cbc=", "xmlns:b=")
        .replace("cac:", "a:")
        .replace("xmlns:cac=", "xmlns:a=");
    let (one, two) = (read(UBL), read(&other));
    assert_eq!(one.fields, two.fields);
    assert_eq!(one.left, two.left);
}

/// The page has every term and field that is read of the samples.
#[test]
fn the_page_maps_what_is_read() {
    let page = include_str!("../../../../docs/documents.md");
    let start = page.find("### Invoices in UBL, CII and Factur-X").unwrap();
    let section = &page[start..page[start..].find("### Bills of").unwrap() + start];
    let says = |word: &str| {
        section
            .match_indices(word)
            .any(|(i, _)| !section[i + word.len()..].starts_with(|c: char| c.is_ascii_digit()))
    };
    for field in read(UBL).fields.into_iter().chain(read(CII).fields) {
        let name = field.field.rsplit('.').next().unwrap();
        assert!(says(name), "docs/documents.md does not say {name}");
        assert!(field.term.is_none_or(says), "docs/documents.md does not say {:?}", field.term);
    }
}
