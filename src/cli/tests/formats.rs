//! Invoices in formats of others, wherever an invoice is taken.

use crate::{
    flow::{COPPER, Trade},
    program::{Program, sample, shape},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fs;

const UBL: &str = include_str!("../../../samples/invoice.ubl.xml");

fn program() -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    (folder, program)
}

#[test]
fn what_is_read_is_shown_beside_what_stands_there() {
    let (folder, program) = program();
    let file = sample("invoice.ubl.xml");
    let report = program.ok(&["bill", "read", &file, "--out", "invoice.json"]);
    assert_eq!(
        shape(&report),
        ["advice", "document", "faults", "fields", "format", "left", "notes", "ok", "out", "sha256"]
    );
    let checksum = hex::encode(Sha256::digest(fs::read(&file).unwrap()));
    assert_eq!((&report["format"], &report["sha256"]), (&json!("UBL-2.1"), &json!(checksum)));
    assert_eq!(report["fields"][0]["place"], "/Invoice/cbc:ID");
    let written: Value =
        serde_json::from_slice(&fs::read(folder.path().join("invoice.json")).unwrap()).unwrap();
    assert_eq!(written, report["document"]);
    assert_eq!(written["source"], json!({"format": "UBL-2.1", "sha256": checksum}));

    let plain = program.output(&["bill", "read", &file]);
    let said = String::from_utf8(plain.stdout).unwrap();
    for line in
        ["$.lines[0].unitPrice (BT-146): 9250.0000", "    there: 92500.00 currencyID=USD", "not used:"]
    {
        assert!(said.contains(line), "{line}");
    }
    // Nothing is written over, and a document that is in no other format is not turned into one.
    program.unusable(&["bill", "read", &file, "--out", "invoice.json"]);
    program.unusable(&["bill", "read", &sample("invoice.json")]);
}

#[test]
fn an_annex_in_another_format_is_as_good_as_the_json_invoice() {
    let (_folder, program) = program();
    let bill = sample("ebl-to-order.json");
    let checked = |invoice: &str| {
        let invoice = sample(invoice);
        program.ok(&["bill", "check", &bill, "--annex", &invoice])
    };
    let own = checked("invoice.json");
    for other in ["invoice.ubl.xml", "invoice.cii.xml", "invoice.facturx.pdf"] {
        assert_eq!(checked(other)["identity"], own["identity"], "{other}");
    }
}

#[test]
fn faults_stand_where_the_file_has_them() {
    let (folder, program) = program();
    let total = "<cbc:TaxExclusiveAmount currencyID=\"USD\">375000.00";
    assert!(UBL.contains(total));
    fs::write(folder.path().join("wrong.xml"), UBL.replace(total, &total.replace("5000", "6000"))).unwrap();
    for words in [
        &["bill", "read", "wrong.xml"][..],
        &["bill", "check", "wrong.xml"],
        &["bill", "check", &sample("ebl-to-order.json"), "--annex", "wrong.xml"],
    ] {
        let report = program.refused(words);
        let fault = &report["faults"][0];
        assert_eq!(fault["rule"], "INVOICE-TOTAL", "{report:#}");
        assert_eq!(fault["path"], "/Invoice/cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount");
        assert_eq!(fault["file"], "wrong.xml");
    }
}

/// What is something else is one fault, which says what it is.
#[test]
fn credit_notes_and_other_files_are_told_as_what_they_are() {
    let (folder, program) = program();
    let credit = UBL
        .replace("Invoice-2", "CreditNote-2")
        .replace("<Invoice", "<CreditNote")
        .replace("</Invoice>", "</CreditNote>");
    for (name, text, says) in [
        ("credit.xml", credit.as_str(), "credit note"),
        ("page.xml", "<html/>", "no invoice in UBL or CII"),
        ("scan.pdf", "%PDF-1.4 nothing", "cannot be read"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let report = program.refused(&["bill", "check", &sample("ebl-to-order.json"), "--annex", name]);
        let [fault] = &report["faults"].as_array().unwrap()[..] else { panic!("{report:#}") };
        assert_eq!((&fault["file"], &fault["rule"]), (&json!(name), &json!("DOCUMENT-KIND")));
        assert!(fault["message"].as_str().unwrap().contains(says), "{fault}");
        assert!(
            program.refused(&["bill", "read", name])["error"]["message"].as_str().unwrap().contains(says)
        );
    }
}

/// A receivable is issued from the seller's own file, whose checksum is in what is signed; what is to be looked at in it is told.
#[test]
fn an_invoice_alone_is_issued_as_it_is() {
    let trade = Trade::new();
    let factored = UBL.replace(">380<", ">393<");
    fs::write(trade.program.folder.join("factored.xml"), &factored).unwrap();
    let checked = trade.program.ok(&["bill", "check", "factored.xml"]);
    let [advice] = &checked["advice"].as_array().unwrap()[..] else { panic!("{checked:#}") };
    assert_eq!(
        (&advice["rule"], &advice["path"]),
        (&json!("READING"), &json!("/Invoice/cbc:InvoiceTypeCode"))
    );
    let issue =
        ["bill", "issue", "factored.xml", "--seller-stated", "--holder", COPPER, "--out", "issued.json"];
    let output = trade.program.output(&[&["--home", "carrier"], &issue[..]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("factored.xml /Invoice/cbc:InvoiceTypeCode") && said.contains("assigned"),
        "{said}"
    );
    let issued = fs::read_to_string(trade.program.folder.join("issued.json")).unwrap();
    assert!(issued.contains(&hex::encode(Sha256::digest(&factored))));
}

/// A book takes such a file, too, and finds again what was issued of it.
#[test]
fn a_book_takes_invoices_in_other_formats() {
    let trade = Trade::new();
    let folder = &trade.program.folder;
    fs::write(folder.join("owed.xml"), UBL.replace(">380<", ">393<")).unwrap();
    let entry = json!({ "id": "owed", "document": "owed.xml", "holder": COPPER, "attested": { "ground": "SELLER_STATED" } });
    fs::write(
        folder.join("book.json"),
        json!({ "schema": "plimsoll.book/1", "entries": [entry] }).to_string(),
    )
    .unwrap();
    let run =
        || trade.at("carrier", &["bill", "batch", "book.json", "--out", "issued"])["entries"][0].clone();
    let first = run();
    assert_eq!(first["outcome"], "issued", "{first:#}");
    assert!(first["advice"][0].as_str().unwrap().contains("READING"), "{first:#}");
    assert_eq!(run()["outcome"], "issued-before");
}

/// A bill of others is read with all that it lacks, and is not registrable.
#[test]
fn bills_of_others_are_read_with_what_they_lack() {
    let (_folder, program) = program();
    for (name, format, place) in [
        ("bill.oa2.json", "OpenAttestation-2", "$.data.portOfLoading"),
        ("bill.vc.json", "W3C-VC", "$.credentialSubject.portOfLoading"),
        ("bill.efbl.json", "FIATA-eFBL", "$.exchanged_document.documentStatus.value"),
    ] {
        let file = sample(name);
        let report = program.refused(&["bill", "read", &file]);
        assert_eq!(report["format"], format);
        let checked = program.refused(&["bill", "check", &file]);
        assert_eq!((&checked["registrable"], &checked["faults"]), (&json!(false), &report["faults"]));
        let faults = checked["faults"].as_array().unwrap();
        assert!(faults.iter().any(|fault| fault["path"] == place), "{checked:#}");
    }
    program.unusable(&["bill", "read", &sample("bill.vc.json"), "--transport-document", "ZZEL1"]);
}
