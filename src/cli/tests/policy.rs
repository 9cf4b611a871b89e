//! `plimsoll policy` and `plimsoll list`.

use crate::program::{Program, root, sample, shape};

fn program() -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    (folder, program)
}

fn policy(name: &str) -> String {
    root().join("policies").join(name).display().to_string()
}

/// `policy test` over the sample of twelve containers.
fn twelve(policy: &str, today: &str) -> Vec<String> {
    let of = |kind: &str| sample(&format!("{kind}-twelve-containers.json"));
    let lists = sample("lists");
    let words = [
        "policy",
        "test",
        policy,
        "--bill",
        &of("ebl"),
        "--invoice",
        &of("invoice"),
        "--packing-list",
        &of("packing-list"),
        "--insurance",
        &of("insurance"),
        "--vessel",
        &of("vessel"),
        "--lists",
        &lists,
        "--today",
        today,
    ];
    words.map(str::to_owned).to_vec()
}

fn words(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

#[test]
fn a_policy_is_explained() {
    let (_folder, program) = program();
    let file = policy("sanctions-and-presentation.toml");
    let report = program.ok(&["policy", "check", &file]);
    assert_eq!(
        shape(&report),
        [
            "digest",
            "file",
            "lists",
            "name",
            "ok",
            "operands",
            "predicates",
            "problems",
            "reveals",
            "title",
            "version"
        ]
    );
    assert_eq!(shape(&report["predicates"][0]), ["asks", "name", "says"]);
    assert_eq!(report["lists"].as_array().unwrap().len(), 5);
    let text = String::from_utf8(program.output(&["policy", "check", &file]).stdout).unwrap();
    assert!(text.contains("who sees a proof learns:"), "{text}");
}

#[test]
fn problems_come_with_their_places() {
    let (folder, program) = program();
    let text = std::fs::read_to_string(policy("title-type.toml"))
        .unwrap()
        .replace("bill.isToOrder", "bill.isToOder");
    std::fs::write(folder.path().join("wrong.toml"), &text).unwrap();
    let report = program.refused(&["policy", "check", "wrong.toml"]);
    assert_eq!(shape(&report), ["file", "ok", "problems"]);
    assert_eq!(report["problems"][0]["help"], "did you mean bill.isToOrder?");
    let line = text.lines().position(|line| line.contains("isToOder")).unwrap() + 1;
    assert_eq!(report["problems"][0]["line"], line);
    program.refused(&["policy", "test", "wrong.toml", "--bill", &sample("ebl-to-order.json")]);
    program.unusable(&["policy", "check", "nowhere.toml"]);
}

#[test]
fn policies_are_tried() {
    let (_folder, program) = program();
    let file = policy("sanctions-and-presentation.toml");
    let report = program.ok(&words(&twelve(&file, "2026-05-25")));
    assert_eq!(shape(&report), ["holds", "ok", "policy", "predicates"]);
    assert_eq!(report["holds"], true);

    let ucp = policy("ucp600-presentation.toml");
    let late = program.refused(&words(&twelve(&ucp, "2026-06-02")));
    let failing = late["predicates"].as_array().unwrap().iter().find(|p| p["holds"] == false).unwrap();
    assert_eq!(failing["name"], "presented-in-time");
    assert_eq!(
        failing["reasons"][0],
        "today 2026-06-02 is later than bill.shippedOnBoardDate 2026-05-11 plus 21 days = 2026-06-01"
    );
    let waybill = program.refused(&[
        "policy",
        "test",
        &policy("title-type.toml"),
        "--bill",
        &sample("sea-waybill.json"),
    ]);
    assert_eq!(waybill["holds"], false);
}

#[test]
fn what_a_trial_needs() {
    let (_folder, program) = program();
    let stale = program.refused(&words(&twelve(&policy("sanctions-screening.toml"), "2026-06-05")));
    assert!(stale["error"]["message"].as_str().unwrap().contains("fetch a newer one"), "{stale}");
    let bill = sample("ebl-to-order.json");
    let no_lists = program.unusable(&["policy", "test", &policy("dual-use-goods.toml"), "--bill", &bill]);
    assert!(no_lists["error"]["help"].as_str().unwrap().contains("controlled-goods.json"), "{no_lists}");
    let no_value = program.unusable(&["policy", "test", &policy("ltv-inputs.toml"), "--bill", &bill]);
    assert!(no_value["error"]["help"].as_str().unwrap().contains("--value"), "{no_value}");
    let value = ["--value", "50000.00 USD", "--valued-on", "2026-03-08", "--today", "2026-03-10"];
    let valued = program.refused(
        &[&["policy", "test", &policy("ltv-inputs.toml"), "--bill", &bill], value.as_slice()].concat(),
    );
    assert_eq!(valued["predicates"][3]["holds"], true, "{valued:#}");
}

#[test]
fn lists_are_made_shown_and_asked() {
    let (folder, program) = program();
    let table = sample("lists/sanctioned-ports.csv");
    let make = [
        "list",
        "make",
        "--from",
        &table,
        "--of",
        "port",
        "--name",
        "sanctioned-ports",
        "--dated",
        "2026-05-20",
    ];
    let make = [make.as_slice(), &["--label", "name", "--out", "ports.json"]].concat();
    let made = program.ok(&make);
    assert_eq!(
        shape(&made),
        ["dated", "empty", "entries", "file", "name", "of", "ok", "repeated", "root", "source"]
    );
    program.unusable(&make);
    let shown = program.ok(&["list", "show", "ports.json"]);
    assert_eq!(shown["root"], made["root"]);
    assert_eq!(shown["root"], program.ok(&["list", "show", &sample("lists/sanctioned-ports.json")])["root"]);
    assert_eq!(program.ok(&["list", "check", "ports.json", "--value", "ZZNOW"])["label"], "Port Nowhere");
    assert_eq!(program.refused(&["list", "check", "ports.json", "--value", "NLRTM"])["contained"], false);
    program.unusable(&["list", "check", "ports.json", "--value", "Rotterdam"]);

    std::fs::write(folder.path().join("bad.csv"), "port\nNLRTM\nrotterdam\n").unwrap();
    let bad = program.refused(&[
        "list",
        "make",
        "--from",
        "bad.csv",
        "--of",
        "port",
        "--name",
        "p",
        "--dated",
        "2026-05-20",
        "--out",
        "p.json",
    ]);
    assert!(bad["error"]["message"].as_str().unwrap().contains("line 3"), "{bad}");
    let altered = std::fs::read_to_string(folder.path().join("ports.json"))
        .unwrap()
        .replace("2026-05-20", "20-05-2026");
    std::fs::write(folder.path().join("altered.json"), altered).unwrap();
    program.refused(&["list", "show", "altered.json"]);
}
