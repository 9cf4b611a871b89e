//! Digits of many scalars, sorted by the bucket that they go to: once for all queries that share the scalars.

use super::digits::Windows;
use crate::stop::{Stop, Stopped};
use ark_ff::BigInt;
use rayon::prelude::*;
use std::{
    ops::Range,
    sync::atomic::{AtomicU32, Ordering},
};
use zeroize::Zeroize;

/// Bits of an entry for its table and sign.
const LOW_BITS: u32 = 6;

/// Multiples of a point that entries can name.
pub(crate) const MOST_TABLES: u32 = 1 << (LOW_BITS - 1);

/// Items that entries can name.
pub(crate) const MOST_ITEMS: usize = 1 << (32 - LOW_BITS);

/// Scalars between two looks at whether to stop.
const BETWEEN_STOPS: usize = 4096;

/// A digit of an item: which item, which of its multiples, and whether it is subtracted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry(u32);

impl Entry {
    #[inline(always)]
    const fn new(item: usize, table: u32, negative: bool) -> Self {
        Self((item as u32) << LOW_BITS | table << 1 | negative as u32)
    }

    #[inline(always)]
    pub(crate) const fn item(self) -> usize {
        (self.0 >> LOW_BITS) as usize
    }

    #[inline(always)]
    pub(crate) const fn table(self) -> usize {
        (self.0 >> 1 & ((1 << (LOW_BITS - 1)) - 1)) as usize
    }

    #[inline(always)]
    pub(crate) const fn is_negative(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Entries list by list. It tells the scalars: overwritten when dropped.
pub(crate) struct Sorted {
    windows: Windows,
    entries: Vec<u32>,
    /// Where each list starts, and the end.
    starts: Vec<u32>,
}

impl Sorted {
    /// Sorts the digits of `scalars` by counting.
    ///
    /// # Errors
    /// [`Stopped`] if it is asked to stop, which it does between parts of a pass.
    pub(crate) fn new(stop: &Stop, windows: Windows, scalars: &[BigInt<4>]) -> Result<Self, Stopped> {
        assert!(scalars.len() <= MOST_ITEMS, "more items than an entry can name");
        let lists = windows.lists();
        let part = scalars.len().div_ceil(rayon::current_num_threads()).max(1);
        let mut places: Vec<Vec<u32>> = scalars
            .par_chunks(part)
            .map(|scalars| {
                let mut counts = vec![0; lists];
                for scalars in scalars.chunks(BETWEEN_STOPS) {
                    stop.check()?;
                    for scalar in scalars {
                        windows.digits(scalar, |digit| counts[digit.list as usize] += 1);
                    }
                }
                Ok(counts)
            })
            .collect::<Result<_, _>>()?;
        // From counts to places: lists in order, within a list the parts in order.
        let (mut starts, mut next) = (Vec::with_capacity(lists + 1), 0);
        for list in 0..lists {
            starts.push(next);
            for places in &mut places {
                next += std::mem::replace(&mut places[list], next);
            }
        }
        starts.push(next);
        // Parts write to places of their own, which the compiler cannot know: relaxed stores are plain ones.
        let entries: Vec<AtomicU32> = (0..next).map(|_| AtomicU32::new(0)).collect();
        scalars.par_chunks(part).zip(&mut places).enumerate().for_each(|(i, (scalars, places))| {
            for (block, scalars) in scalars.chunks(BETWEEN_STOPS).enumerate() {
                if stop.asked() {
                    return;
                }
                for (item, scalar) in (i * part + block * BETWEEN_STOPS..).zip(scalars) {
                    windows.digits(scalar, |digit| {
                        let place = &mut places[digit.list as usize];
                        let entry = Entry::new(item, digit.table, digit.negative);
                        entries[*place as usize].store(entry.0, Ordering::Relaxed);
                        *place += 1;
                    });
                }
            }
        });
        let entries = entries.into_iter().map(AtomicU32::into_inner).collect();
        // What was written is overwritten, also if it is not all.
        let sorted = Self { windows, entries, starts };
        stop.check().map(|()| sorted)
    }

    pub(crate) const fn windows(&self) -> Windows {
        self.windows
    }

    /// The entries of a list.
    #[inline(always)]
    pub(crate) fn list(&self, list: usize) -> impl Iterator<Item = Entry> {
        self.entries[self.starts[list] as usize..self.starts[list + 1] as usize]
            .iter()
            .map(|entry| Entry(*entry))
    }

    /// How many entries these lists have.
    pub(crate) fn len(&self, lists: Range<usize>) -> usize {
        (self.starts[lists.end] - self.starts[lists.start]) as usize
    }

    /// Ranges of lists with about `size` entries each.
    pub(crate) fn chunks(&self, size: usize) -> Vec<Range<usize>> {
        let (mut chunks, mut first) = (Vec::new(), 0);
        for list in 0..self.windows.lists() {
            if (self.starts[list + 1] - self.starts[first]) as usize >= size {
                chunks.push(first..list + 1);
                first = list + 1;
            }
        }
        if first < self.windows.lists() {
            chunks.push(first..self.windows.lists());
        }
        chunks
    }
}

impl Drop for Sorted {
    fn drop(&mut self) {
        self.entries.zeroize();
    }
}
