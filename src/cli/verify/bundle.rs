//! `plimsoll verify bundle`.

use super::{
    Opening,
    standing::{LedgerCopy, Stand, Standing},
};
use crate::cli::{
    context::Context,
    error::Failure,
    evidence::{Judged, keep_with_verdict},
    files,
    output::Done,
    progress::claim_service,
    request::PolicyName,
    shown::{Amount, moment},
    table::Fields,
};
use plimsoll_circuits::field::to_hex;
use plimsoll_client::{
    Party,
    claims::{Bundle, Check, Judge, ListFolder, ListPin, Request, Shelf, Verdict},
    services::LocalLedger,
};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a verify bundle bundle.json --request request.json
  plimsoll --home bank-a verify bundle bundle.json --request request.json \\
      --lists samples/lists --max-age 2m
  plimsoll --home bank-a verify bundle bundle.json --request request.json \\
      --as-of 1204

Checks behind one that fails are made and told too, but those that would be
about nothing then. Exit status is 1 if any fails. It shows one moment of the
ledger: pay on your own accepted lien, never on this. What was judged is kept
in the bank's home: `plimsoll evidence list` shows it. With --as-of an answer
is judged later, by the ledger's roots and members and the time at that height.";

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

    /// How old it may be, and as of when it is judged.
    #[command(flatten)]
    standing: Standing,
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
    ledger: LedgerCopy,
    only_for_own: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    opening: Option<Opening>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let (asked, answer) = (files::read(&args.request)?, files::read(&args.bundle)?);
    let request = Request::from_json(&asked)?;
    let bundle = Bundle::from_json(&answer)?;
    let own = Party::read_public(&context.globals.home)?;
    let ledger = context.ledger_to_read()?;
    let keys = context.verifying_keys(ledger.genesis())?;
    let stand = args.standing.of(&ledger, &keys, Some(request.content.today))?;
    let claims = claim_service(context.progress);
    let shelf = args.lists.clone().map(ListFolder);
    let step = context.progress.step("verifying the answer");
    let judge = Judge {
        own: &own,
        ledger: &LocalLedger::new(&ledger, &keys, &stand.clock),
        claims: &claims,
        shelf: shelf.as_ref().map(|folder| folder as &dyn Shelf),
        max_age: args.standing.max_age(),
        as_of: Some(stand.ledger.height),
        clock: &stand.clock,
    };
    let verdict = judge.verify(&request, &bundle);
    drop(step);
    let accepted = verdict.accepted();
    let verdict = Ok(Done::verdict(&report(&request, &bundle, verdict, &stand)?, accepted));
    if !args.standing.is_now() {
        return verdict;
    }
    let judged = Judged {
        kind: "bundle",
        answer: &answer,
        asked: "request",
        question: &asked,
        at: stand.now(),
        ledger: stand.ledger,
        genesis: ledger.genesis().hash(),
    };
    keep_with_verdict(&judged, verdict, context)
}

fn report(request: &Request, bundle: &Bundle, verdict: Verdict, stand: &Stand) -> Result<Report, Failure> {
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
        ledger: LedgerCopy::of(stand),
        only_for_own: verdict.only_for_own,
        opening: verdict
            .opening
            .map(|opening| Opening::of(&opening, verdict.entries, verdict.compared, verdict.referrals)),
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        let at = self.height.map(|height| format!(", as of height {height}")).unwrap_or_default();
        fields.add("verdict", format!("{}{at}", self.verdict));
        fields.add("ledger", &self.ledger);
        fields.add("asked", format!("{}: {}, on {}", self.verifier, self.purpose, self.today));
        fields.maybe("policy", self.policy.as_ref());
        for list in &self.lists {
            fields.add("list", format!("{} of {}, {} entries", list.name, list.dated, list.entries));
        }
        let rate = self.rate_bps as f64 / 100.0;
        fields.add("bears at most", &self.max_encumbrance);
        fields.add("can bear", format!("{} more, within {rate} % of its value", self.requested));
        if let Some(opening) = &self.opening {
            opening.show(&mut fields);
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
