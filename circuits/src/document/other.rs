//! What a file is if it is none of the documents that are read here: in one sentence, and what to do about it.

use super::json::Json;

/// What else begins like this.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"\xEF\xBB\xBF", "It begins with a byte order mark; save it as UTF-8 without one."),
    (b"\xFF\xFE", UTF_16),
    (b"\xFE\xFF", UTF_16),
    (b"{\0", UTF_16),
    (b"\0{", UTF_16),
    (
        b"PK\x03\x04",
        "This is a ZIP archive or an office document; take the JSON out of it, or ask its sender for that.",
    ),
    (b"\x89PNG", IMAGE),
    (b"\xFF\xD8\xFF", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\0", IMAGE),
    (b"MM\0*", IMAGE),
    (b"-----BEGIN", "This is a key or certificate (PEM), and no document."),
    (b"age-encryption.org/", "This is an encrypted file, such as a party's keys, and no document."),
    (b"UNA", EDIFACT),
    (b"UNB+", EDIFACT),
    (b"eyJ", JWS),
];
const UTF_16: &str = "It is in UTF-16; save it as UTF-8.";
const IMAGE: &str = "This is an image; ask its sender for the JSON that a platform or program wrote.";
const JWS: &str =
    "This is a signed content (JWS) alone; give the whole issuance request or envelope that it is in.";
const EDIFACT: &str = "This is an EDIFACT message; ask the carrier for the DCSA transport document.";

/// What a text in XML is, by what stands in it; the first that is there.
const XML: &[(&str, &str)] = &[
    ("oasis:names:specification:ubl:schema:xsd:Invoice-2", UBL),
    ("oasis:names:specification:ubl:schema:xsd:CreditNote-2", UBL),
    ("CrossIndustryInvoice", CII),
    ("<html", "This is a web page; ask its sender for the JSON."),
    ("", "This is XML; ask its sender for the JSON."),
];
const UBL: &str = "This is an invoice or credit note in UBL, as Peppol has them; `plimsoll bill read` makes a JSON invoice of an invoice.";
const CII: &str = "This is an invoice in CII, as Factur-X, XRechnung and ZUGFeRD have them; `plimsoll bill read` makes a JSON invoice of it.";

/// What an object is, by fields of which it has one; the first that fits.
const FIELDS: &[(&[&str], &str)] = &[
    (
        &["endorsementChain"],
        "This is an endorsement chain: it says who held a bill, and is not the bill; ask for the PINT envelope or the issuance request.",
    ),
    (
        &["verifiableCredential", "credentialSubject"],
        "This is a verifiable credential, whose proof nothing here checks; ask for the carrier's issuance request or the PINT envelope.",
    ),
    (
        &["bookingStatus", "carrierBookingRequestReference"],
        "This is a booking: there is no transport document yet; wait for the one that the carrier issues.",
    ),
    (
        &["arrivalNotices", "arrivalNoticeNotifications", "freeTimes"],
        "This is an arrival notice: it says that cargo is coming, and is not the bill; ask for the transport document.",
    ),
    (
        &["amendedTransportDocument", "amendedTransportDocumentStatus"],
        "This is an amendment that was asked for, and no transport document that is in force; wait for the one that the carrier issues anew.",
    ),
    (
        &["specversion"],
        "This is a notification, which nobody signed; ask for the document that it speaks of.",
    ),
    (
        &["issuanceResponseCode"],
        "This is a platform's answer to an issuance request; give the request itself.",
    ),
    (
        &["issueToChecksum", "lastEnvelopeTransferChainEntrySignedContentChecksum"],
        "This is a manifest, taken out of its signature: it has checksums of a bill, and is not the bill; give the whole issuance request or envelope.",
    ),
    (
        &["signatures", "protected"],
        "This is a signature (JWS) in JSON; give the issuance request or envelope that it is in.",
    ),
    (
        &["errorDateTime", "statusCodeText"],
        "This is an error that an API answered; ask for the document again.",
    ),
    (
        &["accountingSupplierParty", "AccountingSupplierParty", "CrossIndustryInvoice"],
        "This is an invoice in another form of JSON; write it by the table in docs/documents.md.",
    ),
];
const KEYS: &str =
    "These are keys (JWK), by which signatures are checked, and no document; give the bill beside them.";
const INSTRUCTIONS: &str = "These are shipping instructions: there is no transport document yet; wait for the one that the carrier issues on them.";

/// What bytes that are no JSON are, and what else to show of them: where it stops being JSON, if they are nothing that is known.
pub(super) fn bytes(bytes: &[u8], error: &serde_json::Error) -> (&'static str, Option<String>) {
    match beginning(bytes) {
        Some(what) => (what, None),
        None => (syntax(bytes, error).unwrap_or_default(), Some(error.to_string())),
    }
}

fn beginning(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.trim_ascii_start();
    let has = |within: &[u8]| start.windows(within.len()).any(|window| window == within);
    if start.is_empty() {
        return Some("It is empty.");
    }
    if start.starts_with(b"%PDF-") {
        return Some(if has(b"factur-x.xml") || has(b"zugferd-invoice.xml") || has(b"xrechnung.xml") {
            "This is a PDF with an invoice in CII in it (Factur-X, ZUGFeRD); `plimsoll bill read` makes a JSON invoice of that."
        } else {
            "This is a PDF; ask its sender for the JSON that a platform or program wrote."
        });
    }
    if start.starts_with(b"<") {
        return XML
            .iter()
            .find(|(within, _)| within.is_empty() || has(within.as_bytes()))
            .map(|(_, what)| *what);
    }
    BEGINNINGS.iter().find(|(begins, _)| bytes.starts_with(begins)).map(|(_, what)| *what)
}

/// What kind of JSON that is none it is, by what stands where reading stopped.
fn syntax(bytes: &[u8], error: &serde_json::Error) -> Option<&'static str> {
    if error.is_eof() {
        return Some("It ends in the middle: it was cut off.");
    }
    let line = bytes.split(|b| *b == b'\n').nth(error.line().checked_sub(1)?)?;
    let at = line.get(error.column().saturating_sub(1)..).unwrap_or_default();
    if std::str::from_utf8(bytes).is_err() {
        return Some("It is not in UTF-8; save it as that.");
    }
    let is_compound =
        bytes.trim_ascii_start().starts_with(b"{") || bytes.trim_ascii_start().starts_with(b"[");
    if is_compound && error.to_string().starts_with("trailing characters") {
        return Some("There is more behind the first document; give each in a file of its own.");
    }
    match at.first() {
        Some(b'/' | b'#') => Some("JSON has no comments; take them out."),
        Some(b'N' | b'I') => {
            Some("JSON has no NaN and no Infinity; leave the field out, or write the number.")
        }
        Some(b'\'') => Some("JSON has texts between double quotes alone."),
        Some(b']' | b'}') => Some("JSON has no comma behind the last entry."),
        _ => None,
    }
}

/// What JSON that is none of the three forms of a bill is; `None` if it is nothing that is known.
pub(super) fn recognise(json: &Json) -> Option<&'static str> {
    let has = |key: &str| json.get(key).is_some();
    let text = |key: &str| json.get(key).and_then(Json::as_text);
    if json.as_text().is_some_and(|text| text.starts_with("eyJ")) {
        return Some(JWS);
    }
    if let Json::List(entries) = json {
        let chain = entries.iter().find(|entry| entry.get("endorsementChain").is_some());
        return chain
            .and_then(recognise)
            .or(Some("This is a list, maybe of several documents; give each in a file of its own."));
    }
    if let Some((_, what)) = FIELDS.iter().find(|(keys, _)| keys.iter().any(|key| has(key))) {
        return Some(what);
    }
    let is_key = |json: &Json| json.get("kty").is_some();
    if is_key(json) || matches!(json.get("keys"), Some(Json::List(keys)) if keys.iter().any(is_key)) {
        return Some(KEYS);
    }
    let is_instructed = has("shippingInstructionsStatus") || has("updatedShippingInstructionsStatus");
    let of_the_carrier = ["transportDocumentStatus", "transports", "carrierCode", "termsAndConditions"];
    if is_instructed
        || (has("consignmentItems") || has("shippingInstructionsReference"))
            && !of_the_carrier.into_iter().any(has)
    {
        return Some(INSTRUCTIONS);
    }
    let annexes = ["attestation", "packingList", "insuranceCertificate", "vesselParticulars"];
    if text("documentType").is_some_and(|kind| annexes.contains(&kind)) {
        return Some("This is an annex, which is given beside its bill.");
    }
    let is_own = text("schema").is_some_and(|schema| schema.starts_with("plimsoll."))
        || (has("content") && has("nkc"))
        || (has("documents") && has("salt"));
    is_own.then_some("This is another file of Plimsoll's; give the document that the carrier or seller sent.")
}

#[cfg(test)]
mod tests {
    use super::super::{CarrierTable, Invoice, Received, Rule};

    /// Each of these is told in one fault, which says what it is.
    #[test]
    fn what_is_something_else_is_said_in_a_sentence() {
        let utf_16: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: &[(&[u8], &str)] = &[
            (b"", "empty"),
            (b" \n", "empty"),
            (b"\xEF\xBB\xBF{\"transportDocumentReference\":\"1\"}", "byte order mark"),
            (&utf_16, "UTF-16"),
            (b"\xFF\xFE{\0", "UTF-16"),
            (b"%PDF-1.7\n", "This is a PDF;"),
            (b"%PDF-1.7\n .. factur-x.xml ..", "Factur-X"),
            (b"\x89PNG\r\n\x1a\n", "image"),
            (b"\xFF\xD8\xFF\xE0", "image"),
            (b"PK\x03\x04rest", "ZIP"),
            (b"<?xml version=\"1.0\"?><x/>", "This is XML"),
            (b"<!DOCTYPE html><html></html>", "web page"),
            (b"<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>", "UBL"),
            (b"<rsm:CrossIndustryInvoice/>", "CII"),
            (b"-----BEGIN CERTIFICATE-----", "PEM"),
            (b"age-encryption.org/v1\n", "encrypted"),
            (b"UNB+UNOC:3+", "EDIFACT"),
            (b"eyJhbGciOiJFZERTQSJ9.e30.AA", "(JWS) alone"),
            (b"\"eyJhbGciOiJFZERTQSJ9.e30.AA\"", "(JWS) alone"),
            (b"{\"a\":1, // one\n\"b\":2}", "no comments"),
            (b"{\n# one\n\"b\":2}", "no comments"),
            (b"{\"a\":NaN}", "NaN"),
            (b"{\"a\":Infinity}", "NaN"),
            (b"{'a':1}", "double quotes"),
            (b"{\"a\":1,}", "behind the last entry"),
            (b"[1,]", "behind the last entry"),
            (b"{\"a\":1} {}", "a file of its own"),
            (b"{\"a\":", "cut off"),
            (b"{\"a\":\"\xE4\"}", "UTF-8"),
            (b"[]", "a list"),
            (b"[{\"transportDocumentReference\":\"1\",\"endorsementChain\":[]}]", "endorsement chain"),
            (
                b"{\"@context\":[],\"type\":[\"VerifiableCredential\"],\"credentialSubject\":{}}",
                "verifiable credential",
            ),
            (b"{\"keys\":[{\"kty\":\"OKP\"}]}", "JWK"),
            (b"{\"kty\":\"OKP\"}", "JWK"),
            (b"{\"carrierBookingRequestReference\":\"1\",\"bookingStatus\":\"CONFIRMED\"}", "booking"),
            (
                b"{\"transportDocumentReference\":\"1\",\"carrierCode\":\"ZZE\",\"freeTimes\":[]}",
                "arrival notice",
            ),
            (
                b"{\"transportDocumentReference\":\"1\",\"issuanceResponseCode\":\"ISSU\"}",
                "answer to an issuance request",
            ),
            (b"{\"specversion\":\"1.0\",\"data\":{\"transportDocument\":{}}}", "notification"),
            (b"{\"protected\":\"e30\",\"payload\":\"e30\",\"signature\":\"\"}", "(JWS) in JSON"),
            (b"{\"documentType\":\"packingList\"}", "annex"),
            (b"{\"schema\":\"plimsoll.list/1\"}", "Plimsoll's"),
            (b"{\"documents\":{\"bill\":\"{}\"},\"salt\":\"0x1\"}", "Plimsoll's"),
            (b"{\"content\":{},\"key\":\"0x1\",\"nkc\":\"0x1\",\"signature\":{}}", "Plimsoll's"),
            (b"{\"shippingInstructionsReference\":\"1\"}", "shipping instructions"),
        ];
        for (bytes, says) in cases {
            let shown = String::from_utf8_lossy(bytes);
            let found = Received::parse(bytes, &CarrierTable::standard()).unwrap_err();
            let [fault] = &found.faults[..] else { panic!("{shown}: {found}") };
            assert!(fault.message.contains(says), "{shown}: {fault}");
            assert!([Rule::Json.id(), Rule::Kind.id()].contains(&fault.rule), "{shown}: {fault}");
        }
    }

    #[test]
    fn an_invoice_in_another_form_is_told_as_one() {
        let ubl = b"<?xml version=\"1.0\"?>\n<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>";
        let json = b"{\"transportDocumentReference\":\"1\",\"specversion\":\"1.0\"}";
        for (bytes, says, path) in [(&ubl[..], "UBL", "$"), (json, "notification", "$.documentType")] {
            let found = Invoice::parse(bytes).unwrap_err();
            let [fault] = &found.faults[..] else { panic!("{found}") };
            assert!(fault.message.contains(says) && fault.path == path, "{fault}");
        }
    }
}
