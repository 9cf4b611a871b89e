//! Mistakes and tricks, and honest coincidences: a second set of papers, made of a first that is honest and entered, and what keys are said
//! to make of it.

mod bill;
mod bulk;
mod honest;
mod invoice;
mod seal;
mod store;

use crate::{
    office::{Office, date},
    paper::Paper,
    trade::Entry,
    verdict::{Claim, Count, Index, Verdict},
};
use plimsoll_circuits::document::{CarrierTable, Day};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Always refused.
const REFUSED: Claim = Claim::always(Verdict::Refused);
/// Always referred, and never refused.
const REFERRED: Claim = Claim::always(Verdict::Referred);
/// Never found.
const NEW: Claim = Claim::always(Verdict::New);
/// Referred or not found.
const SOMETIMES: Claim = Claim { least: Verdict::New, most: Verdict::Referred };

/// Writes the second papers, one set or several, of the first, another honest one of the same kind, and chance.
type Write = fn(&Paper, &Paper, &mut Office) -> Vec<Paper>;

/// One case.
pub struct Case {
    /// What is done.
    pub name: &'static str,
    /// To which honest papers.
    of: fn(&Entry) -> bool,
    /// What keys are said to make of it.
    pub claim: Claim,
    write: Write,
}

const fn case(name: &'static str, of: fn(&Entry) -> bool, claim: Claim, write: Write) -> Case {
    Case { name, of, claim, write }
}

/// Cases of one subject.
pub struct Group {
    /// The subject.
    pub title: &'static str,
    /// The cases.
    pub cases: Vec<Case>,
}

/// All cases.
pub fn all() -> Vec<Group> {
    let group = |title, cases| Group { title, cases };
    vec![
        group("Bills of containers", bill::cases()),
        group("Days and seals of containers", seal::cases()),
        group("Invoices", invoice::cases()),
        group("Bulk bills", bulk::cases()),
        group("Warehouse receipts", store::cases()),
        group("Honest, and alike", honest::cases()),
    ]
}

/// A case with what became of its papers.
#[derive(Clone, Debug, Serialize)]
pub struct Tried {
    /// The subject.
    pub group: &'static str,
    /// What is done.
    pub name: &'static str,
    /// What keys are said to make of it.
    pub claim: Claim,
    /// What they made of it; of several papers what they made of the one that is found least.
    pub count: Count,
    /// Whether the claim is kept.
    pub kept: bool,
}

impl Case {
    /// Tries it on honest papers of a book, drawn by chance. Each time the first papers are entered alone, and the second ones after them.
    ///
    /// # Errors
    /// If the book has no two papers for it, or one that cannot be used.
    pub fn tried(
        &self,
        group: &'static str,
        tries: usize,
        book: &[Entry],
        carriers: &CarrierTable,
        office: &mut Office,
    ) -> Result<Tried, String> {
        let firsts: Vec<&Paper> =
            book.iter().filter(|entry| (self.of)(entry)).map(|entry| &entry.paper).collect();
        if firsts.len() < 2 {
            return Err(format!(
                "the book has no papers for the case {:?}; more --containers give some",
                self.name
            ));
        }
        let mut count = Count::default();
        for _ in 0..tries {
            let place = office.draw.below(firsts.len());
            let other = (place + 1 + office.draw.below(firsts.len() - 1)) % firsts.len();
            let (first, mut index) = (firsts[place], Index::default());
            index.enter(&first.inputs(carriers)?);
            let (mut least, mut letters) = (Verdict::Unreadable, BTreeSet::new());
            for paper in (self.write)(first, firsts[other], office) {
                let (verdict, by) = match paper.inputs(carriers) {
                    Ok(inputs) => {
                        let judged = index.judge(&inputs);
                        index.enter(&inputs);
                        judged
                    }
                    Err(_) => (Verdict::Unreadable, BTreeSet::new()),
                };
                least = least.min(verdict);
                letters.extend(by);
            }
            count.add(least, &letters);
        }
        let kept = count.keeps(self.claim);
        Ok(Tried { group, name: self.name, claim: self.claim, count, kept })
    }
}

/// A bill of full containers, all under seals that can be used.
fn full(entry: &Entry) -> bool {
    entry.kind.is_full() && seals(entry).all(|seals| seals[0]["number"] != "NIL")
}

/// The seals of each container.
fn seals(entry: &Entry) -> impl Iterator<Item = &Vec<Value>> {
    let boxes = entry.paper.document["utilizedTransportEquipments"].as_array();
    boxes.into_iter().flatten().filter_map(|one| one["seals"].as_array())
}

/// The same document under a number of its carrier's that nobody had before, without invoices.
fn renumbered(first: &Paper, office: &mut Office) -> Paper {
    let mut paper = first.bare();
    let number = office.bill_number(first.text("/carrierCode"));
    paper.number(&number);
    paper
}

/// The day of a bill moved on.
fn later(paper: &mut Paper, days: u32) {
    for key in ["/shippedOnBoardDate", "/receivedForShipmentDate"] {
        if let Some(Day(day)) = Day::parse(paper.text(key)) {
            paper.set(key, date(day + days));
        }
    }
}

/// From `low` to `high` days, both of them among them.
fn days(low: u32, high: u32, office: &mut Office) -> u32 {
    low + office.draw.below((high - low + 1) as usize) as u32
}

/// A number with spaces and hyphens between its characters, in small or full-width letters.
fn respelled(number: &str, office: &mut Office) -> String {
    let (near, far) = number.split_at(number.len() / 2);
    match office.draw.below(3) {
        0 => format!("{near} {far}"),
        1 => format!("{}-{}", near.to_lowercase(), far.to_lowercase()),
        _ => {
            let wide = |c: char| {
                if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c }
            };
            number.chars().map(wide).collect()
        }
    }
}

/// Puts papers of another cargo under the number and carrier of a bill.
fn under_number_of(first: &Paper, other: &Paper, number: &str) -> Paper {
    let mut paper = other.bare();
    for key in ["carrierCode", "carrierCodeListProvider"] {
        paper.document[key] = first.document[key].clone();
    }
    paper.number(number);
    paper
}
