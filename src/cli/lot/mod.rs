//! `plimsoll lot`: register a bill, and what the owner of its title does with it.

mod attest;

use super::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    roles::Act,
    sheet::{Report, Shown},
    shown::{Accepted, find_lot, valuation},
    values::Prefix,
};
use clap::Subcommand;
use plimsoll_circuits::{
    credential::{Signed, Valuation},
    note::Lot,
};
use plimsoll_client::{
    Desk, Money,
    issuer::{AmendedBill, IssuedBill, SignedDocuments as _},
    referral::Referral,
};
use rand::rngs::OsRng;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll lot register issued.json --valuation valuation.json
  plimsoll lot list
  plimsoll lot pledge --lot 3fa9c0 --to \"Bank A\" --amount \"30000.00 USD\"
  plimsoll lot endorse --lot 3fa9c0 --to \"Second Buyer Ltd\"
  plimsoll --prover https://prover.example --prover-token-file token.txt \\
      lot endorse --lot 3fa9c0 --to \"Bank A\"

A lot is named by the first digits of its name, as `plimsoll wallet show`
prints them.";

const REGISTER_EXAMPLES: &str = "\
Examples:
  plimsoll lot register issued.json --valuation valuation.json
  plimsoll --insecure-dev-keys --home copper lot register issued.json \\
      --valuation valuation.json

Only the first holder that the issuer named can register. The ledger refuses a
bill, an invoice or a container that is registered already, whatever the papers
look like. What is alike and not the same is accepted: the receipt says which
entries that are.";

const REVALUE_EXAMPLES: &str = "\
Examples:
  plimsoll lot revalue --valuation newer.json
  plimsoll --home copper lot revalue --lot 3fa9c0 --valuation newer.json

The valuation is of the bill as it was issued, from `plimsoll bill value`, in
the currency of the one before and of a later day. What the lot bears stays: if
that is more than the new value, nothing more can be pledged on it.";

const AMEND_EXAMPLES: &str = "\
Examples:
  plimsoll lot amend amended.json --valuation newer.json
  plimsoll --home copper lot amend amended.json --valuation newer.json

The issuer signs other documents with `plimsoll bill amend`, and the valuer what
they are worth. What the lot bears stays and must be within the new value; its
currency never changes. The ledger refuses what the new documents add if it is
registered already.";

const PLEDGE_EXAMPLES: &str = "\
Examples:
  plimsoll lot pledge --lot 3fa9c0 --to \"Bank A\" --amount \"30000.00 USD\"
  plimsoll --json lot pledge --lot 3fa9c0 --to \"Bank B\" --amount \"15000 USD\"
  plimsoll lot pledge --lot 3fa9c0 --to \"Bank A\" --amount \"30000.00 USD\" \\
      --with-title

The bank gets a lien of that amount, ranking behind those made before it. No
proof exists for more than the lot's value.";

const ENDORSE_EXAMPLES: &str = "\
Examples:
  plimsoll lot endorse --lot 3fa9c0 --to \"Second Buyer Ltd\"
  plimsoll lot endorse --lot 3fa9c0 --to \"Bank A\"

The title goes to its new owner with all that is pledged on it, and with the
documents. To a bank it is a possessory pledge.";

const SURRENDER_EXAMPLES: &str = "\
Examples:
  plimsoll lot surrender --lot 3fa9c0 --to \"Example Line\"

The title is retired for good, against delivery or paper. Nothing may be
pledged on it any more.";

const SHEET_EXAMPLES: &str = "\
Examples:
  plimsoll lot sheet
  plimsoll --json lot sheet --lot 3fa9c0

What the issuer says of the slots that the lot's registration and its amendments
posted: which key of the documents each holds, or that it is a pad. All of it
was checked against the documents and the ledger's entries.";

const LIST_EXAMPLES: &str = "\
Examples:
  plimsoll lot list
  plimsoll --json lot list";

/// Commands about lots.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Turn an issued and valued bill into a lot on the ledger
    #[command(after_help = REGISTER_EXAMPLES)]
    Register {
        /// What the issuer handed over
        #[arg(value_name = "ISSUED")]
        issued: PathBuf,
        /// What the valuer handed over
        #[arg(long, value_name = "FILE")]
        valuation: PathBuf,
    },
    /// Give a lot whose title you hold another value
    #[command(after_help = REVALUE_EXAMPLES)]
    Revalue {
        /// The lot; the only one that you hold the title of if not given
        #[arg(long, value_name = "LOT")]
        lot: Option<Prefix>,
        /// What the valuer handed over
        #[arg(long, value_name = "FILE")]
        valuation: PathBuf,
    },
    /// Give a lot whose title you hold other documents, which its issuer signed
    #[command(after_help = AMEND_EXAMPLES)]
    Amend {
        /// What the issuer handed over
        #[arg(value_name = "AMENDED")]
        amended: PathBuf,
        /// What the valuer handed over
        #[arg(long, value_name = "FILE")]
        valuation: PathBuf,
    },
    /// Answer a challenge: you own the title, and the lot can bear so much
    Attest(attest::Args),
    /// Give a bank a lien on the lot
    #[command(after_help = PLEDGE_EXAMPLES)]
    Pledge {
        /// The lot; the only one that you hold the title of if not given
        #[arg(long, value_name = "LOT")]
        lot: Option<Prefix>,
        /// The bank, by name, LEI or address
        #[arg(long, value_name = "BANK")]
        to: String,
        /// How much it secures
        #[arg(long, value_name = "AMOUNT")]
        amount: Money,
        /// Give the bank the title as well, until it is repaid
        #[arg(long)]
        with_title: bool,
    },
    /// Give the title to another owner
    #[command(after_help = ENDORSE_EXAMPLES)]
    Endorse {
        /// The lot; the only one that you hold the title of if not given
        #[arg(long, value_name = "LOT")]
        lot: Option<Prefix>,
        /// The new owner, by name, LEI or address
        #[arg(long, value_name = "NAME")]
        to: String,
    },
    /// Give the title back to the carrier, for good
    #[command(after_help = SURRENDER_EXAMPLES)]
    Surrender {
        /// The lot; the only one that you hold the title of if not given
        #[arg(long, value_name = "LOT")]
        lot: Option<Prefix>,
        /// The issuer, by name, LEI or address
        #[arg(long, value_name = "ISSUER")]
        to: String,
    },
    /// Show which keys of the documents the lot's entries posted, in which slots
    #[command(after_help = SHEET_EXAMPLES)]
    Sheet {
        /// The lot; the only one that you hold the title of if not given
        #[arg(long, value_name = "LOT")]
        lot: Option<Prefix>,
    },
    /// List the lots of which this party holds something
    #[command(after_help = LIST_EXAMPLES)]
    List,
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Register { issued, valuation } => register(&issued, &valuation, context),
        Command::Revalue { lot, valuation } => revalue(lot.as_ref(), &valuation, context),
        Command::Amend { amended, valuation } => amend(&amended, &valuation, context),
        Command::Attest(args) => attest::run(&args, context),
        Command::Pledge { lot, to, amount, with_title } => {
            let act = if with_title { Act::PledgeWithTitle } else { Act::Pledge };
            context.acting(act, |desk, site| {
                let (lot, bank) = (find_lot(desk, lot.as_ref())?, site.party(&to)?);
                let valuation = valuation(desk, lot, context);
                site.prover.announce(format!("a lien of {amount} for {}", bank.name));
                let pledged = if with_title {
                    desk.pledge_with_possession(lot, &bank, amount, &mut OsRng)?
                } else {
                    desk.pledge(lot, &bank, amount, &mut OsRng)?
                };
                Ok(Done::new(&Accepted { valuation, ..Accepted::of(&pledged, lot) }))
            })
        }
        Command::Endorse { lot, to } => context.acting(Act::Endorse, |desk, site| {
            let (lot, owner) = (find_lot(desk, lot.as_ref())?, site.party(&to)?);
            site.prover.announce(format!("a title for {}", owner.name));
            Ok(Done::new(&Accepted::of(&desk.endorse(lot, &owner, &mut OsRng)?, lot)))
        }),
        Command::Surrender { lot, to } => context.acting(Act::Surrender, |desk, site| {
            let (lot, issuer) = (find_lot(desk, lot.as_ref())?, site.party(&to)?);
            site.prover.announce(format!("a retired title for {}", issuer.name));
            Ok(Done::new(&Accepted::of(&desk.surrender(lot, &issuer, &mut OsRng)?, lot)))
        }),
        Command::Sheet { lot } => context.at_desk(|desk, site| {
            let lot = find_lot(desk, lot.as_ref())?;
            let (dossier, _) = desk.documents(lot)?;
            let (ledger, carriers) = (site.access(), site.directory.carriers());
            let sheets = dossier.history().map(|signed| Shown::of(signed, carriers, &ledger));
            let sheets = sheets.collect::<Result<_, _>>()?;
            Ok(Done::new(&Report::new(lot, sheets)))
        }),
        Command::List => super::wallet::lots(context),
    }
}

fn register(issued: &Path, valuation: &Path, context: &Context) -> Result<Done, Failure> {
    context.may(Act::Register)?;
    let issued: IssuedBill = files::read_json(issued, "plimsoll bill issue")?;
    let valuation: Signed<Valuation> = files::read_json(valuation, "plimsoll bill value")?;
    context.at_desk(|desk, site| {
        let lot = issued.lot();
        site.prover.announce("a title of the bill");
        let registered = desk.register(&issued, &valuation, &mut OsRng)?;
        let referrals = told_referrals(desk, lot, context);
        Ok(Done::new(&Accepted { referrals, ..Accepted::of(&registered, lot) }))
    })
}

fn revalue(lot: Option<&Prefix>, file: &Path, context: &Context) -> Result<Done, Failure> {
    let newer: Signed<Valuation> = files::read_json(file, "plimsoll bill value")?;
    context.acting(Act::Revalue, |desk, site| {
        let lot = find_lot(desk, lot)?;
        site.prover.announce("a title of another value");
        let revalued = desk.revalue(lot, &newer, &mut OsRng)?;
        Ok(Done::new(&Accepted { valuation: valuation(desk, lot, context), ..Accepted::of(&revalued, lot) }))
    })
}

fn amend(amended: &Path, file: &Path, context: &Context) -> Result<Done, Failure> {
    let amended: AmendedBill = files::read_json(amended, "plimsoll bill amend")?;
    let newer: Signed<Valuation> = files::read_json(file, "plimsoll bill value")?;
    context.acting(Act::AmendLot, |desk, site| {
        let lot = amended.lot();
        site.prover.announce("a title with other documents");
        let made = desk.amend(&amended, &newer, &mut OsRng)?;
        let (valuation, referrals) = (valuation(desk, lot, context), told_referrals(desk, lot, context));
        Ok(Done::new(&Accepted { valuation, referrals, ..Accepted::of(&made, lot) }))
    })
}

/// What is alike to a lot, which the receipt says. What was accepted is accepted, whether or not that can be found out.
fn told_referrals(desk: &mut Desk<'_>, lot: Lot, context: &Context) -> Option<Vec<Referral>> {
    match desk.referrals(lot).and_then(|found| desk.told(lot).map(|()| found)) {
        Ok(referrals) => Some(referrals),
        Err(error) => {
            context.warn(format!("what is alike to the lot was not found out: {error}"));
            None
        }
    }
}
