use super::*;
use plimsoll_circuits::{
    document::{CarrierTable, Invoice, Json, Received},
    policy::{List, Policy},
};
use plimsoll_client::carrier_signature::{Owner, TrustedKeys, verify};

fn today() -> Day {
    Day::parse("2027-02-28").unwrap()
}

fn set() -> Vec<File> {
    files(today()).unwrap()
}

fn text<'a>(set: &'a [File], path: &str) -> &'a [u8] {
    &set.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).bytes
}

#[test]
fn every_signed_bill_verifies_with_its_carriers_keys_alone() {
    let set = set();
    let trusted = |signer: Signer| {
        let mut keys = TrustedKeys::new();
        let path = format!("{}.jwks.json", signer.file());
        let carriers = CarrierTable::standard();
        let found = carriers.find(plimsoll_circuits::document::CodeList::Nmfta, signer.scac()).unwrap().id;
        keys.add_jwks(text(&set, &path), &Owner::Carrier(found)).unwrap();
        keys
    };
    let signed: Vec<_> = set.iter().filter(|file| file.path.ends_with(".signed.json")).collect();
    assert_eq!(signed.len(), 8);
    let mut houses = 0;
    for file in signed {
        let (json, carriers) = (Json::parse(&file.bytes).unwrap(), CarrierTable::standard());
        let [line, forwarder] = Signer::ALL.map(|signer| verify(&json, &carriers, &trusted(signer)).is_ok());
        assert!(line != forwarder, "{}", file.path);
        houses += u32::from(forwarder);
    }
    assert_eq!(houses, 1);
}

#[test]
fn every_cargo_was_shipped_ten_days_ago_and_nothing_happens_tomorrow() {
    let set = set();
    let shipped = |path: &str| {
        let received = Received::parse(text(&set, path), &CarrierTable::standard()).unwrap();
        let json: serde_json::Value =
            serde_json::from_slice(&received.document.source().canonical()).unwrap();
        Day::parse(json["shippedOnBoardDate"].as_str().unwrap()).unwrap()
    };
    for path in ["ebl-to-order.json", "ebl-other.json", "ebl-second-cargo.json", "ebl-twelve-containers.json"]
    {
        assert_eq!(shipped(path).0 + SHIPPED_AGO, today().0, "{path}");
    }
    for file in set.iter().filter(|file| file.path.starts_with("ebl-")) {
        let json: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
        let issued = json["document"]["issueDate"].as_str().and_then(Day::parse).unwrap();
        assert!(issued <= today(), "{}: issued on {issued}", file.path);
    }
    for file in set.iter().filter(|file| file.path.starts_with("invoice")) {
        let json: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
        let issued = json["issueDate"].as_str().and_then(Day::parse).unwrap();
        assert!(issued <= today(), "{}: issued on {issued}", file.path);
        Invoice::parse(&file.bytes).unwrap();
    }
}

#[test]
fn lists_are_of_today_and_policies_can_be_read() {
    let set = set();
    let mut counted = (0, 0);
    for file in &set {
        if file.path.starts_with("lists/") {
            assert_eq!(List::parse(&file.bytes).unwrap().head.dated, today(), "{}", file.path);
            counted.0 += 1;
        }
        if file.path.starts_with("policies/") {
            Policy::parse(std::str::from_utf8(&file.bytes).unwrap()).unwrap();
            counted.1 += 1;
        }
    }
    assert_eq!(counted, (9, 9));
}

#[test]
fn the_first_cargo_and_its_twins_keep_their_numbers() {
    let set = set();
    let numbers = ["ebl-to-order", "ebl-altered", "ebl-reissued", "ebl-house-bill"].map(|name| {
        let received =
            Received::parse(text(&set, &format!("{name}.json")), &CarrierTable::standard()).unwrap();
        received.document.normalised_reference
    });
    assert_eq!(numbers[0], numbers[1], "altered is the same bill");
    assert!(numbers[0] != numbers[2] && numbers[0] != numbers[3]);
}
