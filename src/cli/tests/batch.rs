//! A book of documents, issued in one go.

use crate::{
    flow::{COPPER, Trade, text},
    program::{sample, shape},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

const OLD: &str = "ZZEL2603000417";
const NEW: &str = "ZZEL2603000900";
const BATCH: [&str; 5] = ["bill", "batch", "book.json", "--out", "issued"];

/// Five entries: a bill, the same one written otherwise, another one that is alike, one that the ledger does not take, and an invoice alone.
fn book(trade: &Trade) -> Value {
    let folder = &trade.program.folder;
    for name in
        ["ebl-to-order.json", "ebl-altered.json", "sea-waybill.json", "invoice.json", "invoice-alone.json"]
    {
        fs::copy(sample(name), folder.join(name)).unwrap();
    }
    let renumbered = |name: &str, to: &str| {
        let changed = fs::read_to_string(folder.join(name)).unwrap().replace(OLD, NEW);
        let changed = changed
            .replace("FCT-2026/0417", NEW)
            .replace("\"shippedOnBoardDate\": \"2026-03-05\"", "\"shippedOnBoardDate\": \"2026-05-05\"");
        fs::write(folder.join(to), changed).unwrap();
    };
    renumbered("ebl-to-order.json", "alike.json");
    renumbered("invoice.json", "invoice-alike.json");
    for name in ["ebl-to-order", "ebl-altered", "alike", "sea-waybill"] {
        sign(trade, &format!("{name}.json"), &format!("{name}.signed.json"));
    }
    fs::write(folder.join("letter.txt"), "we owe this").unwrap();
    json!({
        "schema": "plimsoll.book/1",
        "defaults": { "holder": COPPER, "signed": { "carrier": "ZZEL", "jwks": "line.jwks" } },
        "entries": [
            { "id": "copper", "document": "ebl-to-order.signed.json", "invoices": ["invoice.json"] },
            { "id": "twice", "document": "ebl-altered.signed.json" },
            { "id": "alike", "document": "alike.signed.json", "invoices": ["invoice-alike.json"] },
            { "id": "waybill", "document": "sea-waybill.signed.json" },
            { "id": "owed", "document": "invoice-alone.json",
              "attested": { "ground": "DEBTOR_CONFIRMED", "evidence": ["letter.txt"] } },
        ],
    })
}

fn sign(trade: &Trade, bill: &str, out: &str) {
    let folder = &trade.program.folder;
    let mut words = vec!["bill", "sign", bill, "--key", "line.jwk", "--out", out];
    if !folder.join("line.jwks").exists() {
        words.extend(["--key-set", "line.jwks"]);
    }
    // A bare document does not say to whom it is issued.
    if !fs::read_to_string(folder.join(bill)).unwrap().contains("\"issueTo\"") {
        words.extend(["--issue-to", COPPER]);
    }
    trade.program.ok(&words);
}

fn keep(folder: &Path, book: &Value) {
    fs::write(folder.join("book.json"), book.to_string()).unwrap();
}

/// The outcomes of all entries, in the book's order.
fn outcomes(report: &Value) -> Vec<&str> {
    report["entries"].as_array().unwrap().iter().map(|entry| text(&entry["outcome"])).collect()
}

fn code(report: &Value, entry: usize) -> &Value {
    &report["entries"][entry]["error"]["code"]
}

#[test]
fn a_book_is_issued_told_and_gone_on_with() {
    let trade = Trade::new();
    let folder = &trade.program.folder;
    let mut book = book(&trade);
    keep(folder, &book);
    let first = trade.refused("carrier", &BATCH);
    assert_eq!(outcomes(&first), ["issued", "refused", "issued", "refused", "issued"], "{first:#}");
    assert_eq!(
        shape(&first),
        ["book", "entries", "folder", "issued", "issued_before", "ok", "refused", "waiting"]
    );
    assert_eq!(
        shape(&first["entries"][0]),
        [
            "advice",
            "alike_in_book",
            "file",
            "holder",
            "id",
            "lot",
            "outcome",
            "referrals",
            "signed_before",
            "slots",
            "valid_until"
        ]
    );
    let counts = |report: &Value| {
        ["issued", "issued_before", "refused", "waiting"].map(|name| report[name].as_u64().unwrap())
    };
    assert_eq!(counts(&first), [3, 0, 2, 0]);
    // The same bill, told by which; and a waybill, as the command for one document says it.
    assert_eq!(code(&first, 1), "InBook");
    assert!(
        text(&first["entries"][1]["error"]["message"])
            .contains("entry copper of this book is the same document")
    );
    let waybill = &first["entries"][3]["error"];
    let alone = ["bill", "issue", "sea-waybill.signed.json", "--jwks", "line.jwks", "--carrier", "ZZEL"];
    let alone = trade.refused("carrier", &[&alone[..], &["--holder", COPPER, "--out", "w.json"]].concat());
    assert_eq!(*waybill, alone["error"]);
    // What is alike is told of both, and not of what was refused.
    let boxes = ["soft-seal", "soft-weight"].iter().flat_map(|key| [0, 1].map(|i| json!({ *key: i })));
    let keys: Vec<_> = boxes.chain([json!("soft-booking")]).collect();
    for (entry, other) in [(0, "alike"), (2, "copper")] {
        assert_eq!(first["entries"][entry]["alike_in_book"], json!([{ "entry": other, "alike": keys }]));
    }
    assert_eq!(first["entries"][4]["alike_in_book"], json!([]));

    // The files are bills like any, for their holder alone to read.
    let file = |id: &str| folder.join("issued").join(format!("{id}.json"));
    let kept: Value = serde_json::from_slice(&fs::read(file("report")).unwrap()).unwrap();
    assert_eq!((&kept["entries"], &kept["refused"]), (&first["entries"], &json!(2)));
    #[cfg(unix)]
    for id in ["copper", "alike", "owed", "report"] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(file(id)).unwrap().permissions().mode() & 0o777, 0o600, "{id}");
    }
    assert!(!file("twice").exists() && !file("waybill").exists());
    let sheet = trade.at("copper", &["bill", "sheet", "issued/owed.json"]);
    assert_eq!((&sheet["lot"], &sheet["sheets"][0]["doc"]), (&first["entries"][4]["lot"], &json!(1)));

    // Once more: nothing is issued again, and nobody is asked for a passphrase.
    let before = ["copper", "alike", "owed"].map(|id| fs::read(file(id)).unwrap());
    let mut locked = trade.program.command(&[&["--json", "--home", "carrier"], &BATCH[..]].concat());
    locked.env_remove("PLIMSOLL_PASSPHRASE");
    let (status, again) = crate::program::answer(&mut locked);
    assert_eq!((status, counts(&again)), (1, [0, 3, 2, 0]), "{again:#}");
    assert_eq!(["copper", "alike", "owed"].map(|id| fs::read(file(id)).unwrap()), before);
    assert_eq!(again["entries"][0]["lot"], first["entries"][0]["lot"]);

    // A bill that is taken away is issued again, and it is told that it was signed before. What the record has of an interruption
    // between signing and writing is no other than this.
    fs::remove_file(file("copper")).unwrap();
    let told = trade.program.output(&[&["--home", "carrier"], &BATCH[..]].concat());
    let said = String::from_utf8(told.stderr).unwrap();
    assert!(
        said.contains("warning: copper: your records say that you signed a bill for this lot 1 time before"),
        "{said}"
    );
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(
        told.contains("1, and 2 before") && told.contains("entry copper of this book is the same"),
        "{told}"
    );
    assert_ne!(fs::read(file("copper")).unwrap(), before[0]);
    let kept: Value = serde_json::from_slice(&fs::read(file("report")).unwrap()).unwrap();
    assert_eq!((outcomes(&kept)[0], &kept["entries"][0]["signed_before"]), ("issued", &json!(1)));
    assert_eq!(kept["entries"][0]["lot"], first["entries"][0]["lot"]);

    // Another document under an id that is taken, and another holder; and what was mended is issued.
    let changed =
        fs::read_to_string(folder.join("invoice-alike.json")).unwrap().replace(NEW, "ZZEL2603000901");
    fs::write(
        folder.join("invoice-alike.json"),
        changed.replace(
            "\"transportDocumentReference\": \"ZZEL2603000901\"",
            &format!("\"transportDocumentReference\": \"{NEW}\""),
        ),
    )
    .unwrap();
    book["entries"][4]["holder"] = json!("Bank A");
    book["entries"].as_array_mut().unwrap().drain(3..4);
    book["entries"].as_array_mut().unwrap().remove(1);
    keep(folder, &book);
    let third = trade.refused("carrier", &BATCH);
    assert_eq!(outcomes(&third), ["issued-before", "refused", "refused"], "{third:#}");
    assert_eq!((code(&third, 1), code(&third, 2)), (&json!("Changed"), &json!("Changed")));
    assert!(text(&third["entries"][1]["error"]["message"]).ends_with("the entry's documents are others now"));
    assert!(text(&third["entries"][2]["error"]["message"]).ends_with("the entry names another holder now"));
    assert_eq!(fs::read(file("alike")).unwrap(), before[1]);
    book["entries"].as_array_mut().unwrap().truncate(1);
    keep(folder, &book);
    assert_eq!(counts(&trade.at("carrier", &BATCH)), [0, 1, 0, 0]);
}

#[test]
fn what_nothing_may_be_alike_to_is_not_signed() {
    let trade = Trade::new();
    let folder = &trade.program.folder;
    let mut book = book(&trade);
    let alone = [&BATCH[..], &["--no-referrals"]].concat();
    keep(folder, &book);
    let refused = trade.refused("carrier", &alone);
    assert_eq!(outcomes(&refused), ["refused", "refused", "refused", "refused", "issued"], "{refused:#}");
    assert_eq!((code(&refused, 0), code(&refused, 2)), (&json!("Referred"), &json!("Referred")));
    // One of the two comes on the ledger, and the other one is alike to it there.
    let mut alike = book["entries"].as_array_mut().unwrap().remove(2);
    keep(folder, &book);
    assert_eq!(outcomes(&trade.refused("carrier", &alone))[0], "issued");
    let value = ["bill", "value", "issued/copper.json", "--value", "100000 USD", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--out", "valuation.json"]].concat());
    let height = trade
        .at("copper", &["lot", "register", "issued/copper.json", "--valuation", "valuation.json"])["height"]
        .clone();
    alike["holder"] = json!("Bank A");
    alike["confirmedHolders"] = json!([COPPER]);
    book["entries"] = json!([alike]);
    keep(folder, &book);
    let refused = trade.refused("carrier", &alone);
    assert_eq!(
        (code(&refused, 0), &refused["entries"][0]["alike_in_book"]),
        (&json!("Referred"), &json!([]))
    );
    let issued = trade.at("carrier", &BATCH);
    assert_eq!(issued["entries"][0]["referrals"][0]["height"], height);
}

/// A day's quota that is used up stops the run, and nothing is lost.
#[test]
fn a_quota_stops_the_run_and_it_goes_on_later() {
    let trade = Trade::new();
    let folder = &trade.program.folder;
    let mut book = book(&trade);
    // One bill, by which the guardians know the issuer; then as if it had been 254 more.
    let entries = book["entries"].take();
    book["entries"] = json!([entries[4]]);
    keep(folder, &book);
    trade.at("carrier", &BATCH);
    let log = folder.join("ledger/guardians/1/evaluations.jsonl");
    let one = fs::read_to_string(&log).unwrap();
    let mut many: Value = serde_json::from_str(one.lines().next().unwrap()).unwrap();
    assert_eq!(many["bills"], 1);
    many["bills"] = json!(254);
    fs::write(&log, format!("{one}{many}\n")).unwrap();
    book["entries"] = json!([entries[4], entries[0], entries[2], entries[3]]);
    keep(folder, &book);
    let stopped = trade.refused("carrier", &BATCH);
    assert_eq!(outcomes(&stopped), ["issued-before", "issued", "waiting", "refused"], "{stopped:#}");
    assert_eq!(
        (&stopped["stopped"]["code"], &stopped["stopped"]["kind"]),
        (&json!("Quota"), &json!("refused"))
    );
    assert!(text(&stopped["stopped"]["message"]).starts_with("entry alike: "), "{stopped:#}");
    fs::write(&log, one).unwrap();
    let went_on = trade.refused("carrier", &BATCH);
    assert_eq!(outcomes(&went_on), ["issued-before", "issued-before", "issued", "refused"], "{went_on:#}");
    assert!(went_on["stopped"].is_null());
}

#[test]
fn a_book_that_is_none_is_told_before_anything_is_done() {
    let trade = Trade::new();
    let folder = &trade.program.folder;
    fs::write(
        folder.join("book.json"),
        json!({ "schema": "plimsoll.book/1", "entries": [], "more": 1 }).to_string(),
    )
    .unwrap();
    let told = trade.program.unusable(&[&["--home", "carrier"], &BATCH[..]].concat());
    assert!(
        text(&told["error"]["message"]).starts_with("book.json is no book: unknown field `more`"),
        "{told}"
    );
    assert!(text(&told["error"]["help"]).contains("book.schema.json"));
    assert!(!folder.join("issued").exists());
    // Nor by who may not issue.
    assert_eq!(trade.refused("copper", &BATCH)["error"]["code"], "Role");
}
