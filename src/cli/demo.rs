//! `plimsoll demo`: the whole way on one machine.

use super::{
    context::Context,
    error::Failure,
    output::Done,
    progress::{self, KeyProgress, Progress, claim_service},
};
use crate::demo::{self, Error, Narrator, Options, Step};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  plimsoll demo
  plimsoll demo --keep kept
  plimsoll --json demo --bill my-bill.json

The ledger, the proofs, the guardians and the wallets are real; the parties are
fictional, and the proving keys are INSECURE development keys, generated on
first use. Exit status is 1 if any verdict differs from the expected.";

/// What `demo` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Leave the working folder here, with every accepted proof in DIR/proofs/STEP
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,

    /// Run on this document instead of the sample bill: DCSA bill, bulk bill, warehouse receipt or invoice alone (also UBL, CII, Factur-X)
    #[arg(long, value_name = "FILE")]
    bill: Option<PathBuf>,
}

/// Tells the story on standard error, so that standard output is the report's.
struct Aloud {
    progress: Progress,
    /// What shows that a long step is under way.
    under_way: Option<progress::Step>,
}

impl Narrator for Aloud {
    fn chapter(&mut self, title: &str) {
        self.progress.say(format!("\n{title}"));
    }

    fn long(&mut self, name: &str) {
        self.under_way = Some(self.progress.step(name));
    }

    fn step(&mut self, step: &Step) {
        let mark = if step.ok() { "ok" } else { "!!" };
        self.under_way = None;
        self.progress.say(format!(
            "  {mark} {} -> {} ({} ms)\n       {}",
            step.name, step.verdict, step.ms, step.detail
        ));
    }
}

pub(super) fn run(args: Args, context: &Context) -> Result<Done, Failure> {
    let options = Options { keep: args.keep, bill: args.bill };
    let progress = context.progress;
    let mut aloud = Aloud { progress, under_way: None };
    let report = demo::run(&options, KeyProgress::new(progress), &claim_service(progress), &mut aloud)?;
    Ok(Done::verdict(&report, report.ok))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Bill(_) | Error::NotRegistrable(_) => {
                Failure::refused(error).help("`plimsoll bill check` shows what is wrong with a bill")
            }
            error => Failure::usage(error),
        }
    }
}
