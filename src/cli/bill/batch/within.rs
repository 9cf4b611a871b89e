//! What entries of one book have in common: what the ledger would refuse, and what it would refer.

use plimsoll_circuits::{
    field::F,
    fingerprint::keys::{KeyInput, SlotKind},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The keys of a book's entries, by the entries' places in it. Nobody's fingerprints are needed: equal inputs are equal keys.
#[derive(Default)]
pub(super) struct Within {
    strict: HashMap<F, usize>,
    soft: HashMap<F, BTreeSet<usize>>,
}

impl Within {
    /// Takes an entry in, unless one before it has a strict key of it.
    ///
    /// # Errors
    /// That entry, and which key of this one it has.
    pub(super) fn add(&mut self, entry: usize, inputs: &[KeyInput]) -> Result<(), (usize, SlotKind)> {
        let strict = || inputs.iter().filter(|input| !input.slot.is_soft());
        if let Some(found) = strict().find_map(|input| Some((*self.strict.get(&input.x)?, input.slot))) {
            return Err(found);
        }
        self.strict.extend(strict().map(|input| (input.x, entry)));
        for input in inputs.iter().filter(|input| input.slot.is_soft()) {
            self.soft.entry(input.x).or_default().insert(entry);
        }
        Ok(())
    }

    /// The other entries that were taken in and are alike to one, with the soft keys of this one by which they are.
    pub(super) fn alike(&self, entry: usize, inputs: &[KeyInput]) -> BTreeMap<usize, BTreeSet<SlotKind>> {
        let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for input in inputs {
            for other in self.soft.get(&input.x).into_iter().flatten().filter(|other| **other != entry) {
                found.entry(*other).or_default().insert(input.slot);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(slot: SlotKind, x: u64) -> KeyInput {
        KeyInput { slot, x: F::from(x), description: String::new() }
    }

    #[test]
    fn the_same_is_taken_once_and_what_is_alike_is_told_of_both() {
        let mut within = Within::default();
        let first =
            [input(SlotKind::Doc, 1), input(SlotKind::Invoice(0), 2), input(SlotKind::SoftBooking, 9)];
        let other =
            [input(SlotKind::Doc, 3), input(SlotKind::SoftSeal(1), 8), input(SlotKind::SoftBooking, 9)];
        let same = [input(SlotKind::Doc, 4), input(SlotKind::Invoice(2), 2), input(SlotKind::SoftSeal(0), 8)];
        assert_eq!(within.add(0, &first), Ok(()));
        assert_eq!(within.add(1, &other), Ok(()));
        assert_eq!(within.add(2, &same), Err((0, SlotKind::Invoice(2))));
        let booking = |entry| BTreeMap::from([(entry, BTreeSet::from([SlotKind::SoftBooking]))]);
        assert_eq!((within.alike(0, &first), within.alike(1, &other)), (booking(1), booking(0)));
    }
}
