//! Amounts compare in one currency only.

use super::{Reader, against::Against, quantity::Named};
use crate::document::InvoiceField;
use crate::policy::{
    plan::{Condition, Field, Quantity, Table, ValuationField, Value},
    source::Node,
    unit::Unit,
};

/// Where the currency of amounts stands: that of one amount, or of each invoice whose amounts are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Currency {
    field: Field,
    /// The amount itself, unless several are added up.
    amount: Option<Field>,
}

impl Reader<'_> {
    /// The condition, after it was noted that both sides must be in one currency ([`Self::guard`]).
    pub(super) fn in_one_currency(
        &self,
        at: &Node,
        condition: Condition,
        named: &Named,
        against: &Against,
    ) -> Option<Condition> {
        let own = currencies(named);
        let mut guards = Vec::new();
        for code in against.literals.iter().filter_map(|literal| literal.currency) {
            for currency in &own {
                let operand = self.operand(code.value(), code.code());
                guards.push(currency.is(Value::Operand(operand)));
            }
        }
        let others = against.of.as_ref().map(currencies).unwrap_or_default();
        if let Some((first, rest)) = own.split_first() {
            guards.extend(rest.iter().chain(&others).filter_map(|other| same(*first, *other)));
        }
        let is_amount = matches!(named.unit, Unit::Money | Unit::Thousandths | Unit::Price);
        let needs =
            others.is_empty() || own.first().is_none_or(|own| others.iter().any(|o| o.field != own.field));
        if is_amount && guards.is_empty() && needs {
            return self.wrong(
                at.at,
                format!("no currency is known for {}", named.name),
                "write the amount with its currency",
            );
        }
        guards.into_iter().for_each(|guard| self.guard(guard));
        Some(condition)
    }
}

/// The currencies of a quantity's amounts, none twice.
fn currencies(named: &Named) -> Vec<Currency> {
    let mut all: Vec<Currency> = Vec::new();
    for quantity in named.quantities() {
        let currency = match quantity {
            Quantity::Field(field) => field.currency().map(|of| Currency { field: of, amount: Some(field) }),
            // All lines of an invoice are in its currency, which is at hand.
            Quantity::Sum(Table::Lines, field) => field
                .currency()
                .map(|of| Currency { field: of, amount: Some(Field::Invoice(InvoiceField::Total)) }),
            Quantity::Sum(_, field) | Quantity::Total(_, field) => {
                field.currency().map(|of| Currency { field: of, amount: None })
            }
            Quantity::Count(_) | Quantity::Operand(_) | Quantity::Today => None,
        };
        all.extend(
            currency.filter(|c| {
                !all.iter().any(|o| o.field == c.field && o.amount.is_some() == c.amount.is_some())
            }),
        );
    }
    all
}

impl Currency {
    /// That the amount, if it is there, or each that is added up, is in this currency.
    fn is(self, value: Value) -> Condition {
        let equal = Condition::Equal(self.field, value);
        match self.amount {
            Some(amount) => Condition::Any(vec![Condition::None(vec![Condition::Present(amount)]), equal]),
            None => Condition::Every(Table::Invoices, Box::new(equal)),
        }
    }
}

/// What makes two amounts be of one currency; nothing if they always are.
fn same(a: Currency, b: Currency) -> Option<Condition> {
    let own = Field::Invoice(InvoiceField::Currency);
    let valuation = || Value::Field(Field::Valuation(ValuationField::Currency));
    match (a.amount, b.amount) {
        (Some(_), Some(_)) if a.field == b.field => None,
        // A sum over the invoices beside an amount of the one at hand: "the one at hand" would be each in turn, compared with
        // itself. All of them, which it is one of, are then in the currency of the valuation; and so are those of two sums.
        (None, Some(_)) if b.field == own => Some(a.is(valuation())),
        (Some(_), None) if a.field == own => Some(b.is(valuation())),
        (None, None) => Some(a.is(valuation())),
        (_, Some(_)) => Some(a.is(Value::Field(b.field))),
        (Some(_), None) => Some(b.is(Value::Field(a.field))),
    }
}
