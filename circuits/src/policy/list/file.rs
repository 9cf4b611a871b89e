//! Published lists as files of JSON.

use super::{Entry, ListHead, ListKind, Signed, entry::canonical};
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
use serde::{Deserialize, Serialize};

/// The version of the format.
pub const LIST_SCHEMA: &str = "plimsoll.list/1";

/// What `values` says where entries have prices.
pub(super) const PRICES: &str = "price-per-kg";

/// What a list file holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: String,
    name: String,
    of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    edition: u64,
    dated: String,
    source: String,
    entries: Vec<Entry>,
    root: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed: Option<Signed>,
}

/// A published list, with the tree over it.
#[derive(Clone, Debug)]
pub struct List {
    /// What stands at its top.
    pub head: ListHead,
    /// Its entries, sorted.
    pub entries: Vec<Entry>,
    /// Its publisher's word on it, which has been checked; none if nobody has signed it.
    pub(in crate::policy) signed: Option<Signed>,
    tree: ListTree,
}

/// A list file that was read, and what it says that its root is. Its entries are sorted, and not looked at yet.
pub(super) struct Read {
    pub head: ListHead,
    pub entries: Vec<Entry>,
    pub said: F,
    pub signed: Option<Signed>,
}

impl Read {
    /// Reads the file's form.
    pub fn of(bytes: &[u8]) -> Result<Self, ListError> {
        let file: File = serde_json::from_slice(bytes).map_err(|e| ListError::Json(e.to_string()))?;
        let head = file.head()?;
        head.check()?;
        let said = from_hex(&file.root)
            .ok_or_else(|| wrong("root", &file.root, "write 0x and 64 hexadecimal digits"))?;
        if let Some(i) = file.entries.windows(2).position(|pair| pair[0].value >= pair[1].value) {
            return Err(ListError::Order { position: i + 2, seen: file.entries[i + 1].value.clone() });
        }
        Ok(Self { head, entries: file.entries, said, signed: file.signed })
    }

    /// The list with its tree, whose root is the one that it says. A signature is checked.
    pub fn with(self, tree: ListTree) -> Result<List, ListError> {
        let Self { head, entries, signed, .. } = self;
        let list = List { head, entries, signed, tree };
        list.check_signature()?;
        Ok(list)
    }
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
    /// The signature is not the publisher's over this list.
    #[error(
        "its signature is not that of the publisher that it names: it was altered after it was signed, fetch it again from its publisher"
    )]
    Signature,
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
    /// A list of these entries, which it sorts. Nobody has signed it.
    ///
    /// # Errors
    /// If the head is none, if the entries are none of the kind, if one is there twice, or if there are none or too many.
    pub fn new(head: ListHead, mut entries: Vec<Entry>) -> Result<Self, ListError> {
        head.check()?;
        entries.par_sort_unstable();
        let tree = tree(&head, &entries)?;
        Ok(Self { head, entries, signed: None, tree })
    }

    /// Reads a list file. Nothing in it is taken on trust: entries are sorted and valid, the root is theirs, and a signature is its publisher's.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, ListError> {
        let read = Read::of(bytes)?;
        let tree = tree(&read.head, &read.entries)?;
        if tree.root() != read.said {
            return Err(ListError::Root { said: to_hex(&read.said), found: to_hex(&tree.root()) });
        }
        read.with(tree)
    }

    /// The list as a file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let head = &self.head;
        let file = File {
            schema: LIST_SCHEMA.to_owned(),
            name: head.name.clone(),
            of: head.kind.name().to_owned(),
            values: head.prices_in.map(|_| PRICES.to_owned()),
            currency: head.prices_in.map(|currency| currency.to_string()),
            edition: head.edition,
            dated: head.dated.to_string(),
            source: head.source.clone(),
            entries: self.entries.clone(),
            root: to_hex(&self.root()),
            signed: self.signed.clone(),
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

    /// The entry that is the value, or, of an HS code, the longest that it begins with; `None` if there is none.
    ///
    /// # Errors
    /// If it is none of the list's kind.
    pub fn entry_of(&self, written: &str) -> Result<Option<&Entry>, ListError> {
        let (form, _) = self.canonical(written)?;
        let find = |form: &str| self.entries.binary_search_by(|entry| entry.value.as_str().cmp(form)).ok();
        let shortest = if self.head.kind == ListKind::Hs { 1 } else { form.len() };
        let found = (shortest..=form.len()).rev().find_map(|length| find(form.get(..length)?));
        Ok(found.map(|place| &self.entries[place]))
    }

    fn canonical(&self, written: &str) -> Result<(String, F), ListError> {
        let wrong = |help| ListError::Entry { position: 1, seen: written.to_owned(), help };
        canonical(self.head.kind, written).map_err(wrong)
    }

    /// The value of what is looked up, and the last one that an HS code stands for: what begins so, and of one of six digits or more what it
    /// stands for in a document.
    fn looked_up(&self, written: &str) -> Result<(F, Option<u128>), ListError> {
        let (digits, value) = self.canonical(written)?;
        let prefix = heading(&digits).filter(|_| self.head.kind == ListKind::Hs);
        Ok((value, prefix.map(|(first, last)| last_of(first).max(last.into()))))
    }
}

impl File {
    fn head(&self) -> Result<ListHead, ListError> {
        if self.schema != LIST_SCHEMA {
            return Err(wrong("schema", &self.schema, &format!("this program reads {LIST_SCHEMA}")));
        }
        let names = ListKind::ALL.map(ListKind::name).join(", ");
        let kind = ListKind::from_name(&self.of)
            .ok_or_else(|| wrong("of", &self.of, &format!("lists are of {names}")))?;
        let dated = Day::parse(&self.dated)
            .ok_or_else(|| wrong("dated", &self.dated, "write a day as YYYY-MM-DD"))?;
        let prices_in = match (self.values.as_deref(), self.currency.as_deref()) {
            (None, None) => None,
            (Some(PRICES), Some(currency)) => Some(
                currency.parse().map_err(|_| wrong("currency", currency, "write an active ISO 4217 code"))?,
            ),
            (values, _) => {
                let help = format!("values and currency stand together, and values are {PRICES}");
                return Err(wrong("values", values.unwrap_or("absent"), &help));
            }
        };
        let (name, source) = (self.name.clone(), self.source.clone());
        Ok(ListHead { name, kind, prices_in, edition: self.edition, dated, source })
    }
}

fn wrong(key: &'static str, seen: &str, help: &str) -> ListError {
    ListError::Head { key, seen: seen.to_owned(), help: help.to_owned() }
}

/// The tree over sorted entries, at the least depth at which they fit.
fn tree(head: &ListHead, entries: &[Entry]) -> Result<ListTree, ListError> {
    let read = |(i, entry): (usize, &Entry)| {
        let wrong = |help| ListError::Entry { position: i + 1, seen: entry.value.clone(), help };
        let (form, value) = canonical(head.kind, &entry.value).map_err(wrong)?;
        if form != entry.value {
            return Err(wrong(format!("write {form}")));
        }
        match (entry.priced().map_err(wrong)?, head.prices_in) {
            (None, Some(_)) => Err(wrong("the list has prices, and this has none".to_owned())),
            (Some(_), None) => Err(wrong("it has a price, and the list says no currency".to_owned())),
            (price, _) => Ok((value, price)),
        }
    };
    let values: Vec<(F, Option<u64>)> = entries.par_iter().enumerate().map(read).collect::<Result<_, _>>()?;
    let depth = |entries| ListUse::depth_for(entries).unwrap_or(MAX_LIST_DEPTH);
    if head.kind.width() == ListWidth::Prefixes {
        let prefixes = entries.iter().zip(&values).map(|(entry, (_, price))| (entry.value.as_str(), *price));
        let spans = spans(&prefixes.collect::<Vec<_>>());
        return Ok(ListTree::of_spans(depth(spans.len()), spans)?);
    }
    let values: Vec<F> = values.into_iter().map(|(value, _)| value).collect();
    Ok(ListTree::new(head.kind.width(), depth(values.len()), values)?)
}
