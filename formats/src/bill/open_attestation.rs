//! Whether an OpenAttestation document is what was wrapped: the hash of its values, and that hash's place under the Merkle root.
//!
//! That an issuer published the root, and did not revoke it, stands on a chain or in the domain name system; neither is asked.

use crate::{Refused, json};
use plimsoll_circuits::document::Json;
use sha3::{Digest as _, Keccak256};
use std::collections::BTreeMap;

const CHANGED: &str = "This OpenAttestation document was changed after it was wrapped: its values do not have the hash that it names. Ask its sender for it again.";
const UNWRAPPED: &str = "This OpenAttestation document has no proof that can be checked: it was not wrapped. Ask its issuer for the wrapped one.";

/// The value in a text of version 2: `salt:type:value`, whose salt is a UUID.
pub(super) fn unsalted(text: &str) -> &str {
    let mut parts = text.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(salt), Some("string" | "number" | "boolean"), Some(value)) if salt.len() == 36 => value,
        (Some(salt), Some("null" | "undefined"), Some(_)) if salt.len() == 36 => "",
        _ => text,
    }
}

/// Checks version 2: every value is hashed with its path, all hashes are sorted and hashed. Programs differ on whether an empty list or object is
/// a value; it says nothing, so that either will do.
pub(super) fn check_2(document: &Json) -> Result<(), Refused> {
    let hidden = texts(json::at(document, "privacy.obfuscatedData"));
    let leaves = leaves(document.get("data").unwrap_or(&Json::Null), Paths::Dotted)?;
    let hashes = |with_empty: bool| {
        let said = leaves.iter().filter(move |(_, value)| with_empty || !is_empty(value));
        hidden.iter().cloned().chain(said.map(|(path, value)| of_object(path, value))).collect()
    };
    let keys = ["signature.targetHash", "signature.proof", "signature.merkleRoot"];
    check(hashes(true), document, keys).or_else(|_| check(hashes(false), document, keys))
}

fn is_empty(json: &Json) -> bool {
    match json {
        Json::List(items) => items.is_empty(),
        Json::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Checks version 3: each value has its salt beside it, and no value may be without one.
pub(super) fn check_3(document: &Json) -> Result<(), Refused> {
    let unwrapped = || Refused::new(UNWRAPPED);
    let salts = json::text_at(document, "proof.salts").and_then(decoded).ok_or_else(unwrapped)?;
    let Json::List(salts) = Json::parse(&salts).map_err(|_| unwrapped())? else { return Err(unwrapped()) };
    let of = |salt: &Json| {
        Some((salt.get("path")?.as_text()?.to_owned(), salt.get("value")?.as_text()?.to_owned()))
    };
    let mut by_path: BTreeMap<String, String> = salts.iter().filter_map(of).collect();
    let mut hashes = texts(json::at(document, "proof.privacy.obfuscated"));
    let Json::Object(entries) = document else { return Err(unwrapped()) };
    let rest = Json::Object(entries.iter().filter(|(key, _)| key != "proof").cloned().collect());
    for (path, value) in leaves(&rest, Paths::Bracketed)? {
        let salt = by_path.remove(&path).ok_or_else(|| Refused::new(CHANGED))?;
        hashes.push(of_object(&path, &Json::Text(format!("{salt}:{}", shown(value)))));
    }
    if !by_path.is_empty() {
        return Err(Refused::new(CHANGED));
    }
    check(hashes, document, ["proof.targetHash", "proof.proofs", "proof.merkleRoot"])
}

fn check(mut hashes: Vec<String>, document: &Json, [target, proof, root]: [&str; 3]) -> Result<(), Refused> {
    let text = |keys: &str| json::text_at(document, keys).ok_or_else(|| Refused::new(UNWRAPPED));
    let (target, root) = (text(target)?, text(root)?);
    hashes.sort_unstable();
    let list = Json::List(hashes.into_iter().map(Json::Text).collect());
    if hex::encode(hash(&written(&list))) != target {
        return Err(Refused::new(CHANGED));
    }
    let mut node = hex::decode(target).unwrap_or_default();
    for step in texts(json::at(document, proof)) {
        let mut pair = [node, hex::decode(step).map_err(|_| Refused::new(CHANGED))?];
        pair.sort_unstable();
        node = hash(&pair.concat());
    }
    if hex::encode(node) == root { Ok(()) } else { Err(Refused::new(CHANGED)) }
}

/// How the versions write paths of values in lists: `a.0.b`, `a[0].b`.
#[derive(Clone, Copy)]
enum Paths {
    Dotted,
    Bracketed,
}

/// The values with their paths. An empty list or object is one in version 2, and none in version 3. Keys must not look like paths.
fn leaves(json: &Json, paths: Paths) -> Result<Vec<(String, &Json)>, Refused> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), json)];
    while let Some((path, json)) = open.pop() {
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match (json, paths) {
            (Json::Object(entries), _) if entries.iter().any(|(key, _)| key.contains(['.', '[', ']'])) => {
                return Err(Refused::new(
                    "A key of this OpenAttestation document has a point or bracket in it, so that its hash may be that of another.",
                ));
            }
            (Json::Object(entries), _) if !entries.is_empty() => {
                open.extend(entries.iter().map(|(key, value)| (below(key), value)));
            }
            (Json::List(items), Paths::Dotted) if !items.is_empty() => {
                open.extend(items.iter().enumerate().map(|(i, item)| (below(&i.to_string()), item)));
            }
            (Json::List(items), Paths::Bracketed) => {
                open.extend(items.iter().enumerate().map(|(i, item)| (format!("{path}[{i}]"), item)));
            }
            (Json::Object(_), Paths::Bracketed) => {}
            _ => found.push((path, json)),
        }
    }
    Ok(found)
}

fn of_object(path: &str, value: &Json) -> String {
    hex::encode(hash(&written(&Json::Object(vec![(path.to_owned(), value.clone())]))))
}

/// A value as JavaScript shows it in a text.
fn shown(value: &Json) -> String {
    match value {
        Json::Text(text) => text.clone(),
        other => String::from_utf8(written(other)).unwrap_or_default(),
    }
}

/// JSON as `JSON.stringify` writes it.
fn written(json: &Json) -> Vec<u8> {
    json.canonical()
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    Keccak256::digest(bytes).to_vec()
}

fn texts(json: Option<&Json>) -> Vec<String> {
    match json {
        Some(Json::List(items)) => items.iter().filter_map(Json::as_text).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.decode(text).ok()
}
