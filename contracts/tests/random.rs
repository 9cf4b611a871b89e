//! Random sequences: the ledger in a file and the state in memory agree on every verdict and root, and a replay of the log
//! leads to the same roots.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, counted};
use plimsoll_circuits::{
    field::F,
    member::{Address, Roles},
    note::Lot,
    statement::CircuitId,
};
use plimsoll_contracts::{
    Code, FlushHabit, Ledger, Order, Receipt, Roots, StoreError, SubmitError, Transition, UnixTime,
    order::{LotName, Reopening, Waiver},
    rules::{RuleError, State as _, accept_order, accept_transition, flush, records::Entered, stateless},
    store::MemoryState,
    time::entry_time,
};
use proptest::{
    prelude::*,
    test_runner::{FileFailurePersistence, TestRunner},
};
use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock, PoisonError},
};

/// One random step. Small numbers point at earlier steps, so that steps often collide.
#[derive(Clone, Debug)]
enum Step {
    Register { today: u64, copy: Option<(usize, usize, usize)>, roots: usize, generation: bool },
    Move { nf: Option<(usize, bool)>, roots: usize, equal: bool },
    Again(usize),
    Doctored(usize),
    Admit,
    SetRoles(usize, u8),
    Remove(usize),
    Expire(usize),
    Pause,
    Resume,
    OnLot(LotOrder, usize, bool),
    Wait(u64),
    Flush,
}

/// What is ordered of a lot.
#[derive(Clone, Copy, Debug)]
enum LotOrder {
    Freeze,
    Alone,
    Lift,
    Lapse,
    Close,
    Reopen,
    Waive,
}

const LOT_ORDERS: [LotOrder; 7] = [
    LotOrder::Freeze,
    LotOrder::Alone,
    LotOrder::Lift,
    LotOrder::Lapse,
    LotOrder::Close,
    LotOrder::Reopen,
    LotOrder::Waive,
];

/// Which fingerprint is copied to which slot: often within a class.
fn slots() -> impl Strategy<Value = (usize, usize)> {
    prop_oneof![Just((0, 0)), (1usize..4, 1usize..4), (4usize..16, 4usize..16), (0usize..16, 0usize..16)]
}

fn step() -> impl Strategy<Value = Step> {
    use prop::option::weighted;
    let roots = prop_oneof![4 => Just(0usize), 1 => 0usize..6];
    let register = (
        prop_oneof![12 => 1u64..3, 1 => 0u64..4],
        weighted(0.4, (0usize..4, slots())),
        roots.clone(),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(today, copy, roots, generation)| {
            let copy = copy.map(|(n, (from, to))| (n, from, to));
            Step::Register { today, copy, roots, generation }
        });
    let movement = (weighted(0.3, (0usize..4, any::<bool>())), roots, prop::bool::weighted(0.05))
        .prop_map(|(nf, roots, equal)| Step::Move { nf, roots, equal });
    prop_oneof![
        6 => register,
        6 => movement,
        1 => (0usize..6).prop_map(Step::Again),
        1 => (0usize..6).prop_map(Step::Doctored),
        2 => Just(Step::Admit),
        1 => (0usize..3, 0u8..18).prop_map(|(i, r)| Step::SetRoles(i, r)),
        1 => (0usize..3).prop_map(Step::Remove),
        1 => (0usize..3).prop_map(Step::Expire),
        1 => Just(Step::Pause),
        4 => Just(Step::Resume),
        6 => (prop::sample::select(LOT_ORDERS.to_vec()), 0usize..4, any::<bool>())
            .prop_map(|(what, n, again)| Step::OnLot(what, n, again)),
        1 => prop_oneof![3 => 0u64..1200, 1 => Just(86_400)].prop_map(Step::Wait),
        6 => Just(Step::Flush),
    ]
}

struct Twins {
    ledger: Ledger,
    memory: MemoryState,
    now: UnixTime,
    made: Vec<Transition>,
    past: Vec<Roots>,
    members: Vec<(Order, Address)>,
    orders: u64,
    codes: BTreeMap<Option<Code>, usize>,
}

/// `n` steps back from the newest, if there are so many.
fn back<A>(all: &[A], n: usize) -> Option<&A> {
    all.len().checked_sub(1 + n).and_then(|i| all.get(i))
}

impl Twins {
    fn both(&mut self, world: &World, t: &Transition) {
        let filed: Result<Receipt, _> = match self.ledger.submit(&world.keys, t, self.now) {
            Ok(receipt) => Ok(receipt),
            Err(SubmitError::Rejected(r)) => Err(r),
            Err(e) => panic!("{e}"),
        };
        let time = entry_time(self.memory.newest().time, self.now, None).unwrap();
        // What is on the ledger gets its receipt before the proof is looked at.
        let kept = stateless::shape(&world.genesis, t)
            .and_then(|s| self.memory.entry_of(s.id()).map_err(|_| unreachable!()));
        let remembered = match kept {
            Err(r) => Err(r),
            Ok(Some(made)) => Ok(Receipt::new(t.id(), &made)),
            Ok(None) => stateless::check(&world.genesis, &world.keys, t).and_then(|checked| {
                accept_transition(&world.genesis, &mut self.memory, &checked, time).map_err(|e| match e {
                    RuleError::Refused(r) => r,
                    RuleError::State(e) => panic!("{e}"),
                })
            }),
        };
        assert_eq!(filed, remembered);
        *self.codes.entry(filed.err().map(|r| r.code)).or_insert(0) += 1;
    }

    fn order(&mut self, world: &World, order: Order) {
        let changes = |address| self.memory.member(address).unwrap().map_or(0, |member| member.changes);
        let alone = matches!(order, Order::Freeze { emergency: true, .. });
        let order = counted(order, changes);
        let signed = if alone {
            world.order_by(self.orders, order, &[common::governor(1)])
        } else {
            world.order(self.orders, order)
        };
        self.orders += 1;
        let time = entry_time(self.memory.newest().time, self.now, None).unwrap();
        let filed = self.ledger.submit_order(&signed, self.now).map_err(|e| e.to_string());
        let remembered = accept_order(&world.genesis, &mut self.memory, &signed, time).map_err(|e| match e {
            RuleError::Refused(r) => r.to_string(),
            RuleError::State(e) => panic!("{e}"),
        });
        assert_eq!(filed, remembered);
    }

    /// An order on the lot of an earlier registration; behind a reopening, the registration that it permits.
    fn on_lot(&mut self, world: &mut World, what: LotOrder, n: usize, again: bool) {
        let registers: Vec<_> = self.made.iter().filter(|t| t.circuit == CircuitId::RegisterSmall).collect();
        let Some(posted) = back(&registers, n).map(|t| t.posted.clone()) else { return };
        let doc = posted[3];
        let generation = match self.memory.doc(doc).unwrap().map(|doc| doc.entered) {
            Some(Entered::Registered(generation)) => generation,
            _ => 0,
        };
        let lot = LotName { doc, generation };
        let frozen = self.memory.lot(lot.lot()).unwrap().frozen.map_or(0, |frozen| frozen.height);
        let until = self.now.day();
        self.order(
            world,
            match what {
                LotOrder::Freeze => Order::Freeze { lot, emergency: false },
                LotOrder::Alone => Order::Freeze { lot, emergency: true },
                LotOrder::Lift => Order::Lift { lot, frozen },
                LotOrder::Lapse => Order::LapseFreeze { lot, frozen },
                LotOrder::Close => Order::Close { lot },
                LotOrder::Reopen => Order::Reopen(Reopening { lot, coming: doc, numbers: vec![doc], until }),
                LotOrder::Waive => Order::Waive(Waiver {
                    doc: posted[20],
                    invoices: vec![posted[4]],
                    boxes: vec![posted[7]],
                    until,
                }),
            },
        );
        if again {
            let (roots, today) = (self.roots(0), F::from(self.now.day().0));
            let t = world.register_with(&roots, |p| {
                (p.today, p.generation) = (today, F::from(generation + 1));
                p.fingerprints.copy_from_slice(&posted[3..43]);
                if let LotOrder::Waive = what {
                    (p.generation, p.fingerprints[0]) = (F::from(0u64), posted[20]);
                }
            });
            self.both(world, &t);
            self.made.push(t);
        }
    }

    fn roots(&self, ago: usize) -> Roots {
        *back(&self.past, ago).unwrap_or(&self.past[0])
    }

    fn step(&mut self, world: &mut World, step: Step) {
        match step {
            Step::Register { today, copy, roots, generation } => {
                let roots = self.roots(roots);
                let earlier: Vec<_> =
                    self.made.iter().filter(|t| t.circuit == CircuitId::RegisterSmall).collect();
                let copied = copy.and_then(|(n, from, to)| Some((back(&earlier, n)?.posted[3 + from], to)));
                let day = u64::from(self.now.day().0) + 1 - today;
                let t = world.register_with(&roots, |p| {
                    p.today = F::from(day);
                    p.generation = F::from(u64::from(generation));
                    if let Some((f, to)) = copied {
                        p.fingerprints[to] = f;
                    }
                });
                self.both(world, &t);
                self.made.push(t);
            }
            Step::Move { nf, roots, equal } => {
                let roots = self.roots(roots);
                let earlier: Vec<_> = self.made.iter().filter(|t| t.circuit == CircuitId::Move).collect();
                let spent = nf.and_then(|(n, which)| Some(back(&earlier, n)?.posted[4 + usize::from(which)]));
                let t = world.move_with(&roots, |p| {
                    p.nf[1] = spent.unwrap_or(p.nf[1]);
                    p.nf[0] = if equal { p.nf[1] } else { p.nf[0] };
                });
                self.both(world, &t);
                self.made.push(t);
            }
            Step::Again(n) | Step::Doctored(n) => {
                let Some(mut t) = back(&self.made, n).cloned() else { return };
                if matches!(step, Step::Doctored(_)) {
                    t.proof = self.made[0].proof;
                }
                self.both(world, &t);
            }
            Step::Admit => {
                let (mut order, address) = world.admission(Roles::HOLDER.union(Roles::BANK));
                if let Order::Admit { until, .. } = &mut order {
                    *until = self.now.day();
                }
                self.members.push((order.clone(), address));
                self.order(world, order);
            }
            Step::SetRoles(n, roles) => {
                let Some((_, address)) = back(&self.members, n) else { return };
                self.order(world, World::set_roles(*address, Roles(roles)));
            }
            Step::Remove(n) => {
                let Some((admission, address)) = back(&self.members, n).cloned() else { return };
                self.order(world, world.disown(address));
                self.order(world, world.consented(&admission, 0));
            }
            Step::Expire(n) => {
                let Some((_, address)) = back(&self.members, n).cloned() else { return };
                self.order(world, Order::Expire { address, change: 0 });
            }
            Step::Pause => self.order(world, Order::Pause { emergency: false }),
            Step::Resume => {
                let paused = self.memory.control().unwrap().paused.map_or(0, |paused| paused.height);
                self.order(world, Order::Resume { paused });
            }
            Step::OnLot(what, n, again) => self.on_lot(world, what, n, again),
            Step::Wait(seconds) => self.now.0 += seconds,
            Step::Flush => {
                let time = entry_time(self.memory.newest().time, self.now, None).unwrap();
                assert_eq!(self.ledger.flush(self.now).unwrap(), flush(&mut self.memory, time).unwrap());
                assert!(self.ledger.view().unwrap().is_flushed().unwrap());
            }
        }
        let newest = self.memory.newest();
        assert_eq!(self.ledger.view().unwrap().latest().unwrap(), newest);
        if self.past.last() != Some(&newest.roots) {
            self.past.push(newest.roots);
        }
    }

    /// Every path leads to the roots of the same view.
    fn paths(&self, world: &mut World) {
        let view = self.ledger.view().unwrap();
        let (roots, control) = (view.latest().unwrap().roots, view.control().unwrap());
        let notes = view.notes_since(0).unwrap();
        for (position, note) in notes.iter().enumerate() {
            assert_eq!(note.position, position as u64);
            match view.note_path(note.commitment) {
                Ok(path) => assert_eq!(path.root(note.commitment), Some(roots.notes)),
                Err(StoreError::Waiting) => assert!(position as u64 >= control.flushed.notes),
                Err(e) => panic!("{e}"),
            }
        }
        for member in view.members().unwrap() {
            let (found, path) = view.member_path(member.address()).unwrap();
            assert_eq!((found, path.root(member.leaf())), (member, Some(roots.members)));
        }
        for t in self.made.iter().filter(|t| t.circuit == CircuitId::Move) {
            for nf in &t.posted[4..6] {
                match view.nullifier_absence(*nf) {
                    Ok(path) => assert_eq!(path.root(*nf), Some(roots.nullifiers)),
                    Err(_) => assert!(view.has_nullifier(*nf).unwrap()),
                }
            }
        }
        let named = self.made.iter().filter(|t| t.circuit == CircuitId::RegisterSmall);
        let lots = named.flat_map(|t| [0, 1].map(|generation| Lot::new(t.posted[3], generation)));
        for lot in lots.chain([Lot(world.fresh())]) {
            let frozen = self.memory.lot(lot).unwrap().is_in_tree();
            match view.frozen_absence(lot) {
                Ok(path) => assert_eq!((path.root(lot.0), frozen), (Some(roots.frozen), false)),
                Err(StoreError::Present(_)) => assert!(frozen),
                Err(e) => panic!("{e}"),
            }
        }
    }
}

fn world() -> std::sync::MutexGuard<'static, World> {
    static WORLD: OnceLock<Mutex<World>> = OnceLock::new();
    WORLD.get_or_init(|| Mutex::new(World::new(5))).lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn file_memory_and_replay_agree() {
    let config = ProptestConfig {
        cases: 24,
        max_shrink_iters: 60,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/random.seeds"))),
        ..ProptestConfig::default()
    };
    let seen = Mutex::new(BTreeMap::new());
    let result = TestRunner::new(config).run(&prop::collection::vec(step(), 10..50), |steps| {
        let mut world = world();
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
        let ledger = ledger.with_flush_habit(FlushHabit::Every(u64::MAX));
        let memory = MemoryState::new(&world.genesis).unwrap();
        let past = vec![memory.newest().roots];
        let codes = BTreeMap::new();
        let mut twins =
            Twins { ledger, memory, now: NOW, made: vec![], past, members: vec![], orders: 0, codes };
        for step in steps {
            twins.step(&mut world, step);
        }
        let mut last = 0;
        let report = twins.ledger.replay(&world.keys, |height| last = height).unwrap();
        prop_assert_eq!(report.newest, twins.memory.newest());
        prop_assert_eq!(report.waiting, twins.memory.control().unwrap().waiting());
        prop_assert_eq!(last, report.newest.height);
        twins.paths(&mut world);
        let mut seen = seen.lock().unwrap();
        for (code, n) in twins.codes {
            *seen.entry(code).or_insert(0) += n;
        }
        Ok(())
    });
    result.unwrap();
    // The sequences are no strings of refusals, nor of acceptances.
    let seen = seen.into_inner().unwrap();
    for code in [None, Some(Code::DuplicateNullifier), Some(Code::Paused)] {
        assert!(seen.contains_key(&code), "{code:?} is not among {seen:?}");
    }
}
