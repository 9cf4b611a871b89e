//! Sealed documents that the ledger's folder loses, and what is known of those one deals with.

use crate::{
    flow::{Trade, text},
    program::PASSPHRASE,
};
use plimsoll_circuits::credential::{Signed, Valuation};
use std::fs;

/// A lot that was valued yesterday gets today's value, and no older one after it.
#[test]
fn a_lot_gets_another_value() {
    let trade = Trade::new();
    let folder = &trade.program.folder;
    trade.issue("issued.json");
    let value = ["bill", "value", "issued.json", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--value", "90000 USD", "--out", "today.json"]].concat());
    let today = fs::read_to_string(folder.join("today.json")).unwrap();
    let Signed { mut content, nkc, .. } = serde_json::from_str::<Signed<Valuation>>(&today).unwrap();
    content.valued_at.0 -= 1;
    content.value += 1_000_000;
    let valuer = plimsoll_client::Party::open(folder.join("carrier"), PASSPHRASE).unwrap();
    let older = Signed::new(content, &valuer.keys().signing, nkc);
    fs::write(folder.join("older.json"), serde_json::to_string(&older).unwrap()).unwrap();
    let registered = trade.at("copper", &["lot", "register", "issued.json", "--valuation", "older.json"]);
    let lot = text(&registered["lot"]);

    let revalue = |file| ["lot", "revalue", "--lot", lot, "--valuation", file];
    let revalued = trade.at("copper", &revalue("today.json"));
    assert_eq!((&revalued["intent"], &revalued["lot"]), (&"revalue".into(), &lot.into()));
    let shown = trade.at("copper", &["lot", "list"]);
    assert_eq!(shown["lots"][0]["value"]["minor"], 9_000_000);
    for file in ["today.json", "older.json"] {
        let refused = trade.refused("copper", &revalue(file));
        assert_eq!(refused["error"]["code"], "REVALUE-9 later valuation");
        assert!(text(&refused["error"]["help"]).contains("ask the valuer for a new one"), "{refused}");
    }
    assert_eq!(trade.refused("bank-a", &revalue("today.json"))["error"]["kind"], "refused");
    let replayed = trade.program.ok(&["ledger", "verify"]);
    assert_eq!(
        (&replayed["replayed"]["registers"], &replayed["replayed"]["revalues"]),
        (&1.into(), &1.into())
    );
}

const BUYER: &str = "Second Buyer Ltd";

#[test]
fn documents_that_are_lost_are_put_back_from_a_copy() {
    let trade = Trade::new();
    let program = &trade.program;
    program.ok(&["--home", "buyer", "keys", "new", "--name", BUYER]);
    program.ok(&["member", "add", "buyer/party.json", "--role", "holder"]);
    trade.issue("issued.json");
    let value = ["bill", "value", "issued.json", "--value", "100000 USD", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--out", "valuation.json"]].concat());
    let registered = trade.at("copper", &["lot", "register", "issued.json", "--valuation", "valuation.json"]);
    let lot = text(&registered["lot"]);
    let blobs = program.folder.join("ledger/blobs");
    let lose = || {
        for file in fs::read_dir(&blobs).unwrap() {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
    };
    let said = |home: &str, words: &[&str]| {
        let output = program.output(&[&["--home", home], words].concat());
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stderr).unwrap()
    };

    // The holder's copy from the registration serves the holder itself ..
    lose();
    assert!(said("copper", &["wallet", "show"]).contains("`plimsoll wallet restore` puts your copy back"));
    trade.at("copper", &["lot", "pledge", "--lot", lot, "--to", "Bank A", "--amount", "5 USD"]);
    trade.at("copper", &["wallet", "sync", "--rebuild"]);
    trade.at("copper", &["lot", "pledge", "--lot", lot, "--to", "Bank A", "--amount", "5 USD"]);
    // .. and a buyer once it is put back, even after the title is gone.
    trade.at("copper", &["lot", "endorse", "--lot", lot, "--to", BUYER]);
    lose();
    let warned = said("buyer", &["wallet", "show"]);
    assert!(warned.contains("plimsoll wallet restore"), "{warned}");
    let pledge = ["lot", "pledge", "--lot", lot, "--to", "Bank B", "--amount", "5 USD"];
    assert_eq!(trade.refused("buyer", &pledge)["error"]["code"], "NoDocuments");
    assert_eq!(trade.at("buyer", &["wallet", "restore"])["put_back"].as_array().unwrap().len(), 0);
    let put_back = trade.at("copper", &["wallet", "restore"])["put_back"].as_array().unwrap().len();
    assert!(put_back >= 2, "documents and book at least, not {put_back}");
    assert_eq!(trade.at("copper", &["wallet", "restore"])["present"], put_back);
    assert!(!said("buyer", &["wallet", "show"]).contains("restore"));
    // Now the buyer has a copy of its own, which makes up for a spoilt one as well.
    for file in fs::read_dir(&blobs).unwrap() {
        fs::write(file.unwrap().path(), b"spoilt").unwrap();
    }
    fs::remove_dir_all(program.folder.join("copper/documents")).unwrap();
    trade.at("buyer", &pledge);
    assert!(!trade.at("buyer", &["wallet", "restore"])["put_back"].as_array().unwrap().is_empty());
    a_change_is_shown_to_those_who_have_dealt(&trade, lot);
}

/// Bank A says that it has another name: whoever has dealt with it is told until it deals again.
fn a_change_is_shown_to_those_who_have_dealt(trade: &Trade, lot: &str) {
    let program = &trade.program;
    let party = plimsoll_client::Party::open(program.folder.join("bank-a"), PASSPHRASE).unwrap();
    let changed = plimsoll_client::PublicParty::new(
        "Bank A of Example",
        None,
        party.public().control_key,
        party.keys(),
    )
    .unwrap();
    fs::write(program.folder.join("changed.json"), serde_json::to_string(&changed).unwrap()).unwrap();
    program.ok(&["member", "add", "changed.json", "--role", "bank", "--accept-change"]);
    let said = |home: &str, words: &[&str]| {
        let output = program.output(&[&["--json", "--home", home], words].concat());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (_, told) = said("copper", &["wallet", "show"]);
    assert!(told.contains("warning: Bank A, whom you have dealt with, has changed"), "{told}");
    assert!(told.contains("name: Bank A, now Bank A of Example"), "{told}");
    // The buyer has dealt with Bank B alone.
    let (_, told) = said("buyer", &["wallet", "show"]);
    assert_eq!(told, "");
    let endorse = ["lot", "endorse", "--lot", lot, "--to", "Bank A of Example"];
    trade.at("buyer", &endorse);
    assert_eq!(trade.refused("copper", &endorse)["error"]["kind"], "refused");
    assert!(said("copper", &["wallet", "show"]).1.contains("has changed"), "nothing was dealt");
}
