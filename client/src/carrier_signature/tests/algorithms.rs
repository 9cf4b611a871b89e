use super::*;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
        EcdsaKeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
        RSA_PSS_SHA512, RsaEncoding,
    },
};

#[test]
fn algorithms_are_not_confused() {
    let header = |alg: &str| format!("{{\"alg\":\"{alg}\",\"kid\":\"example-line-2026\"}}");
    assert_eq!(jws_error(&forged(&header("none"), |_| Vec::new())), JwsError::Algorithm("none".into()));
    assert_eq!(jws_error(&forged(&header("eddsa"), |_| vec![0; 64])), JwsError::Algorithm("eddsa".into()));
    // The public key, known to all, as an HMAC secret.
    let hmac = |input: &str| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SAMPLE_KEYS.as_bytes());
        aws_lc_rs::hmac::sign(&key, input.as_bytes()).as_ref().to_vec()
    };
    assert_eq!(jws_error(&forged(&header("HS256"), hmac)), JwsError::Algorithm("HS256".into()));
    let (kid, owner) = (Some("example-line-2026".to_owned()), Owner::Carrier(EXAMPLE_LINE));
    let wrong = JwsError::WrongAlgorithm { kid: kid.clone(), owner: owner.clone(), algorithm: "ES256" };
    assert_eq!(jws_error(&forged(&header("ES256"), |_| vec![1; 64])), wrong);
    // A key of the attacker's own in the header.
    let jwk = r#"{"alg":"EdDSA","kid":"mine","jwk":{"kty":"OKP","crv":"Ed25519","x":"BlHGMFbOhKBur6QwEihT_FmTpZGhcyC06DvXYf7-8KM"}}"#;
    let unknown = JwsError::UnknownKey { kid: "mine".into(), owner: owner.clone() };
    assert_eq!(jws_error(&forged(jwk, |_| vec![0; 64])), unknown);
    let twice = r#"{"alg":"none","alg":"EdDSA","kid":"example-line-2026"}"#;
    assert!(matches!(jws_error(&forged(twice, |_| vec![0; 64])), JwsError::Malformed(_)));
    let critical = r#"{"alg":"EdDSA","kid":"example-line-2026","crit":["b64"],"b64":false}"#;
    assert!(matches!(jws_error(&forged(critical, |_| vec![0; 64])), JwsError::Malformed(_)));
    assert_eq!(jws_error(&forged(&header("EdDSA"), |_| vec![0; 64])), JwsError::Invalid { kid, owner });
    for compact in ["", "a.b", "a.b.c.d", "!.!.!"] {
        let mut request = json(SAMPLE_SIGNED.as_bytes());
        set(&mut request, &["issuanceManifestSignedContent"], Json::Text(compact.to_owned()));
        assert!(matches!(jws_error(&request), JwsError::Malformed(_)), "{compact}");
    }
}

const PADDINGS: [(&str, &dyn RsaEncoding); 6] = [
    ("PS256", &RSA_PSS_SHA256),
    ("PS384", &RSA_PSS_SHA384),
    ("PS512", &RSA_PSS_SHA512),
    ("RS256", &RSA_PKCS1_SHA256),
    ("RS384", &RSA_PKCS1_SHA384),
    ("RS512", &RSA_PKCS1_SHA512),
];

fn signed_by(pair: &RsaKeyPair, header: &str, padding: &'static dyn RsaEncoding) -> Json {
    forged(header, |input| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(padding, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
        signature
    })
}

#[test]
fn every_algorithm_verifies_under_its_own_key_alone() {
    let mut seen = vec![Algorithm::EdDsa];
    for (algorithm, signing) in [
        (Algorithm::Es256, &ECDSA_P256_SHA256_FIXED_SIGNING),
        (Algorithm::Es384, &ECDSA_P384_SHA384_FIXED_SIGNING),
        (Algorithm::Es512, &ECDSA_P521_SHA512_FIXED_SIGNING),
    ] {
        let pair = EcdsaKeyPair::generate_pkcs8(signing, &SystemRandom::new()).unwrap();
        let key = CarrierKey::ecdsa("ec", algorithm, pair.as_ref()).unwrap();
        let request = sign_issuance_request(&json(SAMPLE), &key).unwrap();
        let keys = pinned(&[(&key.key_set().canonical(), Owner::Carrier(EXAMPLE_LINE))]);
        assert_eq!(check(&request, &keys).unwrap().issuance.algorithm, algorithm);
        seen.push(algorithm);
        // Another curve's name over the same key.
        let header = |name: &str| format!(r#"{{"alg":"{name}","kid":"ec"}}"#);
        for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
            let error = jws_of(check(&forged(&header(other.name()), |_| vec![1; 64]), &keys).unwrap_err());
            assert!(matches!(error, JwsError::WrongAlgorithm { .. }), "{error}");
        }
    }
    let (pair, jwk) = rsa(KeySize::Rsa2048, r#","kid":"rsa""#);
    let keys = pinned(&[(jwks(&jwk).as_bytes(), Owner::Carrier(EXAMPLE_LINE))]);
    for (name, padding) in PADDINGS {
        let header = format!(r#"{{"alg":"{name}","kid":"rsa"}}"#);
        let request = signed_by(&pair, &header, padding);
        let found = check(&request, &keys).unwrap().issuance.algorithm;
        assert_eq!(found.name(), name);
        seen.push(found);
        // The signature of one algorithm under the name of another.
        for (other, wrong) in PADDINGS.into_iter().filter(|(other, _)| *other != name) {
            let error = jws_of(check(&signed_by(&pair, &header, wrong), &keys).unwrap_err());
            assert!(matches!(error, JwsError::Invalid { .. }), "{other} as {name}: {error}");
        }
    }
    seen.sort_by_key(|algorithm| Algorithm::ALL.iter().position(|other| other == algorithm));
    assert_eq!(seen, Algorithm::ALL);
    // A key whose owner allows one algorithm is used with no other.
    let (pair, jwk) = rsa(KeySize::Rsa2048, r#","kid":"rsa","alg":"PS256""#);
    let keys = pinned(&[(jwks(&jwk).as_bytes(), Owner::Carrier(EXAMPLE_LINE))]);
    for (name, padding) in PADDINGS {
        let request = signed_by(&pair, &format!(r#"{{"alg":"{name}","kid":"rsa"}}"#), padding);
        assert_eq!(check(&request, &keys).is_ok(), name == "PS256", "{name}");
    }
}

/// JWS that another implementation made: tests/data/jws/SOURCES.md.
#[test]
fn what_another_implementation_signed_verifies() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../../../tests/data/jws/vectors.json")).unwrap();
    let keys = pinned(&[(vectors["jwks"].to_string().as_bytes(), Owner::platform("P"))]);
    let mut names = Vec::new();
    for compact in vectors["signed"].as_array().unwrap() {
        let compact = compact.as_str().unwrap();
        let (key, algorithm) = Jws::parse(compact).unwrap().verify(&keys, &Owner::platform("P")).unwrap();
        assert_eq!(key.kid, algorithm.name().to_lowercase());
        names.push(algorithm.name());
        // The same signature over another payload.
        let [header, payload, signature] = compact.split('.').collect::<Vec<_>>()[..] else { panic!() };
        let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        let payload = URL_SAFE_NO_PAD.encode(payload.replace("signed by", "signed"));
        let changed = format!("{header}.{payload}.{signature}");
        let error = Jws::parse(&changed).unwrap().verify(&keys, &Owner::platform("P")).unwrap_err();
        assert!(matches!(error, JwsError::Invalid { .. }), "{algorithm:?}");
    }
    assert_eq!(names, Algorithm::ALL.map(Algorithm::name));
}
