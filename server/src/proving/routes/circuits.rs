//! `/v1/circuits`, `/v1/keys`, `/v1/witness-key`.

use super::{Api, no_such};
use crate::http::{answer::Failed, caller::Caller};
use crate::proving::store::Action;
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt as _;
use plimsoll_api::{Circuits, Code, WitnessKey};
use plimsoll_circuits::statement::CircuitId;
use tokio::task::spawn_blocking;
use tokio_util::io::ReaderStream;

/// List the circuits and their keys
#[utoipa::path(get, path = "/v1/circuits", operation_id = "listCircuits", tag = "circuits", responses((status = 200, description = "All circuits", body = Circuits)))]
pub(super) async fn list(State(api): State<Api>, caller: Caller) -> Result<Json<Circuits>, Failed> {
    caller.may(Action::Read)?;
    Ok(Json(Circuits { circuits: api.coordinator.circuits().list() }))
}

/// Fetch a circuit's verifying key
///
/// As bytes: the encoding of `plimsoll-verifier`, checked against the hash that `/v1/circuits` shows.
#[utoipa::path(get, path = "/v1/circuits/{circuit}/verifying-key", operation_id = "getVerifyingKey", tag = "circuits", params(("circuit" = String, Path, description = "Its name")),
    responses((status = 200, description = "The key", body = Vec<u8>, content_type = "application/octet-stream")))]
pub(super) async fn verifying_key(
    State(api): State<Api>,
    caller: Caller,
    Path(circuit): Path<String>,
) -> Result<Response, Failed> {
    caller.may(Action::Read)?;
    let circuit = CircuitId::from_name(&circuit).ok_or_else(|| no_such("circuit"))?;
    let bytes = api.coordinator.circuits().get(circuit)?.key().key().to_bytes();
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// Fetch a proving key by its hash
///
/// For workers. The file is checked against the hash by whoever fetches it, once.
#[utoipa::path(get, path = "/v1/keys/{hash}", operation_id = "getProvingKey", tag = "circuits", params(("hash" = String, Path, description = "`proving_key` of `/v1/circuits`")),
    responses((status = 200, description = "The key's file", body = Vec<u8>, content_type = "application/octet-stream")))]
pub(super) async fn proving_key(
    State(api): State<Api>,
    caller: Caller,
    Path(hash): Path<String>,
) -> Result<Response, Failed> {
    if caller.may(Action::Work).is_err() {
        caller.may(Action::Read)?;
    }
    let circuits = api.coordinator.circuits().clone();
    let closed = |_| Failed::new(Code::Internal, "the key cannot be sent; tell the operator");
    let place = api.key_files.clone().acquire_owned().await.map_err(closed)?;
    let stopped = |_| Failed::new(Code::Internal, "the key could not be read; tell the operator");
    let path = spawn_blocking(move || circuits.proving_key(&hash)).await.map_err(stopped)??;
    let file = tokio::fs::File::open(path).await.map_err(|_| no_such("proving key"))?;
    let length = file.metadata().await.map_err(|_| no_such("proving key"))?.len();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
    ];
    // The file's place, and the connection's, are kept until it is sent.
    let kept = (place, caller.into_stay());
    let chunks = ReaderStream::new(file).map(move |chunk| {
        let _ = &kept;
        chunk
    });
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// Fetch the key to which witnesses may be sealed
#[utoipa::path(get, path = "/v1/witness-key", operation_id = "getWitnessKey", tag = "circuits", responses((status = 200, description = "The key", body = WitnessKey)))]
pub(super) async fn witness_key(State(api): State<Api>, caller: Caller) -> Result<Json<WitnessKey>, Failed> {
    caller.may(Action::Submit)?;
    Ok(Json(api.coordinator.sealing().key()))
}
