//! `plimsoll bill value`.

use super::documents::signed;
use crate::cli::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    roles::Act,
    shown::{Amount, lot_name, short},
    table::Fields,
    values,
};
use plimsoll_circuits::credential::Day;
use plimsoll_client::{
    Clock, Money, SystemClock,
    valuer::{Appraisal, appraise},
};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll bill value issued.json --value \"100000.00 USD\" \\
      --expires 2027-03-31 --out valuation.json
  plimsoll --home surveyor bill value issued.json --expires 90d \\
      --out valuation.json
  plimsoll bill value amended.json --expires 90d --out newer.json

The documents must be those that the issuer signed, and the value at most the
sum of their invoices; without --value it is that sum.";

/// What `bill value` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The issued bill, or the amended one
    #[arg(value_name = "ISSUED")]
    issued: PathBuf,

    /// What the lot is worth; the sum of the invoices if not given
    #[arg(long, value_name = "AMOUNT")]
    value: Option<Money>,

    /// The last day on which the valuation may be used, or how many days from today, such as 90d
    #[arg(long, value_name = "DATE", value_parser = values::coming_day)]
    expires: Day,

    /// Where the valuation goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Report {
    lot: String,
    value: Amount,
    valued_at: String,
    expires: String,
    file: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("valued", &self.file).add("lot", short(&self.lot)).add("value", &self.value);
        fields.add("dates", format!("{} to {}", self.valued_at, self.expires));
        write!(f, "{fields}")
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    context.may(Act::Value)?;
    files::vacant(&args.out)?;
    let documents = signed(&args.issued)?;
    let ledger = context.ledger_to_read()?;
    let (domain, directory) = (ledger.genesis().domain(), context.directory(ledger.genesis())?);
    let valuer = context.party()?;
    let bundle = documents.verify(domain, directory.carriers())?;
    bundle.advice().iter().for_each(|advice| context.warn(advice));
    let appraisal =
        Appraisal { value: args.value, valued_at: SystemClock.now().day(), expires: args.expires };
    let valued = appraise(&valuer, &*documents, &appraisal, domain, directory.carriers())?;
    files::create_secret_json(&args.out, &valued)?;
    Ok(Done::new(&Report {
        lot: lot_name(valued.content.lot),
        value: Money::new(valued.content.value, valued.content.currency).into(),
        valued_at: valued.content.valued_at.to_string(),
        expires: valued.content.expires.to_string(),
        file: args.out.display().to_string(),
    }))
}
