//! A policy in plain words: what each predicate asks, and what a proof of it shows.

use super::{
    Policy,
    plan::{Condition, OperandId, Plan, Quantity, Relation, Side, Table, Term, Value},
};
use serde::Serialize;

/// A policy in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What it is for.
    pub title: String,
    /// What each predicate asks.
    pub predicates: Vec<Explained>,
    /// What whoever sees a proof learns.
    pub reveals: Vec<String>,
}

/// One predicate in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Its name.
    pub name: String,
    /// What the policy itself says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// What is asked.
    pub asks: String,
}

impl Policy {
    /// The policy in plain words.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let predicates = self.plan.predicates.iter().zip(&self.stated).map(|(predicate, stated)| Explained {
            name: predicate.name.clone(),
            says: stated.says.clone(),
            asks: self.plan.words(&predicate.condition),
        });
        let mut reveals = vec![
            "that all of it holds of the documents behind the title, and nothing of their contents"
                .to_owned(),
        ];
        let tables = self.plan.tables();
        let room = |table: &Table| match table {
            Table::Invoices => None,
            table => Some(format!("{} at most {}", table.name(), self.plan.sizes.of(*table))),
        };
        let rooms: Vec<_> = tables.iter().filter_map(room).collect();
        if !rooms.is_empty() {
            reveals.push(format!("that the documents fit the policy's room: {}", rooms.join(", ")));
        }
        if !self.plan.operands.is_empty() {
            reveals.push("the values that the policy names, which are the bank's own".to_owned());
        }
        if !self.lists.is_empty() {
            let names: Vec<_> = self.lists.iter().map(|list| list.name.as_str()).collect();
            reveals.push(format!("which versions of the lists were used: {}", names.join(", ")));
        }
        Explanation { title: self.title.clone(), predicates: predicates.collect(), reveals }
    }
}

impl Plan {
    /// A condition in words.
    pub(super) fn words(&self, condition: &Condition) -> String {
        let list = |conditions: &[Condition], word: &str| {
            let each: Vec<_> = conditions.iter().map(|c| self.nested(c)).collect();
            each.join(word)
        };
        match condition {
            Condition::All(all) => list(all, " and "),
            Condition::Any(any) => list(any, " or "),
            Condition::None(none) => match none.as_slice() {
                [Condition::Present(field)] => format!("{} is absent", field.name()),
                [Condition::Equal(field, value)] => {
                    format!("{} is not {}", field.name(), self.against(value))
                }
                [Condition::InList { field, list, .. }] => {
                    format!("{} is not in {}", field.name(), self.list_name(list.0))
                }
                many => format!("not: {}", list(many, " or ")),
            },
            Condition::Every(table, inner) => {
                format!("for every record of {}: {}", table.name(), self.words(inner))
            }
            Condition::Some(table, inner) => {
                format!("for some record of {}: {}", table.name(), self.words(inner))
            }
            Condition::Present(field) => format!("{} is there", field.name()),
            Condition::Compare(left, relation, right) => self.comparison(left, *relation, right),
            Condition::Equal(field, value) => format!("{} is {}", field.name(), self.against(value)),
            Condition::SameHeading(field, other, digits) => {
                format!("the first {digits} digits of {} are those of {}", field.name(), other.name())
            }
            Condition::InList { field, list, .. } => {
                format!("{} is in {}", field.name(), self.list_name(list.0))
            }
        }
    }

    fn nested(&self, condition: &Condition) -> String {
        let words = self.words(condition);
        match condition {
            Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 => format!("({words})"),
            Condition::Every(..) | Condition::Some(..) => format!("({words})"),
            Condition::None(inner) if inner.len() > 1 => format!("({words})"),
            _ => words,
        }
    }

    /// The list's name.
    pub(super) fn list_name(&self, list: usize) -> &str {
        self.lists.get(list).map_or("a list", |list| &list.name)
    }

    /// What a field is tested for equality with.
    pub(super) fn against(&self, value: &Value) -> String {
        match value {
            Value::Field(other) => other.name(),
            Value::Operand(operand) => self.shown(*operand).to_owned(),
        }
    }

    pub(super) fn shown(&self, operand: OperandId) -> &str {
        self.operands.get(operand.0).map_or("", |operand| &operand.shown)
    }

    fn comparison(&self, left: &Side, relation: Relation, right: &Side) -> String {
        let (a, b) = (self.side_words(left, right), self.side_words(right, left));
        // What the bank asks of stands first: a bare quantity rather than a literal or a share of another one.
        if !is_plain(left) && is_plain(right) {
            let relation = match relation {
                Relation::AtMost => "at least ",
                Relation::Below => "more than ",
                Relation::Same => "",
            };
            return format!("{b} is {relation}{a}");
        }
        let relation = match relation {
            Relation::AtMost => "at most ",
            Relation::Below => "less than ",
            Relation::Same => "",
        };
        format!("{a} is {relation}{b}")
    }

    /// A side in words, beside the other one.
    fn side_words(&self, side: &Side, other: &Side) -> String {
        self.sum_words(side, other, |term| term.quantity.words(self))
    }

    /// A side in words, each of its quantities in those of `quantity`.
    pub(super) fn sum_words(&self, side: &Side, other: &Side, quantity: impl Fn(&Term) -> String) -> String {
        let scale = common_scale(side, other);
        let words = side.iter().map(|term| {
            let quantity = quantity(term);
            let share = term.times.map(|share| self.shown(share));
            match (share, term.scale / scale) {
                (None, 1) => quantity,
                (Some(share), 1) => format!("{share} of {quantity}"),
                (None, n) => format!("{n} times {quantity}"),
                (Some(share), n) => format!("{n} times {share} of {quantity}"),
            }
        });
        let words: Vec<_> = words.collect();
        if words.is_empty() { "0".to_owned() } else { words.join(" plus ") }
    }
}

/// What both sides are multiplied with so that a share of one of them is a whole number: not worth a word.
pub(super) fn common_scale(side: &Side, other: &Side) -> u64 {
    let scales = |side: &Side| side.iter().filter(|term| term.times.is_none()).map(|term| term.scale).min();
    match (scales(side), scales(other)) {
        (Some(scale), _) if other.iter().any(|term| term.times.is_some()) => scale.max(1),
        (Some(a), Some(b)) => a.min(b).max(1),
        _ => 1,
    }
}

/// Whether it is quantities of the documents by themselves.
pub(super) fn is_plain(side: &Side) -> bool {
    !side.is_empty()
        && side.iter().all(|term| !matches!(term.quantity, Quantity::Operand(_)) && term.times.is_none())
}

impl Quantity {
    pub(super) fn words(self, plan: &Plan) -> String {
        match self {
            Self::Field(field) => field.name(),
            Self::Sum(_, field) => format!("sum({})", field.name()),
            Self::Total(_, field) => format!("total({})", field.name()),
            Self::Count(table) => format!("count({})", table.name()),
            Self::Operand(operand) => plan.shown(operand).to_owned(),
            Self::Today => "today".to_owned(),
        }
    }
}
