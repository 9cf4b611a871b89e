//! From "the batch fails" to a verdict for every item.

use alloc::{vec, vec::Vec};
use core::ops::Range;

use super::{Combination, Item};
use crate::VerifyError;

/// A batch no larger than this gains nothing by being combined.
const FEW: usize = 2;

/// How many checks may fail before the rest is verified item by item: a few, and one for so many items. Each culprit
/// takes as many as the number of chunks can be halved; where there are more culprits, halving is not worth it.
const FAILURES: usize = 4;
const ITEMS_PER_FAILURE: usize = 16;

/// The verdict of every item, exactly that of single verification.
pub(super) fn settle(items: &[Item<'_>]) -> Vec<Result<(), VerifyError>> {
    if items.len() <= FEW {
        return items.iter().map(Item::verify_alone).collect();
    }
    let combination = Combination::new(items);
    let all = 0..combination.chunks();
    let mut search = Search {
        items,
        combination,
        failures_left: FAILURES + items.len() / ITEMS_PER_FAILURE,
        // Nothing is valid that was not found to be.
        verdicts: vec![Err(VerifyError::Invalid); items.len()],
    };
    search.settle(all, false);
    search.verdicts
}

struct Search<'a> {
    items: &'a [Item<'a>],
    combination: Combination<'a>,
    failures_left: usize,
    verdicts: Vec<Result<(), VerifyError>>,
}

impl Search<'_> {
    /// Settles a range of chunks and says whether all of it is valid. `fails`: it is known that not all of it is.
    fn settle(&mut self, chunks: Range<usize>, fails: bool) -> bool {
        if self.failures_left == 0 {
            return self.settle_each(&chunks);
        }
        if !fails {
            if self.combination.holds(&chunks) {
                let range = self.combination.items(&chunks);
                self.verdicts[range].fill(Ok(()));
                return true;
            }
            self.failures_left -= 1;
        }
        if chunks.len() == 1 {
            return self.settle_each(&chunks);
        }
        let middle = chunks.start + chunks.len() / 2;
        let left_valid = self.settle(chunks.start..middle, false);
        let right_valid = self.settle(middle..chunks.end, left_valid);
        left_valid && right_valid
    }

    fn settle_each(&mut self, chunks: &Range<usize>) -> bool {
        let range = self.combination.items(chunks);
        let verdicts = &mut self.verdicts[range.clone()];
        for (verdict, item) in verdicts.iter_mut().zip(&self.items[range]) {
            *verdict = item.verify_alone();
        }
        verdicts.iter().all(Result::is_ok)
    }
}
