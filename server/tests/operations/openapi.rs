//! The description of the API as clients are made from it.

use super::{read, repository};
use plimsoll_server::proving::routes::document;
use serde_json::Value;
use std::collections::BTreeSet;

/// All actions: path, method, description.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let methods = |(path, item)| {
        let item: &Value = item;
        let item = item.as_object().expect("a path item");
        let of = move |(method, operation)| {
            let (path, method): (&String, &String) = (path, method);
            (path.as_str(), method.as_str(), operation)
        };
        item.iter().map(of).collect::<Vec<_>>()
    };
    paths.iter().flat_map(methods).collect()
}

/// `docs/openapi.json` is what the service says of itself: `PLIMSOLL_MAKE_SAMPLES=1` writes it.
#[test]
fn the_description_is_the_one_in_the_repository() {
    let path = "docs/openapi.json";
    let text = format!("{:#}\n", document());
    if std::env::var_os("PLIMSOLL_MAKE_SAMPLES").is_some() {
        std::fs::write(repository(path), &text).expect("the description is written");
    }
    assert!(
        text == read(path),
        "the API has changed: PLIMSOLL_MAKE_SAMPLES=1 writes {path} anew; note it in the changelog"
    );
}

#[test]
fn the_description_is_of_this_version() {
    assert_eq!(document()["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document()["openapi"], "3.1.0");
}

/// Generated clients name their functions after these.
#[test]
fn every_action_has_a_name_of_its_own_and_says_what_it_does() {
    let document = document();
    let mut names = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let name = operation["operationId"].as_str().expect("a name");
        assert!(names.insert(name), "{method} {path}: {name} is taken");
        assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{method} {path}");
        assert!(operation["tags"].as_array().is_some_and(|t| t.len() == 1), "{method} {path}");
    }
    assert!(names.len() >= 18, "{}", names.len());
}

/// What asks for credentials says so, and what does not is open on purpose.
#[test]
fn health_and_readiness_alone_are_open() {
    let document = document();
    let open: Vec<&str> = operations(&document)
        .into_iter()
        .filter(|(_, _, operation)| operation.get("security").is_some())
        .map(|(path, ..)| path)
        .collect();
    assert_eq!(open, ["/v1/health", "/v1/ready"]);
    assert_eq!(document["security"].as_array().map(Vec::len), Some(2));
    for (path, method, operation) in operations(&document) {
        let closed = !open.contains(&path);
        for status in ["401", "403", "429"] {
            assert_eq!(operation["responses"].get(status).is_some(), closed, "{method} {path}: {status}");
        }
    }
}

/// A reference to nothing breaks every generator.
#[test]
fn references_lead_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a reference within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}
