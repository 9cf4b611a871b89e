//! The last step: an accepted entry enters state and log.

use super::{Checked, OrderRefusal, RuleError, StateMut, check_order, stateful};
use crate::{
    UnixTime,
    entry::{Action, Entry, Receipt, Roots, Snapshot},
    genesis::Genesis,
    order::SignedOrder,
    transition::EntryId,
    verdict::Rejection,
};

/// Accepts a transition that passed every check that needs no state. One that is on the log already gets its receipt.
///
/// # Errors
/// The first rule broken, or the state's own error; what `state` was told before then must be undone.
pub fn accept_transition<S: StateMut>(
    genesis: &Genesis,
    state: &mut S,
    checked: &Checked<'_>,
    time: UnixTime,
) -> Result<Receipt, RuleError<Rejection, S::Error>> {
    let id = checked.id();
    if let Some(made) = state.entry_of(id).map_err(RuleError::state)? {
        return Ok(Receipt::new(id, &made));
    }
    let effects = stateful::check(genesis, checked, state, time)?;
    let action = Action::Transition(checked.transition().clone());
    let made = enter(state, action, Some(id), time, |state, height| state.apply(&effects, height, time));
    Ok(Receipt::new(id, &made.map_err(RuleError::state)?))
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
    let action = Action::Order(Box::new(order.clone()));
    let made = enter(state, action, Some(id), time, |state, height| state.apply(&effects, height, time));
    Ok(Receipt::new(id, &made.map_err(RuleError::state)?))
}

/// Makes a change and logs it; `change` is told the height that it makes.
pub(super) fn enter<S: StateMut>(
    state: &mut S,
    action: Action,
    id: Option<EntryId>,
    time: UnixTime,
    change: impl FnOnce(&mut S, u64) -> Result<Roots, S::Error>,
) -> Result<Snapshot, S::Error> {
    let before = state.snapshot()?;
    let height = before.height + 1;
    let flushed = if matches!(action, Action::Flush(_)) { height } else { before.flushed };
    let roots = change(state, height)?;
    let entry = Entry { height, previous: before.entry_hash, time, action };
    let made = Snapshot { height, time, roots, flushed, entry_hash: entry.hash() };
    state.append(id, &entry, &made)?;
    Ok(made)
}
