use plimsoll_circuits::statement::CircuitId;
use plimsoll_params::{
    KeyError, KeyPolicy, KeySource, KeyStore, Manifest, ManifestError, MatrixHash, Pin, ProvingKeyHash,
    Silent, VerifyingKeyHash,
};

use crate::{
    Events, store,
    tiny::{self, Tiny},
};

fn pin() -> Pin {
    Pin::of(tiny::keys::<5>().key())
}

/// What a store with this pin says.
fn ask(pin: Pin) -> Result<(), KeyError> {
    let directory = tempfile::tempdir().unwrap();
    store(&directory, Manifest::new(vec![pin]).unwrap()).key::<Tiny<5>>(&Silent).map(drop)
}

#[test]
fn the_pinned_key_is_taken() {
    ask(pin()).unwrap();
}

#[test]
fn development_keys_are_refused_unless_asked_for() {
    for manifest in [Manifest::empty(), Manifest::new(vec![pin()]).unwrap()] {
        let directory = tempfile::tempdir().unwrap();
        let events = Events::default();
        let store = KeyStore::open_in(directory.path(), KeyPolicy::ProductionOnly, manifest);
        let refused = store.key::<Tiny<5>>(&events).unwrap_err();
        assert!(matches!(&refused, KeyError::DevelopmentRefused(r) if r.circuit == CircuitId::Attest));
        assert!(refused.to_string().contains("insecure"), "{refused}");
        assert_eq!(events.take(), [""; 0], "nothing is read or made");
    }
}

#[test]
fn a_generated_key_that_is_not_the_pinned_one_is_refused_and_not_kept() {
    let other = ProvingKeyHash::from_bytes([7; 32]);
    let directory = tempfile::tempdir().unwrap();
    let manifest = Manifest::new(vec![Pin { proving_key: other, ..pin() }]).unwrap();
    let refused = store(&directory, manifest).key::<Tiny<5>>(&Silent).unwrap_err();
    assert!(matches!(refused, KeyError::NotThePinned { pinned, .. } if pinned == other));
    let files = std::fs::read_dir(directory.path()).unwrap();
    assert!(files.map(|f| f.unwrap().path()).all(|path| path.extension().unwrap() == "lock"));
}

#[test]
fn another_pinned_verifying_key_is_refused() {
    let other = VerifyingKeyHash::from_bytes([7; 32]);
    let refused = ask(Pin { verifying_key: other, ..pin() }).unwrap_err();
    assert!(matches!(refused, KeyError::NotThePinnedVerifyingKey { pinned, .. } if pinned == other));
}

#[test]
fn a_changed_circuit_is_named() {
    let other = MatrixHash::from_bytes([7; 32]);
    let refused = ask(Pin { matrices: other, ..pin() }).unwrap_err();
    assert!(matches!(refused, KeyError::CircuitChanged { pinned, .. } if pinned == other));
}

#[test]
fn a_ceremonys_key_is_fetched_never_made() {
    let ceremony = Pin { source: KeySource::Ceremony, ..pin() };
    let directory = tempfile::tempdir().unwrap();
    let manifest = Manifest::new(vec![ceremony]).unwrap();
    let store = KeyStore::open_in(directory.path(), KeyPolicy::ProductionOnly, manifest);
    let KeyError::Missing { path, .. } = store.key::<Tiny<5>>(&Silent).unwrap_err() else {
        panic!("missing")
    };
    // A development key in its place is no ceremony's key.
    let development = store.keep(&tiny::keys::<5>()).unwrap();
    std::fs::rename(development, path).unwrap();
    let refused = store.key::<Tiny<5>>(&Silent).unwrap_err();
    assert!(matches!(refused, KeyError::Damaged { .. }), "{refused}");
}

#[test]
fn manifests_read_what_they_write_and_nothing_else() {
    let manifest = Manifest::new(vec![pin()]).unwrap();
    let json = manifest.to_json().unwrap();
    assert_eq!(Manifest::from_json(&json).unwrap(), manifest);
    assert_eq!(
        manifest.pins()[0].file_name(),
        format!("attest-v{}.insecure-dev.vk", CircuitId::Attest.version())
    );
    assert!(json.contains(r#""source": "insecure-dev""#), "{json}");

    let format = json.replace(r#""format": 1"#, r#""format": 2"#);
    assert!(matches!(Manifest::from_json(&format), Err(ManifestError::Format(2))));
    assert!(matches!(Manifest::new(vec![pin(), pin()]), Err(ManifestError::Twice { .. })));
    let unknown = json.replace(r#""constraints""#, r#""remarks""#);
    assert!(matches!(Manifest::from_json(&unknown), Err(ManifestError::Json(_))));
}
