//! Published lists as files of JSON.

use super::{ListKind, entry};
use crate::{
    day::Day,
    field::{F, from_hex, to_hex, to_u64},
    policy::{
        ListTree, ListTreeError,
        list_tree::{MAX_LIST_DEPTH, last_of, spans},
        plan::{ListUse, ListWidth},
        unit::heading,
    },
};
use rayon::prelude::*;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, IgnoredAny, MapAccess, Visitor},
    ser::SerializeStruct,
};
use std::fmt;

/// The version of the format.
pub const LIST_SCHEMA: &str = "plimsoll.list/1";

/// What a list file holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: String,
    name: String,
    of: String,
    dated: String,
    source: String,
    entries: Vec<Entry>,
    root: String,
}

/// One entry: a text, or an object with a label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The value in its canonical form.
    pub value: String,
    /// What it is, for people.
    pub label: Option<String>,
}

/// A published list, with the tree over it.
#[derive(Clone, Debug)]
pub struct List {
    /// Its name, by which policies speak of it.
    pub name: String,
    /// What it is of.
    pub kind: ListKind,
    /// The day that it describes.
    pub dated: Day,
    /// Where it comes from.
    pub source: String,
    /// Its entries, sorted.
    pub entries: Vec<Entry>,
    tree: ListTree,
}

/// Why a file is no list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// No JSON, or keys are missing or unknown.
    #[error("this is no list file: {0}; make one with `plimsoll list make`")]
    Json(String),
    /// A value that stands at the top is wrong.
    #[error("{key} is {seen:?}: {help}")]
    Head {
        /// The key.
        key: &'static str,
        /// What stands there.
        seen: String,
        /// What should.
        help: String,
    },
    /// An entry is none of the list's kind, or not in its canonical form.
    #[error("entry {position} is {seen:?}: {help}")]
    Entry {
        /// Its position, from 1.
        position: usize,
        /// What stands there.
        seen: String,
        /// What should.
        help: String,
    },
    /// An entry does not stand behind the one before it.
    #[error(
        "entry {position} is {seen:?}, which does not come after the one before it: entries are sorted, none twice"
    )]
    Order {
        /// Its position, from 1.
        position: usize,
        /// What stands there.
        seen: String,
    },
    /// No tree can be made over it.
    #[error(transparent)]
    Tree(#[from] ListTreeError),
    /// The root that the file names is another list's.
    #[error(
        "the file says that its root is {said}, but its entries give {found}: it was altered, fetch it again from its publisher"
    )]
    Root {
        /// What the file says.
        said: String,
        /// What its entries give.
        found: String,
    },
}

impl List {
    /// A list of these entries, which it sorts.
    ///
    /// # Errors
    /// If the entries are none of the kind, if one is there twice, or if there are none or too many.
    pub fn new(
        name: &str,
        kind: ListKind,
        dated: Day,
        source: &str,
        mut entries: Vec<Entry>,
    ) -> Result<Self, ListError> {
        entries.par_sort_unstable();
        let values = values(kind, &entries)?;
        let depth = |entries| ListUse::depth_for(entries).unwrap_or(MAX_LIST_DEPTH);
        let tree = if kind.width() == ListWidth::Prefixes {
            let prefixes: Vec<_> = entries.iter().map(|entry| (entry.value.as_str(), None)).collect();
            let spans = spans(&prefixes);
            ListTree::of_spans(depth(spans.len()), spans)?
        } else {
            ListTree::new(kind.width(), depth(values.len()), values)?
        };
        Ok(Self { name: name.to_owned(), kind, dated, source: source.to_owned(), entries, tree })
    }

    /// Reads a list file. Nothing in it is taken on trust: entries are sorted and valid, and the root is theirs.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, ListError> {
        let file: File = serde_json::from_slice(bytes).map_err(|e| ListError::Json(e.to_string()))?;
        let head = |key, seen: &str, help: &str| ListError::Head {
            key,
            seen: seen.to_owned(),
            help: help.to_owned(),
        };
        if file.schema != LIST_SCHEMA {
            return Err(head("schema", &file.schema, &format!("this program reads {LIST_SCHEMA}")));
        }
        if !super::is_list_name(&file.name) {
            return Err(head("name", &file.name, "a name has 1 to 64 small letters, digits and hyphens"));
        }
        let names = ListKind::ALL.map(ListKind::name).join(", ");
        let kind = ListKind::from_name(&file.of)
            .ok_or_else(|| head("of", &file.of, &format!("lists are of {names}")))?;
        let dated =
            Day::parse(&file.dated).ok_or_else(|| head("dated", &file.dated, "write a day as YYYY-MM-DD"))?;
        let said = from_hex(&file.root)
            .ok_or_else(|| head("root", &file.root, "write 0x and 64 hexadecimal digits"))?;
        if let Some(i) = file.entries.windows(2).position(|pair| pair[0].value >= pair[1].value) {
            return Err(ListError::Order { position: i + 2, seen: file.entries[i + 1].value.clone() });
        }
        let list = Self::new(&file.name, kind, dated, &file.source, file.entries)?;
        if list.root() != said {
            return Err(ListError::Root { said: file.root, found: to_hex(&list.root()) });
        }
        Ok(list)
    }

    /// The list as a file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let file = File {
            schema: LIST_SCHEMA.to_owned(),
            name: self.name.clone(),
            of: self.kind.name().to_owned(),
            dated: self.dated.to_string(),
            source: self.source.clone(),
            entries: self.entries.clone(),
            root: to_hex(&self.root()),
        };
        // All keys are texts, so that writing to memory cannot fail; an empty file reads back as no list.
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The root of the tree at the least depth at which the entries fit.
    #[must_use]
    pub const fn root(&self) -> F {
        self.tree.root()
    }

    /// The tree at the least depth at which the entries fit.
    #[must_use]
    pub const fn tree(&self) -> &ListTree {
        &self.tree
    }

    /// The tree at a greater depth; `None` if the entries do not fit or there is no such depth.
    #[must_use]
    pub fn into_tree(self, depth: usize) -> Option<ListTree> {
        self.tree.raised(depth)
    }

    /// Whether a value, written as entries are, is in the list; of an HS code, whether one entry covers all that begin so.
    ///
    /// # Errors
    /// If it is none of the list's kind.
    pub fn contains(&self, written: &str) -> Result<bool, ListError> {
        let (first, last) = self.looked_up(written)?;
        Ok(match to_u64(&first).zip(last) {
            Some((first, last)) => self.tree.covers(first, last),
            None => self.tree.contains(first),
        })
    }

    /// Whether a value, written as entries are, is in the list, or, of an HS code, one that begins so.
    ///
    /// # Errors
    /// If it is none of the list's kind.
    pub fn meets(&self, written: &str) -> Result<bool, ListError> {
        let (first, last) = self.looked_up(written)?;
        Ok(match to_u64(&first).zip(last) {
            Some((first, last)) => self.tree.meets(first, last),
            None => self.tree.contains(first),
        })
    }

    /// The value of what is looked up, and the last one that an HS code stands for: what begins so, and of one of six digits or more what it
    /// stands for in a document.
    fn looked_up(&self, written: &str) -> Result<(F, Option<u128>), ListError> {
        let wrong = |help| ListError::Entry { position: 1, seen: written.to_owned(), help };
        let (canonical, value) = entry(self.kind, written).map_err(wrong)?;
        let prefix = heading(&canonical).filter(|_| self.kind == ListKind::Hs);
        Ok((value, prefix.map(|(first, last)| last_of(first).max(last.into()))))
    }
}

fn values(kind: ListKind, entries: &[Entry]) -> Result<Vec<F>, ListError> {
    let value = |(i, read): (usize, &Entry)| {
        let wrong = |help| ListError::Entry { position: i + 1, seen: read.value.clone(), help };
        let (canonical, value) = entry(kind, &read.value).map_err(wrong)?;
        if canonical == read.value { Ok(value) } else { Err(wrong(format!("write {canonical}"))) }
    };
    entries.par_iter().enumerate().map(value).collect()
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match &self.label {
            None => s.serialize_str(&self.value),
            Some(label) => {
                let mut entry = s.serialize_struct("Entry", 2)?;
                entry.serialize_field("value", &self.value)?;
                entry.serialize_field("label", label)?;
                entry.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Form;

        impl<'de> Visitor<'de> for Form {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or an object with value and label")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Entry, E> {
                Ok(Entry { value: text.to_owned(), label: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
                let (mut value, mut label) = (None, None);
                while let Some(key) = map.next_key::<String>()? {
                    let place = match key.as_str() {
                        "value" => &mut value,
                        "label" => &mut label,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            return Err(de::Error::unknown_field(&key, &["value", "label"]));
                        }
                    };
                    if place.replace(map.next_value::<String>()?).is_some() {
                        return Err(de::Error::custom(format!("the key {key} is there twice")));
                    }
                }
                Ok(Entry { value: value.ok_or_else(|| de::Error::missing_field("value"))?, label })
            }
        }

        d.deserialize_any(Form)
    }
}
