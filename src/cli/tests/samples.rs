//! The samples of today, and bills signed for trials.

use crate::program::Program;
use serde_json::json;

fn trial() -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    program.ok(&["samples", "--out", "samples", "--today", "2027-02-28"]);
    (folder, program)
}

#[test]
fn the_samples_of_a_day_are_signed_and_meet_the_ready_policies_that_day() {
    let (_folder, program) = trial();
    let checked = program.ok(&[
        "bill",
        "check",
        "samples/ebl-twelve-containers.signed.json",
        "--jwks",
        "samples/carrier.jwks.json",
        "--carrier",
        "ZZEL",
    ]);
    assert_eq!((&checked["registrable"], &checked["signature"]["valid"]), (&json!(true), &json!(true)));
    let policy = "samples/policies/sanctions-and-presentation.toml";
    let test = |day| {
        let annexes = ["invoice", "packing-list", "insurance", "vessel"]
            .map(|kind| format!("samples/{kind}-twelve-containers.json"));
        let mut words = vec!["policy", "test", policy, "--bill", "samples/ebl-twelve-containers.json"];
        words.extend(annexes.iter().flat_map(|annex| ["--annex", annex.as_str()]));
        words.extend(["--lists", "samples/lists", "--today", day]);
        program.json(&words)
    };
    let (status, held) = test("2027-02-28");
    assert_eq!((status, &held["holds"]), (0, &json!(true)), "{held:#}");
    // A month later the presentation is late.
    assert_eq!(test("2027-03-28").0, 1);
    // Nothing is written over.
    program.unusable(&["samples", "--out", "samples"]);
}

#[test]
fn a_bill_is_signed_with_a_key_that_is_made_and_used_again() {
    let (folder, program) = trial();
    let sign = |bill: &str, out: &str, more: &[&str]| {
        let words = ["bill", "sign", bill, "--key", "line.jwk", "--out", out];
        program.json(&[&words[..], more].concat())
    };
    let (status, first) = sign("samples/ebl-to-order.json", "first.json", &["--key-set", "line.jwks.json"]);
    assert_eq!((status, &first["key_made"]), (0, &json!(true)), "{first:#}");
    let (status, second) = sign("samples/ebl-second-cargo.json", "second.json", &[]);
    assert_eq!((status, &second["key_made"]), (0, &json!(false)), "{second:#}");
    for signed in ["first.json", "second.json"] {
        let keys = ["--jwks", "line.jwks.json", "--carrier", "ZZEL"];
        let checked = program.ok(&[&["bill", "check", signed][..], &keys[..]].concat());
        assert_eq!(checked["signature"]["valid"], true, "{signed}");
    }
    // What is signed says to whom; a bare document does not.
    let (status, told) = sign("samples/ebl-to-order.json", "third.json", &["--issue-to", "Copper Ltd"]);
    assert_eq!(status, 2, "{told:#}");
    let request = std::fs::read(folder.path().join("samples/ebl-to-order.json")).unwrap();
    let request: serde_json::Value = serde_json::from_slice(&request).unwrap();
    std::fs::write(folder.path().join("bare.json"), request["document"].to_string()).unwrap();
    assert_eq!(sign("bare.json", "bare-signed.json", &[]).0, 2);
    let lei = ["--issue-to-lei", "ZZZZ00COPPER00000065"];
    for (out, more) in [("bare-signed.json", &[][..]), ("bare-with-lei.json", &lei)] {
        assert_eq!(sign("bare.json", out, &[&["--issue-to", "Copper Ltd"], more].concat()).0, 0);
        let keys = ["--jwks", "line.jwks.json", "--carrier", "ZZEL"];
        let checked = program.ok(&[&["bill", "check", out][..], &keys[..]].concat());
        assert_eq!(checked["signature"]["valid"], true, "{checked:#}");
    }
    // A key that is none is told, and left as it is.
    std::fs::write(folder.path().join("line.jwk"), "{}").unwrap();
    let (status, told) = sign("samples/ebl-to-order.json", "fourth.json", &[]);
    assert_eq!(status, 2, "{told:#}");
    assert_eq!(std::fs::read_to_string(folder.path().join("line.jwk")).unwrap(), "{}");
}
