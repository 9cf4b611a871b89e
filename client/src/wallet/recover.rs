//! Notes whose memos cannot be read: with what guardians open of the entry that made them, their owner has them nevertheless. And
//! notes whose papers cannot be had, by the files of issuer and valuer.

use super::{DossierError, Held, Wallet, WalletError, papers, state::currencies, sync::rho};
use crate::{
    issuer::IssuedBill,
    party::Party,
    services::{LedgerError, Services},
};
use plimsoll_circuits::{
    credential::{Signed, Valuation},
    field::F,
    member::Address,
    note::{Content, Kind, Lot, NOBODY, Note},
};
use plimsoll_contracts::{Action, Entry, EntryId, Transition};
use plimsoll_guardian::opening::Opened;
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

/// What guardians opened of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedEntry {
    /// The entry.
    pub transition: EntryId,
    /// What it sealed.
    pub opened: Opened,
}

/// What [`Wallet::recover`] did.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// Notes that it found, and notes that have their papers again.
    pub notes: Vec<Held>,
    /// What cannot be had again, and how to go on without it.
    pub warnings: Vec<String>,
}

/// Why nothing is recovered.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The ledger has no such entry.
    #[error("the ledger has accepted no transition {0}; take the opening of one that it has")]
    NoEntry(EntryId),
    /// None of the openings makes a note of this party, and no note lacks the documents.
    #[error(
        "none of the openings has a note of yours that is not in the wallet, nor do the documents belong to one that lacks them; have \
         the entry opened that made the note, and for a lien also the pledge that it comes from, for a title also the entries that gave \
         the lot its bill and its encumbrance"
    )]
    Nothing,
    /// The documents are those of another bill.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The wallet.
    #[error(transparent)]
    Wallet(#[from] WalletError),
}

/// One opened entry with what was posted.
struct Read {
    entry: Entry,
    opened: Opened,
}

impl Read {
    fn transition(&self) -> Option<&Transition> {
        match &self.entry.action {
            Action::Transition(transition) => Some(transition),
            Action::Order(_) | Action::Flush(_) => None,
        }
    }

    /// The lot that the entry changed.
    const fn lot(&self) -> Lot {
        match &self.opened {
            Opened::Register(r) => r.lot,
            Opened::Move(m) => m.lot,
            Opened::Amend(a) => a.lot,
        }
    }

    /// What the entry makes, as far as it was sealed: owner, content without bill and making, blinding.
    /// An Amend or a Revalue says which title it changed, and that one must be among the `known`.
    fn outputs(&self, known: &[Held]) -> Vec<(Address, Content, F)> {
        match self.opened {
            Opened::Register(r) => {
                vec![(r.holder, Content { kind: Kind::Title, lot: r.lot, ..Content::DUMMY }, r.r)]
            }
            Opened::Move(m) => m
                .outputs
                .iter()
                .map(|o| {
                    let lot = if o.kind == Kind::Dummy { Lot::NONE } else { m.lot };
                    let (kind, amount, prior, pool) = (o.kind, o.amount, o.prior, o.pool);
                    (o.owner, Content { kind, amount, prior, pool, lot, ..Content::DUMMY }, o.r)
                })
                .collect(),
            Opened::Amend(a) => {
                let before = known.iter().find(|held| held.note.commitment() == a.input);
                before.map(|held| (a.owner, held.note.content, a.r)).into_iter().collect()
            }
        }
    }

    /// Bills and makings that the entry gives its lot: one of them is that of any note of the lot.
    fn gives(&self) -> (Vec<F>, Vec<F>) {
        match self.opened {
            Opened::Register(r) => (vec![r.bill], vec![]),
            Opened::Amend(a) => (vec![a.old_bill, a.new_bill], vec![]),
            Opened::Move(_) => {
                let posting = self.transition().and_then(Transition::posting);
                (vec![], posting.and_then(|p| p.nullifiers().first().copied()).into_iter().collect())
            }
        }
    }
}

impl Wallet {
    /// Puts notes of this party into the wallet that it could not read the memos of. Each opened content is tried with every bill
    /// and making that the openings and the wallet know of the lot; the commitment on the ledger says which is right. The documents of a
    /// bill are given to the living notes of its lot that lack them: so a title can be moved again, also one whose memo was read and whose
    /// book or documents cannot be had, and a lien assigned and split.
    ///
    /// # Errors
    /// [`RecoverError`]; the wallet is as before then.
    pub fn recover<R: RngCore + CryptoRng>(
        &mut self,
        party: &Party,
        services: &Services<'_>,
        openings: &[OpenedEntry],
        documents: Option<(&IssuedBill, &Signed<Valuation>)>,
        rng: &mut R,
    ) -> Result<Recovered, RecoverError> {
        let mut reads = Vec::with_capacity(openings.len());
        for OpenedEntry { transition, opened } in openings {
            let receipt = services.ledger.receipt(*transition)?.ok_or(RecoverError::NoEntry(*transition))?;
            let entry = services.ledger.entries(receipt.height.saturating_sub(1), 1)?.into_iter().next();
            reads.push(Read { entry: entry.ok_or(RecoverError::NoEntry(*transition))?, opened: *opened });
        }
        // A title that was changed twice is found by its first change.
        reads.sort_by_key(|read| read.entry.height);
        let mut known = self.history_of(&reads.iter().map(Read::lot).collect())?;
        let mut bills = vec![F::from(0u64)];
        let mut makings = vec![F::from(0u64)];
        for read in &reads {
            let (more_bills, more_makings) = read.gives();
            bills.extend(more_bills);
            makings.extend(more_makings);
        }
        bills.extend(known.iter().map(|held| held.note.content.bill));
        makings.extend(known.iter().map(|held| held.note.content.made));

        let before = known.len();
        for read in &reads {
            for mut held in found(read, party, &known, &bills, &makings) {
                if known.iter().any(|known| known.nullifier == held.nullifier) {
                    continue;
                }
                let mut openings = known.iter().filter_map(|n| n.bill);
                held.bill = openings.find(|bill| bill.commitment() == held.note.content.bill);
                held.currency = held.bill.map(|bill| bill.currency);
                if held.kind() == Kind::Lien {
                    let made = held.note.content.made;
                    let mut parts = known.iter().filter(|n| n.note.content.made == made);
                    held.release_key = parts.find_map(|part| part.release_key);
                }
                held.spent_at = spent_at(&held, services)?;
                known.push(held);
            }
        }
        currencies(&mut known);
        let mut notes = known.split_off(before);

        let mut state = self.state.clone();
        state.notes.extend(notes.iter().cloned());
        state.notes.sort_by_key(|held| held.height);
        let mut warnings = Vec::new();
        if let Some((issued, valuation)) = documents {
            let dossier = papers::dossier(issued, valuation, services)?;
            for i in papers::mend(&mut state.notes, &dossier, services, &mut warnings, rng)? {
                let held = &state.notes[i];
                notes.retain(|found| found.nullifier != held.nullifier);
                notes.push(held.clone());
            }
        }
        if notes.is_empty() {
            return Err(RecoverError::Nothing);
        }
        self.keep(state)?;
        Ok(Recovered { notes, warnings })
    }
}

/// The notes of a party that an entry makes.
fn found(read: &Read, party: &Party, known: &[Held], bills: &[F], makings: &[F]) -> Vec<Held> {
    let Some(transition) = read.transition() else { return Vec::new() };
    let Some((posting, rho)) =
        transition.posting().and_then(|posting| Some((posting.clone(), rho(&posting)?)))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (((owner, content, r), rho), cm) in
        read.outputs(known).into_iter().zip(rho).zip(posting.commitments())
    {
        // A release is found by its pledge's secret, or is for whoever holds the title.
        let mine = owner == party.address() || owner == NOBODY && content.kind == Kind::Release;
        if !mine {
            continue;
        }
        let tried = bills.iter().flat_map(|bill| makings.iter().map(move |made| (*bill, *made)));
        let mut notes =
            tried.map(|(bill, made)| Note { content: Content { bill, made, ..content }, owner, rho, r });
        let Some(note) = notes.find(|note| note.commitment() == *cm) else { continue };
        found.push(Held {
            nullifier: note.nullifier(&party.keys().nullifier),
            note,
            made_by: transition.id(),
            height: read.entry.height,
            spent_at: None,
            bill: None,
            book: None,
            read: None,
            pledges: Vec::new(),
            release_key: None,
            currency: None,
        });
    }
    found
}

/// The height at which a note was spent.
fn spent_at(held: &Held, services: &Services<'_>) -> Result<Option<u64>, WalletError> {
    let mut spent = None;
    super::sync::each_entry(services, held.height, u64::MAX, |entry| {
        if let Action::Transition(transition) = &entry.action
            && transition.posting().is_some_and(|posting| posting.nullifiers().contains(&held.nullifier))
        {
            spent = Some(entry.height);
        }
        Ok(())
    })?;
    Ok(spent)
}
