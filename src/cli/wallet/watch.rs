//! `plimsoll wallet watch`.

use crate::cli::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    shown::{alike, lot_name, short},
    table::Fields,
};
use plimsoll_client::{claims::Bundle, ops::AttestBundle, referral::Referral};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a wallet watch bundle.json
  plimsoll --json --home bank-a wallet watch attest.json

The answer must show bill and lot. Its sheets are checked beside the ledger, and
what is alike so far is listed. From then on every command that uses the wallet
says once which entries came that are alike, as it does for the lots whose title
you hold, until you hold nothing of the lot any more. What a later amendment
adds is looked out for once you watch an answer made after it.";

/// What `wallet watch` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The owner's answer, to a request or a challenge
    #[arg(value_name = "ANSWER")]
    answer: PathBuf,
}

#[derive(Serialize)]
struct Watched {
    lot: String,
    referrals: Vec<Referral>,
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("lot", short(&self.lot));
        alike(&mut fields, &self.referrals);
        write!(f, "{fields}")
    }
}

pub(super) fn run(Args { answer }: &Args, context: &Context) -> Result<Done, Failure> {
    let json = files::read(answer)?;
    // A bundle says so; anything else should be an attest.
    let attest: AttestBundle = match Bundle::from_json(&json) {
        Ok(bundle) => bundle.attest,
        Err(_) => files::of_json(answer, &json, "plimsoll answer or plimsoll lot attest")?,
    };
    let opening = attest.opening.ok_or_else(|| {
        Failure::refused("the answer does not show bill and lot")
            .code("NotOpened")
            .help("ask the owner for one made with --open, or with `plimsoll request new --open`")
    })?;
    context.at_desk(|desk, _| {
        let referrals = desk.watch(&opening)?;
        Ok(Done::new(&Watched { lot: lot_name(opening.lot), referrals }))
    })
}
