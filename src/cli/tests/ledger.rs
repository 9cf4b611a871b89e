//! Ledgers, parties and members; keys and passphrases that are refused.

use crate::program::{PASSPHRASE, Program, secret, shape};
use plimsoll_circuits::{statement::CircuitId, time::UnixTime};
use plimsoll_contracts::{ControlKey, Genesis, Hash32, Ledger, Order, SignedOrder, order::Validity};
use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

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
    let made = program.ok(&["ledger", "init", "--name", "Trial", "--leaving-grace", "0"]);
    let fields = [
        "circuits",
        "folder",
        "genesis",
        "governors",
        "governors_threshold",
        "guardians",
        "name",
        "ok",
        "operator",
        "threshold",
    ];
    assert_eq!(shape(&made), fields);
    program.unusable(&["ledger", "init", "--name", "Trial"]);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["ledger"]);

    let party = program.ok(&["--home", "bank", "keys", "new", "--name", "Bank A"]);
    assert_eq!(
        shape(&party),
        ["address", "control_key", "control_key_file", "encryption_key", "file", "name", "ok"]
    );
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
    program.ok(&["member", "leave", "BANK A", "--yes"]);
    assert_eq!(program.ok(&["member", "remove", "BANK A", "--yes"])["change"], "removed");
    assert_eq!(program.ok(&["member", "list"])["members"][0]["current"], false);
    program.refused(&["member", "remove", "Nobody"]);

    let status = program.ok(&["ledger", "status"]);
    assert_eq!((&status["height"], &status["members"]), (&8.into(), &0.into()));
    assert_eq!((&status["flushed"], &status["waiting"]), (&8.into(), &0.into()));
    assert_eq!(status["circuits"][0]["source"], "insecure-dev");
    let log = program.ok(&["ledger", "log", "--since", "2", "--limit", "1"]);
    assert_eq!(log["entries"].as_array().unwrap().len(), 1);
    assert_eq!(
        shape(&log["entries"][0]),
        [
            "commitments",
            "entry_hash",
            "height",
            "id",
            "kind",
            "nullifiers",
            "order",
            "signed",
            "time",
            "what"
        ]
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
    secret(program.folder.join("pass.txt"), format!("{PASSPHRASE}\n"));
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
    let of =
        |circuit: CircuitId| folder.path().join(format!("ledger/keys/{circuit}-v{}.vk", circuit.version()));
    let (key, other) = (of(CircuitId::Move), of(CircuitId::Attest));
    std::fs::copy(&other, &key).unwrap();
    let swapped = program.unusable(&["ledger", "verify"]);
    assert!(swapped["error"]["message"].as_str().unwrap().contains("move"));
    std::fs::remove_file(&key).unwrap();
    program.unusable(&["ledger", "verify"]);
}

/// A ledger with two members.
fn trial() -> (tempfile::TempDir, Program) {
    let (folder, program) = program();
    let program = program.trusting_development_keys();
    program.ok(&["ledger", "init", "--name", "Trial"]);
    for (home, name) in [("bank", "Bank A"), ("trader", "Trader")] {
        program.ok(&["--home", home, "keys", "new", "--name", name]);
        program.ok(&["member", "add", &format!("{home}/party.json"), "--role", "bank"]);
    }
    (folder, program)
}

#[test]
fn a_store_that_was_tampered_with_is_found_and_built_again() {
    let (folder, program) = trial();
    let path = folder.path().join("ledger/ledger.redb");
    let status = program.ok(&["ledger", "status"]);
    assert_eq!(program.ok(&["ledger", "repair"])["verdict"], "sound");
    // The newest entry's hash stands in one table alone.
    let hash = hex::decode(&status["entry_hash"].as_str().unwrap()[2..]).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let places: Vec<_> = (0..bytes.len() - 32).filter(|at| bytes[*at..*at + 32] == hash).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| bytes[*at] ^= 1);
    fs::write(&path, &bytes).unwrap();

    let faulty = program.refused(&["ledger", "verify"]);
    assert_eq!(faulty["verdict"], "faulty");
    assert!(faulty["fault"].as_str().unwrap().contains("snapshots"), "{faulty:#}");
    let nothing_to_drop = program.refused(&["ledger", "repair", "--drop-from", "2"]);
    assert!(nothing_to_drop["error"]["help"].as_str().unwrap().contains("without --drop-from"));
    let repaired = program.ok(&["ledger", "repair"]);
    let fields = ["dropped", "entry_hash", "fault", "genesis", "height", "kept", "ok", "verdict"];
    assert_eq!(shape(&repaired), fields);
    assert_eq!((&repaired["verdict"], &repaired["height"]), (&"repaired".into(), &4.into()));
    assert!(fs::read(folder.path().join(repaired["kept"].as_str().unwrap())).unwrap() == bytes);
    assert_eq!(program.ok(&["ledger", "verify"])["verdict"], "sound");
    assert_eq!(program.ok(&["ledger", "status"])["entry_hash"], status["entry_hash"]);
    program.ok(&["member", "add", "bank/party.json", "--role", "bank,holder"]);

    // A file that is no database any more is named, with what to do, and nothing says to delete it.
    fs::write(&path, &bytes[..5000]).unwrap();
    let damaged = program.unusable(&["ledger", "status"]);
    let message = damaged["error"]["message"].as_str().unwrap();
    assert!(message.contains("ledger/ledger.redb") && !message.contains("delete"), "{message}");
    assert!(damaged["error"]["help"].is_string(), "{damaged:#}");
}

#[test]
fn an_older_copy_is_noticed_by_who_saw_more() {
    let (folder, program) = trial();
    let (path, old) = (folder.path().join("ledger/ledger.redb"), folder.path().join("old.redb"));
    fs::copy(&path, &old).unwrap();
    program.ok(&["member", "add", "trader/party.json", "--role", "bank,holder"]);
    let seen = program.ok(&["--home", "bank", "wallet", "sync"]);
    assert_eq!(seen["height"], 6);
    let status = program.ok(&["ledger", "status"]);
    let verified = program.ok(&["--home", "bank", "ledger", "verify"]);
    assert_eq!(verified["expected"]["by"], "wallet");
    assert_eq!(verified["expected"]["genesis"], status["genesis"]);
    let expect = format!("6:{}", status["entry_hash"].as_str().unwrap());
    let genesis = status["genesis"].as_str().unwrap();
    let given = ["ledger", "verify", "--genesis", genesis, "--expect", &expect];
    assert_eq!(program.ok(&given)["expected"]["by"], "options");

    fs::copy(&old, &path).unwrap();
    assert_eq!(program.ok(&["ledger", "verify"])["expected"]["by"], "nobody", "it is sound in itself");
    for words in [&["--home", "bank", "ledger", "verify"][..], &given] {
        let faulty = program.refused(words);
        assert_eq!((&faulty["verdict"], &faulty["height"]), (&"faulty".into(), &5.into()));
        assert!(faulty["fault"].as_str().unwrap().contains("older copy"));
    }
    let sealed = fs::read(folder.path().join("bank/wallet.sealed")).unwrap();
    for words in
        [&["wallet", "show"][..], &["wallet", "sync", "--rebuild"], &["lien", "list"], &["member", "list"]]
    {
        let refused = program.refused(&[&["--home", "bank"], words].concat());
        assert_eq!(refused["error"]["code"], "OtherLedger", "{words:?}");
        assert!(refused["error"]["help"].as_str().unwrap().contains("evidence"));
    }
    assert_eq!(fs::read(folder.path().join("bank/wallet.sealed")).unwrap(), sealed);
    let other = "0x".to_owned() + &"11".repeat(32);
    let pinned = program.refused(&["member", "list", "--genesis", &other]);
    assert_eq!(pinned["error"]["code"], "OtherLedger");

    let taken = program.ok(&["--home", "bank", "wallet", "sync", "--accept-ledger"]);
    let kept: Vec<_> = taken["kept"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert_eq!(kept, ["bank/seen.json.kept-1", "bank/wallet.sealed.kept-1"]);
    assert_eq!(fs::read(folder.path().join("bank/wallet.sealed.kept-1")).unwrap(), sealed);
    program.ok(&["--home", "bank", "wallet", "show"]);
}

#[test]
fn an_entry_of_the_future_is_a_fault_and_taken_off_only_when_it_is_named() {
    let (folder, program) = program();
    let program = program.trusting_development_keys();
    program.ok(&["ledger", "init", "--name", "Trial"]);
    let ledger = folder.path().join("ledger");
    // The same ledger under one governor whose key this test has, and whose clock is 200 days ahead.
    let governor = ControlKey::from_bytes(&[3; 32]).unwrap();
    let genesis = fs::read(ledger.join("genesis.json")).unwrap();
    let mut genesis: Genesis = serde_json::from_slice(&genesis).unwrap();
    genesis.governors = vec![governor.address()];
    genesis.threshold = 1;
    let path = ledger.join("ledger.redb");
    fs::remove_file(&path).unwrap();
    fs::write(ledger.join("genesis.json"), serde_json::to_vec(&genesis).unwrap()).unwrap();
    let now = UnixTime(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs());
    let fast = now.after(200 * UnixTime::DAY);
    let file = Ledger::create(&path, &genesis).unwrap().with_confirmed_date(Some(fast.day()));
    let validity = Validity { nonce: Hash32([1; 32]), epoch: 0, last_day: fast.day() };
    let order = SignedOrder::new(Order::Pause { emergency: false }, validity);
    file.submit_order(&order.signed(&governor, genesis.domain()).unwrap(), fast).unwrap();
    drop(file);

    let faulty = program.refused(&["ledger", "verify"]);
    assert_eq!((&faulty["verdict"], &faulty["height"]), (&"faulty".into(), &1.into()));
    assert!(faulty["fault"].as_str().unwrap().contains("but now it is"));
    let before = fs::read(&path).unwrap();
    let asked = program.refused(&["ledger", "repair"]);
    assert_eq!((&asked["verdict"], &asked["dropped"][0]["height"]), (&"refused".into(), &1.into()));
    program.refused(&["ledger", "repair", "--drop-from", "2"]);
    assert!(fs::read(&path).unwrap() == before, "nothing was done unasked");
    let repaired = program.ok(&["ledger", "repair", "--drop-from", "1"]);
    assert_eq!((&repaired["verdict"], &repaired["height"]), (&"repaired".into(), &0.into()));
    assert_eq!(repaired["dropped"], asked["dropped"]);
    assert!(fs::read(folder.path().join(repaired["kept"].as_str().unwrap())).unwrap() == before);
    assert_eq!(program.ok(&["ledger", "verify"])["verdict"], "sound");
}

#[cfg(unix)]
#[test]
fn whoever_may_not_write_the_ledger_reads_it_all_the_same() {
    use std::os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    };
    const SOMEBODY: u32 = 65_534;
    let mode =
        |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let (folder, program) = trial();
    let ledger = folder.path().join("ledger");
    let file = ledger.join("ledger.redb");
    // As a writer leaves it that was killed.
    let mut bytes = fs::read(&file).unwrap();
    bytes[9] |= 2;
    fs::write(&file, &bytes).unwrap();
    let home = folder.path().join("bank");
    let root = fs::metadata(&home).unwrap().uid() == 0;
    if root {
        chown(&home, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
        for entry in fs::read_dir(&home).unwrap() {
            chown(entry.unwrap().path(), Some(SOMEBODY), Some(SOMEBODY)).unwrap();
        }
    }
    // The program where that user may run it.
    let executable = folder.path().join("plimsoll");
    fs::copy(&program.executable, &executable).unwrap();
    let program = Program { executable, ..program };
    mode(folder.path(), 0o755);
    mode(&file, 0o444);
    mode(&ledger, 0o555);
    let reads: [&[&str]; 6] = [
        &["wallet", "show"],
        &["wallet", "sync", "--rebuild"],
        &["lien", "list"],
        &["ledger", "status"],
        &["ledger", "verify"],
        &["member", "list"],
    ];
    for words in reads {
        let mut command = program.command(&[&["--json", "--home", "bank"], words].concat());
        command.env("PLIMSOLL_CACHE", home.join("cache"));
        if root {
            command.uid(SOMEBODY).gid(SOMEBODY);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
    }
    mode(&ledger, 0o755);
    assert!(fs::read(&file).unwrap() == bytes, "reading wrote");
}
