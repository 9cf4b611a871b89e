use plimsoll_circuits::{field::F, note::Lot};

/// How often a lot is recovered at most, as far as its papers are concerned.
const MOST: u64 = 64;

/// A lot, and those that follow it when it is recovered: the same bill, of the same papers, under higher generations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lineage {
    doc: F,
    first: u64,
}

impl Lineage {
    /// That of the lot as which a DOC fingerprint was registered; `None` if it is no lot of it.
    #[must_use]
    pub fn of(doc: F, lot: Lot) -> Option<Self> {
        let first = (0..MOST).find(|generation| Lot::new(doc, *generation) == lot)?;
        Some(Self { doc, first })
    }

    /// The generation of a lot that is one of them.
    #[must_use]
    pub fn generation(&self, lot: Lot) -> Option<u64> {
        (self.first..self.first + MOST).find(|generation| Lot::new(self.doc, *generation) == lot)
    }

    /// Whether a lot is one of them.
    #[must_use]
    pub fn has(&self, lot: Lot) -> bool {
        self.generation(lot).is_some()
    }

    /// Them, in order.
    pub fn lots(self) -> impl Iterator<Item = Lot> {
        (self.first..self.first + MOST).map(move |generation| Lot::new(self.doc, generation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lineage_goes_on_and_never_back_nor_aside() {
        let (doc, other) = (F::from(5u64), F::from(6u64));
        let lineage = Lineage::of(doc, Lot::new(doc, 1)).unwrap();
        assert!(lineage.has(Lot::new(doc, 1)) && lineage.generation(Lot::new(doc, 7)) == Some(7));
        assert!(!lineage.has(Lot::new(doc, 0)) && !lineage.has(Lot::new(other, 1)));
        assert_eq!(Lineage::of(doc, Lot::new(other, 0)), None);
    }
}
