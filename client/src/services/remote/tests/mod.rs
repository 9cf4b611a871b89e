//! The client against a server that plays the service: what it promises, and all that can go wrong.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod calls;
mod proving;
mod server;
mod tls;

use super::{Client, Options};
use std::time::Duration;

/// A client of this address that is not patient.
fn client(url: &str) -> Client {
    let options = Options::new(url).unwrap().with_token("plm_secret").unwrap();
    Client::new(options.with_patience(Duration::from_secs(20))).unwrap()
}
