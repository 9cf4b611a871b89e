//! Whether jobs are accepted.

use super::Coordinator;
use crate::Millis;
use plimsoll_api::{Code, Problem};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// An answer holds for so long, so that those who ask often do not make the database write often.
const HOLDS: Duration = Duration::from_secs(1);

/// What came of the last look, and when.
#[derive(Default)]
pub(super) struct Readiness(Mutex<Option<(Instant, Result<(), Problem>)>>);

impl Coordinator {
    /// Whether jobs are accepted: the service does not shut down, and the store keeps what is written. A second old at most.
    ///
    /// # Errors
    /// Why they are not.
    pub async fn ready(&self) -> Result<(), Problem> {
        if self.is_draining() {
            return Err(Problem::new(Code::NotReady, "the service is shutting down"));
        }
        // Whoever asks meanwhile waits for the same answer.
        let mut last = self.readiness.0.lock().await;
        if let Some((at, answer)) = &*last
            && at.elapsed() < HOLDS
        {
            return answer.clone();
        }
        let answer = self.store.beat(Millis::now()).await.map_err(Problem::from);
        *last = Some((Instant::now(), answer.clone()));
        answer
    }
}
