//! The schema that the OpenAPI description is made of.

use plimsoll_api::{Batch, Submission};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{PartialSchema, ToSchema};

/// What a submission is made of, by name.
fn schemas() -> BTreeMap<String, Value> {
    let mut all = Vec::new();
    Submission::schemas(&mut all);
    Batch::schemas(&mut all);
    all.push((Submission::name().into_owned(), Submission::schema()));
    all.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).expect("JSON"))).collect()
}

fn references<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            out.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, out));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, out)),
        _ => {}
    }
}

#[test]
fn every_part_is_there_and_described() {
    let schemas = schemas();
    for name in
        ["Witness", "RegisterWitness", "MoveWitness", "AttestWitness", "NotePath", "FieldElement", "Bill"]
    {
        assert!(schemas.contains_key(name), "{name}");
    }
    for (name, schema) in &schemas {
        let mut targets = Vec::new();
        references(schema, &mut targets);
        for target in targets {
            let target = target.strip_prefix("#/components/schemas/").expect("a schema");
            assert!(schemas.contains_key(target), "{name} refers to {target}");
        }
        assert!(schema.get("description").is_some_and(|text| text.as_str() != Some("")), "{name}");
        for (field, part) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            // utoipa writes an optional part's beside the reference.
            assert!(part.to_string().contains("\"description\":\""), "{name}.{field}: {part}");
        }
    }
}

/// What the schema says of the fields' names is what is read: the samples' fields, all of them required.
#[test]
fn the_schema_has_the_fields_of_the_text() {
    let schemas = schemas();
    let text = |(_, submission): (_, Submission)| serde_json::to_value(submission.witness).expect("JSON");
    for witness in crate::common::submissions(8).into_iter().map(text) {
        let (kind, body) = witness.as_object().and_then(|fields| fields.iter().next()).expect("one variant");
        let name = format!("{}{}Witness", kind[..1].to_uppercase(), &kind[1..]);
        fits(&schemas, &schemas[&name], body, &name);
    }
}

fn fits(schemas: &BTreeMap<String, Value>, schema: &Value, value: &Value, at: &str) {
    let mut targets = Vec::new();
    if schema.get("properties").is_none() && schema.get("items").is_none() {
        references(schema, &mut targets);
    }
    if let Some(target) = targets.first() {
        return fits(schemas, &schemas[target.rsplit('/').next().expect("a name")], value, at);
    }
    match value {
        Value::Object(fields) => {
            assert_eq!(schema["additionalProperties"], Value::Bool(false), "{at}");
            let properties = schema["properties"].as_object().expect(at);
            let required = schema["required"].as_array().expect(at);
            assert!(fields.len() == properties.len() && fields.len() == required.len(), "{at}");
            for (name, value) in fields {
                fits(schemas, properties.get(name).expect(at), value, &format!("{at}.{name}"));
            }
        }
        Value::Array(list) => {
            let len = list.len() as u64;
            assert!(schema["minItems"] == len && schema["maxItems"] == len, "{at}: {schema}");
            list.iter().for_each(|value| fits(schemas, &schema["items"], value, at));
        }
        Value::String(_) => assert_eq!(schema["type"], "string", "{at}: {schema}"),
        Value::Number(_) => assert_eq!(schema["type"], "integer", "{at}: {schema}"),
        _ => assert_eq!(schema["type"], "boolean", "{at}: {schema}"),
    }
}
