//! Query parameters.

use super::answer::Failed;
use axum::{
    extract::{FromRequestParts, Query as Inner},
    http::request::Parts,
};
use plimsoll_api::{Code, FieldError, Problem};
use serde::de::DeserializeOwned;

/// The parameters behind the question mark.
pub(crate) struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        match Inner::from_request_parts(parts, state).await {
            Ok(Inner(query)) => Ok(Self(query)),
            Err(error) => {
                let text = error.body_text();
                let problem = Problem::new(Code::MalformedRequest, text.as_str());
                Err(Failed(match wrong(&text) {
                    Some(error) => problem.with_error(error),
                    None => problem,
                }))
            }
        }
    }
}

/// Which parameter is wrong, as the framework's message has it: `Failed to deserialize query string: limit: invalid digit ..`.
fn wrong(text: &str) -> Option<FieldError> {
    let (name, detail) = text.split_once(": ")?.1.split_once(": ")?;
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    (plain && !name.is_empty()).then(|| FieldError::of_parameter(name, detail))
}

/// A parameter that can be read and is not allowed.
pub(crate) fn refused(name: &str, detail: &str) -> Failed {
    let problem = Problem::new(Code::MalformedRequest, format!("`{name}`: {detail}"));
    Failed(problem.with_error(FieldError::of_parameter(name, detail)))
}
