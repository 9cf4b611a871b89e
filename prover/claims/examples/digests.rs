//! Derives the parameters of every size and writes `src/digests.txt` to standard output: `blake3` of what halo2 writes.
//! `cargo run --release -p plimsoll-claims --example digests`; some minutes.

#![allow(clippy::unwrap_used, reason = "a program that cannot write memory stops")]

use halo2_proofs::poly::commitment::Params;
use halo2curves::bn256::G1Affine;
use plimsoll_claims::MAX_K;

fn main() {
    for k in 4..=MAX_K {
        let mut bytes = Vec::new();
        Params::<G1Affine>::new(k).write(&mut bytes).unwrap();
        println!("{k} {}", blake3::hash(&bytes).to_hex());
    }
}
