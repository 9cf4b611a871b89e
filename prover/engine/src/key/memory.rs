//! How much memory a proof takes beside the key.

use super::Key;
use crate::{
    batch::{Addition, BATCH, Ref},
    msm::CHUNK,
    point::{InG1, InG2, Side},
    sum::{List, Sum},
};
use ark_bn254::Fr;
use ark_ff::BigInt;

impl Key {
    /// The size of the domain, a power of two: what a proof costs grows with it.
    #[must_use]
    pub const fn domain(&self) -> usize {
        self.quotient.len()
    }

    /// Bytes that one proof on so many threads takes while it is computed, beside the key and the assignment: the digits of
    /// scalars, the transforms, the sums. For witnesses as circuits have them, small or spread evenly; one whose digits all
    /// fell into one bucket could take more.
    #[must_use]
    pub fn working_set(&self, threads: usize) -> usize {
        let (columns, domain, threads) = (self.columns(), self.domain(), threads.max(1));
        let (lists, windows) = (self.windows.lists(), self.windows.count() as usize);
        // A digit of each window, where the lists begin, and each thread's counts.
        let sorted = |items: usize| size_of::<u32>() * (items * windows + (1 + threads) * lists);
        // Rows of A and B and their products; before them, the scalars.
        let rows = (2 * size_of::<Fr>() + size_of::<BigInt<4>>()) * domain;
        // The multiplications by the witness go on side by side where there are threads, in so many chunks at most.
        let chunks = threads.min(3 * (columns * windows / CHUNK + 1));
        // The widest points; and in one chunk the longest list, which is that of the ones.
        let adding = chunk::<InG2>(CHUNK + columns, lists) + (chunks - 1) * chunk::<InG2>(CHUNK, lists);
        let side_by_side = if threads > 1 { rows + sums::<InG1>(lists) } else { 0 };
        sorted(columns)
            + sorted(domain)
            + self.quotient.scratch_bytes()
            + sums::<InG2>(lists)
            + rows.max(adding)
            + side_by_side
    }
}

/// Bytes of the sums of each list, which are gathered from the chunks, and then weighed.
const fn sums<S: Side>(lists: usize) -> usize {
    2 * lists * size_of::<(u32, Sum<S::Point>)>()
}

/// Bytes in which so many summands of some lists are added: references, a place for every second one's sum, and a batch of
/// additions with the products of their divisors.
const fn chunk<S: Side>(summands: usize, lists: usize) -> usize {
    let point = size_of::<S::Point>();
    summands * (size_of::<Ref>() + point / 2)
        + lists * size_of::<List>()
        + BATCH * (size_of::<Addition>() + 2 * point)
}
