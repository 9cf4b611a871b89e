use super::*;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemas/book.schema.json"));

/// A book in which an object has every property that it may have, but that a document is signed or attested.
fn full() -> Value {
    json!({
        "schema": "plimsoll.book/1",
        "defaults": {
            "holder": "Copper Ltd", "confirmedHolders": ["Copper Limited"], "validUntil": "90d",
            "attested": { "ground": "SELLER_STATED" }
        },
        "entries": [
            {
                "id": "a", "document": "a.json", "invoices": ["i.json"], "packingList": "p.json", "insurance": "n.json",
                "vessels": ["v.json"], "partLoads": ["zzzu1000015"], "holder": "Mills", "confirmedHolders": ["Mills BV"],
                "validUntil": "2199-12-31", "signed": {
                    "carrier": "ZZEL", "jwks": "/keys/line.jwks", "platforms": [{ "code": "EBL2", "jwks": "ebl2.jwks" }]
                }
            },
            {
                "id": "b", "document": "b.json", "attested": {
                    "ground": "ORIGINALS_HELD", "originalsHeld": 3, "platform": "ZZZ1", "evidence": ["scan.pdf"]
                }
            },
            { "id": "c", "document": "c.json" }
        ]
    })
}

fn read(book: &Value) -> Result<Vec<Item>, String> {
    of_json(book.to_string().as_bytes(), Path::new("books"))
}

#[test]
fn an_entry_says_itself_or_has_it_from_the_defaults_and_paths_start_at_the_book() {
    let items = read(&full()).unwrap();
    let [a, b, c] = &items[..] else { panic!("{items:?}") };
    let signed = a.given.signed.as_ref().unwrap();
    assert_eq!(
        (a.given.document.as_path(), signed.jwks.as_path()),
        (Path::new("books/a.json"), Path::new("/keys/line.jwks"))
    );
    assert_eq!(signed.platforms, [("EBL2".to_owned(), PathBuf::from("books/ebl2.jwks"))]);
    assert!(a.given.attested.is_none() && a.given.part_loads.contains("ZZZU1000015"));
    assert_eq!(
        (a.holder.as_str(), &a.confirmed[..], a.valid_until),
        ("Mills", &["Mills BV".to_owned()][..], Day::parse("2199-12-31"))
    );
    let word = b.given.attested.as_ref().unwrap();
    assert_eq!(
        (word.ground, word.originals_held, &word.evidence[..]),
        (Ground::OriginalsHeld, Some(3), &[PathBuf::from("books/scan.pdf")][..])
    );
    assert_eq!(c.given.attested.as_ref().unwrap().ground, Ground::SellerStated);
    assert_eq!((c.holder.as_str(), &c.confirmed[..]), ("Copper Ltd", &["Copper Limited".to_owned()][..]));
}

#[test]
fn a_book_that_is_none_is_told_by_what_is_wrong_with_it() {
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut book = full();
        change(&mut book);
        read(&book).unwrap_err()
    };
    assert!(wrong(&|book| book["schema"] = json!("plimsoll.book/2")).contains("plimsoll.book/2"));
    assert!(wrong(&|book| book["entries"] = json!([])).contains("0 entries"));
    for id in ["", "-a", "a/b", "..", "report", "é"] {
        assert!(wrong(&|book| book["entries"][0]["id"] = json!(id)).contains("is no id"), "{id}");
    }
    assert!(wrong(&|book| book["entries"][1]["id"] = json!("A")).contains("two entries have the id A"));
    assert!(
        wrong(&|book| book["entries"][1]["attested"]["ground"] = json!("HEARSAY"))
            .contains("DEBTOR_CONFIRMED")
    );
    let both = wrong(&|book| book["entries"][0]["attested"] = json!({ "ground": "CONTROL" }));
    assert!(both.starts_with("entry a: say either"), "{both}");
    let without = |name: &'static str| {
        move |book: &mut Value| drop(book["defaults"].as_object_mut().unwrap().remove(name))
    };
    assert!(wrong(&without("attested")).starts_with("entry c: say either"));
    assert!(wrong(&without("holder")).starts_with("entry b: it names no holder"));
}

/// What the schema requires, a book must say, what it knows, a book may say, and nothing else.
#[test]
fn schema_and_parser_agree() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut compared = 0;
    for (object, of) in [
        ("", ""),
        ("/defaults", "/properties/defaults"),
        ("/entries/0", "/$defs/entry"),
        ("/entries/0/signed", "/$defs/signed"),
        ("/entries/0/signed/platforms/0", "/$defs/signed/properties/platforms/items"),
        ("/entries/1/attested", "/$defs/attested"),
    ] {
        let schema = schema.pointer(of).unwrap();
        assert_eq!(schema["additionalProperties"], false, "{object}");
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let change = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut book = full();
            change(book.pointer_mut(object).unwrap().as_object_mut().unwrap());
            serde_json::from_value::<Book>(book).map(drop)
        };
        assert!(change(&|here| drop(here.insert("other".to_owned(), json!(1)))).is_err(), "{object}");
        let known = schema["properties"].as_object().unwrap();
        let full = full();
        let here = full.pointer(object).unwrap().as_object().unwrap();
        assert!(here.keys().all(|name| known.contains_key(name)), "{object}: {here:?}");
        for name in known.keys().filter(|name| here.contains_key(*name)) {
            let left_out = change(&|here| drop(here.remove(name)));
            assert_eq!(left_out.is_err(), required.contains(&json!(name)), "{object}/{name}");
            assert!(change(&|here| drop(here.insert(name.clone(), json!(true)))).is_err(), "{object}/{name}");
            compared += 1;
        }
        // A document is signed or attested.
        let other = known.keys().filter(|name| !here.contains_key(*name)).collect::<Vec<_>>();
        assert!(
            other.is_empty() || ["signed", "attested"].map(String::from).iter().any(|name| other == [name]),
            "{object}: {other:?}"
        );
    }
    assert_eq!(compared, 3 + 4 + 11 + 3 + 2 + 4);
    let grounds = &schema["$defs"]["attested"]["properties"]["ground"]["enum"];
    assert_eq!(*grounds, json!(Ground::CODES));
    assert_eq!(schema["properties"]["entries"]["maxItems"], MAX_ENTRIES);
}
