//! `/v1/verify`.

use super::Api;
use crate::http::{answer::Failed, caller::Caller, read::Body};
use crate::proving::store::Action;
use axum::{Json, extract::State};
use plimsoll_api::{Code, Malformed, Problem, Verdict, Verdicts, VerifyBatch, VerifyRequest};
use tokio::task::spawn_blocking;

fn stopped(_: tokio::task::JoinError) -> Failed {
    Failed::new(Code::Internal, "the verification stopped; tell the operator")
}

/// Verify a proof
///
/// Whoever can should verify with a library of their own: a verdict is only as good as who gives it.
#[utoipa::path(post, path = "/v1/verify", operation_id = "verifyProof", tag = "verification", request_body = VerifyRequest, responses((status = 200, description = "The verdict", body = Verdict)))]
pub(super) async fn one(
    State(api): State<Api>,
    caller: Caller,
    Body(request): Body<VerifyRequest>,
) -> Result<Json<Verdict>, Failed> {
    caller.may(Action::Read)?;
    Ok(Json(spawn_blocking(move || api.coordinator.verify(&request)).await.map_err(stopped)??))
}

/// Verify many proofs
///
/// The verdicts are those of single verification.
#[utoipa::path(post, path = "/v1/verify/batch", operation_id = "verifyProofs", tag = "verification", request_body = VerifyBatch, responses((status = 200, description = "The verdicts", body = Verdicts)))]
pub(super) async fn many(
    State(api): State<Api>,
    caller: Caller,
    Body(batch): Body<VerifyBatch>,
) -> Result<Json<Verdicts>, Failed> {
    caller.may(Action::Read)?;
    let most = api.coordinator.rules().batch;
    if batch.proofs.is_empty() || batch.proofs.len() > most {
        let malformed = Malformed::new("proofs", format!("expected 1 to {most}"));
        return Err(Failed(Problem::of(Code::MalformedRequest, &malformed)));
    }
    Ok(Json(spawn_blocking(move || api.coordinator.verify_batch(&batch.proofs)).await.map_err(stopped)??))
}
