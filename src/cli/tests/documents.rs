//! Sealed documents that the ledger's folder loses, and what is known of those one deals with.

use crate::{
    flow::{Trade, text},
    program::PASSPHRASE,
};
use std::fs;

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
    let warned = said("buyer", &["wallet", "show"]);
    assert!(warned.contains("plimsoll wallet restore"), "{warned}");
    let pledge = ["lot", "pledge", "--lot", lot, "--to", "Bank B", "--amount", "5 USD"];
    assert_eq!(trade.refused("buyer", &pledge)["error"]["code"], "NoDocuments");
    assert_eq!(trade.at("buyer", &["wallet", "restore"])["put_back"].as_array().unwrap().len(), 0);
    assert_eq!(trade.at("copper", &["wallet", "restore"])["put_back"].as_array().unwrap().len(), 1);
    assert_eq!(trade.at("copper", &["wallet", "restore"])["present"], 1);
    assert!(!said("buyer", &["wallet", "show"]).contains("restore"));
    // Now the buyer has a copy of its own, which makes up for a spoilt one as well.
    for file in fs::read_dir(&blobs).unwrap() {
        fs::write(file.unwrap().path(), b"spoilt").unwrap();
    }
    fs::remove_dir_all(program.folder.join("copper/documents")).unwrap();
    trade.at("buyer", &pledge);
    assert_eq!(trade.at("buyer", &["wallet", "restore"])["put_back"].as_array().unwrap().len(), 1);
    a_change_is_shown_to_those_who_have_dealt(&trade, lot);
}

/// Bank A says that it has another name: whoever has dealt with it is told until it deals again.
fn a_change_is_shown_to_those_who_have_dealt(trade: &Trade, lot: &str) {
    let program = &trade.program;
    let party = plimsoll_client::Party::open(program.folder.join("bank-a"), PASSPHRASE).unwrap();
    let changed = plimsoll_client::PublicParty::new("Bank A of Example", None, party.keys()).unwrap();
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
