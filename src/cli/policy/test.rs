//! `plimsoll policy test`.

use crate::cli::{bill::documents, context::Context, error::Failure, files, list, output::Done, values};
use plimsoll_circuits::{
    credential::Bill,
    day::Day,
    document::{Bundle, Committed},
    field::F,
    policy::{Facts, ListTree, Outcome, Policy, plan::Field},
};
use plimsoll_client::{Clock, Money, SystemClock, issuer::IssuedBill};
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  plimsoll policy test policies/title-type.toml --bill samples/sea-waybill.json
  plimsoll policy test policies/title-type.toml --bill issued.json
  plimsoll policy test policies/price-band.toml \\
      --bill samples/ebl-to-order.json --invoice samples/invoice.json \\
      --value \"375000.00 USD\" --valued-on 2026-03-08
  plimsoll policy test policies/sanctions-screening.toml \\
      --bill samples/ebl-twelve-containers.json \\
      --invoice samples/invoice-twelve-containers.json \\
      --vessel samples/vessel-twelve-containers.json \\
      --insurance samples/insurance-twelve-containers.json \\
      --lists samples/lists --today 2026-05-25

What it says is for the documents' owner: reasons show their values. Exit
status is 1 if the policy does not hold. Carriers are those of the ledger's
directory (--ledger); where there is no ledger, those that the program knows by
itself.";

/// What `policy test` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A policy, TOML or JSON
    #[arg(value_name = "FILE")]
    policy: PathBuf,

    /// A DCSA transport document, an issuance request, a PINT envelope, or an issued bill with its annexes (JSON)
    #[arg(long, value_name = "FILE")]
    bill: PathBuf,

    /// An annex, which its documentType tells from others; repeat for more
    #[arg(long = "annex", value_name = "FILE", visible_aliases = ["invoice", "packing-list", "insurance", "vessel"])]
    annexes: Vec<PathBuf>,

    /// What the cargo is valued at; the sum of the invoices if not given
    #[arg(long, value_name = "AMOUNT")]
    value: Option<Money>,

    /// The day of the valuation; the same as today if not given
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    valued_on: Option<Day>,

    /// What counts as today; today if not given
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    today: Option<Day>,

    /// The folder with the lists that the policy names, each as NAME.json
    #[arg(long, value_name = "DIR")]
    lists: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report {
    policy: String,
    holds: bool,
    predicates: Vec<Outcome>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let policy = super::read(&args.policy)?.map_err(|problems| {
        Failure::refused(format!("{}: {problems}", args.policy.display()))
            .help("`plimsoll policy check` shows what a policy asks")
    })?;
    let today = args.today.unwrap_or_else(|| SystemClock.now().day());
    let bundle = bundle(args, context)?;
    // Nothing is shown to anybody else, so that no secret salt is needed.
    let documents = bundle.commit(F::from(0u64));
    let bill = valued(args, &policy, &bundle, &documents, today)?;
    let trees = lists(&policy, args.lists.as_deref(), today)?;
    let lists: Vec<&ListTree> = trees.iter().collect();
    let facts = Facts { documents: &documents, bill: &bill, today, lists: &lists };
    let verdict = policy.evaluate(&facts).map_err(Failure::refused)?;
    let report = Report {
        policy: format!("{} {}", policy.name, policy.version),
        holds: verdict.holds,
        predicates: verdict.predicates,
    };
    Ok(Done::verdict(&report, verdict.holds))
}

fn bundle(args: &Args, context: &Context) -> Result<Bundle, Failure> {
    let carriers = context.carriers()?.table;
    if let Ok(issued) = serde_json::from_slice::<IssuedBill>(&files::read(&args.bill)?) {
        if !args.annexes.is_empty() {
            return Err(
                Failure::usage("an issued bill has its annexes with it").help("leave the annexes out")
            );
        }
        return issued.documents.read(&carriers).map_err(Failure::refused);
    }
    let reading = documents::read(&args.bill, &args.annexes, &[], &carriers)?;
    if let Some(fault) = reading.faults.first() {
        let n = reading.faults.len();
        let message = format!(
            "the documents have {n} fault{}; the first is in {} at {}: {}",
            if n == 1 { "" } else { "s" },
            fault.file,
            fault.path,
            fault.message
        );
        return Err(Failure::refused(message).help("`plimsoll bill check` shows all of them"));
    }
    reading
        .bundle
        .ok_or_else(|| Failure::refused("the bill could not be read").help("`plimsoll bill check` says why"))
}

/// The bill with its valuation: as given, else the sum of the invoices.
fn valued(
    args: &Args,
    policy: &Policy,
    bundle: &Bundle,
    documents: &Committed,
    today: Day,
) -> Result<Bill, Failure> {
    let summed = bundle.declared_value().map(|(minor, currency)| Money { minor, currency });
    let asks = policy.plan.fields().iter().any(|field| matches!(field, Field::Valuation(_)));
    let mut bill = Bill { doc_root: documents.doc_root, annex_root: documents.annex_root, ..Bill::blank() };
    match args.value.or(summed) {
        Some(value) => {
            bill.value = value.minor;
            bill.currency = value.currency;
            bill.valued_at = args.valued_on.unwrap_or(today);
        }
        None if asks => {
            return Err(Failure::usage("the policy asks about the valuation, and none is known")
                .help("give --value, or an invoice; invoices in several currencies have no sum"));
        }
        None => {}
    }
    Ok(bill)
}

fn lists(policy: &Policy, folder: Option<&Path>, today: Day) -> Result<Vec<ListTree>, Failure> {
    let names: Vec<_> = policy.lists.iter().map(|list| format!("{}.json", list.name)).collect();
    let Some(folder) = folder else {
        return match names.as_slice() {
            [] => Ok(Vec::new()),
            names => {
                Err(Failure::usage("the policy looks values up in lists, and no folder of lists is given")
                    .help(format!("give --lists DIR with {} in it", names.join(", "))))
            }
        };
    };
    let accept = |(terms, name): (&plimsoll_circuits::policy::ListTerms, &String)| {
        let path = folder.join(name);
        terms.accept(list::read(&path)?, today).map_err(Failure::refused)
    };
    policy.lists.iter().zip(&names).map(accept).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for predicate in &self.predicates {
            let mark = if predicate.holds { "holds" } else { "FAILS" };
            write!(f, "  {mark}  {}", predicate.name)?;
            predicate.says.as_ref().map_or(Ok(()), |says| write!(f, ": {says}"))?;
            writeln!(f)?;
            predicate.reasons.iter().try_for_each(|reason| writeln!(f, "           {reason}"))?;
        }
        let failing = self.predicates.iter().filter(|predicate| !predicate.holds).count();
        match failing {
            0 => write!(f, "\n{} holds", self.policy),
            n => {
                write!(f, "\n{} does NOT hold: {n} of {} predicates fail", self.policy, self.predicates.len())
            }
        }
    }
}
