//! A trade whose proofs are made by the service.

use crate::{
    place::Place,
    program::{GOVERNED, Program, sample},
};
use plimsoll_api::{JobList, State};
use serde_json::Value;

const COPPER: &str = "Fictional Copper Trading Ltd";

#[test]
fn a_cargo_is_registered_and_pledged_with_proofs_of_the_service() {
    let place = Place::new("");
    let mut coordinator = place.coordinator(2, None);
    crate::program::secret(place.path().join("token"), place.token("copper", "submit,read"));
    let program = Program::in_folder(place.path()).trusting_development_keys();
    program.ok(&["ledger", "init", "--name", "Trial", "--guardians", "3", "--threshold", "2"]);
    for (home, name, role) in [
        ("carrier", "Example Line", "issuer,valuer"),
        ("copper", COPPER, "holder"),
        ("bank-a", "Bank A", "bank"),
    ] {
        program.ok(&["--home", home, "keys", "new", "--name", name]);
        let words = ["member", "add", &format!("{home}/party.json"), "--role", role];
        let by: &[&str] = if role.contains("issuer") { &GOVERNED } else { &[] };
        program.ok(&[&words[..], by].concat());
    }
    let (bill, jwks, invoice) =
        (sample("ebl-to-order.signed.json"), sample("carrier.jwks.json"), sample("invoice.json"));
    let issue = ["--home", "carrier", "bill", "issue", &bill, "--jwks", &jwks, "--carrier", "ZZEL"];
    let more = ["--invoice", &invoice, "--holder", COPPER, "--out", "issued.json"];
    program.ok(&[&issue[..], &more].concat());
    let value = ["--home", "carrier", "bill", "value", "issued.json", "--value", "100000 USD"];
    program.ok(&[&value[..], &["--expires", "2199-12-31", "--out", "valuation.json"]].concat());

    let service = ["--prover", &coordinator.url, "--prover-token-file", "token", "--home", "copper"];
    let with_service = |words: &[&str]| -> Value { program.ok(&[&service[..], words].concat()) };
    let registered = with_service(&["lot", "register", "issued.json", "--valuation", "valuation.json"]);
    let lot = registered["lot"].as_str().unwrap();
    let pledged = with_service(&["lot", "pledge", "--lot", lot, "--to", "Bank A", "--amount", "60000 USD"]);
    assert!(registered["height"].as_u64() < pledged["height"].as_u64());

    let liens = program.ok(&["--home", "bank-a", "wallet", "show"])["lots"][0]["liens"].clone();
    assert_eq!(liens[0]["amount"]["minor"], 6_000_000);
    // Others see that both proofs are valid, and they were the service's.
    assert_eq!(program.ok(&["ledger", "verify"])["verdict"], "sound");
    let proven = place.asker(&coordinator, "copper", "read").get("/v1/jobs").is::<JobList>(200).jobs;
    assert!(proven.iter().all(|job| job.state == State::Succeeded));
    let circuits: Vec<_> = proven.iter().map(|job| job.circuit.name()).collect();
    assert_eq!(circuits, ["move", "register-small"]);

    // What the wallet refuses is not asked of the service; without the service, nothing is proven here instead.
    let too_much = ["lot", "pledge", "--lot", lot, "--to", "Bank A", "--amount", "50000 USD"];
    program.refused(&[&service[..], &too_much].concat());
    assert!(coordinator.process.end().success());
    let less = ["lot", "pledge", "--lot", lot, "--to", "Bank A", "--amount", "100 USD"];
    program.unusable(&[&service[..], &["--prover-timeout", "2s"], &less].concat());
}
