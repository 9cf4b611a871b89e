//! The lists that a policy names.

use super::{LIST_KEYS, NamedList, Reader, table};
use crate::policy::{
    list::{ListKind, ListTerms},
    list_tree::MAX_LIST_DEPTH,
    plan::{ListUse, ListWidth},
    source::{Node, Value},
    suggest,
};
use crate::{field::from_hex, member::Address};
use std::cell::Cell;

impl Reader<'_> {
    /// Reads `[lists]`, sorted by name.
    pub(super) fn lists(&mut self, node: Option<&Node>) {
        let Some(node) = node else { return };
        let Value::Table(entries) = &node.value else {
            self.wrong::<()>(node.at, "lists must be a table", "write [lists.some-name]");
            return;
        };
        let mut lists = Vec::new();
        for entry in entries {
            if !table::is_name(&entry.key) {
                self.wrong::<()>(entry.at, format!("a list's name is {:?}", entry.key), table::NAME_HELP);
            }
            // A list whose terms are wrong is still known by its name, so that its uses give no problems of their own.
            let read = self.list_terms(&entry.key, &entry.value);
            let known = read.is_some();
            let terms = read.unwrap_or_else(|| ListTerms::new(&entry.key, ListKind::Text, 1, 1));
            lists.push(NamedList { terms, known, at: entry.at, used: Cell::new(false) });
        }
        lists.sort_by(|a, b| a.terms.name.cmp(&b.terms.name));
        self.lists = lists;
    }

    fn list_terms(&self, name: &str, node: &Node) -> Option<ListTerms> {
        self.table(node, "a list", &LIST_KEYS)?;
        let kind = self.need(node, "a list", "of").and_then(|of| self.list_kind(of));
        let room = ListUse::room(MAX_LIST_DEPTH) as u64;
        let capacity = self.need(node, "a list", "capacity").and_then(|n| self.whole(n, "capacity", 1, room));
        let max_age_days = self.need(node, "a list", "max-age").and_then(|n| self.age(n));
        let publisher = node.get("publisher").map(|n| self.publisher(n));
        let terms = ListTerms::new(name, kind?, capacity?, max_age_days?);
        Some(ListTerms { publisher: publisher.map_or(Some(None), |address| address.map(Some))?, ..terms })
    }

    fn publisher(&self, node: &Node) -> Option<Address> {
        let text = self.text(node, "publisher")?;
        from_hex(text).map(Address).or_else(|| {
            let help = "write the publisher's address, 0x and 64 digits; `plimsoll list show` tells that of a signed list";
            self.wrong(node.at, format!("publisher is {text:?}"), help)
        })
    }

    fn list_kind(&self, node: &Node) -> Option<ListKind> {
        let name = self.text(node, "of")?;
        ListKind::from_name(name).or_else(|| {
            let names = ListKind::ALL.map(ListKind::name);
            let help = suggest::help(name, names.into_iter(), &format!("lists are of {}", names.join(", ")));
            self.wrong(node.at, format!("unknown kind of list {name}"), help)
        })
    }

    fn age(&self, node: &Node) -> Option<u32> {
        let text = self.text(node, "max-age")?;
        let days =
            text.strip_suffix(" days").or_else(|| text.strip_suffix(" day")).and_then(|n| n.parse().ok());
        days.filter(|days| (1..=3_650).contains(days)).or_else(|| {
            self.wrong(node.at, format!("max-age is {text:?}"), "write a number of days such as \"7 days\"")
        })
    }

    /// What the lists are to the plan, once all their uses are known.
    pub(super) fn list_uses(&self) -> (Vec<ListTerms>, Vec<ListUse>) {
        let mut terms = Vec::new();
        let mut uses = Vec::new();
        for list in &self.lists {
            let name = &list.terms.name;
            if !list.used.get() {
                self.wrong::<()>(
                    list.at,
                    format!("no predicate looks anything up in {name}"),
                    "remove the list, or use it",
                );
            }
            let width: ListWidth = list.terms.kind.width();
            uses.push(ListUse { name: name.clone(), width, depth: list.terms.depth() });
            terms.push(list.terms.clone());
        }
        (terms, uses)
    }
}
