//! What a job weighs: on the wire, in the database.

use crate::{
    Result,
    case::Case,
    client::Answer,
    coordinator::Bringer,
    running::{Place, Program, Serving, Setup},
};
use serde::Serialize;
use std::fs;

/// Jobs that are weighed together.
const JOBS: usize = 200;

/// Bytes of a Move.
#[derive(Debug, Serialize)]
pub struct Sizes {
    /// A submission with a sealed witness, JSON.
    pub submission: usize,
    /// The answer to it.
    pub accepted: usize,
    /// A lease, as the worker gets it.
    pub lease: usize,
    /// A result with its proof, as the worker brings it.
    pub result: usize,
    /// A job with its proof, as the client gets it.
    pub job: usize,
    /// What a queued job takes in SQLite, with its witness.
    pub stored_queued: usize,
    /// What an ended one keeps there, until it is erased.
    pub stored_ended: usize,
}

pub async fn measure(program: &Program, case: &Case) -> Result<Sizes> {
    let place = Place::new(program, Setup::threads(0), 0)?;
    let file = || Ok::<_, crate::Failure>(fs::metadata(place.path("queue.db"))?.len() as usize);
    // The file is whole when the coordinator has ended in good order.
    place.serve().await?.process.end().await?;
    let empty = file()?;

    let serving = place.serve().await?;
    let body = case.submission(&serving.witness_key)?;
    let accepted = queue(&serving, &body).await?;
    serving.process.end().await?;
    let queued = file()?;

    let serving = place.serve().await?;
    let bringer = Bringer::new(case, &serving.witness_key)?;
    let (lease, result, _) = finish(&serving, &bringer).await?;
    // What witnesses took is free now, and is taken by those of the next jobs: the file grows by the ended jobs alone.
    queue(&serving, &body).await?;
    let (.., job) = finish(&serving, &bringer).await?;
    serving.process.end().await?;
    let ended = file()?;
    Ok(Sizes {
        submission: body.len(),
        accepted,
        lease,
        result,
        job,
        stored_queued: (queued - empty) / JOBS,
        stored_ended: ended.saturating_sub(queued) / JOBS,
    })
}

/// Submits all; how many bytes the answer to one has.
async fn queue(serving: &Serving, body: &[u8]) -> Result<usize> {
    let mut bytes = 0;
    for _ in 0..JOBS {
        let Answer::Accepted(_, length) = serving.client.submit(body).await? else {
            return Err("a job was refused, although the queue has room".into());
        };
        bytes = length;
    }
    Ok(bytes)
}

/// Brings proofs for all; how many bytes one lease, one result and one job have.
async fn finish(serving: &Serving, bringer: &Bringer) -> Result<(usize, usize, usize)> {
    let (mut lease, mut result, mut job) = (0, 0, 0);
    for _ in 0..JOBS {
        let (leased, bytes) = bringer.lease(&serving.client, 1).await?;
        let first = leased.leases.first().ok_or("there is no job to lease")?;
        (lease, result) = (bytes, bringer.bring(&serving.client, &leased).await?);
        job = serving.client.job(first.job).await?.bytes;
    }
    Ok((lease, result, job))
}
