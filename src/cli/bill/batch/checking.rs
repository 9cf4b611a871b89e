//! A book's entries before anything is signed: each read, and compared with the others.

use super::{
    book::Item,
    reading::{Reader, Ready, State},
    report::{Alike, Entry, Outcome},
    within::Within,
};
use crate::cli::{
    bill::{alike::referred, issue::Issued},
    context::Context,
    error::Failure,
};
use plimsoll_circuits::fingerprint::keys::SlotKind;
use plimsoll_client::{PublicParty, issuer::Admitted, referral::referrals, services::LedgerAccess};
use std::path::PathBuf;

/// An entry that is to be issued.
pub(super) struct Pending {
    /// Its place in the book.
    pub(super) place: usize,
    pub(super) id: String,
    pub(super) file: PathBuf,
    pub(super) holder: PublicParty,
    pub(super) admitted: Box<Admitted>,
}

/// What can be said of each entry already, and those that are to be issued.
pub(super) fn check(
    reader: &Reader<'_>,
    items: &[Item],
    ledger: &dyn LedgerAccess,
    no_referrals: bool,
    context: &Context,
) -> Result<(Vec<Entry>, Vec<Pending>), Failure> {
    let step = context.progress.count(items.len() as u64, "reading the book's entries");
    let mut read = Vec::new();
    for item in items {
        read.push(reader.read(item));
        step.advance();
    }
    drop(step);
    let (read, within) = compared(read, items);
    let (mut entries, mut pending) = (Vec::new(), Vec::new());
    for (place, (item, read)) in items.iter().zip(read).enumerate() {
        let mut alike = Vec::new();
        let mut advice = Vec::new();
        let outcome = match read {
            Err(error) => Outcome::Refused { error },
            Ok(Ready { holder, inputs, state, advice: in_files }) => {
                let named = |(other, alike)| Alike { entry: id(items, other), alike };
                alike = within.alike(place, &inputs).into_iter().map(named).collect();
                let file = reader.file(&item.id);
                match state {
                    State::Issued(issued) => {
                        let found = referrals([&issued.sheet.content], ledger)?;
                        Outcome::IssuedBefore(Issued::of(&issued, &holder.name, found, &file))
                    }
                    State::Admitted(_) if no_referrals && !alike.is_empty() => {
                        let alike: Vec<_> = alike.iter().map(ToString::to_string).collect();
                        let why = format!("nothing was signed, since it is alike to {}", alike.join(", "));
                        Outcome::Refused { error: referred(why) }
                    }
                    State::Admitted(admitted) => {
                        advice = in_files;
                        advice.extend(admitted.advice().iter().map(ToString::to_string));
                        pending.push(Pending { place, id: item.id.clone(), file, holder, admitted });
                        Outcome::Waiting
                    }
                }
            }
        };
        let entry = Entry { id: item.id.clone(), outcome, alike_in_book: alike, advice };
        tell(&entry, context);
        entries.push(entry);
    }
    Ok((entries, pending))
}

/// The entries as they were read, but those that have a strict key of another, which are refused. What is issued goes before what is to be,
/// and else the earlier before the later.
fn compared(mut read: Vec<Result<Ready, Failure>>, items: &[Item]) -> (Vec<Result<Ready, Failure>>, Within) {
    let mut within = Within::default();
    for issued in [true, false] {
        for (place, entry) in read.iter_mut().enumerate() {
            let Ok(ready) = entry else { continue };
            if matches!(ready.state, State::Issued(_)) == issued
                && let Err((other, key)) = within.add(place, &ready.inputs)
            {
                *entry = Err(in_book(&id(items, other), key));
            }
        }
    }
    (read, within)
}

fn id(items: &[Item], place: usize) -> String {
    items.get(place).map(|item| item.id.clone()).unwrap_or_default()
}

/// Why an entry is refused that has a strict key of another one.
fn in_book(other: &str, key: SlotKind) -> Failure {
    let message = match key {
        SlotKind::Doc | SlotKind::WarehouseReceipt | SlotKind::Receivable => {
            format!("entry {other} of this book is the same document")
        }
        key => format!("entry {other} of this book has the same, by {key}"),
    };
    Failure::refused(message).code("InBook").help(
        "the ledger would take one of the two: leave the other one out. Of a container or an invoice that several bills share, say so: \
         partLoads, or transportDocuments in the invoice",
    )
}

/// What the issuer should know before anything is signed.
fn tell(Entry { id, outcome, alike_in_book, advice }: &Entry, context: &Context) {
    match outcome {
        Outcome::Refused { error } => context.progress.say(format!("{id}: refused: {}", error.message)),
        Outcome::Waiting => {
            advice.iter().for_each(|advice| context.warn(format!("{id}: {advice}")));
            alike_in_book
                .iter()
                .for_each(|alike| context.warn(format!("{id}: what is to be signed is alike to {alike}")));
        }
        _ => {}
    }
}
