//! The pool with real proofs: what it shares out, and how orders end.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Condvar, Mutex, mpsc},
    time::{Duration, Instant},
};

use plimsoll_circuits::{field::F, statement::attest::Attest};
use plimsoll_params::{KeyPolicy, KeyStore};
use plimsoll_prover::{
    Assignment, Blinding, Engine, EngineError, EngineKey, Job, Order, Pool, PoolOptions, PreparedEngine,
    Priority, ProveError, Proven, Prover, ReadyError, Stage, Stop, Ticket, Wanted,
    pool::{Happened, NotProven, PoolEvent, Refused},
};
use plimsoll_tests::World;
use plimsoll_verifier::Proof;

/// Lets proofs into the engine one by one, and notes what it sees there.
#[derive(Default)]
struct Gate {
    state: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Default)]
struct Seen {
    /// Proofs that may go on.
    permits: usize,
    /// Proofs that wait for one.
    inside: usize,
    /// The threads of each proof that came.
    threads: Vec<usize>,
    /// Proofs that the engine stopped.
    stopped: usize,
    /// The next proof panics.
    panics: bool,
}

impl Gate {
    fn permit(&self, proofs: usize) {
        self.state.lock().unwrap().permits += proofs;
        self.changed.notify_all();
    }

    /// Waits until so many proofs have come, and so many of them are inside.
    fn wait_for(&self, come: usize, inside: usize) {
        let state = self.state.lock().unwrap();
        let there = |state: &mut Seen| (state.threads.len(), state.inside) == (come, inside);
        drop(self.changed.wait_while(state, |state| !there(state)).unwrap());
    }

    /// Waits for a permit, or for the proof being asked to stop.
    fn pass(&self, stop: &Stop) {
        let mut state = self.state.lock().unwrap();
        state.threads.push(rayon::current_num_threads());
        if std::mem::take(&mut state.panics) {
            drop(state);
            panic!("as told");
        }
        state.inside += 1;
        self.changed.notify_all();
        while state.permits == 0 && !stop.asked() {
            // Who asks it to stop does not know of this.
            state = self.changed.wait_timeout(state, Duration::from_millis(1)).unwrap().0;
        }
        state.permits = state.permits.saturating_sub(usize::from(!stop.asked()));
        state.inside -= 1;
        self.changed.notify_all();
    }
}

struct Gated(Arc<Gate>);

impl Engine for Gated {
    fn name(&self) -> &'static str {
        "gated"
    }

    fn make_ready(&self, wanted: &Wanted<'_>) -> Result<Box<dyn EngineKey>, ReadyError> {
        Ok(Box::new(GatedKey { key: PreparedEngine::default().make_ready(wanted)?, gate: self.0.clone() }))
    }
}

struct GatedKey {
    key: Box<dyn EngineKey>,
    gate: Arc<Gate>,
}

impl EngineKey for GatedKey {
    fn columns(&self) -> usize {
        self.key.columns()
    }

    fn bytes(&self) -> usize {
        self.key.bytes()
    }

    fn domain(&self) -> usize {
        self.key.domain()
    }

    fn working_set(&self, threads: usize) -> usize {
        self.key.working_set(threads)
    }

    fn prove(&self, values: &Assignment, blinding: &Blinding, stop: &Stop) -> Result<Proof, EngineError> {
        self.gate.pass(stop);
        let proof = self.key.prove(values, blinding, stop);
        if matches!(proof, Err(EngineError::Stopped(_))) {
            self.gate.state.lock().unwrap().stopped += 1;
        }
        proof
    }
}

type Outcome = Result<Proven, NotProven>;

/// A pool of two threads whose proofs wait at a gate.
struct Fixture {
    gate: Arc<Gate>,
    pool: Pool,
    events: Arc<Mutex<Vec<PoolEvent>>>,
    world: World,
}

impl Fixture {
    fn new(queue: usize) -> Self {
        let keys = KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap();
        let (gate, events) = (Arc::new(Gate::default()), Arc::new(Mutex::new(Vec::new())));
        let prover = Arc::new(Prover::new(Arc::new(keys)).with_engine(Gated(gate.clone())));
        let options = PoolOptions { threads: NonZeroUsize::new(2).unwrap(), memory: 1 << 30, queue };
        let log = events.clone();
        let pool = Pool::observed(prover, options, move |event| log.lock().unwrap().push(*event)).unwrap();
        Self { gate, pool, events, world: World::new(11) }
    }

    fn order(&mut self, deadline: Option<Instant>) -> Order {
        let job = Job::from(self.world.attest_of_a_title());
        Order { job, tenant: "a bank".into(), priority: Priority::Interactive, deadline }
    }

    fn submit(&mut self, deadline: Option<Instant>) -> (Ticket, mpsc::Receiver<Outcome>) {
        let (tell, told) = mpsc::channel();
        let order = self.order(deadline);
        (self.pool.submit(order, move |outcome| tell.send(outcome).unwrap()).unwrap(), told)
    }

    fn threads_seen(&self) -> Vec<usize> {
        self.gate.state.lock().unwrap().threads.clone()
    }
}

/// What came of an order, told exactly once.
fn outcome(told: &mpsc::Receiver<Outcome>) -> Outcome {
    let outcome = told.recv().unwrap();
    // What tells is dropped after it has told.
    assert!(told.recv().is_err(), "told twice");
    outcome
}

#[test]
fn alone_a_proof_has_all_threads_and_under_load_each_has_one() {
    let mut fixture = Fixture::new(10);
    let (first, told) = fixture.submit(None);
    fixture.gate.wait_for(1, 1);
    assert_eq!(first.stage(), Stage::Proving);
    let others: Vec<_> = (0..4).map(|_| fixture.submit(None)).collect();
    let load = fixture.pool.load();
    assert_eq!((load.waiting, load.running, load.threads_free), (4, 1, 0));
    assert!(load.memory_in_use > 0 && load.memory_in_use <= load.memory_budget);
    fixture.gate.permit(1);
    outcome(&told).unwrap();
    assert_eq!(first.stage(), Stage::Ended);
    // Its two threads go to two of the others, which are computed at the same time.
    fixture.gate.wait_for(3, 2);
    assert_eq!(fixture.pool.load().running, 2);
    for come in [4, 5] {
        fixture.gate.permit(1);
        fixture.gate.wait_for(come, 2);
    }
    fixture.gate.permit(2);
    for (_, told) in &others {
        outcome(told).unwrap();
    }
    fixture.pool.wait();
    assert_eq!(fixture.threads_seen(), [2, 1, 1, 1, 1]);
    let load = fixture.pool.load();
    assert_eq!((load.waiting, load.running, load.threads_free, load.memory_in_use), (0, 0, 2, 0));

    let of_first: Vec<_> = fixture.events.lock().unwrap().iter().copied().filter(|e| e.order == 0).collect();
    assert_eq!(of_first.first().unwrap().what, Happened::Started(NonZeroUsize::new(2).unwrap()));
    for stage in [Stage::Checking, Stage::Witness, Stage::Proving, Stage::Verifying] {
        assert_eq!(of_first.iter().filter(|e| e.what == Happened::Reached(stage)).count(), 1, "{stage}");
    }
    assert_eq!(of_first.last().unwrap().what, Happened::Ended { proven: true });
}

#[test]
fn a_running_proof_that_is_cancelled_stops_in_the_engine() {
    let mut fixture = Fixture::new(10);
    let (ticket, told) = fixture.submit(None);
    fixture.gate.wait_for(1, 1);
    ticket.cancel();
    assert!(matches!(outcome(&told), Err(NotProven::Cancelled)));
    assert_eq!((ticket.stage(), fixture.gate.state.lock().unwrap().stopped), (Stage::Ended, 1));
    // A second time it does nothing, and the pool goes on.
    ticket.cancel();
    fixture.gate.permit(1);
    outcome(&fixture.submit(None).1).unwrap();
}

#[test]
fn a_waiting_order_ends_by_cancellation_or_deadline_without_being_computed() {
    let mut fixture = Fixture::new(10);
    let (running, running_told) = fixture.submit(None);
    fixture.gate.wait_for(1, 1);
    let (cancelled, cancelled_told) = fixture.submit(None);
    let (_, late_told) = fixture.submit(Some(Instant::now()));
    assert!(matches!(outcome(&late_told), Err(NotProven::DeadlinePassed)));
    cancelled.cancel();
    assert!(matches!(outcome(&cancelled_told), Err(NotProven::Cancelled)));
    // A dropped ticket cancels nothing.
    drop(running);
    fixture.gate.permit(1);
    outcome(&running_told).unwrap();
    assert_eq!(fixture.threads_seen(), [2]);
}

#[test]
fn a_running_proof_ends_at_its_deadline() {
    let mut fixture = Fixture::new(10);
    // The key is there, so that it runs at its deadline. There is never a permit.
    fixture.gate.permit(1);
    outcome(&fixture.submit(None).1).unwrap();
    let (_ticket, told) = fixture.submit(Some(Instant::now() + Duration::from_secs(1)));
    assert!(matches!(outcome(&told), Err(NotProven::DeadlinePassed)));
}

#[test]
fn a_panic_and_a_false_statement_harm_nobody_else() {
    let mut fixture = Fixture::new(10);
    fixture.gate.state.lock().unwrap().panics = true;
    let Err(NotProven::Panicked(why)) = outcome(&fixture.submit(None).1) else { panic!("it panics") };
    assert!(why.contains("as told"), "{why}");
    let (mut public, witness) = fixture.world.attest_of_a_title();
    public.domain += F::from(1u64);
    let (tell, told) = mpsc::channel();
    let order = Order { job: (public, witness).into(), ..fixture.order(None) };
    fixture.pool.submit(order, move |outcome| tell.send(outcome).unwrap()).unwrap();
    let refused = outcome(&told);
    assert!(matches!(refused, Err(NotProven::Failed(ProveError::Refused { .. }))), "{refused:?}");
    // Nor does one who panics when told.
    let order = fixture.order(None);
    fixture.pool.submit(order, |_| panic!("as told, too")).unwrap();
    fixture.gate.permit(2);
    outcome(&fixture.submit(None).1).unwrap();
    fixture.pool.wait();
    assert_eq!(fixture.pool.load().threads_free, 2);
}

#[test]
fn orders_are_refused_with_a_reason() {
    let mut fixture = Fixture::new(1);
    let (_running, running_told) = fixture.submit(None);
    fixture.gate.wait_for(1, 1);
    let (_waiting, waiting_told) = fixture.submit(None);
    let never = |_| panic!("it was not accepted");
    let order = fixture.order(None);
    assert!(matches!(fixture.pool.submit(order, never), Err(Refused::Full(1))));
    fixture.pool.close();
    let order = fixture.order(None);
    assert!(matches!(fixture.pool.submit(order, never), Err(Refused::Closed)));
    // What was accepted is carried out all the same.
    fixture.gate.permit(2);
    outcome(&running_told).unwrap();
    outcome(&waiting_told).unwrap();
    fixture.pool.wait();

    let keys = Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap());
    let prover = Arc::new(Prover::new(keys));
    let key = prover.warm_up::<Attest>().unwrap();
    let least = (key.bytes() + key.working_set(NonZeroUsize::MIN)) as u64;
    assert_eq!(prover.working_set::<Attest>(NonZeroUsize::MIN).unwrap(), key.working_set(NonZeroUsize::MIN));
    let pool = |memory| {
        Pool::new(prover.clone(), PoolOptions { threads: NonZeroUsize::MIN, memory, queue: 1 }).unwrap()
    };
    match pool(least - 1).submit(fixture.order(None), never) {
        Err(Refused::TooBig { needed, budget }) => assert_eq!((needed, budget), (least, least - 1)),
        other => panic!("{other:?}"),
    }
    let (tell, told) = mpsc::channel();
    let pool = pool(least);
    pool.submit(fixture.order(None), move |outcome| tell.send(outcome).unwrap()).unwrap();
    outcome(&told).unwrap();
}

#[test]
fn dropping_the_pool_cancels_everything() {
    let mut fixture = Fixture::new(10);
    let orders: Vec<_> = (0..4).map(|_| fixture.submit(None)).collect();
    fixture.gate.wait_for(1, 1);
    let (gate, pool) = (fixture.gate, fixture.pool);
    drop(pool);
    for (ticket, told) in &orders {
        assert!(matches!(outcome(told), Err(NotProven::Cancelled)));
        assert_eq!(ticket.stage(), Stage::Ended);
        ticket.cancel();
    }
    assert_eq!(gate.state.lock().unwrap().inside, 0);
}
