//! The service's HTTP API as a load generator calls it: nothing is tried again, and refusals are told.

use crate::Result;
use plimsoll_api::{Job, JobId, WitnessKey, WitnessPublicKey};
use reqwest::{Certificate, Method, RequestBuilder, StatusCode, header::RETRY_AFTER, redirect::Policy};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use uuid::Uuid;

/// The longest wait of one request for a job's end.
const LONG_POLL: Duration = Duration::from_secs(60);

/// A client of one service.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
}

/// What became of a submission.
pub enum Answer {
    /// It was accepted, in so many bytes of JSON.
    Accepted(JobId, usize),
    /// It was refused for the moment.
    Refused {
        /// 429 or 503.
        status: u16,
        /// Whether it is told when to come back.
        retry_after: bool,
    },
}

/// An answer and its length in bytes.
pub struct Content<T> {
    pub answer: T,
    pub bytes: usize,
}

impl Client {
    pub fn new(url: &str, token: &str, authority: Option<&[u8]>) -> Result<Self> {
        let mut builder = reqwest::Client::builder().redirect(Policy::none()).no_proxy();
        if let Some(pem) = authority {
            builder = builder.tls_certs_only(Certificate::from_pem_bundle(pem)?);
        }
        Ok(Self { http: builder.build()?, url: url.to_owned(), token: token.to_owned() })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/v1/{path}", self.url)).bearer_auth(&self.token)
    }

    async fn content<T: DeserializeOwned>(request: RequestBuilder) -> Result<Content<T>> {
        let response = request.send().await?;
        let (status, body) = (response.status(), response.bytes().await?);
        if !status.is_success() {
            return Err(format!("the service answers {status}: {}", String::from_utf8_lossy(&body)).into());
        }
        Ok(Content { answer: serde_json::from_slice(&body)?, bytes: body.len() })
    }

    /// The key to which witnesses are sealed.
    pub async fn witness_key(&self) -> Result<WitnessPublicKey> {
        let Content { answer, .. } =
            Self::content::<WitnessKey>(self.request(Method::GET, "witness-key")).await?;
        let bytes = hex::decode(answer.public_key.trim_start_matches("0x"))?;
        Ok(WitnessPublicKey::from_bytes(&bytes).ok_or("the witness key is none")?)
    }

    /// Submits a job that is new, whatever was submitted before.
    pub async fn submit(&self, body: &[u8]) -> Result<Answer> {
        let request = self.request(Method::POST, "jobs");
        let request = request.header("idempotency-key", Uuid::now_v7().to_string());
        let response = request.header("content-type", "application/json").body(body.to_vec()).send().await?;
        let status = response.status();
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            let retry_after = response.headers().contains_key(RETRY_AFTER);
            return Ok(Answer::Refused { status: status.as_u16(), retry_after });
        }
        let content = response.bytes().await?;
        if status != StatusCode::CREATED {
            return Err(format!("the service answers {status}: {}", String::from_utf8_lossy(&content)).into());
        }
        Ok(Answer::Accepted(serde_json::from_slice::<Job>(&content)?.id, content.len()))
    }

    /// The job when it has ended: one long poll after another.
    pub async fn ended(&self, id: JobId) -> Result<Job> {
        let path = format!("jobs/{id}?wait_ms={}", LONG_POLL.as_millis());
        loop {
            let Content { answer: job, .. } = Self::content::<Job>(self.request(Method::GET, &path)).await?;
            if job.state.is_final() {
                return Ok(job);
            }
        }
    }

    /// A job as it stands.
    pub async fn job(&self, id: JobId) -> Result<Content<Job>> {
        Self::content(self.request(Method::GET, &format!("jobs/{id}"))).await
    }

    /// A call with a body, such as those of workers.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<Content<T>> {
        Self::content(self.request(Method::POST, path).json(body)).await
    }
}
