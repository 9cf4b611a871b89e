//! Lots that a wallet looks out for: entries of other lots that are alike are told once (protocol, section 6).
//!
//! The soft keys of a title's lot come with its documents; those of a lot on which a bank holds a lien, with an opened answer. What a later
//! amendment adds comes with a later answer alone: no entry says of which lot an amendment is.

use super::{Dossier, Wallet, WalletError, state::State};
use crate::{
    issuer::{Lineage, SheetError},
    referral::{Likeness, Referral},
    services::{LedgerAccess, Services},
};
use plimsoll_circuits::{
    credential::Bill,
    field::{F, serde_hex},
    note::{Kind, Lot},
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A lot that is looked out for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Watch {
    lot: Lot,
    /// The bill to which its sheets lead.
    #[serde(with = "serde_hex")]
    bill: F,
    likeness: Likeness,
    /// By height.
    found: Vec<Found>,
}

/// An entry that is alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    referral: Referral,
    told: bool,
}

impl Watch {
    /// Whether the lot goes on as this one, such as by a recovery.
    fn goes_on_as(&self, lot: Lot) -> bool {
        let lineage = self.likeness.registered_as().and_then(|doc| Lineage::of(doc, self.lot));
        lineage.is_some_and(|lineage| lineage.has(lot))
    }

    /// Looks for what is alike. What was told stays told, unless it is alike in more than before.
    fn look(&mut self, ledger: &dyn LedgerAccess) -> Result<(), WalletError> {
        let referrals = self.likeness.referrals(ledger, None)?.into_iter();
        let told =
            |referral: &Referral| self.found.iter().any(|known| known.told && known.referral == *referral);
        self.found = referrals.map(|referral| Found { told: told(&referral), referral }).collect();
        Ok(())
    }
}

impl State {
    /// Looks for what is alike to each lot: all of them if entries came that may be, else those whose title is new here or has other
    /// documents. A lot of which nothing is held any more is not looked out for.
    pub(super) fn look_out(
        &mut self,
        all: bool,
        services: &Services<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<(), WalletError> {
        let holds = |kind: Kind| matches!(kind, Kind::Title | Kind::Lien);
        let living = self.notes.iter().filter(|held| held.spent_at.is_none());
        let held: HashSet<_> =
            living.clone().filter(|held| holds(held.kind())).map(|held| held.lot()).collect();
        go_on(&mut self.watches, &held);
        self.watches.retain(|watch| held.contains(&watch.lot));
        let mut new = Vec::new();
        for title in living.filter(|held| held.kind() == Kind::Title) {
            let (Some(book), content) = (&title.read, &title.note.content) else { continue };
            if self.watches.iter().any(|watch| (watch.lot, watch.bill) == (content.lot, content.bill)) {
                continue;
            }
            // What is wrong with the documents is said where they are read.
            let Ok((dossier, _)) = Dossier::fetch(&book.dossier, content, services) else { continue };
            match Likeness::of(dossier.sheets().iter().map(|sheet| &sheet.content), services.ledger, None) {
                Ok(likeness) => new.push((content.lot, dossier.bill, likeness)),
                Err(SheetError::Ledger(error)) => return Err(error.into()),
                Err(error) => warnings.push(format!("the title {} of your wallet: {error}", title.id())),
            }
        }
        let mut changed = HashSet::new();
        for (lot, bill, likeness) in new {
            changed.insert(lot);
            self.watch(lot, &bill, likeness);
        }
        for watch in self.watches.iter_mut().filter(|watch| all || changed.contains(&watch.lot)) {
            watch.look(services.ledger)?;
        }
        Ok(())
    }

    /// Looks out for a lot from now on; if it did before, by those sheets, too: an older answer takes nothing away.
    fn watch(&mut self, lot: Lot, bill: &Bill, mut likeness: Likeness) -> &mut Watch {
        let before = self.watches.iter().position(|watch| watch.lot == lot);
        let before = before.map(|at| self.watches.remove(at));
        let found = before.map(|before| {
            likeness.extend(before.likeness);
            before.found
        });
        self.watches.push(Watch { lot, bill: bill.commitment(), likeness, found: found.unwrap_or_default() });
        let last = self.watches.len() - 1;
        &mut self.watches[last]
    }
}

/// What was looked out for of a lot of which nothing is held any more is so for the lot as which it goes on.
fn go_on(watches: &mut [Watch], held: &HashSet<Lot>) {
    let mut watched: HashSet<_> = watches.iter().map(|watch| watch.lot).collect();
    for watch in watches.iter_mut().filter(|watch| !held.contains(&watch.lot)) {
        let next = held.iter().find(|lot| !watched.contains(lot) && watch.goes_on_as(**lot));
        if let Some(next) = next {
            watched.insert(*next);
            watch.lot = *next;
        }
    }
}

impl Wallet {
    /// What is alike to a lot that the wallet looks out for, by height.
    pub fn alike(&self, lot: Lot) -> impl Iterator<Item = &Referral> {
        let watches = self.state.watches.iter().filter(move |watch| watch.lot == lot);
        watches.flat_map(|watch| &watch.found).map(|found| &found.referral)
    }

    /// What is alike to the lots that the wallet looks out for and was not [`told`](Self::told) yet.
    pub fn untold(&self) -> impl Iterator<Item = (Lot, &Referral)> {
        self.state.watches.iter().flat_map(|watch| {
            let untold = watch.found.iter().filter(|found| !found.told);
            untold.map(move |found| (watch.lot, &found.referral))
        })
    }

    /// Remembers that its user was told what is alike to a lot.
    ///
    /// # Errors
    /// [`WalletError::Io`].
    pub fn told(&mut self, lot: Lot) -> Result<(), WalletError> {
        let mut state = self.state.clone();
        let watches = state.watches.iter_mut().filter(|watch| watch.lot == lot);
        watches.flat_map(|watch| &mut watch.found).for_each(|found| found.told = true);
        self.keep(state)
    }

    /// Looks out for a lot from now on by sheets that lead to a bill and were checked. What is alike so far counts as told: it is the answer.
    pub(crate) fn watch(
        &mut self,
        lot: Lot,
        bill: &Bill,
        likeness: Likeness,
        ledger: &dyn LedgerAccess,
    ) -> Result<Vec<Referral>, WalletError> {
        let mut state = self.state.clone();
        let watch = state.watch(lot, bill, likeness);
        watch.look(ledger)?;
        watch.found.iter_mut().for_each(|found| found.told = true);
        let referrals = watch.found.iter().map(|found| found.referral.clone()).collect();
        self.keep(state)?;
        Ok(referrals)
    }
}
