//! A book: the documents of a batch, each with its annexes, who is to hold it and what shows that it is genuine
//! (`docs/schemas/book.schema.json`).

#[cfg(test)]
mod tests;

use crate::cli::{
    bill::given::{Given, KeySets, Word},
    error::Failure,
    files, values,
};
use plimsoll_circuits::{credential::Day, document::Ground};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
};

/// Entries of a book: with them it can be read as a whole.
const MAX_ENTRIES: usize = 1_000;

/// What to do about a file that is no book.
const HELP: &str =
    "docs/cli.md, \"A book of documents\", shows one; docs/schemas/book.schema.json says what may be in it";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    schema: Schema,
    #[serde(default)]
    defaults: Defaults,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
enum Schema {
    #[serde(rename = "plimsoll.book/1")]
    One,
}

/// What holds of every entry that does not say otherwise.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Defaults {
    holder: Option<String>,
    #[serde(default)]
    confirmed_holders: Vec<String>,
    #[serde(default, deserialize_with = "coming_day")]
    valid_until: Option<Day>,
    signed: Option<Signed>,
    attested: Option<Attested>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Entry {
    id: String,
    document: PathBuf,
    #[serde(default)]
    invoices: Vec<PathBuf>,
    packing_list: Option<PathBuf>,
    insurance: Option<PathBuf>,
    #[serde(default)]
    vessels: Vec<PathBuf>,
    #[serde(default)]
    part_loads: BTreeSet<String>,
    holder: Option<String>,
    #[serde(default)]
    confirmed_holders: Vec<String>,
    #[serde(default, deserialize_with = "coming_day")]
    valid_until: Option<Day>,
    signed: Option<Signed>,
    attested: Option<Attested>,
}

/// Whose signature shows that a document is genuine.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    carrier: String,
    jwks: PathBuf,
    #[serde(default)]
    platforms: Vec<Platform>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Platform {
    code: String,
    jwks: PathBuf,
}

/// What the issuer says of a document that no carrier signs.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Attested {
    #[serde(deserialize_with = "ground")]
    ground: Ground,
    originals_held: Option<u64>,
    platform: Option<String>,
    #[serde(default)]
    evidence: Vec<PathBuf>,
}

fn coming_day<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Day>, D::Error> {
    let text = Option::<String>::deserialize(input)?;
    text.map(|text| values::coming_day(&text).map_err(D::Error::custom)).transpose()
}

fn ground<'de, D: Deserializer<'de>>(input: D) -> Result<Ground, D::Error> {
    let code = String::deserialize(input)?;
    Ground::named(&code)
        .ok_or_else(|| D::Error::custom(format!("the grounds are {}", Ground::CODES.join(", "))))
}

/// One document that is to be issued.
#[derive(Debug)]
pub(super) struct Item {
    /// Its name in the book and of its file.
    pub(super) id: String,
    pub(super) given: Given,
    /// Who may register it.
    pub(super) holder: String,
    /// Names in it that are the holder's.
    pub(super) confirmed: Vec<String>,
    pub(super) valid_until: Option<Day>,
}

/// The entries of a book, in its order. Their files are not opened.
pub(super) fn read(path: &Path) -> Result<Vec<Item>, Failure> {
    let folder = path.parent().unwrap_or(Path::new(""));
    of_json(&files::read(path)?, folder)
        .map_err(|why| Failure::usage(format!("{} is no book: {why}", path.display())).help(HELP))
}

fn of_json(bytes: &[u8], folder: &Path) -> Result<Vec<Item>, String> {
    let Book { schema: Schema::One, defaults, entries } =
        serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    if entries.is_empty() || entries.len() > MAX_ENTRIES {
        return Err(format!("it has {} entries, and a book has 1 to {MAX_ENTRIES}", entries.len()));
    }
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    for entry in entries {
        let id = entry.id.clone();
        if !is_id(&id) {
            return Err(format!(
                "{id:?} is no id: letters, digits, dots, hyphens and low lines, at most 64, a letter or digit first, and not \"report\""
            ));
        }
        // Files of names that differ in nothing else are one file on some systems.
        if !seen.insert(id.to_ascii_lowercase()) {
            return Err(format!("two entries have the id {id}, letter case aside"));
        }
        items.push(item(entry, &defaults, folder).map_err(|why| format!("entry {id}: {why}"))?);
    }
    Ok(items)
}

fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let first = id.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    first && id.len() <= 64 && id.chars().all(plain) && !id.eq_ignore_ascii_case("report")
}

fn item(entry: Entry, defaults: &Defaults, folder: &Path) -> Result<Item, String> {
    let at = |path: PathBuf| folder.join(path);
    let all = |paths: Vec<PathBuf>| paths.into_iter().map(at).collect::<Vec<_>>();
    let (signed, attested) = match (entry.signed, entry.attested) {
        (None, None) => (defaults.signed.clone(), defaults.attested.clone()),
        own => own,
    };
    if signed.is_some() == attested.is_some() {
        return Err(
            "say either whose signature shows that it is genuine (signed), or what you attest (attested)"
                .to_owned(),
        );
    }
    let holder = entry.holder.or_else(|| defaults.holder.clone());
    let confirmed = match entry.confirmed_holders {
        none if none.is_empty() => defaults.confirmed_holders.clone(),
        own => own,
    };
    Ok(Item {
        id: entry.id,
        given: Given {
            document: at(entry.document),
            signed: signed.map(|Signed { carrier, jwks, platforms }| KeySets {
                carrier,
                jwks: at(jwks),
                platforms: platforms.into_iter().map(|Platform { code, jwks }| (code, at(jwks))).collect(),
            }),
            attested: attested.map(|Attested { ground, originals_held, platform, evidence }| Word {
                ground,
                originals_held,
                platform,
                evidence: all(evidence),
            }),
            invoices: all(entry.invoices),
            packing_list: entry.packing_list.map(at),
            insurance: entry.insurance.map(at),
            vessels: entry.vessels.into_iter().map(at).collect(),
            part_loads: entry.part_loads.iter().map(|load| load.to_ascii_uppercase()).collect(),
        },
        holder: holder.ok_or("it names no holder, and the book none for all")?,
        confirmed,
        valid_until: entry.valid_until.or(defaults.valid_until),
    })
}
