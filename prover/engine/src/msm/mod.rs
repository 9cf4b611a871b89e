//! Multi-scalar multiplication with fixed points: Pippenger's buckets, filled from precomputed multiples.
//!
//! Scalars are cut into signed digits. Digit `d` of window `w` adds the point times 2^(width w), which was computed once
//! for the key, to bucket `|d|`; so all windows share one set of buckets, and no doublings are left. Buckets are summed in
//! affine coordinates ([`crate::sum`]). See Brickell, Gordon, McCurley and Wilson, "Fast exponentiation with precomputation"
//! (EUROCRYPT '92), and Bernstein et al., <https://eprint.iacr.org/2012/549>.

mod digits;
mod sort;
mod weigh;

#[cfg(test)]
mod tests;

pub(crate) use digits::Windows;
pub(crate) use sort::{MOST_ITEMS, MOST_TABLES, Sorted};

use crate::{
    batch::Ref,
    isa::Isa,
    point::Side,
    stop::{Stop, Stopped},
    sum::{List, Sums, sum_lists},
};
use ark_ec::{AdditiveGroup, short_weierstrass::Projective};
use rayon::prelude::*;
use std::ops::Range;
use weigh::weigh;

/// Entries of the lists that are summed together: enough that inversions do not show, few enough to share the work.
pub(crate) const CHUNK: usize = 1 << 16;

/// The position of an item whose point is at infinity.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// The sum of scalars times points, over `parts`: sorted scalars of some items, and for each item the position of its point,
/// or [`NOWHERE`]. The multiple in table `t` of the point at position `p` is `points[p tables + t]`. All parts have the
/// same windows.
///
/// # Errors
/// [`Stopped`] if it is asked to stop, which it does between batches of additions.
pub(crate) fn multiply<S: Side>(
    stop: &Stop,
    isa: Isa,
    points: &[S::Point],
    parts: &[(&Sorted, &[u32])],
) -> Result<Projective<S::Curve>, Stopped> {
    let windows = parts[0].0.windows();
    let chunks = parts[0].0.chunks(CHUNK / parts.len());
    let sum = |lists| sum_range::<S>(stop, isa, windows, points, parts, lists);
    let sums: Vec<_> = chunks.into_par_iter().map(sum).collect::<Result<_, _>>()?;
    let mut groups = vec![Vec::new(); windows.groups() as usize];
    for (list, sum) in sums.into_iter().flatten() {
        let weight = list % windows.buckets() + 1;
        groups[(list / windows.buckets()) as usize].push((weight, sum));
    }
    let sums: Vec<_> =
        groups.into_par_iter().map(|buckets| weigh::<S>(stop, isa, buckets)).collect::<Result<_, _>>()?;
    Ok(sums.into_iter().rev().fold(Projective::ZERO, |mut sum, group| {
        for _ in 0..windows.width {
            sum.double_in_place();
        }
        sum + group
    }))
}

/// The lists in a range that are not empty, with their sums.
fn sum_range<S: Side>(
    stop: &Stop,
    isa: Isa,
    windows: Windows,
    points: &[S::Point],
    parts: &[(&Sorted, &[u32])],
    range: Range<usize>,
) -> Sums<u32, S::Point> {
    stop.check()?;
    let tables = windows.tables as usize;
    let mut refs = Vec::with_capacity(parts.iter().map(|(sorted, _)| sorted.len(range.clone())).sum());
    let mut lists = Vec::with_capacity(range.len());
    for list in range.clone() {
        let start = refs.len() as u32;
        for (sorted, positions) in parts {
            refs.extend(sorted.list(list).filter_map(|entry| {
                let position = positions[entry.item()];
                let place = position as usize * tables + entry.table();
                (position != NOWHERE).then(|| Ref::table(place, entry.is_negative()))
            }));
        }
        lists.push(List { start, len: refs.len() as u32 - start });
    }
    let sums = sum_lists::<S>(stop, isa, points, refs, lists)?;
    Ok(sums.into_iter().map(|(place, sum)| (range.start as u32 + place, sum)).collect())
}
