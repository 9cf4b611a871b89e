//! The published schemas and the readers agree: on keys, and on all ready policies and sample lists.

use super::{ready, *};
use crate::policy::read::{BAND_KEYS, CONDITION_KEYS, LIST_KEYS, POLICY_KEYS, ROOM_KEYS, TERM_KEYS, TESTS};
use serde_json::Value;
use std::collections::BTreeSet;

fn schema(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/schemas/{name}.schema.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The keys that a part of a schema names, those of its alternatives together.
fn keys(schema: &Value, at: &str) -> BTreeSet<String> {
    let part = schema.pointer(at).unwrap_or_else(|| panic!("{at}"));
    let alternatives =
        part.get("anyOf").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![part.clone()]);
    let names = |part: &Value| {
        part.get("properties").and_then(Value::as_object).map(|p| p.keys().cloned().collect::<Vec<_>>())
    };
    alternatives.iter().filter_map(names).flatten().collect()
}

#[test]
fn keys_agree() {
    let schema = schema("policy");
    let conditions: Vec<&str> = CONDITION_KEYS.iter().chain(&TESTS).copied().collect();
    let predicates: Vec<&str> = conditions.iter().chain(&["name", "says"]).copied().collect();
    for (at, known) in [
        ("", POLICY_KEYS.as_slice()),
        ("/properties/room", &ROOM_KEYS),
        ("/$defs/list", &LIST_KEYS),
        ("/$defs/term", &TERM_KEYS),
        ("/$defs/condition", &conditions),
        ("/$defs/predicate", &predicates),
        ("/$defs/condition/properties/within", &BAND_KEYS),
    ] {
        let known: BTreeSet<String> = known.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(keys(&schema, at), known, "{at}");
    }
    let names =
        |at: &str| -> Vec<String> { serde_json::from_value(schema.pointer(at).unwrap().clone()).unwrap() };
    assert_eq!(names("/$defs/list/properties/of/enum"), ListKind::ALL.map(ListKind::name));
    assert_eq!(names("/$defs/condition/properties/every/enum"), plan::Table::ALL.map(plan::Table::name));
}

/// What of a value a schema refuses. Knows what these schemas use, patterns aside.
fn refused(root: &Value, schema: &Value, value: &Value, path: &str) -> Option<String> {
    let wrong = |what: &str| Some(format!("{path}: {what}: {value}"));
    let whole = |key: &str| schema.get(key).and_then(Value::as_u64);
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return refused(root, root.pointer(reference.trim_start_matches('#')).unwrap(), value, path);
    }
    if let Some(parts) = schema.get("anyOf").and_then(Value::as_array) {
        let all: Option<Vec<String>> = parts.iter().map(|part| refused(root, part, value, path)).collect();
        return all.and_then(|_| wrong("anyOf"));
    }
    if schema.get("const").is_some_and(|c| c != value)
        || schema.get("enum").and_then(Value::as_array).is_some_and(|all| !all.contains(value))
    {
        return wrong("const or enum");
    }
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_u64() => "integer",
        _ => "number",
    };
    let fits = |wanted: &Value| wanted == kind || (wanted == "number" && kind == "integer");
    match schema.get("type") {
        Some(Value::Array(types)) if !types.iter().any(fits) => return wrong("type"),
        Some(wanted @ Value::String(_)) if !fits(wanted) => return wrong("type"),
        _ => {}
    }
    let size = match value {
        Value::String(text) => text.chars().count() as u64,
        Value::Array(items) => items.len() as u64,
        Value::Number(n) => n.as_u64().unwrap_or(0),
        _ => 0,
    };
    let (least, most) = match value {
        Value::String(_) => ("minLength", "maxLength"),
        Value::Array(_) => ("minItems", "maxItems"),
        _ => ("minimum", "maximum"),
    };
    if whole(least).is_some_and(|least| size < least) || whole(most).is_some_and(|most| size > most) {
        return wrong("size");
    }
    if let (Value::Array(items), Some(each)) = (value, schema.get("items")) {
        return items
            .iter()
            .enumerate()
            .find_map(|(i, item)| refused(root, each, item, &format!("{path}[{i}]")));
    }
    let Value::Object(object) = value else { return None };
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    if let Some(key) = required.filter_map(Value::as_str).find(|key| !object.contains_key(*key)) {
        return wrong(key);
    }
    let other = schema.get("additionalProperties");
    object.iter().find_map(|(key, inner)| match schema.get("properties").and_then(|p| p.get(key)).or(other) {
        Some(Value::Bool(false)) => wrong(key),
        Some(part) => refused(root, part, inner, &format!("{path}.{key}")),
        None => None,
    })
}

#[test]
fn ready_policies_and_sample_lists_fit_their_schemas() {
    let (policy, list) = (schema("policy"), schema("list"));
    for name in ready::names() {
        let mut value: Value = serde_json::from_str(ready::ready(&name).source()).unwrap();
        assert_eq!(refused(&policy, &policy, &value, "$"), None, "{name}");
        value["predicate"][0]["at-leest"] = Value::from(1);
        assert!(refused(&policy, &policy, &value, "$").is_some());
    }
    for name in ["sanctioned-ports", "sanctioned-goods", "sanctioned-names", "index-prices"] {
        let value: Value = serde_json::from_slice(&read(&format!("lists/{name}.json"))).unwrap();
        assert_eq!(refused(&list, &list, &value, "$"), None, "{name}");
    }
}
