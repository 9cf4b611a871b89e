//! The decisions, without proofs: properties under whatever orders come, are taken back and expire.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, Instant},
};

use plimsoll_circuits::statement::CircuitId;
use proptest::prelude::*;

use super::{
    Priority,
    needs::{Needs, Room},
    queue::{Number, Queue, Start},
};

const MIB: u64 = 1 << 20;
const BUDGET: u64 = 400 * MIB;

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

fn tenant(number: usize) -> Arc<str> {
    format!("tenant {number}").into()
}

/// Needs of a circuit whose key takes so many MiB and whose proof takes so many on one thread.
fn needs(circuit: CircuitId, key: u64, alone: u64, cost: u64) -> Needs {
    let working_sets = (0..9).map(|more| (alone + 3 * more) * MIB).collect();
    Needs { circuit, key: key * MIB, working_sets, cost }
}

/// Needs as any circuit may have them; all fit the budget.
fn any_needs() -> impl Strategy<Value = Needs> {
    (0..CircuitId::ALL.len(), 1u64..200, 1u64..=4).prop_map(|(circuit, alone, cost)| {
        // A circuit has one key.
        needs(CircuitId::ALL[circuit], 25 * (circuit as u64 + 1), alone, cost)
    })
}

fn any_priority() -> impl Strategy<Value = Priority> {
    prop::sample::select(vec![Priority::Interactive, Priority::Batch])
}

#[derive(Clone, Debug)]
enum Step {
    Submit { tenant: usize, priority: Priority, deadline: Option<u64>, needs: Needs },
    Start,
    Finish(usize),
    Cancel(usize),
    Pass(u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let deadline = prop::option::of(0u64..100);
    let submit = (0usize..4, any_priority(), deadline, any_needs())
        .prop_map(|(tenant, priority, deadline, needs)| Step::Submit { tenant, priority, deadline, needs });
    prop_oneof![
        4 => submit,
        4 => Just(Step::Start),
        2 => any::<usize>().prop_map(Step::Finish),
        1 => any::<usize>().prop_map(Step::Cancel),
        1 => (1u64..30).prop_map(Step::Pass),
    ]
}

proptest! {
    #[test]
    fn every_order_ends_once_and_no_budget_is_exceeded(
        steps in prop::collection::vec(any_step(), 1..300),
        cores in 1usize..9,
    ) {
        let (began, mut now) = (Instant::now(), 0);
        let at = |now: u64| began + Duration::from_secs(now);
        let (mut queue, mut room) = (Queue::<Number>::new(), Room::new(threads(cores), BUDGET));
        let (mut accepted, mut ended) = (0u64, BTreeSet::new());
        let mut running: Vec<(Needs, NonZeroUsize)> = Vec::new();
        for step in steps {
            match step {
                Step::Submit { tenant: t, priority, deadline, needs } => {
                    let deadline = deadline.map(|after| at(now + after));
                    prop_assert_eq!(queue.push(&tenant(t), priority, deadline, needs, |n| n), accepted);
                    accepted += 1;
                }
                Step::Start => {
                    let waiting = queue.len();
                    match queue.start(&mut room) {
                        Some(Start { what, needs, threads }) => {
                            prop_assert!(ended.insert(what), "{} twice", what);
                            prop_assert_eq!(queue.len(), waiting - 1);
                            running.push((needs, threads));
                        }
                        // What is alone can always start.
                        None => prop_assert!(waiting == 0 || !running.is_empty()),
                    }
                }
                Step::Finish(which) => {
                    if !running.is_empty() {
                        let (needs, threads) = running.swap_remove(which % running.len());
                        room.give_back(&needs, threads);
                    }
                }
                Step::Cancel(which) => {
                    let number = which as u64 % accepted.max(1);
                    if let Some(what) = queue.remove(number) {
                        prop_assert_eq!(what, number);
                        prop_assert!(ended.insert(what), "{} twice", what);
                        prop_assert_eq!(queue.remove(number), None);
                    }
                }
                Step::Pass(seconds) => {
                    now += seconds;
                    for what in queue.take_expired(at(now)) {
                        prop_assert!(ended.insert(what), "{} twice", what);
                    }
                    prop_assert!(queue.next_deadline().is_none_or(|next| next > at(now)));
                }
            }
            let keys: BTreeMap<CircuitId, u64> = running.iter().map(|(n, _)| (n.circuit, n.key)).collect();
            let sets: u64 = running.iter().map(|(n, threads)| n.working_set(*threads)).sum();
            prop_assert_eq!(room.memory_in_use(), keys.values().sum::<u64>() + sets);
            prop_assert!(room.memory_in_use() <= BUDGET);
            let taken: usize = running.iter().map(|(_, threads)| threads.get()).sum();
            prop_assert_eq!(room.threads_free(), cores - taken);
            prop_assert_eq!(queue.len() as u64 + ended.len() as u64, accepted);
        }
        // What is left is carried out, one after another if need be.
        while queue.len() != 0 {
            match queue.start(&mut room) {
                Some(Start { what, needs, threads }) => {
                    prop_assert!(ended.insert(what), "{} twice", what);
                    running.push((needs, threads));
                }
                None => {
                    let (needs, threads) = running.pop().unwrap();
                    room.give_back(&needs, threads);
                }
            }
        }
        prop_assert_eq!(ended.len() as u64, accepted);
    }

    /// Others always have something waiting, smaller or bigger, interactive or not. Whatever is ordered starts all the same.
    #[test]
    fn nobody_starves(
        victim in any_needs(),
        priority in any_priority(),
        others in prop::collection::vec((any_needs(), any_priority()), 1..12),
        cores in 1usize..9,
        ends in prop::collection::vec(any::<usize>(), 16),
    ) {
        let (mut queue, mut room) = (Queue::<bool>::new(), Room::new(threads(cores), BUDGET));
        let mut running: Vec<(Needs, NonZeroUsize)> = Vec::new();
        let mut rest = others.iter().cycle();
        let mut more = |queue: &mut Queue<bool>| {
            while queue.len() < 12 {
                let (needs, priority) = rest.next().unwrap();
                queue.push(&tenant(queue.len() % 4), *priority, None, needs.clone(), |_| false);
            }
        };
        for _ in 0..20 {
            more(&mut queue);
            if let Some(Start { needs, threads, .. }) = queue.start(&mut room) {
                running.push((needs, threads));
            }
        }
        queue.push(&"victim".into(), priority, None, victim, |_| true);
        let mut ends = ends.iter().cycle();
        let mut others_started = 0;
        loop {
            more(&mut queue);
            match queue.start(&mut room) {
                Some(Start { what: true, .. }) => break,
                Some(Start { needs, threads, .. }) => {
                    others_started += 1;
                    running.push((needs, threads));
                }
                None => {
                    let (needs, threads) = running.swap_remove(ends.next().unwrap() % running.len());
                    room.give_back(&needs, threads);
                }
            }
            // Each of the four others once or twice, each of them eight times passed over, and all of it eightfold for batch.
            prop_assert!(others_started < 400, "others start, and it does not");
        }
    }

    /// The bound of start-time fair queueing, through the whole queue, where threads and memory are no matter.
    #[test]
    fn tenants_that_wait_get_equal_shares(
        costs in prop::collection::vec(prop::collection::vec(1u64..64, 1..5), 2..5),
    ) {
        let mut queue = Queue::<usize>::new();
        for (number, costs) in costs.iter().enumerate() {
            for cost in costs.iter().cycle().take(200) {
                let needs = needs(CircuitId::Move, 1, 1, *cost);
                queue.push(&tenant(number), Priority::Interactive, None, needs, |_| number);
            }
        }
        let mut room = Room::new(threads(1), BUDGET);
        let mut served = vec![0u64; costs.len()];
        for _ in 0..200 {
            let Start { what, needs, threads } = queue.start(&mut room).unwrap();
            room.give_back(&needs, threads);
            served[what] += needs.cost;
            for f in 0..costs.len() {
                for m in 0..f {
                    let most = |t: usize| *costs[t].iter().max().unwrap();
                    prop_assert!(served[f].abs_diff(served[m]) <= most(f) + most(m));
                }
            }
        }
    }
}

/// Starts orders one at a time.
fn order_of(mut queue: Queue<&'static str>) -> Vec<&'static str> {
    let mut room = Room::new(threads(1), BUDGET);
    std::iter::from_fn(|| {
        let Start { what, needs, threads } = queue.start(&mut room)?;
        room.give_back(&needs, threads);
        Some(what)
    })
    .collect()
}

#[test]
fn of_a_tenants_orders_the_earliest_deadline_goes_first() {
    let (mut queue, now) = (Queue::new(), Instant::now());
    let small = needs(CircuitId::Move, 1, 1, 1);
    for (what, deadline) in [
        ("none", None),
        ("late", Some(20)),
        ("early", Some(10)),
        ("as early", Some(10)),
        ("none, later", None),
    ] {
        let deadline = deadline.map(|after| now + Duration::from_secs(after));
        queue.push(&tenant(0), Priority::Batch, deadline, small.clone(), |_| what);
    }
    assert_eq!(order_of(queue), ["early", "as early", "late", "none", "none, later"]);
}

#[test]
fn batch_gets_one_pick_in_eight() {
    let (mut queue, small) = (Queue::new(), needs(CircuitId::Move, 1, 1, 1));
    for _ in 0..3 {
        queue.push(&tenant(0), Priority::Batch, None, small.clone(), |_| "batch");
    }
    for _ in 0..20 {
        queue.push(&tenant(1), Priority::Interactive, None, small.clone(), |_| "interactive");
    }
    let order = order_of(queue);
    let batch: Vec<usize> = (0..order.len()).filter(|i| order[*i] == "batch").collect();
    assert_eq!(batch, [7, 15, 22]);
}

#[test]
fn threads_are_shared_by_how_many_want_them() {
    let small = needs(CircuitId::Move, 1, 1, 1);
    let room = |cores: usize, running: usize| {
        let mut room = Room::new(threads(cores), BUDGET);
        (0..running).for_each(|_| room.take(&small, threads(1)));
        room
    };
    for (cores, running, waiting, expected) in [
        (8, 0, 1, Some(8)),
        (8, 0, 2, Some(4)),
        (8, 0, 3, Some(2)),
        (8, 0, 100, Some(1)),
        (8, 1, 1, Some(4)),
        (8, 6, 1, Some(1)),
        (8, 8, 1, None),
        (1, 0, 1, Some(1)),
    ] {
        let given = room(cores, running).threads_for(&small, waiting).map(NonZeroUsize::get);
        assert_eq!(given, expected, "{cores} threads, {running} running, {waiting} waiting");
    }
    // Where memory is short, fewer threads rather than none: a key of 300 and 90 for one thread leave room for 3 more.
    let big = needs(CircuitId::RegisterLarge, 300, 90, 1);
    assert_eq!(room(8, 0).threads_for(&big, 1), Some(threads(4)));
}

#[test]
fn a_big_order_is_passed_over_eight_times_and_no_more() {
    let (mut queue, mut room) = (Queue::new(), Room::new(threads(4), BUDGET));
    let (small, big) = (needs(CircuitId::Move, 10, 10, 1), needs(CircuitId::RegisterLarge, 200, 190, 1));
    room.take(&small, threads(1));
    queue.push(&tenant(1), Priority::Interactive, None, big, |_| "big");
    let mut started = HashMap::<_, u32>::new();
    for _ in 0..40 {
        queue.push(&tenant(2), Priority::Interactive, None, small.clone(), |_| "small");
        if let Some(start) = queue.start(&mut room) {
            *started.entry(start.what).or_default() += 1;
            room.give_back(&start.needs, start.threads);
        }
    }
    assert_eq!(started, HashMap::from([("small", 8)]), "then memory is kept free for it");
    room.give_back(&small, threads(1));
    assert_eq!(queue.start(&mut room).unwrap().what, "big");
}
