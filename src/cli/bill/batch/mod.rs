//! `plimsoll bill batch`.

mod book;
mod checking;
mod reading;
mod report;
mod within;

use super::{alike::REFERRED, issue::Issuing};
use crate::cli::{
    context::Context,
    error::{Failure, Kind},
    files, guardians,
    output::Done,
    roles::Act,
};
use checking::Pending;
use plimsoll_client::{
    Party, SystemClock,
    carrier_signature::TrustedKeys,
    issuer::Gateway,
    services::{LedgerAccess, LocalLedger, Terms},
};
use reading::Reader;
use report::{Outcome, Report};
use std::{path::PathBuf, sync::Arc};

const EXAMPLES: &str = "\
Examples:
  plimsoll bill batch book.json --out issued
  plimsoll --home bank bill batch 2026-q4.json --out q4 --no-referrals
  plimsoll --home bank --json bill batch book.json --out issued \\
      --guardians /mnt/guardians --with 1,2,4

A book is a JSON file: docs/schemas/book.schema.json. It names for each entry an
id, the document's file and its annexes, relative to the book, the first holder,
and what shows that the document is genuine: whose signature, or what you
attest. What entries have in common stands once, under defaults.

First all entries are read and checked; nobody is asked for a passphrase unless
something is to be issued. One that is refused stops no other. Two entries that
the ledger would not take beside each other are one too many: the later one is
refused (InBook). Those that are alike are told of both. Then each entry is
fingerprinted, signed and written to ID.json in the folder of --out, as by
`plimsoll bill issue`, and the report to report.json beside it.

Interrupt it at any moment and run it again: what is issued is compared with its
entry, and not issued again; what was refused is tried again. If a guardian's
quota of a day is used up, the run stops, and goes on when it is run again. What
was signed and not written before an interruption is signed once more, which is
told (signed_before): the ledger takes one of them.

Exit status is 1 unless all entries are issued.";

/// What `bill batch` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The book: what is to be issued (JSON)
    #[arg(value_name = "BOOK")]
    book: PathBuf,

    /// Who evaluates fingerprints.
    #[command(flatten)]
    evaluators: guardians::Choice,

    /// Sign nothing to which an entry of the ledger or another one of the book is alike
    #[arg(long)]
    no_referrals: bool,

    /// The folder for the issued bills and the report; that of an earlier run to go on with it
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    context.may(Act::IssueBook)?;
    let items = book::read(&args.book)?;
    let ledger = Arc::new(context.ledger_to_read()?);
    let keys = context.verifying_keys(ledger.genesis())?;
    let access = LocalLedger::new(&ledger, &keys, &SystemClock);
    let directory = context.directory(ledger.genesis())?;
    let issuer = Party::read_public(&context.globals.home)?;
    files::secret_folder(&args.out)?;

    let domain = ledger.genesis().domain();
    let reader = Reader { issuer: &issuer, domain, directory: &directory, out: &args.out };
    let (entries, pending) = checking::check(&reader, &items, &access, args.no_referrals, context)?;
    let mut report = Report::new(&args.book, &args.out, entries)?;
    if pending.is_empty() {
        return Ok(Done::verdict(&report, report.is_all_issued()));
    }

    let issuer = context.party()?;
    let mut dealings = context.dealings(&issuer, &directory)?;
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
    let ended = issue(args, context, &mut gateway, &pending, &access, &mut report);
    let issued = pending.into_iter().filter(|pending| report.is_issued(pending.place));
    let holders: Vec<_> = issued.map(|pending| pending.holder).collect();
    if let Err(error) = dealings.remember(&holders) {
        context.warn(error);
    }
    ended?;
    Ok(Done::verdict(&report, report.is_all_issued()))
}

/// Issues one entry after the other, and notes each at once. What is not the entry's fault but the guardians', the ledger's or the disk's would
/// stop those after it, too, and ends the run.
fn issue(
    args: &Args,
    context: &Context,
    gateway: &mut Gateway<'_>,
    pending: &[Pending],
    ledger: &dyn LedgerAccess,
    report: &mut Report,
) -> Result<(), Failure> {
    let step = context.progress.count(pending.len() as u64, "issuing the book's entries");
    for Pending { place, id, file, holder, admitted } in pending {
        step.now(format!("issuing {id}"));
        let warn = |told: String| context.warn(format!("{id}: {told}"));
        let issuing = Issuing { ledger, no_referrals: args.no_referrals, warn: &warn };
        match issuing.issue(gateway, admitted, &holder.name, file) {
            Ok(issued) => {
                context.progress.say(format!("{id}: issued"));
                report.note(*place, Outcome::Issued(issued))?;
            }
            Err(error) if error.code.as_deref() == Some(REFERRED) => {
                context.progress.say(format!("{id}: refused: {}", error.message));
                report.note(*place, Outcome::Refused { error })?;
            }
            Err(error) => {
                let stopped = Failure { message: format!("entry {id}: {}", error.message), ..error };
                report.stop(stopped.clone())?;
                return if stopped.kind == Kind::Refused { Ok(()) } else { Err(stopped) };
            }
        }
        step.advance();
    }
    Ok(())
}
