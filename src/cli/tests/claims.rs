//! A bank asks, the owner of a title answers, the bank verifies: with the program alone.

use crate::{
    flow::{Trade, text},
    program::shape,
};
use serde_json::{Value, json};

const POLICY: &str = r#"
schema = "plimsoll.policy/1"
name = "copper"
version = "1"
title = "Copper from a port that we know"

[lists.known-ports]
of = "port"
capacity = 50
max-age = "3650 days"

[[predicate]]
name = "port"
field = "bill.portOfLoading"
in-list = "known-ports"

[[predicate]]
name = "value"
field = "valuation.value"
at-least = "USD 50000"
"#;

/// Changes a file of JSON.
fn rewrite(trade: &Trade, from: &str, to: &str, change: impl FnOnce(&mut Value)) {
    let folder = &trade.program.folder;
    let mut value = serde_json::from_slice(&std::fs::read(folder.join(from)).unwrap()).unwrap();
    change(&mut value);
    std::fs::write(folder.join(to), value.to_string()).unwrap();
}

fn failed(verdict: &Value) -> Vec<&str> {
    let checks = verdict["checks"].as_array().unwrap();
    checks.iter().filter(|c| c["holds"] == false).map(|c| text(&c["code"])).collect()
}

/// The bank's home keeps what it judged, and the same verdict comes of it when the ledger has moved on.
fn judged_again_as_it_was(trade: &Trade, accepted: &Value) {
    let bank = |words: &[&str]| trade.at("bank-a", words);
    let kept = text(&accepted["kept"]);
    let name = kept.strip_prefix("bank-a/evidence/").unwrap();
    let shown = bank(&["evidence", "show", name]);
    assert_eq!(
        shape(&shown),
        [
            "accepted",
            "again",
            "entry_hash",
            "entry_time",
            "files",
            "folder",
            "genesis",
            "height",
            "judged_at",
            "kind",
            "name",
            "ok",
            "purpose",
            "verdict"
        ]
    );
    let mut verdict = accepted.clone();
    verdict.as_object_mut().unwrap().remove("kept");
    assert_eq!((&shown["verdict"], &shown["name"]), (&verdict, &json!(name)));
    for (file, given) in ["request.json", "bundle.json"].iter().zip(["request.json", "bundle.json"]) {
        let folder = &trade.program.folder;
        assert_eq!(
            std::fs::read(folder.join(kept).join(file)).unwrap(),
            std::fs::read(folder.join(given)).unwrap()
        );
    }

    // A role is taken from somebody else.
    trade.program.ok(&["member", "add", "bank-b/party.json", "--role", "holder", "--yes"]);
    let verify = ["verify", "bundle", "bundle.json", "--request", "request.json"];
    assert_eq!(failed(&trade.refused("bank-a", &verify)), ["RevokedMember"]);
    let again: Vec<&str> = text(&shown["again"]).split(' ').skip(1).collect();
    let now = trade.program.ok(&again);
    assert_eq!(
        (&now["verdict"], &now["height"], &now["ledger"]),
        (&json!("accepted"), &verdict["height"], &verdict["ledger"])
    );
    let height = verdict["ledger"]["height"].to_string();
    let then = bank(&[&verify[..], &["--as-of", &height]].concat());
    assert_eq!(then["verdict"], "accepted");
    let early = ["--as-of", &height, "--at", "2020-01-01T00:00:00Z"];
    trade.program.unusable(&[&["--home", "bank-a"], &verify[..], &early[..]].concat());
    let missing = trade.refused("bank-a", &[&verify[..], &["--as-of", "9999"]].concat());
    assert_eq!(missing["error"]["code"], "NoSuchHeight");

    // Four were judged as the ledger stands, three of them refused; what could not be read and looking back leave nothing.
    let all = bank(&["evidence", "list"]);
    let verdicts: Vec<_> =
        all["evidence"].as_array().unwrap().iter().map(|e| e["accepted"] == true).collect();
    assert_eq!((verdicts.len(), verdicts.iter().filter(|accepted| **accepted).count()), (4, 1));
    assert_eq!(trade.refused("bank-a", &["evidence", "show", "nothing"])["error"]["kind"], "refused");
}

#[test]
fn a_bank_asks_and_learns_that_its_policy_holds_and_nothing_else() {
    let trade = Trade::new();
    let folder = trade.program.folder.clone();
    trade.issue("issued.json");
    let value = ["bill", "value", "issued.json", "--value", "100000 USD", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--out", "valuation.json"]].concat());
    let registered = trade.at("copper", &["lot", "register", "issued.json", "--valuation", "valuation.json"]);
    let lot = &text(&registered["lot"])[..10];

    std::fs::write(folder.join("copper.toml"), POLICY).unwrap();
    std::fs::write(folder.join("ports.csv"), "port\nCLANF\nPECLL\n").unwrap();
    std::fs::create_dir(folder.join("lists")).unwrap();
    let make =
        ["list", "make", "--name", "known-ports", "--of", "port", "--from", "ports.csv", "--column", "port"];
    let more = [
        "--dated",
        "2026-01-01",
        "--source",
        "https://ports.example",
        "--edition",
        "3",
        "--out",
        "plain.json",
    ];
    trade.program.ok(&[&make[..], &more].concat());
    // A bank publishes it. The bank puts edition 3 in use, so that edition 2 is refused afterwards.
    let signed = trade.at("bank-b", &["list", "sign", "plain.json", "--out", "lists/known-ports.json"]);
    assert_eq!(signed["publisher_name"], "Bank B");

    let ask = [
        "request",
        "new",
        "--policy",
        "copper.toml",
        "--amount",
        "USD 60000",
        "--rate",
        "80%",
        "--only-me",
        "--any-applicant",
    ];
    let asked =
        trade.at("bank-a", &[&ask[..], &["--purpose", "credit line 4711", "--out", "request.json"]].concat());
    assert_eq!((&asked["requested"]["minor"], &asked["rate_bps"]), (&json!(6_000_000), &json!(8_000)));
    assert_eq!((&asked["policy"]["name"], &asked["lists"][0]["entries"]), (&json!("copper"), &json!(2)));
    rewrite(&trade, "plain.json", "older.json", |list| list["edition"] = json!(2));
    std::fs::create_dir(folder.join("old")).unwrap();
    trade.at("bank-b", &["list", "sign", "older.json", "--out", "old/known-ports.json"]);
    let put_back = trade.program.refused(
        &[&["--home", "bank-a"], &ask[..], &["--lists", "old", "--out", "older-request.json"]].concat(),
    );
    assert_eq!(put_back["error"]["code"], "ListOutdated", "{put_back}");

    // Nothing is proven without a word, and nothing if the policy does not hold.
    let answer = |request, out| ["answer", request, "--lot", lot, "--out", out];
    let unasked =
        trade.program.unusable(&[&["--home", "copper"], &answer("request.json", "bundle.json")[..]].concat());
    assert!(text(&unasked["error"]["help"]).contains("--yes"));
    std::fs::write(folder.join("dear.toml"), POLICY.replace("USD 50000", "USD 100001")).unwrap();
    let dear = [
        "request",
        "new",
        "--policy",
        "dear.toml",
        "--amount",
        "60000 USD",
        "--any-applicant",
        "--out",
        "dear.json",
    ];
    trade.at("bank-a", &dear);
    let refused =
        trade.refused("copper", &[&answer("dear.json", "dear-bundle.json")[..], &["--yes"]].concat());
    assert_eq!(refused["error"]["code"], "PolicyFails");
    assert!(text(&refused["error"]["message"]).contains("value ("), "{refused}");
    assert!(!folder.join("dear-bundle.json").exists());
    rewrite(&trade, "request.json", "changed.json", |r| r["content"]["terms"]["rate_bps"] = json!(7_000));
    let refused =
        trade.refused("copper", &[&answer("changed.json", "changed-bundle.json")[..], &["--yes"]].concat());
    assert_eq!(refused["error"]["code"], "Signature");

    let answered = trade.at("copper", &[&answer("request.json", "bundle.json")[..], &["--yes"]].concat());
    assert_eq!((&answered["verifier"], &answered["only_for_verifier"]), (&json!("Bank A"), &json!(true)));

    let verify = ["verify", "bundle", "bundle.json", "--request", "request.json"];
    let accepted = trade.at("bank-a", &[&verify[..], &["--lists", "lists"]].concat());
    assert_eq!(
        shape(&accepted),
        [
            "checks",
            "expires",
            "height",
            "kept",
            "ledger",
            "link",
            "lists",
            "max_encumbrance",
            "ok",
            "only_for_own",
            "policy",
            "purpose",
            "rate_bps",
            "request",
            "requested",
            "today",
            "verdict",
            "verifier",
        ]
    );
    assert_eq!((&accepted["verdict"], &accepted["only_for_own"]), (&json!("accepted"), &json!(true)));
    assert_eq!(accepted["checks"].as_array().unwrap().len(), 11);

    // Shown to Bank B; changed on the way; answered with another request's words.
    assert_eq!(failed(&trade.refused("bank-b", &verify)), ["NotMyRequest", "OtherVerifier"]);
    rewrite(&trade, "bundle.json", "tampered.json", |b| b["claim"]["link"] = b["request"].clone());
    let tampered = ["verify", "bundle", "tampered.json", "--request", "request.json"];
    assert_eq!(failed(&trade.refused("bank-a", &tampered)), ["Link", "ClaimProof"]);
    let other = ["verify", "bundle", "bundle.json", "--request", "dear.json"];
    let told = trade.refused("bank-a", &other);
    assert!(failed(&told).contains(&"OtherRequest") && failed(&told).contains(&"OtherPolicy"), "{told}");
    trade.program.unusable(&[
        "--home",
        "bank-a",
        "verify",
        "bundle",
        "request.json",
        "--request",
        "bundle.json",
    ]);
    judged_again_as_it_was(&trade, &accepted);
}
