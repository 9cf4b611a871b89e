use crate::file::{X, bytes, exactly, read, seed};
use plimsoll_circuits::signature::{NOBODY, PublicKey, Signature, SigningKey};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    blake3: Vec<Digest>,
    nobody: PublicKey,
    keys: Vec<Key>,
    signed: Vec<Signed>,
    verify: Vec<Case>,
}

#[derive(Deserialize)]
struct Digest {
    r#in: String,
    out: String,
}

#[derive(Deserialize)]
struct Key {
    seed: String,
    key: Vec<X>,
}

#[derive(Deserialize)]
struct Signed {
    seed: String,
    message: X,
    #[serde(flatten)]
    signature: Signature,
}

/// Key and signature stay text here: reading them is a part of what is tested.
#[derive(Deserialize)]
struct Case {
    case: String,
    key: serde_json::Value,
    message: X,
    signature: serde_json::Value,
    valid: bool,
}

#[test]
fn nobody_s_key() {
    assert_eq!(read::<Vectors>("signatures.json").nobody, NOBODY);
}

#[test]
fn the_generator_and_this_crate_agree_on_blake3() {
    for v in read::<Vectors>("signatures.json").blake3 {
        let mut out = [0u8; 64];
        blake3::Hasher::new().update(&bytes(&v.r#in)).finalize_xof().fill(&mut out);
        assert_eq!(hex::encode(out), v.out);
    }
}

#[test]
fn keys_and_signatures() {
    let vectors: Vectors = read("signatures.json");
    for v in vectors.keys {
        let key = SigningKey::from_bytes(seed(&v.seed)).public();
        assert_eq!([key.point().x, key.point().y], exactly(&v.key));
    }
    for v in vectors.signed {
        assert_eq!(SigningKey::from_bytes(seed(&v.seed)).sign(v.message.0), v.signature);
    }
}

#[test]
fn verdicts_on_signatures() {
    let cases = read::<Vectors>("signatures.json").verify;
    assert!(cases.iter().any(|c| c.valid) && cases.iter().any(|c| !c.valid));
    for Case { case, key, message, signature, valid } in cases {
        let key = serde_json::from_value::<PublicKey>(key);
        let signature = serde_json::from_value::<Signature>(signature);
        let verdict = matches!((key, signature), (Ok(key), Ok(s)) if key.verify(message.0, &s));
        assert_eq!(verdict, valid, "{case}");
    }
}
