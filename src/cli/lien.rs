//! `plimsoll lien`: what a bank does with its liens.

use super::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    roles::Act,
    shown::{Accepted, Amount, Note, find_note, lot_name, or_unknown, short},
    table::{Fields, Table},
    values::{self, Prefix},
};
use clap::Subcommand;
use plimsoll_circuits::{
    credential::Day,
    note::{Kind, Lot},
};
use plimsoll_client::{
    Clock as _, Desk, Money, SystemClock,
    issuer::{CONSENT_DAYS, Proposal},
    wallet::Held,
};
use rand::rngs::OsRng;
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  plimsoll lien list
  plimsoll lien assign --lien 7b21d4 --to \"Bank B\"
  plimsoll lien discharge --lien 7b21d4
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
  plimsoll lien discharge --lien 7b21d4
  plimsoll lien discharge --lien 7b21d4 --amount \"5000 USD\"

The lien goes back to the lot, whoever holds its title now: nobody has to be
asked. The holder finds it with its next `plimsoll wallet sync`, and lowers the
encumbrance with `plimsoll title merge`.";

const CONSENT_EXAMPLES: &str = "\
Examples:
  plimsoll lien consent proposal.json --out consent.json
  plimsoll lien consent proposal.json --lien 7b21d4 --out consent.json

The issuer proposes other documents for a lot that you hold a lien on. The file
holds them, signed by the issuer. With your consent, which shows the issuer your
lien, it may sign them until that day, tomorrow at most. Give one consent for
each lien that you hold on the lot, and none for one that you are about to give
back or pass on.";

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
    /// Agree that the documents of the lot are replaced by those of an issuer's proposal
    #[command(after_help = CONSENT_EXAMPLES)]
    Consent {
        /// What the issuer proposes
        #[arg(value_name = "PROPOSAL")]
        proposal: PathBuf,
        /// The lien; the only one that you hold on the lot if not given
        #[arg(long, value_name = "LIEN")]
        lien: Option<Prefix>,
        /// The last day on which the issuer may sign by it, or how many days from today; 1d, the most, if not given
        #[arg(long, value_name = "DATE", value_parser = values::coming_day)]
        valid_until: Option<Day>,
        /// Where the consent goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Give a lien, or a part of it, back to the lot
    #[command(after_help = DISCHARGE_EXAMPLES)]
    Discharge {
        /// The lien
        #[arg(long, value_name = "LIEN")]
        lien: Prefix,
        /// How much of it; all if not given
        #[arg(long, value_name = "AMOUNT")]
        amount: Option<Money>,
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
        Command::Consent { proposal, lien, valid_until, out } => {
            consent(&proposal, lien.as_ref(), valid_until, &out, context)
        }
        Command::Discharge { lien, amount } => context.acting(Act::Discharge, |desk, site| {
            let (id, lot) = named(desk, &lien)?;
            site.prover.announce("a release for the lot");
            Ok(Done::new(&Accepted::of(&desk.discharge(id, amount, &mut OsRng)?, lot)))
        }),
    }
}

fn named(desk: &Desk<'_>, lien: &Prefix) -> Result<(plimsoll_client::wallet::NoteId, Lot), Failure> {
    let held = find_note(desk, Kind::Lien, lien)?;
    Ok((held.id(), held.lot()))
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

#[derive(Serialize)]
struct Consented {
    lot: String,
    lien: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
    valid_until: String,
    file: String,
}

impl fmt::Display for Consented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("consent", &self.file).add("lot", short(&self.lot));
        let amount = or_unknown(self.amount.as_ref());
        fields.add("lien", format!("{}, of {amount}", short(&self.lien)));
        fields.add("good", format!("for an amendment that the issuer signs by {}", self.valid_until));
        write!(f, "{fields}")
    }
}

/// The one lien that the party holds on a lot.
fn only_lien<'d>(desk: &'d Desk<'_>, lot: Lot) -> Result<&'d Held, Failure> {
    let mut liens = desk.wallet().liens().filter(|held| held.lot() == lot);
    match (liens.next(), liens.next()) {
        (Some(lien), None) => Ok(lien),
        (None, _) => Err(Failure::refused("you hold no lien on the lot of this proposal")
            .help("`plimsoll lien list` shows your liens; run `plimsoll wallet sync` if one is missing")),
        (Some(_), Some(_)) => Err(Failure::usage("you hold several liens on this lot")
            .help("give one consent for each, and name it with --lien")),
    }
}

fn consent(
    proposal: &Path,
    lien: Option<&Prefix>,
    valid_until: Option<Day>,
    out: &Path,
    context: &Context,
) -> Result<Done, Failure> {
    files::vacant(out)?;
    let proposal: Proposal = files::read_json(proposal, "plimsoll bill propose")?;
    let until = valid_until.unwrap_or(Day(SystemClock.now().day().0 + CONSENT_DAYS));
    context.acting(Act::Consent, |desk, _| {
        let held = match lien {
            Some(lien) => find_note(desk, Kind::Lien, lien)?,
            None => only_lien(desk, proposal.lot)?,
        };
        let consent = desk.consent(held.id(), &proposal, until)?;
        files::create_secret_json(out, &consent)?;
        Ok(Done::new(&Consented {
            lot: lot_name(held.lot()),
            lien: held.id().to_string(),
            amount: held.amount().map(Amount::from),
            valid_until: until.to_string(),
            file: out.display().to_string(),
        }))
    })
}
