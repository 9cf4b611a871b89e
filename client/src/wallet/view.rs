//! What a party knows of each lot.

use super::{Held, Wallet};
use crate::money::Money;
use plimsoll_circuits::{
    credential::Day,
    note::{Kind, Lot},
};
use std::collections::BTreeMap;

/// What a party holds of one lot.
#[derive(Clone, Debug)]
pub struct LotView<'a> {
    /// The lot.
    pub lot: Lot,
    /// Its title, if this party holds it.
    pub title: Option<&'a Held>,
    /// This party's liens on it.
    pub liens: Vec<&'a Held>,
    /// What banks gave back and is not merged yet.
    pub releases: Vec<&'a Held>,
    /// A surrendered title, if this party issued the bill.
    pub retired: Option<&'a Held>,
}

impl LotView<'_> {
    /// What the lot is worth: by its title, or else by the bill under which a lien was made, which may be older.
    #[must_use]
    pub fn value(&self) -> Option<Money> {
        self.title.into_iter().chain(self.liens.iter().copied()).find_map(Held::value)
    }

    /// The day of the valuation that says so.
    #[must_use]
    pub fn valued_at(&self) -> Option<Day> {
        let notes = self.title.into_iter().chain(self.liens.iter().copied());
        notes.filter_map(|held| held.bill).map(|bill| bill.valued_at).next()
    }

    /// What may still be pledged, if the title is held.
    #[must_use]
    pub fn headroom(&self) -> Option<Money> {
        self.title.and_then(Held::headroom)
    }
}

impl Wallet {
    /// What is held of each lot, unspent.
    #[must_use]
    pub fn lots(&self) -> Vec<LotView<'_>> {
        let mut lots: BTreeMap<Lot, LotView<'_>> = BTreeMap::new();
        for held in self.notes() {
            let lot = held.lot();
            let empty = || LotView { lot, title: None, liens: vec![], releases: vec![], retired: None };
            let view = lots.entry(lot).or_insert_with(empty);
            match held.kind() {
                Kind::Title => view.title = Some(held),
                Kind::Lien => view.liens.push(held),
                Kind::Release => view.releases.push(held),
                Kind::Retired => view.retired = Some(held),
                Kind::Dummy => {}
            }
        }
        lots.into_values().collect()
    }
}
