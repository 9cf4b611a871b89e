//! The command line: one file for each group of commands.
//!
//! A command reads its arguments, calls the library, and hands back a report that is shown as text or as one JSON object.
//! Nothing is printed on standard output but that report; progress, notes and errors go to standard error.

mod args;
mod carriers;
mod config;
mod consent;
mod context;
mod error;
mod files;
mod globals;
mod output;
mod place;
mod progress;
mod prover;
mod refusal;
mod roles;
mod secret;
mod shown;
mod site;
mod strength;
mod table;
mod values;
mod vault;

mod answer;
mod audit;
mod bill;
mod challenge;
mod checks;
mod completions;
mod demo;
mod directory;
mod evidence;
mod export;
mod governance;
mod governors;
mod guardians;
mod keys;
mod ledger;
mod lien;
mod list;
mod lot;
mod man;
mod member;
mod note;
mod office;
mod pending;
mod policy;
mod request;
mod samples;
#[cfg(feature = "service")]
mod service;
mod session;
mod sheet;
mod title;
mod verify;
mod wallet;

pub use args::{Args, Command};
pub use error::{Failure, Kind};
pub use globals::Globals;

use clap::{CommandFactory, Parser};
use context::Context;
use output::Done;
use std::{ffi::OsString, process::ExitCode};

/// Runs the command that the program was called with, and says how to exit.
#[must_use]
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let args = match Args::try_parse_from(&words) {
        Ok(args) => args,
        Err(error) => return misused(&words, &error),
    };
    let json = args.globals.json;
    quiet_about_damage();
    let args = match config::settled(args, &words) {
        Ok(args) => args,
        Err(failure) => return output::fail(&failure, json),
    };
    match run(args) {
        Ok(done) => output::show(&done, json),
        Err(failure) => output::fail(&failure, json),
    }
}

/// What a damaged ledger leads the database to is reported as an error; that it panicked is of no use to anybody.
fn quiet_about_damage() {
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !plimsoll_contracts::store::panic_is_caught() {
            shown(panic);
        }
    }));
}

/// The whole command line as clap knows it: for manual pages, completions and tests.
#[must_use]
pub fn command() -> clap::Command {
    Args::command()
}

fn run(args: Args) -> Result<Done, Failure> {
    let context = Context::new(args.globals);
    match args.command {
        Command::Demo(args) => demo::run(args, &context),
        Command::Samples(args) => samples::run(&args),
        Command::Ledger(command) => ledger::run(command, &context),
        Command::Keys(command) => keys::run(command, &context),
        Command::Member(command) => member::run(command, &context),
        Command::Directory(command) => directory::run(command, &context),
        Command::Governance(command) => governance::run(&command, &context),
        Command::Bill(command) => bill::run(command, &context),
        Command::Lot(command) => lot::run(command, &context),
        Command::Lien(command) => lien::run(command, &context),
        Command::Note(command) => note::run(command, &context),
        Command::Title(command) => title::run(command, &context),
        Command::Wallet(command) => wallet::run(command, &context),
        Command::Pending(command) => pending::run(&command, &context),
        Command::Challenge(command) => challenge::run(command, &context),
        Command::Policy(command) => policy::run(command, &context),
        Command::List(command) => list::run(command, &context),
        Command::Request(command) => request::run(command, &context),
        Command::Answer(args) => answer::run(&args, &context),
        Command::Verify(command) => verify::run(command, &context),
        Command::Evidence(command) => evidence::run(command, &context),
        Command::Audit(command) => audit::run(command, &context),
        #[cfg(feature = "service")]
        Command::Service(command) => service::run(command, &context),
        Command::Export(args) => export::run(&args, &context),
        Command::Session(command) => session::run(&command, &context),
        Command::Completions(args) => Ok(completions::run(&args)),
        Command::Man(args) => man::run(&args),
    }
}

/// Commands that a program without the proving service lacks.
#[cfg(not(feature = "service"))]
const OF_SERVICE: [&str; 6] = ["serve", "worker", "jobs", "access", "witness-key", "certificates"];

/// What a program without the proving service says of its commands and options.
#[cfg(not(feature = "service"))]
fn without_service(what: &str) -> Failure {
    Failure::usage(format!("`{what}` needs the proving service, and this program was built without it"))
        .help("build it with: cargo install --path . --features service")
}

/// The failure of a command that this program was built without, if it is one.
fn left_out(error: &clap::Error) -> Option<Failure> {
    #[cfg(not(feature = "service"))]
    if let Some(clap::error::ContextValue::String(word)) =
        error.get(clap::error::ContextKind::InvalidSubcommand)
        && OF_SERVICE.contains(&word.as_str())
    {
        return Some(without_service(word));
    }
    let _ = error;
    None
}

/// What clap says of a command line that it cannot read, or `--help` and `--version`.
fn misused(words: &[OsString], error: &clap::Error) -> ExitCode {
    let asked_for_json = words.iter().take_while(|w| *w != "--").any(|w| w == "--json");
    if let Some(failure) = left_out(error) {
        return output::fail(&failure, asked_for_json);
    }
    if error.use_stderr() && asked_for_json {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let failure = Failure::usage(message).help("run the command with --help to see what it takes");
        return output::fail(&failure, true);
    }
    // Nothing can be done about a standard output that is closed.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
