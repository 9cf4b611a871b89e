//! Configuration: a file, the environment, and what stands on the command line, in this order; all have defaults.

mod check;
#[cfg(test)]
mod tests;
mod worker;

pub use check::ConfigError;
pub use worker::WorkerConfig;

use crate::proving::{
    coordinator::Rules,
    routes::Bounds,
    store::{Limits, Policy},
};
use serde::{Deserialize, Deserializer, Serialize};
use std::{
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

/// How variables of the environment begin: `PLIMSOLL_SERVICE__LIMITS__BATCH` is `batch` in `[limits]`.
pub const PREFIX: &str = "PLIMSOLL_SERVICE";

/// Configuration of a coordinator, with a worker in its process or without.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceConfig {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The folder of the database, the witness key and everything else that lasts.
    pub data: PathBuf,
    /// The database: `postgres://..`, or a file for SQLite; else `queue.db` in the data folder. Names of files with a
    /// password in them belong in the environment.
    pub store: Option<String>,
    /// Serve without TLS on other addresses than this machine's own: for a proxy in front that does TLS.
    pub behind_proxy: bool,
    /// When told to end, running proofs may take so many seconds; then they go back to the queue.
    pub grace_seconds: u64,
    /// TLS.
    pub tls: TlsConfig,
    /// How much is accepted.
    pub limits: LimitsConfig,
    /// How jobs are kept.
    pub jobs: JobsConfig,
    /// The worker in this process.
    pub worker: WorkerConfig,
    /// Pages of others.
    pub cors: CorsConfig,
    /// What tenants' servers are told.
    pub webhooks: WebhooksConfig,
    /// Logs, traces and metrics.
    pub telemetry: TelemetryConfig,
}

/// TLS of the listener.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsConfig {
    /// The certificate chain, PEM.
    pub certificate: Option<PathBuf>,
    /// Its private key, PEM.
    pub key: Option<PathBuf>,
    /// The authorities that sign client certificates, PEM.
    pub client_authority: Option<PathBuf>,
}

/// How much is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// Requests of one tenant a second.
    pub requests_per_second: NonZeroU32,
    /// Requests of one tenant under way, those that wait included.
    pub requests_in_flight: usize,
    /// Jobs of one tenant that have not ended.
    pub jobs_per_tenant: u64,
    /// Jobs queued in all.
    pub queued: u64,
    /// Jobs in a batch, and proofs verified in one request.
    pub batch: usize,
    /// Open connections; else as many as the process's limit of open files leaves room for, and at most 10,000.
    pub connections: Option<usize>,
    /// A TLS handshake takes no longer, in seconds.
    pub handshake_seconds: u64,
    /// The head of a request takes no longer, in seconds; over HTTP/1 the time until it begins counts.
    pub header_seconds: u64,
    /// A connection over which nothing is asked, or whose other end does not take what is sent, is closed after so many
    /// seconds.
    pub idle_seconds: u64,
}

/// How jobs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct JobsConfig {
    /// After so many attempts a job is set aside.
    pub attempts: u32,
    /// A worker that is not heard of for so many milliseconds loses its jobs.
    pub lease_ms: u64,
    /// Ended jobs and their proofs are erased after so many hours; witnesses as soon as a job ends.
    pub keep_hours: u32,
}

/// Which pages of others may ask from a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CorsConfig {
    /// Their origins, such as `https://desk.example`; in the environment with commas between.
    #[serde(deserialize_with = "one_or_many")]
    pub origins: Vec<String>,
}

/// What tenants' servers are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhooksConfig {
    /// Whether they may go to machines that are not of the public internet, and unencrypted. Then a tenant can have this service
    /// speak to whatever the service reaches.
    pub private_addresses: bool,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Logs, traces and metrics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelemetryConfig {
    /// How logs are written.
    pub format: LogFormat,
    /// What is logged: `info`, or more finely, `info,plimsoll_server=debug`.
    pub filter: String,
    /// Where traces go: the address of an OpenTelemetry collector, OTLP over HTTP, such as `http://localhost:4318`.
    pub otlp: Option<String>,
    /// Whether `/metrics` is served.
    pub metrics: bool,
}

impl std::fmt::Debug for ServiceConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_toml().unwrap_or_default())
    }
}

impl Default for ServiceConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8480)),
            data: PathBuf::from("plimsoll-service"),
            store: None,
            behind_proxy: false,
            grace_seconds: 30,
            tls: TlsConfig::default(),
            limits: LimitsConfig::default(),
            jobs: JobsConfig::default(),
            worker: WorkerConfig::default(),
            cors: CorsConfig::default(),
            webhooks: WebhooksConfig::default(),
            telemetry: TelemetryConfig::default(),
        }
    }
}

const REQUESTS_PER_SECOND: NonZeroU32 = match NonZeroU32::new(500) {
    Some(rate) => rate,
    None => NonZeroU32::MIN,
};

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            body_bytes: 8 << 20,
            requests_per_second: REQUESTS_PER_SECOND,
            requests_in_flight: 1024,
            jobs_per_tenant: 10_000,
            queued: 100_000,
            batch: 256,
            connections: None,
            handshake_seconds: 10,
            header_seconds: 15,
            idle_seconds: 60,
        }
    }
}

impl Default for JobsConfig {
    fn default() -> Self {
        Self { attempts: 3, lease_ms: 15_000, keep_hours: 24 }
    }
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "info".to_owned(), otlp: None, metrics: true }
    }
}

/// A list, or a text with commas.
fn one_or_many<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(d)? {
        OneOrMany::One(text) => {
            text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
        }
        OneOrMany::Many(list) => list,
    })
}

impl ServiceConfig {
    /// The configuration of this file, if any, changed by the environment.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`], with the name of what is wrong.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut builder = config::Config::builder();
        if let Some(file) = file {
            builder = builder.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        // Texts stay as they are; numbers are read where numbers are wanted.
        let environment = config::Environment::with_prefix(PREFIX).prefix_separator("__").separator("__");
        Ok(builder.add_source(environment).build()?.try_deserialize()?)
    }

    /// The configuration as a file, without the database's password.
    ///
    /// # Errors
    /// If it cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(&self.without_password())
    }

    /// The same without the database's password: to be shown.
    #[must_use]
    pub fn without_password(&self) -> Self {
        let hidden = self.store.as_deref().map(|url| match reqwest::Url::parse(url) {
            Ok(mut parsed) if parsed.password().is_some() => {
                // An address that has a password can be without one.
                let _ = parsed.set_password(None);
                parsed.to_string()
            }
            _ => url.to_owned(),
        });
        Self { store: hidden, ..self.clone() }
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> String {
        self.store.clone().unwrap_or_else(|| self.data.join("queue.db").to_string_lossy().into_owned())
    }

    /// The file of the workers' secret keys.
    #[must_use]
    pub fn witness_key(&self) -> PathBuf {
        self.worker.witness_key.clone().unwrap_or_else(|| self.data.join("witness.key"))
    }

    pub(crate) fn rules(&self) -> Rules {
        Rules {
            limits: Limits { per_tenant: self.limits.jobs_per_tenant, queued: self.limits.queued },
            policy: Policy {
                attempts: self.jobs.attempts,
                keep_ms: i64::from(self.jobs.keep_hours) * 3_600_000,
                leases_end: true,
            },
            lease_ms: self.jobs.lease_ms,
            batch: self.limits.batch,
        }
    }

    pub(crate) fn bounds(&self) -> Bounds {
        Bounds {
            body: self.limits.body_bytes,
            rate: self.limits.requests_per_second,
            in_flight: self.limits.requests_in_flight,
            tls: self.tls.certificate.is_some(),
            origins: self.cors.origins.iter().filter_map(|origin| origin.parse().ok()).collect(),
        }
    }
}
