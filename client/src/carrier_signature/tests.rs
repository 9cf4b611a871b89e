use super::*;
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
    },
};
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plimsoll_circuits::document::CarrierTable;

const DEMO: &[u8] = include_bytes!("../../../tests/data/dcsa/pintdemo-HHL71800000-ed25519.json");
const DEMO_ENVELOPE: &[u8] =
    include_bytes!("../../../tests/data/dcsa/pintdemo-HHL71800000-ebl-envelope-nodocs-ed25519.json");
const DEMO_CARRIER: &[u8] = include_bytes!("../../../tests/data/dcsa/pintdemo-ed25519-carrier.public.jwk");
const DEMO_PLATFORM: &[u8] =
    include_bytes!("../../../tests/data/dcsa/pintdemo-ed25519-eblplatform.public.jwk");
const SAMPLE: &[u8] = include_bytes!("../../../samples/ebl-to-order.json");
const SAMPLE_SIGNED: &str = include_str!("../../../samples/ebl-to-order.signed.json");
const SAMPLE_KEYS: &str = include_str!("../../../samples/carrier.jwks.json");
const EXAMPLE_LINE: CarrierId = 60_001;

/// The samples' private key: a published text hashed, so that it protects nothing and everybody can sign samples.
fn sample_key() -> CarrierKey {
    let seed: [u8; 32] = Sha256::digest("plimsoll samples: Example Line (fictional)").into();
    CarrierKey::ed25519("example-line-2026", &seed).unwrap()
}

fn pin(carrier: Option<CarrierId>, platform: Option<&str>) -> Pin {
    Pin { carrier, platform: platform.map(str::to_owned) }
}

fn demo_keys() -> TrustedKeys {
    let mut keys = TrustedKeys::new();
    keys.add_jwks(DEMO_CARRIER, &pin(Some(7), Some("CAR1"))).unwrap();
    keys.add_jwks(DEMO_PLATFORM, &pin(None, Some("EBL1"))).unwrap();
    keys
}

fn sample_keys() -> TrustedKeys {
    let mut keys = TrustedKeys::new();
    keys.add_jwks(SAMPLE_KEYS.as_bytes(), &pin(Some(EXAMPLE_LINE), None)).unwrap();
    keys
}

fn json(bytes: &[u8]) -> Json {
    Json::parse(bytes).unwrap()
}

fn set(json: &mut Json, path: &[&str], value: Json) {
    let Json::Object(entries) = json else { panic!("no object at {path:?}") };
    let entry = entries.iter_mut().find(|(key, _)| key == path[0]).unwrap();
    if path.len() == 1 { entry.1 = value } else { set(&mut entry.1, &path[1..], value) }
}

fn jwks(jwk: &str) -> String {
    format!("{{\"keys\":[{jwk}]}}")
}

#[test]
fn a_carriers_issuance_request_verifies() {
    let issuance = verify_issuance_request(&json(DEMO), &demo_keys()).unwrap();
    assert_eq!(
        (issuance.carrier, issuance.kid.as_str(), issuance.algorithm),
        (7, "sBq4Mgu7lhEcfph7", Algorithm::EdDsa)
    );
    assert_eq!(
        hex::encode(issuance.document_checksum),
        "8f765417773a026d4f9ead6187d961d28dffbb7d0a11dda9ba6fee16423bc05a"
    );
}

#[test]
fn a_pint_envelope_verifies() {
    let envelope = verify_envelope(&json(DEMO_ENVELOPE), &demo_keys()).unwrap();
    assert_eq!(envelope.platforms, ["CAR1", "EBL1"]);
    assert_eq!(envelope.issuance.carrier, 7);
}

#[test]
fn one_changed_byte_is_seen() {
    for (path, value, field) in [
        (&["document", "transportDocumentReference"][..], "HHL71800001", "documentChecksum"),
        (&["issueTo", "partyName"], "Globeteam2", "issueToChecksum"),
        (&["eBLVisualisationByCarrier", "content"], "JVBERg==", "eBLVisualisationByCarrierChecksum"),
    ] {
        let mut request = json(DEMO);
        set(&mut request, path, Json::Text(value.to_owned()));
        assert_eq!(verify_issuance_request(&request, &demo_keys()), Err(SignatureError::Checksum(field)));
    }
    let mut envelope = json(DEMO_ENVELOPE);
    set(&mut envelope, &["transportDocument", "isElectronic"], Json::Bool(false));
    assert_eq!(
        verify_envelope(&envelope, &demo_keys()),
        Err(SignatureError::Checksum("transportDocumentChecksum"))
    );
    // Spelling that the canonical form does not keep is no change.
    let spaced = String::from_utf8(DEMO.to_vec())
        .unwrap()
        .replace("\"SWB\"", "\"\\u0053WB\"")
        .replace(": 2400,", ": 2.4e3,");
    assert!(verify_issuance_request(&json(spaced.as_bytes()), &demo_keys()).is_ok());
}

#[test]
fn a_signature_by_another_key_is_refused() {
    // The platform's key under the carrier's id.
    let swapped =
        String::from_utf8(DEMO_PLATFORM.to_vec()).unwrap().replace("YLFVnyMkSsFTvj-H", "sBq4Mgu7lhEcfph7");
    let mut keys = TrustedKeys::new();
    keys.add_jwks(swapped.as_bytes(), &pin(Some(7), None)).unwrap();
    let error = verify_issuance_request(&json(DEMO), &keys).unwrap_err();
    assert!(matches!(error, SignatureError::Jws { error: JwsError::Invalid(_), .. }), "{error}");
    // Keys and certificates in the header are no reason to trust it.
    let error = verify_issuance_request(&json(DEMO), &TrustedKeys::new()).unwrap_err();
    assert!(matches!(error, SignatureError::Jws { error: JwsError::UnknownKey(_), .. }), "{error}");
    // A platform's key signs nothing as a carrier.
    let mut keys = TrustedKeys::new();
    keys.add_jwks(DEMO_CARRIER, &pin(None, Some("CAR1"))).unwrap();
    assert!(matches!(verify_issuance_request(&json(DEMO), &keys), Err(SignatureError::NoCarrierKey(_))));
}

#[test]
fn transfer_chains_are_whole_and_in_order() {
    let chain = |change: fn(&mut Vec<Json>)| {
        let mut envelope = json(DEMO_ENVELOPE);
        let Some(Json::List(entries)) = envelope.get("envelopeTransferChain").cloned() else { panic!() };
        let mut entries = entries;
        change(&mut entries);
        set(&mut envelope, &["envelopeTransferChain"], Json::List(entries));
        verify_envelope(&envelope, &demo_keys()).unwrap_err()
    };
    assert_eq!(chain(|c| c.reverse()), SignatureError::Chain(0));
    assert_eq!(chain(|c| drop(c.remove(0))), SignatureError::Chain(0));
    assert_eq!(chain(|c| c.clear()), SignatureError::Missing("envelopeTransferChain"));
    const LAST: &str = "lastEnvelopeTransferChainEntrySignedContentChecksum";
    assert_eq!(chain(|c| drop(c.pop())), SignatureError::Checksum(LAST));
    assert_eq!(chain(|c| c.push(c[1].clone())), SignatureError::Chain(2));
    let mut keys = TrustedKeys::new();
    keys.add_jwks(DEMO_CARRIER, &pin(Some(7), Some("CAR1"))).unwrap();
    keys.add_jwks(DEMO_PLATFORM, &pin(None, Some("EBL2"))).unwrap();
    let error = verify_envelope(&json(DEMO_ENVELOPE), &keys).unwrap_err();
    assert!(matches!(error, SignatureError::WrongPlatform { entry: 1, .. }), "{error}");
}

/// A JWS with this header over the sample's own manifest, with the signature that `sign` makes.
fn forged(header: &str, sign: impl Fn(&str) -> Vec<u8>) -> Json {
    let mut request = json(SAMPLE_SIGNED.as_bytes());
    let payload =
        text(&request, "issuanceManifestSignedContent").unwrap().split('.').nth(1).unwrap().to_owned();
    let input = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(header));
    let signature = URL_SAFE_NO_PAD.encode(sign(&input));
    set(&mut request, &["issuanceManifestSignedContent"], Json::Text(format!("{input}.{signature}")));
    request
}

fn jws_error(request: &Json) -> JwsError {
    match verify_issuance_request(request, &sample_keys()).unwrap_err() {
        SignatureError::Jws { error, .. } => error,
        other => panic!("{other}"),
    }
}

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
    let wrong = JwsError::WrongAlgorithm { kid: "example-line-2026".into(), algorithm: "ES256" };
    assert_eq!(jws_error(&forged(&header("ES256"), |_| vec![1; 64])), wrong);
    // A key of the attacker's own in the header.
    let jwk = r#"{"alg":"EdDSA","kid":"mine","jwk":{"kty":"OKP","crv":"Ed25519","x":"BlHGMFbOhKBur6QwEihT_FmTpZGhcyC06DvXYf7-8KM"}}"#;
    assert_eq!(jws_error(&forged(jwk, |_| vec![0; 64])), JwsError::UnknownKey("mine".into()));
    let twice = r#"{"alg":"none","alg":"EdDSA","kid":"example-line-2026"}"#;
    assert!(matches!(jws_error(&forged(twice, |_| vec![0; 64])), JwsError::Malformed(_)));
    let critical = r#"{"alg":"EdDSA","kid":"example-line-2026","crit":["b64"],"b64":false}"#;
    assert!(matches!(jws_error(&forged(critical, |_| vec![0; 64])), JwsError::Malformed(_)));
    assert_eq!(
        jws_error(&forged(&header("EdDSA"), |_| vec![0; 64])),
        JwsError::Invalid("example-line-2026".into())
    );
    for compact in ["", "a.b", "a.b.c.d", "!.!.!"] {
        let mut request = json(SAMPLE_SIGNED.as_bytes());
        set(&mut request, &["issuanceManifestSignedContent"], Json::Text(compact.to_owned()));
        assert!(matches!(jws_error(&request), JwsError::Malformed(_)), "{compact}");
    }
}

#[test]
fn every_algorithm_of_the_standard_verifies() {
    let p256 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let key = CarrierKey::es256("p256", p256.as_ref()).unwrap();
    let request = sign_issuance_request(&json(SAMPLE), &key).unwrap();
    let mut keys = TrustedKeys::new();
    keys.add_jwks(
        jwks(&serde_json::to_string(&key.public_jwk()).unwrap()).as_bytes(),
        &pin(Some(EXAMPLE_LINE), None),
    )
    .unwrap();
    assert_eq!(verify_issuance_request(&request, &keys).unwrap().algorithm, Algorithm::Es256);

    let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = rsa.public_key();
    let (n, e) = (
        public.modulus().big_endian_without_leading_zero(),
        public.exponent().big_endian_without_leading_zero(),
    );
    let jwk = format!(
        r#"{{"kty":"RSA","kid":"rsa","n":"{}","e":"{}"}}"#,
        URL_SAFE_NO_PAD.encode(n),
        URL_SAFE_NO_PAD.encode(e)
    );
    keys.add_jwks(jwks(&jwk).as_bytes(), &pin(Some(EXAMPLE_LINE), None)).unwrap();
    for (name, padding) in
        [("PS256", &RSA_PSS_SHA256 as &dyn aws_lc_rs::signature::RsaEncoding), ("RS256", &RSA_PKCS1_SHA256)]
    {
        let request = forged(&format!("{{\"alg\":\"{name}\",\"kid\":\"rsa\"}}"), |input| {
            let mut signature = vec![0; public.modulus_len()];
            rsa.sign(padding, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
            signature
        });
        assert_eq!(verify_issuance_request(&request, &keys).unwrap().algorithm.name(), name);
    }
}

#[test]
fn the_signed_sample_is_what_its_published_key_signs() {
    let signed = sign_issuance_request(&json(SAMPLE), &sample_key()).unwrap();
    let pretty = |json: &Json| serde_json::to_string_pretty(json).unwrap() + "\n";
    assert_eq!(pretty(&signed), SAMPLE_SIGNED);
    let set = sample_key().key_set();
    assert_eq!(pretty(&set), SAMPLE_KEYS);
    let received = Received::parse(SAMPLE_SIGNED.as_bytes(), &CarrierTable::standard()).unwrap();
    assert_eq!(verify(&received, &sample_keys()).unwrap().carrier, EXAMPLE_LINE);
}

#[test]
fn the_signer_must_be_the_bills_carrier() {
    let received = Received::parse(SAMPLE_SIGNED.as_bytes(), &CarrierTable::standard()).unwrap();
    let mut keys = TrustedKeys::new();
    keys.add_jwks(SAMPLE_KEYS.as_bytes(), &pin(Some(1), None)).unwrap();
    assert_eq!(
        verify(&received, &keys),
        Err(SignatureError::WrongCarrier { named: EXAMPLE_LINE, signed: 1 })
    );
    let bare =
        Received::parse(include_bytes!("../../../samples/ebl-altered.json"), &CarrierTable::standard())
            .unwrap();
    assert_eq!(verify(&bare, &keys), Err(SignatureError::Unsigned));
    let unsigned = Received::parse(SAMPLE, &CarrierTable::standard()).unwrap();
    assert_eq!(verify(&unsigned, &keys), Err(SignatureError::Missing("issuanceManifestSignedContent")));
}

#[test]
fn key_sets_are_checked() {
    let x = "BlHGMFbOhKBur6QwEihT_FmTpZGhcyC06DvXYf7-8KM";
    let add = |jwk: &str| demo_keys().add_jwks(jwks(jwk).as_bytes(), &Pin::default());
    assert_eq!(add(&format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}"}}"#)), Ok(()));
    for bad in [
        format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#),
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}","d":"{x}"}}"#),
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}","use":"enc"}}"#),
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}","alg":"ES256"}}"#),
        format!(r#"{{"kty":"OKP","crv":"X25519","kid":"a","x":"{x}"}}"#),
        format!(r#"{{"kty":"oct","kid":"a","k":"{x}"}}"#),
        format!(r#"{{"kty":"RSA","kid":"a","n":"{x}","e":"AQAB"}}"#),
    ] {
        assert!(matches!(add(&bad), Err(KeySetError::Key { .. })), "{bad}");
    }
    let taken = format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"sBq4Mgu7lhEcfph7","x":"{x}"}}"#);
    assert_eq!(add(&taken), Err(KeySetError::Taken("sBq4Mgu7lhEcfph7".into())));
    assert!(matches!(demo_keys().add_jwks(b"no json", &Pin::default()), Err(KeySetError::Json(_))));
}
