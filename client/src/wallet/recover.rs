//! Notes whose memos cannot be read: with what guardians open of the entry that made them, their owner has them nevertheless.

use super::{Book, Dossier, DossierError, Held, NoteId, Wallet, WalletError, sync::rho};
use crate::{
    blob::BlobRef,
    issuer::{IssuedBill, SignedDocuments as _},
    party::Party,
    services::{Ask, LedgerError, Services},
};
use plimsoll_circuits::{
    credential::{Bill, Signed, Valuation},
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

/// Why nothing is recovered.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The ledger has no such entry.
    #[error("the ledger has accepted no transition {0}; take the opening of one that it has")]
    NoEntry(EntryId),
    /// None of the openings makes a note of this party.
    #[error(
        "none of the openings has a note of yours that is not in the wallet, nor are the documents those of a title that lacks them; have the entry opened that made the note, and for a \
         lien also the pledge that it comes from, for a title also the entries that gave the lot its bill and its encumbrance"
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
    /// and making that the openings and the wallet know; the commitment on the ledger says which is right. With the documents of
    /// the bill a recovered title can be moved again, and so can one whose memo names documents that are not there or not its own: for
    /// that no opening is needed.
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
    ) -> Result<Vec<NoteId>, RecoverError> {
        let mut reads = Vec::with_capacity(openings.len());
        for OpenedEntry { transition, opened } in openings {
            let receipt = services.ledger.receipt(*transition)?.ok_or(RecoverError::NoEntry(*transition))?;
            let entry = services.ledger.entries(receipt.height.saturating_sub(1), 1)?.into_iter().next();
            reads.push(Read { entry: entry.ok_or(RecoverError::NoEntry(*transition))?, opened: *opened });
        }
        // A title that was changed twice is found by its first change.
        reads.sort_by_key(|read| read.entry.height);
        let mut bills = vec![F::from(0u64)];
        let mut makings = vec![F::from(0u64)];
        for read in &reads {
            let (more_bills, more_makings) = read.gives();
            bills.extend(more_bills);
            makings.extend(more_makings);
        }
        bills.extend(self.state.notes.iter().map(|held| held.note.content.bill));
        makings.extend(self.state.notes.iter().map(|held| held.note.content.made));

        let mut state = self.state.clone();
        let mut recovered = Vec::new();
        for read in &reads {
            for mut held in found(read, party, &state.notes, &bills, &makings) {
                if state.notes.iter().any(|known| known.id() == held.id()) {
                    continue;
                }
                held.bill = state
                    .notes
                    .iter()
                    .filter_map(|n| n.bill)
                    .find(|b| b.commitment() == held.note.content.bill);
                held.currency = held.bill.map(|bill| bill.currency);
                held.spent_at = spent_at(&held, services)?;
                recovered.push(held.id());
                state.notes.push(held);
            }
        }
        if let Some((issued, valuation)) = documents {
            for held in state.notes.iter_mut().filter(|held| lacks_documents(held, issued, services)) {
                let (bill, dossier) = papers(issued, valuation, &held.note.content, services, rng)?;
                let pledges = held.read.take().map_or_else(Vec::new, |book| book.pledges);
                (held.bill, held.currency) = (Some(bill), Some(bill.currency));
                held.read = Some(Book { dossier, pledges });
                recovered.push(held.id());
            }
            recovered.sort_unstable();
            recovered.dedup();
            let living = |held: &Held| held.kind() == Kind::Title && held.spent_at.is_none();
            let mut titles = state.notes.iter().filter(|held| living(held) && recovered.contains(&held.id()));
            if titles.any(|title| title.read.is_none()) {
                return Err(DossierError::OtherBill.into());
            }
        }
        if recovered.is_empty() {
            return Err(RecoverError::Nothing);
        }
        state.notes.sort_by_key(|held| held.height);
        state.save(&self.path, &self.key)?;
        self.state = state;
        Ok(recovered)
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
            release_key: None,
            currency: None,
        });
    }
    found
}

/// Whether a note is the living title of this bill, and its documents are not there or not its own.
fn lacks_documents(held: &Held, issued: &IssuedBill, services: &Services<'_>) -> bool {
    held.kind() == Kind::Title
        && held.spent_at.is_none()
        && held.lot() == issued.lot()
        && held
            .read
            .as_ref()
            .is_none_or(|book| Dossier::fetch(&book.dossier, &held.note.content, services).is_err())
}

/// The bill of a title, and where its documents lie from now on.
fn papers<R: RngCore + CryptoRng>(
    issued: &IssuedBill,
    valuation: &Signed<Valuation>,
    title: &Content,
    services: &Services<'_>,
    rng: &mut R,
) -> Result<(Bill, BlobRef), RecoverError> {
    let members = vec![issued.credential.signer(), valuation.signer()];
    let evidence = services.ledger.evidence(&Ask { members, ..Ask::default() })?;
    let [issuer, valuer] = &evidence.members[..] else {
        return Err(LedgerError::Unavailable("it answers something else".to_owned()).into());
    };
    let dossier = Dossier::new(issued.clone(), *valuation, issuer.org, valuer.org);
    dossier.verify(title, services)?;
    let (sealed, reference) = dossier.seal(rng)?;
    services.blobs.put(&sealed).map_err(DossierError::Blob)?;
    Ok((dossier.bill, reference))
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
    })?;
    Ok(spent)
}
