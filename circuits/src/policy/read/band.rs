//! Tolerances around another quantity.

use super::{
    BAND_KEYS, Reader,
    against::{Against, WHOLE},
    leaf::{Relates, Subject, compare},
    quantity::Named,
};
use crate::policy::{
    plan::Condition,
    source::{Node, Value},
    unit::Unit,
};

impl Reader<'_> {
    /// A band around another quantity, both ends included.
    pub(super) fn within(&self, value: &Node, subject: &mut Subject) -> Option<Condition> {
        let named = subject.named.clone();
        self.ordered(value, &named)?;
        self.table(value, "within", &BAND_KEYS)?;
        let of = self.other(self.need(value, "within", "of")?, &named)?;
        subject.note(&of);
        let day = named.unit == Unit::Day;
        let band = (value.get("percent"), value.get("plus"), value.get("minus"), value.get("days"));
        let (low, high) = match band {
            (Some(share), None, None, None) if !day => {
                let share = self.percent(share, 1)?;
                (self.lower(share, value, &of)?, self.share(WHOLE + share, &of))
            }
            (None, None, None, Some(days)) if day => {
                let days = self.days(days)?;
                (self.below(days.clone(), &of), self.above(days, &of))
            }
            (None, Some(plus), Some(minus), None) if !day => {
                let low = if is_percent(minus) {
                    self.lower(self.percent(minus, 0)?, value, &of)?
                } else {
                    self.below(self.literal(minus, named.unit, &named.name)?, &of)
                };
                let high = if is_percent(plus) {
                    self.share(WHOLE + self.percent(plus, 0)?, &of)
                } else {
                    self.above(self.literal(plus, named.unit, &named.name)?, &of)
                };
                (low, high)
            }
            _ => {
                let help = "write { percent = 5, of = .. }, { plus = .., minus = .., of = .. }, or for days { days = 3, of = .. }";
                return self.wrong(value.at, "this is no tolerance", help);
            }
        };
        let above = self.in_one_currency(value, compare(&named, &low, Relates::AtLeast), &named, &low)?;
        let below = compare(&named, &high, Relates::AtMost);
        let mut both = vec![above, below];
        if high.literals.iter().any(|literal| literal.currency.is_some()) {
            both[1] = self.in_one_currency(value, both[1].clone(), &named, &high)?;
        }
        Some(Condition::All(both))
    }

    fn lower(&self, share: u64, value: &Node, of: &Named) -> Option<Against> {
        match WHOLE.checked_sub(share) {
            Some(rest) => Some(self.share(rest, of)),
            None => self.wrong(
                value.at,
                "nothing is more than 100 % less",
                "write at most 100 % for the lower end",
            ),
        }
    }
}

fn is_percent(node: &Node) -> bool {
    matches!(&node.value, Value::Text(text) if text.ends_with('%'))
}
