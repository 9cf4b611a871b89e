//! `plimsoll verify attest`.

use super::{
    Opening,
    standing::{LedgerCopy, Stand, Standing},
};
use crate::cli::{
    challenge::{self, Answer, Expected},
    context::Context,
    error::Failure,
    evidence::{Judged, keep_with_verdict},
    output::Done,
    shown::{Amount, moment},
    table::Fields,
};
use plimsoll_circuits::{field::to_hex, member::Org, signature::PublicKey};
use plimsoll_client::{Party, ops::Verified, services::LocalLedger};
use plimsoll_contracts::{Keys, Ledger, UnixTime};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll verify attest attest.json --challenge challenge.json
  plimsoll verify attest attest.json --challenge challenge.json \\
      --max-encumbrance \"0 USD\" --requested \"30000 USD\" --rate 80%
  plimsoll verify attest attest.json --challenge challenge.json --as-of 1204

It shows one moment of the ledger, at most ten minutes old, by your copy of it.
A copy whose newest entry is more than a day old is not believed, unless you
know that the ledger has been that quiet and say --max-ledger-age. Pay on your
own accepted lien, never on this. What was judged is kept in the party's home:
see `plimsoll evidence list`.";

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

    /// How old it may be, and as of when it is judged.
    #[command(flatten)]
    standing: Standing,
}

#[derive(Serialize)]
struct Report {
    height: u64,
    /// When that height was reached.
    time: String,
    ledger: LedgerCopy,
    verifier: String,
    purpose: String,
    expires: String,
    max_encumbrance: Amount,
    requested: Amount,
    rate_bps: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    valued_since: Option<String>,
    /// The organisation that owns the title, if the answer says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    applicant: Option<String>,
    link: String,
    /// Made for this verifier alone.
    only_for_own: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    opening: Option<Opening>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let answer = Answer::read(&args.answer, &args.challenge)?;
    let own =
        args.only_me.then(|| Party::read_public(&context.globals.home)).transpose()?.map(|party| party.ak);
    let ledger = context.ledger_to_read()?;
    let keys = context.verifying_keys(ledger.genesis())?;
    let stand = args.standing.of(&ledger, &keys, None)?;
    let name = args.expected.applicant.as_deref();
    let applicant = name.map(|name| applicant(name, &ledger, &stand, context)).transpose()?;
    let verdict = judge(args, &answer, applicant, own, &ledger, &keys, &stand);
    if !args.standing.is_now() {
        return verdict;
    }
    let judged = Judged {
        kind: "attest",
        answer: &answer.attest,
        asked: "challenge",
        question: &answer.challenge,
        at: stand.now(),
        ledger: stand.ledger,
        genesis: ledger.genesis().hash(),
    };
    keep_with_verdict(&judged, verdict, context)
}

/// The organisation of a member, by the directory.
fn applicant(name: &str, ledger: &Ledger, stand: &Stand, context: &Context) -> Result<Org, Failure> {
    let directory = context.directory(ledger.genesis())?;
    Ok(directory.find(name, stand.now())?.party.org())
}

fn judge(
    args: &Args,
    answer: &Answer,
    applicant: Option<Org>,
    own: Option<PublicKey>,
    ledger: &Ledger,
    keys: &Keys,
    stand: &Stand,
) -> Result<Done, Failure> {
    let access = LocalLedger::new(ledger, keys, &stand.clock);
    let (max_age, as_of) = (args.standing.max_age(), Some(stand.ledger.height));
    let Verified {
        terms,
        height,
        time,
        link,
        opening,
        entries,
        compared,
        referrals,
        challenge,
        only_for_own,
    } = challenge::check(answer, &args.expected, applicant, &access, own, max_age, as_of)?;
    Ok(Done::new(&Report {
        height,
        time: moment(time),
        ledger: LedgerCopy::of(stand),
        expires: moment(UnixTime(challenge.expires)),
        verifier: challenge.verifier,
        purpose: challenge.purpose,
        max_encumbrance: terms.max_encumbrance.into(),
        requested: terms.requested.into(),
        rate_bps: terms.rate_bps,
        valued_since: terms.valued_since.map(|day| day.to_string()),
        applicant: terms.applicant.map(|org| to_hex(&org.0)),
        link: to_hex(&link),
        only_for_own,
        opening: opening.map(|opening| Opening::of(&opening, entries, compared, referrals)),
    }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("valid", format!("as of height {}, accepted {}", self.height, self.time));
        fields.add("ledger", &self.ledger);
        fields.add("for", format!("{}: {}, until {}", self.verifier, self.purpose, self.expires));
        let owner = match &self.applicant {
            Some(org) => format!("the organisation {} owns", &org[..10]),
            None => "whoever answered owns".to_owned(),
        };
        fields.add("says", format!("{owner} the live title of one lot, which is not frozen,"));
        if let Some(day) = &self.valued_since {
            fields.add("", format!("was valued on {day} or later,"));
        }
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
            opening.show(&mut fields);
        }
        write!(f, "{fields}")
    }
}
