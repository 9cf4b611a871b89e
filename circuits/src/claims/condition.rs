//! Conditions as flags over wires, after the meaning that [`plan`](crate::policy::plan) gives them.

use super::{
    annexes::{Annex, Annexes},
    arithmetic::Flag,
    netlist::{Builder, Netlist, Wire},
    opening::{Opened, Record},
};
use crate::{
    document::ItemField,
    field::F,
    policy::{
        ListTree,
        plan::{
            Condition, Factor, Field, OperandId, Plan, Predicate, Quantity, Relation, Side, Table,
            ValuationField, Value,
        },
    },
};
use std::collections::{HashMap, HashSet};

/// Bits of a number in a document, of an operand, of a count.
const NUMBER_BITS: u16 = 64;

/// Bits by which a sum over at most 256 records is longer than what is summed.
const SUM_BITS: u16 = 8;

/// Bits of a factor.
const FACTOR_BITS: u16 = 32;

/// Everything that conditions speak of, as wires.
pub(super) struct Values<'a> {
    /// The constant 1.
    pub always: Flag,
    /// The bill.
    pub bill: Opened,
    /// The annexes.
    pub annexes: Annexes,
    /// The valuation.
    pub valuation: HashMap<ValuationField, Wire>,
    /// The day.
    pub today: Wire,
    /// The operands.
    pub operands: Vec<Wire>,
    /// The roots of lists.
    pub roots: Vec<Wire>,
    /// The lists.
    pub lists: Option<&'a [&'a ListTree]>,
}

/// The records at hand, by position.
#[derive(Clone, Copy, Default)]
struct Here {
    invoice: usize,
    line: usize,
    container: usize,
    item: usize,
    code: usize,
    packed: usize,
}

/// A number with whether it is present, and how long it can be.
struct Number {
    wire: Wire,
    present: Flag,
    bits: u16,
}

/// Turns predicates into gates.
pub(super) struct Compiler<'a> {
    b: Builder,
    plan: &'a Plan,
    values: Values<'a>,
    not_zero: HashMap<Wire, Flag>,
    bounded: HashSet<Wire>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(b: Builder, plan: &'a Plan, values: Values<'a>) -> Self {
        Self { b, plan, values, not_zero: HashMap::new(), bounded: HashSet::new() }
    }

    /// Enforces a predicate.
    pub(super) fn require(&mut self, predicate: &Predicate) {
        // The scope is entered by hand: what is inside needs the whole compiler.
        let outer = self.b.enter(&predicate.name);
        let holds = self.condition(&predicate.condition, Here::default());
        self.b.require(holds);
        self.b.leave(outer);
    }

    pub(super) fn finish(self) -> (Netlist, Vec<F>) {
        self.b.finish()
    }

    fn condition(&mut self, condition: &Condition, here: Here) -> Flag {
        match condition {
            Condition::All(parts) => {
                let flags = self.each(parts, here);
                self.b.all(flags)
            }
            Condition::Any(parts) => {
                let flags = self.each(parts, here);
                self.b.any(flags)
            }
            Condition::None(parts) => {
                let flags = self.each(parts, here);
                let any = self.b.any(flags);
                self.b.not(any)
            }
            Condition::Every(table, inner) => {
                let flags: Vec<_> = self
                    .places(*table, here)
                    .into_iter()
                    .map(|(active, here)| {
                        let holds = self.condition(inner, here);
                        self.b.implies(active, holds)
                    })
                    .collect();
                self.b.all(flags)
            }
            Condition::Some(table, inner) => {
                let flags: Vec<_> = self
                    .places(*table, here)
                    .into_iter()
                    .map(|(active, here)| {
                        let holds = self.condition(inner, here);
                        self.b.and(active, holds)
                    })
                    .collect();
                self.b.any(flags)
            }
            Condition::Present(field) => {
                let value = self.value(*field, here);
                self.present(*field, value)
            }
            Condition::Compare(left, relation, right) => self.compare(left, *relation, right, here),
            Condition::Equal(field, other) => {
                let (value, present) = self.slot(*field, here);
                let (other, also) = match other {
                    Value::Field(other) => self.slot(*other, here),
                    Value::Operand(id) => (self.operand(*id), self.values.always),
                };
                let same = self.b.is_same(value, other);
                let both = self.b.and(present, also);
                self.b.and(both, same)
            }
            Condition::InList { field, list, digits } => {
                let (mut value, present) = self.slot(*field, here);
                if let Some(digits) = digits {
                    self.bound(value);
                    value = self.b.leading_digits(value, *digits);
                }
                let tree = self.values.lists.and_then(|lists| lists.get(list.0).copied());
                let found = self.b.in_list(value, &self.plan.lists[list.0], self.values.roots[list.0], tree);
                self.b.and(present, found)
            }
        }
    }

    fn each(&mut self, parts: &[Condition], here: Here) -> Vec<Flag> {
        parts.iter().map(|part| self.condition(part, here)).collect()
    }

    fn compare(&mut self, left: &Side, relation: Relation, right: &Side, here: Here) -> Flag {
        let (left, right) = (self.side(left, here), self.side(right, here));
        // Even, as ranges are.
        let bits = left.bits.max(right.bits).next_multiple_of(2);
        let holds = match relation {
            Relation::AtMost => self.b.at_most(left.wire, right.wire, bits),
            Relation::Below => {
                let not = self.b.at_most(right.wire, left.wire, bits);
                self.b.not(not)
            }
            Relation::Same => self.b.is_same(left.wire, right.wire),
        };
        let both = self.b.and(left.present, right.present);
        self.b.and(both, holds)
    }

    fn side(&mut self, side: &Side, here: Here) -> Number {
        let mut number = self.quantity(side.quantity, here);
        if let Some(plus) = side.plus {
            let plus = self.operand(plus);
            number.wire = self.b.add(number.wire, plus);
            number.bits += 1;
        }
        if let Some(times) = side.times {
            let factor = match times {
                Factor::Constant(factor) => self.b.constant(F::from(factor)),
                Factor::Operand(id) => self.operand(id),
            };
            number.wire = self.b.product(number.wire, factor);
            number.bits += FACTOR_BITS;
        }
        number
    }

    fn quantity(&mut self, quantity: Quantity, here: Here) -> Number {
        let always = self.values.always;
        match quantity {
            Quantity::Field(field) => {
                let (wire, present) = self.slot(field, here);
                self.bound(wire);
                Number { wire, present, bits: NUMBER_BITS }
            }
            Quantity::Sum(table, field) => {
                let places = self.places(table, here);
                let active: Vec<Flag> = places.iter().map(|(active, _)| *active).collect();
                // Records fill their table from the start; codes need not.
                let first = if table == Table::Codes { active.len() } else { 1 };
                let some = self.b.any(active.into_iter().take(first));
                let terms: Vec<Wire> = places
                    .into_iter()
                    .map(|(active, here)| {
                        let value = self.value(field, here);
                        self.bound(value);
                        self.b.product(active.wire(), value)
                    })
                    .collect();
                Number { wire: self.b.sum(terms), present: some, bits: NUMBER_BITS + SUM_BITS }
            }
            Quantity::Count(table) => {
                let places = self.places(table, here);
                let wire = self.b.sum(places.into_iter().map(|(active, _)| active.wire()));
                Number { wire, present: always, bits: NUMBER_BITS }
            }
            Quantity::Operand(id) => Number { wire: self.operand(id), present: always, bits: NUMBER_BITS },
            Quantity::Today => Number { wire: self.values.today, present: always, bits: NUMBER_BITS },
        }
    }

    fn operand(&self, OperandId(id): OperandId) -> Wire {
        self.values.operands[id]
    }

    /// Bounds a document's number: what an issuer signed could be anything.
    fn bound(&mut self, value: Wire) {
        if self.bounded.insert(value) {
            self.b.range(value, NUMBER_BITS);
        }
    }

    fn slot(&mut self, field: Field, here: Here) -> (Wire, Flag) {
        let value = self.value(field, here);
        (value, self.present(field, value))
    }

    fn is_not_zero(&mut self, value: Wire) -> Flag {
        if let Some(flag) = self.not_zero.get(&value) {
            return *flag;
        }
        let zero = self.b.is_zero(value);
        let flag = self.b.not(zero);
        self.not_zero.insert(value, flag);
        flag
    }

    /// Values of annexes that are not there are 0; those of records count only where a quantifier has found the record.
    fn present(&mut self, field: Field, value: Wire) -> Flag {
        if field.zero_is_a_value() { self.there(field) } else { self.is_not_zero(value) }
    }

    fn there(&self, field: Field) -> Flag {
        let annexes = &self.values.annexes;
        let annex = match field {
            Field::PackingList(_) => &annexes.packing_list,
            Field::Insurance(_) => &annexes.insurance,
            Field::Vessel(_) => &annexes.vessel,
            _ => &None,
        };
        annex.as_ref().map_or(self.values.always, |annex| annex.there)
    }

    /// A field's wire.
    fn value(&self, field: Field, here: Here) -> Wire {
        let Values { bill, annexes, valuation, .. } = &self.values;
        let header =
            |annex: Option<&Annex>, at: usize| annex.and_then(|annex| annex.opened.header.get(&at).copied());
        let record = |list: &[Record], place: usize, at: usize| {
            list.get(place).and_then(|record| record.fields.get(at).copied())
        };
        let wire = match field {
            Field::Bill(f) => bill.header.get(&f.index()).copied(),
            Field::PackingList(f) => header(annexes.packing_list.as_ref(), f.index()),
            Field::Insurance(f) => header(annexes.insurance.as_ref(), f.index()),
            Field::Vessel(f) => header(annexes.vessel.as_ref(), f.index()),
            Field::Valuation(f) => valuation.get(&f).copied(),
            Field::Invoice(f) => header(annexes.invoices.get(here.invoice), f.index()),
            Field::Line(f) => record(self.records(Table::Lines, here), here.line, f.index()),
            Field::Container(f) => record(&bill.first, here.container, f.index()),
            Field::Item(f) => record(&bill.second, here.item, f.index()),
            Field::Code => record(&bill.second, here.item, ItemField::HsCode0.index() + here.code),
            Field::Packed(f) => record(self.records(Table::Packed, here), here.packed, f.index()),
        };
        #[allow(
            clippy::expect_used,
            reason = "what a plan names is opened, and a record's field stands within its table"
        )]
        wire.expect("a field that the plan names")
    }

    fn records(&self, table: Table, here: Here) -> &[Record] {
        let annexes = &self.values.annexes;
        let annex = match table {
            Table::Containers => return &self.values.bill.first,
            Table::Items => return &self.values.bill.second,
            Table::Packed => annexes.packing_list.as_ref(),
            Table::Lines => annexes.invoices.get(here.invoice),
            Table::Invoices | Table::Codes => None,
        };
        annex.map_or(&[], |annex| &annex.opened.first)
    }

    /// The places of a table: whether each is taken, and what is at hand there.
    fn places(&mut self, table: Table, here: Here) -> Vec<(Flag, Here)> {
        let active: Vec<Flag> = match table {
            Table::Invoices => self.values.annexes.invoices.iter().map(|annex| annex.there).collect(),
            Table::Codes => {
                let codes: Vec<Wire> = (0..self.plan.sizes.codes)
                    .map(|code| self.value(Field::Code, Here { code, ..here }))
                    .collect();
                codes.into_iter().map(|code| self.is_not_zero(code)).collect()
            }
            table => self.records(table, here).iter().map(|record| record.active).collect(),
        };
        let at = |place: usize| match table {
            Table::Invoices => Here { invoice: place, ..here },
            Table::Lines => Here { line: place, ..here },
            Table::Containers => Here { container: place, ..here },
            Table::Items => Here { item: place, ..here },
            Table::Codes => Here { code: place, ..here },
            Table::Packed => Here { packed: place, ..here },
        };
        active.into_iter().enumerate().map(|(place, active)| (active, at(place))).collect()
    }
}
