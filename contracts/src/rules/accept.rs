//! The last step: an accepted entry enters state and log.

use super::{Checked, Effects, OrderRefusal, RuleError, StateMut, check_order, stateful};
use crate::{
    UnixTime,
    entry::{Action, Entry, Receipt},
    genesis::Genesis,
    order::SignedOrder,
    transition::{EntryId, Transition},
    verdict::{Code, Rejection},
};

/// Accepts a transition that passed every check that needs no state; `checked` must be of this `transition`. One that is on
/// the log already gets its receipt.
///
/// # Errors
/// The first rule broken, or the state's own error; what `state` was told before then must be undone.
pub fn accept_transition<S: StateMut>(
    genesis: &Genesis,
    state: &mut S,
    checked: &Checked,
    transition: &Transition,
    time: UnixTime,
) -> Result<Receipt, RuleError<Rejection, S::Error>> {
    let id = checked.id();
    if transition.id() != id {
        return Err(Rejection::new(Code::Malformed, "another transition was checked than this one").into());
    }
    if let Some(made) = state.entry_of(id).map_err(RuleError::state)? {
        return Ok(Receipt::new(id, &made));
    }
    let effects = stateful::check(genesis, checked, state, time)?;
    enter(state, &effects, Action::Transition(transition.clone()), id, time).map_err(RuleError::state)
}

/// Accepts an order. One that is on the log already gets its receipt.
///
/// # Errors
/// As [`accept_transition`].
pub fn accept_order<S: StateMut>(
    genesis: &Genesis,
    state: &mut S,
    order: &SignedOrder,
    time: UnixTime,
) -> Result<Receipt, RuleError<OrderRefusal, S::Error>> {
    let id = order.id(genesis.domain());
    if let Some(made) = state.entry_of(id).map_err(RuleError::state)? {
        return Ok(Receipt::new(id, &made));
    }
    let effects = check_order(genesis, order, state, time)?;
    enter(state, &effects, Action::Order(*order), id, time).map_err(RuleError::state)
}

fn enter<S: StateMut>(
    state: &mut S,
    effects: &Effects,
    action: Action,
    id: EntryId,
    time: UnixTime,
) -> Result<Receipt, S::Error> {
    let before = state.snapshot()?;
    let height = before.height + 1;
    let roots = state.apply(effects, height)?;
    let entry = Entry { height, previous: before.entry_hash, time, action, roots };
    let made = entry.snapshot();
    state.append(id, &entry, &made)?;
    Ok(Receipt::new(id, &made))
}
