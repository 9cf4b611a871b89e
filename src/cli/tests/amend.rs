//! A bill is switched with the program alone: the issuer asks the owner and the bank, and the lien stays.

use crate::{
    flow::{COPPER, Trade, text},
    program::shape,
};
use serde_json::json;

#[test]
fn a_bill_is_switched_with_the_word_of_the_bank_that_lends_on_it() {
    let trade = Trade::new();
    trade.program.ok(&["samples", "--out", "samples"]);
    let (jwks, invoice) = ("samples/carrier.jwks.json", "samples/invoice.json");
    let papers = ["--jwks", jwks, "--carrier", "ZZEL", "--invoice", invoice];
    // The seller's invoice names the new bill.
    let text_of = |path| std::fs::read_to_string(trade.program.folder.join(path)).unwrap();
    let switched = text_of(invoice).replace("ZZEL2603000417", "ZZEL2603000998");
    std::fs::write(trade.program.folder.join("switched-invoice.json"), switched).unwrap();
    let switched = ["--jwks", jwks, "--carrier", "ZZEL", "--invoice", "switched-invoice.json"];
    let issue =
        ["bill", "issue", "samples/ebl-to-order.signed.json", "--holder", COPPER, "--out", "issued.json"];
    trade.at("carrier", &[&issue[..], &papers].concat());
    let value = |of, out| ["bill", "value", of, "--value", "100000 USD", "--expires", "90d", "--out", out];
    trade.at("carrier", &value("issued.json", "valuation.json"));
    let registered = trade.at("copper", &["lot", "register", "issued.json", "--valuation", "valuation.json"]);
    let lot = text(&registered["lot"]);
    trade.at("copper", &["lot", "pledge", "--to", "Bank A", "--amount", "60000 USD"]);

    // The owner answers the issuer's challenge, for it alone.
    trade.at("carrier", &["challenge", "new", "--purpose", "a switch bill", "--out", "challenge.json"]);
    let attest = |out, more: &[&str]| {
        let words = ["lot", "attest", "--challenge", "challenge.json", "--max-encumbrance", "60000 USD"];
        let terms = ["--requested", "0 USD", "--rate", "100%", "--out", out];
        trade.at("copper", &[&words[..], &terms, more].concat())
    };
    attest("closed.json", &[]);
    attest("attest.json", &["--open", "--only-for", "Example Line"]);
    let asked = |attest| ["--attest", attest, "--challenge", "challenge.json"];
    let propose = ["bill", "propose", "samples/ebl-reissued.signed.json", "--out", "proposal.json"];
    let closed = trade.refused("carrier", &[&propose[..], &switched, &asked("closed.json")].concat());
    assert!(text(&closed["error"]["help"]).contains("--open"), "{closed}");
    let banks = trade.refused("bank-a", &[&propose[..], &switched, &asked("attest.json")].concat());
    assert_eq!(banks["error"]["kind"], "refused");
    let proposed = trade.at("carrier", &[&propose[..], &switched, &asked("attest.json")].concat());
    assert_eq!(shape(&proposed), ["done", "file", "lot", "max_encumbrance", "ok"]);
    assert_eq!(text(&proposed["lot"]), lot);

    fn amend<'a>(consents: &[&'a str]) -> Vec<&'a str> {
        let words = ["bill", "amend", "proposal.json", "--valid-until", "3d", "--out", "amended.json"];
        let asked = ["--attest", "attest.json", "--challenge", "challenge.json"];
        [&words[..], &asked, consents].concat()
    }
    let alone = trade.refused("carrier", &amend(&[]));
    assert!(text(&alone["error"]["message"]).contains("may bear 6000000"), "{alone}");
    let none = trade.refused("bank-b", &["lien", "consent", "proposal.json", "--out", "none.json"]);
    assert!(text(&none["error"]["message"]).contains("no lien"), "{none}");
    let consented = trade.at("bank-a", &["lien", "consent", "proposal.json", "--out", "consent.json"]);
    assert_eq!(shape(&consented), ["amount", "file", "lien", "lot", "ok", "valid_until"]);
    let amended = trade.at("carrier", &amend(&["--consent", "consent.json"]));
    assert_eq!(
        shape(&amended),
        ["consents", "done", "file", "lot", "max_encumbrance", "ok", "referrals", "valid_until"]
    );
    let again = ["--consent", "consent.json", "--out", "twice.json"];
    let again = trade.refused("carrier", &[&amend(&[])[..5], &asked("attest.json"), &again].concat());
    assert!(text(&again["error"]["message"]).contains("may be used until"), "{again}");

    trade.at("carrier", &value("amended.json", "newer.json"));
    let old = trade.refused("copper", &["lot", "amend", "amended.json", "--valuation", "valuation.json"]);
    assert!(text(&old["error"]["code"]).starts_with("AMEND-8"), "{old}");
    let made = trade.at("copper", &["lot", "amend", "amended.json", "--valuation", "newer.json"]);
    assert_eq!((&made["intent"], text(&made["lot"])), (&json!("amend"), lot));
    let sheets = trade.at("copper", &["lot", "sheet"])["sheets"].clone();
    let heights = [&sheets[0]["height"], &sheets[1]["height"]];
    assert_eq!(heights, [&registered["height"], &made["height"]]);
    // Only the number is new, and the day, which is in as many other windows of two containers as the day of the trial has it.
    let new = sheets[1]["keys"].as_array().unwrap().len() as u64;
    let [doc, boxes, soft, pads] =
        ["doc", "box", "soft", "pads"].map(|class| sheets[1][class].as_u64().unwrap());
    assert_eq!((doc, doc + boxes + soft, new + pads), (1, new, 40));
    assert!([0, 2].contains(&boxes) && [0, 2].contains(&soft), "{}", sheets[1]);
    let of_file = trade.at("carrier", &["bill", "sheet", "amended.json"]);
    assert_eq!(of_file["sheets"][0], sheets[1]);
    assert_eq!(trade.at("bank-a", &["lien", "list"])["liens"][0]["amount"]["minor"], 6_000_000);

    // The old number and the new are taken.
    let new = ["bill", "issue", "samples/ebl-reissued.signed.json", "--holder", COPPER, "--out", "new.json"];
    trade.at("carrier", &[&new[..], &switched].concat());
    trade.at("carrier", &value("new.json", "new-value.json"));
    let taken = trade.refused("copper", &["lot", "register", "new.json", "--valuation", "new-value.json"]);
    assert_eq!(taken["error"]["code"], "ConflictDoc");
    let verified = trade.program.ok(&["ledger", "verify"]);
    assert_eq!((&verified["verdict"], &verified["replayed"]["amends"]), (&json!("sound"), &json!(1)));
}
