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
    assert_eq!(report["lists"].as_array().unwrap().len(), 7);
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
        [
            "dated",
            "edition",
            "empty",
            "entries",
            "file",
            "name",
            "of",
            "ok",
            "publisher",
            "repeated",
            "root",
            "source"
        ]
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

#[test]
fn lists_are_signed_and_policies_ask_for_their_publishers() {
    let (folder, program) = program();
    program.ok(&["--home", "publisher", "keys", "new", "--name", "Example Publisher"]);
    let ports = sample("lists/sanctioned-ports.json");
    assert_eq!(program.ok(&["list", "show", &ports])["publisher"], serde_json::Value::Null);
    let signed = program.ok(&["--home", "publisher", "list", "sign", &ports, "--out", "ports.json"]);
    let publisher = signed["publisher"].as_str().unwrap();
    assert_eq!(program.ok(&["list", "show", "ports.json"])["publisher"], publisher);
    let altered = std::fs::read_to_string(folder.path().join("ports.json")).unwrap();
    std::fs::write(folder.path().join("altered.json"), altered.replace("2026-05-20", "2026-05-21")).unwrap();
    let refused = program.refused(&["list", "show", "altered.json"]);
    assert!(
        refused["error"]["message"].as_str().unwrap().contains("altered after it was signed"),
        "{refused}"
    );

    let text = format!(
        "schema = \"plimsoll.policy/1\"\nname = \"p\"\nversion = \"1\"\ntitle = \"Ports\"\n[lists.sanctioned-ports]\nof = \"port\"\n\
         capacity = 50\nmax-age = \"3650 days\"\npublisher = \"{publisher}\"\n[[predicate]]\nname = \"port\"\nfield = \
         \"bill.portOfLoading\"\nnot-in-list = \"sanctioned-ports\"\n"
    );
    std::fs::write(folder.path().join("p.toml"), text).unwrap();
    assert_eq!(program.ok(&["policy", "check", "p.toml"])["lists"][0]["publisher"], publisher);
    let lists = folder.path().join("lists");
    std::fs::create_dir(&lists).unwrap();
    let bill = sample("ebl-to-order.json");
    let test = ["policy", "test", "p.toml", "--bill", &bill, "--lists", "lists", "--today", "2026-05-25"];
    std::fs::copy(&ports, lists.join("sanctioned-ports.json")).unwrap();
    let unsigned = program.refused(&test);
    assert!(unsigned["error"]["message"].as_str().unwrap().contains("this one is not signed"), "{unsigned}");
    std::fs::copy(folder.path().join("ports.json"), lists.join("sanctioned-ports.json")).unwrap();
    assert_eq!(program.ok(&test)["holds"], true);
}

#[test]
fn lists_of_names_and_prices_are_made() {
    let (_folder, program) = program();
    let names = sample("lists/sanctioned-names.csv");
    let make =
        |from, of| ["list", "make", "--dated", "2026-05-20", "--name", "l", "--from", from, "--of", of];
    let made =
        program.ok(&[&make(&names, "name")[..], &["--aliases", "aliases", "--out", "names.json"]].concat());
    assert_eq!(made["entries"], 10);
    let listed = program.ok(&["list", "check", "names.json", "--value", "PHANTOM SHIPPING LINES LTD"]);
    assert_eq!(listed["label"], "Phantom Shipping Lines S.A.");
    let prices = sample("lists/index-prices.csv");
    let priced = ["--value-column", "price", "--currency", "USD", "--label", "name", "--out", "prices.json"];
    assert_eq!(program.ok(&[&make(&prices, "hs")[..], &priced].concat())["prices_in"], "USD");
    let price = |code| program.json(&["list", "check", "prices.json", "--value", code]).1["price"].clone();
    assert_eq!((price("74031100"), price("740319")), ("9.3".into(), "9.25".into()));
    let partly = program.refused(&["list", "check", "prices.json", "--value", "74"]);
    assert_eq!((&partly["contained"], &partly["met"]), (&false.into(), &true.into()));
}

#[test]
fn lists_come_of_what_authorities_publish() {
    let (_folder, program) = program();
    let sdn = sample("authorities/sdn.xml");
    let import = ["list", "import", "--format", "ofac-sdn-xml", "--from", &sdn, "--out", "lists"];
    let made = program.ok(&import);
    assert_eq!(
        shape(&made),
        ["dated", "edition", "lists", "ok", "other_numbers", "records", "unusable", "unusable_records"]
    );
    assert_eq!(
        (&made["records"], &made["unusable"], &made["dated"]),
        (&5.into(), &2.into(), &"2026-05-19".into())
    );
    let names: Vec<_> = made["lists"].as_array().unwrap().iter().map(|l| l["name"].clone()).collect();
    assert_eq!(names, ["ofac-sdn-names", "ofac-sdn-parties", "ofac-sdn-vessels"]);
    program.ok(&["list", "check", "lists/ofac-sdn-names.json", "--value", "Fata Morgana Commodities Inc."]);
    program.ok(&["list", "check", "lists/ofac-sdn-vessels.json", "--value", "9999008"]);
    program.unusable(&import);
    let csv = sample("authorities/sdn.csv");
    let undated =
        program.unusable(&["list", "import", "--format", "ofac-sdn-csv", "--from", &csv, "--out", "csv"]);
    assert!(undated["error"]["help"].as_str().unwrap().contains("--dated"), "{undated}");
    let other = program.refused(&["list", "import", "--format", "un-xml", "--from", &sdn, "--out", "un"]);
    assert!(other["error"]["message"].as_str().unwrap().contains("sdnList was found"), "{other}");
}
