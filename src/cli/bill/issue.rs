//! `plimsoll bill issue`.

use super::{alike::before_signing, documents::Papers};
use crate::cli::{
    context::Context,
    error::Failure,
    files, guardians,
    output::Done,
    roles::Act,
    shown::{alike, counted, lot_name, short},
    table::Fields,
    values,
};
use plimsoll_circuits::{credential::Day, note::Lot};
use plimsoll_client::{
    Clock, Party, SystemClock,
    issuer::{
        Admitted, AuditFolder, Gateway, IssuanceInput, IssuedBill, Papers as Signed, SignedDocuments as _,
    },
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

const EXAMPLES: &str = "\
Examples:
  plimsoll bill issue samples/ebl-to-order.signed.json \\
      --jwks samples/carrier.jwks.json --carrier ZZEL \\
      --invoice samples/invoice.json --packing-list samples/packing-list.json \\
      --insurance samples/insurance.json --vessel samples/vessel.json \\
      --holder \"Fictional Copper Trading Ltd\" --out issued.json
  plimsoll --home carrier bill issue bill.json --jwks maersk.jwks.json \\
      --carrier MAEU --invoice invoice.json --holder ZZZZ00COPPER00000065 \\
      --guardians /mnt/guardians --with 1,2,4 --out issued.json
  plimsoll --home bank bill issue samples/paper-bill.json \\
      --originals-held 3 --evidence scan.pdf --holder ZZZZ00COPPER00000065 \\
      --out paper.json
  plimsoll --home bank bill issue samples/invoice-alone.json \\
      --debtor-confirmed --evidence letter.pdf --holder Mills --out owed.json

Paper, bulk bills, warehouse receipts and invoices alone are signed by no
carrier: you attest them, and your word, its ground and the checksums of what
was before you are committed with the document. Of a paper you must hold all
originals. Who holds such a document is your word, too.

A container that the carrier stuffed for several bills is given by --part-load:
its bills do not refuse each other then, and refer each other instead. That
rests on your word, and stands in the sheet that banks are shown.

The carrier's signature must hold, the bill must be issued, electronic, to
order and not surrendered, and the first holder must be who holds it: the party
that it is issued to, or the last possessor of an envelope's transfer chain,
and whom that endorses. An LEI on both sides decides; where one has none, the
names must agree, or --confirm-holder says that the name in the bill is the
first holder's.

Every container and invoice is fingerprinted by t of the guardians, whose shares
for that are unlocked with --fingerprint-passphrase-file N=FILE,
PLIMSOLL_FINGERPRINT_PASSPHRASE_N, or when you are asked. No passphrase that
opens audits is needed. The file goes to the first holder, who alone can
register it; it holds the documents, so keep it confidential. What should be
looked at in the documents, and which entries of the ledger are alike, is told
before it is signed.";

/// What `bill issue` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Bill and annexes.
    #[command(flatten)]
    papers: Papers,

    /// Who may register the bill, by name, LEI or address
    #[arg(long, value_name = "NAME")]
    holder: String,

    /// A name in the bill that you know to be the first holder's, though it is known by another one here; repeat for more
    #[arg(long = "confirm-holder", value_name = "NAME")]
    confirmed: Vec<String>,

    /// The last day on which it may be registered, or how many days from today; 30d if not given
    #[arg(long, value_name = "DATE", value_parser = values::coming_day)]
    valid_until: Option<Day>,

    /// Who evaluates fingerprints.
    #[command(flatten)]
    evaluators: guardians::Choice,

    /// Sign nothing if an entry of the ledger is alike; without it, what is alike is told first, and signed
    #[arg(long)]
    no_referrals: bool,

    /// Where the issued bill goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Days for a registration if nothing else is said.
pub(super) const DEFAULT_DAYS: u32 = 30;

/// A bill that was issued.
#[derive(Serialize)]
pub(super) struct Issued {
    lot: String,
    holder: String,
    valid_until: String,
    slots: usize,
    /// The entries that are alike.
    pub(super) referrals: Vec<Referral>,
    /// How often the issuer signed a bill for this lot before, if its records were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_before: Option<usize>,
    file: String,
}

impl Issued {
    pub(super) fn of(issued: &IssuedBill, holder: &str, referrals: Vec<Referral>, file: &Path) -> Self {
        Self {
            lot: lot_name(issued.lot()),
            holder: holder.to_owned(),
            valid_until: issued.credential.content.valid_until.to_string(),
            slots: issued.sheet.content.slots.len(),
            referrals,
            signed_before: None,
            file: file.display().to_string(),
        }
    }
}

impl fmt::Display for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("issued", &self.file).add("lot", short(&self.lot));
        fields.add("for", format!("{}, who must register it by {}", self.holder, self.valid_until));
        fields.add("covered", format!("document, invoices and containers, in {} slots", self.slots));
        alike(&mut fields, &self.referrals);
        write!(f, "{fields}")
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    context.may(Act::Issue)?;
    files::vacant(&args.out)?;
    let papers = args.papers.given()?;
    let (request, annexes, advice) = papers.read()?;
    let ledger = Arc::new(context.ledger_to_read()?);
    let keys = context.verifying_keys(ledger.genesis())?;
    let access = LocalLedger::new(&ledger, &keys, &SystemClock);
    let directory = context.directory(ledger.genesis())?;
    let trusted = papers.trusted(directory.carriers())?;
    let holder = directory.find(&args.holder, SystemClock.now())?.party.clone();
    let today = SystemClock.now().day();
    let valid_until = args.valid_until.unwrap_or(Day(today.0 + DEFAULT_DAYS));

    let issuer = context.party()?;
    let mut dealings = context.dealings(&issuer, &directory)?;
    let replica = context.replica(&ledger)?;
    let mut evaluators = args.evaluators.unlocked(context, &replica)?;
    let mut gateway = Gateway {
        issuer: &issuer,
        terms: Terms::from(ledger.genesis()),
        carriers: directory.carriers(),
        trusted: &trusted,
        guardians: &mut evaluators,
        clock: &SystemClock,
    };
    let input = IssuanceInput {
        request: &request,
        annexes: &annexes,
        first_holder: &holder,
        confirmed: &args.confirmed,
        valid_until,
    };
    let admitted = gateway.admit(&input)?;
    let warn = |told: String| context.warn(told);
    advice.into_iter().chain(admitted.advice().iter().map(ToString::to_string)).for_each(warn);
    let step = context.progress.step("the guardians evaluate fingerprints");
    let issuing = Issuing { ledger: &access, no_referrals: args.no_referrals, warn: &warn };
    let issued = issuing.issue(&mut gateway, &admitted, &holder.name, &args.out)?;
    drop(step);
    if let Err(error) = dealings.remember(std::slice::from_ref(&holder)) {
        context.warn(error);
    }
    Ok(Done::new(&issued))
}

/// How what was admitted is issued, one document or a book of them.
pub(super) struct Issuing<'a> {
    pub(super) ledger: &'a dyn LedgerAccess,
    /// Whether nothing is signed to which an entry of the ledger is alike.
    pub(super) no_referrals: bool,
    /// Who is told what should be looked at.
    pub(super) warn: &'a dyn Fn(String),
}

impl Issuing<'_> {
    /// Has it fingerprinted, tells what is alike, signs it, keeps the record, and writes the file. If it ends between the last two, the record
    /// tells of it when the document is issued again.
    pub(super) fn issue(
        &self,
        gateway: &mut Gateway<'_>,
        admitted: &Admitted,
        holder: &str,
        file: &Path,
    ) -> Result<Issued, Failure> {
        let covered = gateway.cover(admitted, self.ledger, &mut OsRng)?;
        let referrals = before_signing([covered.sheet()], self.ledger, self.no_referrals, self.warn)?;
        let before = signed_before(gateway.issuer, covered.sheet().lot)?;
        if before > 0 {
            let times = counted(before as u64, "time");
            (self.warn)(format!(
                "your records say that you signed a bill for this lot {times} before: the ledger takes one of them"
            ));
        }
        let issued = gateway.sign(covered)?;
        files::create_secret_json(file, &issued)?;
        Ok(Issued { signed_before: Some(before), ..Issued::of(&issued, holder, referrals, file) })
    }
}

/// How many bills for a lot an issuer has signed, by its records.
fn signed_before(issuer: &Party, lot: Lot) -> Result<usize, Failure> {
    let records = AuditFolder::of(issuer).and_then(|folder| folder.records(lot)).map_err(|e| {
        Failure::usage(format!("your records of what you issued cannot be read, so nothing is signed: {e}"))
            .help("see that you may read and write `audit` in your party's folder (--home)")
    })?;
    Ok(records.iter().filter(|record| matches!(record.papers, Signed::Issued(_))).count())
}
