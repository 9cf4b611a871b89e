//! Finding one's notes on the ledger.

use super::{Dossier, Held, NoteId, Wallet, WalletError, state::State};
use crate::{
    memo::{self, Detail, MemoError, Opening},
    party::{Party, PartyKeys},
    services::Services,
};
use plimsoll_circuits::{
    field::{F, to_u64},
    member::Address,
    note::{Kind, rho_move, rho_register},
};
use plimsoll_contracts::{Action, Domain, Entry, EntryId, Hash32, Posting};

/// Entries that are asked for at once.
const BATCH: usize = 256;

/// What a sync found.
#[derive(Clone, Debug, Default)]
pub struct SyncReport {
    /// The height up to which the wallet knows the ledger.
    pub height: u64,
    /// Notes that came.
    pub received: Vec<NoteId>,
    /// Notes that went.
    pub spent: Vec<NoteId>,
    /// What is wrong with memos for this party that do not open to the note on the ledger, and with titles whose documents
    /// are not there or not theirs.
    pub warnings: Vec<String>,
}

/// Who looks for its notes, and where.
struct Search<'a> {
    keys: &'a PartyKeys,
    address: Address,
    domain: Domain,
}

impl Wallet {
    /// Reads the ledger since the last time, then saves what was found. Interrupted at any moment it loses nothing.
    ///
    /// # Errors
    /// [`WalletError::OtherLedger`] if the ledger is not the one of last time or has lost entries;
    /// [`WalletError::Ledger`], [`WalletError::Io`].
    pub fn sync(&mut self, party: &Party, services: &Services<'_>) -> Result<SyncReport, WalletError> {
        let terms = services.ledger.terms();
        let domain = terms.domain;
        self.same_ledger(terms.genesis, services)?;
        let search = Search { keys: party.keys(), address: party.address(), domain };
        let mut report = SyncReport::default();
        let mut state = self.state.clone();
        state.genesis = Some(terms.genesis);
        loop {
            let entries = services.ledger.entries(state.height, BATCH)?;
            let complete = entries.len() < BATCH;
            for entry in entries {
                search.read(&mut state, &entry, &mut report);
                state.height = entry.height;
                state.entry_hash = Some(entry.hash());
            }
            if complete {
                break;
            }
        }
        complete(&mut state, services, &mut report);
        if state != self.state {
            state.save(&self.path, &self.key)?;
            self.state = state;
        }
        // A wallet that was made anew may know less than was seen.
        let known = self.seen.as_ref().map_or(0, |seen| seen.newest.height);
        let seen = self.state.seen().filter(|seen| self.seen.is_none() || seen.newest.height > known);
        if let Some(seen) = seen {
            seen.save(party.home())?;
            self.seen = Some(seen);
        }
        report.height = self.state.height;
        Ok(report)
    }

    fn same_ledger(&self, genesis: Hash32, services: &Services<'_>) -> Result<(), WalletError> {
        for seen in self.state.seen().iter().chain(&self.seen) {
            seen.compare(genesis, |height| services.ledger.snapshot_at(height))?
                .map_err(WalletError::OtherLedger)?;
        }
        Ok(())
    }
}

impl Search<'_> {
    fn read(&self, state: &mut State, entry: &Entry, report: &mut SyncReport) {
        let Action::Transition(transition) = &entry.action else { return };
        let Some(posting) = transition.posting() else { return };
        for held in state.notes.iter_mut().filter(|n| posting.nullifiers().contains(&n.nullifier)) {
            held.spent_at = Some(entry.height);
            report.spent.push(held.id());
        }
        let Some(rho) = rho(&posting) else { return };
        for ((commitment, rho), memo) in posting.commitments().iter().zip(rho).zip(&transition.memos) {
            match self.open(*commitment, rho, memo) {
                Ok(opening) => {
                    let held = self.held(opening, transition.id(), entry.height);
                    report.received.push(held.id());
                    state.notes.push(held);
                }
                Err(MemoError::WrongNote) => report.warnings.push(format!(
                    "a memo at height {} is for you but does not open to its note: whoever sent it deceives you",
                    entry.height
                )),
                Err(_) => {}
            }
        }
    }

    fn open(&self, commitment: F, rho: F, memo: &[u8]) -> Result<Opening, MemoError> {
        memo::open(self.domain, commitment, rho, memo, self.address, &self.keys.encryption)
    }

    fn held(&self, opening: Opening, made_by: EntryId, height: u64) -> Held {
        let Opening { note, detail } = opening;
        let (bill, documents) = match detail {
            Detail::Bill(bill) => (Some(*bill), None),
            Detail::Documents(reference) => (None, Some(reference)),
            Detail::Nothing => (None, None),
        };
        let nullifier = note.nullifier(&self.keys.nullifier);
        let currency = bill.map(|bill| bill.currency);
        Held { note, nullifier, made_by, height, spent_at: None, bill, documents, currency }
    }
}

/// rho of each commitment, from what is posted.
fn rho(posting: &Posting) -> Option<Vec<F>> {
    Some(match posting {
        Posting::Register(p) => vec![rho_register(*p.fingerprints.first()?, to_u64(&p.generation)?)],
        Posting::Move(p) => rho_move(p.nf).to_vec(),
    })
}

/// Fills in what notes do not say themselves: the bills of titles from their documents, currencies from notes of one lot.
fn complete(state: &mut State, services: &Services<'_>, report: &mut SyncReport) {
    for i in 0..state.notes.len() {
        let held = &state.notes[i];
        let Some(reference) =
            held.documents.clone().filter(|_| held.bill.is_none() && held.spent_at.is_none())
        else {
            continue;
        };
        let content = held.note.content;
        // A title that came back to its owner has the documents that it had.
        let before = state.notes.iter().find(|n| {
            n.bill.is_some()
                && n.documents.as_ref() == Some(&reference)
                && n.note.content.bill == content.bill
        });
        let bill = match before.and_then(|n| n.bill) {
            Some(bill) => bill,
            None => match Dossier::fetch(&reference, &content, services) {
                Ok((dossier, _)) => dossier.bill,
                Err(e) => {
                    report.warnings.push(format!("the title {} of your wallet: {e}", held.id()));
                    continue;
                }
            },
        };
        state.notes[i].bill = Some(bill);
        state.notes[i].currency = Some(bill.currency);
    }
    for i in 0..state.notes.len() {
        let held = &state.notes[i];
        if held.currency.is_none() && held.kind() != Kind::Retired {
            let lot = held.lot();
            let known = state.notes.iter().filter(|n| n.lot() == lot).find_map(|n| n.currency);
            state.notes[i].currency = known;
        }
    }
}
