//! Who is next: start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996), on costs instead of packet lengths.
//!
//! Every tenant has a line of orders. The order at its head has two tags: it starts at the virtual time of its arrival or at
//! the finish of the tenant's order before it, whichever is later, and finishes its cost later. The least start is served
//! next, and the virtual time becomes that start. So tenants that have something waiting are served the same cost, whatever
//! they ask for, and one that comes back after a pause is owed nothing.
//!
//! Between any two tenants that both have something waiting all the while, the costs served differ by no more than the
//! greatest cost of the one and the greatest of the other.
//!
//! Nothing here knows of proofs, time or threads. A queue that is kept elsewhere, such as in a database, obeys the same rule
//! by [`tags`].

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

/// When an order starts and finishes, in virtual time: units of cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tags {
    /// By which orders are served, least first.
    pub start: u64,
    /// Before which the tenant's next order does not start.
    pub finish: u64,
}

/// The rule: `start = max(virtual_now, last_finish)`, `finish = start + cost`. `virtual_now` is the start of the order that
/// was served last, `last_finish` the finish of the tenant's order before this one, 0 if there was none.
#[must_use]
pub const fn tags(virtual_now: u64, last_finish: u64, cost: u64) -> Tags {
    let start = if virtual_now > last_finish { virtual_now } else { last_finish };
    Tags { start, finish: start.saturating_add(cost) }
}

/// The lines of tenants. A tenant is in it while it has something waiting.
///
/// ```
/// use plimsoll_prover::pool::Fair;
///
/// let mut fair = Fair::new();
/// fair.join("a bank");
/// fair.join("a trader");
/// // The bank's order is three times as big, so the trader's next two come before its next one.
/// let mut served = Vec::new();
/// for _ in 0..5 {
///     let Some(tenant) = fair.order().next().copied() else { break };
///     served.push(tenant);
///     fair.serve(&tenant, if tenant == "a bank" { 3 } else { 1 }, true);
/// }
/// assert_eq!(served, ["a bank", "a trader", "a trader", "a trader", "a bank"]);
/// ```
#[derive(Clone, Debug)]
pub struct Fair<T> {
    now: u64,
    /// The finish of each tenant's order that was served last, as long as it is ahead of `now`.
    finish: HashMap<T, u64>,
    /// The start of each waiting tenant's head, and its number, by which equal starts are in the order of their coming.
    heads: HashMap<T, (u64, u64)>,
    line: BTreeSet<(u64, u64, T)>,
    next: u64,
}

impl<T> Default for Fair<T> {
    fn default() -> Self {
        Self { now: 0, finish: HashMap::new(), heads: HashMap::new(), line: BTreeSet::new(), next: 0 }
    }
}

impl<T: Clone + Eq + Hash + Ord> Fair<T> {
    /// Nobody waits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The virtual time: the start of the order that was served last.
    #[must_use]
    pub const fn now(&self) -> u64 {
        self.now
    }

    /// The tenant has something waiting. Nothing changes if it had before.
    pub fn join(&mut self, tenant: T) {
        if !self.heads.contains_key(&tenant) {
            let last = self.finish.get(&tenant).copied().unwrap_or(0);
            self.stand(tenant, tags(self.now, last, 0).start);
        }
    }

    /// The tenant has nothing waiting any more, though nothing of it was served: all was taken back.
    pub fn leave(&mut self, tenant: &T) {
        if let Some((start, number)) = self.heads.remove(tenant) {
            self.line.remove(&(start, number, tenant.clone()));
        }
    }

    /// The waiting tenants, who is next first.
    pub fn order(&self) -> impl Iterator<Item = &T> {
        self.line.iter().map(|(_, _, tenant)| tenant)
    }

    /// An order of a waiting tenant is served: the next one's, or another's where the next one cannot be. `more` says
    /// whether the tenant has more waiting. Gives the order's tags; `None` if the tenant does not wait.
    pub fn serve(&mut self, tenant: &T, cost: u64, more: bool) -> Option<Tags> {
        let (start, _) = *self.heads.get(tenant)?;
        self.leave(tenant);
        let served = Tags { start, finish: start.saturating_add(cost) };
        // Where somebody was passed over, its start is behind.
        self.now = self.now.max(start);
        self.finish.insert(tenant.clone(), served.finish);
        if more {
            self.stand(tenant.clone(), served.finish);
        }
        self.forget();
        Some(served)
    }

    fn stand(&mut self, tenant: T, start: u64) {
        self.heads.insert(tenant.clone(), (start, self.next));
        self.line.insert((start, self.next, tenant));
        self.next += 1;
    }

    /// Drops what no longer matters: the finish of who would start now anyway. Once nobody waits, the virtual time goes to
    /// the last finish, and all begin anew.
    fn forget(&mut self) {
        if self.line.is_empty() {
            self.now = self.finish.values().copied().max().unwrap_or(0).max(self.now);
        }
        // Seldom enough that it does not show.
        if self.line.is_empty() || self.next.is_multiple_of(1024) {
            let now = self.now;
            self.finish.retain(|_, finish| *finish > now);
        }
    }
}

#[cfg(test)]
mod tests;
