//! `plimsoll verify bundle`.

use crate::cli::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    progress::claim_service,
    request::PolicyName,
    shown::{Amount, lot_name, moment, short},
    table::Fields,
    values,
};
use plimsoll_circuits::field::to_hex;
use plimsoll_client::{
    Money, Party,
    claims::{Bundle, Check, Judge, ListFolder, ListPin, Request, Shelf, Verdict},
    ops::DEFAULT_MAX_AGE,
};
use plimsoll_contracts::MaxAge;
use serde::Serialize;
use std::{fmt, path::PathBuf, time::Duration};

const EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a verify bundle bundle.json --request request.json
  plimsoll --home bank-a verify bundle bundle.json --request request.json --lists samples/lists --max-age 2m

Checks behind one that fails are made and told too, but those that would be about nothing then. Exit status is 1 if any fails. It shows one moment of the ledger:
pay on your own accepted lien, never on this.";

/// What `verify bundle` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The owner's answer
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,

    /// Your request
    #[arg(long, value_name = "FILE")]
    request: PathBuf,

    /// A folder with the lists as they are published now: those of the request must still be the same
    #[arg(long, value_name = "DIR")]
    lists: Option<PathBuf>,

    /// For how long the ledger may have moved on from what the answer saw; at most 64 entries in any case
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = values::duration)]
    max_age: Duration,
}

#[derive(Serialize)]
struct Row {
    check: Check,
    says: &'static str,
    holds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize)]
struct Opening {
    lot: String,
    value: Amount,
}

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    checks: Vec<Row>,
    request: String,
    verifier: String,
    purpose: String,
    today: String,
    lists: Vec<ListPin>,
    link: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<PolicyName>,
    requested: Amount,
    rate_bps: u64,
    max_encumbrance: Amount,
    expires: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
    only_for_own: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    opening: Option<Opening>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let request = Request::from_json(&files::read(&args.request)?)?;
    let bundle = Bundle::from_json(&files::read(&args.bundle)?)?;
    let own = Party::read_public(&context.globals.home)?;
    let site = context.site()?;
    let claims = claim_service(context.progress);
    let shelf = args.lists.clone().map(ListFolder);
    let step = context.progress.step("verifying the answer");
    let judge = Judge {
        own: &own,
        ledger: &site.access(),
        claims: &claims,
        shelf: shelf.as_ref().map(|folder| folder as &dyn Shelf),
        max_age: MaxAge { seconds: args.max_age.as_secs(), ..DEFAULT_MAX_AGE },
        clock: &site.clock,
    };
    let verdict = judge.verify(&request, &bundle);
    drop(step);
    let accepted = verdict.accepted();
    Ok(Done::verdict(&report(&request, &bundle, verdict)?, accepted))
}

fn report(request: &Request, bundle: &Bundle, verdict: Verdict) -> Result<Report, Failure> {
    let accepted = verdict.accepted();
    let row = |finding: plimsoll_client::claims::Finding| {
        let (code, why) = finding.refused.map(|r| (r.code, r.why)).unzip();
        Row { check: finding.check, says: finding.check.says(), holds: code.is_none(), code, why }
    };
    let content = &request.content;
    Ok(Report {
        verdict: if accepted { "accepted" } else { "refused" },
        checks: verdict.findings.into_iter().map(row).collect(),
        request: to_hex(&request.digest()?),
        verifier: content.verifier.name.clone(),
        purpose: content.purpose.clone(),
        today: content.today.to_string(),
        lists: content.lists.clone(),
        link: to_hex(&bundle.claim.link),
        policy: request.policy().ok().map(|policy| (&policy).into()),
        requested: content.terms.requested.into(),
        rate_bps: content.terms.rate_bps,
        max_encumbrance: content.terms.max_encumbrance.into(),
        expires: moment(content.expires),
        height: verdict.height,
        only_for_own: verdict.only_for_own,
        opening: verdict.opening.map(|o| Opening {
            lot: lot_name(o.lot),
            value: Money::new(o.bill.value, o.bill.currency).into(),
        }),
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        let at = self.height.map(|height| format!(", as of height {height}")).unwrap_or_default();
        fields.add("verdict", format!("{}{at}", self.verdict));
        fields.add("asked", format!("{}: {}, on {}", self.verifier, self.purpose, self.today));
        fields.maybe("policy", self.policy.as_ref());
        for list in &self.lists {
            fields.add("list", format!("{} of {}, {} entries", list.name, list.dated, list.entries));
        }
        let rate = self.rate_bps as f64 / 100.0;
        fields.add("bears at most", &self.max_encumbrance);
        fields.add("can bear", format!("{} more, within {rate} % of its value", self.requested));
        if let Some(opening) = &self.opening {
            fields.add("lot", short(&opening.lot)).add("value", &opening.value);
        }
        if self.only_for_own {
            fields.add("convinces", "you alone: nobody whom you show it to has reason to believe it");
        }
        writeln!(f, "{fields}")?;
        for row in &self.checks {
            let mark = if row.holds { "holds" } else { "FAILS" };
            writeln!(f, "  {mark}  {}", row.says)?;
            if let (Some(code), Some(why)) = (&row.code, &row.why) {
                writeln!(f, "         {code}: {why}")?;
            }
        }
        Ok(())
    }
}
