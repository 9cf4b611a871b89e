//! Sums of lists of affine points, many at a time.
//!
//! Each list is summed as a tree, so that all additions of a round are independent of one another, and lanes and batches
//! are filled across lists. See <https://eprint.iacr.org/2012/549> and <https://eprint.iacr.org/2022/1400>.

use crate::{
    batch::{Addition, Batch, RESERVED, Ref},
    isa::Isa,
    point::Side,
};

/// Operands that lie together, as places of the references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

/// Sums each list: afterwards it has at most one reference left, at its start. Gives the list of each sum, or part of one,
/// in whose place the [stand-in](Side::stand_in) stands, once for every time.
pub(crate) fn sum_lists<S: Side>(
    isa: Isa,
    table: &[S::Point],
    refs: &mut [Ref],
    lists: &mut [List],
    work: &mut Vec<S::Point>,
) -> Vec<u32> {
    // Every fresh place comes from two operands of the table.
    work.clear();
    work.resize(RESERVED + refs.len() / 2, S::stand_in(isa)[0]);
    let mut batch = Batch::<S>::new(isa, table, work);
    let mut fresh = RESERVED as u32;
    let mut more = true;
    while more {
        more = false;
        for (owner, list) in (0..).zip(lists.iter_mut()) {
            let (start, len) = (list.start as usize, list.len as usize);
            if len < 2 {
                continue;
            }
            for i in 0..len / 2 {
                let operands = [refs[start + 2 * i], refs[start + 2 * i + 1]];
                let out = operands[0].slot().or(operands[1].slot()).unwrap_or(fresh);
                fresh += u32::from(out == fresh);
                refs[start + i] = Ref::work(out);
                batch.push(Addition { operands, out, owner });
            }
            if len % 2 == 1 {
                refs[start + len / 2] = refs[start + len - 1];
            }
            list.len = len.div_ceil(2) as u32;
            more |= list.len > 1;
        }
        batch.flush();
    }
    batch.replaced
}

#[cfg(test)]
mod tests;
