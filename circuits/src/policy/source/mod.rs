//! The text of a policy as one tree, whether it was written in TOML or JSON, with the place of every part.

mod json;
mod problem;
mod toml;

pub use problem::{Problem, Problems};

use crate::document::{Json, json::canonical_number};
use problem::Collector;

pub(super) use problem::Collector as Found;

/// Most bytes of a policy's text.
const MAX_BYTES: usize = 256 << 10;

/// The greatest whole number that JSON's doubles hold exactly.
const MAX_EXACT: u64 = (1 << 53) - 1;

/// A place in the text: line and column, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub line: usize,
    pub column: usize,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub at: At,
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Bool(bool),
    /// A number as JSON's canonical form writes it.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub at: At,
    pub value: Node,
}

/// Reads a policy's text: JSON if it begins with a brace, else TOML.
pub(super) fn parse(text: &str, found: &Collector) -> Option<Node> {
    let places = Places::new(text);
    if text.len() > MAX_BYTES {
        found.add(
            At { line: 1, column: 1 },
            format!("the policy has {} bytes", text.len()),
            Some(format!("a policy has at most {} KiB; put long lists into list files", MAX_BYTES >> 10)),
        );
        return None;
    }
    if text.trim_start_matches('\u{FEFF}').trim_start().starts_with('{') {
        json::parse(text, &places, found)
    } else {
        toml::parse(text, &places, found)
    }
}

/// Where the lines of a text begin.
struct Places<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        Self { text, lines: std::iter::once(0).chain(breaks).collect() }
    }

    /// Line and column, in characters, of a byte.
    fn at(&self, byte: usize) -> At {
        let line = self.lines.partition_point(|start| *start <= byte).max(1);
        let start = self.lines[line - 1];
        let before = self.text.get(start..byte.min(self.text.len())).unwrap_or_default();
        At { line, column: before.chars().count() + 1 }
    }
}

/// A number as both languages' canonical form writes it; a problem where a double would not hold it exactly.
fn number(text: &str, at: At, found: &Collector) -> Value {
    let plain = text.replace('_', "");
    let plain = plain.trim_start_matches('+');
    let exact = plain
        .trim_start_matches('-')
        .parse::<u64>()
        .map_or(plain.contains(['.', 'e', 'E']), |n| n <= MAX_EXACT);
    match canonical_number(plain).filter(|_| exact) {
        Some(number) => Value::Number(number),
        None => {
            let help = "write a plain decimal number, and one beyond 2^53 in quotes".to_owned();
            found.add(at, format!("{text} is no number that JSON holds exactly"), Some(help));
            Value::Number("0".to_owned())
        }
    }
}

/// A problem for each key that a table names twice.
fn no_key_twice(entries: &[Entry], found: &Collector) {
    for (i, entry) in entries.iter().enumerate() {
        if entries[..i].iter().any(|other| other.key == entry.key) {
            found.add(
                entry.at,
                format!("the key {} is there twice", entry.key),
                Some("remove one of them".to_owned()),
            );
        }
    }
}

impl Node {
    /// What kind of value it is, in words.
    pub const fn kind(&self) -> &'static str {
        match self.value {
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The value in short, for messages.
    pub fn show(&self) -> String {
        match &self.value {
            Value::Bool(b) => b.to_string(),
            Value::Number(n) => n.clone(),
            Value::Text(t) if t.chars().count() > 60 => {
                format!("{:?}...", t.chars().take(60).collect::<String>())
            }
            Value::Text(t) => format!("{t:?}"),
            Value::List(items) => format!("a list of {}", items.len()),
            Value::Table(_) => "a table".to_owned(),
        }
    }

    /// The value under a key of a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(entries) => entries.iter().find(|e| e.key == key).map(|e| &e.value),
            _ => None,
        }
    }

    /// The same as plain JSON.
    pub fn json(&self) -> Json {
        match &self.value {
            Value::Bool(b) => Json::Bool(*b),
            Value::Number(n) => Json::Number(n.clone()),
            Value::Text(t) => Json::Text(t.clone()),
            Value::List(items) => Json::List(items.iter().map(Node::json).collect()),
            Value::Table(entries) => {
                Json::Object(entries.iter().map(|e| (e.key.clone(), e.value.json())).collect())
            }
        }
    }
}
