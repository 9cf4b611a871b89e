//! What governors' orders do to a wallet: lots are frozen or closed, and a recovery makes notes that no memo tells of.

use super::{
    Book, Held, Pledge,
    state::State,
    sync::{Search, SyncReport},
};
use crate::party::EncryptionPublicKey;
use plimsoll_circuits::{
    field::to_hex,
    note::{Kind, Lot, Note},
};
use plimsoll_contracts::{
    Action, Entry, Order, SignedOrder,
    order::{LotName, Recovery},
};

impl Search<'_> {
    /// Tells of an order on a lot of which there is something here. What a closed lot had counts no more; what a recovery makes for this party
    /// comes to it.
    pub(super) fn read_order(&mut self, state: &mut State, entry: &Entry, report: &mut SyncReport) {
        let Action::Order(signed) = &entry.action else { return };
        let (lot, what, closes) = match &signed.order {
            Order::Freeze { lot, .. } => (lot, "frozen: nothing can be done with it until that ends", false),
            Order::Lift { lot, .. } | Order::LapseFreeze { lot, .. } => (lot, "frozen no more", false),
            Order::Close { lot } => (lot, "closed for good", true),
            Order::Reopen(reopening) => {
                (&reopening.lot, "closed, so that its bill can be registered anew", true)
            }
            Order::Recover(recovery) => (&recovery.lot, "closed, and goes on as another lot", true),
            _ => return,
        };
        let made = match &signed.order {
            Order::Recover(recovery) => self.made_again(state, recovery, signed, entry.height),
            _ => Vec::new(),
        };
        tell(state, lot, what, entry.height, report);
        if closes {
            close(state, lot.lot(), entry.height, report);
        }
        for held in made {
            report.received.push(held.id());
            self.place(state, held);
        }
    }

    /// The notes of a recovery that are this party's. Of bill and documents a wallet knows what it had of the lot before.
    fn made_again(&self, state: &State, recovery: &Recovery, signed: &SignedOrder, height: u64) -> Vec<Held> {
        let notes = recovery.notes().unwrap_or_default();
        let release_keys =
            recovery.liens.iter().map(|lien| EncryptionPublicKey::from_bytes(lien.release_key.0));
        let keys = std::iter::once(None).chain(release_keys.map(Some));
        let own = notes.iter().zip(keys).filter(|(note, _)| note.owner == self.address);
        let held = own.map(|(note, release_key)| {
            let is_its = |held: &&Held| held.bill.is_some_and(|bill| bill.commitment() == note.content.bill);
            let bill = state.notes.iter().find(is_its).and_then(|held| held.bill);
            let is_title = note.content.kind == Kind::Title;
            let pledges = if is_title { self.pledges(&notes, recovery, height) } else { Vec::new() };
            let before = |held: &&Held| held.lot() == recovery.lot.lot() && held.kind() == Kind::Title;
            let book = state.notes.iter().find(before).and_then(|held| held.read.as_ref());
            let dossier = book.filter(|_| is_title).map(|book| book.dossier.clone());
            let (read, pledges) = match dossier {
                Some(dossier) => (Some(Book { dossier, pledges }), Vec::new()),
                None => (None, pledges),
            };
            Held {
                nullifier: note.nullifier(&self.keys.nullifier),
                note: *note,
                made_by: signed.id(self.domain),
                height,
                spent_at: None,
                bill,
                book: None,
                read,
                pledges,
                release_key,
                currency: bill.map(|bill| bill.currency),
            }
        });
        held.filter(|held| !self.is_placed(held)).collect()
    }

    /// The pledges of a recovered title: those liens whose release keys are this party's own.
    fn pledges(&self, notes: &[Note], recovery: &Recovery, height: u64) -> Vec<Pledge> {
        let liens = (1..).zip(notes.iter().skip(1)).zip(&recovery.liens);
        liens
            .filter_map(|((number, note), lien)| {
                let secret = self.keys.release_key(note.content.lot, number);
                let own = *secret.public().bytes() == lien.release_key.0;
                let content = note.content;
                own.then(|| Pledge { lien: content, bank: note.owner, since: height, merged: 0, secret })
            })
            .collect()
    }
}

/// Says of a lot of which there is something here what an order made of it.
fn tell(state: &State, lot: &LotName, what: &str, height: u64, report: &mut SyncReport) {
    let lot = lot.lot();
    if state.notes.iter().any(|held| held.lot() == lot && held.spent_at.is_none()) {
        report.warnings.push(format!(
            "by order of the governors at height {height} the lot {} is {what}",
            to_hex(&lot.0)
        ));
    }
}

/// What was of a closed lot is spent: it stays in the wallet's history, by which its owner claims what the governors left out.
fn close(state: &mut State, lot: Lot, height: u64, report: &mut SyncReport) {
    for held in state.notes.iter_mut().filter(|held| held.lot() == lot && held.spent_at.is_none()) {
        held.spent_at = Some(height);
        report.spent.push(held.id());
    }
}
