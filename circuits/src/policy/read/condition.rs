//! Conditions: what holds all, any or none of others, and over which records.

use super::{
    Reader,
    leaf::{Leaf, TESTS, all},
};
use crate::policy::{
    Quota,
    plan::{Condition, Table},
    source::{Node, Value},
};

const GROUPS: [&str; 3] = ["all", "any", "none"];

/// Keys that every condition may have, beside the tests.
pub(in crate::policy) const KEYS: [&str; 8] =
    ["field", "all", "any", "none", "every", "some", "where", "if-present"];

/// Where a condition stands.
#[derive(Clone, Copy)]
pub(super) struct Within<'a> {
    /// The tables whose records are at hand.
    open: &'a [Table],
    /// In how many others.
    level: usize,
    /// Whether under `none` or in `where`, at whatever depth.
    negated: bool,
}

impl Within<'_> {
    /// A predicate's own condition.
    pub(super) const fn first() -> Self {
        Self { open: &[], level: 1, negated: false }
    }
}

impl Reader<'_> {
    /// A condition; `extra` are further keys of the table.
    pub(super) fn condition(&self, node: &Node, within: Within<'_>, extra: &[&str]) -> Option<Condition> {
        let keys: Vec<&str> = extra.iter().chain(&KEYS).chain(&TESTS).copied().collect();
        self.table(node, "a condition", &keys)?;
        self.count(node.at)?;
        if within.level > Quota::LEVELS {
            let message = format!("conditions are nested more than {} levels deep", Quota::LEVELS);
            return self.wrong(node.at, message, "write several predicates instead: all of them must hold");
        }
        match (node.get("every"), node.get("some")) {
            (Some(_), Some(some)) => self.wrong(
                some.at,
                "every and some stand side by side",
                "nest one inside the other with all = [..]",
            ),
            (Some(every), None) => self.quantified(node, every, true, within),
            (None, Some(some)) => self.quantified(node, some, false, within),
            (None, None) => {
                if let Some(filter) = node.get("where") {
                    return self.wrong(
                        filter.at,
                        "where stands without every or some",
                        "add every = \"containers\" or the like",
                    );
                }
                self.body(node, within)
            }
        }
    }

    fn quantified(&self, node: &Node, name: &Node, every: bool, within: Within<'_>) -> Option<Condition> {
        let (open, mark) = (within.open, self.mark());
        let table = self.table_named(name, self.text(name, "a table's name")?)?;
        if open.contains(&table) {
            let message = format!("{} are gone through already", table.name());
            return self.wrong(name.at, message, "leave out the inner one");
        }
        let mut inside = open.to_vec();
        let outer = table.outer().filter(|outer| !open.contains(outer));
        if let Some(outer) = outer {
            if !every || within.negated {
                let message = format!("{} stand inside {}", table.name(), outer.name());
                let help = format!(
                    "say of which {0}: put every = \"{0}\" or some = \"{0}\" around it",
                    outer.name()
                );
                return self.wrong(name.at, message, help);
            }
            inside.push(outer);
        }
        inside.push(table);
        let inside = Within { open: &inside, ..within };
        let filtered = Within { level: within.level + 1, negated: true, ..inside };
        let filter = node.get("where").map(|filter| self.condition(filter, filtered, &[]));
        let body = self.body(node, inside);
        let inner = match (filter.map_or(Some(None), |f| f.map(Some))?, body?) {
            (None, body) => body,
            (Some(filter), body) if every => Condition::Any(vec![Condition::None(vec![filter]), body]),
            (Some(filter), body) => Condition::All(vec![filter, body]),
        };
        let guards = self.guards_since(mark);
        let inner = match within.negated {
            false => all([guards, vec![inner]].concat()),
            true => {
                let of = |guard: Condition| Condition::Every(table, Box::new(guard));
                guards.into_iter().for_each(|guard| self.guard(of(guard)));
                inner
            }
        };
        let quantified = if every {
            Condition::Every(table, Box::new(inner))
        } else {
            Condition::Some(table, Box::new(inner))
        };
        Some(match outer {
            Some(outer) => Condition::Every(outer, Box::new(quantified)),
            None => quantified,
        })
    }

    /// What a condition says, apart from the records over which it goes.
    fn body(&self, node: &Node, within: Within<'_>) -> Option<Condition> {
        let bodies: Vec<_> = ["field"].iter().chain(&GROUPS).filter(|key| node.get(key).is_some()).collect();
        let &[key] = bodies.as_slice() else {
            let message = if bodies.is_empty() {
                "a condition says nothing".to_owned()
            } else {
                "a condition has more than one of field, all, any and none".to_owned()
            };
            return self.wrong(node.at, message, "give it one of field, all, any and none");
        };
        let value = node.get(key)?;
        if *key == "field" {
            let leaf = self.leaf(node, value, within.negated)?;
            return self.wrapped(node, leaf, within);
        }
        for test in TESTS.iter().chain(&["if-present"]) {
            if let Some(test_node) = node.get(test) {
                self.wrong::<()>(
                    test_node.at,
                    format!("{test} stands beside {key}"),
                    "put it into a condition with a field",
                );
            }
        }
        let items = match &value.value {
            Value::List(items) if !items.is_empty() => items,
            Value::List(_) => {
                return self.wrong(value.at, format!("{key} is empty"), "give it at least one condition");
            }
            _ => {
                return self.wrong(
                    value.at,
                    format!("{key} must be a list of conditions, not {}", value.kind()),
                    "",
                );
            }
        };
        let (negated, mark) = (within.negated || *key == "none", self.mark());
        let inside = Within { level: within.level + 1, negated, ..within };
        let conditions: Vec<_> = items.iter().map(|item| self.condition(item, inside, &[])).collect();
        let conditions = conditions.into_iter().collect::<Option<Vec<_>>>()?;
        Some(match *key {
            "all" => Condition::All(conditions),
            "any" => Condition::Any(conditions),
            _ if within.negated => Condition::None(conditions),
            _ => all([self.guards_since(mark), vec![Condition::None(conditions)]].concat()),
        })
    }

    /// Puts `every` around a leaf for each table of it that nothing goes through yet. Not under a negation, where "none of
    /// them" would become "not all of them".
    fn wrapped(
        &self,
        node: &Node,
        leaf: Leaf,
        Within { open, negated, .. }: Within<'_>,
    ) -> Option<Condition> {
        let mut missing: Vec<Table> = Vec::new();
        for table in leaf.tables {
            for needed in [table.outer(), Some(table)].into_iter().flatten() {
                if !open.contains(&needed) && !missing.contains(&needed) {
                    missing.push(needed);
                }
            }
        }
        missing.sort_unstable();
        if let (true, Some(table)) = (negated, missing.first()) {
            let message =
                format!("under none or where this could mean every or some of the {}", table.name());
            let help = format!("say which: put some = \"{0}\" or every = \"{0}\" into it", table.name());
            return self.wrong(node.at, message, help);
        }
        // A table and those of its records' own are gone through together; others go their own ways.
        let roots: Vec<_> =
            missing.iter().filter(|table| table.outer().is_none_or(|o| open.contains(&o))).collect();
        if let [first, second, ..] = roots.as_slice() {
            let message = format!("this compares records of {} and of {}", first.name(), second.name());
            let help = format!(
                "say which belong together: put every = \"{}\" or some = \"{}\" around it",
                first.name(),
                second.name()
            );
            return self.wrong(node.at, message, help);
        }
        let wrap = |inner, table: &Table| Condition::Every(*table, Box::new(inner));
        Some(missing.iter().rev().fold(leaf.condition, wrap))
    }
}
