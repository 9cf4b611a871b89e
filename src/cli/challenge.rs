//! `plimsoll challenge`: what a verifier asks an owner to answer, and the check of the answer.

use super::{context::Context, error::Failure, files, output::Done, shown::moment, table::Fields, values};
use clap::Subcommand;
use plimsoll_circuits::{document::Day, member::Org, signature::PublicKey, statement::attest::Challenge};
use plimsoll_client::{
    Money, Party, SystemClock,
    ops::{AttestBundle, AttestTerms, Verified, new_challenge, verify_attest},
    services::LedgerAccess,
};
use plimsoll_contracts::{Demand, MaxAge, UnixTime};
use rand::rngs::OsRng;
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

const EXAMPLES: &str = "\
Examples:
  plimsoll challenge new --purpose \"credit line 4711\" --valid-for 10m \\
      --out challenge.json";

const NEW_EXAMPLES: &str = "\
Examples:
  plimsoll challenge new --purpose \"credit line 4711\" --valid-for 10m \\
      --out challenge.json

Send the file to the owner and keep it: the answer is good for this challenge
alone, and only until its time is over.";

/// Commands about challenges.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Make a challenge for the owner of a title
    #[command(after_help = NEW_EXAMPLES)]
    New {
        /// What the answer is for, in words
        #[arg(long, value_name = "TEXT")]
        purpose: String,
        /// For how long the answer is accepted
        #[arg(long, value_name = "TIME", default_value = "10m", value_parser = values::duration)]
        valid_for: Duration,
        /// Where the challenge goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Serialize)]
struct Report {
    verifier: String,
    purpose: String,
    expires: String,
    file: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("challenge", &self.file).add("verifier", &self.verifier);
        fields.add("purpose", &self.purpose).add("expires", &self.expires);
        write!(f, "{fields}")
    }
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    let Command::New { purpose, valid_for, out } = command;
    if purpose.trim().is_empty() {
        return Err(Failure::usage("the purpose is empty").help("say in words what the answer is for"));
    }
    let public = Party::read_public(&context.globals.home)?;
    let challenge = new_challenge(&public.name, &purpose, valid_for.as_secs(), &SystemClock, &mut OsRng);
    files::create_json(&out, &challenge)?;
    Ok(Done::new(&Report {
        verifier: challenge.verifier.clone(),
        purpose,
        expires: moment(UnixTime(challenge.expires)),
        file: out.display().to_string(),
    }))
}

/// What the verifier asked for; what it did not say is taken as the answer states it.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Expected {
    /// The lot bears at most this; as the answer states if not given
    #[arg(long, value_name = "AMOUNT")]
    max_encumbrance: Option<Money>,

    /// The lot can bear this on top; as the answer states if not given
    #[arg(long, value_name = "AMOUNT")]
    requested: Option<Money>,

    /// Within this rate of its value; as the answer states if not given
    #[arg(long, value_name = "PERCENT")]
    rate: Option<values::Percent>,

    /// The bill is valued no earlier than on this day; as the answer states if not given
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    valued_since: Option<Day>,

    /// The member whose organisation must own the title, by name, LEI or address; as the answer states if not given
    #[arg(long, value_name = "NAME")]
    pub(super) applicant: Option<String>,
}

/// The answer to a challenge, with the bytes of both files.
pub(super) struct Answer {
    pub(super) attest: Vec<u8>,
    pub(super) challenge: Vec<u8>,
    bundle: AttestBundle,
    asked: Challenge,
}

impl Answer {
    pub(super) fn read(attest: &Path, challenge: &Path) -> Result<Self, Failure> {
        let (attest_bytes, challenge_bytes) = (files::read(attest)?, files::read(challenge)?);
        Ok(Self {
            bundle: files::of_json(attest, &attest_bytes, "plimsoll lot attest")?,
            asked: files::of_json(challenge, &challenge_bytes, "plimsoll challenge new")?,
            attest: attest_bytes,
            challenge: challenge_bytes,
        })
    }
}

/// Checks the answer to a challenge against the ledger as it stands at a height, its newest if none. With the verifier's own
/// key one that was made for it alone will do.
pub(super) fn check(
    Answer { bundle, asked, .. }: &Answer,
    expected: &Expected,
    applicant: Option<Org>,
    ledger: &dyn LedgerAccess,
    own: Option<PublicKey>,
    max_age: MaxAge,
    as_of: Option<u64>,
) -> Result<Verified, Failure> {
    let terms = AttestTerms {
        max_encumbrance: expected.max_encumbrance.unwrap_or(bundle.terms.max_encumbrance),
        requested: expected.requested.unwrap_or(bundle.terms.requested),
        rate_bps: expected.rate.map_or(bundle.terms.rate_bps, |rate| u64::from(rate.0)),
        valued_since: expected.valued_since.or(bundle.terms.valued_since),
        applicant: applicant.or(bundle.terms.applicant),
    };
    let demand = Demand { own, as_of, ..Demand::new(asked, max_age) };
    Ok(verify_attest(ledger, bundle, &terms, &demand)?)
}
