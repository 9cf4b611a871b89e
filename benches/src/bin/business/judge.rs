//! What keys make of papers: honest bills against those before them, second papers against the first.

use crate::{
    fraud::{self, Kind},
    keys::{Key, Value},
    paper::{Bill, Paper},
    setting::Setting,
};
use serde::Serialize;
use std::{collections::HashSet, ops::AddAssign};

/// For each key one bit: what a paper shares with those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// With a whole load, being one itself: a strict key refuses.
    whole: u32,
    /// With whatever there is.
    any: u32,
}

/// The keys that a comparison is about, each once.
pub struct Keys(Vec<Key>);

/// Bits of a setting's keys.
#[derive(Clone, Copy)]
pub struct Mask {
    strict: u32,
    all: u32,
}

/// Papers by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Count {
    /// All of them.
    pub all: usize,
    /// Refused by a strict key.
    pub refused: usize,
    /// Not refused, but referred.
    pub referred: usize,
}

impl Keys {
    /// Those of these settings.
    pub fn of<'a>(settings: impl IntoIterator<Item = &'a Setting>) -> Self {
        let mut keys = Vec::new();
        for key in settings.into_iter().flat_map(Setting::keys) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        Self(keys)
    }

    /// The bits of a setting.
    pub fn mask(&self, setting: &Setting) -> Mask {
        let bits = |of: &mut dyn Iterator<Item = Key>| {
            of.filter_map(|key| self.0.iter().position(|k| *k == key)).fold(0, |bits, i| bits | 1 << i)
        };
        Mask { strict: bits(&mut setting.strict.iter().copied()), all: bits(&mut setting.keys()) }
    }

    /// What each bill shares with those before it, in order. Whatever becomes of a bill, it is entered.
    pub fn honest(&self, bills: &[&Bill]) -> Vec<Marks> {
        let mut marks = vec![Marks::default(); bills.len()];
        for (i, key) in self.0.iter().enumerate() {
            let (mut wholes, mut parts) = (HashSet::new(), HashSet::new());
            for (bill, marks) in bills.iter().zip(&mut marks) {
                let values: Vec<Value> = bill.papers().flat_map(|paper| key.values(&paper)).collect();
                let meets = |entered: &HashSet<Value>| values.iter().any(|value| entered.contains(value));
                let (whole, part) = (meets(&wholes), meets(&parts));
                marks.whole |= u32::from(whole && !bill.is_part()) << i;
                marks.any |= u32::from(whole || part) << i;
                if bill.is_part() { &mut parts } else { &mut wholes }.extend(values);
            }
        }
        marks
    }

    /// What a second paper shares with the first, which is of a whole load.
    pub fn second(&self, first: &Paper, second: &Paper) -> Marks {
        let mut marks = Marks::default();
        for (i, key) in self.0.iter().enumerate() {
            let meets = key.values(second).any(|value| key.values(first).any(|other| other == value));
            marks.whole |= u32::from(meets && !second.part) << i;
            marks.any |= u32::from(meets) << i;
        }
        marks
    }
}

impl Count {
    /// One paper more.
    pub fn add(&mut self, marks: Marks, mask: Mask) {
        let refused = marks.whole & mask.strict != 0;
        self.all += 1;
        self.refused += usize::from(refused);
        self.referred += usize::from(!refused && marks.any & mask.all != 0);
    }

    /// The share of those refused; 0 of none.
    pub fn refused(&self) -> f64 {
        self.share(self.refused)
    }

    /// The share of those referred.
    pub fn referred(&self) -> f64 {
        self.share(self.referred)
    }

    /// The share of the others.
    pub fn missed(&self) -> f64 {
        self.share(self.all - self.refused - self.referred)
    }

    fn share(&self, of: usize) -> f64 {
        if self.all == 0 { 0.0 } else { of as f64 / self.all as f64 }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.all += other.all;
        self.refused += other.refused;
        self.referred += other.referred;
    }
}

/// What a setting makes of honest bills: of whole loads, and of parts.
pub fn honest(bills: &[&Bill], marks: &[Marks], mask: Mask) -> (Count, Count) {
    let (mut wholes, mut parts) = (Count::default(), Count::default());
    for (bill, marks) in bills.iter().zip(marks) {
        if bill.is_part() { &mut parts } else { &mut wholes }.add(*marks, mask);
    }
    (wholes, parts)
}

/// What a setting makes of second papers, in the order of [`fraud::KINDS`].
pub fn frauds(marks: &[(Kind, Marks)], mask: Mask) -> Vec<Count> {
    let of = |kind| {
        let mut count = Count::default();
        marks.iter().filter(|(k, _)| *k == kind).for_each(|(_, marks)| count.add(*marks, mask));
        count
    };
    fraud::KINDS.map(of).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Days;

    fn bill(day: i32, seal: u64, part: bool) -> Bill {
        let paper = Paper { container: 1, port: 2, day, seal: Some(seal), weight: 20_000, part };
        Bill { boxes: vec![paper], corrected: None }
    }

    fn judged(setting: &Setting, bills: &[Bill]) -> (Count, Count) {
        let keys = Keys::of([setting]);
        let bills: Vec<&Bill> = bills.iter().collect();
        honest(&bills, &keys.honest(&bills), keys.mask(setting))
    }

    #[test]
    fn strict_keys_refuse_whole_loads_and_refer_parts() {
        let setting = Setting { strict: vec![Key::seal()], soft: vec![Key::days(Days::One(2))] };
        let count = |all, refused, referred| Count { all, refused, referred };
        let none = Count::default();
        assert_eq!(judged(&setting, &[bill(0, 7, false), bill(9, 7, false)]), (count(2, 1, 0), none));
        assert_eq!(judged(&setting, &[bill(0, 7, false), bill(1, 8, false)]), (count(2, 0, 1), none));
        assert_eq!(judged(&setting, &[bill(0, 7, false), bill(2, 8, false)]), (count(2, 0, 0), none));
        assert_eq!(judged(&setting, &[bill(0, 7, true), bill(0, 7, true)]), (none, count(2, 0, 1)));
        assert_eq!(
            judged(&setting, &[bill(0, 7, true), bill(9, 7, false)]),
            (count(1, 0, 1), count(1, 0, 0))
        );
    }

    #[test]
    fn a_corrected_day_counts_beside_the_first_but_not_against_itself() {
        let setting = Setting { strict: vec![Key::days(Days::One(1))], soft: vec![] };
        let corrected = Bill { corrected: Some(1), ..bill(0, 7, false) };
        let (count, _) = judged(&setting, &[corrected.clone(), bill(1, 8, false), bill(0, 9, false)]);
        assert_eq!((count.refused, count.all), (2, 3));
        assert_eq!(judged(&setting, &[Bill { corrected: Some(0), ..corrected }]).0.refused, 0);
    }

    #[test]
    fn second_papers_are_judged_by_kind() {
        let setting = Setting { strict: vec![Key::seal()], soft: vec![Key::weight(10, Days::Any)] };
        let (keys, first) = (Keys::of([&setting]), bill(0, 7, false).boxes[0]);
        let papers = [first, Paper { part: true, ..first }, Paper { seal: None, ..first }];
        let marks = papers.map(|second| (Kind::Copy, keys.second(&first, &second)));
        let counts = frauds(&marks, keys.mask(&setting));
        assert_eq!(counts[0], Count { all: 3, refused: 1, referred: 2 });
        assert!(counts[1..].iter().all(|count| count.all == 0));
    }
}
