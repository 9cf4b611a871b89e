//! Which editions of signed lists were put in use from a party's folder: an older one that is put back is noticed, and so is a second one of a
//! number.

use super::shelf::{Shelf, ShelfError};
use crate::files::{self, Access};
use plimsoll_circuits::{
    field::{F, serde_hex, to_hex},
    policy::List,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// The newest editions that were put in use, by publisher and list.
#[derive(Clone, Debug)]
pub struct SeenLists(PathBuf);

/// An edition that was put in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Edition {
    edition: u64,
    #[serde(with = "serde_hex")]
    root: F,
}

impl SeenLists {
    /// Those of a party's folder.
    #[must_use]
    pub fn of(home: &Path) -> Self {
        Self(home.join("lists.json"))
    }

    /// Compares a list with the newest edition of its publisher's under its name, and keeps it if it is newer. A list that nobody signed is
    /// nobody's edition.
    ///
    /// # Errors
    /// [`ShelfError::Outdated`], [`ShelfError::Forked`]; or if what is kept cannot be read or written.
    pub fn note(&self, list: &List) -> Result<(), ShelfError> {
        let Some(publisher) = list.publisher() else { return Ok(()) };
        let name = || list.head.name.clone();
        let unreadable = |cause| ShelfError::Unreadable { name: name(), cause };
        let mut seen = self.load().map_err(unreadable)?;
        let of = format!("{} {}", to_hex(&publisher.0), list.head.name);
        let own = Edition { edition: list.head.edition, root: list.root() };
        match seen.get(&of) {
            Some(newest) if own.edition < newest.edition => {
                Err(ShelfError::Outdated { name: name(), got: own.edition, seen: newest.edition })
            }
            Some(newest) if own.edition == newest.edition && own.root != newest.root => {
                Err(ShelfError::Forked { name: name(), edition: own.edition })
            }
            Some(newest) if own == *newest => Ok(()),
            _ => {
                seen.insert(of, own);
                let json = serde_json::to_vec_pretty(&seen).map_err(|e| unreadable(io::Error::other(e)))?;
                files::replace(&self.0, &json, Access::Public).map_err(unreadable)
            }
        }
    }

    fn load(&self) -> io::Result<BTreeMap<String, Edition>> {
        match fs::read(&self.0) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            read => serde_json::from_slice(&read?).map_err(|e| {
                let path = self.0.display();
                io::Error::other(format!("{path} is damaged ({e}), restore it from your backup"))
            }),
        }
    }
}

/// A shelf whose lists are put in use: each is compared with those that were before.
pub struct NotedShelf<'a> {
    /// The shelf.
    pub shelf: &'a dyn Shelf,
    /// What was put in use before.
    pub seen: SeenLists,
}

impl Shelf for NotedShelf<'_> {
    fn list(&self, name: &str) -> Result<List, ShelfError> {
        let list = self.shelf.list(name)?;
        self.seen.note(&list)?;
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_circuits::{
        credential::Day,
        policy::{ListHead, ListKind, list::Entry},
        signature::SigningKey,
    };

    #[test]
    fn an_edition_that_is_put_back_or_forked_is_noticed() {
        let home = tempfile::tempdir().unwrap();
        let seen = SeenLists::of(home.path());
        let list = |name: &str, edition, port: &str| {
            let head = ListHead {
                name: name.to_owned(),
                kind: ListKind::Port,
                prices_in: None,
                edition,
                dated: Day(20_500),
                source: "made up".to_owned(),
            };
            List::new(head, vec![Entry { value: port.to_owned(), ..Entry::default() }]).unwrap()
        };
        let signed = |name: &str, edition, port: &str, key: u8| {
            list(name, edition, port).sign(&SigningKey::from_bytes([key; 32]), F::from(5u64))
        };
        seen.note(&signed("ports", 3, "ZZNOW", 1)).unwrap();
        seen.note(&signed("ports", 3, "ZZNOW", 1)).unwrap();
        let back = seen.note(&signed("ports", 2, "ZZNOW", 1));
        assert!(matches!(back, Err(ShelfError::Outdated { got: 2, seen: 3, .. })), "{back:?}");
        let forked = seen.note(&signed("ports", 3, "ZZELS", 1));
        assert!(matches!(forked, Err(ShelfError::Forked { edition: 3, .. })), "{forked:?}");
        // Other lists, other publishers and lists of nobody are counted apart.
        seen.note(&signed("harbours", 1, "ZZNOW", 1)).unwrap();
        seen.note(&signed("ports", 1, "ZZELS", 2)).unwrap();
        seen.note(&list("ports", 1, "ZZNOW")).unwrap();
        seen.note(&signed("ports", 4, "ZZELS", 1)).unwrap();
        assert!(matches!(seen.note(&signed("ports", 3, "ZZNOW", 1)), Err(ShelfError::Outdated { .. })));
        fs::write(home.path().join("lists.json"), "{").unwrap();
        assert!(matches!(seen.note(&signed("ports", 4, "ZZELS", 1)), Err(ShelfError::Unreadable { .. })));
    }
}
