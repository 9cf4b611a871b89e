//! `plimsoll policy check`.

use crate::cli::{context::Context, error::Failure, output::Done, table::Fields};
use plimsoll_circuits::{
    field::to_hex,
    policy::{Explanation, ListTerms, Policy, Problem},
};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll policy check policies/ucp600-presentation.toml
  plimsoll --json policy check policies/sanctions-and-presentation.toml

Exit status is 1 if the policy has problems; each is told with its line and
column, and all of them at once.";

/// What `policy check` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A policy, TOML or JSON
    #[arg(value_name = "FILE")]
    policy: PathBuf,
}

#[derive(Serialize)]
struct Report {
    file: String,
    #[serde(flatten)]
    policy: Option<Known>,
    problems: Vec<Problem>,
}

/// What is known of a policy without problems.
#[derive(Serialize)]
struct Known {
    name: String,
    version: String,
    digest: String,
    #[serde(flatten)]
    explanation: Explanation,
    operands: Vec<String>,
    lists: Vec<List>,
}

#[derive(Serialize)]
struct List {
    name: String,
    of: &'static str,
    capacity: u64,
    max_age_days: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
}

impl From<&ListTerms> for List {
    fn from(terms: &ListTerms) -> Self {
        Self {
            name: terms.name.clone(),
            of: terms.kind.name(),
            capacity: terms.capacity,
            max_age_days: terms.max_age_days,
            publisher: terms.publisher.map(|address| to_hex(&address.0)),
        }
    }
}

impl From<&Policy> for Known {
    fn from(policy: &Policy) -> Self {
        Self {
            name: policy.name.clone(),
            version: policy.version.clone(),
            digest: to_hex(&policy.digest()),
            explanation: policy.explain(),
            operands: policy.plan.operands.iter().map(|operand| operand.shown.clone()).collect(),
            lists: policy.lists.iter().map(List::from).collect(),
        }
    }
}

pub(super) fn run(args: &Args, _: &Context) -> Result<Done, Failure> {
    let file = args.policy.display().to_string();
    let (policy, problems) = match super::read(&args.policy)? {
        Ok(policy) => (Some(Known::from(&policy)), Vec::new()),
        Err(problems) => (None, problems.0),
    };
    let holds = problems.is_empty();
    Ok(Done::verdict(&Report { file, policy, problems }, holds))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(policy) = &self.policy {
            let mut fields = Fields::default();
            fields.add("policy", format!("{} {}", policy.name, policy.version));
            fields.add("title", &policy.explanation.title).add("digest", &policy.digest);
            writeln!(f, "{fields}\nwhat it asks:")?;
            for predicate in &policy.explanation.predicates {
                match &predicate.says {
                    Some(says) => writeln!(f, "  {}: {says}\n    {}", predicate.name, predicate.asks)?,
                    None => writeln!(f, "  {}\n    {}", predicate.name, predicate.asks)?,
                }
            }
            if !policy.lists.is_empty() {
                writeln!(f, "\nlists:")?;
            }
            for list in &policy.lists {
                let age = list.max_age_days;
                write!(
                    f,
                    "  {}: {}, at most {} entries, at most {age} days old",
                    list.name, list.of, list.capacity
                )?;
                list.publisher.as_ref().map_or(Ok(()), |address| write!(f, ", signed by {address}"))?;
                writeln!(f)?;
            }
            writeln!(f, "\nwho sees a proof learns:")?;
            policy.explanation.reveals.iter().try_for_each(|reveals| writeln!(f, "  {reveals}"))?;
        }
        if !self.problems.is_empty() {
            let n = self.problems.len();
            writeln!(f, "{}: {n} problem{}:", self.file, if n == 1 { "" } else { "s" })?;
        }
        for problem in &self.problems {
            writeln!(f, "  line {}, column {}: {}", problem.line, problem.column, problem.message)?;
            problem.help.as_ref().map_or(Ok(()), |help| writeln!(f, "    {help}"))?;
        }
        Ok(())
    }
}
