//! Whether documents meet a policy, by the semantics of [`plan`](super::plan): the twin of its circuit.

mod facts;
mod names;
mod why;

pub use facts::Facts;

use super::{
    Policy,
    plan::{Condition, Field, OperandId, Plan, Quantity, Relation, Side, Table, Term, Value},
};
use crate::{
    document::hs,
    field::{F, to_u64},
};
use facts::Here;
use serde::Serialize;

/// Why nothing can be said of documents under a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// More records than the circuit has room for.
    #[error("the documents have {have} records in {}, and the policy has room for {room}: a larger one in its [room] lets them in", table.name())]
    Records {
        /// Of which table.
        table: Table,
        /// How many there are.
        have: usize,
        /// How many fit.
        room: usize,
    },
    /// Other lists than the policy names.
    #[error("the policy looks values up in {wanted} lists, and {given} are given")]
    Lists {
        /// How many the policy names.
        wanted: usize,
        /// How many were given.
        given: usize,
    },
    /// A list's tree has another form than the policy's circuit expects.
    #[error(
        "the list {name} is not of the kind or depth that the policy asks for: make its tree with the policy's terms"
    )]
    ListForm {
        /// The list's name.
        name: String,
    },
}

/// What came of one predicate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The predicate's name.
    pub name: String,
    /// What the policy says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// Whether it holds.
    pub holds: bool,
    /// Why it does not, with the documents' values: for the owner's eyes only.
    pub reasons: Vec<String>,
}

/// What came of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Whether all predicates hold.
    pub holds: bool,
    /// Each of them.
    pub predicates: Vec<Outcome>,
}

impl Policy {
    /// Applies the policy to documents.
    ///
    /// # Errors
    /// If the documents or lists do not fit the policy's circuit, whatever they say.
    pub fn evaluate(&self, facts: &Facts<'_>) -> Result<Verdict, Unfit> {
        let holds = self.plan.evaluate(facts)?;
        let outcome =
            |((predicate, stated), holds): ((&super::plan::Predicate, &super::Stated), bool)| Outcome {
                name: predicate.name.clone(),
                says: stated.says.clone(),
                holds,
                reasons: if holds {
                    Vec::new()
                } else {
                    why::reasons(&self.plan, facts, &predicate.condition)
                },
            };
        let predicates: Vec<_> =
            self.plan.predicates.iter().zip(&self.stated).zip(holds).map(outcome).collect();
        Ok(Verdict { holds: predicates.iter().all(|p| p.holds), predicates })
    }
}

impl Plan {
    /// Of each predicate, whether it holds.
    ///
    /// # Errors
    /// If the documents or lists do not fit the policy's circuit, whatever they say.
    pub fn evaluate(&self, facts: &Facts<'_>) -> Result<Vec<bool>, Unfit> {
        if facts.lists.len() != self.lists.len() {
            return Err(Unfit::Lists { wanted: self.lists.len(), given: facts.lists.len() });
        }
        for (list, tree) in self.lists.iter().zip(facts.lists) {
            if (tree.width(), tree.depth()) != (list.width, list.depth) {
                return Err(Unfit::ListForm { name: list.name.clone() });
            }
        }
        for table in self.tables() {
            let (have, room) = (facts.most(table), self.sizes.of(table));
            if have > room {
                return Err(Unfit::Records { table, have, room });
            }
        }
        Ok(self.predicates.iter().map(|p| self.holds(facts, &p.condition, &Here::default())).collect())
    }

    /// Whether a condition holds, with these records at hand.
    pub(super) fn holds(&self, facts: &Facts<'_>, condition: &Condition, at: &Here) -> bool {
        let inside = |condition: &Condition| self.holds(facts, condition, at);
        match condition {
            Condition::All(all) => all.iter().all(inside),
            Condition::Any(any) => any.iter().any(inside),
            Condition::None(none) => !none.iter().any(inside),
            Condition::Every(table, inner) => {
                facts.records(*table, at).all(|at| self.holds(facts, inner, &at))
            }
            Condition::Some(table, inner) => {
                facts.records(*table, at).any(|at| self.holds(facts, inner, &at))
            }
            Condition::Present(field) => facts.value(*field, at).is_some(),
            Condition::Compare(left, relation, right) => {
                let sides = (self.side(facts, left, at), self.side(facts, right, at));
                let (Some(left), Some(right)) = sides else { return false };
                match relation {
                    Relation::AtMost => left <= right,
                    Relation::Below => left < right,
                    Relation::Same => left == right,
                }
            }
            Condition::SameHeading(field, other, digits) => {
                let scale = 10u64.pow(u32::from(hs::DIGITS.saturating_sub(*digits)));
                let heading = |field: Field| Some(to_u64(&facts.value(field, at)?)? / scale);
                heading(*field).is_some_and(|own| heading(*other) == Some(own))
            }
            Condition::Equal(field, value) => {
                let other = match value {
                    Value::Field(other) => facts.value(*other, at),
                    Value::Operand(operand) => self.operands.get(operand.0).map(|operand| operand.value),
                };
                other.is_some() && facts.value(*field, at) == other
            }
            Condition::InList { field, list, lookup } => {
                let value = facts.value(*field, at);
                value.zip(facts.lists.get(list.0)).is_some_and(|(value, tree)| tree.holds(value, *lookup))
            }
        }
    }

    /// The number that a side is; `None` if what it names is absent. It is far below the field's order: each term is shorter than
    /// 64 + 16 + 32 + 32 bits.
    pub(super) fn side(&self, facts: &Facts<'_>, side: &Side, at: &Here) -> Option<F> {
        side.iter().try_fold(F::from(0u64), |sum, term| Some(sum + self.term(facts, term, at)?))
    }

    /// The number that a term is; `None` if what it names is absent.
    pub(super) fn term(&self, facts: &Facts<'_>, term: &Term, at: &Here) -> Option<F> {
        let operand = |id: OperandId| self.operands.get(id.0).map(|operand| operand.value);
        let quantity = match term.quantity {
            Quantity::Operand(id) => operand(id)?,
            other => F::from(facts.quantity(other, at)?),
        };
        Some(quantity * F::from(term.scale) * term.times.map_or(Some(F::from(1u64)), operand)?)
    }
}
