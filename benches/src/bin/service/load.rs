//! Closed loads: so many clients, each of which submits its next job when the one before has its proof.

use crate::{
    Result,
    client::{Answer, Client},
};
use plimsoll_api::State;
use serde::Serialize;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// What came of a closed load.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Closed {
    /// From the first submission to the last proof, in seconds.
    pub wall_s: f64,
    /// Proofs a second.
    pub per_second: f64,
    /// The workers' time for one proof, the mean, in milliseconds.
    pub proving_ms: f64,
}

/// Has so many jobs proven, all of the same statement.
pub async fn closed(client: &Client, body: &Arc<Vec<u8>>, jobs: usize, clients: usize) -> Result<Closed> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    let started = Instant::now();
    for _ in 0..clients {
        let (client, body, next) = (client.clone(), body.clone(), next.clone());
        tasks.spawn(async move {
            let mut proving = Duration::ZERO;
            while next.fetch_add(1, Ordering::Relaxed) < jobs {
                proving += proven(&client, &body).await?;
            }
            Ok::<_, crate::Failure>(proving)
        });
    }
    let mut proving = Duration::ZERO;
    while let Some(done) = tasks.join_next().await {
        proving += done??;
    }
    let wall_s = started.elapsed().as_secs_f64();
    Ok(Closed {
        wall_s,
        per_second: jobs as f64 / wall_s,
        proving_ms: proving.as_secs_f64() * 1e3 / jobs as f64,
    })
}

/// Has one job proven; how long the worker took.
async fn proven(client: &Client, body: &[u8]) -> Result<Duration> {
    let Answer::Accepted(id, _) = client.submit(body).await? else {
        return Err("a job was refused, although the queue has room".into());
    };
    let job = client.ended(id).await?;
    match (job.state, job.proving_us) {
        (State::Succeeded, Some(us)) => Ok(Duration::from_micros(us)),
        _ => Err(format!("job {id} has no proof: {:?}", job.failure).into()),
    }
}
