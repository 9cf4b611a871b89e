//! `plimsoll bill propose` and `plimsoll bill amend`: the issuer gives a lot other documents.

use super::{alike::before_signing, documents::Papers};
use crate::cli::{
    challenge::{self, Answer, Expected},
    context::Context,
    error::Failure,
    files, guardians,
    output::Done,
    roles::Act,
    shown::{Amount, alike, counted, lot_name, short},
    table::Fields,
    values,
};
use plimsoll_circuits::{credential::Day, signature::PublicKey};
use plimsoll_client::{
    Clock as _, SystemClock,
    carrier_signature::TrustedKeys,
    issuer::{AMENDMENT_DAYS, Gateway, LienConsent, Proposal, read_documents},
    ops::{DEFAULT_MAX_AGE, Verified},
    referral::Referral,
    services::{LedgerAccess, LocalLedger, Terms},
};
use rand::rngs::OsRng;
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

const PROPOSE_EXAMPLES: &str = "\
Examples:
  plimsoll challenge new --purpose \"a corrected weight\" --out challenge.json
  plimsoll bill propose corrected.signed.json --jwks carrier.jwks.json \\
      --carrier ZZEL --invoice invoice.json --attest attest.json \\
      --challenge challenge.json --out proposal.json

The owner answers the issuer's challenge with `plimsoll lot attest --open`: that
says which lot and which bill it is, and how much it bears at most. The proposal
holds the new documents: it goes to every bank that holds a lien on the lot, and
nothing on the ledger changes by it.";

const AMEND_EXAMPLES: &str = "\
Examples:
  plimsoll bill amend proposal.json --attest attest.json \\
      --challenge challenge.json --out amended.json
  plimsoll bill amend proposal.json --attest attest.json \\
      --challenge challenge.json --consent bank-a.json --consent bank-b.json \\
      --valid-until 3d --out amended.json

The owner's answer must be fresh: where the banks took longer than ten minutes,
ask once more, by a new challenge. The banks must agree that hold liens of as
much as it says that the lot bears at most: `plimsoll lien consent` makes their
consents, good for a day. What the title's documents never gave is fingerprinted
by t of the guardians. The file goes to the owner, who has it valued with
`plimsoll bill value` and uses it with `plimsoll lot amend`, within seven days.
A lien that is made meanwhile was not asked: so the days should be few.";

/// What `bill propose` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = PROPOSE_EXAMPLES)]
pub struct ProposeArgs {
    /// The new documents.
    #[command(flatten)]
    papers: Papers,

    /// The owner's answer to your challenge, made with --open
    #[arg(long, value_name = "FILE")]
    attest: PathBuf,

    /// Your challenge
    #[arg(long, value_name = "FILE")]
    challenge: PathBuf,

    /// Where the proposal goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// What `bill amend` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AMEND_EXAMPLES)]
pub struct AmendArgs {
    /// The proposal
    #[arg(value_name = "PROPOSAL")]
    proposal: PathBuf,

    /// The owner's answer to your challenge, made with --open
    #[arg(long, value_name = "FILE")]
    attest: PathBuf,

    /// Your challenge
    #[arg(long, value_name = "FILE")]
    challenge: PathBuf,

    /// A bank's consent; repeat for more
    #[arg(long = "consent", value_name = "FILE")]
    consents: Vec<PathBuf>,

    /// The last day on which the amendment may be used, or how many days from today; 6d, the most, if not given
    #[arg(long, value_name = "DATE", value_parser = values::coming_day)]
    valid_until: Option<Day>,

    /// Who evaluates fingerprints.
    #[command(flatten)]
    evaluators: guardians::Choice,

    /// Sign nothing if an entry of another lot is alike; without it, what is alike is told first, and signed
    #[arg(long)]
    no_referrals: bool,

    /// Where the amended bill goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Report {
    done: &'static str,
    lot: String,
    /// What the lot bears at most, by the owner's answer.
    max_encumbrance: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    consents: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    /// The entries of other lots that are alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    referrals: Option<Vec<Referral>>,
    file: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add(self.done, &self.file).add("lot", short(&self.lot));
        fields.add("bears", format!("at most {}", self.max_encumbrance));
        if let Some(consents) = self.consents {
            fields.add("agreed", counted(consents as u64, "lien"));
        }
        if let Some(day) = &self.valid_until {
            fields.add("good", format!("until {day}, for the owner of the title"));
        }
        self.referrals.iter().for_each(|referrals| alike(&mut fields, referrals));
        write!(f, "{fields}")
    }
}

pub(super) fn propose(args: &ProposeArgs, context: &Context) -> Result<Done, Failure> {
    context.may(Act::Amend)?;
    files::vacant(&args.out)?;
    let papers = args.papers.given()?;
    let (request, annexes, advice) = papers.read()?;
    let issuer = context.party()?;
    let by = (issuer.public(), SystemClock.now().day());
    let ledger = context.ledger_to_read()?;
    let directory = context.directory(ledger.genesis())?;
    let trusted = papers.trusted(directory.carriers())?;
    let bundle = read_documents(&request, &annexes, by, directory.carriers(), &trusted)?;
    advice.iter().for_each(|advice| context.warn(advice));
    bundle.advice().iter().for_each(|advice| context.warn(advice));
    let keys = context.verifying_keys(ledger.genesis())?;
    let access = LocalLedger::new(&ledger, &keys, &SystemClock);
    let answer = verified(&args.attest, &args.challenge, issuer.public().ak, &access)?;
    let proposal = Proposal::new(&bundle, &answer, &issuer, ledger.genesis().domain(), &mut OsRng)?;
    files::create_secret_json(&args.out, &proposal)?;
    Ok(Done::new(&Report {
        done: "proposed",
        lot: lot_name(proposal.lot),
        max_encumbrance: answer.terms.max_encumbrance.into(),
        consents: None,
        valid_until: None,
        referrals: None,
        file: args.out.display().to_string(),
    }))
}

pub(super) fn amend(args: &AmendArgs, context: &Context) -> Result<Done, Failure> {
    context.may(Act::Amend)?;
    files::vacant(&args.out)?;
    let proposal: Proposal = files::read_json(&args.proposal, "plimsoll bill propose")?;
    let consents: Vec<LienConsent> = args
        .consents
        .iter()
        .map(|path| files::read_json(path, "plimsoll lien consent"))
        .collect::<Result<_, _>>()?;
    let ledger = Arc::new(context.ledger_to_write()?);
    let keys = context.verifying_keys(ledger.genesis())?;
    let directory = context.directory(ledger.genesis())?;
    let issuer = context.party()?;
    let access = LocalLedger::new(&ledger, &keys, &SystemClock);
    let answer = verified(&args.attest, &args.challenge, issuer.public().ak, &access)?;
    let valid_until = args.valid_until.unwrap_or(Day(SystemClock.now().day().0 + AMENDMENT_DAYS - 1));

    let replica = context.replica(&ledger)?;
    let mut evaluators = args.evaluators.unlocked(context, &replica)?;
    let mut gateway = Gateway {
        issuer: &issuer,
        terms: Terms::from(ledger.genesis()),
        carriers: directory.carriers(),
        trusted: &TrustedKeys::new(),
        guardians: &mut evaluators,
        clock: &SystemClock,
    };
    let step = context.progress.step("the guardians evaluate what is new");
    let covered = gateway.cover_amendment(&proposal, &answer, &consents, valid_until, &access, &mut OsRng)?;
    drop(step);
    let shown = answer.opening.iter().flat_map(|opening| &opening.sheets).map(|signed| &signed.content);
    let shown = shown.chain([covered.sheet()]);
    let referrals = before_signing(shown, &access, args.no_referrals, |told| context.warn(told))?;
    let amended = gateway.sign_amendment(covered)?;
    files::create_secret_json(&args.out, &amended)?;
    Ok(Done::new(&Report {
        done: "amended",
        lot: lot_name(proposal.lot),
        max_encumbrance: answer.terms.max_encumbrance.into(),
        consents: Some(consents.len()),
        valid_until: Some(valid_until.to_string()),
        referrals: Some(referrals),
        file: args.out.display().to_string(),
    }))
}

/// The owner's answer to this issuer's challenge, also one that was made for it alone.
fn verified(
    attest: &Path,
    challenge: &Path,
    own: PublicKey,
    ledger: &dyn LedgerAccess,
) -> Result<Verified, Failure> {
    let answer = Answer::read(attest, challenge)?;
    challenge::check(&answer, &Expected::default(), None, ledger, Some(own), DEFAULT_MAX_AGE, None)
}
