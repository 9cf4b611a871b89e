//! Only who holds the bill gets the credential.

use crate::{
    carrier_signature::{CarrierKey, ChainError, Owner, chain::Purpose},
    fixture::{
        NOW, World,
        envelope::{self, Entry, envelope, party, transaction},
        sample, signed,
    },
    issuer::{Annexes, IssuanceInput, IssueError, read_documents},
    party::{Lei, Party, PublicParty},
};
use plimsoll_circuits::{credential::Day, document::Json};
use serde_json::Value;
use sha2::{Digest, Sha256};

const COPPER_LEI: &str = "ZZZZ00COPPER00000065";
const BANK_LEI: &str = "ZZZZ00BANK0000000092";

fn document() -> Json {
    Json::parse(&sample("ebl-to-order.json")).unwrap().get("document").unwrap().clone()
}

/// A party that the directory knows by this name and LEI.
fn known(world: &mut World, name: &str, lei: Option<&str>) -> PublicParty {
    let home = world.folder.path().join(format!("known-{name}-{}", lei.unwrap_or_default()));
    let lei = lei.map(|lei| lei.parse::<Lei>().unwrap());
    Party::create(home, name, lei, "pass", &mut world.rng).unwrap().public().clone()
}

fn admit(
    world: &mut World,
    request: &[u8],
    first_holder: &PublicParty,
    confirmed: &[&str],
) -> Result<(), IssueError> {
    let confirmed = confirmed.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let annexes = Annexes::default();
    let valid_until = Day(NOW.day().0 + 30);
    let input =
        IssuanceInput { request, annexes: &annexes, first_holder, confirmed: &confirmed, valid_until };
    world.gateway().0.admit(&input).map(drop)
}

/// An envelope around the sample on the platform `EBL1`, which the world trusts from now on.
fn handed_on(world: &mut World, transactions: Vec<Value>) -> Vec<u8> {
    let platform = envelope::key("ebl1");
    world.trusted.add_jwks(&platform.key_set().canonical(), &Owner::platform("EBL1")).unwrap();
    let seed: [u8; 32] = Sha256::digest("plimsoll samples: Example Line (fictional)").into();
    let carrier = CarrierKey::ed25519("example-line-2026", &seed).unwrap();
    let entries = [Entry { platform: "EBL1", key: &platform, transactions }];
    envelope(&document(), &carrier, &entries).canonical()
}

#[test]
fn a_bill_is_issued_to_whom_the_carrier_issues_it() {
    let mut world = World::new();
    let bill = sample("ebl-to-order.signed.json");
    let by_name = known(&mut world, "FICTIONAL COPPER TRADING LIMITED", None);
    let by_lei = known(&mut world, "Renamed Metals", Some(COPPER_LEI));
    for holder in [&by_name, &by_lei] {
        admit(&mut world, &bill, holder, &[]).unwrap();
    }
    // Another LEI is another party, whatever its name, and whatever the operator says.
    let namesake = known(&mut world, "Fictional Copper Trading Ltd", Some(BANK_LEI));
    for confirmed in [&[][..], &["Fictional Copper Trading Ltd"]] {
        let error = admit(&mut world, &bill, &namesake, confirmed).unwrap_err();
        assert!(matches!(error, IssueError::OtherHolder { .. }), "{error}");
    }
    let stranger = known(&mut world, "Copper Holding", None);
    let error = admit(&mut world, &bill, &stranger, &[]).unwrap_err();
    let said = error.to_string();
    assert!(said.contains("Fictional Copper Trading Ltd (LEI:") && said.contains("Copper Holding"), "{said}");
    let unconfirmed = |error| matches!(error, IssueError::UnconfirmedHolder { name, .. } if name == "Fictional Copper Trading Ltd");
    assert!(unconfirmed(error));
    assert!(unconfirmed(admit(&mut world, &bill, &stranger, &["Copper Holding"]).unwrap_err()));
    admit(&mut world, &bill, &stranger, &["fictional  copper trading ltd"]).unwrap();
}

#[test]
fn somebody_without_an_lei_in_the_bill_is_compared_too() {
    let mut world = World::new();
    let bill = signed("ebl-to-order.json", |text| {
        let (document, to) = text.split_at(text.find("\"issueTo\"").unwrap());
        let to = to.replace("Fictional Copper Trading Ltd", "Some Other Trader").replace("GLEIF", "ZZZ1");
        format!("{document}{}", to.replace("\"codeListName\": \"LEI\"", "\"codeListName\": \"desk\""))
    });
    let to = Json::parse(&bill).unwrap().get("issueTo").unwrap().clone();
    assert_eq!(to.get("partyName"), Some(&Json::Text("Some Other Trader".to_owned())), "{to:?}");
    let copper = known(&mut world, "Fictional Copper Trading Ltd", Some(COPPER_LEI));
    let error = admit(&mut world, &bill, &copper, &[]).unwrap_err();
    assert!(matches!(error, IssueError::UnconfirmedHolder { .. }), "{error}");
    admit(&mut world, &bill, &copper, &["Some Other Trader"]).unwrap();
}

#[test]
fn an_envelope_is_issued_to_its_last_possessor() {
    let mut world = World::new();
    let [line, copper, bank] = ["Line", "Copper", "Bank"].map(|name| party(name, "EBL1"));
    let [copper_here, bank_here] = ["Copper", "Bank"].map(|name| known(&mut world, name, None));
    let issue = transaction("ISSUE", &line, Some(&copper));
    let first = handed_on(&mut world, vec![issue.clone()]);
    admit(&mut world, &first, &copper_here, &[]).unwrap();
    assert!(matches!(admit(&mut world, &first, &bank_here, &[]), Err(IssueError::UnconfirmedHolder { .. })));

    let transfer = transaction("TRANSFER", &copper, Some(&bank));
    let sold = handed_on(&mut world, vec![issue.clone(), transfer.clone()]);
    admit(&mut world, &sold, &bank_here, &[]).unwrap();
    let error = admit(&mut world, &sold, &copper_here, &[]).unwrap_err();
    assert!(matches!(&error, IssueError::UnconfirmedHolder { to, .. } if to.starts_with("Bank")), "{error}");

    // Endorsed to another than who possesses it: neither has the title alone.
    let endorse = transaction("ENDORSE_TO_ORDER", &copper, Some(&bank));
    let endorsed = handed_on(&mut world, vec![issue.clone(), endorse.clone()]);
    for holder in [&copper_here, &bank_here] {
        assert!(matches!(
            admit(&mut world, &endorsed, holder, &[]),
            Err(IssueError::UnconfirmedHolder { .. })
        ));
    }
    let both = handed_on(&mut world, vec![issue.clone(), endorse, transfer.clone()]);
    admit(&mut world, &both, &bank_here, &[]).unwrap();
    let blank = transaction("BLANK_ENDORSE", &copper, None);
    let blank = handed_on(&mut world, vec![issue, blank, transfer]);
    admit(&mut world, &blank, &bank_here, &[]).unwrap();
}

#[test]
fn a_bill_that_was_surrendered_is_issued_to_nobody() {
    let mut world = World::new();
    let [line, copper] = ["Line", "Copper"].map(|name| party(name, "EBL1"));
    let [line_here, copper_here] = ["Line", "Copper"].map(|name| known(&mut world, name, None));
    let issue = transaction("ISSUE", &line, Some(&copper));
    for (code, purpose) in
        [("SURRENDER_FOR_DELIVERY", Purpose::Delivery), ("SURRENDER_FOR_AMENDMENT", Purpose::Amendment)]
    {
        let asked = vec![issue.clone(), transaction(code, &copper, Some(&line))];
        let answered = |answer: &str| [&asked[..], &[transaction(answer, &line, Some(&copper))]].concat();
        for (transactions, accepted) in [(asked.clone(), false), (answered("SACC"), true)] {
            let bill = handed_on(&mut world, transactions);
            for holder in [&copper_here, &line_here] {
                let error = admit(&mut world, &bill, holder, &["Copper", "Line"]).unwrap_err();
                assert!(
                    matches!(&error, IssueError::Surrendered(s) if (s.purpose, s.accepted) == (purpose, accepted)),
                    "{error}"
                );
            }
            let read = read_documents(
                &bill,
                &Annexes::default(),
                (world.issuer.public(), NOW.day()),
                &world.carriers,
                &world.trusted,
            );
            assert!(matches!(read, Err(IssueError::Surrendered(_))), "nor amended by such a bill");
        }
        let back = handed_on(&mut world, answered("SREJ"));
        admit(&mut world, &back, &copper_here, &[]).unwrap();
    }
    let unknown = handed_on(&mut world, vec![issue, transaction("LEND", &copper, Some(&line))]);
    let error = admit(&mut world, &unknown, &copper_here, &[]).unwrap_err();
    assert!(matches!(error, IssueError::Chain(ChainError::Unknown { entry: 0, .. })), "{error}");
}
