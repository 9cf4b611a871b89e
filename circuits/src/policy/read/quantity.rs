//! Quantities by their names, and what tests compare them with.

use super::{Reader, TERM_KEYS};
use crate::{
    document::decimal,
    field::F,
    policy::{
        plan::{Factor, Field, MAX_FACTOR, OperandId, Quantity, Side, Table},
        source::{Node, Value},
        suggest,
        unit::{Literal, Unit},
    },
};

/// Hundredths of a percent in a whole.
pub(super) const WHOLE: u64 = 10_000;

/// A quantity that a policy names.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub quantity: Quantity,
    pub unit: Unit,
    pub name: String,
}

/// What a quantity is compared with.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// The quantity of the other side.
    pub right: Side,
    /// What the side of the subject is changed by.
    pub left_plus: Option<OperandId>,
    pub left_times: Option<Factor>,
    /// The quantity that it is made from, unless it is a literal.
    pub of: Option<Named>,
    /// Literals with a currency.
    pub literals: Vec<Literal>,
}

impl Named {
    /// The field, if it is one.
    pub const fn field(&self) -> Option<Field> {
        match self.quantity {
            Quantity::Field(field) => Some(field),
            _ => None,
        }
    }

    /// The table whose record at hand it needs.
    pub const fn at_hand(&self) -> Option<Table> {
        match self.quantity {
            Quantity::Field(field) => field.table(),
            Quantity::Sum(table, _) | Quantity::Count(table) => table.outer(),
            Quantity::Operand(_) | Quantity::Today => None,
        }
    }
}

/// A side that is this quantity.
pub(super) const fn side(quantity: Quantity) -> Side {
    Side { quantity, plus: None, times: None }
}

impl Term {
    fn new(right: Side, of: Option<Named>) -> Self {
        Self { right, left_plus: None, left_times: None, of, literals: Vec::new() }
    }
}

impl Reader<'_> {
    /// A quantity: `today`, `sum(..)`, `count(..)` or a field's name.
    pub(super) fn quantity(&self, node: &Node) -> Option<Named> {
        let name = self.text(node, "a field's name")?;
        let inner = |prefix: &str| name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(')'));
        if name == "today" {
            return Some(Named { quantity: Quantity::Today, unit: Unit::Day, name: name.to_owned() });
        }
        if let Some(table) = inner("count(") {
            let quantity = Quantity::Count(self.table_named(node, table)?);
            return Some(Named { quantity, unit: Unit::Count, name: name.to_owned() });
        }
        let Some(of) = inner("sum(") else {
            let field = self.field(node, name)?;
            return Some(Named {
                quantity: Quantity::Field(field),
                unit: field.unit(),
                name: name.to_owned(),
            });
        };
        let field = self.field(node, of)?;
        let unit = field.unit();
        let Some(table) = field.table() else {
            return self.wrong(
                node.at,
                format!("{of} is one value, there is nothing to add up"),
                format!("write {of} without sum"),
            );
        };
        if !unit.is_summable() {
            let help = "sums are of weights, volumes, amounts, quantities and numbers";
            return self.wrong(node.at, format!("{of} is {}, which does not add up", unit.words()), help);
        }
        Some(Named { quantity: Quantity::Sum(table, field), unit, name: name.to_owned() })
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

    /// A literal of the unit, or a problem that says how such are written.
    pub(super) fn literal(&self, node: &Node, unit: Unit, of: &str) -> Option<Literal> {
        if let Some(literal) = unit.literal(node) {
            return Some(literal);
        }
        let written = node.show();
        if is_too_large(node) {
            return self.wrong(
                node.at,
                format!("{written} is out of range"),
                "values are below 2^64 of the smallest unit",
            );
        }
        let help = format!("{of} is {}: write {}", unit.words(), unit.example());
        if let Value::Text(text) = &node.value
            && (text == "today" || Field::from_name(text).is_some())
        {
            return self.wrong(
                node.at,
                format!("{written} is a name, not a value"),
                format!("write {{ field = {written} }}"),
            );
        }
        if let (Unit::Party, Value::Text(text)) = (unit, &node.value)
            && crate::document::codes::is_lei(text)
        {
            return self.wrong(node.at, format!("{written} has no scheme"), format!("write \"LEI:{text}\""));
        }
        self.wrong(node.at, format!("{written} does not fit {of}"), help)
    }

    /// What a quantity is compared with: a literal, or a table that names another quantity.
    pub(super) fn term(&self, node: &Node, subject: &Named) -> Option<Term> {
        if !matches!(node.value, Value::Table(_)) {
            return self.literal(node, subject.unit, &subject.name).map(|literal| self.literal_term(literal));
        }
        self.table(node, "a comparison", &TERM_KEYS)?;
        let has = |keys: &[&str]| match &node.value {
            Value::Table(entries) => {
                entries.len() == keys.len() && keys.iter().all(|key| node.get(key).is_some())
            }
            _ => false,
        };
        let get = |key: &str| node.get(key);
        if (subject.unit == Unit::Day) != node.get("days").is_some() && node.get("field").is_none() {
            let help = if subject.unit == Unit::Day {
                "write { days = .., after = .. }"
            } else {
                "days go with days only"
            };
            return self.wrong(node.at, format!("{} is {}", subject.name, subject.unit.words()), help);
        }
        if has(&["field"]) {
            let of = self.other(get("field")?, subject)?;
            Some(Term::new(side(of.quantity), Some(of)))
        } else if has(&["percent", "of"]) {
            let of = self.other(get("of")?, subject)?;
            let share = self.percent(get("percent")?, 1)?;
            Some(self.share(share, &of))
        } else if has(&["plus", "of"]) {
            let of = self.other(get("of")?, subject)?;
            Some(self.above(self.literal(get("plus")?, subject.unit, &subject.name)?, &of))
        } else if has(&["minus", "of"]) {
            let of = self.other(get("of")?, subject)?;
            Some(self.below(self.literal(get("minus")?, subject.unit, &subject.name)?, &of))
        } else if has(&["days", "after"]) {
            let of = self.other(get("after")?, subject)?;
            Some(self.above(self.days(get("days")?)?, &of))
        } else if has(&["days", "before"]) {
            let of = self.other(get("before")?, subject)?;
            Some(self.below(self.days(get("days")?)?, &of))
        } else {
            let help = "write { field = .. }, { percent = .., of = .. }, { plus = .., of = .. }, { minus = .., of = .. }, \
                { days = .., after = .. } or { days = .., before = .. }";
            self.wrong(node.at, "this is nothing to compare with", help)
        }
    }

    /// A literal as a side.
    pub(super) fn literal_term(&self, literal: Literal) -> Term {
        let operand = self.operand(literal.value, literal.shown.clone());
        Term { literals: vec![literal], ..Term::new(side(Quantity::Operand(operand)), None) }
    }

    /// So many hundredths of a percent of a quantity.
    pub(super) fn share(&self, share: u64, of: &Named) -> Term {
        let operand = self.operand(F::from(share), format!("{} %", trimmed(share)));
        let right = Side { times: Some(Factor::Operand(operand)), ..side(of.quantity) };
        Term { left_times: Some(Factor::Constant(WHOLE)), ..Term::new(right, Some(of.clone())) }
    }

    /// So much more than a quantity.
    pub(super) fn above(&self, literal: Literal, of: &Named) -> Term {
        let operand = self.operand(literal.value, literal.shown.clone());
        let right = Side { plus: Some(operand), ..side(of.quantity) };
        Term { literals: vec![literal], ..Term::new(right, Some(of.clone())) }
    }

    /// So much less than a quantity: the difference goes to the other side, since nothing here is negative.
    pub(super) fn below(&self, literal: Literal, of: &Named) -> Term {
        let operand = self.operand(literal.value, literal.shown.clone());
        let right = Term::new(side(of.quantity), Some(of.clone()));
        Term { left_plus: Some(operand), literals: vec![literal], ..right }
    }

    /// Another quantity of the same unit.
    pub(super) fn other(&self, node: &Node, subject: &Named) -> Option<Named> {
        let other = self.quantity(node)?;
        if other.unit.agrees(subject.unit) {
            return Some(other);
        }
        let message = format!(
            "{} is {}, but {} is {}",
            other.name,
            other.unit.words(),
            subject.name,
            subject.unit.words()
        );
        let amounts = [Unit::Money, Unit::Thousandths, Unit::Price];
        let help = if amounts.contains(&other.unit) && amounts.contains(&subject.unit) {
            "amounts of different scale do not compare; name two of one kind"
        } else {
            "compare values of one kind"
        };
        self.wrong(node.at, message, help)
    }

    /// Hundredths of a percent.
    pub(super) fn percent(&self, node: &Node, least: u64) -> Option<u64> {
        let written = match &node.value {
            Value::Number(n) => Some(n.as_str()),
            Value::Text(t) => t.strip_suffix('%').map(str::trim_end),
            _ => None,
        };
        written.and_then(|n| decimal::parse(n, 2)).filter(|n| (least..=MAX_PERCENT).contains(n)).or_else(|| {
            let most = trimmed(MAX_PERCENT);
            let help = format!("write a percentage above 0 and at most {most} with at most two places, such as 110 or \"2.5 %\"");
            self.wrong(node.at, format!("{} is no percentage", node.show()), help)
        })
    }

    /// A number of days as an operand.
    pub(super) fn days(&self, node: &Node) -> Option<Literal> {
        let days = self.whole(node, "days", 0, 36_500)?;
        let shown = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        Some(Literal { value: F::from(days), currency: None, shown })
    }
}

/// The greatest percentage, in hundredths: with all of what it is added to, it still is a factor.
const MAX_PERCENT: u64 = MAX_FACTOR - 10_000;

/// Hundredths without needless zeros.
fn trimmed(hundredths: u64) -> String {
    let text = decimal::show(hundredths, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Whether a number stands there that is right but for its size.
fn is_too_large(node: &Node) -> bool {
    let text = match &node.value {
        Value::Number(n) => n,
        Value::Text(t) => t,
        _ => return false,
    };
    text.split(' ').any(|word| {
        let whole = word.split('.').next().unwrap_or_default();
        decimal::is_plain(word) && whole.len() > 13 && decimal::parse(word, 6).is_none()
    })
}
