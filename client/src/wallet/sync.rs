//! Finding one's notes on the ledger.

use super::{
    Difference, Held, NoteId, Pledge, Wallet, WalletError,
    state::{State, currencies},
};
use crate::{
    memo::{self, Detail, MemoError, Opening},
    party::{EncryptionPublicKey, EncryptionSecretKey, Party, PartyKeys},
    services::Services,
};
use plimsoll_circuits::{
    field::{F, to_u64},
    member::Address,
    note::{Kind, rho_amend, rho_move, rho_register, rho_revalue},
};
use plimsoll_contracts::{Action, Domain, Entry, Hash32, Posting};
use std::collections::HashMap;

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
    /// What is wrong with memos for this party that do not open to the note on the ledger, and with titles whose book or documents
    /// are not there or not theirs.
    pub warnings: Vec<String>,
}

/// What a memo says, and under which key.
type Opened = (Result<Opening, MemoError>, EncryptionPublicKey);

/// Who looks for its notes, and where.
pub(super) struct Search<'a> {
    pub(super) keys: &'a PartyKeys,
    pub(super) address: Address,
    pub(super) domain: Domain,
    /// Where the notes stand, by their nullifiers: archived ones are never looked at.
    places: HashMap<F, usize>,
    /// Opens the releases of the pledges of the titles that are here.
    pub(super) secrets: Vec<Secret>,
}

/// The secret of a release key.
pub(super) struct Secret {
    pub(super) key: EncryptionSecretKey,
    /// The height above which every memo was tried with it.
    pub(super) since: u64,
}

impl From<&Pledge> for Secret {
    fn from(pledge: &Pledge) -> Self {
        Self { key: pledge.secret.clone(), since: pledge.since }
    }
}

impl Wallet {
    /// Reads the ledger since the last time, then saves what was found: what is spent in the archive, what lives in the wallet's file.
    /// Interrupted at any moment it loses nothing. What is alike to a lot of which something is held is
    /// looked for, too: see [`untold`](Self::untold). The archive is read for a lot alone whose title came with a pledge of which
    /// something was merged already.
    ///
    /// # Errors
    /// [`WalletError::OtherLedger`] if the ledger is not the one of last time or has lost entries;
    /// [`WalletError::Ledger`], [`WalletError::Io`].
    pub fn sync(&mut self, party: &Party, services: &Services<'_>) -> Result<SyncReport, WalletError> {
        let terms = services.ledger.terms();
        self.same_ledger(terms.genesis, services)?;
        let mut report = SyncReport::default();
        let mut state = self.state.clone();
        state.genesis = Some(terms.genesis);
        let mut search = Search::new(party, terms.domain, &state);
        let mut fingerprints = false;
        each_entry(services, state.height, u64::MAX, |entry| {
            // So one hash stands for all that was read, and for the roots that flushes say.
            let before = (Some(state.height), state.entry_hash.unwrap_or(terms.genesis));
            if (entry.height.checked_sub(1), entry.previous) != before {
                return Err(WalletError::OtherLedger(Difference::Broken { height: entry.height }));
            }
            search.read(&mut state, entry, &mut report);
            fingerprints |= posts_fingerprints(entry);
            state.height = entry.height;
            state.entry_hash = Some(entry.hash());
            Ok(())
        })?;
        let pledges = search.read_books(&mut state, services, &mut report);
        search.find_releases(&mut state, &pledges, &self.archive, services, &mut report)?;
        state.notes.sort_by_key(|held| held.height);
        currencies(&mut state.notes);
        state.look_out(fingerprints, services, &mut report.warnings)?;
        self.keep(state)?;
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

/// Shows every entry above one height, up to another.
pub(super) fn each_entry(
    services: &Services<'_>,
    above: u64,
    up_to: u64,
    mut read: impl FnMut(&Entry) -> Result<(), WalletError>,
) -> Result<(), WalletError> {
    let mut height = above;
    while height < up_to {
        let entries = services.ledger.entries(height, BATCH)?;
        for entry in entries.iter().take_while(|entry| entry.height <= up_to) {
            read(entry)?;
        }
        match entries.last() {
            Some(last) if entries.len() == BATCH => height = last.height,
            _ => break,
        }
    }
    Ok(())
}

impl<'a> Search<'a> {
    fn new(party: &'a Party, domain: Domain, state: &State) -> Self {
        let places = state.notes.iter().enumerate().map(|(i, held)| (held.nullifier, i)).collect();
        let living = state.notes.iter().filter(|held| held.spent_at.is_none());
        let secrets = living.flat_map(Held::listed).map(Secret::from).collect();
        Self { keys: party.keys(), address: party.address(), domain, places, secrets }
    }

    fn read(&mut self, state: &mut State, entry: &Entry, report: &mut SyncReport) {
        self.note_spent(state, entry, report);
        self.read_order(state, entry, report);
        let found = self.openings(
            entry,
            &[
                &[&self.keys.encryption][..],
                &self.secrets.iter().map(|secret| &secret.key).collect::<Vec<_>>(),
            ]
            .concat(),
        );
        self.take(state, found, entry, report);
    }

    /// Takes what memos say, and tells of those that lie.
    pub(super) fn take(
        &mut self,
        state: &mut State,
        found: Vec<Opened>,
        entry: &Entry,
        report: &mut SyncReport,
    ) {
        for (opening, key) in found {
            match opening {
                Ok(opening) => self.receive(state, opening, key, entry, report),
                Err(MemoError::WrongNote) => report.warnings.push(format!(
                    "a memo at height {} is for you but does not open to its note: whoever sent it deceives you; have that entry opened \
                     if you need the note",
                    entry.height
                )),
                Err(_) => {}
            }
        }
    }

    /// What the memos of an entry say under any of these keys; nothing under none of them.
    pub(super) fn openings(&self, entry: &Entry, keys: &[&EncryptionSecretKey]) -> Vec<Opened> {
        let Action::Transition(transition) = &entry.action else { return Vec::new() };
        let Some(posting) = transition.posting() else { return Vec::new() };
        let Some(rho) = rho(&posting) else { return Vec::new() };
        let mut found = Vec::new();
        for ((commitment, rho), memo) in posting.commitments().iter().zip(rho).zip(&transition.memos) {
            let opened = keys.iter().map(|key| {
                (memo::open(self.domain, *commitment, rho, memo, self.address, key), key.public())
            });
            found.extend(
                opened.into_iter().find(|(opening, _)| !matches!(opening, Err(MemoError::NotForThisKey))),
            );
        }
        found
    }

    pub(super) fn note_spent(&mut self, state: &mut State, entry: &Entry, report: &mut SyncReport) {
        let Action::Transition(transition) = &entry.action else { return };
        let Some(posting) = transition.posting() else { return };
        for nullifier in posting.nullifiers() {
            let held = self.places.get(nullifier).and_then(|i| state.notes.get_mut(*i));
            if let Some(held) = held.filter(|held| held.spent_at.is_none()) {
                held.spent_at = Some(entry.height);
                report.spent.push(held.id());
            }
        }
    }

    fn receive(
        &mut self,
        state: &mut State,
        opening: Opening,
        key: EncryptionPublicKey,
        entry: &Entry,
        report: &mut SyncReport,
    ) {
        let Action::Transition(transition) = &entry.action else { return };
        let Opening { note, detail } = opening;
        let release = note.content.kind == Kind::Release;
        let nullifier = note.nullifier(&self.keys.nullifier);
        // A release is for whoever has its pledge's secret, and for nobody else; and what was recovered was found before.
        let own = key == self.keys.encryption.public();
        if release == own || self.places.contains_key(&nullifier) {
            return;
        }
        let bill = detail.bill().copied();
        let (book, release_key) = match detail {
            Detail::Title(book, _) => (Some(book), None),
            Detail::Lien(release_key, _) => (None, Some(release_key)),
            Detail::Nothing => (None, release.then_some(key)),
        };
        let (made_by, height) = (transition.id(), entry.height);
        let currency = bill.map(|bill| bill.currency);
        let held = Held {
            note,
            nullifier,
            made_by,
            height,
            spent_at: None,
            bill,
            book,
            read: None,
            pledges: Vec::new(),
            release_key,
            currency,
        };
        report.received.push(held.id());
        self.place(state, held);
    }

    pub(super) fn place(&mut self, state: &mut State, held: Held) {
        self.secrets.extend(held.listed().map(Secret::from));
        self.places.insert(held.nullifier, state.notes.len());
        state.notes.push(held);
    }

    pub(super) fn is_placed(&self, held: &Held) -> bool {
        self.places.contains_key(&held.nullifier)
    }
}

/// Whether an entry may be alike to another lot.
fn posts_fingerprints(entry: &Entry) -> bool {
    let Action::Transition(transition) = &entry.action else { return false };
    matches!(transition.posting(), Some(Posting::Register(_) | Posting::Amend(_)))
}

/// rho of each commitment, from what is posted.
pub(super) fn rho(posting: &Posting) -> Option<Vec<F>> {
    Some(match posting {
        Posting::Register(p) => vec![rho_register(*p.fingerprints.first()?, to_u64(&p.generation)?)],
        Posting::Move(p) => rho_move(p.nf).to_vec(),
        Posting::Amend(p) => vec![rho_amend(p.nf)],
        Posting::Revalue(p) => vec![rho_revalue(p.nf)],
    })
}
