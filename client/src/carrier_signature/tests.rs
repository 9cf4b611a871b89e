mod algorithms;
mod keys;

use super::*;
use crate::fixture::envelope::{self, Entry, envelope, party, transaction};
use aws_lc_rs::{
    rsa::KeySize,
    signature::{KeyPair, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use plimsoll_circuits::document::carrier::Carrier;
use sha2::{Digest, Sha256};

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
/// The carrier that the pintdemo files name.
const DEMO_LINE: CarrierId = 60_007;

/// The samples' private key: a published text hashed, so that it protects nothing and everybody can sign samples.
fn sample_key() -> CarrierKey {
    let seed: [u8; 32] = Sha256::digest("plimsoll samples: Example Line (fictional)").into();
    CarrierKey::ed25519("example-line-2026", &seed).unwrap()
}

fn carriers() -> CarrierTable {
    let mut table = CarrierTable::standard();
    table.add(Carrier::new(DEMO_LINE, "Demo Line", vec!["NMFTA:MMCU".parse().unwrap()])).unwrap();
    table
}

fn check(bill: &Json, keys: &TrustedKeys) -> Result<Provenance, SignatureError> {
    verify(bill, &carriers(), keys)
}

fn pinned(sets: &[(&[u8], Owner)]) -> TrustedKeys {
    let mut keys = TrustedKeys::new();
    sets.iter().for_each(|(jwks, owner)| keys.add_jwks(jwks, owner).unwrap());
    keys
}

fn demo_keys() -> TrustedKeys {
    pinned(&[
        (DEMO_CARRIER, Owner::Carrier(DEMO_LINE)),
        (DEMO_CARRIER, Owner::platform("CAR1")),
        (DEMO_PLATFORM, Owner::platform("EBL1")),
    ])
}

fn sample_keys() -> TrustedKeys {
    pinned(&[(SAMPLE_KEYS.as_bytes(), Owner::Carrier(EXAMPLE_LINE))])
}

fn jws_of(error: SignatureError) -> JwsError {
    match error {
        SignatureError::Jws { error, .. } => error,
        other => panic!("{other}"),
    }
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
    jws_of(check(request, &sample_keys()).unwrap_err())
}

/// An RSA key, its public JWK with these fields besides, and the header's algorithms that it can sign with.
fn rsa(bits: KeySize, fields: &str) -> (RsaKeyPair, String) {
    let pair = RsaKeyPair::generate(bits).unwrap();
    let encode = |number: &[u8]| URL_SAFE_NO_PAD.encode(number);
    let n = encode(pair.public_key().modulus().big_endian_without_leading_zero());
    let e = encode(pair.public_key().exponent().big_endian_without_leading_zero());
    (pair, format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"{fields}}}"#))
}

#[test]
fn a_carriers_issuance_request_verifies() {
    let Provenance { issuance, chain } = check(&json(DEMO), &demo_keys()).unwrap();
    assert_eq!(
        (issuance.carrier, issuance.kid.as_str(), issuance.algorithm, chain),
        (DEMO_LINE, "sBq4Mgu7lhEcfph7", Algorithm::EdDsa, None)
    );
    assert_eq!(
        hex::encode(issuance.document_checksum),
        "8f765417773a026d4f9ead6187d961d28dffbb7d0a11dda9ba6fee16423bc05a"
    );
}

#[test]
fn a_pint_envelope_of_a_carrier_that_is_its_own_platform_verifies() {
    let Provenance { issuance, chain } = check(&json(DEMO_ENVELOPE), &demo_keys()).unwrap();
    assert_eq!(issuance.carrier, DEMO_LINE);
    let chain = chain.unwrap().unwrap();
    assert_eq!(chain.platforms, ["CAR1", "EBL1"]);
    assert_eq!((chain.possessor.name.as_str(), chain.possessor.platform.as_str()), ("ebl2 Party", "EBL2"));
    assert!(chain.endorsed.is_none() && chain.surrendered.is_none());
    // As a carrier it is not trusted as a platform.
    let keys = pinned(&[(DEMO_CARRIER, Owner::Carrier(DEMO_LINE)), (DEMO_PLATFORM, Owner::platform("EBL1"))]);
    let error = jws_of(check(&json(DEMO_ENVELOPE), &keys).unwrap_err());
    let (pinned, needed) = (Owner::Carrier(DEMO_LINE), Owner::platform("CAR1"));
    assert_eq!(error, JwsError::OtherOwner { kid: "sBq4Mgu7lhEcfph7".into(), pinned, needed });
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
        assert_eq!(check(&request, &demo_keys()), Err(SignatureError::Checksum(field)));
    }
    let mut envelope = json(DEMO_ENVELOPE);
    set(&mut envelope, &["transportDocument", "isElectronic"], Json::Bool(false));
    assert_eq!(check(&envelope, &demo_keys()), Err(SignatureError::Checksum("transportDocumentChecksum")));
    // Spelling that the canonical form does not keep is no change.
    let spaced = String::from_utf8(DEMO.to_vec())
        .unwrap()
        .replace("\"SWB\"", "\"\\u0053WB\"")
        .replace(": 2400,", ": 2.4e3,");
    assert!(check(&json(spaced.as_bytes()), &demo_keys()).is_ok());
}

#[test]
fn a_signature_by_another_key_is_refused() {
    // The platform's key under the carrier's id.
    let swapped =
        String::from_utf8(DEMO_PLATFORM.to_vec()).unwrap().replace("YLFVnyMkSsFTvj-H", "sBq4Mgu7lhEcfph7");
    let error = check(&json(DEMO), &pinned(&[(swapped.as_bytes(), Owner::Carrier(DEMO_LINE))])).unwrap_err();
    assert!(matches!(jws_of(error), JwsError::Invalid { .. }));
    // Keys and certificates in the header are no reason to trust it.
    let error = check(&json(DEMO), &TrustedKeys::new()).unwrap_err();
    assert_eq!(jws_of(error), JwsError::NoKeys(Owner::Carrier(DEMO_LINE)));
    // A platform's key signs nothing as a carrier.
    let error = check(&json(DEMO), &pinned(&[(DEMO_CARRIER, Owner::platform("CAR1"))])).unwrap_err();
    assert!(matches!(jws_of(error), JwsError::OtherOwner { .. }));
}

#[test]
fn transfer_chains_are_whole_and_in_order() {
    let chain = |change: fn(&mut Vec<Json>)| {
        let mut envelope = json(DEMO_ENVELOPE);
        let Some(Json::List(entries)) = envelope.get("envelopeTransferChain").cloned() else { panic!() };
        let mut entries = entries;
        change(&mut entries);
        set(&mut envelope, &["envelopeTransferChain"], Json::List(entries));
        check(&envelope, &demo_keys()).unwrap_err()
    };
    assert_eq!(chain(|c| c.reverse()), SignatureError::Chain(0));
    assert_eq!(chain(|c| drop(c.remove(0))), SignatureError::Chain(0));
    assert_eq!(chain(|c| c.clear()), SignatureError::Missing("envelopeTransferChain"));
    // The envelope's manifest is not of the platform that would be the last one.
    assert!(matches!(jws_of(chain(|c| drop(c.pop()))), JwsError::OtherOwner { .. }));
    assert_eq!(chain(|c| c.push(c[1].clone())), SignatureError::Chain(2));
    let keys = pinned(&[
        (DEMO_CARRIER, Owner::Carrier(DEMO_LINE)),
        (DEMO_CARRIER, Owner::platform("CAR1")),
        (DEMO_PLATFORM, Owner::platform("EBL2")),
    ]);
    let error = jws_of(check(&json(DEMO_ENVELOPE), &keys).unwrap_err());
    let (pinned, needed) = (Owner::platform("EBL2"), Owner::platform("EBL1"));
    assert_eq!(error, JwsError::OtherOwner { kid: "YLFVnyMkSsFTvj-H".into(), pinned, needed });
}

#[test]
fn an_entry_that_is_cut_off_is_missed_by_the_manifest() {
    let document = json(SAMPLE).get("document").unwrap().clone();
    let (line, seller) = (party("Example Line", "EBL1"), party("Seller", "EBL1"));
    let platform = envelope::key("ebl1");
    let entry = |transaction| Entry { platform: "EBL1", key: &platform, transactions: vec![transaction] };
    let entries = [
        entry(transaction("ISSUE", &line, Some(&seller))),
        entry(transaction("SURRENDER_FOR_DELIVERY", &seller, Some(&line))),
        entry(transaction("SACC", &line, None)),
    ];
    let keys = pinned(&[
        (SAMPLE_KEYS.as_bytes(), Owner::Carrier(EXAMPLE_LINE)),
        (&platform.key_set().canonical(), Owner::platform("EBL1")),
    ]);
    let mut whole = envelope(&document, &sample_key(), &entries);
    let chain = check(&whole, &keys).unwrap().chain.unwrap().unwrap();
    assert!(chain.surrendered.is_some_and(|surrender| surrender.accepted));
    let Some(Json::List(chain)) = whole.get("envelopeTransferChain").cloned() else { panic!() };
    set(&mut whole, &["envelopeTransferChain"], Json::List(chain[..1].to_vec()));
    const LAST: &str = "lastEnvelopeTransferChainEntrySignedContentChecksum";
    assert_eq!(check(&whole, &keys), Err(SignatureError::Checksum(LAST)));
}

#[test]
fn signatures_hold_where_nobody_can_say_who_holds_the_bill() {
    let document = json(SAMPLE).get("document").unwrap().clone();
    let (line, seller) = (party("Example Line", "EBL1"), party("Seller", "EBL1"));
    let platform = envelope::key("ebl1");
    let transactions =
        vec![transaction("ISSUE", &line, Some(&seller)), transaction("LEND", &seller, Some(&line))];
    let entries = [Entry { platform: "EBL1", key: &platform, transactions }];
    let keys = pinned(&[
        (SAMPLE_KEYS.as_bytes(), Owner::Carrier(EXAMPLE_LINE)),
        (&platform.key_set().canonical(), Owner::platform("EBL1")),
    ]);
    let found = check(&envelope(&document, &sample_key(), &entries), &keys).unwrap();
    assert_eq!(found.chain, Some(Err(ChainError::Unknown { entry: 0, code: "LEND".to_owned() })));
}

#[test]
fn the_signed_sample_is_what_its_published_key_signs() {
    let signed = sign_issuance_request(&json(SAMPLE), &sample_key()).unwrap();
    let pretty = |json: &Json| serde_json::to_string_pretty(json).unwrap() + "\n";
    assert_eq!(pretty(&signed), SAMPLE_SIGNED);
    let set = sample_key().key_set();
    assert_eq!(pretty(&set), SAMPLE_KEYS);
    let found = check(&json(SAMPLE_SIGNED.as_bytes()), &sample_keys()).unwrap();
    assert_eq!(found.issuance.carrier, EXAMPLE_LINE);
}

#[test]
fn the_signer_must_be_the_bills_carrier() {
    let keys = pinned(&[(SAMPLE_KEYS.as_bytes(), Owner::Carrier(1))]);
    let (pinned, needed) = (Owner::Carrier(1), Owner::Carrier(EXAMPLE_LINE));
    let other = JwsError::OtherOwner { kid: "example-line-2026".into(), pinned, needed };
    assert_eq!(jws_of(check(&json(SAMPLE_SIGNED.as_bytes()), &keys).unwrap_err()), other);
    let bare = json(SAMPLE).get("document").unwrap().clone();
    assert_eq!(check(&bare, &keys), Err(SignatureError::Unsigned));
    assert_eq!(check(&json(b"{}"), &keys), Err(SignatureError::Missing("document")));
    let unsigned = SignatureError::Missing("issuanceManifestSignedContent");
    assert_eq!(check(&json(SAMPLE), &keys), Err(unsigned));
    let nobody =
        json(&String::from_utf8(DEMO.to_vec()).unwrap().replace("\"MMCU\"", "\"QQQQ\"").into_bytes());
    assert_eq!(check(&nobody, &demo_keys()), Err(SignatureError::UnknownCarrier));
}

#[test]
fn signatures_are_over_the_file_as_it_is_whatever_its_faults() {
    let faulty = |hs: &str| {
        let text = String::from_utf8(SAMPLE.to_vec()).unwrap();
        text.replace("\"740311\"", &format!("\"{hs}\"")).into_bytes()
    };
    let genuine = sign_issuance_request(&json(&faulty("74")), &sample_key()).unwrap();
    assert!(plimsoll_circuits::document::Received::parse(&genuine.canonical(), &carriers()).is_err());
    assert!(check(&genuine, &sample_keys()).is_ok());
    let altered = String::from_utf8(genuine.canonical()).unwrap().replace("\"74\"", "\"75\"");
    assert_eq!(
        check(&json(altered.as_bytes()), &sample_keys()),
        Err(SignatureError::Checksum("documentChecksum"))
    );
}
