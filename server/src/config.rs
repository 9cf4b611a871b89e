//! Configuration: a file, the environment, and what stands on the command line, in this order; all have defaults.

use crate::{
    descriptors::FEWEST,
    http::{browser::is_origin, tls::TlsFiles},
    proving::{
        coordinator::Rules,
        routes::Bounds,
        store::{Limits, Policy},
    },
};
use serde::{Deserialize, Deserializer, Serialize};
use std::{
    net::SocketAddr,
    num::{NonZeroU32, NonZeroUsize},
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

/// A worker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkerConfig {
    /// Its name; else the machine's name and the process's number.
    pub name: Option<String>,
    /// Threads for proofs; 0 for none (a coordinator alone), else as many as the machine has.
    pub threads: Option<usize>,
    /// MiB for keys and proofs; else three quarters of the machine's memory, or of what its container allows.
    pub memory_mib: Option<u64>,
    /// Jobs taken beforehand while more wait than can start; else as many as threads.
    pub prefetch: Option<usize>,
    /// The file of the workers' secret keys; else `witness.key` in the data folder, made when it is not there.
    pub witness_key: Option<PathBuf>,
    /// For a coordinator alone: the workers' public keys in hexadecimal, newest first, in the environment with commas between.
    /// Then it needs no secret.
    #[serde(deserialize_with = "one_or_many")]
    pub witness_public_keys: Vec<String>,
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

/// Why a configuration is not used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// File or environment cannot be read.
    #[error("the configuration cannot be read: {0}; `plimsoll serve --print-config` shows all settings")]
    Unreadable(#[from] config::ConfigError),
    /// TLS lacks a part.
    #[error("`tls.certificate` and `tls.key` come together; give both, or none")]
    HalfTls,
    /// The service would be reached from elsewhere in the open.
    #[error(
        "{0} can be reached from other machines, and there is no TLS; set `tls.certificate` and `tls.key`, or \
         `behind_proxy` where a proxy in front does TLS"
    )]
    InTheOpen(SocketAddr),
    /// A number makes no sense.
    #[error("`{0}` must be at least {1}")]
    TooSmall(&'static str, u64),
    /// A number makes no sense.
    #[error("`{0}` must be at most {1}")]
    TooLarge(&'static str, u64),
    /// A page's origin is none.
    #[error("`cors.origins`: `{0}` is no origin; it is written https://desk.example, without a path")]
    Origin(String),
    /// The worker's name stands in logs.
    #[error("`worker.name` has 1 to 64 letters, digits, `-`, `_`, `.` or `:`")]
    WorkerName,
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

    /// Refuses what cannot be meant.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn check(&self) -> Result<(), ConfigError> {
        let tls = self.tls()?.is_some();
        if !tls && !self.behind_proxy && !self.listen.ip().is_loopback() {
            return Err(ConfigError::InTheOpen(self.listen));
        }
        let least = [
            ("limits.body_bytes", self.limits.body_bytes as u64, 1024),
            ("limits.requests_in_flight", self.limits.requests_in_flight as u64, 1),
            ("limits.jobs_per_tenant", self.limits.jobs_per_tenant, 1),
            ("limits.queued", self.limits.queued, 1),
            ("limits.batch", self.limits.batch as u64, 1),
            ("limits.connections", self.limits.connections.unwrap_or(FEWEST) as u64, FEWEST as u64),
            ("limits.handshake_seconds", self.limits.handshake_seconds, 1),
            ("limits.header_seconds", self.limits.header_seconds, 1),
            ("limits.idle_seconds", self.limits.idle_seconds, 1),
            ("jobs.attempts", self.jobs.attempts.into(), 1),
            // A worker that lives is heard of three times in that time.
            ("jobs.lease_ms", self.jobs.lease_ms, 300),
        ];
        if let Some((name, _, least)) = least.into_iter().find(|(_, n, least)| n < least) {
            return Err(ConfigError::TooSmall(name, least));
        }
        if self.grace_seconds > 86_400 {
            return Err(ConfigError::TooLarge("grace_seconds", 86_400));
        }
        if let Some(other) = self.cors.origins.iter().find(|origin| !is_origin(origin)) {
            return Err(ConfigError::Origin(other.clone()));
        }
        let plain = |name: &String| plimsoll_api::is_worker_name(name);
        if self.worker.name.as_ref().is_none_or(plain) { Ok(()) } else { Err(ConfigError::WorkerName) }
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

    pub(crate) fn tls(&self) -> Result<Option<TlsFiles>, ConfigError> {
        let TlsConfig { certificate, key, client_authority } = self.tls.clone();
        match (certificate, key) {
            (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key, client_authority })),
            (None, None) if client_authority.is_none() => Ok(None),
            _ => Err(ConfigError::HalfTls),
        }
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

impl WorkerConfig {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| {
            let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
            let host: String =
                host.trim().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
            format!("{}-{}", if host.is_empty() { "worker" } else { &host }, std::process::id())
        })
    }

    /// Threads for proofs; `None` if there is to be no worker.
    #[must_use]
    pub fn threads(&self) -> Option<NonZeroUsize> {
        let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.threads.map_or_else(|| Some(all()), NonZeroUsize::new)
    }

    /// Bytes for keys and proofs.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.memory_mib.map_or_else(|| memory_here() / 4 * 3, |mib| mib.saturating_mul(1 << 20))
    }
}

/// The memory of this machine, or what its container allows: 4 GiB if neither is known.
fn memory_here() -> u64 {
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
    });
    let container =
        std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    match (machine, container) {
        (Some(machine), Some(container)) => machine.min(container),
        (Some(known), None) | (None, Some(known)) => known,
        (None, None) => 4 << 30,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(toml: &str) -> Result<ServiceConfig, ConfigError> {
        let file = tempfile::Builder::new().suffix(".toml").tempfile().expect("a file");
        std::fs::write(file.path(), toml).expect("it is written");
        ServiceConfig::load(Some(file.path()))
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let mut config = ServiceConfig::default();
        config.limits.batch = 7;
        config.store = Some("postgres://user@host/plimsoll".to_owned());
        let secret = ServiceConfig {
            store: Some("postgres://user:hunter2@host/plimsoll".to_owned()),
            ..config.clone()
        };
        assert_eq!(secret.to_toml(), config.to_toml());
        assert!(!format!("{secret:?}").contains("hunter2"));
        config.worker.witness_public_keys = vec!["0xaa".to_owned()];
        let text = config.to_toml().expect("it is TOML");
        assert_eq!(of(&text).expect("it is read"), config);
        assert_eq!(of("").expect("nothing is all defaults"), ServiceConfig::default());
    }

    #[test]
    fn what_is_not_known_is_refused_by_its_name() {
        let text = of("[limits]\nbtch = 3").expect_err("a slip of the pen").to_string();
        assert!(text.contains("btch") && text.contains("limits"), "{text}");
        let text = of("[limits]\nbatch = \"many\"").expect_err("no number").to_string();
        assert!(text.contains("limits.batch"), "{text}");
    }

    #[test]
    fn nothing_is_served_in_the_open() {
        let config = of("listen = \"0.0.0.0:8480\"").expect("it is read");
        assert!(matches!(config.check(), Err(ConfigError::InTheOpen(_))));
        assert!(of("listen = \"0.0.0.0:8480\"\nbehind_proxy = true").expect("it is read").check().is_ok());
        let half = of("[tls]\ncertificate = \"a.pem\"").expect("it is read");
        assert!(matches!(half.check(), Err(ConfigError::HalfTls)));
        let zero = of("[jobs]\nattempts = 0").expect("it is read");
        assert!(matches!(zero.check(), Err(ConfigError::TooSmall("jobs.attempts", 1))));
    }
}
