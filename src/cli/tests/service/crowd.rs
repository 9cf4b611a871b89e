//! More connections than there are places, and some that never end.

use crate::{ask::Asker, place::Place, process::until, statements::attest};
use plimsoll_api::{Job, JobList};
use reqwest::{Certificate, blocking::Client};
use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

/// Far more than the places of a process that may open 150 files.
const CROWD: usize = 400;

/// Connections that say this and then nothing.
fn crowd(address: &str, said: &[u8]) -> Vec<TcpStream> {
    let come = |_| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // One that was displaced already cannot be spoken to.
        let _ = stream.write_all(said);
        stream
    };
    (0..CROWD).map(come).collect()
}

/// Everything that needs descriptors goes on.
fn is_served(bank: &Asker) {
    for _ in 0..5 {
        bank.get("/v1/health").is::<Value>(200);
        bank.get("/v1/ready").is::<Value>(200);
        bank.submit(&attest(2), None).is::<Job>(201);
        bank.get("/v1/jobs").is::<JobList>(200);
        assert_eq!(bank.get("/v1/circuits/move/verifying-key").status, 200);
    }
}

#[test]
fn a_crowd_that_says_nothing_keeps_nobody_out() {
    for tls in [false, true] {
        let place = Place::with("", tls, None);
        let mut coordinator = place.coordinator_after(Some("ulimit -n 150"), 0, None);
        let line = coordinator.process.line(&["serving", "connections"]).unwrap();
        assert!(line.contains("connections=86"), "{line}");
        // Each request over a connection of its own: one that is kept may be displaced.
        let http = Client::builder().no_proxy().pool_max_idle_per_host(0);
        let http = if tls {
            http.tls_certs_only([Certificate::from_pem(&place.read("tls/ca.pem")).unwrap()])
        } else {
            http
        };
        let token = place.token("bank-a", "submit,read");
        let bank = Asker::over(http.build().unwrap(), &coordinator.url, Some(token));
        for said in [&b""[..], b"GET /v1/jobs HTTP/1.1\r\nhost: x\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
            let crowd = crowd(&coordinator.address, said);
            is_served(&bank);
            drop(crowd);
        }
        assert!(!coordinator.process.said().contains("no connection can be accepted"));
    }
}

#[test]
fn who_says_nothing_is_not_waited_for() {
    let settings = "[limits]\nhandshake_seconds = 1\nheader_seconds = 1\nidle_seconds = 1\n";
    for tls in [false, true] {
        let place = Place::with(settings, tls, None);
        let coordinator = place.coordinator(0, None);
        for said in [&b""[..], b"GET /v1/health HTTP/1.1\r\nhost: x\r\n"] {
            let mut stream = TcpStream::connect(&coordinator.address).unwrap();
            stream.write_all(said).unwrap();
            // It ends, with an answer that says so or without.
            until("the connection ends", || match stream.read(&mut [0; 1024]) {
                Ok(0) | Err(_) => Some(()),
                Ok(_) => None,
            });
        }
    }
}

#[test]
fn a_service_without_room_for_connections_does_not_start() {
    let place = Place::new("[limits]\nconnections = 87\n");
    let refused = place.refused_to_serve("ulimit -n 150");
    assert!(refused.contains("ulimit -n") && refused.contains("need 151"), "{refused}");
}
