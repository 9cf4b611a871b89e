use super::{BlobError, BlobFolder, BlobStore, KeptBlobs, open, seal};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

#[test]
fn blobs_come_back_and_changes_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobFolder::open(folder.path().join("blobs")).unwrap();
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let (sealed, reference) = seal(b"documents", rng).unwrap();
    let hash = store.put(&sealed).unwrap();
    assert_eq!(hash, reference.hash);
    assert_eq!(store.put(&sealed).unwrap(), hash);
    assert_eq!(&*open(&store.get(&hash).unwrap(), &reference).unwrap(), b"documents");

    let path = folder.path().join("blobs").join(hash.to_string());
    let mut changed = sealed.clone();
    changed[100] ^= 1;
    std::fs::write(&path, &changed).unwrap();
    assert!(matches!(store.get(&hash), Err(BlobError::Tampered(h)) if h == hash));
    assert!(matches!(open(&changed, &reference), Err(BlobError::Tampered(_))));
    store.put(&sealed).unwrap();
    assert_eq!(store.get(&hash).unwrap(), sealed, "a damaged file is repaired");
    std::fs::remove_file(path).unwrap();
    assert!(matches!(store.get(&hash), Err(BlobError::Missing(_))));

    let (_, mut other) = seal(b"documents", rng).unwrap();
    other.hash = hash;
    assert!(matches!(open(&sealed, &other), Err(BlobError::WrongKey)));
}

#[test]
fn a_copy_of_ones_own_makes_up_for_what_the_shared_store_loses() {
    let folder = tempfile::tempdir().unwrap();
    let [shared, first, second] =
        ["shared", "first", "second"].map(|name| BlobFolder::open(folder.path().join(name)).unwrap());
    let rng = &mut ChaCha20Rng::seed_from_u64(3);
    let (sealed, _) = seal(b"documents", rng).unwrap();
    let holder = KeptBlobs::new(shared.clone(), first);
    let hash = holder.put(&sealed).unwrap();
    // Whoever fetches it has a copy, too.
    let buyer = KeptBlobs::new(shared.clone(), second);
    assert_eq!(buyer.get(&hash).unwrap(), sealed);
    let path = |store: &str| folder.path().join(store).join(hash.to_string());

    std::fs::remove_file(path("shared")).unwrap();
    assert_eq!(holder.get(&hash).unwrap(), sealed);
    assert!(!holder.keep(&hash).unwrap());
    let restored = buyer.restore().unwrap();
    assert_eq!((restored.put_back, restored.present), (vec![hash], 0));
    assert_eq!(shared.get(&hash).unwrap(), sealed);
    assert!(holder.keep(&hash).unwrap());

    let mut spoilt = sealed.clone();
    spoilt[7] ^= 1;
    std::fs::write(path("shared"), &spoilt).unwrap();
    assert_eq!(buyer.get(&hash).unwrap(), sealed);
    // A spoilt copy is not put back.
    std::fs::write(path("first"), &spoilt).unwrap();
    assert_eq!(holder.restore().unwrap().spoilt, [hash]);
    assert!(matches!(holder.get(&hash), Err(BlobError::Tampered(h)) if h == hash));
    assert_eq!(buyer.restore().unwrap().put_back, [hash]);
    assert_eq!(holder.get(&hash).unwrap(), sealed);
    assert_eq!(holder.restore().unwrap().present, 1);
    let (_, none) = seal(b"others", rng).unwrap();
    assert!(matches!(holder.keep(&none.hash), Err(BlobError::Missing(_))));
}

#[test]
fn sizes_show_buckets_only() {
    let rng = &mut ChaCha20Rng::seed_from_u64(2);
    let mut size = |n: usize| seal(&vec![1; n], rng).unwrap().0.len();
    assert_eq!(size(0), size(4088));
    assert_eq!(size(4089), 8192 + 16);
    assert!(matches!(seal(&vec![0; 1 << 24], rng), Err(BlobError::TooLarge(_))));
}
