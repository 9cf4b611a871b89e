//! A coordinator behind HTTP.

use super::{
    backoff,
    keys::{ProvingError, missing},
    source::{Source, SourceError},
};
use crate::auth::Token;
use async_trait::async_trait;
use plimsoll_api::{
    Heartbeat, HeartbeatAnswer, LeaseAnswer, LeaseRequest, Problem, Receipts, ResultsRequest,
};
use plimsoll_params::KeyStore;
use reqwest::{Certificate, Client, Identity, Response, Url, redirect::Policy};
use serde::{Serialize, de::DeserializeOwned};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// How long the coordinator may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How to reach a coordinator.
#[derive(Clone, Debug)]
pub struct RemoteOptions {
    /// Where it is: `https://host:port`.
    pub url: String,
    /// The authorities that sign its certificate, PEM; else those of the system.
    pub authority: Option<PathBuf>,
    /// The worker's certificate and its private key, PEM, in one file.
    pub identity: Option<PathBuf>,
    /// A bearer token, where there is no certificate.
    pub token: Option<Token>,
}

/// Why a coordinator cannot be spoken to.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// The address is none.
    #[error("`{0}` is no address of a coordinator; it is written https://host:port")]
    Address(String),
    /// A name and a password in an address end up in logs.
    #[error("the address holds a user name or a password; use --identity or --token-file")]
    Credentials,
    /// Witnesses and results would go over the network in the open.
    #[error("{0} is not encrypted; use https, or http on this machine only")]
    Unencrypted(String),
    /// A file cannot be used.
    #[error("{} cannot be used: {cause}; it must be a PEM file with {what}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// Why.
        cause: String,
    },
    /// There is nothing by which the coordinator would know the worker.
    #[error("the worker has neither a certificate nor a token; give it --identity FILE")]
    NoCredentials,
    /// The client cannot be made.
    #[error("no connection can be made: {0}")]
    Client(String),
}

/// A coordinator behind HTTP.
pub struct RemoteSource {
    base: Url,
    client: Client,
    token: Option<Token>,
}

impl RemoteSource {
    /// The coordinator at this address. Nothing is asked yet.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub fn new(options: &RemoteOptions) -> Result<Self, RemoteError> {
        let base = Url::parse(&options.url).ok().filter(|url| url.has_host());
        let base = base.ok_or_else(|| RemoteError::Address(options.url.clone()))?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(RemoteError::Credentials);
        }
        let here = base.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
        if base.scheme() != "https" && !(base.scheme() == "http" && here) {
            return Err(RemoteError::Unencrypted(options.url.clone()));
        }
        if options.identity.is_none() && options.token.is_none() {
            return Err(RemoteError::NoCredentials);
        }
        // A token goes to the coordinator and nowhere else.
        let mut builder =
            Client::builder().connect_timeout(PATIENCE).redirect(Policy::none()).https_only(!here);
        if here {
            builder = builder.no_proxy();
        }
        let read = |path: &PathBuf, what| {
            std::fs::read(path).map_err(|e| RemoteError::File {
                path: path.clone(),
                what,
                cause: e.to_string(),
            })
        };
        if let Some(path) = &options.authority {
            let what = "certificates of authorities";
            let wrong =
                |e: reqwest::Error| RemoteError::File { path: path.clone(), what, cause: e.to_string() };
            builder =
                builder.tls_certs_only(Certificate::from_pem_bundle(&read(path, what)?).map_err(wrong)?);
        }
        if let Some(path) = &options.identity {
            let what = "a certificate and its private key";
            let pem = zeroize::Zeroizing::new(read(path, what)?);
            let wrong =
                |e: reqwest::Error| RemoteError::File { path: path.clone(), what, cause: e.to_string() };
            builder = builder.identity(Identity::from_pem(&pem).map_err(wrong)?);
        }
        let client = builder.build().map_err(|e| RemoteError::Client(e.to_string()))?;
        Ok(Self { base, client, token: options.token.clone() })
    }

    fn url(&self, path: &str) -> Result<Url, SourceError> {
        self.base.join(path).map_err(|e| SourceError::Refused(e.to_string()))
    }

    fn known(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.token {
            Some(token) => request.bearer_auth(token.expose()),
            None => request,
        }
    }

    /// A connection that says nothing for so long is dead.
    async fn post<Q: Serialize + Sync, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &Q,
        patience: Duration,
    ) -> Result<A, SourceError> {
        let request = self.known(self.client.post(self.url(path)?)).json(body).timeout(patience);
        let response = accepted(request.send().await.map_err(unreachable)?).await?;
        response.json().await.map_err(unreachable)
    }

    /// Fetches the proving keys that this machine lacks, by the hashes that this program pins. Each is checked to the byte
    /// before it is kept, so that it does not matter where it came from. Waits for a coordinator that does not answer.
    ///
    /// # Errors
    /// If the coordinator does not have one, or it is not the pinned one.
    pub async fn fetch_keys(&self, keys: &Arc<KeyStore>) -> Result<(), FetchError> {
        let mut failures = 0;
        while let Err(error) = self.fetch_missing(keys).await {
            match error {
                FetchError::Source(SourceError::Unavailable(_)) => {
                    tracing::warn!(%error, "the proving keys cannot be fetched yet");
                    tokio::time::sleep(backoff(failures)).await;
                    failures += 1;
                }
                error => return Err(error),
            }
        }
        Ok(())
    }

    async fn fetch_missing(&self, keys: &Arc<KeyStore>) -> Result<(), FetchError> {
        for pin in missing(keys)? {
            tracing::info!(circuit = %pin.circuit, key = %pin.proving_key, "fetching a proving key, once on this machine");
            // Keys have many megabytes, and may have to be made first.
            let request = self
                .client
                .get(self.url(&format!("/v1/keys/{}", pin.proving_key))?)
                .timeout(Duration::from_secs(600));
            let response = accepted(self.known(request).send().await.map_err(unreachable)?).await?;
            let bytes = response.bytes().await.map_err(unreachable)?;
            let keys = keys.clone();
            let kept = tokio::task::spawn_blocking(move || keys.install(&pin, &bytes)).await;
            kept.map_err(|e| SourceError::Refused(e.to_string()))?.map_err(ProvingError::from)?;
        }
        Ok(())
    }
}

/// Why proving keys are not there.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The coordinator gives none.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What it gives cannot be kept.
    #[error(transparent)]
    Proving(#[from] ProvingError),
}

/// Without the address: it stands in the log already, and may hold a name and a password.
fn unreachable(error: reqwest::Error) -> SourceError {
    let mut text = String::new();
    let mut cause: Option<&dyn std::error::Error> = Some(&error.without_url());
    while let Some(error) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&error.to_string());
        cause = error.source();
    }
    SourceError::Unavailable(text)
}

async fn accepted(response: Response) -> Result<Response, SourceError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    match response.json::<Problem>().await {
        Ok(problem) => Err(problem.into()),
        // Whatever stands between may say anything for a while.
        Err(_) => {
            Err(SourceError::Unavailable(format!("status {status}; is there a coordinator at this address?")))
        }
    }
}

#[async_trait]
impl Source for RemoteSource {
    async fn lease(&self, request: &LeaseRequest) -> Result<LeaseAnswer, SourceError> {
        // The coordinator answers when the wait is over, if not before.
        let wait = Duration::from_millis(request.wait_ms).saturating_add(PATIENCE);
        self.post("/v1/work/lease", request, wait).await
    }

    async fn heartbeat(&self, beat: &Heartbeat) -> Result<HeartbeatAnswer, SourceError> {
        // Before the lease runs out there is time for another one.
        self.post("/v1/work/heartbeat", beat, PATIENCE / 2).await
    }

    async fn results(&self, results: &ResultsRequest) -> Result<Receipts, SourceError> {
        self.post("/v1/work/results", results, PATIENCE).await
    }
}
