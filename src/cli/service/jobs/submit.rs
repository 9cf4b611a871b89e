//! `plimsoll jobs submit`.

use super::{
    not_ended,
    shown::{JobReport, stands},
};
use crate::cli::{context::Context, error::Failure, files, output::Done, values};
use clap::ValueEnum;
use plimsoll_api::{
    Batch, Job, JobId, Malformed, Priority, State, Submission, SubmittedBatch, VerifyRequest,
};
use plimsoll_client::services::remote::{CheckError, Client, ProofCheck, Submitted, sealed};
use serde::Serialize;
use std::{
    fmt,
    io::Read as _,
    path::{Path, PathBuf},
    time::Duration,
};
use time::OffsetDateTime;
use zeroize::Zeroizing;

const EXAMPLES: &str = "\
Examples:
  plimsoll jobs submit submission.json
  plimsoll jobs submit one.json two.json --priority batch --deadline 2h \\
      --reference \"order 17\"
  plimsoll --insecure-dev-keys jobs submit submission.json --wait --out proofs

A file holds one submission of the service's API: `circuit`, `posted`,
and `witness` or `sealed_witness`; - is standard input. A witness in the open
is sealed here before it is sent. Several files are one batch: all are accepted
or none.";

/// No submission is longer.
const MAX_BYTES: u64 = 64 << 20;

/// What `jobs submit` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The submissions, as JSON
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Which jobs go first, instead of what the files say
    #[arg(long, value_name = "PRIORITY")]
    priority: Option<First>,

    /// After this time from now the proofs are of no use, instead of what the files say
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    deadline: Option<Duration>,

    /// Your own name for the jobs, such as an order's number, instead of what the files say; `jobs list --reference` finds them
    #[arg(long, value_name = "TEXT", value_parser = super::reference)]
    reference: Option<String>,

    /// Names this request: the service takes it once, however often it is submitted. If not given, the statements, priorities
    /// and deadlines name it; give a new one to have the same proven again
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,

    /// Wait until all jobs have ended, and verify the proofs; status 1 if one failed or was called off
    #[arg(long)]
    wait: bool,

    /// The folder for the proofs, new or empty: each with its circuit and posted values, as ID.json
    #[arg(long, value_name = "DIR", requires = "wait")]
    out: Option<PathBuf>,
}

/// Which jobs go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum First {
    /// Somebody waits for it
    Interactive,
    /// Nobody does
    Batch,
}

#[derive(Serialize)]
struct Report {
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<JobId>,
    repeated: bool,
    jobs: Vec<JobReport>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let service = context.service()?;
    if let Some(folder) = &args.out {
        files::vacant_folder(folder)?;
    }
    if args.files.iter().filter(|file| is_stdin(file)).count() > 1 {
        return Err(Failure::usage("standard input is named twice").help("name it once"));
    }
    let deadline = args.deadline.map(|after| OffsetDateTime::now_utc() + after);
    let mut submissions = Vec::new();
    for file in &args.files {
        let mut submission: Submission = read(file, "a submission", Submission::from_json)?;
        match args.priority {
            Some(First::Interactive) => submission.priority = Priority::Interactive,
            Some(First::Batch) => submission.priority = Priority::Batch,
            None => {}
        }
        submission.deadline = deadline.or(submission.deadline);
        submission.reference = args.reference.clone().or(submission.reference);
        submissions.push(submission);
    }
    let check = ProofCheck::new(context.policy());
    if args.wait {
        submissions.iter().try_for_each(|submission| check.ready(submission.circuit))?;
    }

    let step = context.progress.step("submitting");
    let (batch, repeated, mut jobs) = submit(&service, &submissions, args.idempotency_key.as_deref())?;
    drop(step);
    if args.wait {
        jobs = ended(&jobs, &service, context)?;
        for (job, submission) in jobs.iter().zip(&submissions) {
            let circuit = submission.circuit;
            match (&job.proof, job.state) {
                (Some(proof), _) => check.verify(circuit, &inputs(submission), &proof.0)?,
                // What is said to have succeeded and cannot be verified has not.
                (None, State::Succeeded) => {
                    let why = "the job is said to have succeeded, and has none".to_owned();
                    return Err(CheckError::NoProof { circuit, why }.into());
                }
                (None, _) => {}
            }
        }
    }
    let written = args.out.as_ref().map(|folder| write(folder, &jobs, &submissions)).transpose()?;
    let mut written = written.unwrap_or_default().into_iter();
    let named = jobs.into_iter().zip(&args.files);
    let jobs: Vec<_> = named
        .map(|(job, file)| JobReport {
            file: Some(file.display().to_string()),
            job,
            proof_file: written.next().flatten(),
        })
        .collect();
    let holds = !jobs.iter().any(|report| matches!(report.job.state, State::Failed | State::Cancelled));
    Ok(Done::verdict(&Report { batch, repeated, jobs }, holds))
}

/// One job as it is, several as a batch.
fn submit(
    service: &Client,
    submissions: &[Submission],
    key: Option<&str>,
) -> Result<(Option<JobId>, bool, Vec<Job>), Failure> {
    if let [only] = submissions {
        let Submitted { accepted, repeated } = service.submit_sealed(only, key)?;
        return Ok((None, repeated, vec![accepted]));
    }
    let Submitted { accepted: SubmittedBatch { id, jobs }, repeated } = service.with_witness_key(|to| {
        let jobs = submissions.iter().map(|submission| sealed(submission, to)).collect::<Result<_, _>>()?;
        service.submit_batch(&Batch { jobs }, key)
    })?;
    if jobs.len() != submissions.len() {
        return Err(Failure::usage(
            "the proving service accepted another number of jobs than were submitted",
        )
        .help("look at them with `plimsoll jobs list`, and tell whoever runs the service"));
    }
    Ok((Some(id), repeated, jobs))
}

/// The jobs when all have ended, within the time that is given for all.
fn ended(jobs: &[Job], service: &Client, context: &Context) -> Result<Vec<Job>, Failure> {
    let service = service.within(context.globals.service.prover_timeout);
    let step = context.progress.count(jobs.len() as u64, "waiting for proofs");
    let mut ended = Vec::new();
    for job in jobs {
        let seen = &mut |job: &Job| step.now(stands(job));
        ended.push(service.wait(job.id, seen).map_err(|e| not_ended(e, job.id))?);
        step.advance();
    }
    Ok(ended)
}

/// Writes the proofs that there are, each as a request to verify it; the files' names in the jobs' order.
fn write(folder: &Path, jobs: &[Job], submissions: &[Submission]) -> Result<Vec<Option<String>>, Failure> {
    let staged = files::StagedFolder::new(folder)?;
    let mut names = Vec::new();
    for (job, submission) in jobs.iter().zip(submissions) {
        let Some(proof) = job.proof else {
            names.push(None);
            continue;
        };
        let name = format!("{}.json", job.id);
        let Submission { circuit, posted, .. } = submission;
        let request = VerifyRequest { circuit: *circuit, posted: posted.clone(), proof };
        files::create_json(&staged.path().join(&name), &request)?;
        names.push(Some(folder.join(name).display().to_string()));
    }
    staged.publish()?;
    Ok(names)
}

fn inputs(submission: &Submission) -> Vec<plimsoll_circuits::field::F> {
    submission.posted.iter().map(|input| input.0).collect()
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// What a file, or standard input, holds, as `parse` reads it, which quotes nothing: it could be of a witness.
pub(super) fn read<T>(
    path: &Path,
    what: &str,
    parse: impl FnOnce(&[u8]) -> Result<T, Malformed>,
) -> Result<T, Failure> {
    let (name, bytes) = if is_stdin(path) {
        let mut bytes = Zeroizing::new(Vec::new());
        let read = std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|e| Failure::usage(format!("cannot read standard input: {e}")))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Failure::usage(format!("standard input is longer than {} MiB", MAX_BYTES >> 20)));
        }
        ("standard input".to_owned(), bytes)
    } else {
        (path.display().to_string(), Zeroizing::new(files::read(path)?))
    };
    parse(&bytes).map_err(|e| {
        Failure::usage(format!("{name} is not {what} as the proving service's API has it: {e}"))
            .help("the service's /docs describe every field")
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(batch) = self.batch {
            writeln!(f, "batch {batch}\n")?;
        }
        for (i, job) in self.jobs.iter().enumerate() {
            let gap = if i > 0 { "\n" } else { "" };
            write!(f, "{gap}{job}")?;
        }
        if self.repeated {
            f.write_str("\nthe same request was accepted before; nothing was added")
        } else {
            Ok(())
        }
    }
}
