//! Invoices that are financed alone.

use super::{DAYS, Entry, Market, cycle, seller};
use crate::{kind::Kind, office::FIRST_DAY, paper::Paper};
use serde_json::Value;

/// Days between two of one seller.
const TURNS: (f64, f64, f64) = (16.0, 0.6, 1.0);

/// The invoices of all sellers.
pub fn entries(market: &mut Market) -> Vec<Entry> {
    let mut out = Vec::new();
    for seller in 0..market.sellers.len() {
        let mut day = market.office.draw.between(0.0, 30.0);
        while day < DAYS {
            let at = FIRST_DAY + day as u32;
            let invoice = market.invoice(seller, at, None);
            if market.office.draw.chance(0.02) {
                out.extend(
                    instalments(&invoice, 2 + market.office.draw.below(3) as u64)
                        .into_iter()
                        .map(|paper| Entry { kind: Kind::Instalments, day: at, paper }),
                );
            } else {
                let kind = Kind::Alone(market.sellers[seller].numbering);
                out.push(Entry { kind, day: at, paper: Paper::new(invoice) });
            }
            day += cycle(TURNS, &mut market.office.draw);
        }
    }
    out
}

/// Invoices over equal parts of one, each with the number and what part it is.
pub fn instalments(whole: &Value, n: u64) -> Vec<Paper> {
    let number = whole["invoiceNumber"].as_str().unwrap_or_default();
    let part = |i: u64| {
        let mut part = whole.clone();
        part["invoiceNumber"] = format!("{number}-{i}").into();
        Paper::total(&mut part, seller::cents(whole) / n);
        Paper::new(part)
    };
    (1..=n).map(part).collect()
}
