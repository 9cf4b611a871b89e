//! What goes wrong: problem details (RFC 9457) with a stable code.

use crate::{FieldError, Malformed};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a request was not served. Codes do not change; new ones may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// No credentials, or none that are valid now.
    #[error("No valid credentials")]
    Unauthenticated,
    /// The credentials are not for this action.
    #[error("Not allowed")]
    Forbidden,
    /// There is no such thing, or it is not yours.
    #[error("Not found")]
    NotFound,
    /// The method is not served here.
    #[error("Method not allowed")]
    MethodNotAllowed,
    /// The request cannot be read.
    #[error("The request cannot be read")]
    MalformedRequest,
    /// The body is not JSON.
    #[error("The body is not application/json")]
    UnsupportedMediaType,
    /// The body is longer than this service reads.
    #[error("The body is too large")]
    TooLarge,
    /// Public inputs or witness do not have the circuit's form.
    #[error("The statement is malformed")]
    MalformedStatement,
    /// The witness is sealed to a key that this service no longer has.
    #[error("The witness is sealed to another key")]
    UnknownWitnessKey,
    /// The idempotency key was used for another request.
    #[error("The idempotency key was used for another request")]
    IdempotencyMismatch,
    /// The job has ended, so it cannot be cancelled.
    #[error("The job has ended")]
    AlreadyEnded,
    /// The deadline has passed already.
    #[error("The deadline has passed")]
    DeadlinePassed,
    /// More requests in a time than this service takes from one tenant.
    #[error("Too many requests")]
    TooManyRequests,
    /// The tenant has as many jobs waiting as it may.
    #[error("Too many jobs")]
    TooManyJobs,
    /// The tenant has as many webhooks as it may.
    #[error("Too many webhooks")]
    TooManyWebhooks,
    /// The queue takes no more for now.
    #[error("The queue is full")]
    QueueFull,
    /// The service is starting or shutting down.
    #[error("The service is not ready")]
    NotReady,
    /// The store does not answer.
    #[error("The store does not answer")]
    StoreUnavailable,
    /// The request took longer than this service waits.
    #[error("The request took too long")]
    Timeout,
    /// A fault of the service.
    #[error("The service failed")]
    Internal,
}

impl Code {
    /// The HTTP status that comes with the code.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::MalformedRequest => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::IdempotencyMismatch | Self::AlreadyEnded | Self::TooManyWebhooks => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::MalformedStatement | Self::UnknownWitnessKey | Self::DeadlinePassed => 422,
            Self::TooManyRequests | Self::TooManyJobs => 429,
            Self::Internal => 500,
            Self::QueueFull | Self::NotReady | Self::StoreUnavailable => 503,
        }
    }

    /// The code as it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::MalformedRequest => "malformed-request",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::TooLarge => "too-large",
            Self::MalformedStatement => "malformed-statement",
            Self::UnknownWitnessKey => "unknown-witness-key",
            Self::IdempotencyMismatch => "idempotency-mismatch",
            Self::AlreadyEnded => "already-ended",
            Self::DeadlinePassed => "deadline-passed",
            Self::TooManyRequests => "too-many-requests",
            Self::TooManyJobs => "too-many-jobs",
            Self::TooManyWebhooks => "too-many-webhooks",
            Self::QueueFull => "queue-full",
            Self::NotReady => "not-ready",
            Self::StoreUnavailable => "store-unavailable",
            Self::Timeout => "timeout",
            Self::Internal => "internal",
        }
    }
}

/// Problem details (RFC 9457), sent as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem: `urn:plimsoll:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request, and what to do.
    pub detail: String,
    /// Stable, for programs.
    pub code: Code,
    /// After how many seconds to try again, where that helps. Also in the header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub retry_after: Option<u64>,
    /// The parts of the request that are wrong, where it is known.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub errors: Vec<FieldError>,
    /// The request's name: tell it to the operator, whose logs have it. Also in the header `X-Request-Id`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub request_id: Option<String>,
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:plimsoll:problem:{}", code.name()),
            title: code.to_string(),
            status: code.status(),
            detail: detail.into(),
            code,
            retry_after: None,
            errors: Vec::new(),
            request_id: None,
        }
    }

    /// What is not of its form, and where.
    #[must_use]
    pub fn of(code: Code, malformed: &Malformed) -> Self {
        Self::new(code, malformed.to_string()).with_error(malformed.into())
    }

    /// The same, with this part wrong.
    #[must_use]
    pub fn with_error(mut self, error: FieldError) -> Self {
        self.errors.push(error);
        self
    }

    /// The same, to be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}
