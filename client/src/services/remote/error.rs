//! Why the service gave no answer that can be used.

use plimsoll_api::{Code, JobId, Problem};
use std::time::Duration;

/// Why a call failed. No message holds a token or anything of a witness.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// No connection, or it broke.
    #[error(
        "the proving service does not answer ({0}); check its address, whether it runs, and whether it wants a client certificate"
    )]
    Unreachable(String),
    /// Encryption failed: the service is not whom it should be, or wants another client certificate.
    #[error(
        "no trusted connection to the proving service ({0}); check its address, the authorities that you believe, and \
         your client certificate"
    )]
    Untrusted(String),
    /// The service says what is wrong.
    #[error("the proving service says: {}: {}", .0.title, .0.detail)]
    Problem(Box<Problem>),
    /// An answer without a problem that this version knows, such as a gateway's.
    #[error("the proving service answers with status {status}{}", detail.as_ref().map(|d| format!(": {d}")).unwrap_or_default())]
    Status {
        /// The HTTP status.
        status: u16,
        /// What it says, if it says something.
        detail: Option<String>,
        /// When to try again, if it says so.
        retry_after: Option<Duration>,
    },
    /// The answer is not what the API promises.
    #[error(
        "the proving service's answer cannot be read ({0}); is it a proving service, and of this version?"
    )]
    Malformed(String),
    /// Nothing can be sealed to the key that the service names.
    #[error("the service's witness key is no key; nothing was sent. Tell whoever runs the service")]
    WitnessKey,
    /// The request cannot be written as JSON.
    #[error("the request cannot be written: {0}")]
    Request(String),
    /// The job did not end in the time that was given.
    #[error(
        "job {0} has not ended in the time that was given; look at it with `plimsoll jobs show`, or give it more"
    )]
    NotEnded(JobId),
}

impl ClientError {
    /// The service's stable code, if it gave one.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// After how long the same request may fare better, at least. `None` if it will not.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unreachable(_) => Some(Duration::ZERO),
            Self::Problem(problem) => {
                let passing = matches!(
                    problem.code,
                    Code::TooManyRequests
                        | Code::TooManyJobs
                        | Code::QueueFull
                        | Code::NotReady
                        | Code::StoreUnavailable
                        | Code::Timeout
                );
                passing.then(|| Duration::from_secs(problem.retry_after.unwrap_or_default()))
            }
            Self::Status { status: 408 | 429 | 502 | 503 | 504, retry_after, .. } => {
                Some(retry_after.unwrap_or_default())
            }
            _ => None,
        }
    }
}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        // The address is the caller's to know, and may hold the name of a job.
        let error = error.without_url();
        let (mut said, mut source): (Vec<String>, _) = (Vec::new(), std::error::Error::source(&error));
        let mut untrusted = false;
        while let Some(cause) = source {
            untrusted |= is_of_tls(cause);
            said.push(cause.to_string());
            source = cause.source();
        }
        // The last cause is the one that says something.
        let why = said.pop().unwrap_or_else(|| error.to_string());
        if error.is_timeout() {
            Self::Unreachable("no answer in time".to_owned())
        } else if untrusted {
            Self::Untrusted(why)
        } else {
            Self::Unreachable(why)
        }
    }
}

/// Whether the cause is a fault of the handshake, which does not pass by itself, rather than of the network. Errors of input and
/// output hold such causes without naming them as their source.
fn is_of_tls(cause: &(dyn std::error::Error + 'static)) -> bool {
    let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    cause.is::<rustls::Error>() || inner.is_some_and(|inner| is_of_tls(inner))
}
