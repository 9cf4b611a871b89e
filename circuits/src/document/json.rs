//! A JSON document as it was received: object keys in order and never twice, numbers as their exact text.
//!
//! Checksums are taken over the RFC 8785 canonical form (JCS), in which numbers are IEEE 754 doubles; quantities that
//! matter are read from the exact text instead.

use super::{
    fault::{Collector, Faults, Rule},
    other,
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// Most bytes of a file.
const MAX_BYTES: usize = 16 << 20;

/// Most levels of nesting.
const MAX_LEVELS: usize = 64;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, its keys in the order of the file.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads one document.
    ///
    /// # Errors
    /// All duplicate keys and out-of-range numbers; or the first place where it is no JSON at all.
    pub fn parse(bytes: &[u8]) -> Result<Self, Faults> {
        let faults = Collector::default();
        if bytes.len() > MAX_BYTES {
            faults.add("$", Rule::JsonTooBig, Some(format!("{} bytes", bytes.len())));
            return faults.finish(None).map(|(value, _)| value);
        }
        let value = match serde_json::from_slice::<&RawValue>(bytes) {
            Ok(raw) => read(raw, "$", 0, &faults),
            Err(e) => {
                let (what, seen) = other::bytes(bytes, &e);
                faults.add_with("$", Rule::Json, what, seen);
                None
            }
        };
        faults.finish(value).map(|(value, _)| value)
    }

    /// The value under `key`, if this is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text, if this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The RFC 8785 canonical form.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        // Numbers are finite and keys are texts, so writing to memory cannot fail; an empty result matches no checksum.
        serde_json_canonicalizer::to_vec(self).unwrap_or_default()
    }

    /// SHA-256 of the canonical form.
    #[must_use]
    pub fn checksum(&self) -> [u8; 32] {
        Sha256::digest(self.canonical()).into()
    }

    /// What kind of value this is, in words.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        }
    }

    /// The value in short, for fault reports.
    pub(crate) fn show(&self) -> String {
        match self {
            Json::Null => "null".to_owned(),
            Json::Bool(b) => b.to_string(),
            Json::Number(n) => n.clone(),
            Json::Text(t) => format!("{t:?}"),
            Json::List(items) => format!("a list of {}", items.len()),
            Json::Object(fields) => {
                let names: Vec<_> = fields.iter().take(4).map(|(name, _)| name.as_str()).collect();
                format!(
                    "an object with {}",
                    if names.is_empty() { "nothing in it".to_owned() } else { names.join(", ") }
                )
            }
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error;
        match self {
            Json::Null => s.serialize_unit(),
            Json::Bool(b) => s.serialize_bool(*b),
            // Whole numbers stay whole in ordinary output; the canonical form reads both as doubles.
            Json::Number(text) => match text.parse::<i64>() {
                Ok(whole) => s.serialize_i64(whole),
                Err(_) => s.serialize_f64(text.parse().map_err(S::Error::custom)?),
            },
            Json::Text(text) => s.serialize_str(text),
            Json::List(items) => s.collect_seq(items),
            Json::Object(entries) => s.collect_map(entries.iter().map(|(k, v)| (k, v))),
        }
    }
}

/// The text of a number in the canonical form; `None` if it is not finite.
pub(crate) fn canonical_number(text: &str) -> Option<String> {
    serde_json_canonicalizer::to_string(&text.parse::<f64>().ok()?).ok()
}

/// The entries of an object, repeated keys included.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;
        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        d.deserialize_map(EntriesVisitor).map(Entries)
    }
}

fn read(raw: &RawValue, path: &str, level: usize, faults: &Collector) -> Option<Json> {
    let text = raw.get();
    if level > MAX_LEVELS {
        faults.add(path, Rule::JsonTooBig, None);
        return None;
    }
    match text.as_bytes().first()? {
        b'n' => Some(Json::Null),
        b't' => Some(Json::Bool(true)),
        b'f' => Some(Json::Bool(false)),
        b'"' => parsed(text, path, faults).map(Json::Text),
        b'[' => {
            let items: Vec<&RawValue> = parsed(text, path, faults)?;
            let items = items
                .iter()
                .enumerate()
                .map(|(i, raw)| read(raw, &format!("{path}[{i}]"), level + 1, faults));
            items.collect::<Vec<_>>().into_iter().collect::<Option<_>>().map(Json::List)
        }
        b'{' => {
            let Entries(entries) = parsed(text, path, faults)?;
            let mut seen = std::collections::HashSet::new();
            let mut object = Vec::with_capacity(entries.len());
            for (key, raw) in &entries {
                let path = format!("{path}.{key}");
                if !seen.insert(key.as_str()) {
                    faults.add(&path, Rule::DuplicateKey, Some(key.clone()));
                }
                object.push(read(raw, &path, level + 1, faults).map(|value| (key.clone(), value)));
            }
            object.into_iter().collect::<Option<_>>().map(Json::Object)
        }
        _ => {
            if !text.parse::<f64>().is_ok_and(f64::is_finite) {
                faults.add(path, Rule::NumberRange, Some(text.to_owned()));
                return None;
            }
            Some(Json::Number(text.to_owned()))
        }
    }
}

fn parsed<'a, T: Deserialize<'a>>(text: &'a str, path: &str, faults: &Collector) -> Option<T> {
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(e) => {
            faults.add_with(path, Rule::Json, "", Some(e.to_string()));
            None
        }
    }
}
