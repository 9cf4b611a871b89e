//! `plimsoll bill check`.

use crate::{
    flow::{COPPER, Trade},
    program::{Program, sample, shape},
};
use plimsoll_circuits::statement::CircuitId;
use serde_json::{Value, json};

fn program() -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    (folder, program)
}

#[test]
fn a_sound_bill_is_shown_with_its_identity() {
    let (_folder, program) = program();
    let (bill, jwks) = (sample("ebl-to-order.signed.json"), sample("carrier.jwks.json"));
    let annexes = ["invoice.json", "packing-list.json", "insurance.json", "vessel.json"].map(sample);
    let mut words = vec!["bill", "check", &bill, "--jwks", &jwks, "--carrier", "ZZEL"];
    annexes.iter().for_each(|annex| words.extend(["--annex", annex]));
    let report = program.ok(&words);
    assert_eq!(
        shape(&report),
        [
            "advice",
            "attested_by",
            "bill",
            "faults",
            "form",
            "identity",
            "not_registrable",
            "ok",
            "registrable",
            "signature",
            "slots"
        ]
    );
    assert_eq!(
        shape(&report["bill"]),
        [
            "checksum",
            "containers",
            "invoices",
            "issue_date",
            "issuer",
            "issuer_name",
            "items",
            "kind",
            "normalised_reference",
            "port_of_discharge",
            "port_of_loading",
            "reference",
            "shipped_on_board",
            "status"
        ]
    );
    assert_eq!(report["signature"]["valid"], true);
    assert_eq!(report["identity"][0]["class"], "DOC");
    assert_eq!(report["identity"][1]["class"], "INV");
    assert_eq!(
        (&report["registrable"], &report["advice"], &report["not_registrable"]),
        (&true.into(), &json!([]), &json!([]))
    );
    let text = program.output(&words);
    assert!(String::from_utf8(text.stdout).unwrap().contains("identity on the ledger"));
}

#[test]
fn a_part_load_has_the_bill_in_its_identity() {
    let (_folder, program) = program();
    let bill = sample("ebl-to-order.json");
    let report = program.ok(&["bill", "check", &bill, "--part-load", "zzzu1000015"]);
    let of = |slot: usize| report["identity"][slot]["of"].as_str().unwrap().to_owned();
    assert!(of(1).contains("ZZZU1000015") && of(1).ends_with("the part of bill 2603000417"), "{}", of(1));
    assert!(of(3).contains("ZZZU1000020") && !of(3).contains("part"), "{}", of(3));
    let strange = program.refused(&["bill", "check", &bill, "--part-load", "ZZZU1000036"]);
    assert_eq!(strange["faults"][0]["rule"], "SHARED-CONTAINER");
    assert!(program.unusable(&["bill", "check", &bill, "--part-load", "ZZZU"])["error"].is_object());
}

#[test]
fn what_is_not_registrable_or_has_faults_is_refused() {
    let (folder, program) = program();
    let waybill = program.refused(&["bill", "check", &sample("sea-waybill.json")]);
    assert_eq!((&waybill["registrable"], &waybill["identity"]), (&false.into(), &json!([])));
    assert!(!waybill["not_registrable"].as_array().unwrap().is_empty());

    let broken =
        std::fs::read_to_string(sample("ebl-to-order.json")).unwrap().replace("2026-03-05", "2026-02-30");
    std::fs::write(folder.path().join("broken.json"), broken).unwrap();
    let broken = program.refused(&["bill", "check", "broken.json"]);
    assert_eq!(shape(&broken["faults"][0]), ["file", "message", "path", "rule", "seen"]);
    assert_eq!(broken["faults"][0]["rule"], "DATE");

    let (bill, packing_list, vessel) =
        (sample("ebl-to-order.json"), sample("packing-list.json"), sample("vessel.json"));
    let twice = |annex: &str| program.json(&["bill", "check", &bill, "--annex", annex, "--annex", annex]);
    let (status, told) = twice(&packing_list);
    assert!(status == 2 && told["error"]["help"].is_string(), "{told:#}");
    let (status, told) = twice(&vessel);
    assert_eq!((status, &told["faults"][0]["rule"]), (1, &json!("VESSEL-TWICE")), "{told:#}");
}

/// The clean sample's transport document, changed, in a file.
fn changed(program: &Program, name: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut bill: Value =
        serde_json::from_str(&std::fs::read_to_string(sample("ebl-altered.json")).unwrap()).unwrap();
    change(&mut bill);
    std::fs::write(program.folder.join(name), bill.to_string()).unwrap();
    name.to_owned()
}

fn check(bill: &str) -> Vec<&str> {
    vec!["bill", "check", bill]
}

/// As most to-order bills that carriers issue, and with the page breaks of the terms as they were printed.
#[test]
fn a_bill_with_advice_alone_can_be_used() {
    let (_folder, program) = program();
    let bare = changed(&program, "bare.json", |bill| {
        bill["documentParties"].as_object_mut().unwrap().remove("notifyParties");
        bill["termsAndConditions"] = "Page 1\u{c}Page 2\u{85}".into();
    });
    let report = program.ok(&check(&bare));
    assert_eq!((&report["registrable"], &report["faults"]), (&true.into(), &json!([])));
    let advice = report["advice"].as_array().unwrap();
    assert_eq!(advice.len(), 1, "{report}");
    assert_eq!(shape(&advice[0]), ["file", "message", "path", "rule"]);
    assert_eq!(
        (&advice[0]["file"], &advice[0]["path"], &advice[0]["rule"]),
        (&"bare.json".into(), &"$.documentParties.notifyParties".into(), &"NOTIFY-PARTY".into())
    );
    let text = String::from_utf8(program.output(&check(&bare)).stdout).unwrap();
    assert!(text.contains("to be looked at:") && text.contains("it can be registered, if"), "{text}");
}

/// Which containers no strict key covers, and why.
#[test]
fn a_part_load_is_told() {
    let (_folder, program) = program();
    let part = changed(&program, "part.json", |bill| bill["cargoMovementTypeAtDestination"] = "LCL".into());
    let report = program.ok(&check(&part));
    let message = report["advice"][0]["message"].as_str().unwrap();
    assert_eq!(report["advice"][0]["rule"], "PART-LOAD");
    for container in report["bill"]["containers"].as_array().unwrap() {
        assert!(message.contains(container.as_str().unwrap()), "{message}");
    }
    assert!(message.contains("LCL") && message.contains("alike"), "{message}");
    assert!(report["identity"].as_array().unwrap().iter().all(|key| key["class"] != "BOX"));
}

/// One verdict, for one reason, without an identity that it will not have, and nothing about the law.
#[test]
fn a_straight_bill_has_one_verdict() {
    let (_folder, program) = program();
    let straight = changed(&program, "straight.json", |bill| {
        bill["isToOrder"] = false.into();
        let parties = bill["documentParties"].as_object_mut().unwrap();
        let bank = parties.remove("endorsee").unwrap();
        parties.insert("consignee".to_owned(), bank);
    });
    let report = program.refused(&check(&straight));
    assert_eq!((&report["registrable"], &report["faults"]), (&false.into(), &json!([])));
    assert_eq!((&report["identity"], &report["slots"]), (&json!([]), &Value::Null));
    let [reason] = &report["not_registrable"].as_array().unwrap()[..] else { panic!("{report}") };
    assert!(reason.as_str().unwrap().contains("not to order"), "{reason}");
    let text = String::from_utf8(program.output(&check(&straight)).stdout).unwrap();
    assert!(text.contains("it cannot be registered:") && !text.contains("identity"), "{text}");
    assert!(!text.contains("title"), "{text}");
}

/// The signature's verdict is a reason, too.
#[test]
fn a_bill_whose_signature_does_not_hold_is_not_registrable() {
    let (_folder, program) = program();
    let text = std::fs::read_to_string(sample("ebl-to-order.signed.json")).unwrap();
    let forged = text.replace("2026-03-05", "2026-03-06");
    assert_ne!(forged, text);
    std::fs::write(program.folder.join("forged.json"), forged).unwrap();
    let jwks = sample("carrier.jwks.json");
    let report =
        program.refused(&[&check("forged.json")[..], &["--jwks", &jwks, "--carrier", "ZZEL"]].concat());
    assert_eq!((&report["signature"]["valid"], &report["identity"]), (&false.into(), &json!([])));
    assert_eq!(report["not_registrable"], json!(["the carrier's signature does not hold"]));
}

/// An invoice of another seller, over other goods, that names no bill.
fn rice(program: &Program) -> &'static str {
    let mut invoice: Value =
        serde_json::from_str(&std::fs::read_to_string(sample("invoice.json")).unwrap()).unwrap();
    invoice.as_object_mut().unwrap().remove("transportDocumentReference");
    invoice["seller"]["partyName"] = "Imaginary Metals GmbH".into();
    invoice["seller"]["identifyingCodes"][0]["partyCode"] = "ZZZZ00METALS00000006".into();
    for line in invoice["lines"].as_array_mut().unwrap() {
        line["commodityCode"] = "100630".into();
    }
    std::fs::write(program.folder.join("rice.json"), invoice.to_string()).unwrap();
    "rice.json"
}

#[test]
fn an_invoice_of_another_cargo_is_told() {
    let (_folder, program) = program();
    let bill = sample("ebl-to-order.json");
    let report = program.ok(&[&check(&bill)[..], &["--annex", rice(&program)]].concat());
    let [advice] = &report["advice"].as_array().unwrap()[..] else { panic!("{report}") };
    assert_eq!(
        (&advice["rule"], &advice["path"], &report["registrable"]),
        (&"INVOICE-FIT".into(), &"$.invoices[0]".into(), &true.into())
    );
}

/// Whoever signs for the documents is told what to look at in them.
#[test]
fn issuer_and_valuer_are_told_what_does_not_fit() {
    let trade = Trade::new();
    let (bill, jwks) = (sample("ebl-to-order.signed.json"), sample("carrier.jwks.json"));
    let issue =
        ["bill", "issue", &bill, "--jwks", &jwks, "--carrier", "ZZEL", "--invoice", rice(&trade.program)];
    let issue = [&issue[..], &["--holder", COPPER, "--out", "issued.json"]].concat();
    let value = ["bill", "value", "issued.json", "--expires", "2199-12-31", "--out", "valuation.json"];
    for words in [&issue[..], &value] {
        let output = trade.program.output(&[&["--home", "carrier"], words].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        assert!(said.contains("warning: $.invoices[0]: INVOICE-FIT: ") && said.contains("1006"), "{said}");
    }
}

/// One fault that says what it is, beside a bill and in its place.
#[test]
fn what_is_something_else_is_one_fault() {
    let (_folder, program) = program();
    let instructions = changed(&program, "instructions.json", |bill| {
        let fields = bill.as_object_mut().unwrap();
        for field in [
            "transportDocumentReference",
            "transportDocumentStatus",
            "transports",
            "carrierCode",
            "carrierCodeListProvider",
            "termsAndConditions",
        ] {
            assert!(fields.remove(field).is_some(), "{field}");
        }
    });
    let report = program.refused(&check(&instructions));
    let [fault] = &report["faults"].as_array().unwrap()[..] else { panic!("{report}") };
    assert!(fault["message"].as_str().unwrap().contains("These are shipping instructions"), "{fault}");
    assert_eq!((&fault["rule"], &report["registrable"]), (&"DOCUMENT-KIND".into(), &false.into()));
}

#[test]
fn a_missing_file_is_status_2_with_advice() {
    let (_folder, program) = program();
    let missing = program.unusable(&["bill", "check", "nowhere.json"]);
    assert_eq!(shape(&missing["error"]), ["help", "kind", "message"]);
    let plain = program.output(&["bill", "check", "nowhere.json"]);
    let said = String::from_utf8(plain.stderr).unwrap();
    assert!(said.starts_with("error: cannot read nowhere.json") && said.contains("\nhelp: "), "{said}");
}

#[test]
fn verify_proof_says_what_the_verifier_says() {
    let (folder, program) = program();
    for name in ["vk", "public", "proof"] {
        std::fs::write(folder.path().join(name), b"x").unwrap();
    }
    let words = ["verify", "proof", "native", "--vk", "vk", "--public", "public", "--proof", "proof"];
    assert!(program.unusable(&words)["error"]["message"].as_str().unwrap().contains("vk"));
}

/// The development keys are refused by whatever verifies, unless they are asked for by name.
#[test]
fn verify_proof_refuses_the_development_keys() {
    let (folder, program) = program();
    for circuit in CircuitId::ALL {
        let name = format!("params/keys/{circuit}-v{}.insecure-dev.vk", circuit.version());
        let key = crate::program::root().join(name);
        std::fs::copy(key, folder.path().join("vk")).unwrap();
        for name in ["posted", "proof"] {
            std::fs::write(folder.path().join(name), b"x").unwrap();
        }
        let words = ["verify", "proof", "native", "--vk", "vk", "--posted", "posted", "--proof", "proof"];
        let error = &program.unusable(&words)["error"];
        assert!(error["message"].as_str().unwrap().contains("development key"), "{error}");
        assert!(error["help"].as_str().unwrap().contains("--insecure-dev-keys"), "{error}");
        let asked_for = [&["--insecure-dev-keys"], &words[..]].concat();
        assert_eq!(program.refused(&asked_for)["code"], "Malformed");
    }
}

/// What no carrier signs can be registered by an issuer's word, and says on which grounds.
#[test]
fn documents_of_other_kinds_say_who_must_attest_them() {
    let (_folder, program) = program();
    for (name, kind, grounds) in [
        ("paper-bill.json", "bill-of-lading", json!(["ORIGINALS_HELD"])),
        ("bulk-bill.json", "bulk-bill", json!(["ORIGINALS_HELD"])),
        ("warehouse-receipt.json", "warehouse-receipt", json!(["ORIGINALS_HELD"])),
        ("invoice-alone.json", "receivable", json!(["DEBTOR_CONFIRMED", "SELLER_STATED"])),
        ("ebl-to-order.json", "bill-of-lading", json!([])),
    ] {
        let report = program.ok(&["bill", "check", &sample(name)]);
        assert_eq!((&report["bill"]["kind"], &report["attested_by"]), (&json!(kind), &grounds), "{name}");
        assert_eq!(report["registrable"], true, "{name}");
    }
    // The carrier's keys say nothing of a paper.
    let (paper, jwks) = (sample("paper-bill.json"), sample("carrier.jwks.json"));
    let report = program.ok(&["bill", "check", &paper, "--jwks", &jwks, "--carrier", "ZZEL"]);
    assert!(report.get("signature").is_none() && report["registrable"] == true, "{report}");
}

/// An issuer enters a paper bill, and an invoice alone, by what it says of them.
#[test]
fn an_issuer_enters_paper_and_receivables_on_its_word() {
    let trade = Trade::new();
    std::fs::write(trade.program.folder.join("scan.pdf"), b"%PDF-1.7 three originals").unwrap();
    let (paper, owed, jwks) =
        (sample("paper-bill.json"), sample("invoice-alone.json"), sample("carrier.jwks.json"));
    let refused = |how: &[&str]| {
        let words = ["bill", "issue", &paper, "--holder", COPPER, "--out", "refused.json"];
        trade.program.json(&[&["--home", "carrier"], &words[..], how].concat())
    };
    let (status, nothing) = refused(&[]);
    assert!(
        status == 2 && nothing["error"]["help"].as_str().unwrap().contains("--originals-held"),
        "{nothing}"
    );
    let (status, wrong) = refused(&["--jwks", &jwks, "--carrier", "ZZEL"]);
    assert_eq!((status, &wrong["error"]["code"]), (1, &json!("Unattested")), "{wrong}");
    for (how, why) in [
        (&["--originals-held", "2", "--evidence", "scan.pdf"][..], "all of them must be held"),
        (&["--originals-held", "3"], "ORIGINALS_HELD asks for it"),
        (&["--controlled-on", "ZZZ1"], "it is ORIGINALS_HELD"),
    ] {
        let (status, answer) = refused(how);
        assert!(
            status == 1 && answer["error"]["message"].as_str().unwrap().contains(why),
            "{how:?}: {answer}"
        );
    }
    let words = ["bill", "issue", &paper, "--holder", COPPER, "--out", "paper.json"];
    trade.at("carrier", &[&words[..], &["--originals-held", "3", "--evidence", "scan.pdf"]].concat());
    let stored = std::fs::read(trade.program.folder.join("paper.json")).unwrap();
    let stored: Value = serde_json::from_slice(&stored).unwrap();
    let attestation: Value =
        serde_json::from_str(stored["documents"]["attestation"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&attestation["ground"], &attestation["originalsHeld"]),
        (&json!("ORIGINALS_HELD"), &json!(3))
    );
    trade.at(
        "carrier",
        &["bill", "issue", &owed, "--holder", COPPER, "--out", "owed.json", "--seller-stated"],
    );
}
