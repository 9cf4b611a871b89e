//! From rows to records.

use crate::Millis;
use crate::proving::store::{
    Fence, JobRecord, Leased, Tenant,
    database::{Row, unreadable},
};
use plimsoll_api::{
    Failure, FailureCode, FieldElement, JobId, Priority, ProofHex, SealedWitness, Stage, State,
};
use plimsoll_circuits::{
    field::{from_bytes, to_bytes},
    statement::CircuitId,
};

/// A value of a column that names one of few things.
pub(super) fn named<T>(row: &Row, column: &str, from_name: fn(&str) -> Option<T>) -> sqlx::Result<T> {
    let name: String = row.get(column)?;
    from_name(&name).ok_or_else(|| unreadable(format!("{column} `{name}`")))
}

fn maybe_named<T>(row: &Row, column: &str, from_name: fn(&str) -> Option<T>) -> sqlx::Result<Option<T>> {
    let name: Option<String> = row.get(column)?;
    name.map(|name| from_name(&name).ok_or_else(|| unreadable(format!("{column} `{name}`")))).transpose()
}

/// A moment.
pub(super) fn millis(row: &Row, column: &str) -> sqlx::Result<Millis> {
    row.get(column).map(Millis)
}

/// A moment, if there is one.
pub(super) fn maybe_millis(row: &Row, column: &str) -> sqlx::Result<Option<Millis>> {
    Ok(row.get::<Option<i64>>(column)?.map(Millis))
}

/// A number that is never negative.
pub(super) fn count<N: TryFrom<i64>>(row: &Row, column: &str) -> sqlx::Result<N> {
    let number: i64 = row.get(column)?;
    N::try_from(number).map_err(|_| unreadable(format!("{column} {number}")))
}

/// A job's name.
pub(super) fn job_id(row: &Row, column: &str) -> sqlx::Result<JobId> {
    named(row, column, |name| name.parse().ok())
}

/// Bytes of a fixed length.
pub(super) fn array<const N: usize>(bytes: Vec<u8>, column: &str) -> sqlx::Result<[u8; N]> {
    let length = bytes.len();
    bytes.try_into().map_err(|_| unreadable(format!("{column} of {length} bytes")))
}

/// The stage as it is written.
pub(super) const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting",
        Stage::Witness => "witness",
        Stage::Proving => "proving",
        Stage::Verifying => "verifying",
    }
}

fn stage_from_name(name: &str) -> Option<Stage> {
    [Stage::Waiting, Stage::Witness, Stage::Proving, Stage::Verifying]
        .into_iter()
        .find(|stage| stage_name(*stage) == name)
}

/// Public inputs as they are kept: 32 bytes each, big-endian.
pub(super) fn input_bytes(inputs: &[FieldElement]) -> Vec<u8> {
    inputs.iter().flat_map(|input| to_bytes(&input.0)).collect()
}

/// The public inputs of a job.
pub(super) fn posted(row: &Row) -> sqlx::Result<Vec<FieldElement>> {
    let bytes: Vec<u8> = row.get("posted")?;
    let (inputs, rest) = bytes.as_chunks::<32>();
    let inputs: Option<Vec<_>> = inputs.iter().map(|input| from_bytes(input).map(FieldElement)).collect();
    inputs.filter(|_| rest.is_empty()).ok_or_else(|| unreadable("public inputs"))
}

/// The columns of a [`record`]: without the witness, which is long.
macro_rules! record_columns {
    () => {
        "id, tenant, batch, reference, circuit, state, priority, submitted_at, started_at, finished_at, deadline, attempts, stage, \
         proof, proving_us, failure_code, failure_check, failure_detail"
    };
}
pub(super) use record_columns;

/// A job without its witness.
pub(super) fn record(row: &Row) -> sqlx::Result<JobRecord> {
    let proof = match (row.get::<Option<Vec<u8>>>("proof")?, row.get::<Option<i64>>("proving_us")?) {
        (Some(proof), Some(_)) => Some((ProofHex(array(proof, "proof")?), count(row, "proving_us")?)),
        _ => None,
    };
    let failure = match maybe_named(row, "failure_code", FailureCode::from_name)? {
        Some(code) => Some(Failure {
            code,
            check: row.get("failure_check")?,
            detail: row.get::<Option<String>>("failure_detail")?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(JobRecord {
        id: job_id(row, "id")?,
        tenant: named(row, "tenant", Tenant::new)?,
        batch: maybe_named(row, "batch", |name| name.parse().ok())?,
        reference: row.get("reference")?,
        circuit: named(row, "circuit", CircuitId::from_name)?,
        state: named(row, "state", State::from_name)?,
        priority: named(row, "priority", Priority::from_name)?,
        submitted_at: millis(row, "submitted_at")?,
        started_at: maybe_millis(row, "started_at")?,
        finished_at: maybe_millis(row, "finished_at")?,
        deadline: maybe_millis(row, "deadline")?,
        attempts: count(row, "attempts")?,
        stage: maybe_named(row, "stage", stage_from_name)?,
        proof,
        failure,
    })
}

/// A job that was just leased.
pub(super) fn leased(row: &Row) -> sqlx::Result<Leased> {
    Ok(Leased {
        id: job_id(row, "id")?,
        fence: Fence(row.get("fence")?),
        attempt: count(row, "attempts")?,
        tenant: named(row, "tenant", Tenant::new)?,
        circuit: named(row, "circuit", CircuitId::from_name)?,
        priority: named(row, "priority", Priority::from_name)?,
        submitted_at: millis(row, "submitted_at")?,
        deadline: maybe_millis(row, "deadline")?,
        posted: posted(row)?,
        witness: SealedWitness {
            key: row.get("witness_key")?,
            encapsulated: row.get("encapsulated")?,
            ciphertext: row.get("ciphertext")?,
        },
        trace: row.get("trace")?,
    })
}
