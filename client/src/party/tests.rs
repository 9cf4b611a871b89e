use super::{
    ConsentFile, Lei, Party, PartyError, PartyKeys, RevocationFile, control_key_file, open_control_key,
};
use plimsoll_circuits::member::Roles;
use plimsoll_contracts::control::Consent;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

#[test]
fn keys_come_back_under_their_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("alpha");
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let made = Party::create(&home, "Alpha Trading", None, "correct horse", rng).unwrap();
    assert!(matches!(Party::open(&home, "wrong horse"), Err(PartyError::WrongPassphrase(_))));
    assert!(matches!(Party::create(&home, "Again", None, "other", rng), Err(PartyError::Exists(_))));
    let opened = Party::open(&home, "correct horse").unwrap();
    assert_eq!(opened.public(), made.public());
    assert_eq!(opened.keys().signing.expose(), made.keys().signing.expose());
    assert_eq!(Party::read_public(&home).unwrap(), *made.public());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |file| std::fs::metadata(home.join(file)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("keys.age"), mode("control.age"), mode("party.json")), (0o600, 0o600, 0o644));
    }
}

#[test]
fn damaged_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let rng = &mut ChaCha20Rng::seed_from_u64(2);
    assert!(matches!(Party::open(home, "x"), Err(PartyError::Missing(_))));
    assert!(matches!(Party::create(home, " ", None, "x", rng), Err(PartyError::Name(_))));
    assert!(matches!(Party::create(home, "A", None, "", rng), Err(PartyError::EmptyPassphrase)));
    Party::create(home, "A", None, "x", rng).unwrap();
    let other = tempfile::tempdir().unwrap();
    Party::create(other.path(), "B", None, "x", rng).unwrap();
    std::fs::copy(other.path().join("party.json"), home.join("party.json")).unwrap();
    assert!(matches!(Party::open(home, "x"), Err(PartyError::Damaged { .. })));
    let mut sealed = std::fs::read(home.join("keys.age")).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    std::fs::write(home.join("keys.age"), sealed).unwrap();
    assert!(Party::open(home, "x").is_err());
}

#[test]
fn key_bytes_are_exact() {
    let keys = PartyKeys::random(&mut ChaCha20Rng::seed_from_u64(3));
    let bytes = keys.to_bytes();
    assert!(PartyKeys::from_bytes(&bytes).is_some());
    assert!(PartyKeys::from_bytes(&bytes[..96]).is_none());
    assert!(PartyKeys::from_bytes(&[&bytes[..], &[0; 32]].concat()).is_none());
}

#[test]
fn a_control_key_lies_apart_and_signs_for_its_organisation_alone() {
    let folder = tempfile::tempdir().unwrap();
    let [home, other] = ["alpha", "beta"].map(|name| folder.path().join(name));
    let rng = &mut ChaCha20Rng::seed_from_u64(4);
    let party = Party::create(&home, "Alpha Trading", None, "correct horse", rng).unwrap();
    let expected = party.public().control_key;
    let file = control_key_file(&home);
    let key = open_control_key(&file, "correct horse", expected).unwrap();
    assert_eq!(key.address(), expected);
    assert!(matches!(open_control_key(&file, "wrong", expected), Err(PartyError::WrongPassphrase(_))));
    let elsewhere = folder.path().join("safe.age");
    std::fs::rename(&file, &elsewhere).unwrap();
    assert!(matches!(open_control_key(&file, "correct horse", expected), Err(PartyError::NoControlKey(_))));
    open_control_key(&elsewhere, "correct horse", expected).unwrap();
    Party::open(&home, "correct horse").unwrap();

    let lei: Lei = "ZZZZ00COPPER00000065".parse().unwrap();
    let further = Party::create_further(&other, "Beta Desk", lei, expected, "pass", rng).unwrap();
    assert_eq!(further.public().control_key, expected);
    assert!(!control_key_file(&other).exists());
    let own = Party::create(folder.path().join("gamma"), "Gamma", None, "pass", rng).unwrap();
    let gamma = control_key_file(own.home());
    let refused = open_control_key(&gamma, "pass", expected);
    assert!(matches!(refused, Err(PartyError::OtherControlKey { .. })));

    let domain = plimsoll_contracts::Domain::new("chain", "registry", &[]);
    let (member, org) = (further.address(), further.public().org());
    let asked = Consent { member, roles: Roles::BANK, org, nonce: 2 };
    let consent = ConsentFile::sign(&key, domain, asked).unwrap();
    assert!(consent.is_signed_by(expected) && !consent.is_signed_by(own.public().control_key));
    assert!(!ConsentFile { nonce: 3, ..consent }.is_signed_by(expected));
    let revocation = RevocationFile::sign(&key, domain, member).unwrap();
    assert!(revocation.is_signed_by(expected));
    assert!(!RevocationFile { member: own.address(), ..revocation }.is_signed_by(expected));
}
