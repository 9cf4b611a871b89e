//! `plimsoll demo`: the whole way on one machine.

use super::{
    context::Context,
    error::Failure,
    output::Done,
    progress::{KeyProgress, Progress},
};
use crate::demo::{self, Error, Narrator, Options, Step};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  plimsoll demo
  plimsoll demo --keep kept
  plimsoll --json demo --bill my-bill.json

The ledger, the proofs, the guardians and the wallets are real; the parties are fictional, and the proving keys are INSECURE
development keys, generated on first use. Exit status is 1 if any verdict differs from the expected.";

/// What `demo` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Leave the working folder here, with every accepted proof in DIR/proofs/STEP
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,

    /// Run on this DCSA bill of lading (transport document or issuance request) instead of the sample
    #[arg(long, value_name = "FILE")]
    bill: Option<PathBuf>,
}

/// Tells the story on standard error, so that standard output is the report's.
struct Aloud(Progress);

impl Narrator for Aloud {
    fn chapter(&mut self, title: &str) {
        self.0.say(format!("\n{title}"));
    }

    fn step(&mut self, step: &Step) {
        let mark = if step.ok() { "ok" } else { "!!" };
        self.0.say(format!(
            "  {mark} {} -> {} ({} ms)\n       {}",
            step.name, step.verdict, step.ms, step.detail
        ));
    }
}

pub(super) fn run(args: Args, context: &Context) -> Result<Done, Failure> {
    let options = Options { keep: args.keep, bill: args.bill };
    let report = demo::run(&options, KeyProgress::new(context.progress), &mut Aloud(context.progress))?;
    Ok(Done::verdict(&report, report.ok))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Bill(_) => {
                Failure::usage(error).help("`plimsoll bill check` shows what is wrong with a bill")
            }
            error => Failure::usage(error),
        }
    }
}
