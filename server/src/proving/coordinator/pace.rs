//! How fast jobs are done.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So many of the newest results tell the pace.
const KEPT: usize = 64;

/// The rate at which cost is worked off, from the newest results.
#[derive(Default)]
pub struct Pace(Mutex<VecDeque<(Instant, u64)>>);

impl Pace {
    /// A job of this cost was done at this moment.
    pub fn done(&self, at: Instant, cost: u64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((at, cost));
    }

    /// How long it takes to work off this cost; `None` while too little is known.
    #[must_use]
    pub fn time_for(&self, cost: u64, now: Instant) -> Option<Duration> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, _) = *kept.front()?;
        let (last, _) = *kept.back()?;
        // The first result only begins the measurement. A pace of long ago says nothing.
        let done: u64 = kept.iter().skip(1).map(|(_, cost)| cost).sum();
        if kept.len() < 8 || done == 0 || now.saturating_duration_since(last) > Duration::from_secs(60) {
            return None;
        }
        let took = last.saturating_duration_since(first).as_secs_f64();
        Some(Duration::from_secs_f64(took * cost as f64 / done as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_known_after_some_results_and_forgotten_when_they_are_old() {
        let (pace, start) = (Pace::default(), Instant::now());
        let second = Duration::from_secs(1);
        for i in 0..7 {
            pace.done(start + second * i, 10);
        }
        assert_eq!(pace.time_for(10, start + second * 6), None);
        pace.done(start + second * 7, 10);
        assert_eq!(pace.time_for(20, start + second * 7), Some(second * 2));
        assert_eq!(pace.time_for(20, start + second * 100), None);
    }
}
