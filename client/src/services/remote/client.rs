//! One connection to the service, and how a call is made.

use super::{ClientError, Options, OptionsError, options::is_loopback, retry::persist};
use plimsoll_api::{Problem, WitnessPublicKey};
use reqwest::{
    Method, Url,
    blocking::Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use serde::de::DeserializeOwned;
use std::{
    io::Read,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);

/// How long an answer may take, beside what a call waits on purpose.
const ANSWER: Duration = Duration::from_secs(30);

/// No answer is longer.
const MAX_ANSWER: u64 = 16 << 20;

/// Told when a call failed and will be tried again.
type Notice = Arc<dyn Fn(&ClientError) + Send + Sync>;

/// A client of the proving service. Cheap to clone; its clones share connections. Every call is repeated with growing pauses
/// where that may help (no connection, 429, 503, as `Retry-After` says), until its time is up.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    limit: Limit,
    notice: Option<Notice>,
}

struct Inner {
    http: reqwest::blocking::Client,
    base: Url,
    authorization: Option<HeaderValue>,
    witness_key: Mutex<Option<WitnessPublicKey>>,
}

#[derive(Clone, Copy)]
enum Limit {
    /// So much for each call.
    Each(Duration),
    /// One end for all calls.
    All(Instant),
}

/// What a call says.
pub(super) struct Call<'a> {
    method: Method,
    path: &'a [&'a str],
    query: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
    idempotency: Option<&'a str>,
    waits: Duration,
}

impl<'a> Call<'a> {
    pub(super) const fn new(method: Method, path: &'a [&'a str]) -> Self {
        Self { method, path, query: Vec::new(), body: None, idempotency: None, waits: Duration::ZERO }
    }

    pub(super) fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }

    pub(super) fn body(self, body: Vec<u8>) -> Self {
        Self { body: Some(body), ..self }
    }

    pub(super) fn idempotency(self, key: &'a str) -> Self {
        Self { idempotency: Some(key), ..self }
    }

    /// The service is asked to wait so long before it answers.
    pub(super) fn waits(self, time: Duration) -> Self {
        Self { waits: time, ..self }.query("wait_ms", Some(time.as_millis()))
    }
}

impl Client {
    /// A client of the service; nothing is sent yet.
    ///
    /// # Errors
    /// [`OptionsError::Client`] if certificates and key do not go together.
    pub fn new(options: Options) -> Result<Self, OptionsError> {
        let Options { base, roots, identity, authorization, patience } = options;
        let mut builder = reqwest::blocking::Client::builder()
            .user_agent(concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .tcp_keepalive(ANSWER)
            .timeout(None)
            // Neither the token nor a statement goes where somebody else points.
            .redirect(Policy::none());
        if base.host_str().is_some_and(is_loopback) {
            builder = builder.no_proxy();
        }
        if let Some(roots) = roots {
            builder = builder.tls_certs_only(roots);
        }
        if let Some(identity) = identity {
            builder = builder.identity(identity);
        }
        let http = builder.build().map_err(|e| OptionsError::Client(ClientError::from(e).to_string()))?;
        let inner = Inner { http, base, authorization, witness_key: Mutex::default() };
        Ok(Self { inner: Arc::new(inner), limit: Limit::Each(patience), notice: None })
    }

    /// The same, with so much time for each call.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { limit: Limit::Each(patience), ..self }
    }

    /// The same, with so much time from now on for all calls together.
    #[must_use]
    pub fn within(&self, total: Duration) -> Self {
        Self { limit: Limit::All(Instant::now() + total), ..self.clone() }
    }

    /// The same, telling `notice` whenever a call failed and will be tried again.
    #[must_use]
    pub fn with_notice(self, notice: impl Fn(&ClientError) + Send + Sync + 'static) -> Self {
        Self { notice: Some(Arc::new(notice)), ..self }
    }

    /// When the call that begins now has to end.
    pub(super) fn until(&self) -> Instant {
        match self.limit {
            Limit::Each(time) => Instant::now() + time,
            Limit::All(end) => end,
        }
    }

    pub(super) fn witness_key_slot(&self) -> &Mutex<Option<WitnessPublicKey>> {
        &self.inner.witness_key
    }

    /// Makes the call, perhaps more than once; status and content of the answer.
    pub(super) fn call<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<(u16, T), ClientError> {
        let notice = |error: &ClientError| {
            if let Some(notice) = &self.notice {
                notice(error);
            }
        };
        persist(self.until(), &notice, |left| {
            let response = self.send(call, left.min(call.waits + ANSWER))?;
            let status = response.status().as_u16();
            let body = content(response)?;
            let read = serde_json::from_slice(&body);
            read.map(|read| (status, read)).map_err(|e| ClientError::Malformed(e.to_string()))
        })
    }

    /// Sends the request once; an answer that is no success is an error.
    pub(super) fn send(&self, call: &Call<'_>, timeout: Duration) -> Result<Response, ClientError> {
        let mut url = self.inner.base.clone();
        url.path_segments_mut()
            .map_err(|()| ClientError::Request("the service's address has no path".to_owned()))?
            .pop_if_empty()
            .extend(call.path);
        let mut request =
            self.inner.http.request(call.method.clone(), url).timeout(timeout).query(&call.query);
        if let Some(authorization) = &self.inner.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        if let Some(key) = call.idempotency {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let response = request.send()?;
        if response.status().is_success() { Ok(response) } else { Err(refusal(response)) }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({})", self.inner.base)
    }
}

/// The whole content of an answer.
fn content(response: Response) -> Result<Vec<u8>, ClientError> {
    let mut body = Vec::new();
    let read = response.take(MAX_ANSWER + 1).read_to_end(&mut body);
    read.map_err(|_| ClientError::Unreachable("the connection broke".to_owned()))?;
    if body.len() as u64 > MAX_ANSWER {
        return Err(ClientError::Malformed(format!("it is longer than {} MiB", MAX_ANSWER >> 20)));
    }
    Ok(body)
}

/// What an answer that is no success says.
fn refusal(response: Response) -> ClientError {
    let status = response.status().as_u16();
    let after = header_seconds(response.headers());
    let body = content(response).unwrap_or_default();
    if let Ok(mut problem) = serde_json::from_slice::<Problem>(&body) {
        problem.retry_after = problem.retry_after.or(after);
        return ClientError::Problem(Box::new(problem));
    }
    // A code that is newer than this program still comes with words.
    let newer: Option<serde_json::Value> = serde_json::from_slice(&body).ok();
    let said = newer.as_ref().and_then(|problem| problem.get("detail")?.as_str());
    let retry_after = after.map(Duration::from_secs);
    ClientError::Status { status, detail: said.map(str::to_owned), retry_after }
}

fn header_seconds(headers: &HeaderMap) -> Option<u64> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}
