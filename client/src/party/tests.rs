use super::{Party, PartyError, PartyKeys};
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
        assert_eq!((mode("keys.age"), mode("party.json")), (0o600, 0o644));
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
