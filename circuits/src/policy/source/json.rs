//! Policies in JSON.

use super::{At, Collector, Entry, Node, Places, Value, no_key_twice, number};
use jsonc_parser::{CollectOptions, ParseOptions, ast, common::Ranged, parse_to_ast};

/// Most levels of brackets; the parser goes down by itself without end.
const MAX_LEVELS: usize = 32;

pub(super) fn parse(text: &str, places: &Places<'_>, found: &Collector) -> Option<Node> {
    if let Some(byte) = too_deep(text) {
        let help = format!("a policy has at most {MAX_LEVELS} levels of brackets");
        found.add(places.at(byte), "brackets are nested too deeply".to_owned(), Some(help));
        return None;
    }
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
    };
    match parse_to_ast(text, &CollectOptions::default(), &strict) {
        Ok(result) => result.value.as_ref().map(|value| node(value, places, found)),
        Err(error) => {
            let what = error.kind().to_string();
            found.add(
                places.at(error.range().start),
                format!("this is no JSON: {}", what.to_lowercase()),
                None,
            );
            None
        }
    }
}

/// The first bracket beyond the deepest level, leaving out those in texts.
fn too_deep(text: &str) -> Option<usize> {
    let (mut level, mut quoted, mut escaped) = (0usize, false, false);
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => level += 1,
            b'}' | b']' if !quoted => level = level.saturating_sub(1),
            _ => {}
        }
        if level > MAX_LEVELS {
            return Some(i);
        }
    }
    None
}

fn node(value: &ast::Value<'_>, places: &Places<'_>, found: &Collector) -> Node {
    let at = places.at(value.range().start);
    let read = match value {
        ast::Value::StringLit(text) => Value::Text(text.value.to_string()),
        ast::Value::NumberLit(n) => number(n.value, at, found),
        ast::Value::BooleanLit(b) => Value::Bool(b.value),
        ast::Value::NullKeyword(_) => null(at, found),
        ast::Value::Array(items) => {
            Value::List(items.elements.iter().map(|item| node(item, places, found)).collect())
        }
        ast::Value::Object(object) => {
            let entry = |property: &ast::ObjectProp<'_>| Entry {
                key: property.name.as_str().to_owned(),
                at: places.at(property.range.start),
                value: node(&property.value, places, found),
            };
            let entries: Vec<_> = object.properties.iter().map(entry).collect();
            no_key_twice(&entries, found);
            Value::Table(entries)
        }
    };
    Node { at, value: read }
}

fn null(at: At, found: &Collector) -> Value {
    found.add(at, "null stands for nothing in a policy".to_owned(), Some("leave the key out".to_owned()));
    Value::Bool(false)
}
