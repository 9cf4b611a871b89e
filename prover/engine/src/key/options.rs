//! What a key is made for.

use crate::{isa::Isa, msm::Windows};

/// How a key is made ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyOptions {
    /// The kernels that will use it.
    pub isa: Isa,
    /// Bytes that the points and their multiples may take. More of them mean fewer additions, up to a point; one multiple
    /// of each point is the least.
    pub budget: usize,
}

impl KeyOptions {
    /// The usual budget: 256 MiB, which has room for all multiples of circuits up to 2^15 constraints.
    pub const BUDGET: usize = 256 << 20;
    /// The budget of the small mode: no multiples.
    pub const SMALL: usize = 0;

    /// The widths and tables that cost least within the budget. `points` are how many there are in G1 and in G2.
    pub(crate) fn windows(&self, points: [usize; 2]) -> Windows {
        /// An addition in G2 costs about so many in G1.
        const G2: usize = 3;
        /// Sums of buckets in G1: for A, B and C.
        const SUMS: usize = 3;
        let bytes = 64 * points[0] + 128 * points[1];
        let most = (self.budget / bytes.max(1)).clamp(1, 32) as u32;
        let cost = |windows: &Windows| {
            let filling = windows.count() as usize * (points[0] + G2 * points[1]);
            let summing = 2 * windows.lists() * (SUMS + G2);
            filling + summing
        };
        (4..=20)
            .map(|width| {
                let count = Windows { width, tables: 1 }.count();
                // As few groups as there is room for, then no more tables than those groups need.
                let groups = count.div_ceil(count.min(most));
                Windows { width, tables: count.div_ceil(groups) }
            })
            .min_by_key(cost)
            .unwrap_or(Windows { width: 8, tables: 1 })
    }
}
