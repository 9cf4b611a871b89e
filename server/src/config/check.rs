//! What no configuration can mean.

use super::{ServiceConfig, TlsConfig};
use crate::{
    descriptors::FEWEST,
    http::{browser::is_origin, tls::TlsFiles},
};
use std::net::SocketAddr;

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

impl ServiceConfig {
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

    pub(crate) fn tls(&self) -> Result<Option<TlsFiles>, ConfigError> {
        let TlsConfig { certificate, key, client_authority } = self.tls.clone();
        match (certificate, key) {
            (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key, client_authority })),
            (None, None) if client_authority.is_none() => Ok(None),
            _ => Err(ConfigError::HalfTls),
        }
    }
}
