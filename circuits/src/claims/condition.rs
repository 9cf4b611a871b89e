//! Conditions as flags over wires, after the meaning that [`plan`](crate::policy::plan) gives them.

use super::{
    annexes::{Annex, Annexes},
    arithmetic::Flag,
    netlist::{Builder, Netlist, Wire},
    opening::{Opened, Record},
};
use crate::{
    field::F,
    policy::{
        ListTree,
        plan::{
            Condition, Field, OperandId, Plan, Predicate, Quantity, Relation, Side, Table, Term,
            ValuationField, Value,
        },
    },
};
use std::collections::{HashMap, HashSet};

/// Bits of a number in a document, of an operand, of a count.
const NUMBER_BITS: u16 = 64;

/// Bits by which a sum over at most twelve times 256 records is longer than what is summed.
const SUM_BITS: u16 = 12;

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

/// The records at hand, by their positions in each table.
#[derive(Clone, Copy, Default)]
struct Here([usize; Table::ALL.len()]);

impl Here {
    const fn of(&self, table: Table) -> usize {
        self.0[table as usize]
    }

    const fn with(mut self, table: Table, position: usize) -> Self {
        self.0[table as usize] = position;
        self
    }
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
    headings: HashMap<(Wire, u8), Wire>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(b: Builder, plan: &'a Plan, values: Values<'a>) -> Self {
        Self { b, plan, values, not_zero: HashMap::new(), bounded: HashSet::new(), headings: HashMap::new() }
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
            Condition::SameHeading(field, other, digits) => {
                let [(own, present), (other, also)] = [*field, *other].map(|field| self.slot(field, here));
                let [own, other] = [own, other].map(|code| self.heading(code, *digits));
                let same = self.b.is_same(own, other);
                let both = self.b.and(present, also);
                self.b.and(both, same)
            }
            Condition::InList { field, list, lookup } => {
                let (value, present) = self.slot(*field, here);
                let tree = self.values.lists.and_then(|lists| lists.get(list.0).copied());
                let (used, root) = (&self.plan.lists[list.0], self.values.roots[list.0]);
                let found = self.b.look_up(value, *lookup, used, root, tree);
                self.b.and(present, found.listed)
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
        let terms: Vec<Number> = side.iter().map(|term| self.term(term, here)).collect();
        // A bit for each doubling of the terms.
        let bits =
            terms.iter().map(|term| term.bits).max().unwrap_or(0) + terms.len().max(1).ilog2() as u16 + 1;
        let present = self.b.all(terms.iter().map(|term| term.present));
        match terms.as_slice() {
            [] => Number {
                wire: self.b.constant(F::from(0u64)),
                present: self.values.always,
                bits: NUMBER_BITS,
            },
            [only] => Number { ..*only },
            many => Number { wire: self.b.sum(many.iter().map(|term| term.wire)), present, bits },
        }
    }

    fn term(&mut self, term: &Term, here: Here) -> Number {
        let mut number = self.quantity(term.quantity, here);
        if term.scale != 1 {
            let scale = self.b.constant(F::from(term.scale));
            number.wire = self.b.product(number.wire, scale);
            number.bits += FACTOR_BITS;
        }
        if let Some(times) = term.times {
            let factor = self.operand(times);
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
                self.sum(table, field, places)
            }
            Quantity::Total(table, field) => {
                let mut places = Vec::new();
                for (outer, here) in table.outer().map(|outer| self.places(outer, here)).unwrap_or_default() {
                    for (active, here) in self.places(table, here) {
                        places.push((self.b.and(outer, active), here));
                    }
                }
                self.sum(table, field, places)
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

    /// The sum of a field over places of a table.
    fn sum(&mut self, table: Table, field: Field, places: Vec<(Flag, Here)>) -> Number {
        let active: Vec<Flag> = places.iter().map(|(active, _)| *active).collect();
        // Records fill their table from the start; columns need not, and neither need the records of several tables.
        let is_one_list = table.column().is_none() && active.len() <= self.plan.sizes.of(table);
        let some = self.b.any(active.iter().copied().take(if is_one_list { 1 } else { active.len() }));
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

    fn operand(&self, OperandId(id): OperandId) -> Wire {
        self.values.operands[id]
    }

    /// Bounds a document's number: what an issuer signed could be anything.
    fn bound(&mut self, value: Wire) {
        if self.bounded.insert(value) {
            self.b.range(value, NUMBER_BITS);
        }
    }

    /// The first digits of an HS code, cut off once however many codes it is compared with.
    fn heading(&mut self, code: Wire, digits: u8) -> Wire {
        if let Some(heading) = self.headings.get(&(code, digits)) {
            return *heading;
        }
        self.bound(code);
        let heading = self.b.leading_digits(code, digits);
        self.headings.insert((code, digits), heading);
        heading
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
            _ => &None,
        };
        annex.as_ref().map_or(self.values.always, |annex| annex.there)
    }

    /// A field's wire.
    fn value(&self, field: Field, here: Here) -> Wire {
        let Values { bill, annexes, valuation, .. } = &self.values;
        let header = |opened: Option<&Opened>| opened?.header.get(&field.position(0)).copied();
        let annex = |annex: Option<&Annex>| header(annex.map(|annex| &annex.opened));
        let wire = match (field.table(), field) {
            (None, Field::PackingList(_)) => annex(annexes.packing_list.as_ref()),
            (None, Field::Insurance(_)) => annex(annexes.insurance.as_ref()),
            (None, Field::Valuation(f)) => valuation.get(&f).copied(),
            (None, _) => header(Some(bill)),
            (Some(Table::Invoices), _) => annex(annexes.invoices.get(here.of(Table::Invoices))),
            (Some(table), _) => {
                // Columns stand in the records of the table around them.
                let (of, column) = match (table.column(), table.outer()) {
                    (Some(_), Some(outer)) => (outer, here.of(table)),
                    _ => (table, 0),
                };
                let record = self.records(of, here).get(here.of(of));
                record.and_then(|record| record.fields.get(field.position(column)).copied())
            }
        };
        #[allow(
            clippy::expect_used,
            reason = "what a plan names is opened, and a record's field stands within its table"
        )]
        wire.expect("a field that the plan names")
    }

    /// The records of a table that is no column of another and not of invoices.
    fn records(&self, table: Table, here: Here) -> &[Record] {
        let annexes = &self.values.annexes;
        let opened = match table {
            Table::Containers | Table::Items | Table::Goods => Some(&self.values.bill),
            Table::Packed => annexes.packing_list.as_ref().map(|annex| &annex.opened),
            Table::Lines => annexes.invoices.get(here.of(Table::Invoices)).map(|annex| &annex.opened),
            _ => annexes.dossier.as_ref().map(|annex| &annex.opened),
        };
        table.records().zip(opened).map_or(&[], |(records, opened)| opened.list(records))
    }

    /// The places of a table: whether each is taken, and what is at hand there.
    fn places(&mut self, table: Table, here: Here) -> Vec<(Flag, Here)> {
        let active: Vec<Flag> = match (table, table.column()) {
            (Table::Invoices, _) => self.values.annexes.invoices.iter().map(|annex| annex.there).collect(),
            (_, Some(column)) => {
                let places = 0..self.plan.sizes.of(table);
                let values: Vec<Wire> =
                    places.map(|place| self.value(column, here.with(table, place))).collect();
                values.into_iter().map(|value| self.is_not_zero(value)).collect()
            }
            _ => self.records(table, here).iter().map(|record| record.active).collect(),
        };
        let at = |(place, active)| (active, here.with(table, place));
        active.into_iter().enumerate().map(at).collect()
    }
}
