//! From the tree of a policy's text to the typed policy: names, units, limits.

mod against;
mod band;
mod condition;
mod currency;
mod leaf;
mod lists;
mod lookup;
mod quantity;
mod table;
mod top;

#[cfg(test)]
pub(super) use condition::KEYS as CONDITION_KEYS;
#[cfg(test)]
pub(super) use leaf::TESTS;
pub(super) use table::is_name;
#[cfg(test)]
pub(super) use top::KEYS as POLICY_KEYS;
pub(super) use top::policy;

use super::{
    Quota,
    list::ListTerms,
    plan::{Condition, ListId, Operand, OperandId, Table},
    source::{At, Found, Node, Value},
};
use crate::field::F;
use std::cell::{Cell, RefCell};

/// The keys of `[room]`, in the order of [`Table::ALL`].
pub(super) const ROOM_KEYS: [&str; Table::ALL.len()] = [
    "invoices",
    "invoice-lines",
    "containers",
    "items",
    "goods",
    "hs-codes",
    "packed-containers",
    "parties",
    "party-ids",
    "places",
    "legs",
    "clauses",
];

/// The keys of a list.
pub(super) const LIST_KEYS: [&str; 4] = ["of", "capacity", "max-age", "publisher"];

/// The keys of what a quantity is compared with.
pub(super) const TERM_KEYS: [&str; 9] =
    ["field", "percent", "of", "plus", "minus", "days", "after", "before", "digits"];

/// The keys of a tolerance.
pub(super) const BAND_KEYS: [&str; 5] = ["percent", "plus", "minus", "days", "of"];

/// What is at hand while a policy is read.
struct Reader<'a> {
    found: &'a Found,
    operands: RefCell<Vec<Operand>>,
    lists: Vec<NamedList>,
    conditions: Cell<usize>,
    guards: RefCell<Vec<Condition>>,
}

/// A list of the policy, and what its uses say of it.
struct NamedList {
    terms: ListTerms,
    /// Whether its terms could be read.
    known: bool,
    at: At,
    used: Cell<bool>,
}

impl<'a> Reader<'a> {
    const fn new(found: &'a Found) -> Self {
        Self {
            found,
            operands: RefCell::new(Vec::new()),
            lists: Vec::new(),
            conditions: Cell::new(0),
            guards: RefCell::new(Vec::new()),
        }
    }

    /// Records a problem; `None`, so that the part that has it can be left out.
    fn wrong<T>(&self, at: At, message: impl Into<String>, help: impl Into<String>) -> Option<T> {
        let help = help.into();
        self.found.add(at, message.into(), (!help.is_empty()).then_some(help));
        None
    }

    /// Notes what must hold for a comparison to mean anything, whether it comes out true or false: that amounts are in one currency, that
    /// nothing is divided by 0. It is asked for outside of every `none` and `where` around the comparison, so that neither passes what
    /// cannot be compared.
    fn guard(&self, guard: Condition) {
        self.guards.borrow_mut().push(guard);
    }

    /// The guards that were noted since there were so many, none twice.
    fn guards_since(&self, mark: usize) -> Vec<Condition> {
        let mut guards: Vec<Condition> = Vec::new();
        for guard in self.guards.borrow_mut().drain(mark..) {
            if !guards.contains(&guard) {
                guards.push(guard);
            }
        }
        guards
    }

    /// How many guards there are.
    fn mark(&self) -> usize {
        self.guards.borrow().len()
    }

    /// A further operand. The order depends on the policy's meaning only, never on the order of its keys.
    fn operand(&self, value: F, shown: String) -> OperandId {
        let mut operands = self.operands.borrow_mut();
        operands.push(Operand { value, shown });
        OperandId(operands.len() - 1)
    }

    /// A text, or a problem.
    fn text<'n>(&self, node: &'n Node, what: &str) -> Option<&'n str> {
        match &node.value {
            Value::Text(text) => Some(text),
            _ => {
                self.wrong(node.at, format!("{what} must be a text, not {}", node.kind()), "put it in quotes")
            }
        }
    }

    /// A whole number within limits, or a problem.
    fn whole(&self, node: &Node, what: &str, least: u64, most: u64) -> Option<u64> {
        let number = match &node.value {
            Value::Number(n) => crate::document::decimal::parse(n, 0),
            _ => None,
        };
        number.filter(|n| (least..=most).contains(n)).or_else(|| {
            self.wrong(
                node.at,
                format!("{what} is {}", node.show()),
                format!("write a whole number from {least} to {most}"),
            )
        })
    }

    /// The list of that name.
    fn list(&self, node: &Node) -> Option<(ListId, &NamedList)> {
        let name = self.text(node, "a list's name")?;
        let position = self.lists.iter().position(|list| list.terms.name == name);
        let Some(position) = position else {
            let names = self.lists.iter().map(|list| list.terms.name.as_str());
            let help = super::suggest::help(name, names, "add it to [lists]");
            return self.wrong(node.at, format!("unknown list {name}"), help);
        };
        let list = &self.lists[position];
        list.used.set(true);
        Some((ListId(position), list))
    }

    /// One condition more; a problem if there are too many.
    fn count(&self, at: At) -> Option<()> {
        self.conditions.set(self.conditions.get() + 1);
        if self.conditions.get() == Quota::CONDITIONS + 1 {
            let message = format!("the policy has more than {} conditions", Quota::CONDITIONS);
            return self.wrong(at, message, "make two policies of it");
        }
        Some(())
    }
}
