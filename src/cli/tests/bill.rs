//! `plimsoll bill check`.

use crate::program::{Program, sample, shape};
use plimsoll_circuits::statement::CircuitId;

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
        ["bill", "faults", "form", "identity", "is_title", "not_title", "ok", "signature", "slots"]
    );
    assert_eq!(
        shape(&report["bill"]),
        [
            "carrier",
            "carrier_name",
            "checksum",
            "containers",
            "invoices",
            "issue_date",
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
    assert_eq!(strange["faults"][0]["rule"], "PART-LOAD");
    assert!(program.unusable(&["bill", "check", &bill, "--part-load", "ZZZU"])["error"].is_object());
}

#[test]
fn what_is_no_title_or_has_faults_is_refused() {
    let (folder, program) = program();
    let waybill = program.refused(&["bill", "check", &sample("sea-waybill.json")]);
    assert_eq!(waybill["is_title"], false);
    assert!(!waybill["not_title"].as_array().unwrap().is_empty());

    let broken =
        std::fs::read_to_string(sample("ebl-to-order.json")).unwrap().replace("2026-03-05", "2026-02-30");
    std::fs::write(folder.path().join("broken.json"), broken).unwrap();
    let broken = program.refused(&["bill", "check", "broken.json"]);
    assert_eq!(shape(&broken["faults"][0]), ["file", "message", "path", "rule", "seen"]);
    assert_eq!(broken["faults"][0]["rule"], "DATE");

    let vessel = sample("vessel.json");
    let twice = program.unusable(&[
        "bill",
        "check",
        &sample("ebl-to-order.json"),
        "--annex",
        &vessel,
        "--annex",
        &vessel,
    ]);
    assert!(twice["error"]["help"].is_string());
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
