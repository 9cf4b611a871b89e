//! Starts at which much has happened, so that every kind of operation can directly follow every other within two steps.

use super::{kind::Kind, state::At, step::Step, world::World};
use Kind::{Freeze, Pause, Pledge, Register, Remove, Repay, SetRoles, Split, Wait};

/// A step: the first of its kind that is taken, or the one behind so many of them.
pub type Nth = (Kind, usize);

/// The first lot: not pledged, and with what became of a pledge of 3, LIENs of 1, 1, of 2, 1, of 2, of 1, 1, 1 and of 1, and RELEASEs of the rest.
const PLEDGED: [&[Nth]; 6] = [
    &[(Register, 0)],
    &[(Register, 0), (Pledge, 0), (Repay, 0), (Split, 0)],
    &[(Register, 0), (Pledge, 0), (Split, 0)],
    &[(Register, 0), (Pledge, 0), (Repay, 0)],
    &[(Register, 0), (Pledge, 0), (Split, 0), (Split, 0)],
    &[(Register, 0), (Pledge, 0), (Repay, 0), (Repay, 0)],
];

/// The second lot comes.
const OTHER: Nth = (Register, 0);
/// .. with the container.
const OTHER_BOXED: Nth = (Register, 2);
/// It is frozen by one governor alone.
const OTHER_FROZEN: Nth = (Freeze, 3);
/// The membership of the bank that has no LIEN ends today.
const BANK_ENDS: Nth = (SetRoles, 3);
/// The second holder is removed.
const HOLDER_GONE: Nth = (Remove, 1);

/// What happens then: nothing; the second lot comes; it is frozen, and a membership ends; and the ledger is paused besides.
const THEN: [&[Nth]; 4] = [
    &[],
    &[OTHER_BOXED],
    &[OTHER, OTHER_FROZEN, BANK_ENDS, HOLDER_GONE, (Wait, 0)],
    &[OTHER_BOXED, OTHER_FROZEN, BANK_ENDS, HOLDER_GONE, (Pause, 1), (Wait, 0)],
];

/// Others: the only lot is frozen; both are; both memberships end; that of a lienor.
const OTHERS: [&[Nth]; 4] = [
    &[(Register, 0), (Freeze, 1), BANK_ENDS, (Wait, 0)],
    &[(Register, 0), (Register, 0), (Freeze, 1), (Wait, 0), (Freeze, 2), (Wait, 0)],
    &[(Register, 0), BANK_ENDS, (SetRoles, 1), (Pause, 1), (Wait, 0)],
    &[(Register, 0), (Pledge, 0), (SetRoles, 1), (Wait, 0)],
];

/// The states behind them.
///
/// # Panics
/// If a step is not taken.
#[must_use]
pub fn later(world: &World) -> Vec<At> {
    let start = At::start(world);
    let pledged = PLEDGED.map(|steps| reached(world, &start, steps));
    let then = pledged.iter().flat_map(|at| THEN.map(|steps| reached(world, at, steps)));
    then.chain(OTHERS.map(|steps| reached(world, &start, steps))).collect()
}

/// The state behind these steps from another.
///
/// # Panics
/// If a step is not taken.
#[must_use]
pub fn reached(world: &World, at: &At, steps: &[Nth]) -> At {
    steps.iter().fold(at.clone(), |at, &(kind, skipped)| {
        let steps = Step::all(world, &at);
        let tried = steps.iter().filter(|step| step.kind() == kind);
        let mut taken = tried.filter_map(|step| at.after(world, step, None));
        taken.nth(skipped).unwrap_or_else(|| panic!("no {kind} is taken")).at
    })
}
