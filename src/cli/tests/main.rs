//! Tests of the program: its help, its output, its exit statuses, and two banks from end to end.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod amend;
mod batch;
mod bill;
mod carriers;
mod claims;
#[cfg(unix)]
mod closed;
mod config;
mod flow;
mod formats;
mod governance;
mod guardians;
mod help;
mod holding;
mod jobs;
mod documents;
mod ledger;
mod members;
mod pending;
mod policy;
mod program;
mod referrals;
mod remote;
mod samples;
#[cfg(unix)]
mod session;
mod written;
#[path = "../../../client/src/services/remote/tests/server.rs"]
mod server;
