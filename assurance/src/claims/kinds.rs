//! Which kinds of conditions a plan states.

use plimsoll_circuits::policy::plan::{
    Condition, Field, ListWidth, Lookup, Plan, Quantity, Relation, Side, Table, Term, Value,
};
use std::collections::BTreeSet;

/// All that a policy's vocabulary can state.
pub const ALL: [&str; 57] = [
    "all of",
    "any of",
    "none of",
    "every record",
    "some record",
    "present",
    "compared",
    "equal",
    "in a list",
    "in a narrow list",
    "in a wide list",
    "in a list of prefixes",
    "met in a list",
    "equal to a field",
    "equal to an operand",
    "of one heading",
    "at most",
    "below",
    "same",
    "a field",
    "a sum",
    "a total",
    "a count",
    "an operand",
    "today",
    "several terms",
    "times a constant",
    "times an operand",
    "table of invoices",
    "table of lines",
    "table of containers",
    "table of items",
    "table of goods",
    "table of codes",
    "table of packed containers",
    "table of parties",
    "table of ids",
    "table of places",
    "table of legs",
    "table of clauses",
    "field of bill",
    "field of packing list",
    "field of insurance",
    "field of valuation",
    "field of invoice",
    "field of line",
    "field of container",
    "field of item",
    "field of goods",
    "code",
    "field of packed container",
    "field of party",
    "id",
    "scheme of an id",
    "field of place",
    "field of leg",
    "field of clause",
];

/// The kinds that a plan states.
#[must_use]
pub fn of(plan: &Plan) -> BTreeSet<&'static str> {
    let mut kinds = Kinds { plan, found: BTreeSet::new() };
    plan.predicates.iter().for_each(|predicate| kinds.condition(&predicate.condition));
    kinds.found
}

struct Kinds<'a> {
    plan: &'a Plan,
    found: BTreeSet<&'static str>,
}

impl Kinds<'_> {
    fn condition(&mut self, condition: &Condition) {
        let name = match condition {
            Condition::All(_) => "all of",
            Condition::Any(_) => "any of",
            Condition::None(_) => "none of",
            Condition::Every(..) => "every record",
            Condition::Some(..) => "some record",
            Condition::Present(_) => "present",
            Condition::Compare(..) => "compared",
            Condition::Equal(..) => "equal",
            Condition::SameHeading(..) => "of one heading",
            Condition::InList { lookup: Lookup::Covered, .. } => "in a list",
            Condition::InList { lookup: Lookup::Met, .. } => "met in a list",
        };
        self.found.insert(name);
        match condition {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            Condition::Every(table, inner) | Condition::Some(table, inner) => {
                self.table(*table);
                self.condition(inner);
            }
            Condition::Present(field) => self.field(*field),
            Condition::Compare(left, relation, right) => {
                self.side(left);
                self.side(right);
                self.found.insert(match relation {
                    Relation::AtMost => "at most",
                    Relation::Below => "below",
                    Relation::Same => "same",
                });
            }
            Condition::Equal(field, value) => {
                self.field(*field);
                if let Value::Field(other) = value {
                    self.field(*other);
                }
                self.found.insert(match value {
                    Value::Field(_) => "equal to a field",
                    Value::Operand(_) => "equal to an operand",
                });
            }
            Condition::SameHeading(field, other, _) => {
                self.field(*field);
                self.field(*other);
            }
            Condition::InList { field, list, .. } => {
                self.field(*field);
                self.found.insert(match self.plan.lists[list.0].width {
                    ListWidth::Narrow => "in a narrow list",
                    ListWidth::Wide => "in a wide list",
                    ListWidth::Prefixes => "in a list of prefixes",
                });
            }
        }
    }

    fn side(&mut self, side: &Side) {
        if side.len() > 1 {
            self.found.insert("several terms");
        }
        side.iter().for_each(|term| self.term(term));
    }

    fn term(&mut self, term: &Term) {
        let quantity = match term.quantity {
            Quantity::Field(field) => {
                self.field(field);
                "a field"
            }
            Quantity::Sum(table, field) => {
                self.table(table);
                self.field(field);
                "a sum"
            }
            Quantity::Total(table, field) => {
                self.table(table);
                self.field(field);
                "a total"
            }
            Quantity::Count(table) => {
                self.table(table);
                "a count"
            }
            Quantity::Operand(_) => "an operand",
            Quantity::Today => "today",
        };
        let scaled = (term.scale != 1).then_some("times a constant");
        self.found
            .extend([Some(quantity), scaled, term.times.map(|_| "times an operand")].into_iter().flatten());
    }

    fn table(&mut self, table: Table) {
        self.found.insert(match table {
            Table::Invoices => "table of invoices",
            Table::Lines => "table of lines",
            Table::Containers => "table of containers",
            Table::Items => "table of items",
            Table::Goods => "table of goods",
            Table::Codes => "table of codes",
            Table::Packed => "table of packed containers",
            Table::Parties => "table of parties",
            Table::Ids => "table of ids",
            Table::Places => "table of places",
            Table::Legs => "table of legs",
            Table::Clauses => "table of clauses",
        });
    }

    fn field(&mut self, field: Field) {
        self.found.insert(match field {
            Field::Bill(_) => "field of bill",
            Field::PackingList(_) => "field of packing list",
            Field::Insurance(_) => "field of insurance",
            Field::Valuation(_) => "field of valuation",
            Field::Invoice(_) => "field of invoice",
            Field::Line(_) => "field of line",
            Field::Container(_) => "field of container",
            Field::Item(_) => "field of item",
            Field::Goods(_) => "field of goods",
            Field::Code => "code",
            Field::Packed(_) => "field of packed container",
            Field::Party(_) => "field of party",
            Field::Id => "id",
            Field::IdScheme => "scheme of an id",
            Field::Place(_) => "field of place",
            Field::Leg(_) => "field of leg",
            Field::Clause(_) => "field of clause",
        });
    }
}
