//! The model of the ledger, to a smaller depth than the kept run: its rules break nothing, and every wrong rule that is planted is found.

use plimsoll_assurance::{
    ledger::{
        self, Figures,
        invariant::Invariant,
        kind::Kind::{self, Pledge, Register, Repay, Waive},
        planted::Planted,
        starts::{self, Nth},
        state::At,
        world::World,
    },
    result::Kept,
};
use std::collections::BTreeSet;

/// How many steps deep the rules are explored here.
const DEPTH: usize = 4;
/// Wrong rules that take longer to be found are looked for behind the first steps of the way there: a partial repayment; a container that is
/// registered, and waived for the other lot.
const BEHIND: [(Planted, &[Nth]); 2] = [
    (Planted::ReleaseNotSpent, &[(Register, 0), (Pledge, 0), (Repay, 0)]),
    (Planted::WaiverKept, &[(Register, 2), (Waive, 1)]),
];

#[test]
fn the_rules_break_nothing_and_every_kind_follows_every_other_that_it_can() {
    let world = World::new();
    let (empty, first) = ledger::explore(&world, vec![At::start(&world)], DEPTH, false);
    assert_eq!(empty.broken, None);
    assert!(empty.states > 10_000, "{} states", empty.states);
    let (later, second) = ledger::explore(&world, starts::later(&world), ledger::LATER, false);
    assert_eq!(later.broken, None);
    for (kind, followed) in Kind::ALL.into_iter().zip(first.iter().zip(second)) {
        for next in Kind::ALL {
            let reached = (followed.0 | followed.1) & next.bit() != 0;
            match kind.never_before(next) {
                None => assert!(reached, "{next} never followed {kind}"),
                Some(why) => assert!(!reached, "{next} followed {kind}, though {why}"),
            }
        }
    }
}

#[test]
fn every_wrong_rule_that_is_planted_is_found() {
    let world = World::new();
    let mut broken = BTreeSet::new();
    for planted in Planted::ALL {
        let behind = BEHIND.into_iter().find(|(behind, _)| *behind == planted);
        let from = starts::reached(&world, &At::start(&world), behind.map_or(&[], |(_, steps)| steps));
        let caught = ledger::caught(&world, planted, from, DEPTH, false);
        assert!(!caught.invariants.is_empty(), "{caught}");
        broken.extend(caught.invariants);
    }
    // No invariant holds because nothing could break it.
    assert_eq!(broken.into_iter().collect::<Vec<_>>(), Invariant::ALL);
}

#[test]
fn the_kept_run_went_deeper_and_found_no_more() {
    let kept = Kept::<Figures>::read("ledger").expect("a run was kept").figures;
    assert!(kept.empty.depth >= ledger::DEPTH);
    assert_eq!((kept.empty.broken, kept.later.broken), (None, None));
    assert_eq!(kept.missed, []);
    assert_eq!(kept.planted.iter().map(|caught| caught.planted).collect::<Vec<_>>(), Planted::ALL);
    assert!(kept.planted.iter().all(|caught| !caught.invariants.is_empty()));
}
