//! Amounts compare in one currency only.

use super::{
    Reader,
    leaf::all,
    quantity::{Named, Term},
};
use crate::document::InvoiceField;
use crate::policy::{
    plan::{Condition, Field, Quantity, Table, ValuationField, Value as Against},
    source::Node,
    unit::Unit,
};

impl Reader<'_> {
    /// The condition, and that both sides are in one currency.
    pub(super) fn in_one_currency(
        &self,
        at: &Node,
        condition: Condition,
        named: &Named,
        term: &Term,
    ) -> Option<Condition> {
        let mut conditions = vec![condition];
        let codes: Vec<_> = term.literals.iter().filter_map(|literal| literal.currency).collect();
        let of = term.of.as_ref();
        for code in codes {
            let operand = self.operand(code.value(), code.code());
            conditions.push(currency_is(named, Against::Operand(operand))?);
        }
        if let Some(of) = of {
            conditions.extend(same_currency(named, of));
        }
        if matches!(named.unit, Unit::Money | Unit::Thousandths | Unit::Price)
            && conditions.len() == 1
            && of.is_none_or(|of| currency_field(of) != currency_field(named))
        {
            return self.wrong(
                at.at,
                format!("no currency is known for {}", named.name),
                "write the amount with its currency",
            );
        }
        Some(all(conditions))
    }
}

/// Where the currency of a quantity stands, and the table over whose records a sum runs.
fn currency_field(named: &Named) -> Option<(Option<Table>, Field)> {
    match named.quantity {
        Quantity::Field(field) => Some((None, field.currency()?)),
        // All lines of an invoice are in its currency, which is at hand.
        Quantity::Sum(table, field) => {
            Some((Some(table).filter(|t| *t == Table::Invoices), field.currency()?))
        }
        _ => None,
    }
}

/// All amounts of a quantity are in this currency.
fn currency_is(named: &Named, against: Against) -> Option<Condition> {
    let (table, field) = currency_field(named)?;
    let equal = Condition::Equal(field, against);
    Some(match table {
        Some(table) => Condition::Every(table, Box::new(equal)),
        None => equal,
    })
}

/// What makes two amounts be of one currency; nothing if they always are.
fn same_currency(a: &Named, b: &Named) -> Vec<Condition> {
    let (Some((table_a, field_a)), Some((table_b, field_b))) = (currency_field(a), currency_field(b)) else {
        return Vec::new();
    };
    let own = Field::Invoice(InvoiceField::Currency);
    match (table_a, table_b) {
        (None, None) if field_a == field_b => Vec::new(),
        // A sum over the invoices beside an amount of the one at hand: "the one at hand" would be each in turn, compared with
        // itself. All of them, which it is one of, are then in the currency of the valuation.
        (Some(_), None) if field_b == own => in_valuation_currency(a),
        (None, Some(_)) if field_a == own => in_valuation_currency(b),
        (_, None) => currency_is(a, Against::Field(field_b)).into_iter().collect(),
        (None, Some(_)) => currency_is(b, Against::Field(field_a)).into_iter().collect(),
        // Two sums over the invoices: those are then all in the currency of the valuation.
        (Some(_), Some(_)) => in_valuation_currency(a),
    }
}

fn in_valuation_currency(named: &Named) -> Vec<Condition> {
    currency_is(named, Against::Field(Field::Valuation(ValuationField::Currency))).into_iter().collect()
}
