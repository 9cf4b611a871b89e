use std::collections::BTreeSet;

use plimsoll_circuits::statement::CircuitId;
use plimsoll_params::{
    CommittedKeyError, KeyPolicy, KeySource, Manifest, VerifyingKeyHash, committed_files, shape_of,
    verifying_key,
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
