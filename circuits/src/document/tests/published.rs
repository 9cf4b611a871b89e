//! Every example that DCSA publishes, and every message of others made after its standard, with its exact outcome.

use super::*;

/// A file of the data that was copied from others.
macro_rules! data {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../tests/data/dcsa/", $name)))
    };
}

/// The outcome in the words of the page.
fn outcome(read: &Result<Received, Faults>) -> String {
    let ids = |found: &[Fault]| {
        let mut ids: Vec<_> = found.iter().map(|fault| format!("`{}`", fault.rule)).collect();
        ids.dedup();
        ids.join(", ")
    };
    let (verdict, advice) = match read {
        Ok(received) => {
            let reasons: Vec<_> =
                received.document.not_registrable().iter().map(|reason| format!("{reason:?}")).collect();
            let verdict = match &reasons[..] {
                [] => "registrable".to_owned(),
                _ => format!("not registrable: `{}`", reasons.join("`, `")),
            };
            (format!("read, {verdict}"), &received.document.advice)
        }
        Err(found) if found.rules() == [Rule::Kind.id()] => {
            let what = found.faults[0].message.trim_start_matches(Rule::Kind.sentence()).trim();
            (what.split([':', ';', ',', '.']).next().unwrap_or_default().to_owned(), &found.advice)
        }
        Err(found) => (format!("refused: {}", ids(&found.faults)), &found.advice),
    };
    if advice.is_empty() { verdict } else { format!("{verdict}; advice: {}", ids(advice)) }
}

#[test]
fn every_published_example_has_the_outcome_that_the_page_says() {
    let json = Json::parse(data!("openapi-examples.json").1.as_bytes()).unwrap();
    let Json::Object(examples) = &json else { panic!("no object") };
    let within = |value: &Json| {
        let of_notification = value.get("data").and_then(|data| data.get("transportDocument"));
        of_notification.or_else(|| value.get("amendedTransportDocument")).map(Json::canonical)
    };
    let example = |(name, value): &(String, Json)| {
        let inner = within(value).map(|inner| (format!("{name}, what is in it"), inner));
        [Some((name.clone(), value.canonical())), inner].into_iter().flatten()
    };
    let mut all: Vec<(String, Vec<u8>)> = examples.iter().flat_map(example).collect();
    let signed = data!("pintdemo-HHL71800000-ed25519.json");
    let files = [
        data!("dcsa-pint-3.0.0-transport-document.json"),
        data!("dcsa-eblissuance-v3.0.0-request.json"),
        data!("dcsa-ebl-api-3.0.0-negotiable-bl.json"),
        data!("dcsa-ebl-api-3.0.0-dg.json"),
        data!("dcsa-endorsementchain-api-300-get-response.json"),
        signed,
        data!("pintdemo-HHL71800000-ebl-envelope-ed25519.json"),
        data!("pintdemo-HHL71800000-ebl-envelope-nodocs-ed25519.json"),
        data!("pintdemo-HHL71800000-envelope-manifest-ed25519.json"),
        data!("pintdemo-HHL71800000-issuance-manifest.json"),
        data!("pintdemo-ed25519-carrier.public.jwk"),
        data!("pintdemo-ed25519-eblplatform.public.jwk"),
    ];
    all.extend(files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
    let mut unsigned: serde_json::Value = serde_json::from_str(signed.1).unwrap();
    unsigned["issuanceManifestSignedContent"] = "".into();
    all.push(("pintdemo-HHL71800000-unsigned.json".to_owned(), unsigned.to_string().into_bytes()));
    assert_eq!(all.len(), 47);

    let page = include_str!("../../../../docs/documents.md");
    let missing: Vec<_> = all
        .iter()
        .map(|(name, bytes)| {
            format!("| `{name}` | {} |", outcome(&Received::parse(bytes, &CarrierTable::standard())))
        })
        .filter(|row| !page.contains(row.as_str()))
        .collect();
    assert!(missing.is_empty(), "docs/documents.md does not say:\n{}", missing.join("\n"));
}

/// What of DCSA's own is refused, for which breach: nothing that it did not write as a rule.
#[test]
fn what_is_refused_breaks_the_standards_own_rules() {
    let demo = received(data!("pintdemo-HHL71800000-ed25519.json").1).unwrap_err();
    for (path, rule) in [
        ("$.document.isToOrder", Rule::WaybillToOrder),
        ("$.document.documentParties.consignee", Rule::ToOrderConsignee),
        ("$.document.numberOfOriginalsWithCharges", Rule::Originals),
        ("$.document.carrierCode", Rule::CarrierUnknown),
    ] {
        assert!(demo.has(path, rule), "{path} {rule:?} not in {demo}");
    }
    assert!(fault::has(&demo.advice, "$.document.receivedForShipmentDate", Rule::BothDates));
    let template = received(data!("dcsa-pint-3.0.0-transport-document.json").1).unwrap_err();
    assert!(template.has("$.transportDocumentReference", Rule::Length), "{template}");
}
