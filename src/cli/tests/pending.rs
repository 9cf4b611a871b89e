//! A command that is interrupted while the ledger decides: it is not carried out by a later one.

use crate::{
    flow::{COPPER, Trade, text},
    program::{PASSPHRASE, keys, shape},
};
use plimsoll_circuits::{
    field::F,
    fingerprint::Class,
    member::{Address, Org},
    statement::CircuitId,
};
use plimsoll_client::{
    Desk, Money, Party, Services, SystemClock,
    blob::BlobFolder,
    directory::Directory,
    ops::OpError,
    services::{Ask, Evidence, LedgerAccess, LedgerError, LocalLedger, Terms},
};
use plimsoll_contracts::{
    AttestError, Attestation, Demand, Entry, EntryId, Keys, Ledger, Receipt, Snapshot, Transition,
};
use plimsoll_params::{KeyPolicy, KeyStore, Manifest};
use plimsoll_prover::Prover;
use plimsoll_verifier::VerifyingKey;
use serde_json::{Value, json};
use std::sync::Arc;

/// A ledger from which no verdict comes, whether or not it was reached.
struct Silent<'a>(LocalLedger<'a>, bool);

impl LedgerAccess for Silent<'_> {
    fn terms(&self) -> Terms {
        self.0.terms()
    }
    fn snapshot(&self) -> Result<Snapshot, LedgerError> {
        self.0.snapshot()
    }
    fn flushed(&self) -> Result<Snapshot, LedgerError> {
        self.0.flushed()
    }
    fn snapshot_at(&self, height: u64) -> Result<Option<Snapshot>, LedgerError> {
        self.0.snapshot_at(height)
    }
    fn evidence(&self, ask: &Ask) -> Result<Evidence, LedgerError> {
        self.0.evidence(ask)
    }
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        self.0.entries(after, limit)
    }
    fn entry_with(&self, class: Class, value: F) -> Result<Option<Entry>, LedgerError> {
        self.0.entry_with(class, value)
    }
    fn next_generation(&self, doc: F) -> Result<u64, LedgerError> {
        self.0.next_generation(doc)
    }
    fn soft_heights(&self, value: F) -> Result<Vec<u64>, LedgerError> {
        self.0.soft_heights(value)
    }
    fn organisation(&self, address: Address, as_of: Option<u64>) -> Result<Option<Org>, LedgerError> {
        self.0.organisation(address, as_of)
    }
    fn submit(&self, transition: &Transition) -> Result<Receipt, LedgerError> {
        if self.1 {
            self.0.submit(transition)?;
        }
        Err(LedgerError::Unavailable("no answer".to_owned()))
    }
    fn receipt(&self, id: EntryId) -> Result<Option<Receipt>, LedgerError> {
        self.0.receipt(id)
    }
    fn check_attest(&self, attest: &Attestation, demand: &Demand<'_>) -> Result<Snapshot, AttestError> {
        self.0.check_attest(attest, demand)
    }
}

/// The holder pledges 100 USD to Bank A, and hears nothing more of it.
fn interrupted(trade: &Trade, is_heard: bool) {
    let place = trade.program.folder.join("ledger");
    let ledger = Ledger::open(place.join("ledger.redb")).unwrap();
    let genesis = ledger.genesis();
    let vk = |circuit: CircuitId| {
        let file = place.join(format!("keys/{circuit}-v{}.vk", circuit.version()));
        (circuit, VerifyingKey::from_bytes(&std::fs::read(file).unwrap()).unwrap())
    };
    let pinned = Keys::new(genesis, genesis.circuits.iter().map(|active| vk(active.circuit))).unwrap();
    let directory =
        Directory::load(place.join("directory.json"), &genesis.member_admin, genesis.hash()).unwrap();
    let store =
        KeyStore::open_in(keys(), KeyPolicy::AllowInsecureDevelopment, Manifest::committed().unwrap());
    let silent = Silent(LocalLedger::new(&ledger, &pinned, &SystemClock), is_heard);
    let services = Services {
        ledger: &silent,
        directory: &directory,
        blobs: &BlobFolder::open(place.join("blobs")).unwrap(),
        prover: &Prover::new(Arc::new(store)),
        clock: &SystemClock,
    };
    let party = Party::open(trade.program.folder.join("copper"), PASSPHRASE).unwrap();
    let mut desk = Desk::open(&party, services).unwrap();
    desk.sync().unwrap();
    let lot = desk.wallet().titles().next().unwrap().lot();
    let bank = desk.member("Bank A").unwrap();
    let amount: Money = "100 USD".parse().unwrap();
    let lost = desk.pledge(lot, bank, amount, &mut rand::rngs::OsRng).unwrap_err();
    assert!(matches!(lost, OpError::Undecided { .. }), "{lost}");
}

fn encumbered(trade: &Trade) -> Value {
    trade.at("copper", &["wallet", "show"])["lots"][0]["title"]["amount"]["minor"].clone()
}

fn liens(trade: &Trade, bank: &str) -> usize {
    trade.at(bank, &["lien", "list"])["liens"].as_array().unwrap().len()
}

#[test]
fn what_was_interrupted_is_not_carried_out_by_the_next_command() {
    let trade = Trade::new();
    trade.issue("issued.json");
    let value = ["bill", "value", "issued.json", "--value", "100000 USD", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--out", "valuation.json"]].concat());
    let registered = trade.at("copper", &["lot", "register", "issued.json", "--valuation", "valuation.json"]);
    let lot = text(&registered["lot"]);
    let pledge = |bank, amount| ["lot", "pledge", "--lot", lot, "--to", bank, "--amount", amount];
    let file = trade.program.folder.join("copper/pending");
    let show = || trade.at("copper", &["pending", "show"]);
    assert_eq!(show(), json!({ "ok": true, "pending": null }));

    // The ledger never got it: whatever is typed next, that alone is done.
    interrupted(&trade, false);
    let shown = show();
    let pending = &shown["pending"];
    assert_eq!(shape(pending), ["intent", "notes", "since", "state", "transition"]);
    assert_eq!((&pending["intent"], &pending["state"]), (&json!("pledge"), &json!("not-accepted")));
    let notes = pending["notes"].as_array().unwrap();
    let lien = notes.iter().find(|note| note["kind"] == "lien").unwrap();
    assert_eq!((&lien["amount"], &lien["to"], &lien["lot"]), (&json!(10_000), &json!("Bank A"), &json!(lot)));
    assert!(notes.iter().any(|note| note["to"] == COPPER));
    let output = trade.program.output(&[&["--home", "copper"][..], &pledge("Bank B", "7 USD")].concat());
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("warning: an earlier command (pledge) was interrupted"), "{said}");
    assert_eq!((liens(&trade, "bank-a"), liens(&trade, "bank-b")), (0, 1));
    assert_eq!((encumbered(&trade), file.exists()), (json!(700), false));

    // A command that only looks does not carry it out either.
    interrupted(&trade, false);
    assert_eq!((encumbered(&trade), file.exists()), (json!(700), false));

    // The ledger got it: that is said, and nothing else is done.
    interrupted(&trade, true);
    // Its flush is the newest entry.
    let height = trade.program.ok(&["ledger", "status"])["height"].as_u64().unwrap() - 1;
    assert_eq!(
        (&show()["pending"]["state"], &show()["pending"]["height"]),
        (&json!("accepted"), &json!(height))
    );
    let told = trade.refused("copper", &pledge("Bank B", "7 USD"));
    assert_eq!(told["error"]["code"], "Completed");
    assert_eq!((liens(&trade, "bank-a"), liens(&trade, "bank-b")), (1, 1));
    assert!(!file.exists());

    // It can be forgotten, also if nobody can read it any more.
    interrupted(&trade, false);
    let dropped = trade.at("copper", &["pending", "drop"]);
    assert_eq!((&dropped["dropped"], &dropped["pending"]["intent"]), (&json!(true), &json!("pledge")));
    assert_eq!(trade.at("copper", &["pending", "drop"])["dropped"], false);
    std::fs::write(&file, "{}").unwrap();
    let damaged = trade.program.unusable(&[&["--home", "copper"][..], &pledge("Bank B", "7 USD")].concat());
    assert!(text(&damaged["error"]["help"]).contains("plimsoll pending drop"), "{damaged}");
    trade.program.unusable(&["--home", "copper", "pending", "show"]);
    assert_eq!(encumbered(&trade), json!(10_700));
    assert_eq!(trade.at("copper", &["pending", "drop"])["dropped"], true);
    trade.at("copper", &pledge("Bank B", "7 USD"));
    assert_eq!(trade.program.ok(&["ledger", "verify"])["verdict"], "sound");
}
