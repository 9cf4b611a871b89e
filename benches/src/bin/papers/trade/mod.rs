//! Honest business: what papers are written for.

pub mod alone;
pub mod bill;
pub mod boxes;
pub mod bulk;
pub mod seller;
pub mod store;

use crate::{kind::Kind, office::Office, paper::Paper};
use plimsoll_benches::draw::Draw;
use seller::Seller;

/// Days that a book lasts: more than a year, so that numbers which begin anew each year do.
pub const DAYS: f64 = 400.0;

/// Papers on the day on which they are brought to an issuer.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Of what business.
    pub kind: Kind,
    /// The day, counted from 1970-01-01.
    pub day: u32,
    /// The papers.
    pub paper: Paper,
}

/// Who writes papers, and who sells.
pub struct Market {
    /// Chance and serial numbers.
    pub office: Office,
    /// Everybody who sells.
    pub sellers: Vec<Seller>,
}

impl Market {
    /// A market of so many sellers.
    pub fn seeded(seed: u64, sellers: u64) -> Self {
        let mut office = Office::seeded(seed);
        let sellers = (0..sellers).map(|n| Seller::some(n, &mut office)).collect();
        Self { office, sellers }
    }

    /// Any seller, by its place.
    pub fn any_seller(&mut self) -> usize {
        self.office.draw.below(self.sellers.len())
    }

    /// An invoice of a seller for a bill, or for none.
    pub fn invoice(&mut self, seller: usize, day: u32, bill: Option<&str>) -> serde_json::Value {
        self.sellers[seller].invoice(day, bill, &mut self.office)
    }
}

/// Days between one round and the next: log-normal of this median and spread, and never fewer than the least.
pub fn cycle((median, spread, least): (f64, f64, f64), draw: &mut Draw) -> f64 {
    draw.log_normal(median, spread).max(least)
}

/// All honest business with so many containers, in the order of days, and the office that wrote it.
pub fn book(seed: u64, containers: u32) -> (Vec<Entry>, Office) {
    let mut market = Market::seeded(seed, u64::from(containers / 4).max(20));
    let mut entries = boxes::entries(containers, &mut market);
    entries.extend(bulk::entries(containers / 12, &mut market));
    entries.extend(store::entries(containers / 50 + 2, &mut market));
    entries.extend(alone::entries(&mut market));
    entries.sort_by_key(|entry| entry.day);
    (entries, market.office)
}
