//! What machines show of the circuits and of the ledger's rules.

use clap::{Parser, Subcommand};
use plimsoll_assurance::{claims, deletions, ledger, native, page, result::Kept, unique};
use serde::{Serialize, de::DeserializeOwned};
use std::{error::Error, process::ExitCode};

const EXAMPLES: &str = "\
Examples:
  assurance unique                # seconds a statement
  assurance unique --write        # keeps the figures in assurance/results
  assurance claims --seed 7       # a quarter of an hour; the seed chooses what is taken out
  assurance deletions --statement attest --rows 500
  assurance native --statement move --witnesses 1000
  assurance ledger --depth 4      # half a minute; 6 is what is kept";

/// What machines show of the circuits and of the ledger's rules.
#[derive(Parser)]
#[command(name = "assurance", after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    run: Run,
    /// Keep the figures in assurance/results
    #[arg(long, global = true)]
    write: bool,
}

#[derive(Subcommand)]
enum Run {
    /// Which hints of each statement are determined, for all assignments
    Unique,
    /// Which values of claims' circuits are determined, and what is noticed when a part is taken out
    Claims {
        /// What is taken out of circuits that are too large for everything
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Every statement without any one of its rows: what notices it
    Deletions(deletions::Options),
    /// Each statement's native relation against its circuit, on random witnesses
    Native(native::Options),
    /// A model of the ledger on its own rules, explored exhaustively, and wrong rules that it must find
    Ledger {
        /// How many steps deep it goes from the empty ledger
        #[arg(long, default_value_t = ledger::DEPTH)]
        depth: usize,
    },
    /// The figures of docs/assurance.md from what is kept; with --write, into the page
    Page,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("assurance: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    match &arguments.run {
        Run::Unique => keep("unique", unique::all(), arguments.write),
        Run::Claims { seed } => keep("claims", claims::all(*seed)?, arguments.write),
        Run::Deletions(options) if arguments.write && options.statement.is_some() => {
            Err("figures are kept of all statements together; leave --statement or --write out".into())
        }
        Run::Deletions(options) => keep("deletions", deletions::run(options)?, arguments.write),
        Run::Native(options) => native(options, arguments.write),
        Run::Ledger { depth } => keep("ledger", ledger::run(*depth, true), arguments.write),
        Run::Page if arguments.write => Ok(std::fs::write(page::path(), page::page()?)?),
        Run::Page => {
            print!("{}", page::figures()?);
            Ok(())
        }
    }
}

/// Prints what the twins answered, and tells the answers that should not have been given.
fn native(options: &native::Options, write: bool) -> Result<(), Box<dyn Error>> {
    if write && options.statement.is_some() {
        return Err("figures are kept of all statements together; leave --statement or --write out".into());
    }
    let (figures, mismatches) = native::run(options)?;
    for mismatch in &mismatches {
        eprintln!("{mismatch}");
    }
    let mismatched = figures.mismatches;
    keep("native", figures, write)?;
    if mismatched == 0 {
        Ok(())
    } else {
        Err(format!("{mismatched} answers should not have been given").into())
    }
}

/// Prints a run's figures as JSON, and keeps them if asked to.
fn keep<T: Serialize + DeserializeOwned>(name: &str, figures: T, write: bool) -> Result<(), Box<dyn Error>> {
    let kept = Kept::now(figures);
    println!("{}", serde_json::to_string_pretty(&kept)?);
    if write {
        kept.write(name)?;
    }
    Ok(())
}
