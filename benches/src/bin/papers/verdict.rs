//! What a ledger and a bank make of papers: refused, referred, or new.

use plimsoll_circuits::{field::F, fingerprint::keys::KeyInput};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt,
};

/// What becomes of papers, from the least to the most that can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// They share no key with anything entered before.
    New,
    /// They share soft keys alone.
    Referred,
    /// They share a strict key.
    Refused,
    /// They have a fault, so that no issuer can use them.
    Unreadable,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::New => "not found",
            Self::Referred => "referred",
            Self::Refused => "refused",
            Self::Unreadable => "not readable",
        })
    }
}

/// What keys are said to make of a case: at least the one, at most the other. Both must come about: a claim that is wider than what
/// happens is no claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// The least that becomes of the papers.
    pub least: Verdict,
    /// The most.
    pub most: Verdict,
}

impl Claim {
    /// Always the same.
    pub const fn always(verdict: Verdict) -> Self {
        Self { least: verdict, most: verdict }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.least == self.most { self.least.fmt(f) } else { write!(f, "{} or {}", self.most, self.least) }
    }
}

/// Everything that was entered. Equal inputs stand for equal fingerprints.
#[derive(Default)]
pub struct Index(HashSet<F>);

impl Index {
    /// What becomes of papers with these inputs, and the letters of the keys for which: of refused ones the strict, of referred ones the soft.
    pub fn judge(&self, inputs: &[KeyInput]) -> (Verdict, BTreeSet<char>) {
        let mut own = HashSet::new();
        let (mut strict, mut soft) = (BTreeSet::new(), BTreeSet::new());
        for input in inputs {
            let is_known = self.0.contains(&input.x);
            let letter = char::from(input.slot.letter());
            if input.slot.is_soft() {
                soft.extend(is_known.then_some(letter));
            } else {
                // What stands twice among the strict keys of one posting is refused, too.
                strict.extend((!own.insert(input.x) || is_known).then_some(letter));
            }
        }
        match (strict.is_empty(), soft.is_empty()) {
            (false, _) => (Verdict::Refused, strict),
            (true, false) => (Verdict::Referred, soft),
            (true, true) => (Verdict::New, BTreeSet::new()),
        }
    }

    /// Enters papers, whatever became of them.
    pub fn enter(&mut self, inputs: &[KeyInput]) {
        self.0.extend(inputs.iter().map(|input| input.x));
    }
}

/// Papers by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Count {
    /// All of them.
    pub all: usize,
    /// Not found.
    pub new: usize,
    /// Referred.
    pub referred: usize,
    /// Refused.
    pub refused: usize,
    /// Not readable.
    pub unreadable: usize,
    /// For which keys they were refused or referred, by letter; papers may share several.
    pub by: BTreeMap<char, usize>,
}

impl Count {
    /// One more.
    pub fn add(&mut self, verdict: Verdict, by: &BTreeSet<char>) {
        self.all += 1;
        *match verdict {
            Verdict::New => &mut self.new,
            Verdict::Referred => &mut self.referred,
            Verdict::Refused => &mut self.refused,
            Verdict::Unreadable => &mut self.unreadable,
        } += 1;
        by.iter().for_each(|letter| *self.by.entry(*letter).or_default() += 1);
    }

    /// Those of another count besides.
    pub fn include(&mut self, other: &Self) {
        self.all += other.all;
        self.new += other.new;
        self.referred += other.referred;
        self.refused += other.refused;
        self.unreadable += other.unreadable;
        other.by.iter().for_each(|(letter, n)| *self.by.entry(*letter).or_default() += n);
    }

    /// How many met this verdict.
    pub const fn of(&self, verdict: Verdict) -> usize {
        match verdict {
            Verdict::New => self.new,
            Verdict::Referred => self.referred,
            Verdict::Refused => self.refused,
            Verdict::Unreadable => self.unreadable,
        }
    }

    /// The share of those that met it; 0 of none.
    pub fn share(&self, verdict: Verdict) -> f64 {
        if self.all == 0 { 0.0 } else { self.of(verdict) as f64 / self.all as f64 }
    }

    /// Whether all lie within a claim, and both its ends came about.
    pub fn keeps(&self, claim: Claim) -> bool {
        use Verdict::{New, Referred, Refused, Unreadable};
        let outside = |verdict: &Verdict| !(claim.least..=claim.most).contains(verdict);
        let strays: usize =
            [New, Referred, Refused, Unreadable].iter().filter(|v| outside(v)).map(|v| self.of(*v)).sum();
        strays == 0 && self.of(claim.least) > 0 && self.of(claim.most) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_circuits::fingerprint::keys::SlotKind;

    fn input(slot: SlotKind, x: u64) -> KeyInput {
        KeyInput { slot, x: F::from(x), description: String::new() }
    }

    #[test]
    fn strict_keys_refuse_soft_ones_refer() {
        let (bill, booking, seal) = (SlotKind::Doc, SlotKind::SoftBooking, SlotKind::SoftSeal(0));
        let mut index = Index::default();
        index.enter(&[input(bill, 1), input(booking, 2), input(seal, 3)]);
        let judged = |inputs: &[KeyInput]| {
            let (verdict, by) = index.judge(inputs);
            (verdict, by.into_iter().collect::<String>())
        };
        assert_eq!(judged(&[input(bill, 1), input(booking, 2)]), (Verdict::Refused, "D".to_owned()));
        assert_eq!(
            judged(&[input(bill, 9), input(booking, 2), input(seal, 3)]),
            (Verdict::Referred, "bs".to_owned())
        );
        assert_eq!(judged(&[input(bill, 9), input(booking, 8)]), (Verdict::New, String::new()));
        assert_eq!(
            judged(&[input(SlotKind::Invoice(0), 9), input(SlotKind::Invoice(1), 9)]).0,
            Verdict::Refused
        );
    }

    #[test]
    fn a_claim_is_missed_by_one_paper_outside_it_and_by_an_end_that_never_comes() {
        let count = |new, referred, refused| Count {
            all: new + referred + refused,
            new,
            referred,
            refused,
            ..Count::default()
        };
        let refused = Claim::always(Verdict::Refused);
        assert!(
            count(0, 0, 9).keeps(refused) && !count(0, 1, 9).keeps(refused) && !count(0, 0, 0).keeps(refused)
        );
        let some = Claim { least: Verdict::New, most: Verdict::Referred };
        assert!(count(1, 1, 0).keeps(some) && !count(0, 2, 0).keeps(some) && !count(1, 1, 1).keeps(some));
        assert_eq!(
            (refused.to_string(), some.to_string()),
            ("refused".into(), "referred or not found".into())
        );
    }
}
