//! Quantities by their names, alone or put together.

use super::Reader;
use crate::policy::{
    plan::{Field, Quantity, Table},
    source::Node,
    suggest,
    unit::Unit,
};

/// The most quantities that are added up.
const MOST_PARTS: usize = 3;

/// What a policy names to be compared: a quantity, or a sum or difference of some, maybe divided by another.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The quantities, each with whether it is taken away.
    pub parts: Vec<(Quantity, bool)>,
    /// What it is divided by, and in what that is measured.
    pub over: Option<(Quantity, Unit)>,
    pub unit: Unit,
    pub name: String,
}

impl Named {
    /// A quantity by itself.
    pub fn one(quantity: Quantity) -> Vec<(Quantity, bool)> {
        vec![(quantity, false)]
    }

    /// The quantity, if it is one by itself.
    pub fn quantity(&self) -> Option<Quantity> {
        match (self.parts.as_slice(), self.over) {
            ([(quantity, false)], None) => Some(*quantity),
            _ => None,
        }
    }

    /// The field, if it is one.
    pub fn field(&self) -> Option<Field> {
        match self.quantity()? {
            Quantity::Field(field) => Some(field),
            _ => None,
        }
    }

    /// All quantities that it is made of.
    pub fn quantities(&self) -> impl Iterator<Item = Quantity> {
        self.parts.iter().map(|(quantity, _)| *quantity).chain(self.over.map(|(quantity, _)| quantity))
    }

    /// The tables whose records at hand it needs.
    pub fn at_hand(&self) -> impl Iterator<Item = Table> {
        self.quantities().filter_map(|quantity| match quantity {
            Quantity::Field(field) => field.table(),
            Quantity::Sum(table, _) | Quantity::Count(table) => table.outer(),
            Quantity::Total(..) | Quantity::Operand(_) | Quantity::Today => None,
        })
    }

    /// Whether it adds up records, of which there may be none.
    pub fn is_sum(&self) -> bool {
        self.quantities().any(|quantity| matches!(quantity, Quantity::Sum(..) | Quantity::Total(..)))
    }
}

impl Reader<'_> {
    /// A quantity: `today`, `sum(..)`, `total(..)`, `count(..)` or a field's name; several with `+` and `-` between them; `/` and another one.
    pub(super) fn quantity(&self, node: &Node) -> Option<Named> {
        let name = self.text(node, "a field's name")?;
        let (above, below) = name.split_once(" / ").map_or((name, None), |(a, b)| (a, Some(b)));
        let words: Vec<&str> = above.split(' ').collect();
        let mut parts: Vec<(Quantity, bool)> = Vec::new();
        let mut unit = None;
        for pair in std::iter::once("+").chain(words.iter().copied()).collect::<Vec<_>>().chunks(2) {
            let (sign, part) = match pair {
                [sign @ ("+" | "-"), part] => (*sign, *part),
                _ => {
                    let help = "write a field's name, or several with + and - between them, such as \"containers.grossWeight + containers.tareWeight\"";
                    return self.wrong(node.at, format!("{name:?} is no quantity"), help);
                }
            };
            let (quantity, own) = self.single(node, part)?;
            let known = *unit.get_or_insert(own);
            if !own.agrees(known) {
                let message =
                    format!("{part} is {}, but what stands before it is {}", own.words(), known.words());
                return self.wrong(node.at, message, "add up values of one kind");
            }
            parts.push((quantity, sign == "-"));
        }
        let unit = unit?;
        if (parts.len() > 1 || below.is_some()) && !unit.is_summable() {
            let help =
                "sums, differences and ratios are of weights, volumes, amounts, quantities and numbers";
            return self.wrong(node.at, format!("{above} is {}", unit.words()), help);
        }
        if parts.len() > MOST_PARTS {
            let help = format!("write at most {MOST_PARTS}");
            return self.wrong(node.at, format!("{name:?} has {} quantities", parts.len()), help);
        }
        let over = match below {
            None => None,
            Some(below) => Some(self.divisor(node, below)?),
        };
        Some(Named { parts, over, unit, name: name.to_owned() })
    }

    /// What a quantity is divided by: a weight, a volume, a quantity or a number.
    fn divisor(&self, node: &Node, name: &str) -> Option<(Quantity, Unit)> {
        let (quantity, unit) = self.single(node, name)?;
        if unit.divisors().is_empty() {
            let help = "divide by a weight, a volume, a quantity or a number";
            return self.wrong(node.at, format!("{name} is {}", unit.words()), help);
        }
        Some((quantity, unit))
    }

    fn single(&self, node: &Node, name: &str) -> Option<(Quantity, Unit)> {
        let inner = |prefix: &str| name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(')'));
        if name == "today" {
            return Some((Quantity::Today, Unit::Day));
        }
        if let Some(table) = inner("count(") {
            return Some((Quantity::Count(self.table_named(node, table)?), Unit::Count));
        }
        let (of, total) = match (inner("sum("), inner("total(")) {
            (Some(of), _) => (of, false),
            (None, Some(of)) => (of, true),
            (None, None) => {
                let field = self.field(node, name)?;
                return Some((Quantity::Field(field), field.unit()));
            }
        };
        let field = self.field(node, of)?;
        let unit = field.unit();
        let Some(table) = field.table() else {
            return self.wrong(
                node.at,
                format!("{of} is one value, there is nothing to add up"),
                format!("write {of} by itself"),
            );
        };
        if !unit.is_summable() {
            let help = "sums are of weights, volumes, amounts, quantities and numbers";
            return self.wrong(node.at, format!("{of} is {}, which does not add up", unit.words()), help);
        }
        match (total, table.outer()) {
            (false, _) => Some((Quantity::Sum(table, field), unit)),
            (true, Some(_)) => Some((Quantity::Total(table, field), unit)),
            (true, None) => {
                let help = format!("write sum({of})");
                self.wrong(node.at, format!("{} stand in no other table", table.name()), help)
            }
        }
    }

    fn field(&self, node: &Node, name: &str) -> Option<Field> {
        Field::from_name(name).or_else(|| {
            let names: Vec<String> = Field::all().into_iter().map(Field::name).collect();
            let help =
                suggest::help(name, names.iter().map(String::as_str), "docs/documents.md lists all fields");
            self.wrong(node.at, format!("unknown field {name}"), help)
        })
    }

    pub(super) fn table_named(&self, node: &Node, name: &str) -> Option<Table> {
        Table::from_name(name).or_else(|| {
            let names = Table::ALL.map(Table::name);
            let help =
                suggest::help(name, names.into_iter(), &format!("the tables are {}", names.join(", ")));
            self.wrong(node.at, format!("unknown table {name}"), help)
        })
    }
}
