//! Why a predicate does not hold, with the documents' values, for their owner.

use super::{Facts, Records};
use crate::{
    currency::Currency,
    document::{ContainerField, ItemField, PackedField},
    field::to_u64,
    policy::{
        plan::{Condition, Factor, Field, Plan, Quantity, Relation, Side, Table, Value},
        unit::Unit,
        words::looked_up,
    },
};

/// Most records that are named one by one.
const SHOWN: usize = 5;

/// Why the condition does not hold.
pub(super) fn reasons(plan: &Plan, facts: &Facts<'_>, condition: &Condition) -> Vec<String> {
    let mut reasons = Why { plan, facts }.reasons(condition, true, &Records::default());
    let mut seen = std::collections::HashSet::new();
    reasons.retain(|reason| seen.insert(reason.clone()));
    reasons
}

struct Why<'a> {
    plan: &'a Plan,
    facts: &'a Facts<'a>,
}

impl Why<'_> {
    /// Why a condition is not what is wanted of it.
    fn reasons(&self, condition: &Condition, wanted: bool, at: &Records) -> Vec<String> {
        let holds = |condition: &Condition| self.plan.holds(self.facts, condition, at);
        let of = |conditions: &[Condition], wanted: bool| -> Vec<String> {
            let wrong = conditions.iter().filter(|c| holds(c) != wanted);
            wrong.flat_map(|c| self.reasons(c, wanted, at)).collect()
        };
        match condition {
            Condition::All(inner) => of(inner, wanted),
            Condition::None(inner) => of(inner, !wanted),
            // That a value is there, is no reason beside what is wrong with it.
            Condition::Any(inner) => {
                let is_absence = |c: &Condition| matches!(c, Condition::None(inner) if matches!(inner.as_slice(), [Condition::Present(_)]));
                let rest: Vec<_> = inner.iter().filter(|c| !is_absence(c)).cloned().collect();
                let reasons = of(if rest.is_empty() { inner } else { &rest }, wanted);
                if wanted && reasons.len() > 1 { vec![reasons.join(", and ")] } else { reasons }
            }
            Condition::Every(table, inner) => self.records(*table, inner, wanted, at),
            Condition::Some(table, inner) if wanted => {
                let records: Vec<_> = self.facts.records(*table, at).collect();
                let [only] = records.as_slice() else {
                    let words = self.plan.words(inner);
                    return vec![format!(
                        "of {} records of {} none fits: {words}",
                        records.len(),
                        table.name()
                    )];
                };
                self.reasons(inner, true, only)
            }
            Condition::Some(table, inner) => self.records(*table, inner, false, at),
            Condition::Present(field) => {
                let state = if wanted { "absent" } else { "there" };
                vec![format!("{} is {state}", self.named(*field, at))]
            }
            Condition::Compare(left, relation, right) => {
                vec![self.comparison(left, *relation, right, wanted, at)]
            }
            Condition::Equal(field, value) => vec![self.equality(*field, value, wanted, at)],
            Condition::InList { field, list, digits } => {
                if self.facts.value(*field, at).is_none() {
                    return vec![format!("{} is absent", self.named(*field, at))];
                }
                let state = if wanted { "not in" } else { "in" };
                let value = looked_up(&self.value(*field, at), *digits);
                vec![format!("{} {value} is {state} {}", self.named(*field, at), self.plan.list_name(list.0))]
            }
        }
    }

    /// The records that are not as wanted, by name.
    fn records(&self, table: Table, inner: &Condition, wanted: bool, at: &Records) -> Vec<String> {
        let wrong: Vec<_> = self
            .facts
            .records(table, at)
            .filter(|at| self.plan.holds(self.facts, inner, at) != wanted)
            .collect();
        if wrong.is_empty() {
            return vec![format!("it holds for every record of {}", table.name())];
        }
        let mut out: Vec<String> =
            wrong.iter().take(SHOWN).flat_map(|at| self.reasons(inner, wanted, at)).collect();
        if wrong.len() > SHOWN {
            out.push(format!("and {} more records of {}", wrong.len() - SHOWN, table.name()));
        }
        out
    }

    /// A field's name with that of its record.
    fn named(&self, field: Field, at: &Records) -> String {
        let shown = |field: Field| self.facts.value(field, at).map(|value| field.unit().show(value, None));
        let record = match field.table() {
            None => return field.name(),
            Some(Table::Containers) => {
                shown(Field::Container(ContainerField::Reference)).map(|c| format!("container {c}"))
            }
            Some(Table::Packed) => {
                shown(Field::Packed(PackedField::Reference)).map(|c| format!("container {c}"))
            }
            Some(Table::Items | Table::Codes) => {
                let container = shown(Field::Item(ItemField::Container)).unwrap_or_default();
                at.item.map(|i| format!("item {} in container {container}", i + 1))
            }
            Some(Table::Invoices) => at.invoice.map(|i| format!("invoice {}", i + 1)),
            Some(Table::Lines) => {
                at.invoice.zip(at.line).map(|(i, line)| format!("invoice {}, line {}", i + 1, line + 1))
            }
        };
        let record = record.unwrap_or_else(|| "a record".to_owned()).replace('"', "");
        format!("{record}: {}", field.name())
    }

    /// The currency of a field's amounts, if it has one.
    fn currency(&self, field: Field, at: &Records) -> Option<Currency> {
        let value = self.facts.value(field.currency()?, at)?;
        Currency::from_number(u32::try_from(to_u64(&value)?).ok()?)
    }

    fn value(&self, field: Field, at: &Records) -> String {
        match self.facts.value(field, at) {
            Some(value) => field.unit().show(value, self.currency(field, at)),
            None => "absent".to_owned(),
        }
    }

    fn equality(&self, field: Field, value: &Value, wanted: bool, at: &Records) -> String {
        let name = self.named(field, at);
        if self.facts.value(field, at).is_none() {
            return format!("{name} is absent");
        }
        let own = self.value(field, at);
        let other = match value {
            Value::Operand(operand) => self.plan.shown(*operand).to_owned(),
            Value::Field(other) if self.facts.value(*other, at).is_none() => {
                return format!("{} is absent", self.named(*other, at));
            }
            Value::Field(other) => format!("{} {}", self.named(*other, at), self.value(*other, at)),
        };
        if wanted { format!("{name} is {own}, not {other}") } else { format!("{name} is {own}, as {other}") }
    }

    fn comparison(
        &self,
        left: &Side,
        relation: Relation,
        right: &Side,
        wanted: bool,
        at: &Records,
    ) -> String {
        for side in [left, right] {
            if let Some(absent) = self.absent(side, at) {
                return absent;
            }
        }
        let unit = |side: &Side| match side.quantity {
            Quantity::Field(field) | Quantity::Sum(_, field) => Some(field.unit()),
            Quantity::Count(_) => Some(Unit::Count),
            Quantity::Today => Some(Unit::Day),
            Quantity::Operand(_) => None,
        };
        let unit = unit(left).or_else(|| unit(right)).unwrap_or(Unit::Count);
        // What is asked of stands first, as in the policy's explanation.
        let flip = !left.is_plain() && right.is_plain();
        let (first, second) = if flip { (right, left) } else { (left, right) };
        let (less, more) = if unit == Unit::Day { ("earlier", "later") } else { ("less", "more") };
        let asked = match (relation, flip, wanted) {
            (Relation::AtMost, false, true) => format!("{more} than"),
            (Relation::AtMost, true, true) => format!("{less} than"),
            (Relation::Below, false, true) => "not below".to_owned(),
            (Relation::Below, true, true) => "not above".to_owned(),
            (Relation::Same, _, true) => "not".to_owned(),
            (Relation::AtMost, false, false) => "at most".to_owned(),
            (Relation::AtMost, true, false) => "at least".to_owned(),
            (Relation::Below, false, false) => "below".to_owned(),
            (Relation::Below, true, false) => "above".to_owned(),
            (Relation::Same, _, false) => "the same as".to_owned(),
        };
        format!("{} is {asked} {}", self.side(first, second, unit, at), self.side(second, first, unit, at))
    }

    /// A side with its values: "insurance.insuredAmount USD 105,000.00", "110 % of .. USD 100,000.00 = USD 110,000.00".
    fn side(&self, side: &Side, other: &Side, unit: Unit, at: &Records) -> String {
        if let Quantity::Operand(operand) = side.quantity {
            return self.plan.shown(operand).to_owned();
        }
        let currency = match side.quantity {
            Quantity::Field(field) => self.currency(field, at),
            Quantity::Sum(table, field) => {
                self.facts.records(table, at).next().and_then(|record| self.currency(field, &record))
            }
            _ => None,
        };
        let show = |number: u128| unit.show_wide(number, currency);
        let bare = Side { plus: None, times: None, ..*side };
        let own = self.plan.side(self.facts, &bare, at).map_or_else(String::new, show);
        let name = match side.quantity {
            Quantity::Field(field) => self.named(field, at),
            _ => side.quantity_words(self.plan),
        };
        let words = self.plan.side_words(side, format!("{name} {own}"));
        if side.is_plain() {
            return words;
        }
        // The other side was scaled up by the constant; this one is shown at the scale of its unit.
        let scale = match other.times {
            Some(Factor::Constant(scale)) => u128::from(scale),
            _ => 1,
        };
        let result = self.plan.side(self.facts, side, at).map_or_else(String::new, |n| show(n / scale));
        format!("{words} = {result}")
    }

    /// That something which a side names is not there.
    fn absent(&self, side: &Side, at: &Records) -> Option<String> {
        match side.quantity {
            Quantity::Field(field) if self.facts.value(field, at).is_none() => {
                Some(format!("{} is absent", self.named(field, at)))
            }
            Quantity::Sum(table, _) if self.facts.records(table, at).next().is_none() => {
                Some(format!("there are no records of {}", table.name()))
            }
            _ => None,
        }
    }
}
