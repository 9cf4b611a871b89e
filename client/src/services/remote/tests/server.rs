//! A small HTTP server on this machine that plays answers of the proving service, and remembers what it was asked.
#![allow(dead_code, reason = "two test programs share it, and each uses a part")]

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Uri, header},
    response::Response,
};
use plimsoll_api::{Job, JobId, Priority, Problem, State};
use plimsoll_circuits::statement::CircuitId;
use serde::Serialize;
use serde_json::Value;
use std::{
    net::{Ipv4Addr, TcpListener},
    sync::{Arc, Mutex},
};

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Asked {
    /// Method and path.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What the server does.
pub enum Answer {
    /// A status and a JSON text.
    Json(u16, Value),
    /// Problem details.
    Problem(Problem),
    /// The head of an answer, then the connection breaks.
    Broken,
    /// Pieces of an event stream; it breaks behind them if the last is empty.
    Events(Vec<String>),
    /// To somewhere else.
    Elsewhere(String),
}

pub fn json(status: u16, value: &impl Serialize) -> Answer {
    Answer::Json(status, serde_json::to_value(value).unwrap())
}

impl Answer {
    fn response(self) -> Response {
        let broken = || Err(std::io::Error::other("broken"));
        match self {
            Answer::Json(status, value) => Response::builder()
                .status(status)
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(value.to_string())),
            Answer::Problem(problem) => {
                let mut response = Response::builder().status(problem.status);
                if let Some(seconds) = problem.retry_after {
                    response = response.header(header::RETRY_AFTER, seconds);
                }
                let text = serde_json::to_string(&problem).unwrap();
                response.header(header::CONTENT_TYPE, "application/problem+json").body(Body::from(text))
            }
            Answer::Broken => {
                let pieces = [Ok(Bytes::from_static(b"{")), broken()];
                Response::builder().status(201).body(Body::from_stream(futures_util::stream::iter(pieces)))
            }
            Answer::Events(pieces) => {
                let pieces =
                    pieces.into_iter().map(move |p| if p.is_empty() { broken() } else { Ok(Bytes::from(p)) });
                let pieces: Vec<_> = pieces.collect();
                Response::builder()
                    .header(header::CONTENT_TYPE, "text/event-stream")
                    .body(Body::from_stream(futures_util::stream::iter(pieces)))
            }
            Answer::Elsewhere(url) => {
                Response::builder().status(307).header(header::LOCATION, url).body(Body::empty())
            }
        }
        .unwrap()
    }
}

/// The server; it ends with the process.
pub struct Server {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Answers every request so.
    pub fn start(answer: impl FnMut(&Asked) -> Answer + Send + 'static) -> Self {
        Self::start_with(answer, None)
    }

    /// The same over TLS.
    pub fn start_with(
        answer: impl FnMut(&Asked) -> Answer + Send + 'static,
        tls: Option<Arc<rustls::ServerConfig>>,
    ) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (seen, answer) = (asked.clone(), Arc::new(Mutex::new(answer)));
        let handler = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let (seen, answer) = (seen.clone(), answer.clone());
            async move {
                let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or_default().to_owned());
                let asked = Asked { method, path, query, headers, body: body.to_vec() };
                seen.lock().unwrap().push(asked.clone());
                let answer = (answer.lock().unwrap())(&asked);
                answer.response()
            }
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let service = Router::new().fallback(handler).into_make_service();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                match tls {
                    Some(config) => {
                        let config = axum_server::tls_rustls::RustlsConfig::from_config(config);
                        axum_server::from_tcp_rustls(listener, config).unwrap().serve(service).await
                    }
                    None => axum_server::from_tcp(listener).unwrap().serve(service).await,
                }
            })
        });
        Self { url: format!("{scheme}://localhost:{port}"), asked }
    }

    /// What it was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Method and path of what it was asked.
    pub fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }
}

/// The name of the only job.
pub const ID: JobId = JobId(uuid::Uuid::from_u128(0x0197_c3a2_5b1e_7c40_9d2f_3a4b_5c6d_7e8f));

/// A job in this state.
pub fn job(circuit: CircuitId, state: State) -> Job {
    Job {
        id: ID,
        batch: None,
        reference: None,
        circuit,
        state,
        priority: Priority::Interactive,
        submitted_at: time::OffsetDateTime::UNIX_EPOCH,
        started_at: None,
        finished_at: None,
        deadline: None,
        attempts: 0,
        stage: None,
        proof: None,
        proving_us: None,
        failure: None,
    }
}

/// Where that job is.
pub fn job_path() -> String {
    format!("/v1/jobs/{ID}")
}
