//! Waiting for a job's end, and watching it on its way.

use super::{Client, ClientError, client::Call, sse};
use plimsoll_api::{Job, JobId};
use reqwest::{Method, blocking::Response};
use std::{
    io::BufReader,
    thread,
    time::{Duration, Instant},
};

/// How long the service is first asked to wait: soon enough to see that a worker has taken the job.
const FIRST_LOOK: Duration = Duration::from_millis(500);

/// How long it is asked to wait at most.
const LONGEST_LOOK: Duration = Duration::from_secs(20);

/// How long to wait at most on this side where the service did not wait.
const PAUSE: Duration = Duration::from_millis(500);

/// With less time than this left there is no point in looking again.
const LAST_LOOK: Duration = Duration::from_millis(100);

/// How long a stream of events is read before it is opened anew, so that a dead connection is noticed.
const STREAM: Duration = Duration::from_secs(120);

impl Client {
    /// The job when it has ended, as long as the client's time allows; `seen` is told how it stands whenever it is looked at.
    ///
    /// # Errors
    /// [`ClientError::NotEnded`] if the time is up, else see [`ClientError`].
    pub fn wait(&self, id: JobId, seen: &mut dyn FnMut(&Job)) -> Result<Job, ClientError> {
        let until = self.until();
        let client = self.within(until.saturating_duration_since(Instant::now()));
        let mut look = FIRST_LOOK;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left < LAST_LOOK {
                return Err(ClientError::NotEnded(id));
            }
            // Half of it, so that the answer comes before the time is up.
            let (asked, look_for) = (Instant::now(), look.min(left / 2));
            let job = client.job_after(id, look_for)?;
            seen(&job);
            if job.state.is_final() {
                return Ok(job);
            }
            // A service that does not wait is not to be asked without end.
            thread::sleep(look_for.saturating_sub(asked.elapsed()).min(PAUSE));
            look = (2 * look).min(LONGEST_LOOK);
        }
    }

    /// The job at once and whenever it changes, until it has ended or the connection does.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn events(&self, id: JobId) -> Result<Events, ClientError> {
        let until = self.until();
        let response = super::retry::persist(until, &|_| {}, |left| {
            self.send(&Call::new(Method::GET, &["v1", "jobs", &id.to_string(), "events"]), left.min(STREAM))
        })?;
        Ok(Events { stream: BufReader::new(response), over: false })
    }

    /// The job when it has ended, as long as the client's time allows; `seen` is told of every change. A stream that breaks
    /// is opened anew.
    ///
    /// # Errors
    /// [`ClientError::NotEnded`] if the time is up, else see [`ClientError`].
    pub fn watch(&self, id: JobId, seen: &mut dyn FnMut(&Job)) -> Result<Job, ClientError> {
        let until = self.until();
        let client = self.within(until.saturating_duration_since(Instant::now()));
        let mut known: Option<Job> = None;
        super::retry::persist(until, &|_| {}, |left| {
            if left.is_zero() {
                return Err(ClientError::NotEnded(id));
            }
            for job in client.events(id)? {
                let job = job?;
                if known.as_ref() != Some(&job) {
                    seen(&job);
                }
                if job.state.is_final() {
                    return Ok(job);
                }
                known = Some(job);
            }
            Err(ClientError::Unreachable("the stream of events ended before the job".to_owned()))
        })
    }
}

/// How a job stands, at once and at every change. Ends after the job's end.
pub struct Events {
    stream: BufReader<Response>,
    over: bool,
}

impl Iterator for Events {
    type Item = Result<Job, ClientError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            let event = match sse::next(&mut self.stream) {
                Ok(Some(event)) => event,
                Ok(None) => break,
                Err(e) => {
                    self.over = true;
                    return Some(Err(ClientError::Unreachable(e.to_string())));
                }
            };
            if event.name != "job" {
                continue;
            }
            let job: Result<Job, _> = serde_json::from_str(&event.data);
            self.over = job.as_ref().map_or(true, |job| job.state.is_final());
            return Some(job.map_err(|e| ClientError::Malformed(e.to_string())));
        }
        None
    }
}
