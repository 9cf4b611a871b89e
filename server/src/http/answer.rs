//! Problems as answers.

use super::asked;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use plimsoll_api::{Code, Problem};

/// A problem on its way to the client.
pub(crate) struct Failed(pub Problem);

impl Failed {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self(Problem::new(code, detail))
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut problem = self.0;
        problem.request_id = asked::request_id();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, Body::from(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = problem.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if problem.code == Code::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"plimsoll\""));
        }
        response
    }
}

/// Errors that a layer or the framework made, as problems.
pub(crate) async fn as_problem(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
    if is_problem {
        return response;
    }
    let (code, detail) = match response.status() {
        StatusCode::REQUEST_TIMEOUT => (Code::Timeout, "the request took too long; try again"),
        StatusCode::PAYLOAD_TOO_LARGE => (Code::TooLarge, "send fewer jobs at a time"),
        status if status.is_server_error() => (Code::Internal, "a fault of the service; tell the operator"),
        status if status.is_client_error() && status != StatusCode::NOT_FOUND => {
            (Code::MalformedRequest, "the request cannot be read")
        }
        _ => return response,
    };
    Failed::new(code, detail).into_response()
}
