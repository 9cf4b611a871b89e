//! What a title brings: its book, its documents, and what was given back of its pledges before it came.

use super::{
    Book, Dossier, Held, Pledge, WalletError,
    archive::Archive,
    book::MOST_PLEDGES,
    state::State,
    sync::{Search, SyncReport, each_entry},
};
use crate::services::Services;
use std::collections::{HashMap, HashSet};

impl Search<'_> {
    /// Reads the books of titles that came, and gives the pledges whose releases were not looked for.
    pub(super) fn read_books(
        &self,
        state: &mut State,
        services: &Services<'_>,
        report: &mut SyncReport,
    ) -> Vec<Pledge> {
        let (mut read, mut pledges) = (Vec::new(), Vec::new());
        // A title that was changed by its owner has the documents that it had.
        let books = state.notes.iter().filter_map(|held| Some((held.read.as_ref()?, held.note.content.bill)));
        let known: HashMap<_, _> =
            books.map(|(book, bill)| ((book.dossier.hash, bill), &book.dossier)).collect();
        for (i, held) in state.notes.iter().enumerate() {
            let unread = held.book.as_ref().filter(|_| held.read.is_none() && held.spent_at.is_none());
            let Some(reference) = unread else { continue };
            let (id, content) = (held.id(), held.note.content);
            let mut book = match Book::fetch(reference, services) {
                Ok(book) => book,
                Err(e) => {
                    report.warnings.push(format!("the title {id} of your wallet: {e}"));
                    continue;
                }
            };
            if known.get(&(book.dossier.hash, content.bill)) != Some(&&book.dossier)
                && let Err(e) = Dossier::fetch(&book.dossier, &content, services)
            {
                report.warnings.push(format!("the title {id} of your wallet: {e}"));
            }
            if book.pledges.len() > MOST_PLEDGES {
                report.warnings.push(format!(
                    "the book of the title {id} of your wallet lists {} pledges, of which the first {MOST_PLEDGES} are read; ask whoever \
                     gave you the title why",
                    book.pledges.len()
                ));
                book.pledges.truncate(MOST_PLEDGES);
            }
            if book.bears() != u128::from(content.amount) {
                report.warnings.push(format!(
                    "the title {id} of your wallet bears {}, its book lists pledges of {} in minor units: of the rest you find no \
                     releases by yourself; ask whoever gave you the title",
                    content.amount,
                    book.bears()
                ));
            }
            // A secret that another title's book dated later was not tried with all.
            let tried = |pledge: &Pledge| {
                self.secrets.iter().any(|known| known.key == pledge.secret && known.since <= pledge.since)
            };
            let new = book.pledges.iter().filter(|pledge| !tried(pledge));
            pledges.extend(new.cloned());
            read.push((i, book));
        }
        for (i, book) in read {
            state.notes[i].read = Some(book);
        }
        pledges
    }

    /// Finds the releases of pledges that are on the ledger already, and which of them are merged.
    pub(super) fn find_releases(
        &mut self,
        state: &mut State,
        pledges: &[Pledge],
        archive: &Archive,
        services: &Services<'_>,
        report: &mut SyncReport,
    ) -> Result<(), WalletError> {
        let Some(since) = pledges.iter().map(|pledge| pledge.since).min() else { return Ok(()) };
        let keys: Vec<_> = pledges.iter().map(|pledge| &pledge.secret).collect();
        let (first, height) = (state.notes.len(), state.height);
        each_entry(services, since, height, |entry| {
            self.note_spent(state, entry, report);
            let found = self.openings(entry, &keys);
            self.take(state, found, entry, report);
            Ok(())
        })?;
        // What was merged when the title was here before is archived.
        let late = state.notes.split_off(first);
        let mut archived = HashMap::new();
        for lot in late.iter().filter(|held| held.spent_at.is_some()).map(Held::lot).collect::<HashSet<_>>() {
            archived.extend(archive.lot(lot)?.into_iter().map(|held| (held.nullifier, held.id())));
        }
        let again = |held: &Held| held.spent_at.is_some() && archived.contains_key(&held.nullifier);
        state.notes.extend(late.into_iter().filter(|held| !again(held)));
        let again: HashSet<_> = archived.into_values().collect();
        for ids in [&mut report.received, &mut report.spent] {
            ids.retain(|id| !again.contains(id));
        }
        Ok(())
    }
}
