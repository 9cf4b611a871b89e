//! The proving service: run it, work for it, use it.

mod access;
mod certificates;
mod jobs;
mod progress;
mod prover;
mod serve;
mod token;
mod witness_key;
mod worker;

use super::{context::Context, error::Failure, output::Done};
use clap::Subcommand;

/// Commands of those who run or use a proving service.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Run a proving service: API, queue and, unless told otherwise, a worker
    Serve(serve::Args),
    /// Run a worker for a proving service on another machine
    Worker(worker::Args),
    /// Jobs of a proving service: submit, look at, call off
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Access to a proving service: for those who run it
    #[command(subcommand)]
    Access(access::Command),
    /// Keys to which witnesses are sealed: make, show, rotate
    #[command(subcommand)]
    WitnessKey(witness_key::Command),
    /// Make an authority of your own, and certificates for mutual TLS
    Certificates(certificates::Args),
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Serve(args) => serve::run(&args, context),
        Command::Worker(args) => worker::run(&args, context),
        Command::Jobs(command) => jobs::run(command, context),
        Command::Access(command) => access::run(command, context),
        Command::WitnessKey(command) => witness_key::run(&command),
        Command::Certificates(args) => certificates::run(&args),
    }
}
