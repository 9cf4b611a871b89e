//! With the same blinding both engines give the same bytes, from keys in memory and from keys in files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{path::Path, sync::Mutex};

use ark_ff::UniformRand;
use plimsoll_circuits::{
    field::F,
    statement::{Public as _, Statement, attest::Attest},
};
use plimsoll_engine::{Isa, Stop};
use plimsoll_params::{KeyEvent, KeyIdentity, KeyPolicy, KeyStore, Silent};
use plimsoll_tests::World;
use plimsoll_verifier::verify;
use rand::{SeedableRng, rngs::StdRng};

use super::{ArkEngine, Engine, EngineKey, PreparedEngine, Wanted};
use crate::{Assignment, Blinding};

/// What an engine makes ready in this directory, and the names of what it said.
fn ready<S: Statement>(
    engine: impl Engine,
    store: &KeyStore,
    directory: &Path,
) -> (Box<dyn EngineKey>, Vec<&'static str>) {
    let said = Mutex::new(Vec::new());
    let progress = |event: &KeyEvent<'_>| {
        said.lock().unwrap().push(match event {
            KeyEvent::Discarded { .. } => "discarded",
            KeyEvent::Preparing { .. } => "preparing",
            KeyEvent::Prepared { .. } => "prepared",
            KeyEvent::Opened { .. } => "opened",
            _ => "other",
        });
    };
    let identity: KeyIdentity = store.identify::<S>(&Silent).unwrap();
    let wanted =
        Wanted { identity: &identity, directory, standard: &|| store.key::<S>(&Silent), progress: &progress };
    let key = engine.make_ready(&wanted).unwrap();
    (key, said.into_inner().unwrap())
}

#[test]
fn engines_give_the_same_bytes_for_a_true_statement() {
    let store = KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (public, witness) = World::new(3).attest_of_a_title();
    let (reference, _) = ready::<Attest>(ArkEngine, &store, directory.path());
    let assignment = Assignment::generate::<Attest>(reference.columns(), &public, &witness).unwrap();
    let mut rng = StdRng::seed_from_u64(1);
    let blinding = Blinding::of(F::rand(&mut rng), F::rand(&mut rng));
    let expected = reference.prove(&assignment, &blinding, &Stop::never()).unwrap();
    let identity = store.identify::<Attest>(&Silent).unwrap();
    let posted = public.to_fields();
    verify(identity.verifying_key(), &posted, &expected).unwrap();

    let fastest = PreparedEngine::default();
    let small = fastest.with_isa(Isa::Portable).with_memory(0);
    for engine in [fastest.with_memory(64), small] {
        for said in [["preparing", "opened", "prepared"].as_slice(), &["opened"]] {
            let (key, events) = ready::<Attest>(engine, &store, directory.path());
            assert_eq!(events, said);
            assert_eq!(key.columns(), reference.columns());
            assert_eq!(key.domain(), reference.domain());
            let proof = key.prove(&assignment, &blinding, &Stop::never()).unwrap();
            assert_eq!(proof.to_bytes(), expected.to_bytes());
        }
    }

    // A damaged file is made again.
    let mut files = std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
    let file = files.find(|path| path.to_string_lossy().ends_with("-64.ready")).unwrap();
    std::fs::write(&file, "not a key").unwrap();
    let (_, events) = ready::<Attest>(fastest.with_memory(64), &store, directory.path());
    assert_eq!(events, ["discarded", "preparing", "opened", "prepared"]);
}
