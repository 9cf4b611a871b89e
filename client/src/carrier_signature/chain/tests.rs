use super::*;
use crate::fixture::envelope::{party, transaction};
use proptest::prelude::*;
use serde_json::{Value, json};

fn json_of(value: &Value) -> Json {
    Json::parse(value.to_string().as_bytes()).unwrap()
}

/// Entries of one transaction each, each signed by the platform where its actor is.
fn follow(transactions: &[Value]) -> Result<Chain, ChainError> {
    let entry = |transaction: &Value| {
        let signed = transaction["actor"]["eblPlatform"].as_str().unwrap_or("EBL1").to_owned();
        (signed, json_of(&json!({ "transactions": [transaction] })))
    };
    Chain::follow(&transactions.iter().map(entry).collect::<Vec<_>>(), true)
}

/// A carrier, two traders on other platforms, and a bank.
fn cast() -> [Value; 4] {
    [party("Line", "CAR1"), party("Seller", "EBL1"), party("Buyer", "EBL2"), party("Bank", "EBL1")]
}

fn issued() -> Value {
    let [line, seller, ..] = cast();
    transaction("ISSUE", &line, Some(&seller))
}

#[test]
fn a_bill_goes_from_hand_to_hand_and_back_to_the_carrier() {
    let [line, seller, buyer, bank] = cast();
    let mut chain = vec![issued()];
    let held = follow(&chain).unwrap();
    assert_eq!((held.possessor.name.as_str(), &held.endorsed, &held.surrendered), ("Seller", &None, &None));

    chain.push(transaction("SIGN", &seller, None));
    chain.push(transaction("ENDORSE_TO_ORDER", &seller, Some(&bank)));
    let held = follow(&chain).unwrap();
    assert_eq!(held.possessor.name, "Seller", "an endorsement hands nothing over");
    assert!(
        matches!(&held.endorsed, Some(Endorsement::To { party, to_order: true }) if party.name == "Bank")
    );

    chain.push(transaction("TRANSFER", &seller, Some(&bank)));
    chain.push(transaction("BLANK_ENDORSE", &bank, None));
    chain.push(transaction("TRANSFER", &bank, Some(&buyer)));
    let held = follow(&chain).unwrap();
    assert_eq!((held.possessor.name.as_str(), &held.endorsed), ("Buyer", &Some(Endorsement::Blank)));
    assert_eq!(held.platforms, ["CAR1", "EBL1", "EBL1", "EBL1", "EBL1", "EBL1"]);

    chain.push(transaction("SURRENDER_FOR_AMENDMENT", &buyer, Some(&line)));
    let pending = follow(&chain).unwrap();
    let surrender = pending.surrendered.unwrap();
    assert_eq!(
        (surrender.purpose, surrender.accepted, surrender.by.name.as_str()),
        (Purpose::Amendment, false, "Buyer")
    );
    assert_eq!(pending.possessor.name, "Line");

    chain.push(transaction("SREJ", &line, Some(&buyer)));
    let held = follow(&chain).unwrap();
    assert_eq!((held.possessor.name.as_str(), &held.surrendered), ("Buyer", &None));

    chain.push(transaction("SURRENDER_FOR_DELIVERY", &buyer, Some(&line)));
    chain.push(transaction("SACC", &line, None));
    let spent = follow(&chain).unwrap().surrendered.unwrap();
    assert!(spent.accepted && spent.to_string().contains("the bill is spent"), "{spent}");
    for code in ["TRANSFER", "SREJ", "SACC", "ISSUE", "SIGN"] {
        let more = [&chain[..], &[transaction(code, &line, Some(&buyer))]].concat();
        assert_eq!(follow(&more), Err(ChainError::Over(chain.len())), "{code}");
    }
}

#[test]
fn codes_of_the_beta_versions_and_of_the_endorsement_chain_are_known() {
    let [line, seller, buyer, _] = cast();
    let old = |code: &str, actor: &Value, recipient: Option<&Value>| {
        let mut old = transaction(code, actor, recipient);
        old["action"] = old["actionCode"].take();
        let fields = old.as_object_mut().unwrap();
        fields.remove("actionCode");
        fields.remove("actionDateTime");
        fields.insert("timestamp".to_owned(), json!(1_713_342_679_531_u64));
        old
    };
    let mut chain = vec![
        old("ISSU", &line, Some(&seller)),
        old("ENDO", &seller, Some(&buyer)),
        old("TRNS", &seller, Some(&buyer)),
    ];
    let held = follow(&chain).unwrap();
    assert_eq!(held.possessor.name, "Buyer");
    for (code, purpose) in [("RESD", Purpose::Delivery), ("RESA", Purpose::Amendment)] {
        let mut chain = chain.clone();
        chain.push(old(code, &buyer, Some(&line)));
        chain.push(transaction("SURRENDERED", &line, Some(&party("NONE", "NONE"))));
        let surrender = follow(&chain).unwrap().surrendered.unwrap();
        assert_eq!((surrender.purpose, surrender.accepted), (purpose, true));
    }
    chain.push(old("VOID", &buyer, None));
    assert_eq!(follow(&chain), Err(ChainError::Unknown { entry: 3, code: "VOID".to_owned() }));
}

#[test]
fn transactions_out_of_order_are_no_chain() {
    let [line, seller, buyer, bank] = cast();
    let after = |more: &[Value]| follow(&[&[issued()], more].concat()).unwrap_err();
    let to = |code: &str, actor: &Value, recipient: &Value| transaction(code, actor, Some(recipient));
    assert_eq!(follow(&[]), Err(ChainError::NotIssued));
    assert_eq!(follow(&[to("TRANSFER", &seller, &buyer)]), Err(ChainError::NotIssued));
    assert_eq!(after(&[issued()]), ChainError::IssuedAgain(1));
    assert_eq!(after(&[to("SREJ", &line, &seller)]), ChainError::NoSurrender(1));
    assert_eq!(after(&[to("SACC", &line, &seller)]), ChainError::NoSurrender(1));
    // Only who possesses it acts, and only where it possesses it.
    for code in ["TRANSFER", "ENDORSE", "ENDORSE_TO_ORDER", "BLANK_ENDORSE", "SIGN", "SURRENDER_FOR_DELIVERY"]
    {
        for other in [&line, &buyer, &bank, &party("Seller", "EBL2")] {
            let error = after(&[to(code, other, &bank)]);
            assert!(matches!(error, ChainError::NotPossessor { entry: 1, .. }), "{code}: {error}");
        }
    }
    let surrender = to("SURRENDER_FOR_DELIVERY", &seller, &line);
    for code in ["TRANSFER", "ENDORSE", "SIGN", "SURRENDER_FOR_DELIVERY", "SURRENDER_FOR_AMENDMENT"] {
        assert_eq!(after(&[surrender.clone(), to(code, &line, &buyer)]), ChainError::Pending(2), "{code}");
    }
    for answer in ["SACC", "SREJ"] {
        let error = after(&[surrender.clone(), to(answer, &seller, &line)]);
        assert!(matches!(error, ChainError::NotCarrier { entry: 2, .. }), "{error}");
    }
    // Not to order, a second endorsement is nobody's; to order it is the endorsee's.
    let error = after(&[to("ENDORSE", &seller, &seller), to("ENDORSE", &seller, &buyer)]);
    assert!(matches!(error, ChainError::NotEndorsee { entry: 2, .. }), "{error}");
    let error = after(&[to("ENDORSE_TO_ORDER", &seller, &bank), to("ENDORSE", &seller, &buyer)]);
    assert!(matches!(error, ChainError::NotEndorsee { entry: 2, .. }), "{error}");
    let straight = [issued(), to("ENDORSE", &seller, &buyer)].map(|transaction| {
        (
            transaction["actor"]["eblPlatform"].as_str().unwrap().to_owned(),
            json_of(&json!({ "transactions": [transaction] })),
        )
    });
    assert_eq!(Chain::follow(&straight, false), Err(ChainError::NotToOrder(1)));
    let [_, (_, transfer)] = [issued(), to("TRANSFER", &seller, &buyer)]
        .map(|t| (t.clone(), json_of(&json!({ "transactions": [t] }))));
    let foreign =
        [("CAR1".to_owned(), json_of(&json!({ "transactions": [issued()] }))), ("EBL2".to_owned(), transfer)];
    assert!(matches!(Chain::follow(&foreign, true), Err(ChainError::OtherPlatform { entry: 1, .. })));
}

#[test]
fn a_field_that_is_missing_is_named() {
    let [line, seller, buyer, _] = cast();
    let missing = |transaction: Value, field| {
        let found = follow(&[issued(), transaction]);
        assert_eq!(found, Err(ChainError::Missing { entry: 1, field }));
    };
    missing(transaction("TRANSFER", &seller, None), "recipient");
    missing(transaction("TRANSFER", &seller, Some(&party("NONE", "NONE"))), "recipient");
    missing(transaction("SURRENDER_FOR_DELIVERY", &seller, None), "recipient");
    missing(json!({ "actionCode": "TRANSFER", "recipient": buyer }), "actor");
    missing(json!({ "actor": seller, "recipient": line }), "actionCode");
    missing(json!({ "actionCode": "TRANSFER", "actor": { "partyName": "Seller" } }), "actor");
    let empty = [("CAR1".to_owned(), json_of(&json!({ "transactions": [] })))];
    assert_eq!(Chain::follow(&empty, true), Err(ChainError::Missing { entry: 0, field: "transactions" }));
}

#[test]
fn a_party_is_known_again_by_its_codes_then_by_its_name() {
    let read = |value: Value| PlatformParty::read(&json_of(&value)).unwrap();
    let coded = |name: &str, codes: Value| {
        read(json!({ "partyName": name, "eblPlatform": "EBL1", "identifyingCodes": codes }))
    };
    let code = |provider: &str, code: &str| json!({ "codeListProvider": provider, "partyCode": code });
    let a = coded("A Ltd", json!([code("GLEIF", "LEI-A"), code("EBL1", "a")]));
    assert!(a.is(&coded("Another name", json!([code("GLEIF", "LEI-A"), code("EBL1", "other desk")]))));
    assert!(!a.is(&coded("A Ltd", json!([code("GLEIF", "LEI-B"), code("EBL1", "a")]))), "an LEI decides");
    assert!(a.is(&coded("Renamed", json!([code("EBL1", "a")]))));
    assert!(!a.is(&coded("A Ltd", json!([code("EBL1", "b")]))));
    assert!(a.is(&coded("A LIMITED", json!([code("DNB", "1")]))), "no code of one kind: the name");
    assert!(!a.is(&coded("B Ltd", json!([code("DNB", "1")]))));
    // Who acts for it acts as it does.
    let agent = read(
        json!({ "partyName": "Agent", "eblPlatform": "EBL1", "identifyingCodes": [code("EBL1", "agent")],
        "representedParty": { "partyName": "A Ltd", "identifyingCodes": [code("EBL1", "a")] } }),
    );
    assert!(agent.is(&a) && a.is(&agent));
    let tax = |value: &str| {
        read(json!({ "partyName": "T", "eblPlatform": "ESSD",
            "taxLegalReferences": [{ "type": "VAT", "countryCode": "DE", "value": value }] }))
    };
    assert!(tax("DE 000-000-001").is(&tax("DE000000001")) && !tax("DE000000001").is(&tax("DE000000002")));
    assert_eq!(tax("DE1").to_string(), "T (TAX:DE:VAT:DE1) on IDT");
}

/// Where a bill is, in a model of its own: parties are numbers, the carrier 0.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Model {
    holder: usize,
    /// Whom it was endorsed to, and whether to order; nobody in blank.
    endorsed: Option<(Option<usize>, bool)>,
    /// Who surrendered it, and whether that was accepted.
    surrendered: Option<(usize, bool)>,
}

const CODES: [&str; 10] = [
    "ISSUE",
    "TRANSFER",
    "ENDORSE",
    "ENDORSE_TO_ORDER",
    "BLANK_ENDORSE",
    "SIGN",
    "SURRENDER_FOR_DELIVERY",
    "SURRENDER_FOR_AMENDMENT",
    "SACC",
    "SREJ",
];

impl Model {
    fn after(self, code: &str, actor: usize, recipient: usize) -> Option<Self> {
        let answers = matches!(code, "SACC" | "SREJ");
        let may = match self.surrendered {
            None => !answers && code != "ISSUE" && actor == self.holder,
            Some((_, accepted)) => answers && !accepted && (actor == self.holder || actor == 0),
        };
        let endorses = code.contains("ENDORSE");
        let may_endorse = self.endorsed.is_none_or(|(to, order)| to.is_none_or(|to| order && to == actor));
        (may && (!endorses || may_endorse)).then(|| match code {
            "TRANSFER" => Self { holder: recipient, ..self },
            "ENDORSE" => Self { endorsed: Some((Some(recipient), false)), ..self },
            "ENDORSE_TO_ORDER" => Self { endorsed: Some((Some(recipient), true)), ..self },
            "BLANK_ENDORSE" => Self { endorsed: Some((None, true)), ..self },
            "SACC" => Self { surrendered: self.surrendered.map(|(by, _)| (by, true)), ..self },
            "SREJ" => Self { holder: self.surrendered.unwrap().0, surrendered: None, ..self },
            "SIGN" => self,
            _ => Self { holder: recipient, surrendered: Some((actor, false)), ..self },
        })
    }
}

fn number(party: &PlatformParty) -> usize {
    cast().iter().position(|known| known["partyName"] == party.name.as_str()).unwrap()
}

impl From<&Chain> for Model {
    fn from(chain: &Chain) -> Self {
        Self {
            holder: number(&chain.possessor),
            endorsed: chain.endorsed.as_ref().map(|endorsement| match endorsement {
                Endorsement::Blank => (None, true),
                Endorsement::To { party, to_order } => (Some(number(party)), *to_order),
            }),
            surrendered: chain.surrendered.as_ref().map(|s| (number(&s.by), s.accepted)),
        }
    }
}

proptest! {
    /// Any transactions by anybody: the chain is followed where the model can be, to the same place, and refused where it cannot. Most steps
    /// are by who may act, or chains would end early.
    #[test]
    fn a_chain_is_followed_as_the_model_goes(
        steps in proptest::collection::vec((0..CODES.len(), 0..4_usize, 0..4_usize, 0..8_u8), 0..12),
    ) {
        let parties = cast();
        let mut model = Some(Model { holder: 1, endorsed: None, surrendered: None });
        let mut chain = vec![issued()];
        for (code, actor, recipient, whim) in steps {
            let Some(now) = model else { break };
            let pending = now.surrendered.is_some_and(|(_, accepted)| !accepted);
            let (code, actor) = match whim {
                0 => (CODES[code], actor),
                _ if pending => (CODES[8 + code % 2], now.holder),
                _ => (CODES[1 + code % 7], now.holder),
            };
            model = now.after(code, actor, recipient);
            chain.push(transaction(code, &parties[actor], Some(&parties[recipient])));
        }
        let followed = follow(&chain);
        prop_assert_eq!(followed.as_ref().ok().map(Model::from), model, "{:?}", followed);
    }

    /// Whatever is not text of the standard's makes no chain and no panic.
    #[test]
    fn an_unknown_code_is_never_passed_over(code in "[A-Z_]{1,12}", at in 1..4_usize) {
        let [_, seller, ..] = cast();
        let mut chain = vec![issued(); 1];
        chain.resize_with(4, || transaction("SIGN", &seller, None));
        prop_assume!(Action::from_code(&code).is_none());
        chain[at]["actionCode"] = json!(code);
        prop_assert_eq!(follow(&chain), Err(ChainError::Unknown { entry: at, code }));
    }
}
