//! Two banks and one cargo, with the program alone: each party in its own folder, one ledger between them.

use crate::program::{GOVERNED, Program, answer, of_guardian, sample, shape};
use serde_json::{Value, json};

/// A ledger with its members, and a bill that is issued and valued.
pub struct Trade {
    _folder: tempfile::TempDir,
    pub program: Program,
}

pub const COPPER: &str = "Fictional Copper Trading Ltd";

impl Trade {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::in_folder(folder.path()).trusting_development_keys();
        program.ok(&["ledger", "init", "--name", "Trial", "--guardians", "3", "--threshold", "2"]);
        for (home, name, role) in [
            ("carrier", "Example Line", "issuer,valuer"),
            ("copper", COPPER, "holder"),
            ("bank-a", "Bank A", "bank"),
            ("bank-b", "Bank B", "bank"),
        ] {
            program.ok(&["--home", home, "keys", "new", "--name", name]);
            let words = ["member", "add", &format!("{home}/party.json"), "--role", role];
            let by: &[&str] = if role.contains("issuer") { &GOVERNED } else { &[] };
            program.ok(&[&words[..], by].concat());
        }
        Self { _folder: folder, program }
    }

    pub fn issue(&self, out: &str) -> Value {
        let (bill, jwks, invoice) =
            (sample("ebl-to-order.signed.json"), sample("carrier.jwks.json"), sample("invoice.json"));
        let words = ["--home", "carrier", "bill", "issue", &bill, "--jwks", &jwks, "--carrier", "ZZEL"];
        let more = ["--invoice", &invoice, "--holder", COPPER, "--out", out];
        // An issuer is given no passphrase that opens audits.
        let mut command = self.program.command(&[&["--json"], &words[..], &more].concat());
        (1..=5).for_each(|n| {
            command.env_remove(&of_guardian(n)[1].0);
        });
        let (status, issued) = answer(&mut command);
        assert_eq!(status, 0, "{issued}");
        issued
    }

    pub fn at(&self, home: &str, words: &[&str]) -> Value {
        self.program.ok(&[&["--home", home], words].concat())
    }

    pub fn refused(&self, home: &str, words: &[&str]) -> Value {
        self.program.refused(&[&["--home", home], words].concat())
    }
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn two_banks_finance_one_cargo_within_its_value() {
    let trade = Trade::new();
    let issued = trade.issue("issued.json");
    assert_eq!(
        shape(&issued),
        ["file", "holder", "lot", "ok", "referrals", "signed_before", "slots", "valid_until"]
    );
    let value = ["bill", "value", "issued.json", "--value", "100000 USD", "--expires", "2199-12-31"];
    let valued = trade.at("carrier", &[&value[..], &["--out", "valuation.json"]].concat());
    assert_eq!(valued["value"], json!({ "minor": 10_000_000, "currency": "USD", "text": "100,000.00 USD" }));

    let sheet = trade.at("copper", &["bill", "sheet", "issued.json"]);
    assert_eq!((shape(&sheet), &sheet["lot"]), (vec!["lot", "ok", "sheets"], &issued["lot"]));
    let first = &sheet["sheets"][0];
    assert_eq!(shape(first), ["box", "doc", "height", "inv", "issuer", "keys", "pads", "slots", "soft"]);
    assert_eq!(shape(&first["keys"][0]), ["class", "fingerprint", "of", "slot"]);
    assert_eq!(
        (&first["height"], &first["pads"], &first["keys"][5]["slot"]),
        (&Value::Null, &json!(26), &json!(7))
    );
    // A key that somebody calls a pad.
    let file = trade.program.folder.join("issued.json");
    let mut changed: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let slot = &mut changed["sheet"]["content"]["slots"][4];
    *slot = json!({ "pad": slot["key"]["f"] });
    std::fs::write(trade.program.folder.join("changed.json"), changed.to_string()).unwrap();
    let refused = trade.refused("copper", &["bill", "sheet", "changed.json"]);
    assert_eq!(refused["error"]["code"], "SheetSignature");
    let register = ["lot", "register", "changed.json", "--valuation", "valuation.json"];
    assert_eq!(trade.refused("copper", &register)["error"]["code"], "SheetSignature");

    let register = ["lot", "register", "issued.json", "--valuation", "valuation.json"];
    let registered = trade.at("copper", &register);
    let sheet = trade.at("copper", &["lot", "sheet"]);
    assert_eq!(sheet["sheets"][0]["height"], registered["height"]);
    assert_eq!(trade.at("carrier", &["bill", "sheet", "issued.json"]), sheet);
    let told = trade.program.output(&["--home", "copper", "lot", "sheet"]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(
        told.contains("40 slots: 1 DOC, 1 INV, 4 BOX, 8 SOFT, 26 pads")
            && told.contains("  4  BOX   container"),
        "{told}"
    );
    let accepted_shape = [
        "entry_hash",
        "height",
        "intent",
        "lot",
        "notes",
        "ok",
        "prove_ms",
        "referrals",
        "time",
        "transition",
    ];
    assert_eq!(shape(&registered), accepted_shape);
    // The same bill, issued once more by a careless issuer, meets itself on the ledger.
    let again = trade.refused("copper", &register);
    assert_eq!(again["error"]["code"], "ConflictDoc");
    let other = trade.refused("bank-a", &register);
    assert_eq!(other["error"]["kind"], "refused");

    let lot = &text(&registered["lot"])[..10];
    let pledge = |bank, amount| ["lot", "pledge", "--lot", lot, "--to", bank, "--amount", amount];
    let first = trade.at("copper", &pledge("Bank A", "60000.00 USD"));
    let pledged_shape = [
        "entry_hash",
        "height",
        "intent",
        "lot",
        "notes",
        "ok",
        "prove_ms",
        "time",
        "transition",
        "valuation",
    ];
    assert_eq!(shape(&first), pledged_shape);
    let valuation = json!({ "valued_at": valued["valued_at"], "expires": "2199-12-31", "expired": false });
    assert_eq!(first["valuation"], valuation);
    trade.at("copper", &pledge("Bank B", "40,000 USD"));
    let third = trade.refused("copper", &pledge("Bank B", "0.01 USD"));
    assert_eq!(third["error"]["code"], "Headroom");
    assert!(text(&third["error"]["message"]).contains("0.00 USD headroom"));
    // Nothing is said to be pledged that is not.
    let words = pledge("Bank B", "0.01 USD");
    let told = trade.program.output(&[&["--home", "copper"], &words[..]].concat());
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(told.contains("error: ") && !told.contains("proving") && !told.contains("pledged"), "{told}");

    let bank_b = trade.at("bank-b", &["wallet", "show"]);
    assert_eq!(shape(&bank_b), ["address", "height", "lots", "name", "ok"]);
    let lien = &bank_b["lots"][0]["liens"][0];
    assert_eq!(shape(lien), ["amount", "height", "id", "kind", "lot", "pool", "prior", "value", "valued_at"]);
    assert_eq!((&lien["amount"]["minor"], &lien["prior"]["minor"]), (&json!(4_000_000), &json!(6_000_000)));

    assert_eq!(
        (&lien["valued_at"], &bank_b["lots"][0]["valued_at"]),
        (&valued["valued_at"], &valued["valued_at"])
    );
    let listed = trade.program.output(&["--home", "bank-b", "lien", "list"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("VALUED ON") && listed.contains(text(&valued["valued_at"])), "{listed}");

    repaid_and_pledged_again(&trade, lot, text(&lien["id"]));
    verified_opened_exported(&trade, text(&registered["transition"]), text(&first["transition"]));
}

/// Bank B asks who applies and holds the title, gives half of its lien back to the lot, and the owner merges it.
fn repaid_and_pledged_again(trade: &Trade, lot: &str, lien: &str) {
    trade.at("bank-b", &["challenge", "new", "--purpose", "a review", "--out", "challenge.json"]);
    let attest =
        ["lot", "attest", "--lot", lot, "--challenge", "challenge.json", "--out", "attest.json", "--open"];
    let terms =
        ["--max-encumbrance", "100000 USD", "--requested", "0 USD", "--rate", "100%", "--only-for", "Bank B"];
    let other = [&terms[..7], &["Bank A"]].concat();
    let mistaken = [&["--home", "copper"], &attest[..], &other].concat();
    assert!(
        trade.program.unusable(&mistaken)["error"]["message"]
            .as_str()
            .unwrap()
            .contains("the challenge is of Bank B")
    );
    let answer = trade.at("copper", &[&attest[..], &terms].concat());
    assert_eq!((&answer["verifier"], &answer["only_for"]), (&json!("Bank B"), &json!("Bank B")));

    let told = ["verify", "attest", "attest.json", "--challenge", "challenge.json"];
    assert_eq!(trade.refused("bank-b", &told)["error"]["code"], "OtherVerifier");
    let checked = trade.at("bank-b", &[&told[..], &["--only-me"]].concat());
    assert_eq!(checked["opening"]["lot"].as_str().map(|l| l.starts_with(lot)), Some(true));
    assert_eq!(
        checked["opening"]["sheets"],
        json!([{ "slots": 40, "doc": 1, "inv": 1, "box": 4, "soft": 8, "pads": 26 }])
    );
    assert_eq!(checked["only_for_own"], true);
    let kept = std::fs::read_dir(trade.program.folder.join(text(&checked["kept"]))).unwrap();
    let mut kept: Vec<_> = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    kept.sort();
    assert_eq!(kept, ["attest.json", "challenge.json", "verdict.json"]);
    assert_eq!(shape(&checked["ledger"]), ["age_seconds", "entry_hash", "height", "judged_at", "time"]);
    let old = ["--max-ledger-age", "1s"];
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let old = trade.refused("bank-b", &[&told[..], &["--only-me"], &old[..]].concat());
    assert_eq!(old["error"]["code"], "OldLedger");
    assert!(text(&old["error"]["help"]).ends_with("--max-ledger-age"), "{old}");
    assert_eq!(trade.refused("bank-a", &told)["error"]["code"], "OtherVerifier");
    trade.at("bank-a", &["challenge", "new", "--purpose", "another", "--out", "another.json"]);
    let shown_elsewhere =
        trade.refused("bank-a", &["verify", "attest", "attest.json", "--challenge", "another.json"]);
    assert_eq!(shown_elsewhere["error"]["code"], "WrongChallenge");

    // An answer says whose it is only if that was asked for, and to one verifier alone.
    let named = ["--applicant", "Bank A"];
    let other = trade.refused("bank-b", &[&told[..], &["--only-me"], &named].concat());
    assert_eq!(other["error"]["code"], "OtherApplicant");
    let answer =
        [&attest[..6], &["--out", "own.json", "--as-applicant", "--valued-since", "2026-01-01"], &terms]
            .concat();
    assert_eq!(trade.at("copper", &answer)["names_applicant"], true);
    let told = ["verify", "attest", "own.json", "--challenge", "challenge.json", "--only-me", "--applicant"];
    let checked = trade.at("bank-b", &[&told[..], &[COPPER]].concat());
    assert!(checked["applicant"].is_string() && checked["valued_since"] == "2026-01-01");
    assert_eq!(
        trade.refused("bank-b", &[&told[..], &["Bank A"]].concat())["error"]["code"],
        "OtherApplicant"
    );

    trade.at("bank-b", &["lien", "discharge", "--lien", &lien[..14], "--amount", "20000 USD"]);
    let merged = trade.at("copper", &["title", "merge", "--lot", lot]);
    assert_eq!(merged["headroom"]["text"], "20,000.00 USD");
    trade.at("copper", &["lot", "pledge", "--lot", lot, "--to", "Bank A", "--amount", "20000 USD"]);
    let rebuilt = trade.at("copper", &["wallet", "sync", "--rebuild"]);
    assert_eq!(shape(&rebuilt), ["alike", "height", "kept", "ok", "received", "spent", "warnings"]);
}

fn verified_opened_exported(trade: &Trade, register: &str, transition: &str) {
    let program = &trade.program;
    assert_eq!(program.ok(&["ledger", "verify"])["verdict"], "sound");
    assert_eq!(program.ok(&["verify", "transition", transition])["verdict"], "valid");
    let unknown = format!("0x{}", "0".repeat(64));
    program.refused(&["verify", "transition", &unknown]);

    let open = ["audit", "open", transition, "--reason", "case 7", "--requester", "Authority", "--with"];
    let opened = program.ok(&[&open[..], &["1,3"]].concat());
    assert_eq!((&opened["statement"], &opened["parties"][0]["name"]), (&json!("move"), &json!(COPPER)));
    assert_eq!(opened["outputs"][1]["name"], "Bank A");
    assert_eq!(opened["outputs"][1]["amount"], 6_000_000);
    assert_eq!(opened["guardians"], json!([1, 3]));
    assert!(opened["currency"].is_null() && opened["bill"].is_null());
    crate::guardians::each_opens_for_itself(program, &open);
    program.unusable(&[&open[..], &["1"]].concat());
    let papers = ["--issued", "issued.json", "--valuation", "valuation.json"];
    let opened = program.ok(&[&open[..], &["1,3"], &papers[..]].concat());
    assert_eq!(
        (&opened["currency"], &opened["document"]["reference"]),
        (&json!("USD"), &json!("ZZEL2603000417"))
    );
    let registered =
        ["audit", "open", register, "--reason", "case 7", "--requester", "Authority", "--with", "1,3"];
    let opened = program.ok(&registered);
    assert_eq!((&opened["statement"], text(&opened["bill"]).len()), (&json!("register"), 66));
    let told = program.output(&registered);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("not sealed") && told.contains(text(&opened["bill"])), "{told}");
    assert!(opened["sheet"].is_null());
    let with_papers = program.ok(&[&registered[..], &papers[..]].concat());
    assert_eq!(
        (&with_papers["sheet"]["height"], &with_papers["sheet"]["box"]),
        (&opened["height"], &json!(4))
    );
    let told = program.output(&[&registered[..], &papers[..]].concat());
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("100,000.00 USD") && !told.contains("minor units"), "{told}");
    // The same bill under another valuation is another bill.
    let value = ["bill", "value", "issued.json", "--value", "99999 USD", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--out", "other-valuation.json"]].concat());
    let others = ["--issued", "issued.json", "--valuation", "other-valuation.json"];
    let other = program.refused(&[&registered[..], &others[..]].concat());
    assert_eq!(other["error"]["code"], "OtherBill");

    for (form, files) in [
        ("snarkjs", ["verification_key.json", "posted.json", "proof.json"]),
        ("native", ["move.vk", "move.posted", "move.proof"]),
    ] {
        program.ok(&["export", "--transition", transition, "--form", form, "--out", form]);
        let [vk, posted, proof] = files.map(|file| format!("{form}/{file}"));
        let verify = ["verify", "proof", form, "--vk", &vk, "--posted", &posted, "--proof", &proof];
        let verified = program.ok(&verify);
        // Public inputs that somebody hands over would bind nothing.
        let handed_over = ["verify", "proof", form, "--vk", &vk, "--public", &posted, "--proof", &proof];
        assert!(text(&program.unusable(&handed_over)["error"]["message"]).contains("--posted"));
        assert_eq!((&verified["verdict"], &verified["circuit"]), (&json!("valid"), &json!("move")));
        program.unusable(&["export", "--circuit", "move", "--form", form, "--out", form]);
    }
    a_changed_log_is_faulty(
        trade,
        &std::fs::read(program.folder.join("native/move.proof")).unwrap(),
        transition,
    );

    // One bit of a posted value changed.
    let public = program.folder.join("native/move.posted");
    let mut bytes = std::fs::read(&public).unwrap();
    bytes[63] ^= 1;
    std::fs::write(&public, bytes).unwrap();
    let verify = ["verify", "proof", "native", "--vk", "native/move.vk", "--posted", "native/move.posted"];
    let changed = program.refused(&[&verify[..], &["--proof", "native/move.proof"]].concat());
    assert_eq!(changed["code"], "BadProof");
}

/// One bit of one accepted proof is changed in the ledger's file: the replay names its height, and nothing else is wrong.
fn a_changed_log_is_faulty(trade: &Trade, proof: &[u8], transition: &str) {
    let height = trade.program.ok(&["verify", "transition", transition])["height"].clone();
    let file = trade.program.folder.join("ledger/ledger.redb");
    let sound = std::fs::read(&file).unwrap();
    let mut changed = sound.clone();
    let places: Vec<_> =
        sound.windows(proof.len()).enumerate().filter(|(_, w)| *w == proof).map(|(i, _)| i).collect();
    assert!(!places.is_empty());
    for place in places {
        changed[place] ^= 1;
    }
    std::fs::write(&file, changed).unwrap();
    let report = trade.program.refused(&["ledger", "verify"]);
    assert_eq!((&report["verdict"], &report["height"]), (&json!("faulty"), &height));
    trade.program.refused(&["verify", "transition", transition]);
    std::fs::write(&file, sound).unwrap();
    trade.program.ok(&["ledger", "verify"]);
}

#[test]
fn what_a_party_may_not_do_is_said_before_anything_is_made() {
    let trade = Trade::new();
    trade.issue("issued.json");
    let folder = &trade.program.folder;
    trade.program.ok(&["--home", "stranger", "keys", "new", "--name", "Stranger"]);
    let value = ["bill", "value", "issued.json", "--expires", "2199-12-31", "--out", "v.json"];
    std::fs::write(folder.join("policy.toml"), "no policy").unwrap();
    let ask = [
        "request",
        "new",
        "--policy",
        "policy.toml",
        "--amount",
        "USD 1",
        "--any-applicant",
        "--out",
        "r.json",
    ];
    let (bill, jwks) = (sample("ebl-to-order.signed.json"), sample("carrier.jwks.json"));
    let issue =
        ["bill", "issue", &bill, "--jwks", &jwks, "--carrier", "ZZEL", "--holder", COPPER, "--out", "i.json"];
    let register = ["lot", "register", "issued.json", "--valuation", "issued.json"];
    let cases: [(&str, &[&str], &str); 4] = [
        ("copper", &value, "valuer"),
        ("copper", &ask, "bank"),
        ("bank-a", &issue, "issuer"),
        ("carrier", &register, "holder"),
    ];
    for (home, words, role) in cases {
        let refused = trade.refused(home, words);
        assert_eq!(refused["error"]["code"], "Role", "{words:?}: {refused}");
        assert!(text(&refused["error"]["message"]).contains(&format!("with the role {role}")), "{refused}");
        assert!(text(&refused["error"]["help"]).contains("plimsoll member add"), "{refused}");
        let unknown = trade.refused("stranger", words);
        assert_eq!(unknown["error"]["code"], "NotMember", "{words:?}: {unknown}");
    }
    for made in ["v.json", "r.json", "i.json"] {
        assert!(!folder.join(made).exists(), "{made}");
    }

    // The carrier's signature is checked before a guardian is asked, and that is what is said.
    let text_of = |path: &str| std::fs::read_to_string(path).unwrap();
    std::fs::write(folder.join("changed.json"), text_of(&bill).replace("Example", "Exemple")).unwrap();
    let mut changed = issue;
    changed[2] = "changed.json";
    let told = trade.program.output(&[&["--home", "carrier"], &changed[..]].concat());
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(told.contains("error: ") && !told.contains("evaluate"), "{told}");
}
