//! `plimsoll lien`: what a bank does with its liens.

use super::{
    challenge,
    context::Context,
    error::Failure,
    evidence::{self, Judged},
    output::Done,
    roles::Act,
    shown::{Accepted, Note, find_note, or_unknown, short},
    site::Site,
    table::Table,
    values::Prefix,
};
use clap::Subcommand;
use plimsoll_circuits::note::{Kind, Lot};
use plimsoll_client::{
    Clock as _, Desk, Money,
    ops::{DEFAULT_MAX_AGE, Verified},
};
use plimsoll_contracts::MaxAge;
use rand::rngs::OsRng;
use serde::Serialize;
use serde_json::json;
use std::{
    fmt,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  plimsoll lien list
  plimsoll lien assign --lien 7b21d4 --to \"Bank B\"
  plimsoll lien discharge --lien 7b21d4 --to \"Second Buyer Ltd\" \\
      --attest attest.json --challenge challenge.json
  plimsoll --prover https://prover.example --prover-token-file token.txt \\
      lien assign --lien 7b21d4 --to \"Bank B\"

A lien is named by the first digits of its name, as `plimsoll wallet show`
prints them.";

const LIST_EXAMPLES: &str = "\
Examples:
  plimsoll lien list
  plimsoll --json lien list";

const ASSIGN_EXAMPLES: &str = "\
Examples:
  plimsoll lien assign --lien 7b21d4 --to \"Bank B\"
  plimsoll lien assign --lien 7b21d4 --to \"Bank B\" --amount \"10000.00 USD\"

Rank and conditions stay as they were made.";

const SPLIT_EXAMPLES: &str = "\
Examples:
  plimsoll lien split --lien 7b21d4 --amount \"10000.00 USD\"";

const MERGE_EXAMPLES: &str = "\
Examples:
  plimsoll lien merge --lien 7b21d4 --with 90ac31

Only parts of one lien can be put together.";

const DISCHARGE_EXAMPLES: &str = "\
Examples:
  plimsoll lien discharge --lien 7b21d4 --to \"Second Buyer Ltd\" \\
      --attest attest.json --challenge challenge.json
  plimsoll lien discharge --lien 7b21d4 --to \"Second Buyer Ltd\" \\
      --amount \"5000 USD\" --attest attest.json --challenge challenge.json
  plimsoll lien discharge --lien 7b21d4 --to \"Fictional Copper Trading Ltd\" \\
      --without-attest

The title may have moved since the pledge, and only its owner can lower the
encumbrance with what is given back. So ask that owner first:
`plimsoll challenge new --give-back-to NAME`, answered by
`plimsoll lot attest --open`. With --without-attest nobody checks that, and
what is given back to one who does not hold the title lowers nothing.";

/// What to do who has no attest yet.
const ASK_FIRST: &str = "ask it with `plimsoll challenge new --give-back-to NAME --out challenge.json`; it answers with `plimsoll lot attest --open`, \
     and you say --attest FILE --challenge FILE. If you know otherwise who holds the title, say --without-attest";

/// Commands about liens.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// List this party's liens
    #[command(after_help = LIST_EXAMPLES)]
    List,
    /// Give a lien, or a part of it, to another bank
    #[command(after_help = ASSIGN_EXAMPLES)]
    Assign {
        /// The lien
        #[arg(long, value_name = "LIEN")]
        lien: Prefix,
        /// The bank, by name, LEI or address
        #[arg(long, value_name = "BANK")]
        to: String,
        /// How much of it; all if not given
        #[arg(long, value_name = "AMOUNT")]
        amount: Option<Money>,
    },
    /// Make two liens of one, in the same rank
    #[command(after_help = SPLIT_EXAMPLES)]
    Split {
        /// The lien
        #[arg(long, value_name = "LIEN")]
        lien: Prefix,
        /// The amount of the new one
        #[arg(long, value_name = "AMOUNT")]
        amount: Money,
    },
    /// Put two parts of one lien together again
    #[command(after_help = MERGE_EXAMPLES)]
    Merge {
        /// The one
        #[arg(long, value_name = "LIEN")]
        lien: Prefix,
        /// The other
        #[arg(long, value_name = "LIEN")]
        with: Prefix,
    },
    /// Give a lien, or a part of it, back to the title's owner
    #[command(after_help = DISCHARGE_EXAMPLES)]
    Discharge {
        /// The lien
        #[arg(long, value_name = "LIEN")]
        lien: Prefix,
        /// The title's owner, by name, LEI or address
        #[arg(long, value_name = "OWNER")]
        to: String,
        /// How much of it; all if not given
        #[arg(long, value_name = "AMOUNT")]
        amount: Option<Money>,
        /// The owner's answer that it holds the title of that lot
        #[arg(long, value_name = "FILE", requires = "challenge")]
        attest: Option<PathBuf>,
        /// The challenge that it answers
        #[arg(long, value_name = "FILE", requires = "attest")]
        challenge: Option<PathBuf>,
        /// Give it back with no such answer: whether the owner holds the title is not checked
        #[arg(long, conflicts_with_all = ["attest", "challenge"])]
        without_attest: bool,
    },
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::List => list(context),
        Command::Assign { lien, to, amount } => context.acting(Act::Assign, |desk, site| {
            let (id, lot) = named(desk, &lien)?;
            let bank = site.party(&to)?;
            site.prover.announce(format!("a lien for {}", bank.name));
            Ok(Done::new(&Accepted::of(&desk.assign(id, &bank, amount, &mut OsRng)?, lot)))
        }),
        Command::Split { lien, amount } => context.acting(Act::Split, |desk, site| {
            let (id, lot) = named(desk, &lien)?;
            site.prover.announce("two liens in the place of one");
            Ok(Done::new(&Accepted::of(&desk.split(id, amount, &mut OsRng)?, lot)))
        }),
        Command::Merge { lien, with } => context.acting(Act::MergeLiens, |desk, site| {
            let ((one, lot), (other, _)) = (named(desk, &lien)?, named(desk, &with)?);
            if one == other {
                return Err(
                    Failure::usage("a lien cannot be merged with itself").help("name two parts of one lien")
                );
            }
            site.prover.announce("one lien in the place of two");
            Ok(Done::new(&Accepted::of(&desk.merge_liens([one, other], &mut OsRng)?, lot)))
        }),
        Command::Discharge { lien, to, amount, attest, challenge, without_attest } => {
            let answer = attest.zip(challenge);
            if answer.is_none() && !without_attest {
                return Err(Failure::usage(format!(
                    "{to} has not shown that it holds the title of this lien's lot"
                ))
                .help(ASK_FIRST));
            }
            context.acting(Act::Discharge, |desk, site| {
                let (id, lot) = named(desk, &lien)?;
                let owner = site.party(&to)?;
                let attest = answer
                    .map(|(attest, challenge)| verified(&attest, &challenge, desk, site, context))
                    .transpose()?;
                site.prover.announce(format!("a release for {}", owner.name));
                let given_back = desk.discharge(id, &owner, amount, attest.as_ref(), &mut OsRng)?;
                Ok(Done::new(&Accepted::of(&given_back, lot)))
            })
        }
    }
}

fn named(desk: &Desk<'_>, lien: &Prefix) -> Result<(plimsoll_client::wallet::NoteId, Lot), Failure> {
    let held = find_note(desk, Kind::Lien, lien)?;
    Ok((held.id(), held.lot()))
}

/// Checks the owner's answer, and keeps it: the lien is given back on it. The lien goes on the same ledger, however long that
/// has been quiet.
fn verified(
    attest: &Path,
    challenge: &Path,
    desk: &Desk<'_>,
    site: &Site,
    context: &Context,
) -> Result<Verified, Failure> {
    let own = desk.party().public().ak;
    let answer = challenge::Answer::read(attest, challenge)?;
    let at = site.clock.now();
    let newest = site.ledger.view()?.latest()?;
    let max_age = MaxAge { ledger: u64::MAX, ..DEFAULT_MAX_AGE };
    let access = site.access();
    let expected = challenge::Expected::default();
    let as_of = Some(newest.height);
    let verified = challenge::check(&answer, &expected, &access, Some(own), max_age, as_of)?;
    let judged = Judged {
        kind: "attest",
        answer: &answer.attest,
        asked: "challenge",
        question: &answer.challenge,
        at,
        ledger: newest,
        genesis: site.ledger.genesis().hash(),
    };
    let said = json!({ "ok": true, "height": verified.height, "purpose": verified.challenge.purpose });
    context.progress.note(format!("the attest is kept: {}", evidence::keep(&judged, said, context)));
    Ok(verified)
}

#[derive(Serialize)]
struct Report {
    liens: Vec<Note>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.liens.is_empty() {
            return writeln!(f, "no liens");
        }
        let mut table =
            Table::new(&["lien", "lot", "amount", "before it", "made as", "value when made", "valued on"]);
        for lien in &self.liens {
            table.row([
                short(&lien.id).to_owned(),
                short(&lien.lot).to_owned(),
                or_unknown(lien.amount.as_ref()),
                or_unknown(lien.prior.as_ref()),
                or_unknown(lien.pool.as_ref()),
                or_unknown(lien.value.as_ref()),
                lien.valued_at.clone().unwrap_or_else(|| "?".to_owned()),
            ]);
        }
        write!(f, "{table}")
    }
}

fn list(context: &Context) -> Result<Done, Failure> {
    context.at_desk(|desk, _| Ok(Done::new(&Report { liens: desk.wallet().liens().map(Note::of).collect() })))
}
