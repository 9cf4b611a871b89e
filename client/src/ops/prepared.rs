use super::Intent;
use crate::services::{LedgerAccess, LedgerError};
use plimsoll_circuits::note::Note;
use plimsoll_contracts::{EntryId, Receipt, Transition};
use std::time::{Duration, Instant};

/// How long the steps of an operation took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Evidence from the ledger, commitments, memos and signature.
    pub evidence: Duration,
    /// The proof.
    pub prove: Duration,
    /// The ledger's verdict.
    pub submit: Duration,
}

impl Timings {
    /// All steps together.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.evidence + self.prove + self.submit
    }
}

/// A transition that is ready to be submitted, with nothing secret of its witness but the openings of the notes it makes.
/// Its `transition` may be changed at will, to show that the ledger then refuses it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What the ledger gets.
    pub transition: Transition,
    /// What it is for.
    pub intent: Intent,
    /// The notes that it makes, without dummies.
    pub makes: Vec<Note>,
    /// How long it took so far.
    pub timings: Timings,
}

/// An accepted transition.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The ledger's receipt.
    pub receipt: Receipt,
    /// What was accepted.
    pub transition: Transition,
    /// What it was for.
    pub intent: Intent,
    /// The notes that it made, without dummies.
    pub makes: Vec<Note>,
    /// How long it took.
    pub timings: Timings,
}

impl Prepared {
    /// The transition's identity.
    #[must_use]
    pub fn id(&self) -> EntryId {
        self.transition.id()
    }

    /// Submits it. Submitted again, an accepted one gets its old receipt. Any number of threads may do so at once.
    ///
    /// # Errors
    /// [`LedgerError::Rejected`] with the ledger's code.
    pub fn submit(&self, ledger: &dyn LedgerAccess) -> Result<Submitted, LedgerError> {
        let started = Instant::now();
        let receipt = ledger.submit(&self.transition)?;
        let timings = Timings { submit: started.elapsed(), ..self.timings };
        let Self { transition, intent, makes, .. } = self.clone();
        Ok(Submitted { receipt, transition, intent, makes, timings })
    }
}
