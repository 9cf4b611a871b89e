//! Trying again: after how long, and until when.

use super::ClientError;
use rand::Rng;
use std::{
    thread,
    time::{Duration, Instant},
};

/// The first pause.
const FIRST: Duration = Duration::from_millis(200);

/// The longest pause that this side chooses; the service may ask for a longer one.
const LONGEST: Duration = Duration::from_secs(15);

/// Makes the attempt until it succeeds, fails for good, or no time is left; an attempt is told how much is. Before each pause
/// `notice` learns why.
pub(super) fn persist<T>(
    until: Instant,
    notice: &dyn Fn(&ClientError),
    mut attempt: impl FnMut(Duration) -> Result<T, ClientError>,
) -> Result<T, ClientError> {
    let mut backoff = FIRST;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let error = match attempt(left) {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let Some(asked) = error.retry_after() else { return Err(error) };
        let pause = asked.max(spread(backoff));
        if pause >= until.saturating_duration_since(Instant::now()) {
            return Err(error);
        }
        notice(&error);
        thread::sleep(pause);
        backoff = (2 * backoff).min(LONGEST);
    }
}

/// Between half of it and all of it, so that those who were turned away together do not come back together.
fn spread(pause: Duration) -> Duration {
    pause.mul_f64(rand::thread_rng().gen_range(0.5..=1.0))
}
