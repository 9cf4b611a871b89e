//! Orders of the governors: proposed as files, gathered from several machines, submitted, and refused.

use crate::{
    flow::{Trade, text},
    program::{GOVERNED, Program, answer, of_governor, shape},
};
use plimsoll_circuits::field::to_hex;
use plimsoll_client::party::open_control_key;
use plimsoll_contracts::{
    ControlAddress, ControlKey, ControlSignature, Genesis, SignedOrder, control::NotSurrendered,
    order::Recovery,
};
use serde_json::{Value, json};
use std::fs;

/// A ledger with three governors, any two of whom give orders, and a bank that is no member yet.
fn trial() -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path()).trusting_development_keys();
    program.ok(&["ledger", "init", "--name", "Trial", "--guardians", "2", "--threshold", "2"]);
    program.ok(&["--home", "bank", "keys", "new", "--name", "Bank A"]);
    (folder, program)
}

fn code(told: &Value) -> &str {
    told["error"]["code"].as_str().unwrap_or_default()
}

fn propose(program: &Program, words: &[&str], out: &str) -> Value {
    program.ok(&[&["governance", "propose"], words, &["--out", out]].concat())
}

fn sign(program: &Program, file: &str, by: &[&str]) -> Value {
    program.ok(&[&["governance", "sign", file], by].concat())
}

fn submit(program: &Program, file: &str) -> Value {
    program.ok(&["governance", "submit", file])
}

/// Proposes an order, has two governors sign it, and submits it.
fn ordered(program: &Program, words: &[&str], out: &str) -> Value {
    propose(program, words, out);
    assert_eq!(sign(program, out, &GOVERNED)["missing"], 0);
    submit(program, out)
}

/// The key of a governor of the ledger's folder.
fn key_of(program: &Program, number: u16) -> ControlKey {
    let genesis: Genesis =
        serde_json::from_slice(&fs::read(program.folder.join("ledger/genesis.json")).unwrap()).unwrap();
    let file = program.folder.join(format!("ledger/governors/{number}.age"));
    open_control_key(&file, &of_governor(number).1, genesis.governors[usize::from(number) - 1]).unwrap()
}

#[test]
fn an_order_is_gathered_from_two_machines() {
    let (folder, program) = trial();
    let add = ["member", "add", "bank/party.json", "--role", "issuer,bank"];
    let refused = program.refused(&add);
    assert_eq!(code(&refused), "TooFewSignatures");
    let help = text(&refused["error"]["help"]);
    assert!(help.contains("--governor N") && help.contains("--governor-key-file FILE"), "{help}");
    assert!(
        help.contains(
            "`plimsoll governance propose admit bank/party.json --role issuer,bank --out order.json`"
        ),
        "{help}"
    );
    let one = program.refused(&[&add[..], &GOVERNED[..2]].concat());
    assert_eq!(code(&one), "TooFewSignatures", "one governor is too few");
    let twice = program.refused(&[&add[..], &GOVERNED[..2], &GOVERNED[..2]].concat());
    assert_eq!(code(&twice), "TooFewSignatures", "and is one, named twice");
    assert_eq!(program.ok(&["ledger", "status"])["height"], 0, "nothing was signed");

    let admit = ["admit", "bank/party.json", "--role", "issuer,bank"];
    let proposed = propose(&program, &admit, "order.json");
    assert_eq!(
        shape(&proposed),
        ["digest", "epoch", "file", "last_day", "missing", "needs", "ok", "order", "says", "signed"]
    );
    assert_eq!((&proposed["needs"], &proposed["missing"]), (&json!("governors"), &json!(2)));
    assert!(text(&proposed["says"]).contains("is a member with the roles issuer and bank"), "{proposed}");
    program.unusable(&[&["governance", "propose"], &admit[..], &["--out", "order.json"]].concat());
    assert_eq!(code(&program.refused(&["governance", "submit", "order.json"])), "TooFewSignatures");
    program.unusable(&["governance", "sign", "order.json"]);

    let first = sign(&program, "order.json", &["--governor", "1"]);
    assert_eq!((&first["missing"], &first["signed"][0]["whose"]), (&json!(1), &json!("governor 1")));
    assert_eq!(code(&program.refused(&["governance", "submit", "order.json"])), "TooFewSignatures");
    // Signed once more, it is signed once.
    assert_eq!(sign(&program, "order.json", &["--governor", "1"])["signed"], first["signed"]);

    // The second governor has a copy of the file, and its key where no other is.
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::copy(folder.path().join("order.json"), elsewhere.join("order.json")).unwrap();
    fs::rename(folder.path().join("ledger/governors/2.age"), elsewhere.join("own.age")).unwrap();
    let missing = program.unusable(&["governance", "sign", "order.json", "--governor", "2"]);
    assert!(text(&missing["error"]["help"]).contains("--governor-key-file"), "{missing}");
    let words = ["--json", "governance", "sign", "elsewhere/order.json", "--governor-key-file"];
    let mut command = program.command(&[&words[..], &["elsewhere/own.age"]].concat());
    let (status, second) = answer(command.env("PLIMSOLL_PASSPHRASE", of_governor(2).1));
    assert_eq!((status, &second["missing"]), (0, &json!(0)), "{second}");

    let accepted = submit(&program, "elsewhere/order.json");
    assert_eq!(shape(&accepted), ["entry_hash", "height", "id", "ok", "order", "says", "time"]);
    assert_eq!(accepted["id"], proposed["digest"]);
    assert_eq!(
        submit(&program, "elsewhere/order.json")["height"],
        accepted["height"],
        "an order is used once"
    );
    assert_eq!(program.ok(&["governance", "show", "order.json"])["accepted"], accepted["height"]);

    // What governors ordered is published as it is.
    let published = program.ok(&add);
    assert_eq!((&published["change"], &published["height"]), (&json!("published"), &Value::Null));
    assert_eq!(published["member"]["roles"], json!(["issuer", "bank"]));
    let log = program.ok(&["ledger", "log"]);
    let entry = &log["entries"][0];
    assert_eq!((&entry["order"], &entry["kind"]), (&json!("admit"), &json!("order")));
    assert!(text(&entry["what"]).contains("is a member with the roles issuer and bank"), "{entry}");
    let signed = second["signed"].as_array().unwrap().iter().map(|signer| signer["key"].clone());
    assert_eq!(entry["signed"], signed.collect::<Value>());
    assert_eq!(program.ok(&["ledger", "verify"])["verdict"], "sound");
}

#[test]
fn copies_that_were_signed_apart_are_merged() {
    let (folder, program) = trial();
    propose(&program, &["pause"], "order.json");
    let at = |name: &str| folder.path().join(name);
    fs::copy(at("order.json"), at("copy.json")).unwrap();
    sign(&program, "order.json", &["--governor", "3"]);
    sign(&program, "copy.json", &["--governor", "1"]);
    let merge = |files: &[&str], out: &str| {
        program.json(&[&["governance", "merge"], files, &["--out", out]].concat())
    };
    let (status, merged) = merge(&["order.json", "copy.json", "copy.json"], "both.json");
    assert_eq!((status, &merged["missing"], merged["signed"].as_array().unwrap().len()), (0, &json!(0), 2));

    // Neither another order's signature nor a stranger's goes in, and nothing is written over.
    propose(&program, &["pause"], "other.json");
    sign(&program, "other.json", &["--governor", "1"]);
    let (status, told) = merge(&["order.json", "other.json"], "wrong.json");
    assert_eq!((status, code(&told)), (1, "OtherOrder"));
    let copy: SignedOrder = serde_json::from_slice(&fs::read(at("copy.json")).unwrap()).unwrap();
    let genesis = fs::read(at("ledger/genesis.json")).unwrap();
    let domain = serde_json::from_slice::<Genesis>(&genesis).unwrap().domain();
    let stranger = copy.signed(&ControlKey::from_bytes(&[9; 32]).unwrap(), domain).unwrap();
    fs::write(at("stranger.json"), serde_json::to_vec(&stranger).unwrap()).unwrap();
    let (status, told) = merge(&["order.json", "stranger.json"], "wrong.json");
    assert_eq!((status, code(&told)), (1, "NotGovernor"));
    assert!(!at("wrong.json").exists());
    assert_eq!(merge(&["order.json", "copy.json"], "both.json").0, 2);
    submit(&program, "both.json");
}

#[test]
fn a_wallet_elsewhere_signs_and_a_stranger_does_not() {
    let (folder, program) = trial();
    propose(&program, &["pause"], "order.json");
    let path = folder.path().join("order.json");
    let order: SignedOrder = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let genesis = fs::read(folder.path().join("ledger/genesis.json")).unwrap();
    let domain = serde_json::from_slice::<Genesis>(&genesis).unwrap().domain();
    let by = |key: &ControlKey| format!("{:?}", key.sign(domain, &order).unwrap());

    let typed = program.output(&["governance", "show", "order.json", "--typed-data"]);
    let typed: Value = serde_json::from_slice(&typed.stdout).unwrap();
    assert_eq!((&typed["primaryType"], &typed["message"]["emergency"]), (&json!("Pause"), &json!(false)));
    assert_eq!(program.ok(&["governance", "show", "order.json", "--typed-data"])["typed_data"], typed);

    let before = fs::read(&path).unwrap();
    let add = |signature: &str| program.json(&["governance", "sign", "order.json", "--signature", signature]);
    let (status, told) = add(&by(&ControlKey::from_bytes(&[9; 32]).unwrap()));
    assert_eq!((status, code(&told)), (1, "NotGovernor"));
    // An administrator is no governor, and another order's signature is somebody else's of this one.
    let administrator = program.refused(&["governance", "sign", "order.json", "--administrator"]);
    assert_eq!(code(&administrator), "NotGovernor");
    let other = SignedOrder { order: plimsoll_contracts::Order::Pause { emergency: true }, ..order.clone() };
    let other = format!("{:?}", key_of(&program, 1).sign(domain, &other).unwrap());
    assert_eq!(code(&add(&other).1), "NotGovernor");
    let ControlSignature(mut bytes) = key_of(&program, 1).sign(domain, &order).unwrap();
    bytes[64] = 0;
    assert_eq!(code(&add(&format!("{:?}", ControlSignature(bytes))).1), "BadSignature");
    assert_eq!(add("0x12").0, 2);
    assert_eq!(fs::read(&path).unwrap(), before, "the file stays as it was");

    assert_eq!(add(&by(&key_of(&program, 3))).1["missing"], 1);
    let both = add(&by(&key_of(&program, 1))).1;
    assert_eq!((&both["missing"], both["signed"].as_array().unwrap().len()), (&json!(0), 2));
    submit(&program, "order.json");
    let status = program.ok(&["ledger", "status"]);
    assert_eq!((&status["paused"], &status["paused_at"]), (&json!(true), &json!(1)));
    assert_eq!(status["paused_until"], Value::Null);
    assert_eq!(code(&program.refused(&["governance", "lapse", "--pause"])), "NoEmergency");
    ordered(&program, &["resume"], "resume.json");
    assert_eq!(program.ok(&["ledger", "status"])["paused"], false);
    assert_eq!(
        code(&program.refused(&["governance", "propose", "resume", "--out", "again.json"])),
        "NotPaused"
    );
}

#[test]
fn what_was_signed_under_an_older_council_counts_no_more() {
    let (_folder, program) = trial();
    propose(&program, &["pause", "--emergency"], "old.json");
    sign(&program, "old.json", &["--governor", "1"]);
    let made = program.ok(&["governance", "key", "--out", "fourth.age"]);
    assert_eq!(shape(&made), ["control_key", "file", "ok"]);
    let status = program.ok(&["ledger", "status"]);
    let keys: Vec<&str> = status["governors"].as_array().unwrap().iter().map(text).collect();
    assert_eq!((keys.len(), &status["epoch"]), (3, &json!(0)));
    let half = ["governance", "propose", "governors", "--threshold", "1", "--key", keys[0], "--key", keys[1]];
    assert_eq!(code(&program.refused(&[&half[..], &["--out", "half.json"]].concat())), "NoCouncil");
    let council = ["governors", "--threshold", "2", "--key", keys[2], "--key", keys[0], "--key"];
    let told = ordered(&program, &[&council[..], &[text(&made["control_key"])]].concat(), "council.json");
    assert!(text(&told["says"]).contains("any 2 of whom give orders"), "{told}");

    let status = program.ok(&["ledger", "status"]);
    assert_eq!((&status["epoch"], &status["governors"][2]), (&json!(1), &made["control_key"]));
    assert_eq!(code(&program.refused(&["governance", "submit", "old.json"])), "OldEpoch");
    assert_eq!(code(&program.refused(&["governance", "sign", "old.json", "--governor", "1"])), "OldEpoch");
    assert!(text(&program.ok(&["governance", "show", "old.json"])["over"]).contains("council 0"));

    // The numbers are those of the new council: the file of number 1 holds another's key now.
    propose(&program, &["pause", "--emergency"], "new.json");
    let other = program.refused(&["governance", "sign", "new.json", "--governor", "1"]);
    assert_eq!(code(&other), "NotGovernor");
    let by_file = ["governance", "sign", "new.json", "--governor-key-file"];
    let signed = program.ok(&[&by_file[..], &["fourth.age"]].concat());
    assert_eq!(signed["signed"][0]["whose"], "governor 3");
    submit(&program, "new.json");
    let pause = program.ok(&["ledger", "status"]);
    assert!(pause["paused_until"].is_string(), "{pause}");
    assert_eq!(code(&program.refused(&["governance", "lapse", "--pause"])), "NotOver");
}

#[test]
fn administrators_control_keys_and_governors_give_what_is_theirs() {
    let (_folder, program) = trial();
    program.ok(&["member", "add", "bank/party.json", "--role", "bank"]);
    // An administrator alone.
    let proposed = propose(&program, &["set-roles", "Bank A", "--role", "bank,holder"], "roles.json");
    assert_eq!((&proposed["needs"], &proposed["missing"]), (&json!("administrator"), &json!(1)));
    assert_eq!(sign(&program, "roles.json", &["--administrator"])["signed"][0]["whose"], "administrator 1");
    let both = program.refused(&["governance", "sign", "roles.json", "--governor", "1"]);
    assert_eq!(code(&both), "NotAdministrator");
    submit(&program, "roles.json");
    let again =
        ["governance", "propose", "admit", "bank/party.json", "--role", "bank", "--out", "again.json"];
    assert_eq!(code(&program.refused(&again)), "AlreadyMember");
    // A role that governors alone give.
    let proposed = propose(&program, &["set-roles", "Bank A", "--role", "bank,valuer"], "valuer.json");
    assert_eq!(proposed["needs"], "governors");
    assert_eq!(
        code(&program.refused(&["governance", "sign", "valuer.json", "--administrator"])),
        "NotGovernor"
    );
    // The state that it names was changed before it came.
    program.ok(&["member", "add", "bank/party.json", "--role", "bank", "--yes"]);
    sign(&program, "valuer.json", &GOVERNED);
    assert_eq!(code(&program.refused(&["governance", "submit", "valuer.json"])), "OldState");

    // The organisation's old control key names the new one.
    let made = program.ok(&["governance", "key", "--out", "safe.age"]);
    let key = text(&made["control_key"]);
    let proposed = propose(&program, &["control-key", "Bank A", "--key", key], "key.json");
    assert_eq!(proposed["needs"], "control-key");
    let stranger = program.refused(&["governance", "sign", "key.json", "--control-key-file", "safe.age"]);
    assert_eq!(code(&stranger), "NotGovernor");
    let own = ["--control-key-file", "bank/control.age"];
    assert_eq!(sign(&program, "key.json", &own)["missing"], 0);
    submit(&program, "key.json");

    // Governors remove whom an administrator has to let leave first.
    let remove = ["member", "remove", "Bank A", "--yes"];
    assert_eq!(code(&program.refused(&remove)), "NotLeaving");
    assert_eq!(program.ok(&[&remove[..], &GOVERNED].concat())["change"], "removed");
    assert_eq!(program.ok(&["ledger", "status"])["members"], 0);
    assert_eq!(program.ok(&["ledger", "verify"])["verdict"], "sound");
}

#[test]
fn one_governor_freezes_a_lot_for_three_days_and_together_they_lift_that() {
    let trade = Trade::new();
    let program = &trade.program;
    trade.issue("issued.json");
    let value = ["bill", "value", "issued.json", "--value", "100000 USD", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--out", "valuation.json"]].concat());
    let registered = trade.at("copper", &["lot", "register", "issued.json", "--valuation", "valuation.json"]);
    let entry = registered["height"].to_string();
    let frozen = || program.ok(&["ledger", "status"])["roots"]["frozen"].clone();
    let before = frozen();
    let freeze = ["freeze", "--entry", &entry, "--emergency"];
    let proposed = propose(program, &freeze, "freeze.json");
    assert_eq!(proposed["needs"], "one-governor");
    assert!(text(&proposed["says"]).contains("is frozen for 3 days"), "{proposed}");
    assert!(text(&proposed["says"]).contains(&text(&registered["lot"])[2..14]), "{proposed}");
    assert_eq!(sign(program, "freeze.json", &["--governor", "3"])["missing"], 0);
    let second = program.refused(&["governance", "sign", "freeze.json", "--governor", "1"]);
    assert_eq!(code(&second), "OneGovernor");
    let at = submit(program, "freeze.json")["height"].as_u64().unwrap();
    let pledge = ["lot", "pledge", "--to", "Bank A", "--amount", "100 USD"];
    assert_eq!(code(&trade.refused("copper", &pledge)), "Frozen");
    assert_ne!(frozen(), before);

    assert_eq!(code(&program.refused(&["governance", "lapse", "--entry", &entry])), "NotOver");
    assert_eq!(code(&program.refused(&["governance", "lapse", "--entry", "1"])), "NoSuchLot");
    let doc = trade.at("copper", &["lot", "sheet"])["sheets"][0]["keys"][0]["fingerprint"].clone();
    vouched(&trade, &doc, at);
    let lifted = ordered(program, &["lift", "--doc", text(&doc)], "lift.json");
    assert_eq!(lifted["order"], "lift");
    assert_eq!(frozen(), before, "nothing of the freeze is left in the tree");
    let vouch = ["governance", "vouch", "recovery.json"];
    assert_eq!(code(&trade.refused("carrier", &vouch)), "NotFrozen");
    // Once in 30 days, for that lot and for that governor.
    propose(program, &freeze, "again.json");
    sign(program, "again.json", &["--governor", "1"]);
    assert_eq!(code(&program.refused(&["governance", "submit", "again.json"])), "EmergencySpent");

    let waived = ["waive", "--doc", text(&doc), "--box", text(&doc), "--until", "14d"];
    propose(program, &waived, "waive.json");
    sign(program, "waive.json", &GOVERNED);
    assert_eq!(code(&program.refused(&["governance", "submit", "waive.json"])), "NotOnLedger");
    let reopened = ordered(program, &["reopen", "--doc", text(&doc), "--until", "30d"], "reopen.json");
    assert!(text(&reopened["says"]).contains("is closed, and its number"), "{reopened}");
    let closed = program.refused(&["governance", "propose", "lift", "--doc", text(&doc), "--out", "no.json"]);
    assert_eq!(code(&closed), "LotClosed");
    assert_eq!(program.ok(&["ledger", "verify"])["verdict"], "sound");
}

/// The issuer says of the lot that is frozen since a height that its title was not surrendered; its coming owner gives keys for releases.
fn vouched(trade: &Trade, doc: &Value, frozen: u64) {
    let program = &trade.program;
    let keys = trade.at("copper", &["governance", "release-keys", "--doc", text(doc), "--liens", "2"]);
    assert_eq!((&keys["generation"], keys["release_keys"].as_array().unwrap().len()), (&json!(1), 2));
    assert_ne!(keys["release_keys"][0], keys["release_keys"][1]);
    let title = json!({ "owner": keys["owner"], "bill": format!("0x{:064x}", 7) });
    let lot = json!({ "doc": doc, "generation": 0 });
    let content = json!({ "lot": lot, "title": title, "liens": [], "opened": null });
    let path = program.folder.join("recovery.json");
    fs::write(&path, content.to_string()).unwrap();
    let told = trade.at("carrier", &["governance", "vouch", "recovery.json"]);
    assert_eq!(told["order"], "recover");
    let recovery: Recovery = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let genesis: Genesis =
        serde_json::from_slice(&fs::read(program.folder.join("ledger/genesis.json")).unwrap()).unwrap();
    let said = NotSurrendered { doc: recovery.lot.doc, generation: 0, bill: recovery.title.bill, frozen };
    let signer = recovery.statement.signature.signer(genesis.domain(), &said).unwrap();
    assert_eq!(told["signed"], json!([signer.to_string()]));
    assert_eq!(program.ok(&["--home", "carrier", "keys", "show"])["control_key"], signer.to_string());
    // Under one governor's freeze no lot is recovered whose title nobody opened.
    propose(program, &["recover", "--file", "recovery.json"], "recover.json");
    sign(program, "recover.json", &GOVERNED);
    assert_eq!(code(&program.refused(&["governance", "submit", "recover.json"])), "NotFrozen");
}

#[test]
fn guardians_stand_for_a_new_audit_key() {
    let (folder, program) = trial();
    let genesis: Genesis =
        serde_json::from_slice(&fs::read(folder.path().join("ledger/genesis.json")).unwrap()).unwrap();
    let point = genesis.audit_key.point();
    let change = json!({
        "point": [to_hex(&point.x), to_hex(&point.y)],
        "guardians": { "keys": [genesis.guardians.keys[0]], "threshold": 1 },
        "transcript": format!("0x{:064x}", 6),
        "change": 0,
        "guardians_signed": [],
    });
    let path = folder.path().join("change.json");
    fs::write(&path, change.to_string()).unwrap();
    let propose_it = ["audit-key", "--file", "change.json"];
    let vouch = |by: &[&str]| program.json(&[&["governance", "vouch", "change.json"], by].concat());
    assert_eq!(vouch(&["--guardian", "2"]).1["signed"], json!([genesis.guardians.keys[1]]));
    propose(&program, &propose_it, "early.json");
    sign(&program, "early.json", &GOVERNED);
    assert_eq!(code(&program.refused(&["governance", "submit", "early.json"])), "GuardiansDisagree");
    program.ok(&["governance", "key", "--out", "safe.age"]);
    let (status, told) = vouch(&["--control-key-file", "safe.age"]);
    assert_eq!((status, code(&told)), (1, "GuardiansDisagree"));
    assert_eq!(vouch(&[]).0, 2);
    let both = vouch(&["--guardian", "1,2"]).1;
    assert_eq!(both["signed"].as_array().unwrap().len(), 2, "who signed already signs once");
    ordered(&program, &propose_it, "order.json");
    assert_eq!(
        program.ok(&["ledger", "status"])["audit_key"]["guardians"]["keys"][0],
        json!(genesis.guardians.keys[0])
    );
    // What was signed is good for one change, and for what it was signed of alone.
    assert_eq!(code(&vouch(&["--guardian", "1"]).1), "OldState");
    let other = fs::read_to_string(&path).unwrap().replace("\"change\": 0", "\"change\": 1");
    fs::write(&path, other).unwrap();
    assert_eq!(code(&vouch(&["--guardian", "1"]).1), "GuardiansDisagree");
}

#[test]
fn a_council_is_a_majority() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path()).trusting_development_keys();
    let init = ["ledger", "init", "--name", "Trial", "--guardians", "2", "--threshold", "2"];
    for (governors, threshold) in [("4", "2"), ("2", "1"), ("2", "3")] {
        let council = ["--governors", governors, "--governors-threshold", threshold];
        let refused = program.unusable(&[&init[..], &council].concat());
        let help = text(&refused["error"]["help"]);
        assert!(help.contains("more than half"), "{help}");
    }
    assert!(!folder.path().join("ledger").exists());
    let made = program.ok(&[&init[..], &["--governors", "1", "--governors-threshold", "1"]].concat());
    assert_eq!(made["governors"].as_array().unwrap().len(), 1);
    let address: ControlAddress = text(&made["governors"][0]).parse().unwrap();
    assert_eq!(key_of(&program, 1).address(), address);
    program.ok(&["governance", "propose", "pause", "--out", "order.json"]);
    let unknown = program.unusable(&["governance", "sign", "order.json", "--governor", "2"]);
    assert!(text(&unknown["error"]["message"]).contains("1 governor, and none"), "{unknown}");
}
