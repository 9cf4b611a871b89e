use std::collections::BTreeSet;

use plimsoll_circuits::{
    field::F,
    statement::{
        CircuitId, Public as _,
        attest::{Attest, AttestPublic, MAX_RATE_BPS, designation},
    },
};
use plimsoll_params::{
    CommittedKeyError, KeyPolicy, KeySource, KeyStore, Manifest, Pin, Silent, VerifyingKeyHash,
    committed_files, shape_of, verifying_key,
};
use plimsoll_verifier::{AttestDefect, KnownKey, VerifyError};

use crate::{
    store,
    tiny::{self, Tiny},
};

/// Keys stand for all circuits or, before the first are written, for none.
#[test]
fn every_circuit_has_a_pin_and_every_pin_a_file() {
    let manifest = Manifest::committed().unwrap();
    let pinned: BTreeSet<_> = manifest.pins().iter().map(|pin| pin.circuit).collect();
    assert!(pinned.is_empty() || pinned == CircuitId::ALL.into_iter().collect());
    let named: BTreeSet<_> = manifest.pins().iter().map(|pin| pin.file_name()).collect();
    assert_eq!(named, committed_files().map(str::to_owned).collect());
}

#[test]
fn the_pins_are_of_these_circuits() {
    for pin in Manifest::committed().unwrap().pins() {
        let shape = shape_of(pin.circuit).unwrap();
        assert_eq!(pin.version, shape.version(), "{}: write the keys anew", pin.circuit);
        assert_eq!(pin.matrices, shape.hash(), "{}: raise its version, write the keys anew", pin.circuit);
        assert_eq!(pin.constraints, shape.counts().constraints);
    }
}

#[test]
fn a_pinned_key_is_identified_without_reading_or_making_it() {
    let directory = tempfile::tempdir().unwrap();
    let manifest = Manifest::committed().unwrap();
    let pin = *manifest.pin(CircuitId::Attest).unwrap();
    let identity = store(&directory, manifest.clone()).identify::<Attest>(&Silent).unwrap();
    assert_eq!(identity.pin(), &pin);
    assert_eq!(VerifyingKeyHash::from_bytes(identity.verifying_key().hash()), pin.verifying_key);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);

    let production = KeyStore::open_in(directory.path(), KeyPolicy::ProductionOnly, manifest);
    let refused = production.identify::<Attest>(&Silent).map(drop);
    assert_eq!(pin.source == KeySource::Ceremony, refused.is_ok());
}

#[test]
fn a_key_whose_verifying_key_is_not_committed_is_identified_by_itself() {
    let directory = tempfile::tempdir().unwrap();
    let pin = Pin::of(tiny::keys::<5>().key());
    for manifest in [Manifest::empty(), Manifest::new(vec![pin]).unwrap()] {
        let identity = store(&directory, manifest).identify::<Tiny<5>>(&Silent).unwrap();
        assert_eq!(identity.pin(), &pin);
    }
}

#[test]
fn the_files_hold_the_pinned_keys() {
    for pin in Manifest::committed().unwrap().pins() {
        let key = verifying_key(pin.circuit, KeyPolicy::AllowInsecureDevelopment).unwrap();
        assert_eq!(VerifyingKeyHash::of(&key), pin.verifying_key);
        assert_eq!(key.input_count() + 1, shape_of(pin.circuit).unwrap().counts().instance);
    }
}

#[test]
fn production_refuses_development_keys() {
    for circuit in CircuitId::ALL {
        let manifest = Manifest::committed().unwrap();
        let refused = verifying_key(circuit, KeyPolicy::ProductionOnly);
        match manifest.pin(circuit).map(|pin| pin.source) {
            Some(KeySource::InsecureDevelopment) => {
                assert!(matches!(refused, Err(CommittedKeyError::DevelopmentRefused(_))));
            }
            Some(KeySource::Ceremony) => assert!(refused.is_ok()),
            None => assert!(matches!(refused, Err(CommittedKeyError::NotPinned { .. }))),
        }
    }
}

/// The programs that verify files know the keys of this version, and which of them anybody can forge under.
#[test]
fn the_verifier_knows_the_pinned_keys_and_their_sources() {
    for pin in Manifest::committed().unwrap().pins() {
        let known = KnownKey::of(pin.verifying_key.as_bytes()).expect("`keys -- write` writes it");
        assert_eq!(known.circuit, pin.circuit);
        assert_eq!(known.insecure, pin.source == KeySource::InsecureDevelopment);
    }
    assert_eq!(KnownKey::of(&[0; 32]), None);
}

/// An Attest's public inputs are judged wherever its proof is.
#[test]
fn the_key_of_attest_refuses_what_its_circuit_leaves_to_the_verifier() {
    let directory = tempfile::tempdir().unwrap();
    let identity = store(&directory, Manifest::committed().unwrap()).identify::<Attest>(&Silent).unwrap();
    let mut public = AttestPublic::blank();
    public.verifier = designation(None);
    let key = identity.verifying_key();
    assert_eq!(key.check(&public.to_fields()), Ok(()));
    type Change = fn(&mut AttestPublic<F>);
    let changes: [(Change, AttestDefect); 4] = [
        (|p| p.max_encumbrance = F::from(1u128 << 64), AttestDefect::Amount(8)),
        (|p| p.requested = F::from(1u128 << 64), AttestDefect::Amount(9)),
        (|p| p.rate_bps = F::from(MAX_RATE_BPS + 1), AttestDefect::Rate),
        (|p| p.verifier = [F::from(0u64), F::from(1u64)], AttestDefect::VerifierKey),
    ];
    for (change, defect) in changes {
        let mut changed = public.clone();
        change(&mut changed);
        assert_eq!(key.check(&changed.to_fields()), Err(VerifyError::Attest(defect)));
    }
    public.rate_bps = F::from(MAX_RATE_BPS);
    assert_eq!(key.check(&public.to_fields()), Ok(()));
}
