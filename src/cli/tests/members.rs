//! Who is who: names that look alike, keys that were swapped, a directory that was put back, members that are removed.

use crate::{
    flow::text,
    program::{PASSPHRASE, Program, shape},
};
use serde_json::Value;
use std::fs;

fn program() -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path()).trusting_development_keys();
    let init = ["ledger", "init", "--name", "Trial", "--guardians", "2", "--threshold", "2"];
    program.ok(&[&init[..], &["--leaving-grace", "0"]].concat());
    (folder, program)
}

fn party(program: &Program, home: &str, name: &str) -> Value {
    program.ok(&["--home", home, "keys", "new", "--name", name])
}

fn add(program: &Program, home: &str) -> (i32, Value) {
    program.json(&["member", "add", &format!("{home}/party.json"), "--role", "bank"])
}

fn code(told: &Value) -> &str {
    told["error"]["code"].as_str().unwrap_or_default()
}

#[test]
fn members_whose_names_look_alike_are_not_admitted() {
    let (_folder, program) = program();
    let bank = party(&program, "bank", "  Bank\u{a0}\u{a0}A ");
    assert_eq!(bank["name"], "Bank A");
    assert_eq!(add(&program, "bank").0, 0);
    // Cyrillic А, Greek Α, and what differs in nothing that is read.
    for (home, name) in [
        ("b1", "Bank \u{410}"),
        ("b2", "Bank \u{391}"),
        ("b3", "BANK  a"),
        ("b4", "BankA"),
        ("b5", "Bank A."),
    ] {
        party(&program, home, name);
        let (status, told) = add(&program, home);
        assert_eq!((status, code(&told)), (1, "LooksAlike"), "{name}: {told}");
    }
    // What is not seen, or mixes scripts within a word, is no name at all.
    for name in ["Bank\u{200b} A", "Bank A\u{202e}", "B\u{430}nk A", "\u{3164}", "---", ""] {
        program.unusable(&["--home", "none", "keys", "new", "--name", name]);
    }
    assert!(!program.folder.join("none").exists());
    for (home, name) in
        [("h1", "虚构银行股份有限公司"), ("h2", "بنك المثال"), ("h3", "Société d'Exemple"), ("h4", "Пример")]
    {
        assert_eq!(party(&program, home, name)["name"], name);
        assert_eq!(add(&program, home).0, 0, "{name}");
    }
    assert_eq!(program.ok(&["member", "list"])["members"].as_array().unwrap().len(), 5);
    let mistaken = program.refused(&["member", "remove", "Bank \u{410}", "--yes"]);
    assert_eq!(code(&mistaken), "LooksAlike");
    program.unusable(&["ledger", "init", "--name", "Tr\u{200b}ial", "--ledger", "other"]);
}

#[test]
fn what_a_party_did_not_sign_is_refused_and_a_change_needs_a_word() {
    let (folder, program) = program();
    party(&program, "bank", "Bank A");
    party(&program, "other", "Bank B");
    let file = |home: &str| folder.path().join(home).join("party.json");
    let read = |home: &str| -> Value { serde_json::from_slice(&fs::read(file(home)).unwrap()).unwrap() };
    let (own, other) = (read("bank"), read("other"));
    let swaps = [
        ("encryption_key", other["encryption_key"].clone(), "NotSigned"),
        ("control_key", other["control_key"].clone(), "NotSigned"),
        ("name", "Bank C".into(), "NotSigned"),
        ("lei", "ZZZZ00COPPER00000065".into(), "NotSigned"),
        ("signature", other["signature"].clone(), "NotSigned"),
        ("nkc", other["nkc"].clone(), "OtherKeys"),
    ];
    // Before it is admitted, and when it is added again.
    for _ in 0..2 {
        for (field, value, expected) in &swaps {
            let mut swapped = own.clone();
            swapped[field] = value.clone();
            fs::write(folder.path().join("swapped.json"), swapped.to_string()).unwrap();
            let told = program.refused(&["member", "add", "swapped.json", "--role", "bank"]);
            assert_eq!(code(&told), *expected, "{field}: {told}");
        }
        program.ok(&["member", "add", "bank/party.json", "--role", "bank"]);
    }
    assert_eq!(program.ok(&["member", "add", "bank/party.json", "--role", "bank"])["change"], "renewed");

    // The party itself may change what it says; the administration says that it knows.
    let changed = plimsoll_changed(&program, "bank", "Bank A of Example");
    fs::write(folder.path().join("changed.json"), changed).unwrap();
    let words = ["member", "add", "changed.json", "--role", "bank"];
    let told = program.refused(&words);
    assert_eq!(code(&told), "PartyChanged");
    assert!(text(&told["error"]["message"]).contains("name: Bank A, now Bank A of Example"), "{told}");
    let accepted = program.ok(&[&words[..], &["--accept-change"]].concat());
    assert_eq!(accepted["differences"][0]["what"], "name");
    assert_eq!(shape(&accepted), ["change", "differences", "edition", "height", "member", "ok"]);
}

/// The party file under another name, signed with the party's own key.
fn plimsoll_changed(program: &Program, home: &str, name: &str) -> String {
    let party = plimsoll_client::Party::open(program.folder.join(home), PASSPHRASE).unwrap();
    let changed =
        plimsoll_client::PublicParty::new(name, None, party.public().control_key, party.keys()).unwrap();
    serde_json::to_string(&changed).unwrap()
}

#[test]
fn a_directory_that_is_put_back_is_noticed_by_everybody() {
    let (folder, program) = program();
    let directory = folder.path().join("ledger/directory.json");
    let office = |words: &[&str]| program.json(&[&["--home", "office"], words].concat());
    fs::create_dir(folder.path().join("office")).unwrap();
    for (home, name) in [("bank", "Bank A"), ("other", "Bank B"), ("third", "Bank C")] {
        party(&program, home, name);
    }
    assert_eq!(office(&["member", "add", "bank/party.json", "--role", "bank"]).0, 0);
    let first = fs::read(&directory).unwrap();
    assert_eq!(office(&["member", "add", "other/party.json", "--role", "bank"]).0, 0);
    program.ok(&["--home", "bank", "wallet", "show"]);
    let newest = fs::read(&directory).unwrap();

    fs::write(&directory, &first).unwrap();
    let outdated = |(status, told): (i32, Value)| {
        assert_eq!((status, code(&told)), (1, "DirectoryOutdated"), "{told}");
        text(&told["error"]["help"]).to_owned()
    };
    // The administration does not sign over it, from wherever it is at work.
    let help = outdated(office(&["member", "add", "third/party.json", "--role", "bank"]));
    assert!(help.contains("keep it as evidence") && help.contains("directories"), "{help}");
    outdated(office(&["member", "remove", "Bank A", "--yes"]));
    outdated(program.json(&["--home", "elsewhere", "member", "add", "third/party.json", "--role", "bank"]));
    outdated(program.json(&["--home", "elsewhere", "member", "remove", "Bank A", "--yes"]));
    // Nor does a party that has seen more use it.
    outdated(program.json(&["--home", "bank", "wallet", "show"]));
    outdated(program.json(&["--home", "bank", "member", "list"]));
    assert_eq!(fs::read(&directory).unwrap(), first, "the evidence is as it was");

    // What a home keeps is the newest edition itself.
    let kept = fs::read_dir(folder.path().join("bank/directories")).unwrap().next().unwrap().unwrap();
    assert_eq!(fs::read(kept.path()).unwrap(), newest);
    fs::copy(kept.path(), &directory).unwrap();
    assert_eq!(office(&["member", "add", "third/party.json", "--role", "bank"]).1["edition"], 3);
    let list = program.ok(&["--home", "bank", "member", "list"]);
    assert_eq!(list["members"].as_array().unwrap().len(), 3);

    // A date that was put back, with no member missing, is noticed by who has seen the other.
    let third = fs::read(&directory).unwrap();
    let until = ["--role", "bank", "--valid-until", "2199-12-31"];
    assert_eq!(office(&[&["member", "add", "bank/party.json"][..], &until].concat()).0, 0);
    fs::write(&directory, third).unwrap();
    outdated(office(&["member", "add", "bank/party.json", "--role", "bank"]));
    let (status, _) = program.json(&["--home", "other", "member", "list"]);
    assert_eq!(status, 0, "it has not seen the fourth edition");
}

#[test]
fn nobody_is_removed_by_the_way() {
    let (_folder, program) = program();
    party(&program, "bank", "Bank A");
    program.ok(&["member", "add", "bank/party.json", "--role", "bank,holder"]);
    let told = program.refused(&["member", "remove", "Bank A", "--yes"]);
    assert_eq!(code(&told), "NotLeaving");
    assert!(text(&told["error"]["help"]).contains("plimsoll member leave"));
    let told = program.unusable(&["member", "leave", "Bank A"]);
    assert_eq!(code(&told), "Unconfirmed");
    assert!(text(&told["error"]["help"]).contains("--yes"));
    assert_eq!(code(&program.refused(&["member", "expire", "Bank A"])), "NotExpired");
    // A role that is taken away is a revocation, too.
    let fewer = ["member", "add", "bank/party.json", "--role", "bank"];
    assert_eq!(code(&program.unusable(&fewer)), "Unconfirmed");
    assert_eq!(program.ok(&["ledger", "status"])["members"], 1);
    assert_eq!(program.ok(&[&fewer[..], &["--yes"]].concat())["change"], "changed");
    let left = program.ok(&["member", "leave", "bank a", "--yes"]);
    assert_eq!((&left["change"], &left["member"]["state"]), (&"leaving".into(), &"leaving".into()));
    assert_eq!(code(&program.unusable(&["member", "remove", "Bank A"])), "Unconfirmed");
    assert_eq!(program.ok(&["member", "remove", "bank a", "--yes"])["change"], "removed");
    assert_eq!(program.ok(&["ledger", "status"])["members"], 0);
    // It comes back as it was, if its organisation wants that.
    assert_eq!(code(&program.refused(&fewer)), "NoConsent");
    program.ok(&[
        "--home",
        "bank",
        "member",
        "consent",
        "bank/party.json",
        "--role",
        "bank",
        "--out",
        "c.json",
    ]);
    assert_eq!(program.ok(&[&fewer[..], &["--consent", "c.json"]].concat())["change"], "admitted");
}

#[test]
fn an_organisation_consents_to_its_further_addresses_and_disowns_them() {
    let (folder, program) = program();
    let lei = ["--lei", "ZZZZ00COPPER00000065"];
    let made = program.ok(&[&["--home", "desk", "keys", "new", "--name", "First Desk"][..], &lei].concat());
    let control = text(&made["control_key"]).to_owned();
    let new = |home: &str, name: &str, control: &str| {
        let words = ["--home", home, "keys", "new", "--name", name, "--control-key", control];
        program.ok(&[&words[..], &lei].concat())
    };
    assert_eq!(
        shape(&new("second", "Second Desk", &control)),
        ["address", "control_key", "encryption_key", "file", "lei", "name", "ok"]
    );
    program.unusable(&["--home", "x", "keys", "new", "--name", "X", "--control-key", &control]);
    // The control key lies elsewhere from now on.
    let safe = folder.path().join("safe.age");
    fs::rename(folder.path().join("desk/control.age"), &safe).unwrap();
    assert_eq!(program.ok(&["--home", "desk", "keys", "show"])["control_key_file"], Value::Null);

    let consent = |home: &str, roles: &str, out: &str| {
        let file = format!("{home}/party.json");
        let words =
            ["member", "consent", &file, "--role", roles, "--control-key-file", "safe.age", "--out", out];
        program.json(&words)
    };
    let add = |home: &str, more: &[&str]| {
        program.json(&[&["member", "add", &format!("{home}/party.json"), "--role", "bank"], more].concat())
    };
    assert_eq!(code(&consent("second", "bank", "early.json").1), "NoConsentNeeded");
    assert_eq!(add("desk", &[]).0, 0);
    let (status, told) = add("second", &[]);
    assert_eq!((status, code(&told)), (1, "NoConsent"));
    assert!(text(&told["error"]["help"]).contains("plimsoll member consent second/party.json --role bank"));
    assert_eq!(consent("second", "holder", "holder.json").0, 0);
    assert_eq!(consent("second", "bank", "one.json").0, 0);
    assert_eq!(consent("second", "bank", "two.json").1["nonce"], 0);
    assert_eq!(code(&add("second", &["--consent", "holder.json"]).1), "NoConsent");
    assert_eq!(add("second", &["--consent", "one.json"]).0, 0);
    let members = program.ok(&["member", "list"])["members"].clone();
    assert_eq!(members[0]["control_key"], members[1]["control_key"]);
    assert_eq!(
        code(&program.refused(&["member", "remove", "ZZZZ00COPPER00000065", "--yes"])),
        "SeveralMembers"
    );

    // Somebody with a control key of his own under the same LEI is not admitted.
    let false_desk = ["--home", "false", "keys", "new", "--name", "Third Desk"];
    program.ok(&[&false_desk[..], &lei].concat());
    let (status, told) = add("false", &[]);
    assert_eq!((status, code(&told)), (1, "Inconsistent"), "{told}");

    let disown = ["member", "disown", "Second Desk", "--control-key-file"];
    let wrong = program.unusable(&[&disown[..], &["false/control.age", "--out", "r.json"]].concat());
    assert!(text(&wrong["error"]["message"]).contains(&control), "{wrong}");
    program.ok(&[&disown[..], &["safe.age", "--out", "r.json"]].concat());
    let remove =
        |name: &str| ["member", "remove", name, "--revocation", "r.json", "--yes"].map(str::to_owned);
    let refused = program.refused(&remove("First Desk").each_ref().map(String::as_str));
    assert_eq!(code(&refused), "BadRevocation");
    let removed = program.ok(&remove("Second Desk").each_ref().map(String::as_str));
    assert_eq!(removed["member"]["state"], "removed");
    // For good: no consent brings it back.
    assert_eq!(consent("second", "bank", "again.json").0, 0);
    assert_eq!(code(&add("second", &["--consent", "again.json"]).1), "DisownedMember");
}
