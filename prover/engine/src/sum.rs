//! Sums of lists of affine points, many at a time.
//!
//! Each list is summed as a tree, so that all additions of a round are independent of one another, and lanes and batches
//! are filled across lists. See <https://eprint.iacr.org/2012/549> and <https://eprint.iacr.org/2022/1400>.

use crate::{
    batch::{Addition, Batch, RESERVED, Ref},
    isa::Isa,
    point::Side,
    stop::{Stop, Stopped},
};

/// Operands that lie together, as places of the references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

/// The sum of a list, and so many [stand-ins](Side::stand_in) more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum<P> {
    pub(crate) point: P,
    pub(crate) excess: u32,
}

/// Lists with their sums, or that it was asked to stop.
pub(crate) type Sums<T, P> = Result<Vec<(T, Sum<P>)>, Stopped>;

/// The sums of the lists that are not empty, in their order, each with its list's place.
pub(crate) fn sum_lists<S: Side>(
    stop: &Stop,
    isa: Isa,
    table: &[S::Point],
    mut refs: Vec<Ref>,
    mut lists: Vec<List>,
) -> Sums<u32, S::Point> {
    // Every fresh place comes from two operands of the table.
    let mut work = vec![S::stand_in(isa); RESERVED + refs.len() / 2];
    let mut batch = Batch::<S>::new(isa, table, &mut work).until(stop);
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
            if batch.stopped {
                return Err(Stopped);
            }
        }
        batch.flush();
    }
    if batch.stopped {
        return Err(Stopped);
    }
    let replaced = batch.replaced;
    // Each list has one reference left, at its start.
    let mut sums: Vec<_> = (0..)
        .zip(&lists)
        .filter(|(_, list)| list.len != 0)
        .map(|(place, list)| {
            let point = S::resolve(isa, refs[list.start as usize], table, &work);
            (place, Sum { point, excess: 0 })
        })
        .collect();
    for list in replaced {
        let at = sums.partition_point(|(place, _)| *place < list);
        sums[at].1.excess += 1;
    }
    Ok(sums)
}

/// The sums of the points with the same key, each with its key. Equal keys lie together.
pub(crate) fn sum_by_key<S: Side, T: Copy + PartialEq>(
    stop: &Stop,
    isa: Isa,
    table: &[S::Point],
    refs: Vec<Ref>,
    keys: &[T],
) -> Sums<T, S::Point> {
    let same = || keys.chunk_by(|a, b| a == b);
    let mut start = 0;
    let lists = same().map(|keys| {
        let list = List { start, len: keys.len() as u32 };
        start += list.len;
        list
    });
    let sums = sum_lists::<S>(stop, isa, table, refs, lists.collect())?;
    Ok(same().zip(sums).map(|(keys, (_, sum))| (keys[0], sum)).collect())
}

#[cfg(test)]
mod tests;
