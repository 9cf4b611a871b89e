//! Which order starts next, and on how many threads. Pure: time comes from outside, and nothing is computed here.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    num::NonZeroUsize,
    sync::Arc,
    time::Instant,
};

use super::{
    Priority,
    fair::Fair,
    needs::{Needs, Room},
};

/// The number of an accepted order.
pub(crate) type Number = u64;

/// Interactive orders that start before a batch order that could.
const INTERACTIVE_RUN: u32 = 7;

/// How often an order that waits for memory may be passed over by smaller ones, before memory is kept free for it.
const PATIENCE: u32 = 8;

/// An order's place within its tenant's: earliest deadline first, then first come, first served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    no_deadline: bool,
    deadline: Option<Instant>,
    number: Number,
}

/// What waits.
struct Waiting<T> {
    needs: Needs,
    /// How often it was passed over.
    passed: u32,
    what: T,
}

/// The orders of one priority.
struct Class<T> {
    fair: Fair<Arc<str>>,
    lines: HashMap<Arc<str>, BTreeMap<Place, Waiting<T>>>,
}

/// An order that starts.
pub(crate) struct Start<T> {
    pub(crate) what: T,
    pub(crate) needs: Needs,
    pub(crate) threads: NonZeroUsize,
}

/// The orders that wait.
pub(crate) struct Queue<T> {
    classes: [Class<T>; 2],
    /// Where each order is.
    places: HashMap<Number, (Priority, Arc<str>, Place)>,
    deadlines: BTreeSet<(Instant, Number)>,
    /// Interactive orders that started in a row while a batch order waited.
    run: u32,
    next: Number,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        let class = || Class { fair: Fair::new(), lines: HashMap::new() };
        Self {
            classes: [class(), class()],
            places: HashMap::new(),
            deadlines: BTreeSet::new(),
            run: 0,
            next: 0,
        }
    }

    /// Orders that wait.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// An order comes. `what` is given its number.
    pub(crate) fn push(
        &mut self,
        tenant: &Arc<str>,
        priority: Priority,
        deadline: Option<Instant>,
        needs: Needs,
        what: impl FnOnce(Number) -> T,
    ) -> Number {
        let number = self.next;
        self.next += 1;
        let place = Place { no_deadline: deadline.is_none(), deadline, number };
        let class = &mut self.classes[priority as usize];
        class.fair.join(tenant.clone());
        let waiting = Waiting { needs, passed: 0, what: what(number) };
        class.lines.entry(tenant.clone()).or_default().insert(place, waiting);
        self.places.insert(number, (priority, tenant.clone(), place));
        self.deadlines.extend(deadline.map(|deadline| (deadline, number)));
        number
    }

    /// Takes an order back; `None` if it does not wait.
    pub(crate) fn remove(&mut self, number: Number) -> Option<T> {
        let (priority, tenant, place) = self.places.remove(&number)?;
        self.forget_deadline(place);
        let class = &mut self.classes[priority as usize];
        let waiting = class.take(&tenant, place)?;
        if !class.lines.contains_key(&tenant) {
            class.fair.leave(&tenant);
        }
        Some(waiting.what)
    }

    /// The next deadline of an order that waits.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// Takes the orders whose deadlines have passed.
    pub(crate) fn take_expired(&mut self, now: Instant) -> Vec<T> {
        let expired: Vec<Number> =
            self.deadlines.iter().take_while(|(deadline, _)| *deadline <= now).map(|(_, n)| *n).collect();
        expired.into_iter().filter_map(|number| self.remove(number)).collect()
    }

    /// Takes everything.
    pub(crate) fn take_all(&mut self) -> Vec<T> {
        let all: Vec<Number> = self.places.keys().copied().collect();
        all.into_iter().filter_map(|number| self.remove(number)).collect()
    }

    /// Takes the order that starts next from the queue and from the room; `None` if none can start now.
    ///
    /// Interactive before batch, but for one in eight; within a priority, tenants as [`Fair`] has them, of each its first
    /// order. One that does not fit is passed over, until it was too often: then nothing behind it starts before it.
    pub(crate) fn start(&mut self, room: &mut Room) -> Option<Start<T>> {
        let batch_first = self.run >= INTERACTIVE_RUN;
        let order =
            [Priority::Interactive, Priority::Batch].map(|priority| priority_at(priority, batch_first));
        let (priority, tenant, threads) = self.choose(order, room)?;
        let batch_waits = !self.classes[Priority::Batch as usize].lines.is_empty();
        self.run = match priority {
            Priority::Interactive if batch_waits => self.run + 1,
            _ => 0,
        };
        let class = &mut self.classes[priority as usize];
        let place = *class.lines.get(&tenant)?.first_key_value()?.0;
        let waiting = class.take(&tenant, place)?;
        class.fair.serve(&tenant, waiting.needs.cost, class.lines.contains_key(&tenant));
        self.places.remove(&place.number);
        self.forget_deadline(place);
        room.take(&waiting.needs, threads);
        Some(Start { what: waiting.what, needs: waiting.needs, threads })
    }

    fn forget_deadline(&mut self, place: Place) {
        if let Some(deadline) = place.deadline {
            self.deadlines.remove(&(deadline, place.number));
        }
    }

    /// The first order that fits, of those before the first that is out of patience; counts who is passed over.
    fn choose(&mut self, order: [Priority; 2], room: &Room) -> Option<(Priority, Arc<str>, NonZeroUsize)> {
        let waiting = self.len();
        let mut passed = Vec::new();
        let mut found = None;
        'classes: for priority in order {
            let class = &self.classes[priority as usize];
            for tenant in class.fair.order() {
                let Some((_, head)) = class.lines.get(tenant).and_then(BTreeMap::first_key_value) else {
                    continue;
                };
                if let Some(threads) = room.threads_for(&head.needs, waiting) {
                    found = Some((priority, tenant.clone(), threads));
                    break 'classes;
                }
                if room.threads_free() == 0 || head.passed >= PATIENCE {
                    break 'classes;
                }
                passed.push((priority, tenant.clone()));
            }
        }
        if found.is_some() {
            for (priority, tenant) in passed {
                let line = self.classes[priority as usize].lines.get_mut(&tenant);
                if let Some(mut head) = line.and_then(BTreeMap::first_entry) {
                    head.get_mut().passed += 1;
                }
            }
        }
        found
    }
}

const fn priority_at(usual: Priority, batch_first: bool) -> Priority {
    match (usual, batch_first) {
        (Priority::Interactive, false) | (Priority::Batch, true) => Priority::Interactive,
        _ => Priority::Batch,
    }
}

impl<T> Class<T> {
    /// Takes an order out of its tenant's line, and the line away if it is empty.
    fn take(&mut self, tenant: &Arc<str>, place: Place) -> Option<Waiting<T>> {
        let line = self.lines.get_mut(tenant)?;
        let waiting = line.remove(&place);
        if line.is_empty() {
            self.lines.remove(tenant);
        }
        waiting
    }
}
