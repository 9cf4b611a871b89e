//! A policy in plain words: what each predicate asks, and what a proof of it shows.

use super::{
    Policy,
    plan::{Condition, Factor, OperandId, Plan, Quantity, Relation, Side, Table, Value},
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
                [Condition::InList { field, list, digits }] => {
                    format!("{} is not in {}", looked_up(&field.name(), *digits), self.list_name(list.0))
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
            Condition::InList { field, list, digits } => {
                format!("{} is in {}", looked_up(&field.name(), *digits), self.list_name(list.0))
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
        let (a, b) = (
            self.side_words(left, left.quantity_words(self)),
            self.side_words(right, right.quantity_words(self)),
        );
        // What the bank asks of stands first: a bare quantity rather than a literal or a share of another one.
        if !left.is_plain() && right.is_plain() {
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

    /// A side in words, its quantity being `quantity`.
    pub(super) fn side_words(&self, side: &Side, quantity: String) -> String {
        let sum = match side.plus {
            Some(plus) => format!("{quantity} plus {}", self.shown(plus)),
            None => quantity,
        };
        match side.times {
            Some(Factor::Operand(share)) => format!("{} of {sum}", self.shown(share)),
            _ => sum,
        }
    }
}

impl Side {
    /// Whether it is a quantity of the documents by itself.
    pub(super) const fn is_plain(&self) -> bool {
        !matches!(self.quantity, Quantity::Operand(_))
            && self.plus.is_none()
            && !matches!(self.times, Some(Factor::Operand(_)))
    }

    pub(super) fn quantity_words(&self, plan: &Plan) -> String {
        match self.quantity {
            Quantity::Field(field) => field.name(),
            Quantity::Sum(_, field) => format!("sum({})", field.name()),
            Quantity::Count(table) => format!("count({})", table.name()),
            Quantity::Operand(operand) => plan.shown(operand).to_owned(),
            Quantity::Today => "today".to_owned(),
        }
    }
}

/// A field that is looked up, by its first digits if only those count.
pub(super) fn looked_up(name: &str, digits: Option<u8>) -> String {
    digits.map_or_else(|| name.to_owned(), |digits| format!("{name} by its first {digits} digits"))
}
