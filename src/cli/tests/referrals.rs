//! The same containers once more, weeks later and under another number: accepted, and those who are concerned are told.

use crate::{
    flow::{COPPER, Trade, text},
    program::sample,
};
use serde_json::{Value, json};

const POLICY: &str = r#"
schema = "plimsoll.policy/1"
name = "worth"
version = "1"
title = "Worth something"

[[predicate]]
name = "value"
field = "valuation.value"
at-least = "USD 50000"
"#;

const OLD: &str = "ZZEL2603000417";
const NEW: &str = "ZZEL2603000900";

/// Values an issued bill and registers it.
fn register(trade: &Trade, issued: &str) -> Value {
    let valuation = format!("value-of-{issued}");
    let value = ["bill", "value", issued, "--value", "100000 USD", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--out", &valuation]].concat());
    trade.at("copper", &["lot", "register", issued, "--valuation", &valuation])
}

#[test]
fn what_is_alike_is_accepted_and_told_to_all_who_are_concerned() {
    let trade = Trade::new();
    let folder = trade.program.folder.clone();
    assert_eq!(trade.issue("issued.json")["referrals"], json!([]));
    let first = register(&trade, "issued.json");
    assert_eq!(first["referrals"], json!([]));
    let lot = text(&first["lot"]).to_owned();
    trade.at("copper", &["lot", "pledge", "--to", "Bank A", "--amount", "1000 USD"]);

    let renumbered = |name: &str| {
        let changed = std::fs::read_to_string(sample(name)).unwrap().replace(OLD, NEW);
        let changed = changed
            .replace("FCT-2026/0417", NEW)
            .replace("\"shippedOnBoardDate\": \"2026-03-05\"", "\"shippedOnBoardDate\": \"2026-05-05\"");
        std::fs::write(folder.join(name), changed).unwrap();
    };
    ["ebl-to-order.json", "invoice.json"].into_iter().for_each(renumbered);
    let sign = ["bill", "sign", "ebl-to-order.json", "--key", "line.jwk", "--key-set", "line.jwks"];
    trade.program.ok(&[&sign[..], &["--out", "alike.signed.json"]].concat());
    let issue = ["bill", "issue", "alike.signed.json", "--jwks", "line.jwks", "--carrier", "ZZEL"];
    let more = ["--invoice", "invoice.json", "--holder", COPPER, "--out", "alike.json"];
    let alike = |height: &Value| {
        let boxes = ["soft-seal", "soft-weight"].iter().flat_map(|key| [0, 1].map(|i| json!({ *key: i })));
        let keys: Vec<_> = boxes.chain([json!("soft-booking")]).collect();
        json!([{ "height": height, "alike": keys }])
    };
    // The issuer is told before it signs, and may stop there.
    let stopped = trade.refused("carrier", &[&issue[..], &more, &["--no-referrals"]].concat());
    assert_eq!(stopped["error"]["code"], "Referred", "{stopped}");
    assert!(text(&stopped["error"]["message"]).starts_with("nothing was signed: the ledger has an entry at"));
    assert!(!folder.join("alike.json").exists());
    let issued = trade.at("carrier", &[&issue[..], &more].concat());
    assert_eq!(issued["referrals"], alike(&first["height"]));
    let second = register(&trade, "alike.json");
    assert_eq!(second["referrals"], alike(&first["height"]));

    // The owner of the first lot is told once; it stays in view.
    let told = trade.program.output(&["--home", "copper", "wallet", "show"]);
    let (said, shown) = (String::from_utf8(told.stderr).unwrap(), String::from_utf8(told.stdout).unwrap());
    let found = format!("at height {}, by container 1 and its seal", second["height"]);
    assert!(
        said.contains("warning: to lot") && said.contains(&found) && shown.contains(&found),
        "{said}{shown}"
    );
    let again = trade.program.output(&["--home", "copper", "wallet", "show"]);
    let again = String::from_utf8(again.stderr).unwrap();
    assert!(!again.contains("alike"), "{again}");
    let lots = trade.at("copper", &["lot", "list"])["lots"].clone();
    let of =
        |lot: &Value| lots.as_array().unwrap().iter().find(|l| l["lot"] == *lot).unwrap()["alike"].clone();
    assert_eq!((of(&first["lot"]), of(&second["lot"])), (alike(&second["height"]), alike(&first["height"])));

    // A bank that asks for it is shown both; one that demands none refuses.
    std::fs::write(folder.join("worth.toml"), POLICY).unwrap();
    let ask = |how: &str, out: &str| {
        let words = ["request", "new", "--policy", "worth.toml", "--amount", "1000 USD", "--any-applicant"];
        let more = ["--max-encumbrance", "1000 USD", how, "--out", out];
        trade.at("bank-a", &[&words[..], &more].concat())
    };
    let asked = ask("--open", "open.json");
    assert_eq!((&asked["open"], &asked["no_referrals"]), (&json!(true), &json!(false)));
    let asked = ask("--no-referrals", "alone.json");
    assert_eq!((&asked["open"], &asked["no_referrals"]), (&json!(true), &json!(true)));
    let answer = |request: &str, out: &str| {
        trade.at("copper", &["answer", request, "--lot", &lot, "--yes", "--out", out])
    };
    assert_eq!(answer("open.json", "open-answer.json")["opened"], true);
    answer("alone.json", "alone-answer.json");
    let verify = ["verify", "bundle", "open-answer.json", "--request", "open.json"];
    let opening = trade.at("bank-a", &verify)["opening"].clone();
    assert_eq!(
        (&opening["referrals"], &opening["entries"]),
        (&alike(&second["height"]), &json!([first["height"]]))
    );
    let told = trade.program.output(&[&["--home", "bank-a"], &verify[..]].concat());
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains(&found), "{told}");
    let verify = ["verify", "bundle", "alone-answer.json", "--request", "alone.json"];
    let refused = trade.refused("bank-a", &verify);
    let failed: Vec<_> =
        refused["checks"].as_array().unwrap().iter().filter(|c| c["holds"] == false).collect();
    assert_eq!(failed.iter().map(|check| text(&check["code"])).collect::<Vec<_>>(), ["Referred"]);
    assert!(text(&failed[0]["why"]).contains(&found));

    // The bank has that entry opened to it, sees another cargo, and takes note of it.
    let height = second["height"].to_string();
    let words = ["request", "new", "--policy", "worth.toml", "--amount", "1000 USD", "--any-applicant"];
    let more = ["--max-encumbrance", "1000 USD", "--no-referrals", "--except-height", &height];
    let asked = trade.at("bank-a", &[&words[..], &more, &["--out", "noted.json"]].concat());
    assert_eq!((&asked["no_referrals"], &asked["except"]), (&json!(true), &json!([second["height"]])));
    answer("noted.json", "noted-answer.json");
    let verify = ["verify", "bundle", "noted-answer.json", "--request", "noted.json"];
    let noted = trade.at("bank-a", &verify)["opening"].clone();
    assert_eq!(noted["referrals"], alike(&second["height"]));
    assert_eq!(noted["compared"], json!(["invoices", "cargo", "booking"]));

    // From now on the bank looks out for the lot on which it has its lien.
    let watched = trade.at("bank-a", &["wallet", "watch", "open-answer.json"]);
    assert_eq!((&watched["lot"], &watched["referrals"]), (&first["lot"], &alike(&second["height"])));
    assert_eq!(trade.at("bank-a", &["wallet", "sync"])["alike"], json!([]));
    let nothing = trade.refused("bank-b", &["wallet", "watch", "open-answer.json"]);
    assert_eq!(nothing["error"]["code"], "NothingHeld");
}
