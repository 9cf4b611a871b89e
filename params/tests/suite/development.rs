use std::collections::HashSet;

use ark_serialize::CanonicalSerialize;
use plimsoll_params::KeySource;

use crate::tiny;

#[test]
fn the_same_circuit_gives_the_same_key_and_another_one_another() {
    let hashes = [tiny::keys::<3>(), tiny::keys::<3>(), tiny::keys::<4>()].map(|keys| keys.key().hash());
    assert_eq!(hashes[0], hashes[1]);
    assert_ne!(hashes[0], hashes[2]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let hash = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| tiny::keys::<700>().key().hash())
    };
    assert_eq!(HashSet::from([1, 2, 3].map(hash)).len(), 1);
}

#[test]
fn they_are_named_insecure() {
    assert_eq!(tiny::keys::<1>().key().source(), KeySource::InsecureDevelopment);
    assert_eq!(KeySource::InsecureDevelopment.to_string(), "insecure-dev");
}

#[test]
fn the_verifying_keys_bytes_are_arkworks() {
    let keys = tiny::keys::<1>();
    let mut arkworks = Vec::new();
    keys.key().proving_key().vk.serialize_compressed(&mut arkworks).unwrap();
    assert_eq!(keys.key().verifying_key().key().to_bytes(), arkworks);
}
