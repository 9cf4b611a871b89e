//! JSON bodies: read whole, told what is wrong without quoting it, and overwritten.

use super::answer::Failed;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
    response::IntoResponse,
};
use plimsoll_api::{Code, Problem};
use serde::de::DeserializeOwned;
use zeroize::Zeroize;

/// A body of `application/json`.
pub(crate) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Failed::new(Code::UnsupportedMediaType, "send the body as application/json"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.into_response().status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Failed::new(
                    Code::TooLarge,
                    "the body is larger than this service reads; send fewer jobs at a time",
                )
            } else {
                Failed::new(Code::MalformedRequest, "the body could not be read to its end")
            }
        })?;
        let parsed = parse(&bytes);
        // It may hold a witness. If the transport still has a part of it, that is not ours to overwrite.
        if let Ok(mut bytes) = bytes.try_into_mut() {
            bytes.as_mut().zeroize();
        }
        parsed.map(Self)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failed> {
    plimsoll_api::from_json(bytes).map_err(|error| Failed(Problem::of(Code::MalformedRequest, &error)))
}
