//! The end of a computation before its end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

/// Asks a proof to stop. Clones are one and the same: ask one, and whatever computes with another ends within
/// milliseconds. It may have a deadline, at which it is asked without anybody's doing.
#[derive(Clone, Debug)]
pub struct Stop(Option<Arc<State>>);

#[derive(Debug)]
struct State {
    asked: AtomicBool,
    deadline: Option<Instant>,
}

/// The computation was asked to stop, and did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the computation was asked to stop before it was done")]
pub struct Stopped;

/// What nobody can ask.
pub(crate) static NEVER: Stop = Stop::never();

impl Stop {
    /// Not asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self::of(None)
    }

    /// Never asked: [`Self::ask`] does nothing, and it costs nothing.
    #[must_use]
    pub const fn never() -> Self {
        Self(None)
    }

    /// Not asked yet, and asked from this time on.
    #[must_use]
    pub fn with_deadline(deadline: Instant) -> Self {
        Self::of(Some(deadline))
    }

    fn of(deadline: Option<Instant>) -> Self {
        Self(Some(Arc::new(State { asked: AtomicBool::new(false), deadline })))
    }

    /// Asks what computes with this or with a clone of it to stop. It cannot be taken back.
    pub fn ask(&self) {
        if let Some(state) = &self.0 {
            state.asked.store(true, Ordering::Relaxed);
        }
    }

    /// Whether somebody asked, or the deadline has passed. Cheap enough for every few microseconds of work.
    #[must_use]
    pub fn asked(&self) -> bool {
        let Some(state) = &self.0 else { return false };
        state.asked.load(Ordering::Relaxed)
            || state.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// `Ok` while nobody asked.
    ///
    /// # Errors
    /// [`Stopped`] from then on.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.asked() { Err(Stopped) } else { Ok(()) }
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn clones_are_asked_together_and_never_stays_never() {
        let stop = Stop::new();
        let clone = stop.clone();
        assert_eq!(clone.check(), Ok(()));
        stop.ask();
        assert_eq!(clone.check(), Err(Stopped));
        let never = Stop::never();
        never.ask();
        assert!(!never.asked());
    }

    #[test]
    fn a_deadline_asks() {
        let now = Instant::now();
        assert!(Stop::with_deadline(now).asked());
        let later = Stop::with_deadline(now + Duration::from_secs(3600));
        assert!(!later.asked());
        later.ask();
        assert!(later.asked());
    }
}
