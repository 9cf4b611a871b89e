//! Carriers: a code that no table has is added by the member administration, and then all members read the bill.

use crate::{
    flow::{COPPER, Trade, text},
    program::{Program, sample, shape},
};
use serde_json::{Value, json};
use std::fs;

const NAME: &str = "Quick Line (fictional)";

fn code(told: &Value) -> &str {
    told["error"]["code"].as_str().unwrap_or_default()
}

/// The first sample as a bill of a carrier that no table has.
fn write_bill(program: &Program, list: &str, code: &str) {
    let bill = fs::read_to_string(sample("ebl-to-order.json")).unwrap();
    let bill = bill
        .replace("ZZEL2603000417", "ZZQL2603000417")
        .replace("\"carrierCode\": \"ZZEL\"", &format!("\"carrierCode\": \"{code}\""))
        .replace("\"NMFTA\"", &format!("\"{list}\""));
    assert!(bill.contains(code));
    fs::write(program.folder.join("bill.json"), bill).unwrap();
}

/// The one fault of the bill, which says how its carrier is added.
#[track_caller]
fn unknown(told: &Value) {
    let faults = told["faults"].as_array().unwrap();
    assert_eq!((faults.len(), &faults[0]["rule"]), (1, &json!("CARRIER-UNKNOWN")), "{told}");
    let message = text(&faults[0]["message"]);
    assert!(
        message.contains("NMFTA:ZZQL") && message.contains("plimsoll directory carriers add"),
        "{message}"
    );
}

fn add<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&["directory", "carriers", "add"], words].concat()
}

#[test]
fn a_carrier_that_is_missing_is_added_for_all_members() {
    let trade = Trade::new();
    let program = &trade.program;
    write_bill(program, "NMFTA", "ZZQL");
    let check = ["bill", "check", "bill.json"];
    let alone = ["--ledger", "nowhere", "bill", "check", "bill.json"];
    let without = program.refused(&alone);
    unknown(&without);
    assert_eq!(without["directory_edition"], Value::Null);
    let before = program.refused(&check);
    unknown(&before);
    let edition = before["directory_edition"].as_u64().unwrap();

    let added = program.ok(&add(&["--name", NAME, "--code", "NMFTA:ZZQL"]));
    assert_eq!(shape(&added), ["carrier", "change", "edition", "ok"]);
    let carrier = json!({ "id": 1000, "name": NAME, "codes": ["NMFTA:ZZQL"] });
    assert_eq!((&added["change"], &added["carrier"]), (&json!("added"), &carrier));
    assert_eq!(added["edition"], edition + 1);

    let read = program.ok(&check);
    let issuer = (&read["bill"]["issuer"], &read["bill"]["issuer_name"]);
    assert_eq!(issuer, (&json!("carrier 1000"), &json!(NAME)));
    assert_eq!(read["bill"]["normalised_reference"], "2603000417");
    assert_eq!(read["directory_edition"], edition + 1);
    let told = String::from_utf8(program.output(&check).stdout).unwrap();
    assert!(told.contains(&format!("carriers: those of edition {} of the ledger's", edition + 1)), "{told}");
    // Without the ledger nothing is known of it.
    unknown(&program.refused(&alone));

    // Every code leads to the one carrier, and the bill is the same bill.
    let further = program.ok(&add(&["--to", "1000", "--code", "SMDG:ZZQ", "--code", "NMFTA:ZZQX"]));
    assert_eq!((&further["change"], &further["edition"]), (&json!("extended"), &json!(edition + 2)));
    assert_eq!(further["carrier"]["further"], json!(["SMDG:ZZQ", "NMFTA:ZZQX"]));
    for (list, code) in [("SMDG", "ZZQ"), ("NMFTA", "ZZQX"), ("NMFTA", "ZZQL")] {
        write_bill(program, list, code);
        let again = program.ok(&check);
        assert_eq!(
            (&again["identity"], &again["bill"]["issuer"]),
            (&read["identity"], &json!("carrier 1000"))
        );
    }

    // Members use it: what the line signs is issued, and valued and shown by whoever has the file.
    let key = ["--key", "quick.jwk", "--key-set", "quick.jwks.json", "--out", "signed.json"];
    program.ok(&[&["bill", "sign", "bill.json"][..], &key].concat());
    let invoice = fs::read_to_string(sample("invoice.json")).unwrap();
    fs::write(program.folder.join("invoice.json"), invoice.replace("ZZEL26", "ZZQL26")).unwrap();
    let issue = ["bill", "issue", "signed.json", "--jwks", "quick.jwks.json", "--carrier", "SMDG:ZZQ"];
    let more = ["--invoice", "invoice.json", "--holder", COPPER, "--out", "issued.json"];
    trade.at("carrier", &[&issue[..], &more].concat());
    trade.at("carrier", &["bill", "value", "issued.json", "--expires", "90d", "--out", "valuation.json"]);
    let sheet = trade.at("copper", &["bill", "sheet", "issued.json"]);
    assert_eq!(sheet["sheets"][0]["doc"], 1);
    let unknown = ["--carrier", "ZZNO", "--jwks", "quick.jwks.json"];
    let unknown = program.unusable(&[&check[..], &unknown].concat());
    assert!(text(&unknown["error"]["help"]).contains("plimsoll directory carriers list"), "{unknown}");
}

#[test]
fn what_is_in_the_table_stays_and_nothing_false_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path()).trusting_development_keys();
    let standard = program.ok(&["directory", "carriers", "list"]);
    assert_eq!(shape(&standard), ["carriers", "ok"]);
    program.ok(&["ledger", "init", "--name", "Trial", "--guardians", "2", "--threshold", "2"]);
    // A new ledger begins with what the program knows.
    let list = program.ok(&["directory", "carriers", "list"]);
    assert_eq!((&list["carriers"], &list["directory_edition"]), (&standard["carriers"], &json!(0)));
    program.ok(&add(&["--name", NAME, "--code", "NMFTA:ZZQL"]));
    let kept = fs::read(folder.path().join("ledger/directory.json")).unwrap();

    for (words, expected) in [
        (&["--name", "Other Line", "--code", "NMFTA:ZZQL"][..], "CarrierTaken"),
        (&["--name", "Other Line", "--code", "NMFTA:ZZQM", "--code", "NMFTA:ZZQM"], "CarrierTaken"),
        (&["--to", "1", "--code", "NMFTA:ZZQL"], "CarrierTaken"),
        (&["--to", "1001", "--code", "NMFTA:ZZQM"], "NoSuchCarrier"),
        (&["--name", "quick-line fictional", "--code", "NMFTA:ZZQM"], "LooksAlike"),
    ] {
        let refused = program.refused(&add(words));
        assert_eq!(code(&refused), expected, "{refused}");
    }
    for words in [
        &["--name", "Other Line", "--code", "NMFTA:zzqm"][..],
        &["--name", "Other Line", "--code", "ZZQM"],
        &["--name", "Other Line", "--code", "IMO:9074729"],
        &["--name", "Other Line", "--code", "LEI:ZZZZ00LINE0000000022"],
        &["--name", "Other\u{200b} Line", "--code", "NMFTA:ZZQM"],
        &["--name", "Other Line", "--to", "1", "--code", "NMFTA:ZZQM"],
        &["--name", "Other Line"],
        &["--code", "NMFTA:ZZQM"],
    ] {
        program.unusable(&add(words));
    }
    assert_eq!(fs::read(folder.path().join("ledger/directory.json")).unwrap(), kept);

    let found = |words: &[&str]| {
        let list = program.ok(&[&["directory", "carriers", "list"], words].concat());
        list["carriers"].as_array().unwrap().iter().map(|c| c["id"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(found(&["--code", "zzql"]), [1000]);
    assert_eq!(found(&["--code", "SMDG:MSK"]), [1]);
    assert_eq!(found(&["--name", "QUICK"]), [1000]);
    assert_eq!(found(&["--name", "nobody"]), [0u64; 0]);

    // A table that somebody else writes is nobody's word.
    let forged = String::from_utf8(kept).unwrap().replace("NMFTA:ZZQL", "NMFTA:ZZQM");
    fs::write(folder.path().join("ledger/directory.json"), forged).unwrap();
    let told = program.refused(&["directory", "carriers", "list"]);
    assert!(text(&told["error"]["message"]).contains("not signed"), "{told}");
    program.refused(&add(&["--name", "Other Line", "--code", "NMFTA:ZZQN"]));
}
