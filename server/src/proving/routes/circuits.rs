//! `/v1/circuits`, `/v1/keys`, `/v1/witness-key`.

use super::{Api, no_such};
use crate::http::etag::{ASK_AGAIN, FOR_EVER, Tag};
use crate::http::{answer::Failed, caller::Caller};
use crate::proving::store::Action;
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::Response,
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
    headers: HeaderMap,
) -> Result<Response, Failed> {
    caller.may(Action::Read)?;
    let circuit = CircuitId::from_name(&circuit).ok_or_else(|| no_such("circuit"))?;
    let known = api.coordinator.circuits().get(circuit)?;
    let tag = Tag::new(&known.pin().verifying_key.to_string(), ASK_AGAIN);
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    Ok(tag.on(([(header::CONTENT_TYPE, "application/octet-stream")], known.key().key().to_bytes())))
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
    asked: HeaderMap,
) -> Result<Response, Failed> {
    caller.may_either(Action::Work, Action::Read)?;
    let tag = Tag::new(&hash, FOR_EVER);
    let known = api.coordinator.circuits().list().iter().any(|circuit| circuit.proving_key == hash);
    if known && tag.is_known(&asked) {
        return Ok(tag.not_modified());
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
    Ok(tag.on((headers, Body::from_stream(chunks))))
}

/// Fetch the key to which witnesses may be sealed
#[utoipa::path(get, path = "/v1/witness-key", operation_id = "getWitnessKey", tag = "circuits", responses((status = 200, description = "The key", body = WitnessKey)))]
pub(super) async fn witness_key(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    caller.may(Action::Submit)?;
    let key = api.coordinator.sealing().key();
    let tag = Tag::new(&key.id, ASK_AGAIN);
    Ok(if tag.is_known(&headers) { tag.not_modified() } else { tag.on(Json(key)) })
}
