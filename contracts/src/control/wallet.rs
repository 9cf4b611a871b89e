//! Structured data as wallets take it: the JSON of `eth_signTypedData_v4`.
//!
//! It follows from the type and the fields that are hashed, so that what a wallet shows is what it signs.

use super::typed::{DOMAIN_NAME, DOMAIN_TYPE, DOMAIN_VERSION, TypedData, Value, Word};
use crate::genesis::Domain;
use plimsoll_circuits::field::{from_bytes, to_bytes};
use serde_json::{Map, Value as Json, json};

/// A structure's name, and type and name of each of its fields.
struct Type<'a> {
    name: &'a str,
    fields: Vec<(&'a str, &'a str)>,
}

/// The types of an encoded type, the one that it is of first.
fn types<'a>(encoded: &'a str) -> Vec<Type<'a>> {
    let parts = encoded.split(')').filter_map(|part| part.split_once('('));
    let of = |(name, fields): (&'a str, &'a str)| {
        let fields = fields.split(',').filter_map(|field| field.split_once(' '));
        Type { name, fields: fields.collect() }
    };
    parts.map(of).collect()
}

/// What `eth_signTypedData_v4` takes as its second parameter to sign the data for the ledger of this domain. Numbers are decimal strings,
/// since many have more digits than a number of JSON keeps.
#[must_use]
pub fn wallet_json(domain: Domain, data: &impl TypedData) -> Json {
    let known = types(data.type_());
    let described = types(DOMAIN_TYPE).into_iter().chain(types(data.type_())).map(|t| {
        let field = |(type_, name): &(&str, &str)| json!({ "name": name, "type": type_ });
        (t.name.to_owned(), t.fields.iter().map(field).collect())
    });
    let primary = known.first().map_or("", |t| t.name);
    json!({
        "types": described.collect::<Map<String, Json>>(),
        "primaryType": primary,
        "domain": {
            "name": DOMAIN_NAME,
            "version": DOMAIN_VERSION,
            "salt": hexadecimal(&to_bytes(&domain.0)),
        },
        "message": structure(primary, &data.fields(), &known),
    })
}

fn structure(name: &str, values: &[Value], known: &[Type<'_>]) -> Json {
    let fields = known.iter().find(|t| t.name == name).map(|t| &t.fields[..]).unwrap_or_default();
    let named = fields.iter().zip(values);
    named
        .map(|((type_, name), value)| ((*name).to_owned(), shown(type_, value, known)))
        .collect::<Map<_, _>>()
        .into()
}

fn shown(type_: &str, value: &Value, known: &[Type<'_>]) -> Json {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::List(values) => {
            let each = type_.strip_suffix("[]").unwrap_or(type_);
            values.iter().map(|value| shown(each, value, known)).collect()
        }
        Value::Struct(_, values) => structure(type_, values, known),
        Value::Word(word) if type_ == "bool" => (word[31] != 0).into(),
        Value::Word(word) if type_ == "address" => hexadecimal(&word[12..]).into(),
        Value::Word(word) if type_.starts_with("uint") => number(word).into(),
        Value::Word(word) => hexadecimal(word).into(),
    }
}

/// Every number is one of the field.
fn number(word: &Word) -> String {
    from_bytes(word).map_or_else(|| hexadecimal(word), |x| x.to_string())
}

fn hexadecimal(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}
