use super::*;

#[test]
fn key_sets_hold_foreign_keys_and_no_secrets() {
    let x = "BlHGMFbOhKBur6QwEihT_FmTpZGhcyC06DvXYf7-8KM";
    let good = format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"good","x":"{x}"}}"#);
    let owner = || Owner::Carrier(EXAMPLE_LINE);
    let add = |set: &str| TrustedKeys::new().add_jwks(jwks(set).as_bytes(), &owner());
    let small = rsa(KeySize::Rsa2048, "").1;
    let (n, rest) = small.split_once(r#","e""#).unwrap();
    let small = format!(r#"{}","kid":"a","e"{rest}"#, &n[..n.len() - 103]);
    for (foreign, why) in [
        (format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}","use":"enc"}}"#), "its use is enc"),
        (format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}","key_ops":["encrypt"]}}"#), "key_ops"),
        (format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}","alg":"ES256"}}"#), "its alg ES256"),
        (format!(r#"{{"kty":"OKP","crv":"X25519","kid":"a","x":"{x}"}}"#), "OKP X25519"),
        (format!(r#"{{"kty":"EC","crv":"secp256k1","kid":"a","x":"{x}","y":"{x}"}}"#), "EC secp256k1"),
        (r#"{"kty":"AKP","alg":"ML-DSA-44","kid":"a","pub":"AAAA"}"#.to_owned(), "AKP"),
        (r#"{"kty":"OKP","crv":"Ed25519","kid":"a","x":"AAAA"}"#.to_owned(), "x must be 32 bytes"),
        (format!(r#"{{"kty":"EC","crv":"P-256","kid":"a","x":"{x}","y":"{x}"}}"#), "no point of its curve"),
        (small, "2048 to 8192 bits"),
    ] {
        let error = add(&foreign).unwrap_err();
        let KeySetError::NoneUsable(skipped) = &error else { panic!("{error}") };
        assert!(skipped.len() == 1 && skipped[0].kid == "a" && error.to_string().contains(why), "{error}");
        // Beside a good one it is skipped, and said where it was to be used.
        let keys = pinned(&[(jwks(&format!("{foreign},{good}")).as_bytes(), owner())]);
        let by_it = forged(r#"{"alg":"EdDSA","kid":"a"}"#, |_| vec![0; 64]);
        let error = jws_of(check(&by_it, &keys).unwrap_err());
        assert!(matches!(&error, JwsError::Skipped { reason, .. } if reason.contains(why)), "{error}");
    }
    for secret in [
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}","d":"{x}"}}"#),
        format!(r#"{{"kty":"oct","kid":"a","k":"{x}"}}"#),
        format!(r#"{{"kty":"RSA","kid":"a","n":"{x}","e":"AQAB","qi":"{x}","use":"enc"}}"#),
    ] {
        assert_eq!(add(&format!("{good},{secret}")), Err(KeySetError::Secret("a".to_owned())), "{secret}");
    }
    assert!(matches!(TrustedKeys::new().add_jwks(b"no json", &owner()), Err(KeySetError::Json(_))));
    for empty in [r#"{"keys":[]}"#, r#"{"keys":{}}"#, "{}", "[]"] {
        assert_eq!(TrustedKeys::new().add_jwks(empty.as_bytes(), &owner()), Err(KeySetError::Empty));
    }
}

#[test]
fn an_id_is_a_hint_among_one_owners_keys() {
    let unnamed = String::from_utf8(sample_key().key_set().canonical())
        .unwrap()
        .replace(r#""kid":"example-line-2026","#, "");
    // RFC 7638, by hand.
    let x = json(SAMPLE_KEYS.as_bytes());
    let Some(Json::List(set)) = x.get("keys") else { panic!() };
    let x = set[0].get("x").and_then(Json::as_text).unwrap();
    let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
    let thumbprint = URL_SAFE_NO_PAD.encode(thumbprint);
    let owner = || Owner::Carrier(EXAMPLE_LINE);
    let signed = |kid: &str| {
        let seed: [u8; 32] = Sha256::digest("plimsoll samples: Example Line (fictional)").into();
        sign_issuance_request(&json(SAMPLE), &CarrierKey::ed25519(kid, &seed).unwrap()).unwrap()
    };
    let nameless = forged(r#"{"alg":"EdDSA"}"#, |input| {
        let seed: [u8; 32] = Sha256::digest("plimsoll samples: Example Line (fictional)").into();
        let pair = aws_lc_rs::signature::Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        pair.sign(input.as_bytes()).as_ref().to_vec()
    });
    let keys = pinned(&[(unnamed.as_bytes(), owner())]);
    for request in [signed("whatever"), signed(&thumbprint), nameless.clone()] {
        assert_eq!(check(&request, &keys).unwrap().issuance.kid, thumbprint);
    }
    // A key with an id is found by it, by its thumbprint, or where none is named; under another id it is not tried.
    for request in [signed("example-line-2026"), signed(&thumbprint), nameless.clone()] {
        assert_eq!(check(&request, &sample_keys()).unwrap().issuance.kid, "example-line-2026");
    }
    let error = jws_of(check(&signed("whatever"), &sample_keys()).unwrap_err());
    assert!(matches!(error, JwsError::UnknownKey { .. }), "{error}");
    // Without an id no other owner's key is tried.
    let other = pinned(&[
        (SAMPLE_KEYS.as_bytes(), Owner::Carrier(1)),
        (envelope::key("x").key_set().canonical().as_slice(), owner()),
    ]);
    assert!(matches!(jws_of(check(&nameless, &other).unwrap_err()), JwsError::Invalid { .. }));
}

#[test]
fn two_owners_may_use_one_id() {
    let named = |text: &str| {
        let seed: [u8; 32] = Sha256::digest(text).into();
        CarrierKey::ed25519("1", &seed).unwrap()
    };
    let (line, platform) = (named("line"), named("platform"));
    let keys = pinned(&[
        (&line.key_set().canonical(), Owner::Carrier(EXAMPLE_LINE)),
        (&platform.key_set().canonical(), Owner::platform("EBL1")),
    ]);
    let document = json(SAMPLE).get("document").unwrap().clone();
    let (issuer, seller) = (party("Example Line", "EBL1"), party("Seller", "EBL1"));
    let made = |carrier: &CarrierKey, platform: &CarrierKey| {
        let transactions = vec![transaction("ISSUE", &issuer, Some(&seller))];
        envelope(&document, carrier, &[Entry { platform: "EBL1", key: platform, transactions }])
    };
    assert!(check(&made(&line, &platform), &keys).is_ok());
    for (carrier, by) in [(&platform, &platform), (&line, &line), (&platform, &line)] {
        assert!(matches!(jws_of(check(&made(carrier, by), &keys).unwrap_err()), JwsError::Invalid { .. }));
    }
}
