//! What is checked of a transition against the ledger's state.

use super::{Checked, Control, Effects, RuleError, State};
use crate::{
    Day, UnixTime,
    entry::Snapshot,
    genesis::Genesis,
    time::accepts,
    transition::Posting,
    verdict::{Code, Rejection},
};
use plimsoll_circuits::{
    field::{F, to_u64},
    fingerprint::Class,
};
use std::collections::HashSet;

type Refusal<S> = RuleError<Rejection, <S as State>::Error>;

/// Whether the state accepts the transition at `time`, and what then changes. In this order: pause (`Paused`), last second (`TooLate`), date
/// (`StaleDate`), member root (`RevokedMember`, `StaleRoot`), notes root, frozen root (`StaleRoot`), generation
/// (`WrongGeneration`), nullifiers (`DuplicateNullifier`), fingerprints slot by slot (`ConflictDoc`, `ConflictInvoice`,
/// `ConflictBox`).
///
/// # Errors
/// The first rule broken, or the state's own error.
pub fn check<S: State>(
    genesis: &Genesis,
    checked: &Checked<'_>,
    state: &S,
    time: UnixTime,
) -> Result<Effects, Refusal<S>> {
    let posting = checked.posting();
    let snapshot = state.snapshot().map_err(RuleError::state)?;
    let control = state.control().map_err(RuleError::state)?;
    Rejection::unless(
        !control.paused,
        Code::Paused,
        "the ledger accepts no transitions for now: keep it and submit it again once resumed",
    )?;
    Rejection::unless(
        !checked.conditions().is_over(time),
        Code::TooLate,
        "its last second is over: whoever made it synchronises and proves again",
    )?;
    members_root(genesis, &control, &snapshot, state, posting, time)?;
    if let Some([notes, frozen]) = posting.notes_and_frozen_roots() {
        Rejection::unless(
            notes == snapshot.roots.notes || state.had_notes_root(notes).map_err(RuleError::state)?,
            Code::StaleRoot,
            "the note tree never had this root: synchronise and prove again",
        )?;
        Rejection::unless(
            frozen == snapshot.roots.frozen,
            Code::StaleRoot,
            "the set of frozen lots is another now: synchronise and prove again",
        )?;
    }
    if let Posting::Register(p) = posting {
        Rejection::unless(
            p.generation == F::from(0u64),
            Code::WrongGeneration,
            "a bill is registered with generation 0; others come from governance alone",
        )?;
    }
    fresh(state, posting)?;
    Ok(Effects {
        fingerprints: posting.fingerprints().collect(),
        nullifiers: posting.nullifiers().to_vec(),
        commitments: posting.commitments().to_vec(),
        member: None,
        org: None,
        control: Control { notes: control.notes + posting.commitments().len() as u64, ..control },
    })
}

/// The date first, then the member root: the newest, or within its grace one that was replaced, if nobody lost a role since.
fn members_root<S: State>(
    genesis: &Genesis,
    control: &Control,
    snapshot: &Snapshot,
    state: &S,
    posting: &Posting,
    time: UnixTime,
) -> Result<(), Refusal<S>> {
    if let Some(today) = posting.today() {
        Rejection::unless(
            to_u64(&today)
                .and_then(|day| u32::try_from(day).ok())
                .is_some_and(|day| accepts(time.day(), Day(day))),
            Code::StaleDate,
            "the date is neither the ledger's current nor its previous day: prove again with today's",
        )?;
    }
    let root = posting.members_root();
    if root == snapshot.roots.members {
        return Ok(());
    }
    let known = state.members_root(root).map_err(RuleError::state)?;
    let Some(known) = known else {
        let why = "the member tree never had this root: synchronise";
        return Err(Rejection::new(Code::StaleRoot, why).into());
    };
    Rejection::unless(
        control.revoked_at.is_none_or(|revoked| revoked <= known.height),
        Code::RevokedMember,
        "a membership was revoked since this member root: whoever is still a member synchronises and proves again",
    )?;
    let grace = genesis.member_grace_seconds;
    Rejection::unless(
        known.replaced.is_some_and(|at| time.seconds_since(at) <= grace),
        Code::StaleRoot,
        "the member root is too old: synchronise and prove again with the newest",
    )?;
    Ok(())
}

fn fresh<S: State>(state: &S, posting: &Posting) -> Result<(), Refusal<S>> {
    for nf in posting.nullifiers() {
        Rejection::unless(
            !state.has_nullifier(*nf).map_err(RuleError::state)?,
            Code::DuplicateNullifier,
            "an input note is spent: synchronise the wallet and see what became of it",
        )?;
    }
    // Slots are entered in order, so a value that stands twice in one posting meets itself.
    let mut entered = HashSet::new();
    for (class, f) in posting.fingerprints() {
        if let Some(height) = state.fingerprint_height(class, f).map_err(RuleError::state)? {
            return Err(conflict(class, height).into());
        }
        if !entered.insert((class, f)) {
            return Err(twice(class).into());
        }
    }
    Ok(())
}

/// The rejection of a posting that has a value of a class in two of its slots.
fn twice(class: Class) -> Rejection {
    let detail = "a fingerprint stands twice in the posting: the issuer signs each key in one slot, and fresh pads in the others";
    Rejection::new(code(class), detail)
}

fn conflict(class: Class, height: u64) -> Rejection {
    let what = match class {
        Class::Doc => "this bill is",
        Class::Inv => "an invoice of this bill is",
        Class::Box => "a container of this bill, at its port and time, is",
    };
    let detail = format!(
        "{what} registered since height {height}: do not finance it; if that is a mistake, the issuer asks governance"
    );
    Rejection::new(code(class), detail)
}

const fn code(class: Class) -> Code {
    match class {
        Class::Doc => Code::ConflictDoc,
        Class::Inv => Code::ConflictInvoice,
        Class::Box => Code::ConflictBox,
    }
}
