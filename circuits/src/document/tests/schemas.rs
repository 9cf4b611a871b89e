//! The published schemas and the parsers agree: what a schema requires, the parser misses; what it allows to leave out, the
//! parser does not miss; and a value of the wrong type is a fault in both.

use super::*;
use serde_json::{Value, json};

type Parser = fn(&[u8]) -> Result<(), Faults>;

fn annexes() -> [(&'static str, &'static str, Parser); 4] {
    [
        (include_str!("../../../../docs/schemas/invoice.schema.json"), sample!("invoice.json"), |b| {
            Invoice::parse(b).map(drop)
        }),
        (
            include_str!("../../../../docs/schemas/packing-list.schema.json"),
            sample!("packing-list.json"),
            |b| PackingList::parse(b).map(drop),
        ),
        (include_str!("../../../../docs/schemas/insurance.schema.json"), sample!("insurance.json"), |b| {
            Insurance::parse(b).map(drop)
        }),
        (include_str!("../../../../docs/schemas/vessel.schema.json"), sample!("vessel.json"), |b| {
            Vessel::parse(b).map(drop)
        }),
    ]
}

fn pointer(path: &str) -> String {
    path.trim_start_matches('$').replace('[', ".").replace(']', "").replace('.', "/")
}

/// The sample with the value at `path` replaced, or left out.
fn with(sample: &Value, path: &str, value: Option<Value>) -> Vec<u8> {
    let mut changed = sample.clone();
    match value {
        Some(value) => *changed.pointer_mut(&pointer(path)).unwrap() = value,
        None => {
            let (parent, key) = path.rsplit_once('.').unwrap();
            changed.pointer_mut(&pointer(parent)).unwrap().as_object_mut().unwrap().remove(key);
        }
    }
    serde_json::to_vec(&changed).unwrap()
}

/// Goes through a schema beside the sample; gives how many properties it compared.
fn compare(root: &Value, schema: &Value, sample: &Value, path: &str, parse: Parser) -> usize {
    let schema = schema
        .get("$ref")
        .and_then(Value::as_str)
        .map_or(schema, |r| root.pointer(r.trim_start_matches('#')).unwrap());
    let here = sample.pointer(&pointer(path)).unwrap();
    if let (Some(items), Some(list)) = (schema.get("items"), here.as_array()) {
        assert!(!list.is_empty(), "the sample has no entry at {path}");
        return compare(root, items, sample, &format!("{path}[0]"), parse);
    }
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return 0 };
    let required: Vec<&str> = schema
        .get("required")
        .map_or_else(Vec::new, |r| r.as_array().unwrap().iter().filter_map(Value::as_str).collect());
    let mut compared = 0;
    for (name, property) in properties {
        let path = format!("{path}.{name}");
        if here.get(name).is_none() {
            assert!(!required.contains(&name.as_str()), "the sample lacks {path}");
            continue;
        }
        compared += 1 + compare(root, property, sample, &path, parse);
        // What a document is, its type says: without it, it is taken for another, or for none.
        let missing = |faults: Faults| {
            let rules = [Rule::Required, Rule::UnLocode];
            name == "documentType" || rules.into_iter().any(|rule| faults.has(&path, rule))
        };
        let missed = parse(&with(sample, &path, None)).err().is_some_and(missing);
        assert_eq!(missed, required.contains(&name.as_str()), "{path} left out");
        // No property may be a list of lists.
        let faults = parse(&with(sample, &path, Some(json!([[]])))).expect_err(&path);
        assert!(
            name == "documentType"
                || faults.faults.iter().any(|f| f.path.starts_with(&path) && f.rule == Rule::Type.id()),
            "{path}: {faults}"
        );
        if let Some(choices) = property.get("enum").and_then(Value::as_array) {
            for choice in choices {
                assert_eq!(parse(&with(sample, &path, Some(choice.clone()))), Ok(()), "{path} as {choice}");
            }
        }
        if let Some(most) = property.get("maxLength").and_then(Value::as_u64) {
            let long = "A".repeat(most as usize + 1);
            assert!(
                parse(&with(sample, &path, Some(json!(long)))).is_err_and(|f| f.has(&path, Rule::Length)),
                "{path} too long"
            );
            assert!(
                !parse(&with(sample, &path, Some(json!(&long[1..]))))
                    .is_err_and(|f| f.has(&path, Rule::Length)),
                "{path} as long as allowed"
            );
        }
    }
    compared
}

/// Documents with formats of our own, and what issuers say of them.
fn documents() -> [(&'static str, &'static str, Parser); 3] {
    [
        (include_str!("../../../../docs/schemas/bulk-bill.schema.json"), sample!("bulk-bill.json"), |b| {
            Received::parse(b, &CarrierTable::standard()).map(drop)
        }),
        (
            include_str!("../../../../docs/schemas/warehouse-receipt.schema.json"),
            sample!("warehouse-receipt.json"),
            |b| Received::parse(b, &CarrierTable::standard()).map(drop),
        ),
        (include_str!("../../../../docs/schemas/attestation.schema.json"), super::kinds::ATTESTATION, |b| {
            Attestation::parse(b).map(drop)
        }),
    ]
}

#[test]
fn schemas_and_parsers_agree() {
    for (schema, sample, parse) in annexes().into_iter().chain(documents()) {
        let (schema, sample): (Value, Value) =
            (serde_json::from_str(schema).unwrap(), serde_json::from_str(sample).unwrap());
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["properties"]["documentType"]["const"], sample["documentType"]);
        assert_eq!(parse(&serde_json::to_vec(&sample).unwrap()), Ok(()));
        assert!(compare(&schema, &schema, &sample, "$", parse) >= 8);
        for name in sample.as_object().unwrap().keys() {
            assert!(schema["properties"].get(name).is_some(), "the schema does not know {name}");
        }
    }
}

#[test]
fn an_invoice_over_several_bills_is_as_its_schema_says() {
    let [(schema, sample, parse), ..] = annexes();
    let schema: Value = serde_json::from_str(schema).unwrap();
    let mut sample: Value = serde_json::from_str(sample).unwrap();
    let fields = sample.as_object_mut().unwrap();
    fields.remove("transportDocumentReference");
    let part =
        |reference: &str| json!({"transportDocumentReference": reference, "allottedAmount": "187500.00"});
    fields.insert("transportDocuments".to_owned(), json!([part("ZZEL2603000417"), part("ZZEL2603000418")]));
    assert_eq!(parse(&serde_json::to_vec(&sample).unwrap()), Ok(()));
    assert!(compare(&schema, &schema, &sample, "$", parse) >= 12);
}

#[test]
fn schemas_name_the_fields_that_are_committed() {
    let schema = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let [(invoice, ..), (list, ..), (insurance, ..), (vessel, ..)] = annexes();
    let known = |schema: &Value, name: &str| {
        let base = name
            .strip_suffix("Id")
            .or_else(|| name.strip_suffix("Name"))
            .or_else(|| name.strip_suffix("Country"))
            .unwrap_or(name);
        [name, base].iter().any(|n| schema["properties"].get(n).is_some())
    };
    let check = |schema: Value, names: Vec<&'static str>| {
        names.into_iter().for_each(|name| assert!(known(&schema, name), "{name}"))
    };
    check(schema(invoice), InvoiceField::ALL.iter().map(|f| f.name()).collect());
    check(schema(list), PackingListField::ALL.iter().map(|f| f.name()).collect());
    check(schema(insurance), InsuranceField::ALL.iter().map(|f| f.name()).collect());
    let of_vessel = LegField::ALL.iter().filter(|f| f.index() >= LegField::Imo.index());
    check(schema(vessel), of_vessel.map(|f| f.name()).collect());
}
