//! Encrypted connections: whom the client believes, and how it shows who it is.

use super::server::{ID, Server, job, json};
use crate::services::remote::{Client, ClientError, Options, OptionsError};
use plimsoll_api::State;
use plimsoll_circuits::statement::CircuitId;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use std::{sync::Arc, time::Duration};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server whose certificate is the authority's; if `mutual`, it wants one of the client that is.
fn server(authority: &Authority, mutual: bool) -> Server {
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, authority).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config =
        ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let config = if mutual {
        let mut roots = RootCertStore::empty();
        roots.add(authority.der().clone()).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        config.with_client_cert_verifier(verifier)
    } else {
        config.with_no_client_auth()
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = config.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Server::start_with(|_| json(200, &job(CircuitId::Move, State::Queued)), Some(Arc::new(config)))
}

fn options(server: &Server, authority: &Authority) -> Options {
    let options = Options::new(&server.url).unwrap().with_roots(authority.pem().as_bytes()).unwrap();
    options.with_patience(Duration::from_secs(20))
}

#[test]
fn the_authorities_that_are_named_are_believed_and_no_others() {
    let (own, other) = (authority(), authority());
    let server = server(&own, false);
    assert!(Client::new(options(&server, &own)).unwrap().job(ID).is_ok());
    assert_eq!(server.asked().len(), 1);
    for stranger in [options(&server, &other), Options::new(&server.url).unwrap()] {
        let error = Client::new(stranger).unwrap().job(ID).unwrap_err();
        assert!(matches!(error, ClientError::Untrusted(_)), "{error}");
    }
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_client_certificate_is_shown_where_it_is_wanted() {
    let own = authority();
    let server = server(&own, true);
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["client".to_owned()]).unwrap().signed_by(&key, &own).unwrap();
    let pem = format!("{}{}", certificate.pem(), key.serialize_pem());
    let identified = options(&server, &own).with_identity(pem.as_bytes()).unwrap();
    assert!(Client::new(identified).unwrap().job(ID).is_ok());

    // In TLS 1.3 the server refuses behind the client's back: depending on who is faster it is a fault of the handshake, or
    // a connection that breaks.
    let hasty = Duration::from_millis(500);
    let error = Client::new(options(&server, &own)).unwrap().with_patience(hasty).job(ID).unwrap_err();
    assert!(matches!(error, ClientError::Untrusted(_) | ClientError::Unreachable(_)), "{error}");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn files_without_certificates_are_refused() {
    let options = || Options::new("https://prover.example").unwrap();
    assert!(matches!(options().with_roots(b"nothing"), Err(OptionsError::Roots)));
    let own = authority();
    assert!(matches!(options().with_identity(own.pem().as_bytes()), Err(OptionsError::Identity)));
    assert!(matches!(options().with_identity(b""), Err(OptionsError::Identity)));
}
