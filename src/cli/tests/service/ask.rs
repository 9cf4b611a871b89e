//! HTTP as it is, for what the client of this program would not say.

use plimsoll_api::{Code, Job, JobId, Problem, Submission};
use reqwest::{
    Method,
    blocking::{Client, RequestBuilder},
    header::{HeaderMap, RETRY_AFTER},
};
use serde::de::DeserializeOwned;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// Somebody who asks. Clones remember together what was answered.
#[derive(Clone)]
pub struct Asker {
    http: Client,
    url: String,
    token: Option<String>,
    heard: Arc<Mutex<Vec<String>>>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Asker {
    pub fn new(url: &str, token: Option<String>) -> Self {
        Self::over(Client::builder().no_proxy().timeout(Duration::from_secs(90)).build().unwrap(), url, token)
    }

    /// Over this connection.
    pub fn over(http: Client, url: &str, token: Option<String>) -> Self {
        Self { http, url: url.to_owned(), token, heard: Arc::default() }
    }

    /// The same with another token, or none.
    pub fn with(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().unwrap();
        self.heard.lock().unwrap().push(format!("{headers:?}\n{text}"));
        Answer { status, headers, text }
    }

    /// All answers so far.
    pub fn heard(&self) -> String {
        self.heard.lock().unwrap().join("\n")
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path))
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path))
    }

    /// Posts a text of JSON, under an idempotency key if there is one.
    pub fn post(&self, path: &str, body: impl Into<String>, key: Option<&str>) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", "application/json");
        let request = match key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        };
        self.send(request.body(body.into()))
    }

    pub fn submit(&self, submission: &Submission, key: Option<&str>) -> Answer {
        self.post("/v1/jobs", serde_json::to_string(submission).unwrap(), key)
    }

    /// Submits a job that is accepted.
    pub fn accepted(&self, submission: &Submission) -> JobId {
        self.submit(submission, None).is::<Job>(201).id
    }

    pub fn job(&self, id: JobId) -> Job {
        self.get(&format!("/v1/jobs/{id}")).is(200)
    }

    /// A job when it has ended.
    pub fn ended(&self, id: JobId) -> Job {
        crate::process::until("the job ends", || {
            let job: Job = self.get(&format!("/v1/jobs/{id}?wait_ms=5000")).is(200);
            job.state.is_final().then_some(job)
        })
    }
}

impl Answer {
    /// What it holds, if it has this status.
    #[track_caller]
    pub fn is<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(self.status, status, "{self:?}");
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The problem of this code, in the form that all problems have.
    #[track_caller]
    pub fn problem(&self, code: Code) -> Problem {
        assert_eq!(self.status, code.status(), "{self:?}");
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        let problem: Problem = self.is(code.status());
        assert_eq!((problem.code, problem.status), (code, code.status()));
        assert_eq!(problem.kind, format!("urn:plimsoll:problem:{}", code.name()));
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
        let after = self.headers.get(RETRY_AFTER).map(|after| after.to_str().unwrap().to_owned());
        assert_eq!(after, problem.retry_after.map(|seconds| seconds.to_string()));
        problem
    }
}
