//! Values that are looked up in lists, and HS codes by their beginnings.

use super::{Reader, quantity::Named};
use crate::{
    field::F,
    policy::{
        plan::{Condition, Field, ListId, Quantity, Relation, Term},
        source::Node,
        unit::{Unit, heading},
    },
};

impl Reader<'_> {
    /// Codes that begin with these digits are a range of numbers.
    pub(super) fn starts_with(&self, value: &Node, named: &Named) -> Option<Condition> {
        let digits = self.text(value, "starts-with")?;
        if named.unit != Unit::Hs {
            let message = format!("{} is {}, no HS code", named.name, named.unit.words());
            return self.wrong(value.at, message, "starts-with is for HS codes such as items.hsCodes");
        }
        let Some((low, high)) = heading(digits) else {
            return self.wrong(
                value.at,
                format!("{digits:?} is no beginning of an HS code"),
                "write 1 to 12 digits in quotes",
            );
        };
        let low = self.operand(F::from(low), format!("{digits}.."));
        let high = self.operand(F::from(high), format!("..{digits}"));
        let own = Quantity::Field(self.of_field(value, named)?);
        let [low, own, high] =
            [Quantity::Operand(low), own, Quantity::Operand(high)].map(|q| vec![Term::of(q)]);
        Some(Condition::All(vec![
            Condition::Compare(low, Relation::AtMost, own.clone()),
            Condition::Compare(own, Relation::AtMost, high),
        ]))
    }

    pub(super) fn looked_up(&self, value: &Node, named: &Named) -> Option<(Field, ListId)> {
        let (id, list) = self.list(value)?;
        let field = self.of_field(value, named)?;
        let kind = list.terms.kind;
        if list.known && !kind.takes(named.unit) {
            let message = format!(
                "{} is {}, but {} is a list of {}",
                named.name,
                named.unit.words(),
                list.terms.name,
                kind.words()
            );
            let fitting =
                self.lists.iter().find(|l| l.terms.kind.takes(named.unit)).map(|l| l.terms.name.as_str());
            return self.wrong(
                value.at,
                message,
                fitting.map_or_else(
                    || "name a list of the field's kind".to_owned(),
                    |name| format!("{name} is a list that fits"),
                ),
            );
        }
        Some((field, id))
    }
}
