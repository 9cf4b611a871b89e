//! How one proof is computed.

use std::num::NonZeroUsize;

use plimsoll_engine::Stop;

use crate::Stage;

/// How one proof is computed: on how many threads, until when, and who is told how far it is.
///
/// ```
/// use plimsoll_prover::{ProveOptions, Stage, Stop};
/// use std::num::NonZeroUsize;
///
/// let (stop, told) = (Stop::new(), |stage: Stage| println!("{stage}"));
/// let options = ProveOptions::default().on(NonZeroUsize::MIN).until(&stop).telling(&told);
/// ```
#[derive(Clone, Copy)]
pub struct ProveOptions<'a> {
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) stop: &'a Stop,
    pub(crate) tell: &'a (dyn Fn(Stage) + Sync),
}

static NEVER: Stop = Stop::never();

impl Default for ProveOptions<'_> {
    /// The prover's threads, to the end, and nobody is told.
    fn default() -> Self {
        Self { threads: None, stop: &NEVER, tell: &|_| {} }
    }
}

impl<'a> ProveOptions<'a> {
    /// The same on so many threads, which no other proof uses meanwhile.
    #[must_use]
    pub const fn on(self, threads: NonZeroUsize) -> Self {
        Self { threads: Some(threads), ..self }
    }

    /// The same, ended by [`ProveError::Stopped`](crate::ProveError::Stopped) once `stop` is asked.
    #[must_use]
    pub const fn until(self, stop: &'a Stop) -> Self {
        Self { stop, ..self }
    }

    /// The same, calling `tell` whenever a stage begins.
    #[must_use]
    pub const fn telling(self, tell: &'a (dyn Fn(Stage) + Sync)) -> Self {
        Self { tell, ..self }
    }
}

impl std::fmt::Debug for ProveOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProveOptions")
            .field("threads", &self.threads)
            .field("stop", &self.stop)
            .finish_non_exhaustive()
    }
}
