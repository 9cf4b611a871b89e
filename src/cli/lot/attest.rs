//! `plimsoll lot attest`.

use crate::cli::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    roles::Act,
    shown::{Amount, Valuation, find_lot, lot_name, moment, short, valuation},
    table::Fields,
    values::{self, Percent, Prefix},
};
use plimsoll_circuits::{document::Day, statement::attest::Challenge};
use plimsoll_client::{
    Clock as _, Money,
    directory::DirectoryError,
    ops::{AttestTerms, Disclosure},
};
use plimsoll_contracts::UnixTime;
use rand::rngs::OsRng;
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll lot attest --lot 3fa9c0 --challenge challenge.json \\
      --max-encumbrance \"0 USD\" --requested \"30000 USD\" --rate 80% \\
      --out attest.json
  plimsoll lot attest --lot 3fa9c0 --challenge challenge.json \\
      --max-encumbrance \"30000 USD\" --requested \"0 USD\" --rate 100% --open \\
      --only-for \"Bank A\" --out attest.json

It says that you own the live title of a lot that bears at most so much, and
can bear the amount requested within that rate of its value. It names no bill
and no lot unless you say --open. It is good for that challenge alone, and
shows one moment: a bank pays on its own accepted lien, never on this.";

/// What `lot attest` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The lot; the only one that you hold the title of if not given
    #[arg(long, value_name = "LOT")]
    lot: Option<Prefix>,

    /// The challenge that the verifier sent: it names the verifier, the purpose and the time
    #[arg(long, value_name = "FILE")]
    challenge: PathBuf,

    /// The most that is pledged on the lot now
    #[arg(long, value_name = "AMOUNT")]
    max_encumbrance: Money,

    /// What the lot shall bear on top of that
    #[arg(long, value_name = "AMOUNT")]
    requested: Money,

    /// The rate of the value that may be pledged, such as 80%
    #[arg(long, value_name = "PERCENT")]
    rate: Percent,

    /// Show the verifier which bill and lot it is: for the bank that is to fund
    #[arg(long)]
    open: bool,

    /// Convince this member alone: it could have made the answer itself, so nobody else need believe it
    #[arg(long, value_name = "NAME")]
    only_for: Option<String>,

    /// Say that the bill is valued no earlier than on this day
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    valued_since: Option<Day>,

    /// Say that your organisation owns the title: to one verifier alone, since it names you
    #[arg(long, requires = "only_for")]
    as_applicant: bool,

    /// Where the answer goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Report {
    lot: String,
    verifier: String,
    purpose: String,
    expires: String,
    max_encumbrance: Amount,
    requested: Amount,
    rate_bps: u16,
    opened: bool,
    names_applicant: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    valuation: Option<Valuation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    only_for: Option<String>,
    file: String,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    files::vacant(&args.out)?;
    let challenge: Challenge = files::read_json(&args.challenge, "plimsoll challenge new")?;
    context.acting(Act::Attest, |desk, site| {
        match site.directory.find(&challenge.verifier, site.clock.now()) {
            Err(error @ (DirectoryError::LooksLike { .. } | DirectoryError::Party(_))) => {
                return Err(error.into());
            }
            Err(DirectoryError::Unknown(name)) => {
                context.warn(format!("the challenge is of {name}, which is no member of this ledger"));
            }
            _ => {}
        }
        let only_for = args.only_for.as_deref().map(|name| site.party(name)).transpose()?;
        if let Some(other) = only_for.as_ref().filter(|party| party.name != challenge.verifier) {
            let message = format!(
                "the challenge is of {}, whom an answer for {} alone does not convince",
                challenge.verifier, other.name
            );
            return Err(
                Failure::usage(message).help("name the verifier of the challenge, or leave --only-for out")
            );
        }
        let disclosure = Disclosure { open: args.open, only_for: only_for.as_ref().map(|party| party.ak) };
        let lot = find_lot(desk, args.lot.as_ref())?;
        let terms = AttestTerms {
            valued_since: args.valued_since,
            applicant: args.as_applicant.then(|| desk.party().public().org()),
            ..AttestTerms::new(args.max_encumbrance, args.requested, args.rate.0.into())
        };
        let valuation = valuation(desk, lot, context);
        site.prover.announce(format!("an answer for {}", challenge.verifier));
        let bundle = desk.attest(lot, &challenge, &terms, disclosure, &mut OsRng)?;
        files::create_secret_json(&args.out, &bundle)?;
        Ok(Done::new(&Report {
            lot: lot_name(lot),
            verifier: challenge.verifier.clone(),
            purpose: challenge.purpose.clone(),
            expires: moment(UnixTime(challenge.expires)),
            max_encumbrance: args.max_encumbrance.into(),
            requested: args.requested.into(),
            rate_bps: args.rate.0,
            opened: args.open,
            names_applicant: args.as_applicant,
            valuation,
            only_for: only_for.map(|party| party.name),
            file: args.out.display().to_string(),
        }))
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("answer", &self.file).add("lot", short(&self.lot));
        fields.add("for", format!("{}: {}, until {}", self.verifier, self.purpose, self.expires));
        fields.add("bears at most", &self.max_encumbrance);
        let rate = f64::from(self.rate_bps) / 100.0;
        fields.add("can bear", format!("{} more, within {rate} % of its value", self.requested));
        fields.maybe("valuation", self.valuation.as_ref());
        if let Some(name) = &self.only_for {
            fields.add("convinces", format!("{name} alone, who could have made it itself"));
        }
        let shown = if self.opened { "bill and lot" } else { "no bill and no lot" };
        fields.add(
            "shows",
            format!("{shown}{}", if self.names_applicant { ", and your organisation" } else { "" }),
        );
        write!(f, "{fields}")
    }
}
