//! `plimsoll verify attest`.

use crate::cli::{
    challenge::{self, Expected},
    context::Context,
    error::Failure,
    output::Done,
    shown::{Amount, lot_name, moment, short},
    table::Fields,
};
use plimsoll_circuits::field::to_hex;
use plimsoll_client::{Money, Party, ops::Verified};
use plimsoll_contracts::UnixTime;
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll verify attest attest.json --challenge challenge.json
  plimsoll verify attest attest.json --challenge challenge.json --max-encumbrance \"0 USD\" --requested \"30000 USD\" --rate 80%

It shows one moment of the ledger, at most ten minutes old. Pay on your own accepted lien, never on this.";

/// What `verify attest` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The owner's answer
    #[arg(value_name = "BUNDLE")]
    answer: PathBuf,

    /// Your challenge
    #[arg(long, value_name = "FILE")]
    challenge: PathBuf,

    /// Take an answer that was made for you alone too: your own key could have made it
    #[arg(long)]
    only_me: bool,

    /// What you asked for.
    #[command(flatten)]
    expected: Expected,
}

#[derive(Serialize)]
struct Report {
    height: u64,
    verifier: String,
    purpose: String,
    expires: String,
    max_encumbrance: Amount,
    requested: Amount,
    rate_bps: u64,
    link: String,
    /// Made for this verifier alone.
    only_for_own: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    opening: Option<Opening>,
}

#[derive(Serialize)]
struct Opening {
    lot: String,
    value: Amount,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let site = context.site()?;
    let own =
        args.only_me.then(|| Party::read_public(&context.globals.home)).transpose()?.map(|party| party.ak);
    let Verified { terms, height, link, opening, challenge, only_for_own } =
        challenge::check(&args.answer, &args.challenge, &args.expected, &site.access(), own)?;
    Ok(Done::new(&Report {
        height,
        expires: moment(UnixTime(challenge.expires)),
        verifier: challenge.verifier,
        purpose: challenge.purpose,
        max_encumbrance: terms.max_encumbrance.into(),
        requested: terms.requested.into(),
        rate_bps: terms.rate_bps,
        link: to_hex(&link),
        only_for_own,
        opening: opening.map(|o| Opening {
            lot: lot_name(o.lot),
            value: Money::new(o.bill.value, o.bill.currency).into(),
        }),
    }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("valid", format!("as of height {}", self.height));
        fields.add("for", format!("{}: {}, until {}", self.verifier, self.purpose, self.expires));
        fields.add("says", "whoever answered owns the live title of one lot, which is not frozen,");
        fields.add("", format!("bears at most {},", self.max_encumbrance));
        fields.add(
            "",
            format!(
                "and can bear {} more within {} % of its value",
                self.requested,
                self.rate_bps as f64 / 100.0
            ),
        );
        if self.only_for_own {
            fields.add("", "to you alone: nobody whom you show it to has reason to believe it");
        }
        fields.add("link", &self.link);
        if let Some(opening) = &self.opening {
            fields.add("lot", short(&opening.lot)).add("value", &opening.value);
        }
        write!(f, "{fields}")
    }
}
