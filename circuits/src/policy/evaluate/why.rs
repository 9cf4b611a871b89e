//! Why a predicate does not hold, with the documents' values, for their owner.

use super::{Facts, Here};
use crate::{
    currency::Currency,
    document::{ContainerField, ItemField, LegField, PackedField, PartyField, PlaceField},
    field::{F, to_u64},
    policy::{
        plan::{Condition, Field, Lookup, Plan, Quantity, Relation, Side, Table, Term, Value},
        unit::Unit,
        words::{common_scale, is_plain},
    },
};
use ark_ff::PrimeField as _;

/// Most records that are named one by one.
const SHOWN: usize = 5;

/// Why the condition does not hold.
pub(super) fn reasons(plan: &Plan, facts: &Facts<'_>, condition: &Condition) -> Vec<String> {
    let mut reasons = Why { plan, facts }.reasons(condition, true, &Here::default());
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
    fn reasons(&self, condition: &Condition, wanted: bool, at: &Here) -> Vec<String> {
        let holds = |condition: &Condition| self.plan.holds(self.facts, condition, at);
        let of = |conditions: &[Condition], wanted: bool| -> Vec<String> {
            let wrong = conditions.iter().filter(|c| holds(c) != wanted);
            wrong.flat_map(|c| self.reasons(c, wanted, at)).collect()
        };
        match condition {
            Condition::All(inner) => of(inner, wanted),
            Condition::None(inner) => of(inner, !wanted),
            // That a record counts, or a value is there, is no reason beside what is wrong with it: where and if-present stand in front.
            Condition::Any(inner) => {
                let rest = match inner.as_slice() {
                    [Condition::None(_), rest @ ..] if !rest.is_empty() => rest,
                    all => all,
                };
                let reasons = of(rest, wanted);
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
            Condition::SameHeading(field, other, digits) => {
                vec![self.heading(*field, *other, *digits, wanted, at)]
            }
            Condition::InList { field, list, .. } => vec![self.looked_up(*field, list.0, wanted, at)],
        }
    }

    /// The records that are not as wanted, by name.
    fn records(&self, table: Table, inner: &Condition, wanted: bool, at: &Here) -> Vec<String> {
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
    fn named(&self, field: Field, at: &Here) -> String {
        let shown = |field: Field| self.facts.value(field, at).map(|value| field.unit().show(value, None));
        let numbered = |table: Table, what: &str| at.of(table).map(|i| format!("{what} {}", i + 1));
        let called = |table: Table, what: &str, role: Field| {
            numbered(table, what).map(|record| match shown(role) {
                Some(role) => format!("{record} ({role})"),
                None => record,
            })
        };
        let container = |table: Table, field: Field| {
            shown(field).map_or_else(|| numbered(table, "container"), |c| Some(format!("container {c}")))
        };
        let record = match field.table() {
            None => return field.name(),
            Some(Table::Containers) => {
                container(Table::Containers, Field::Container(ContainerField::Reference))
            }
            Some(Table::Packed) => container(Table::Packed, Field::Packed(PackedField::Reference)),
            Some(Table::Items) => container(Table::Items, Field::Item(ItemField::Container))
                .zip(at.of(Table::Items))
                .map(|(container, i)| format!("item {} in {container}", i + 1)),
            Some(Table::Goods | Table::Codes) => numbered(Table::Goods, "goods"),
            Some(Table::Invoices) => numbered(Table::Invoices, "invoice"),
            Some(Table::Lines) => numbered(Table::Invoices, "invoice")
                .zip(numbered(Table::Lines, "line"))
                .map(|(invoice, line)| format!("{invoice}, {line}")),
            Some(Table::Parties | Table::Ids) => {
                called(Table::Parties, "party", Field::Party(PartyField::Role))
            }
            Some(Table::Places) => called(Table::Places, "place", Field::Place(PlaceField::Role)),
            Some(Table::Legs) => called(Table::Legs, "leg", Field::Leg(LegField::Stage)),
            Some(Table::Clauses) => numbered(Table::Clauses, "clause"),
        };
        let record = record.unwrap_or_else(|| "a record".to_owned()).replace('"', "");
        format!("{record}: {}", field.name())
    }

    /// The currency of a field's amounts, if it has one.
    fn currency(&self, field: Field, at: &Here) -> Option<Currency> {
        let value = self.facts.value(field.currency()?, at)?;
        Currency::from_number(u32::try_from(to_u64(&value)?).ok()?)
    }

    fn value(&self, field: Field, at: &Here) -> String {
        match self.facts.value(field, at) {
            Some(value) => field.unit().show(value, self.currency(field, at)),
            None => "absent".to_owned(),
        }
    }

    /// Why a value is not in a list, or is.
    fn looked_up(&self, field: Field, list: usize, wanted: bool, at: &Here) -> String {
        let Some(value) = self.facts.value(field, at) else {
            return format!("{} is absent", self.named(field, at));
        };
        let holds = |lookup| self.facts.lists.get(list).is_some_and(|tree| tree.holds(value, lookup));
        let (name, shown) = (self.named(field, at), self.value(field, at));
        let list = self.plan.list_name(list);
        if holds(Lookup::Met) && !holds(Lookup::Covered) {
            return format!("{name} {shown} may be in {list}: an entry that begins so has more digits");
        }
        format!("{name} {shown} is {} {list}", if wanted { "not in" } else { "in" })
    }

    fn equality(&self, field: Field, value: &Value, wanted: bool, at: &Here) -> String {
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

    fn comparison(&self, left: &Side, relation: Relation, right: &Side, wanted: bool, at: &Here) -> String {
        for side in [left, right] {
            if let Some(absent) = self.absent(side, at) {
                return absent;
            }
        }
        let unit = |side: &Side| side.iter().find_map(|term| unit(term.quantity));
        let unit = unit(left).or_else(|| unit(right)).unwrap_or(Unit::Count);
        // What is asked of stands first, as in the policy's explanation.
        let flip = !is_plain(left) && is_plain(right);
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
    fn side(&self, side: &Side, other: &Side, unit: Unit, at: &Here) -> String {
        if let [Term { quantity: Quantity::Operand(operand), times: None, .. }] = side.as_slice() {
            return self.plan.shown(*operand).to_owned();
        }
        let currency = side.iter().find_map(|term| self.currency_of(term.quantity, at));
        let show = |number: Option<F>| {
            let number = number.and_then(|number| to_u128(&number));
            number.map_or_else(String::new, |number| unit.show_wide(number, currency))
        };
        let words = self.plan.sum_words(side, other, |term| {
            let name = match term.quantity {
                Quantity::Field(field) => self.named(field, at),
                Quantity::Operand(operand) => return self.plan.shown(operand).to_owned(),
                quantity => quantity.words(self.plan),
            };
            format!("{name} {}", show(self.plan.term(self.facts, &Term::of(term.quantity), at)))
        });
        if is_plain(side) && side.len() == 1 {
            return words;
        }
        // Both sides may be scaled up by a constant; this one is shown at the scale of its unit.
        let scale = u128::from(common_scale(side, other).max(common_scale(other, side)));
        let result = self.plan.side(self.facts, side, at).and_then(|number| to_u128(&number));
        let result = result.map_or_else(String::new, |number| unit.show_wide(number / scale, currency));
        format!("{words} = {result}")
    }

    /// The currency of a quantity's amounts, if it has one.
    fn currency_of(&self, quantity: Quantity, at: &Here) -> Option<Currency> {
        match quantity {
            Quantity::Field(field) => self.currency(field, at),
            Quantity::Sum(table, field) => self.currency(field, &self.facts.records(table, at).next()?),
            Quantity::Total(table, field) => {
                self.currency(field, &self.facts.records(table.outer()?, at).next()?)
            }
            _ => None,
        }
    }

    /// That something which a side names is not there.
    fn absent(&self, side: &Side, at: &Here) -> Option<String> {
        side.iter().find_map(|term| match term.quantity {
            Quantity::Field(field) if self.facts.value(field, at).is_none() => {
                Some(format!("{} is absent", self.named(field, at)))
            }
            Quantity::Sum(table, _) | Quantity::Total(table, _)
                if self.facts.quantity(term.quantity, at).is_none() =>
            {
                Some(format!("there are no records of {}", table.name()))
            }
            _ => None,
        })
    }

    /// Whether two HS codes are of one heading.
    fn heading(&self, field: Field, other: Field, digits: u8, wanted: bool, at: &Here) -> String {
        for field in [field, other] {
            if self.facts.value(field, at).is_none() {
                return format!("{} is absent", self.named(field, at));
            }
        }
        let [own, other] =
            [field, other].map(|field| format!("{} {}", self.named(field, at), self.value(field, at)));
        let differ = if wanted { "differ in" } else { "have the same" };
        format!("{own} and {other} {differ} their first {digits} digits")
    }
}

/// What a quantity is measured in; operands are in whatever they are compared with.
const fn unit(quantity: Quantity) -> Option<Unit> {
    match quantity {
        Quantity::Field(field) | Quantity::Sum(_, field) | Quantity::Total(_, field) => Some(field.unit()),
        Quantity::Count(_) => Some(Unit::Count),
        Quantity::Today => Some(Unit::Day),
        Quantity::Operand(_) => None,
    }
}

/// The number that a field element below 2^128 is.
fn to_u128(value: &F) -> Option<u128> {
    let [low, high, rest @ ..] = value.into_bigint().0;
    rest.iter().all(|limb| *limb == 0).then(|| u128::from(high) << 64 | u128::from(low))
}
