//! `plimsoll jobs list`.

use super::shown::{JobReport, stands, time};
use crate::cli::{context::Context, error::Failure, output::Done, table::Table};
use plimsoll_api::{JobId, State};
use plimsoll_client::services::remote::JobFilter;
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll jobs list
  plimsoll jobs list --state failed --limit 5
  plimsoll jobs list --reference \"order 17\"
  plimsoll --json jobs list --batch 0197c3a2-5b1e-7c40-9d2f-3a4b5c6d7e8f";

/// No page is asked for that is longer.
const PAGE: u32 = 100;

/// What `jobs list` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only those in this state: queued, running, succeeded, failed or cancelled
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<State>,

    /// Only those of this batch
    #[arg(long, value_name = "ID")]
    batch: Option<JobId>,

    /// Only those of this name of yours
    #[arg(long, value_name = "TEXT", value_parser = super::reference)]
    reference: Option<String>,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

fn state(text: &str) -> Result<State, String> {
    State::from_name(text)
        .ok_or_else(|| "the states are queued, running, succeeded, failed, cancelled".to_owned())
}

#[derive(Serialize)]
struct Report {
    jobs: Vec<JobReport>,
    /// Whether there are older ones.
    more: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let service = context.service_to_ask()?;
    let reference = args.reference.clone();
    let mut filter = JobFilter { state: args.state, batch: args.batch, reference, ..JobFilter::default() };
    let mut jobs = Vec::new();
    loop {
        let left = args.limit.saturating_sub(u32::try_from(jobs.len()).unwrap_or(u32::MAX));
        filter.limit = Some(left.min(PAGE));
        let page = service.jobs(&filter)?;
        let found = page.jobs.len();
        jobs.extend(page.jobs.into_iter().map(JobReport::of));
        filter.cursor = page.cursor;
        // An empty page that promises another would be asked for without end.
        if filter.cursor.is_none() || found == 0 || jobs.len() >= args.limit as usize {
            break;
        }
    }
    Ok(Done::new(&Report { jobs, more: filter.cursor.is_some() }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.jobs.is_empty() {
            return f.write_str("no jobs");
        }
        let mut table = Table::new(&["job", "reference", "circuit", "priority", "submitted", "state"]);
        for JobReport { job, .. } in &self.jobs {
            table.row([
                job.id.to_string(),
                job.reference.clone().unwrap_or_default(),
                job.circuit.to_string(),
                job.priority.name().to_owned(),
                time(job.submitted_at),
                stands(job),
            ]);
        }
        write!(f, "{table}")?;
        if self.more { f.write_str("\nthere are older ones; say --limit for more") } else { Ok(()) }
    }
}
