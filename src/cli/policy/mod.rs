//! `plimsoll policy`: what a bank wants to be true of a cargo, read and tried before anybody proves it.

mod check;
mod test;

use super::{context::Context, error::Failure, files, output::Done};
use clap::Subcommand;
use plimsoll_circuits::policy::{Policy, Problems};
use std::path::Path;

const EXAMPLES: &str = "\
Examples:
  plimsoll policy check policies/sanctions-and-presentation.toml
  plimsoll policy test policies/title-type.toml \\
      --bill samples/ebl-to-order.json";

/// Commands about policies.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Read a policy, and report every problem, what it asks in plain words, and what a proof of it shows
    Check(check::Args),
    /// Apply a policy to documents of your own, and say which predicate fails and why
    Test(test::Args),
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Check(args) => check::run(&args, context),
        Command::Test(args) => test::run(&args, context),
    }
}

/// A policy from its file: TOML or JSON.
pub(super) fn read(path: &Path) -> Result<Result<Policy, Problems>, Failure> {
    let bytes = files::read(path)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{} is no text in UTF-8", path.display()))
            .help("give a policy in TOML or JSON")
    })?;
    Ok(Policy::parse(&text))
}
