use super::*;
use crate::party::PartyKeys;
use plimsoll_circuits::document::{
    Carrier, CodeList,
    carrier::{CarrierTableError, Renumbered},
};
use plimsoll_contracts::ControlAddress;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

pub(super) fn sign(
    admin: &SigningKey,
    genesis: Hash32,
    edition: u64,
    entries: Vec<DirectoryEntry>,
) -> Result<Directory, DirectoryError> {
    Directory::sign(admin, genesis, edition, entries, CarrierTable::standard())
}

fn entry(name: &str, seed: u64) -> DirectoryEntry {
    entry_with(name, None, seed)
}

/// The standard table, changed.
pub(super) fn carriers(change: &dyn Fn(&mut Vec<Carrier>)) -> CarrierTable {
    let mut carriers = CarrierTable::standard().into();
    change(&mut carriers);
    carriers.try_into().unwrap()
}

pub(super) fn one_entry() -> Vec<DirectoryEntry> {
    vec![entry("Bank A", 1)]
}

fn entry_with(name: &str, lei: Option<Lei>, seed: u64) -> DirectoryEntry {
    let keys = PartyKeys::random(&mut ChaCha20Rng::seed_from_u64(seed));
    // Every party here has a control key of its own.
    let control = ControlAddress([u8::try_from(seed).unwrap(); 20]);
    let party = PublicParty::new(name, lei, control, &keys).unwrap();
    DirectoryEntry { party, roles: Roles::BANK, valid_from: Day(10), valid_until: Day(20) }
}

#[test]
fn only_the_signed_file_is_read() {
    let admin = SigningKey::from_bytes([7; 32]);
    let genesis = Hash32([1; 32]);
    let entries = vec![entry("Bank A", 1), entry("Bank B", 2)];
    let directory = sign(&admin, genesis, 3, entries.clone()).unwrap();
    let json = serde_json::to_vec(&directory).unwrap();
    assert_eq!(Directory::from_json(&json, &admin.public(), genesis).unwrap(), directory);

    let other = SigningKey::from_bytes([8; 32]);
    assert!(matches!(Directory::from_json(&json, &other.public(), genesis), Err(DirectoryError::Signature)));
    let elsewhere = Hash32([2; 32]);
    assert!(matches!(Directory::from_json(&json, &admin.public(), elsewhere), Err(DirectoryError::Domain)));
    let forged = String::from_utf8(json).unwrap().replace("Bank A", "Bank C");
    let forged = Directory::from_json(forged.as_bytes(), &admin.public(), genesis);
    assert!(matches!(forged, Err(DirectoryError::Signature)));

    let mut mixed = entries.clone();
    mixed[0].party.nkc = mixed[1].party.nkc;
    let mixed = sign(&admin, genesis, 1, mixed);
    assert!(matches!(mixed, Err(DirectoryError::Party(PublicPartyError::Address(_)))));
    let twice = sign(&admin, genesis, 1, [&entries[..], &entries[..1]].concat());
    assert!(matches!(twice, Err(DirectoryError::Alike { .. })));
}

#[test]
fn what_a_party_did_not_sign_is_not_passed_on() {
    let admin = SigningKey::from_bytes([7; 32]);
    let genesis = Hash32([5; 32]);
    let (bank, other) = (entry("Bank A", 1), entry("Bank B", 2));
    let lei: Lei = "ZZZZ00COPPER00000065".parse().unwrap();
    let swapped = |change: &dyn Fn(&mut PublicParty)| {
        let mut entry = bank.clone();
        change(&mut entry.party);
        entry
    };
    for entry in [
        swapped(&|party| party.encryption_key = other.party.encryption_key),
        swapped(&|party| party.control_key = other.party.control_key),
        swapped(&|party| party.name = "Bank C".to_owned()),
        swapped(&|party| party.lei = Some(lei.clone())),
        swapped(&|party| party.signature = other.party.signature),
    ] {
        let refused = sign(&admin, genesis, 1, vec![entry.clone()]);
        assert!(matches!(refused, Err(DirectoryError::Party(PublicPartyError::Signature(_)))));
        // Nor does anybody use it whom the administration hands it.
        let content =
            Content { genesis, edition: 1, entries: vec![entry.clone()], carriers: CarrierTable::standard() };
        let signature = admin.sign(content.message().unwrap());
        let json = serde_json::to_vec(&Directory { content, signature }).unwrap();
        let directory = Directory::from_json(&json, &admin.public(), genesis).unwrap();
        let found = directory.find(&entry.party.name, UnixTime(15 * 86_400));
        assert!(matches!(found, Err(DirectoryError::Party(PublicPartyError::Signature(_)))));
    }
}

#[test]
fn no_two_members_can_be_mistaken_for_one_another() {
    let admin = SigningKey::from_bytes([7; 32]);
    let genesis = Hash32([5; 32]);
    let lei: Lei = "ZZZZ00COPPER00000065".parse().unwrap();
    let signed = |entries: Vec<DirectoryEntry>| sign(&admin, genesis, 1, entries);
    for name in ["bank a", "BankA", "Bank-A.", "Bank \u{410}", "BANK \u{391}"] {
        let both = signed(vec![entry("Bank A", 1), entry(name, 2)]);
        assert!(matches!(both, Err(DirectoryError::Alike { .. })), "{name}");
    }
    // A name that is somebody else's LEI or address.
    let copper = entry_with("Fictional Copper Trading Ltd", Some(lei.clone()), 1);
    let address = plimsoll_circuits::field::to_hex(&copper.party.address.0);
    for name in [lei.to_string(), lei.to_string().to_lowercase(), address] {
        let both = signed(vec![entry(&name, 2), copper.clone()]);
        assert!(matches!(both, Err(DirectoryError::Alike { .. })), "{name}");
    }
    // An organisation's LEI is another's only if both have its control key.
    let twice = signed(vec![entry_with("One", Some(lei.clone()), 1), entry_with("Two", Some(lei), 2)]);
    assert!(matches!(twice, Err(DirectoryError::Inconsistent(_))));
    let honest = ["虚构银行", "示例银行", "بنك مثال", "Caf\u{e9} Bank", "Bank B", "Пример"];
    signed(honest.iter().zip(1..).map(|(name, seed)| entry(name, seed)).collect()).unwrap();
    // An entry that does not keep to it is refused by those who read it, too.
    let mut hidden = entry("Bank A", 1);
    hidden.party.name = "Bank\u{200b} A".to_owned();
    let content = Content { genesis, edition: 1, entries: vec![hidden], carriers: CarrierTable::standard() };
    let signature = admin.sign(content.message().unwrap());
    let json = serde_json::to_vec(&Directory { content, signature }).unwrap();
    let read = Directory::from_json(&json, &admin.public(), genesis);
    assert!(matches!(read, Err(DirectoryError::Party(PublicPartyError::Name(_)))));
}

#[test]
fn members_are_found_while_valid() {
    let admin = SigningKey::from_bytes([7; 32]);
    let one = entry("Bank A", 1);
    let directory = sign(&admin, Hash32([1; 32]), 1, vec![one.clone()]).unwrap();
    let on = |day: u64| UnixTime(day * 86_400);
    assert_eq!(directory.find(" bank a", on(15)).unwrap(), &one);
    let address = plimsoll_circuits::field::to_hex(&one.party.address.0);
    assert_eq!(directory.find(&address, on(20)).unwrap(), &one);
    assert!(matches!(directory.find("Bank A", on(21)), Err(DirectoryError::Expired { .. })));
    assert!(matches!(directory.find("Bank B", on(15)), Err(DirectoryError::Unknown(_))));
    for name in ["Bank\u{a0}A", "BANK  A", "Ｂank A"] {
        assert_eq!(directory.find(name, on(15)).unwrap(), &one);
    }
    for name in ["Bank \u{410}", "B\u{430}nk A", "Bank\u{200b} A", "Bank-A", "Bank A\u{2800}"] {
        let found = directory.find(name, on(15));
        assert!(matches!(found, Err(DirectoryError::LooksLike { .. })), "{name:?}");
    }
    assert_eq!(directory.name_of(one.party.address), "Bank A");
}

#[test]
fn an_organisation_may_have_several_addresses() {
    let admin = SigningKey::from_bytes([7; 32]);
    let lei: Lei = "ZZZZ00COPPER00000065".parse().unwrap();
    let [one, mut two] = [1, 2].map(|seed| entry_with(&format!("Desk {seed}"), Some(lei.clone()), seed));
    let keys = PartyKeys::random(&mut ChaCha20Rng::seed_from_u64(2));
    two.party = PublicParty::new("Desk 2", Some(lei.clone()), one.party.control_key, &keys).unwrap();
    assert_eq!(one.party.org(), two.party.org());
    let signed = |entries| sign(&admin, Hash32([1; 32]), 1, entries).unwrap();
    assert_eq!(signed(vec![one.clone()]).named(&lei.to_string()).unwrap(), &one);
    let both = signed(vec![one.clone(), two.clone()]);
    assert_eq!(both.named("desk 2").unwrap(), &two);
    let several = both.named(&lei.to_string()).unwrap_err();
    assert!(matches!(&several, DirectoryError::Several { names, .. } if names == "`Desk 1`, `Desk 2`"));
}

#[test]
fn a_code_keeps_its_carrier_from_edition_to_edition() {
    let (admin, genesis) = (SigningKey::from_bytes([7; 32]), Hash32([1; 32]));
    // A ledger of an older program: it began with fewer carriers, and its own are what counts.
    let older = carriers(&|carriers| carriers.retain(|carrier| carrier.id != 17));
    let first = Directory::sign(&admin, genesis, 0, one_entry(), older).unwrap();
    let mut more = first.carriers().clone();
    let id = more.free_id().unwrap();
    let codes = ["NMFTA:ZZQL", "SMDG:ZZQ"].map(|code| code.parse().unwrap()).to_vec();
    more.add(Carrier::new(id, "Quick Line (fictional)", codes)).unwrap();
    let second = first.next(&admin, one_entry(), more).unwrap();
    assert_eq!((second.edition(), second.entries()), (1, first.entries()));
    let mut further = second.carriers().clone();
    further.extend(id, vec!["LEI:ZZZZ00LINE0000000021".parse().unwrap()]).unwrap();
    let third = second.next(&admin, Vec::new(), further).unwrap();

    let read = Directory::from_json(&serde_json::to_vec(&third).unwrap(), &admin.public(), genesis).unwrap();
    assert_eq!(read, third);
    let found = |list, code| read.carriers().find(list, code).map(|carrier| carrier.id);
    for (list, code) in
        [(CodeList::Nmfta, "ZZQL"), (CodeList::Smdg, "ZZQ"), (CodeList::Lei, "ZZZZ00LINE0000000021")]
    {
        assert_eq!(found(list, code), Some(id), "{code}");
    }
    assert_eq!((found(CodeList::Nmfta, "MAEU"), found(CodeList::Nmfta, "SMLM")), (Some(1), None));

    // The administration's own program makes no edition that takes away or renumbers.
    let mut renumbered: Vec<Carrier> = third.carriers().clone().into();
    renumbered[0].id = 999;
    let renumbered = third.next(&admin, Vec::new(), renumbered.try_into().unwrap());
    assert!(matches!(renumbered, Err(DirectoryError::Carriers(Renumbered::Gone(1)))));
    let taken_away = third.next(&admin, Vec::new(), second.carriers().clone());
    assert!(matches!(taken_away, Err(DirectoryError::Carriers(Renumbered::Moved(_, gone))) if gone == id));
}

#[test]
fn carriers_are_signed_and_consistent_or_not_read() {
    let (admin, genesis) = (SigningKey::from_bytes([7; 32]), Hash32([1; 32]));
    let directory = sign(&admin, genesis, 1, Vec::new()).unwrap();
    let json = serde_json::to_string(&directory).unwrap();
    let read = |json: &str| Directory::from_json(json.as_bytes(), &admin.public(), genesis);
    read(&json).unwrap();
    for (from, to) in [("NMFTA:MAEU", "NMFTA:ZZQL"), (r#""id":1,"#, r#""id":999,"#), ("Maersk", "Another")] {
        assert!(matches!(read(&json.replace(from, to)), Err(DirectoryError::Signature)), "{from} -> {to}");
    }
    for (from, to) in [
        ("NMFTA:MAEU", "NMFTA:maeu"),
        ("NMFTA:MAEU", "IMO:MAEU"),
        ("NMFTA:MAEU", "NMFTA:MSCU"),
        (r#""id":1,"#, r#""id":2,"#),
    ] {
        assert!(matches!(read(&json.replace(from, to)), Err(DirectoryError::Malformed(_))), "{from} -> {to}");
    }
    let twice = CarrierTable::try_from(vec![
        Carrier::new(1, "One", vec!["NMFTA:ZZQL".parse().unwrap()]),
        Carrier::new(2, "Two", vec!["NMFTA:ZZQL".parse().unwrap()]),
    ]);
    assert!(matches!(twice, Err(CarrierTableError::CodeTaken(_, 1))));
    // People must be able to tell carriers apart, and see what they are called.
    let alike = carriers(&|carriers| carriers[1].name = "M\u{430}ERSK".to_owned());
    let signed = |carriers| Directory::sign(&admin, genesis, 1, Vec::new(), carriers);
    assert!(matches!(signed(alike), Err(DirectoryError::Party(PublicPartyError::Name(_)))));
    let alike = carriers(&|carriers| carriers[1].name = "Mae-rsk".to_owned());
    assert!(matches!(signed(alike), Err(DirectoryError::Alike { .. })));
}
