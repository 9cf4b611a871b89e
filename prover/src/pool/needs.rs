//! What a proof needs, and what there is.

use std::{collections::HashMap, num::NonZeroUsize};

use plimsoll_circuits::statement::CircuitId;

use crate::ReadyKey;

/// What a proof needs, in bytes, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    pub(crate) circuit: CircuitId,
    /// The key, which all proofs of the circuit share.
    pub(crate) key: u64,
    /// A proof on one thread, on two, and so on.
    pub(crate) working_sets: Box<[u64]>,
    /// The domain's size.
    pub(crate) cost: u64,
}

impl Needs {
    /// For a proof with this key on at most so many threads.
    pub(crate) fn of(circuit: CircuitId, key: &ReadyKey, most: NonZeroUsize) -> Self {
        let counts = (1..=most.get()).filter_map(NonZeroUsize::new);
        let working_sets = counts.map(|threads| key.working_set(threads) as u64).collect();
        Self { circuit, key: key.bytes() as u64, working_sets, cost: key.domain() as u64 }
    }

    /// The proof on so many threads, without the key. More than there are cannot be had.
    pub(crate) fn working_set(&self, threads: NonZeroUsize) -> u64 {
        self.working_sets.get(threads.get() - 1).copied().unwrap_or(u64::MAX)
    }

    /// The least with which the proof can be computed when nothing else is.
    pub(crate) fn least(&self) -> u64 {
        self.key.saturating_add(self.working_set(NonZeroUsize::MIN))
    }
}

/// What running proofs leave free.
#[derive(Debug)]
pub(crate) struct Room {
    threads: usize,
    memory: u64,
    threads_taken: usize,
    working_sets: u64,
    /// Circuits with running proofs: their keys' bytes, and how many run.
    keys: HashMap<CircuitId, (u64, usize)>,
    running: usize,
}

impl Room {
    pub(crate) fn new(threads: NonZeroUsize, memory: u64) -> Self {
        let threads = threads.get();
        Self { threads, memory, threads_taken: 0, working_sets: 0, keys: HashMap::new(), running: 0 }
    }

    pub(crate) const fn budget(&self) -> u64 {
        self.memory
    }

    pub(crate) const fn running(&self) -> usize {
        self.running
    }

    pub(crate) const fn threads_free(&self) -> usize {
        self.threads - self.threads_taken
    }

    /// Bytes of running proofs and of their keys.
    pub(crate) fn memory_in_use(&self) -> u64 {
        self.working_sets + self.keys.values().map(|(bytes, _)| bytes).sum::<u64>()
    }

    /// How many threads one of `wanting` orders gets, those that run included: all if it is alone, and one whole proof on one
    /// thread if there is an order for each, since threads that share a proof wait for one another. `None` if there is none.
    fn share(&self, wanting: usize) -> Option<usize> {
        let free = self.threads_free();
        (free != 0).then(|| (self.threads / wanting.max(1)).clamp(1, free))
    }

    /// On how many threads this proof can start while so many orders wait, itself included: fewer than its share if memory
    /// is short. `None` if it has to wait.
    pub(crate) fn threads_for(&self, needs: &Needs, waiting: usize) -> Option<NonZeroUsize> {
        let share = self.share(self.running + waiting)?;
        let key = if self.keys.contains_key(&needs.circuit) { 0 } else { needs.key };
        let free = self.memory.saturating_sub(self.memory_in_use());
        let fits = |threads: &NonZeroUsize| key.saturating_add(needs.working_set(*threads)) <= free;
        (1..=share).rev().filter_map(NonZeroUsize::new).find(fits)
    }

    /// A proof starts.
    pub(crate) fn take(&mut self, needs: &Needs, threads: NonZeroUsize) {
        self.running += 1;
        self.threads_taken += threads.get();
        self.working_sets += needs.working_set(threads);
        self.keys.entry(needs.circuit).or_insert((needs.key, 0)).1 += 1;
    }

    /// It has ended.
    pub(crate) fn give_back(&mut self, needs: &Needs, threads: NonZeroUsize) {
        self.running -= 1;
        self.threads_taken -= threads.get();
        self.working_sets -= needs.working_set(threads);
        if let Some((_, users)) = self.keys.get_mut(&needs.circuit) {
            *users -= 1;
            if *users == 0 {
                self.keys.remove(&needs.circuit);
            }
        }
    }
}
