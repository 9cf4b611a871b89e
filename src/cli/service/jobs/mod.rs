//! `plimsoll jobs`: what a proving service is to prove, is proving, and has proven.

mod list;
mod shown;
mod submit;
mod verify;

use crate::cli::{context::Context, error::Failure, files, output::Done};
use clap::Subcommand;
use plimsoll_api::{Job, JobId, State};
use plimsoll_client::services::remote::ClientError;
use shown::{JobReport, stands};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll --prover https://prover.example jobs submit submission.json --wait \\
      --out proofs
  plimsoll --prover https://prover.example jobs list --state running
  plimsoll --prover https://prover.example jobs watch \\
      0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f

The service is the one of --prover or PLIMSOLL_PROVER. `plimsoll lot`, `lien`,
`title` and `answer` use it by themselves.";

const SHOW_EXAMPLES: &str = "\
Examples:
  plimsoll jobs show 0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f
  plimsoll jobs show 0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f --wait \\
      --proof-out move.proof

The proof is written as its bare 128 bytes. The service does not give public
inputs back, so it is not verified here: `plimsoll verify proof native` does
that.";

const WATCH_EXAMPLES: &str = "\
Examples:
  plimsoll jobs watch 0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f
  plimsoll --json jobs watch 0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f

Every change is a line on standard error; the job as it ends is the result.";

const CANCEL_EXAMPLES: &str = "\
Examples:
  plimsoll jobs cancel 0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f";

/// Commands about the jobs of a proving service.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Submit jobs: one, or several together of which all are accepted or none
    Submit(submit::Args),
    /// List your jobs, newest first
    List(list::Args),
    /// Show a job; status 1 if it failed or was called off
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// The job
        #[arg(value_name = "ID")]
        id: JobId,
        /// Wait until it has ended
        #[arg(long)]
        wait: bool,
        /// Where the proof goes, if there is one
        #[arg(long, value_name = "FILE")]
        proof_out: Option<PathBuf>,
    },
    /// Follow a job until it has ended; status 1 if it failed or was called off
    #[command(after_help = WATCH_EXAMPLES)]
    Watch {
        /// The job
        #[arg(value_name = "ID")]
        id: JobId,
    },
    /// Call a job off
    #[command(after_help = CANCEL_EXAMPLES)]
    Cancel {
        /// The job
        #[arg(value_name = "ID")]
        id: JobId,
    },
    /// Have a proof verified by the service; status 1 if it is not valid
    Verify(verify::Args),
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Submit(args) => submit::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Show { id, wait, proof_out } => show(id, wait, proof_out.as_deref(), context),
        Command::Watch { id } => watch(id, context),
        Command::Cancel { id } => {
            let job = context.service_to_ask()?.cancel(id)?;
            Ok(Done::new(&JobReport::of(job)))
        }
        Command::Verify(args) => verify::run(&args, context),
    }
}

/// A client's own name for a job.
fn reference(text: &str) -> Result<String, String> {
    if plimsoll_api::is_reference(text) {
        return Ok(text.to_owned());
    }
    Err("a name for a job has 1 to 128 characters on one line".to_owned())
}

fn show(id: JobId, wait: bool, proof_out: Option<&Path>, context: &Context) -> Result<Done, Failure> {
    if let Some(path) = proof_out {
        files::vacant(path)?;
    }
    let job = if wait { ended(id, context)? } else { context.service_to_ask()?.job(id)? };
    if let (Some(path), Some(proof)) = (proof_out, &job.proof) {
        files::create(path, &proof.0)?;
    } else if proof_out.is_some() && !job.state.is_final() {
        return Err(Failure::usage(format!("job {id} has no proof yet, it is {}", job.state.name()))
            .help("say --wait, or ask again later"));
    }
    let file = proof_out.filter(|_| job.proof.is_some()).map(|path| path.display().to_string());
    Ok(verdict(JobReport { proof_file: file, ..JobReport::of(job) }))
}

/// The job when it has ended, with its way there shown.
fn ended(id: JobId, context: &Context) -> Result<Job, Failure> {
    let step = context.progress.step(format!("waiting for job {id}"));
    let job = context.service()?.wait(id, &mut |job| step.now(stands(job)));
    job.map_err(|e| not_ended(e, id))
}

fn watch(id: JobId, context: &Context) -> Result<Done, Failure> {
    let mut seen = |job: &Job| context.progress.say(stands(job));
    let job = context.service()?.watch(id, &mut seen).map_err(|e| not_ended(e, id))?;
    Ok(verdict(JobReport::of(job)))
}

fn not_ended(error: ClientError, id: JobId) -> Failure {
    match error {
        ClientError::NotEnded(_) => Failure::usage(format!(
            "job {id} has not ended in the time that was given; it goes on"
        ))
        .help(format!(
            "look again with `plimsoll jobs show {id} --wait`, or give more with --prover-timeout"
        )),
        error => error.into(),
    }
}

/// A job that failed or was called off is a refusal, and so is one that is said to have succeeded and has no proof.
fn verdict(report: JobReport) -> Done {
    let holds = match report.job.state {
        State::Failed | State::Cancelled => false,
        State::Succeeded => report.job.proof.is_some(),
        State::Queued | State::Running => true,
    };
    Done::verdict(&report, holds)
}
