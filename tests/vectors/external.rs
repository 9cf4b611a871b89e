use crate::file::{X, bytes, read};
use plimsoll_circuits::statement::{attest::Challenge, external_hash};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    external_hash: Vec<Parts>,
    challenge: Vec<Asked>,
}

#[derive(Deserialize)]
struct Parts {
    parts: Vec<String>,
    out: X,
}

#[derive(Deserialize)]
struct Asked {
    verifier: String,
    purpose: String,
    nonce: String,
    expires: u64,
    out: X,
}

#[test]
fn what_is_posted_beside_a_proof() {
    for v in read::<Vectors>("external.json").external_hash {
        let parts: Vec<Vec<u8>> = v.parts.iter().map(|part| bytes(part)).collect();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        assert_eq!(external_hash(&parts), v.out.0, "{:?}", v.parts);
    }
}

#[test]
fn challenges() {
    for Asked { verifier, purpose, nonce, expires, out } in read::<Vectors>("external.json").challenge {
        let nonce = bytes(&nonce).try_into().expect("16 bytes");
        assert_eq!(Challenge { verifier, purpose, nonce, expires }.value(), out.0);
    }
}
