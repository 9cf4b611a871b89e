//! TLS, with client certificates where they are wanted.

use crate::auth::certificate_hash;
use crate::proving::store::CredentialHash;
use axum_server::{
    accept::Accept,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use std::{
    future::Future,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    time::Duration,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tower_http::add_extension::AddExtension;

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug, Default)]
pub struct Peer {
    /// Of the client certificate, which a trusted authority signed.
    pub certificate: Option<CredentialHash>,
}

/// The server's certificate, and whom it asks for theirs.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate chain, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
    /// The authorities that sign client certificates, PEM. Without, clients are known by tokens only.
    pub client_authority: Option<PathBuf>,
}

/// Why TLS cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{} cannot be used: {cause}; it must be a PEM file with {what}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// Why.
        cause: String,
    },
    /// The parts do not fit together.
    #[error("the certificate cannot be used: {0}")]
    Config(String),
}

fn file(path: &Path, what: &'static str) -> impl Fn(&dyn std::fmt::Display) -> TlsError {
    move |cause| TlsError::File { path: path.to_owned(), what, cause: cause.to_string() }
}

fn certificates(path: &Path, what: &'static str) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let wrong = file(path, what);
    let read = CertificateDer::pem_file_iter(path).map_err(|e| wrong(&e))?;
    let found = read.collect::<Result<Vec<_>, _>>().map_err(|e| wrong(&e))?;
    if found.is_empty() { Err(wrong(&"it holds none")) } else { Ok(found) }
}

impl TlsFiles {
    fn load(&self) -> Result<ServerConfig, TlsError> {
        let config = |e: &dyn std::fmt::Display| TlsError::Config(e.to_string());
        let chain = certificates(&self.certificate, "a certificate chain")?;
        let key =
            PrivateKeyDer::from_pem_file(&self.key).map_err(|e| file(&self.key, "a private key")(&e))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|e| config(&e))?;
        let builder = match &self.client_authority {
            None => builder.with_no_client_auth(),
            Some(path) => {
                let mut roots = RootCertStore::empty();
                for certificate in certificates(path, "certificates of authorities")? {
                    roots.add(certificate).map_err(|e| config(&e))?;
                }
                // A client without a certificate may still have a token.
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                    .allow_unauthenticated();
                builder.with_client_cert_verifier(verifier.build().map_err(|e| config(&e))?)
            }
        };
        let mut config = builder.with_single_cert(chain, key).map_err(|e| config(&e))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }

    /// Accepts connections with these files; a handshake takes no longer than said.
    ///
    /// # Errors
    /// If a file cannot be used.
    pub fn acceptor(&self, handshake: Duration) -> Result<TlsAcceptor, TlsError> {
        let acceptor = RustlsAcceptor::new(RustlsConfig::from_config(Arc::new(self.load()?)));
        Ok(TlsAcceptor(acceptor.handshake_timeout(handshake)))
    }
}

/// Does the handshake, and tells every request of the connection who is at its other end.
#[derive(Clone, Debug)]
pub struct TlsAcceptor(RustlsAcceptor);

impl<I, S> Accept<I, S> for TlsAcceptor
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Send + 'static,
{
    type Stream = <RustlsAcceptor as Accept<I, S>>::Stream;
    type Service = AddExtension<<RustlsAcceptor as Accept<I, S>>::Service, Peer>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let handshake = self.0.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = handshake.await?;
            let certificate =
                stream.get_ref().1.peer_certificates().and_then(<[_]>::first).map(|c| certificate_hash(c));
            Ok((stream, AddExtension::new(service, Peer { certificate })))
        })
    }
}
