//! Who holds a bill by what was signed: `bill check` says it, `bill issue` goes by it.

use crate::{
    flow::{COPPER, Trade},
    program::{Program, answer, of_guardian, shape},
};
use plimsoll_circuits::document::Json;
use plimsoll_client::carrier_signature::{CarrierKey, sign_issuance_request};
use serde_json::{Value, json};
use std::path::Path;

/// A trial's folder with the samples, whose carriers' private keys are among them.
fn samples(program: &Program) {
    program.ok(&["samples", "--out", "samples"]);
}

fn line(folder: &Path) -> CarrierKey {
    CarrierKey::from_jwk(&std::fs::read(folder.join("samples/carrier.private.jwk")).unwrap()).unwrap()
}

fn canonical(value: &Value) -> Vec<u8> {
    Json::parse(value.to_string().as_bytes()).unwrap().canonical()
}

fn checksum(compact: &str) -> String {
    use aws_lc_rs::digest::{SHA256, digest};
    digest(&SHA256, compact.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn party(name: &str) -> Value {
    let codes = json!([{ "codeListProvider": "ZZZ1", "partyCode": name }]);
    json!({ "partyName": name, "eblPlatform": "ZZZ1", "identifyingCodes": codes })
}

fn transaction(code: &str, actor: &str, recipient: Option<&str>) -> Value {
    let recipient = recipient.map(party);
    json!({ "actionCode": code, "actor": party(actor), "recipient": recipient, "actionDateTime": "2027-03-01T08:00:00Z" })
}

/// The first sample in an envelope of a carrier that is its own platform, under the code `ZZZ1`.
fn envelope(folder: &Path, name: &str, transactions: &[Value]) {
    let key = line(folder);
    let signed: Value =
        serde_json::from_slice(&std::fs::read(folder.join("samples/ebl-to-order.signed.json")).unwrap())
            .unwrap();
    let document = Json::parse(signed["document"].to_string().as_bytes()).unwrap();
    let of_document = checksum(std::str::from_utf8(&document.canonical()).unwrap());
    let mut chain: Vec<String> = Vec::new();
    for transaction in transactions {
        let mut transaction = transaction.clone();
        if transaction["recipient"].is_null() {
            transaction.as_object_mut().unwrap().remove("recipient");
        }
        let mut entry = json!({ "eblPlatform": "ZZZ1", "transportDocumentChecksum": of_document, "transactions": [transaction] });
        match chain.last() {
            None => entry["issuanceManifestSignedContent"] = signed["issuanceManifestSignedContent"].clone(),
            Some(before) => {
                entry["previousEnvelopeTransferChainEntrySignedContentChecksum"] = json!(checksum(before));
            }
        }
        chain.push(key.sign(&canonical(&entry)).unwrap());
    }
    let manifest = json!({ "transportDocumentChecksum": of_document,
        "lastEnvelopeTransferChainEntrySignedContentChecksum": checksum(chain.last().unwrap()) });
    let envelope = json!({ "transportDocument": signed["document"], "envelopeTransferChain": chain,
        "envelopeManifestSignedContent": key.sign(&canonical(&manifest)).unwrap() });
    std::fs::write(folder.join(name), envelope.to_string()).unwrap();
}

const KEYS: [&str; 4] = ["--jwks", "samples/carrier.jwks.json", "--carrier", "ZZEL"];
const OWN_PLATFORM: [&str; 2] = ["--platform", "ZZZ1=samples/carrier.jwks.json"];

#[test]
fn a_chain_is_told_and_one_that_ends_in_surrender_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    samples(&program);
    let check = |file: &'static str| [&["bill", "check", file][..], &KEYS, &OWN_PLATFORM].concat();
    let mut chain =
        vec![transaction("ISSUE", "Example Line", Some(COPPER)), transaction("SIGN", COPPER, None)];
    envelope(folder.path(), "held.json", &chain);
    let held = program.ok(&check("held.json"));
    assert_eq!((&held["form"], &held["signature"]["valid"]), (&json!("envelope"), &json!(true)));
    let told = &held["chain"];
    assert_eq!(shape(told), ["endorsed", "held", "platforms", "possessor", "surrendered"]);
    assert_eq!((&told["held"], &told["possessor"]["name"]), (&json!(true), &json!(COPPER)));
    assert_eq!(told["platforms"], json!(["ZZZ1", "ZZZ1"]));
    assert_eq!((&told["endorsed"], &told["surrendered"]), (&json!(null), &json!(null)));
    // The same key is the carrier's alone if it is not pinned to the platform, too.
    let refused = program.refused(&[&["bill", "check", "held.json"][..], &KEYS].concat());
    assert_eq!((&refused["signature"]["valid"], &refused["chain"]), (&json!(false), &json!(null)));
    let reason = refused["signature"]["reason"].as_str().unwrap();
    assert!(reason.contains("platform ZZZ1") && reason.contains("pinned to carrier"), "{reason}");

    chain.push(transaction("SURRENDER_FOR_DELIVERY", COPPER, Some("Example Line")));
    chain.push(transaction("SACC", "Example Line", None));
    envelope(folder.path(), "spent.json", &chain);
    let spent = program.refused(&check("spent.json"));
    assert_eq!((&spent["signature"]["valid"], &spent["registrable"]), (&json!(true), &json!(false)));
    assert!(!spent["not_registrable"].as_array().unwrap().is_empty());
    assert_eq!(spent["chain"]["held"], false);
    let surrendered = &spent["chain"]["surrendered"];
    assert_eq!((&surrendered["for"], &surrendered["accepted"]), (&json!("delivery"), &json!(true)));
    let plain = program.output(&check("spent.json"));
    let plain = String::from_utf8(plain.stdout).unwrap();
    assert!(plain.contains("NOT HELD: surrendered for delivery by Fictional Copper"), "{plain}");

    chain.truncate(1);
    chain.push(transaction("LEND", COPPER, Some("Example Line")));
    envelope(folder.path(), "unknown.json", &chain);
    let unknown = program.refused(&check("unknown.json"));
    assert_eq!((&unknown["signature"]["valid"], &unknown["chain"]["held"]), (&json!(true), &json!(false)));
    assert!(unknown["chain"]["reason"].as_str().unwrap().contains("\"LEND\""), "{unknown:#}");
}

#[test]
fn the_signature_is_told_beside_faults() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    samples(&program);
    let request = std::fs::read_to_string(folder.path().join("samples/ebl-to-order.json")).unwrap();
    let faulty = Json::parse(request.replace("\"740311\"", "\"74\"").as_bytes()).unwrap();
    let signed = sign_issuance_request(&faulty, &line(folder.path())).unwrap().canonical();
    std::fs::write(folder.path().join("genuine.json"), &signed).unwrap();
    let altered = String::from_utf8(signed).unwrap().replace("\"74\"", "\"73\"");
    std::fs::write(folder.path().join("altered.json"), altered).unwrap();
    for (file, valid) in [("genuine.json", true), ("altered.json", false)] {
        let words = [&["bill", "check", file][..], &KEYS].concat();
        let checked = program.refused(&words);
        assert_eq!(checked["faults"][0]["rule"], "HS-CODE", "{checked:#}");
        assert_eq!(checked["signature"]["valid"], valid, "{checked:#}");
        let plain = String::from_utf8(program.output(&words).stdout).unwrap();
        let said = if valid { "holds, key example-line-2026" } else { "REFUSED: documentChecksum" };
        assert!(plain.contains(said) && plain.contains("HS-CODE"), "{plain}");
    }
}

#[test]
fn only_who_holds_the_bill_is_given_it() {
    let trade = Trade::new();
    let folder = trade.program.folder.as_path();
    samples(&trade.program);
    let issue = |bill: &str, more: &[&str]| {
        let words = ["--json", "--home", "carrier", "bill", "issue", bill];
        let holder = ["--holder", COPPER, "--out", "issued.json"];
        let mut command = trade.program.command(&[&words[..], &KEYS, &holder, more].concat());
        (1..=5).for_each(|n| {
            command.env_remove(&of_guardian(n)[1].0);
        });
        answer(&mut command)
    };
    let refused = |bill: &str, more: &[&str], code: &str| {
        let (status, told) = issue(bill, more);
        assert_eq!((status, &told["error"]["code"]), (1, &json!(code)), "{told:#}");
        assert!(!folder.join("issued.json").exists());
        told["error"].clone()
    };
    let mut chain = vec![transaction("ISSUE", "Example Line", Some(COPPER))];
    chain.push(transaction("SURRENDER_FOR_DELIVERY", COPPER, Some("Example Line")));
    chain.push(transaction("SACC", "Example Line", None));
    envelope(folder, "spent.json", &chain);
    refused("spent.json", &OWN_PLATFORM, "Surrendered");
    chain[1] = transaction("TRANSFER", COPPER, Some("Some Other Trader"));
    envelope(folder, "sold.json", &chain[..2]);
    refused("sold.json", &OWN_PLATFORM, "UnconfirmedHolder");

    let request = std::fs::read_to_string(folder.join("samples/ebl-to-order.json")).unwrap();
    let mut request: Value = serde_json::from_str(&request).unwrap();
    request["issueTo"] = json!({ "partyName": "Some Other Trader", "sendToPlatform": "ZZZ1",
        "identifyingCodes": [{ "codeListProvider": "ZZZ1", "partyCode": "12345" }] });
    let request = Json::parse(request.to_string().as_bytes()).unwrap();
    let signed = sign_issuance_request(&request, &line(folder)).unwrap();
    std::fs::write(folder.join("other.json"), signed.canonical()).unwrap();
    let told = refused("other.json", &[], "UnconfirmedHolder");
    let message = told["message"].as_str().unwrap();
    assert!(message.contains("Some Other Trader (ZZZ1:12345)") && message.contains(COPPER), "{message}");
    assert!(told["help"].as_str().unwrap().contains("--confirm-holder \"Some Other Trader\""), "{told}");
    refused("other.json", &["--confirm-holder", COPPER], "UnconfirmedHolder");
    let (status, issued) = issue("other.json", &["--confirm-holder", "Some Other Trader"]);
    assert_eq!((status, &issued["holder"]), (0, &json!(COPPER)), "{issued:#}");
}
