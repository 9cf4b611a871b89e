//! A book: the documents of a batch, each with its annexes, who is to hold it and what shows that it is genuine
//! (`docs/schemas/book.schema.json`).

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
    vessel: Option<PathBuf>,
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
    let found = Ground::ALL.into_iter().find(|ground| ground.code() == code);
    found.ok_or_else(|| D::Error::custom(format!("the grounds are {}", Ground::CODES.join(", "))))
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
            vessel: entry.vessel.map(at),
            part_loads: entry.part_loads.iter().map(|load| load.to_ascii_uppercase()).collect(),
        },
        holder: holder.ok_or("it names no holder, and the book none for all")?,
        confirmed,
        valid_until: entry.valid_until.or(defaults.valid_until),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const SCHEMA: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemas/book.schema.json"));

    /// A book in which an object has every property that it may have, but that a document is signed or attested.
    fn full() -> Value {
        json!({
            "schema": "plimsoll.book/1",
            "defaults": {
                "holder": "Copper Ltd", "confirmedHolders": ["Copper Limited"], "validUntil": "90d",
                "attested": { "ground": "SELLER_STATED" }
            },
            "entries": [
                {
                    "id": "a", "document": "a.json", "invoices": ["i.json"], "packingList": "p.json", "insurance": "n.json",
                    "vessel": "v.json", "partLoads": ["zzzu1000015"], "holder": "Mills", "confirmedHolders": ["Mills BV"],
                    "validUntil": "2199-12-31", "signed": {
                        "carrier": "ZZEL", "jwks": "/keys/line.jwks", "platforms": [{ "code": "EBL2", "jwks": "ebl2.jwks" }]
                    }
                },
                {
                    "id": "b", "document": "b.json", "attested": {
                        "ground": "ORIGINALS_HELD", "originalsHeld": 3, "platform": "ZZZ1", "evidence": ["scan.pdf"]
                    }
                },
                { "id": "c", "document": "c.json" }
            ]
        })
    }

    fn read(book: &Value) -> Result<Vec<Item>, String> {
        of_json(book.to_string().as_bytes(), Path::new("books"))
    }

    #[test]
    fn an_entry_says_itself_or_has_it_from_the_defaults_and_paths_start_at_the_book() {
        let items = read(&full()).unwrap();
        let [a, b, c] = &items[..] else { panic!("{items:?}") };
        let signed = a.given.signed.as_ref().unwrap();
        assert_eq!(
            (a.given.document.as_path(), signed.jwks.as_path()),
            (Path::new("books/a.json"), Path::new("/keys/line.jwks"))
        );
        assert_eq!(signed.platforms, [("EBL2".to_owned(), PathBuf::from("books/ebl2.jwks"))]);
        assert!(a.given.attested.is_none() && a.given.part_loads.contains("ZZZU1000015"));
        assert_eq!(
            (a.holder.as_str(), &a.confirmed[..], a.valid_until),
            ("Mills", &["Mills BV".to_owned()][..], Day::parse("2199-12-31"))
        );
        let word = b.given.attested.as_ref().unwrap();
        assert_eq!(
            (word.ground, word.originals_held, &word.evidence[..]),
            (Ground::OriginalsHeld, Some(3), &[PathBuf::from("books/scan.pdf")][..])
        );
        assert_eq!(c.given.attested.as_ref().unwrap().ground, Ground::SellerStated);
        assert_eq!((c.holder.as_str(), &c.confirmed[..]), ("Copper Ltd", &["Copper Limited".to_owned()][..]));
    }

    #[test]
    fn a_book_that_is_none_is_told_by_what_is_wrong_with_it() {
        let wrong = |change: &dyn Fn(&mut Value)| {
            let mut book = full();
            change(&mut book);
            read(&book).unwrap_err()
        };
        assert!(wrong(&|book| book["schema"] = json!("plimsoll.book/2")).contains("plimsoll.book/2"));
        assert!(wrong(&|book| book["entries"] = json!([])).contains("0 entries"));
        for id in ["", "-a", "a/b", "..", "report", "é"] {
            assert!(wrong(&|book| book["entries"][0]["id"] = json!(id)).contains("is no id"), "{id}");
        }
        assert!(wrong(&|book| book["entries"][1]["id"] = json!("A")).contains("two entries have the id A"));
        assert!(
            wrong(&|book| book["entries"][1]["attested"]["ground"] = json!("HEARSAY"))
                .contains("DEBTOR_CONFIRMED")
        );
        let both = wrong(&|book| book["entries"][0]["attested"] = json!({ "ground": "CONTROL" }));
        assert!(both.starts_with("entry a: say either"), "{both}");
        let without = |name: &'static str| {
            move |book: &mut Value| drop(book["defaults"].as_object_mut().unwrap().remove(name))
        };
        assert!(wrong(&without("attested")).starts_with("entry c: say either"));
        assert!(wrong(&without("holder")).starts_with("entry b: it names no holder"));
    }

    /// What the schema requires, a book must say, what it knows, a book may say, and nothing else.
    #[test]
    fn schema_and_parser_agree() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let mut compared = 0;
        for (object, of) in [
            ("", ""),
            ("/defaults", "/properties/defaults"),
            ("/entries/0", "/$defs/entry"),
            ("/entries/0/signed", "/$defs/signed"),
            ("/entries/0/signed/platforms/0", "/$defs/signed/properties/platforms/items"),
            ("/entries/1/attested", "/$defs/attested"),
        ] {
            let schema = schema.pointer(of).unwrap();
            assert_eq!(schema["additionalProperties"], false, "{object}");
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let change = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
                let mut book = full();
                change(book.pointer_mut(object).unwrap().as_object_mut().unwrap());
                serde_json::from_value::<Book>(book).map(drop)
            };
            assert!(change(&|here| drop(here.insert("other".to_owned(), json!(1)))).is_err(), "{object}");
            let known = schema["properties"].as_object().unwrap();
            let full = full();
            let here = full.pointer(object).unwrap().as_object().unwrap();
            assert!(here.keys().all(|name| known.contains_key(name)), "{object}: {here:?}");
            for name in known.keys().filter(|name| here.contains_key(*name)) {
                let left_out = change(&|here| drop(here.remove(name)));
                assert_eq!(left_out.is_err(), required.contains(&json!(name)), "{object}/{name}");
                assert!(
                    change(&|here| drop(here.insert(name.clone(), json!(true)))).is_err(),
                    "{object}/{name}"
                );
                compared += 1;
            }
            // A document is signed or attested.
            let other = known.keys().filter(|name| !here.contains_key(*name)).collect::<Vec<_>>();
            assert!(
                other.is_empty()
                    || ["signed", "attested"].map(String::from).iter().any(|name| other == [name]),
                "{object}: {other:?}"
            );
        }
        assert_eq!(compared, 3 + 4 + 11 + 3 + 2 + 4);
        let grounds = &schema["$defs"]["attested"]["properties"]["ground"]["enum"];
        assert_eq!(*grounds, json!(Ground::CODES));
        assert_eq!(schema["properties"]["entries"]["maxItems"], MAX_ENTRIES);
    }
}
