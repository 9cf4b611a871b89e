//! What is checked of a transition against the ledger's state.

mod fingerprints;

use super::{Checked, Control, Effects, RuleError, State};
use crate::{
    Day, UnixTime,
    entry::Snapshot,
    genesis::Genesis,
    keys::unknown,
    time::accepts,
    transition::Posting,
    verdict::{Code, Rejection},
};
use plimsoll_circuits::field::to_u64;

type Refusal<S> = RuleError<Rejection, <S as State>::Error>;

/// Whether the state accepts the transition at `time`, and what then changes. In this order: pause (`Paused`), last second (`TooLate`), version
/// (`UnknownCircuit`), audit key (`WrongAuditKey`), date (`StaleDate`), member root (`RevokedMember`, `StaleRoot`), notes root, frozen root
/// (`StaleRoot`), nullifiers (`DuplicateNullifier`), generation (`WrongGeneration`), fingerprints slot by slot (`ConflictDoc`,
/// `ConflictInvoice`, `ConflictBox`).
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
        control.paused.is_none(),
        Code::Paused,
        "the ledger accepts no transitions for now: keep it and submit it again once resumed",
    )?;
    Rejection::unless(
        !checked.conditions().is_over(time),
        Code::TooLate,
        "its last second is over: whoever made it synchronises and proves again",
    )?;
    version(checked, state)?;
    let audit_key = state.council().map_err(RuleError::state)?.audit.at(time);
    Rejection::unless(
        posting.audit().key == audit_key,
        Code::WrongAuditKey,
        "it is sealed to another audit key than the one that counts: prove it again with that one",
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
    for nf in posting.nullifiers() {
        Rejection::unless(
            !state.has_nullifier(*nf).map_err(RuleError::state)?,
            Code::DuplicateNullifier,
            "an input note is spent: synchronise the wallet and see what became of it",
        )?;
    }
    let control = Control { notes: control.notes + posting.commitments().len() as u64, ..control };
    Ok(Effects {
        rows: fingerprints::rows(state, posting, snapshot.height + 1, time)?,
        soft: posting.soft().to_vec(),
        nullifiers: posting.nullifiers().to_vec(),
        commitments: posting.commitments().to_vec(),
        ..Effects::of(control)
    })
}

/// Whether the version that was verified is accepted, with the key that verified it.
fn version<S: State>(checked: &Checked<'_>, state: &S) -> Result<(), Refusal<S>> {
    let t = checked.transition();
    let known = state.version(t.circuit.number(), t.version).map_err(RuleError::state)?;
    if known.is_some_and(|known| known.active && known.key_hash == checked.key_hash()) {
        return Ok(());
    }
    Err(unknown(t.circuit, t.version).into())
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
