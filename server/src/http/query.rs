//! Query parameters.

use super::answer::Failed;
use axum::{
    extract::{FromRequestParts, Query as Inner},
    http::request::Parts,
};
use plimsoll_api::Code;
use serde::de::DeserializeOwned;

/// The parameters behind the question mark.
pub(crate) struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        match Inner::from_request_parts(parts, state).await {
            Ok(Inner(query)) => Ok(Self(query)),
            Err(error) => Err(Failed::new(Code::MalformedRequest, error.body_text())),
        }
    }
}
