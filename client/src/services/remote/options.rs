//! Where the service is, whom to believe that it is, and who asks.

use reqwest::{Certificate, Identity, Url, header::HeaderValue};
use std::{net::IpAddr, time::Duration};
use zeroize::Zeroizing;

/// How long a call may take with all its repetitions, if nothing else is said.
pub(super) const PATIENCE: Duration = Duration::from_secs(600);

/// How a service is reached.
pub struct Options {
    pub(super) base: Url,
    pub(super) roots: Option<Vec<Certificate>>,
    pub(super) identity: Option<Identity>,
    pub(super) authorization: Option<HeaderValue>,
    pub(super) patience: Duration,
}

/// Why a service cannot be reached so. What is secret is in no message.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// It is no address of a service.
    #[error("{0} is no address of a proving service; write one such as https://prover.example")]
    Url(String),
    /// The address carries a name or a password, which would end up in logs.
    #[error(
        "the service's address carries credentials; leave them out, and use a token or a client certificate"
    )]
    Credentials,
    /// Witnesses and tokens would be readable on their way.
    #[error("{0} is not encrypted, so anybody on the way could read the token and change answers; use https")]
    Plain(String),
    /// There are no certificates to believe.
    #[error("there is no certificate of an authority in it; give a file of PEM with one or more")]
    Roots,
    /// There is no client certificate with its key.
    #[error(
        "there is no client certificate with its key in it; give a file of PEM with the certificate, the chain if there \
         is one, and the private key"
    )]
    Identity,
    /// The token cannot be sent.
    #[error("the token holds characters that no token has; give it as it was granted, alone on its line")]
    Token,
    /// There is no client.
    #[error("a connection cannot be prepared: {0}")]
    Client(String),
}

impl Options {
    /// A service at this address, as the public authorities know it, for a caller without credentials.
    ///
    /// # Errors
    /// If it is no address, carries credentials, or is plain HTTP to another machine.
    pub fn new(url: &str) -> Result<Self, OptionsError> {
        let mut base = Url::parse(url).map_err(|_| OptionsError::Url(shown(url)))?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(OptionsError::Credentials);
        }
        let host = base.host_str().unwrap_or_default();
        match base.scheme() {
            "https" if !host.is_empty() => {}
            "http" if is_loopback(host) => {}
            "http" => return Err(OptionsError::Plain(shown(url))),
            _ => return Err(OptionsError::Url(shown(url))),
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(OptionsError::Url(shown(url)));
        }
        // Else the last part would be taken for a file beside which the API lies.
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Ok(Self { base, roots: None, identity: None, authorization: None, patience: PATIENCE })
    }

    /// The same, believing these authorities (PEM) and no others.
    ///
    /// # Errors
    /// [`OptionsError::Roots`] if there are none in it.
    pub fn with_roots(self, pem: &[u8]) -> Result<Self, OptionsError> {
        let roots = Certificate::from_pem_bundle(pem).map_err(|_| OptionsError::Roots)?;
        if roots.is_empty() {
            return Err(OptionsError::Roots);
        }
        Ok(Self { roots: Some(roots), ..self })
    }

    /// The same, for the owner of this client certificate and key (PEM).
    ///
    /// # Errors
    /// [`OptionsError::Identity`] if they are not both in it.
    pub fn with_identity(self, pem: &[u8]) -> Result<Self, OptionsError> {
        let identity = Identity::from_pem(pem).map_err(|_| OptionsError::Identity)?;
        Ok(Self { identity: Some(identity), ..self })
    }

    /// The same, for the owner of this bearer token.
    ///
    /// # Errors
    /// [`OptionsError::Token`] if it cannot be one.
    pub fn with_token(self, token: &str) -> Result<Self, OptionsError> {
        if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(OptionsError::Token);
        }
        let text = Zeroizing::new(format!("Bearer {token}"));
        let mut value = HeaderValue::from_str(&text).map_err(|_| OptionsError::Token)?;
        // Kept out of what HTTP libraries print, and out of their compression tables.
        value.set_sensitive(true);
        Ok(Self { authorization: Some(value), ..self })
    }

    /// The same, with so much time for each call, its repetitions included. Ten minutes if nothing is said.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Options({})", self.base)
    }
}

/// Whether no other machine is on the way.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().map_or(bare == "localhost", |address| address.is_loopback())
}

/// The address without what may be secret in it.
fn shown(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}{}", &url[..scheme + 3], &url[at + 1..]),
        (None, Some(at)) => url[at + 1..].to_owned(),
        _ => url.to_owned(),
    }
}
