//! What a quantity is compared with: values, and other quantities changed by some.

use super::{Reader, TERM_KEYS, quantity::Named};
use crate::{
    document::decimal,
    field::{F, to_u64},
    policy::{
        plan::{Field, MAX_FACTOR, OperandId, Quantity},
        source::{Node, Value},
        unit::{Literal, Unit},
    },
};

/// Hundredths of a percent in a whole.
pub(super) const WHOLE: u64 = 10_000;

/// What a quantity is compared with.
#[derive(Clone, Debug, Default)]
pub(super) struct Against {
    /// The quantities of the other side, each with whether it is taken away.
    pub parts: Vec<(Quantity, bool)>,
    /// What those are multiplied with.
    pub times: Option<OperandId>,
    /// What the side of the subject is multiplied with.
    pub left_scale: Option<u64>,
    /// What is added to the side of the subject.
    pub left_plus: Option<OperandId>,
    /// What it is made from, unless it is a literal.
    pub of: Option<Named>,
    /// Literals with a currency.
    pub literals: Vec<Literal>,
}

impl Against {
    fn of(of: &Named) -> Self {
        Self { parts: of.parts.clone(), of: Some(of.clone()), ..Self::default() }
    }

    /// The field or value, if it is one by itself.
    pub fn bare(&self) -> Option<Quantity> {
        let changed = self.times.is_some() || self.left_scale.is_some() || self.left_plus.is_some();
        match self.parts.as_slice() {
            [(quantity, false)] if !changed => Some(*quantity),
            _ => None,
        }
    }
}

impl Reader<'_> {
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
    pub(super) fn term(&self, node: &Node, subject: &Named) -> Option<Against> {
        if !matches!(node.value, Value::Table(_)) {
            if let Some(over) = subject.over {
                return self.ratio(node, subject, over);
            }
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
        if subject.over.is_some() {
            let help = "compare a ratio with values such as \"USD 8.50 / kg\"";
            return self.wrong(node.at, format!("{} is a ratio", subject.name), help);
        }
        if let Some(digits) = node.get("digits").filter(|_| subject.unit != Unit::Hs) {
            return self.wrong(digits.at, "digits is for HS codes", "remove it");
        }
        if has(&["field"]) || has(&["field", "digits"]) {
            let of = self.other(get("field")?, subject)?;
            Some(Against::of(&of))
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
    pub(super) fn literal_term(&self, literal: Literal) -> Against {
        let operand = self.operand(literal.value, literal.shown.clone());
        Against {
            parts: Named::one(Quantity::Operand(operand)),
            literals: vec![literal],
            ..Against::default()
        }
    }

    /// A literal for each unit of what the subject is divided by, such as `USD 8.50 / kg`: the subject times what makes that unit is compared
    /// with the divisor times the literal.
    fn ratio(&self, node: &Node, subject: &Named, (over, unit): (Quantity, Unit)) -> Option<Against> {
        let units: Vec<_> = unit.divisors().iter().map(|(name, _)| *name).collect();
        let help = format!(
            "write a value and what it is for each of, such as \"{} / {}\"",
            subject.unit.sample(),
            units[0]
        );
        let wrong =
            || self.wrong(node.at, format!("{} does not fit {}", node.show(), subject.name), help.clone());
        let Value::Text(text) = &node.value else { return wrong() };
        let Some((value, each)) = text.split_once(" / ") else { return wrong() };
        let Some((_, size)) = unit.divisors().iter().find(|(name, _)| *name == each) else { return wrong() };
        let value = Node { at: node.at, value: Value::Text(value.to_owned()) };
        let literal = self.literal(&value, subject.unit, &subject.name)?;
        if to_u64(&literal.value).is_none_or(|value| value > MAX_FACTOR) {
            return self.wrong(
                node.at,
                format!("{} is too large", node.show()),
                "write it for each of a smaller unit",
            );
        }
        let operand = self.operand(literal.value, text.clone());
        Some(Against {
            parts: Named::one(over),
            times: Some(operand),
            left_scale: Some(*size),
            literals: vec![literal],
            ..Against::default()
        })
    }

    /// So many hundredths of a percent of a quantity.
    pub(super) fn share(&self, share: u64, of: &Named) -> Against {
        let operand = self.operand(F::from(share), format!("{} %", trimmed(share)));
        Against { times: Some(operand), left_scale: Some(WHOLE), ..Against::of(of) }
    }

    /// So much more than a quantity.
    pub(super) fn above(&self, literal: Literal, of: &Named) -> Against {
        let operand = self.operand(literal.value, literal.shown.clone());
        let mut against = Against { literals: vec![literal], ..Against::of(of) };
        against.parts.push((Quantity::Operand(operand), false));
        against
    }

    /// So much less than a quantity: the difference goes to the other side, since nothing here is negative.
    pub(super) fn below(&self, literal: Literal, of: &Named) -> Against {
        let operand = self.operand(literal.value, literal.shown.clone());
        Against { left_plus: Some(operand), literals: vec![literal], ..Against::of(of) }
    }

    /// Another quantity of the same unit.
    pub(super) fn other(&self, node: &Node, subject: &Named) -> Option<Named> {
        let other = self.quantity(node)?;
        if other.over.is_some() {
            return self.wrong(
                node.at,
                format!("{} is a ratio", other.name),
                "compare the ratio with a value",
            );
        }
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
