//! Ledgers, parties and members; keys and passphrases that are refused.

use crate::program::{Program, shape};

fn program() -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    (folder, program)
}

#[test]
fn development_keys_are_refused_unless_asked_for_by_name() {
    let (folder, program) = program();
    let refused = program.unusable(&["ledger", "init", "--name", "Trial"]);
    assert!(refused["error"]["help"].as_str().unwrap().contains("--insecure-dev-keys"));
    assert!(!folder.path().join("ledger").exists(), "nothing is left behind");
}

#[test]
fn a_ledger_is_made_once_and_knows_its_members() {
    let (folder, program) = program();
    let program = program.trusting_development_keys();
    let made = program.ok(&["ledger", "init", "--name", "Trial"]);
    let fields = ["circuits", "folder", "genesis", "guardians", "name", "ok", "operator", "threshold"];
    assert_eq!(shape(&made), fields);
    program.unusable(&["ledger", "init", "--name", "Trial"]);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["ledger"]);

    let party = program.ok(&["--home", "bank", "keys", "new", "--name", "Bank A"]);
    assert_eq!(shape(&party), ["address", "file", "name", "ok"]);
    program.unusable(&["--home", "bank", "keys", "new", "--name", "Bank A"]);
    assert_eq!(program.ok(&["--home", "bank", "keys", "show"])["address"], party["address"]);

    let add = |role| ["member", "add", "bank/party.json", "--role", role];
    let admitted = program.ok(&add("bank"));
    assert_eq!(shape(&admitted), ["change", "edition", "height", "member", "ok"]);
    assert_eq!(admitted["change"], "admitted");
    assert_eq!(program.ok(&add("bank"))["change"], "renewed");
    assert_eq!(program.ok(&add("bank,holder"))["change"], "changed");
    program.ok(&["--home", "twin", "keys", "new", "--name", "bank a"]);
    program.refused(&["member", "add", "twin/party.json", "--role", "bank"]);

    let list = program.ok(&["member", "list"]);
    assert_eq!(list["members"][0]["roles"], serde_json::json!(["holder", "bank"]));
    assert_eq!(program.ok(&["member", "remove", "BANK A"])["change"], "removed");
    assert_eq!(program.ok(&["member", "list"])["members"][0]["current"], false);
    program.refused(&["member", "remove", "Nobody"]);

    let status = program.ok(&["ledger", "status"]);
    assert_eq!((&status["height"], &status["members"]), (&3.into(), &0.into()));
    assert_eq!(status["circuits"][0]["source"], "insecure-dev");
    let log = program.ok(&["ledger", "log", "--since", "1", "--limit", "1"]);
    assert_eq!(log["entries"].as_array().unwrap().len(), 1);
    assert_eq!(
        shape(&log["entries"][0]),
        ["commitments", "entry_hash", "height", "id", "kind", "nullifiers", "time", "what"]
    );
    assert_eq!(program.ok(&["ledger", "verify"])["verdict"], "sound");
}

#[test]
fn wrong_and_missing_passphrases() {
    let (_folder, mut program) = program();
    program.ok(&["--home", "bank", "keys", "new", "--name", "Bank A"]);
    let program_with_keys = Program::in_folder(&program.folder).trusting_development_keys();
    program_with_keys.ok(&["ledger", "init", "--name", "Trial"]);

    let mut wrong = Program::in_folder(&program.folder).trusting_development_keys();
    wrong.passphrase = Some("wrong".to_owned());
    let refused = wrong.refused(&["--home", "bank", "wallet", "show"]);
    assert!(refused["error"]["message"].as_str().unwrap().contains("passphrase"));
    wrong.refused(&["member", "add", "bank/party.json", "--role", "bank"]);

    program.passphrase = None;
    let missing = program.unusable(&["--home", "bank", "wallet", "show"]);
    assert!(missing["error"]["help"].as_str().unwrap().contains("--passphrase-file"));
    std::fs::write(program.folder.join("pass.txt"), "correct horse\n").unwrap();
    let file = ["--home", "bank", "--passphrase-file", "pass.txt", "--insecure-dev-keys", "wallet", "show"];
    assert_eq!(program.ok(&file)["name"], "Bank A");
}

#[test]
fn a_party_without_a_ledger_is_told_what_to_do() {
    let (_folder, program) = program();
    let program = program.trusting_development_keys();
    for words in [&["ledger", "status"][..], &["member", "list"], &["wallet", "show"]] {
        assert!(program.unusable(words)["error"]["help"].as_str().unwrap().contains("plimsoll"), "{words:?}");
    }
}

#[test]
fn keys_that_the_genesis_does_not_pin_are_not_used() {
    let (folder, program) = program();
    let program = program.trusting_development_keys();
    program.ok(&["ledger", "init", "--name", "Trial"]);
    let key = folder.path().join("ledger/keys/move-v1.vk");
    let other = folder.path().join("ledger/keys/attest-v2.vk");
    std::fs::copy(&other, &key).unwrap();
    let swapped = program.unusable(&["ledger", "verify"]);
    assert!(swapped["error"]["message"].as_str().unwrap().contains("move"));
    std::fs::remove_file(&key).unwrap();
    program.unusable(&["ledger", "verify"]);
}
