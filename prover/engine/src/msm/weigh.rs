//! From buckets to their weighted sum.
//!
//! The usual running sum adds one bucket after another, which leaves lanes and shared inversions idle. Here weights are cut
//! in two, `weight = 2^k high + low`: buckets with equal `high` are summed, and buckets with equal `low` are, all in one
//! batch; that leaves two sums of about the square root as many, and so on. Two additions a bucket either way.

use crate::{
    batch::Ref,
    isa::Isa,
    point::Side,
    sum::{self, List},
};
use ark_bn254::Fr;
use ark_ec::{AdditiveGroup, short_weierstrass::Projective};

/// A summand: `weight (point - excess stand-ins)`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weighed<P> {
    pub(crate) weight: u32,
    pub(crate) point: P,
    pub(crate) excess: u32,
}

/// Below this bound of the weights the running sum is used.
const FEW: u32 = 16;

/// The sum of all; weights rise.
pub(super) fn weigh<S: Side>(isa: Isa, summands: Vec<Weighed<S::Point>>) -> Projective<S::Curve> {
    let stand_ins: Fr = summands.iter().map(|s| Fr::from(u64::from(s.weight) * u64::from(s.excess))).sum();
    let points = summands.into_iter().map(|s| (s.weight, s.point)).collect();
    let sum = weigh_points::<S>(isa, points);
    if stand_ins == Fr::ZERO { sum } else { sum - S::to_ark(isa, &S::stand_in(isa)[0]) * stand_ins }
}

fn weigh_points<S: Side>(isa: Isa, points: Vec<(u32, S::Point)>) -> Projective<S::Curve> {
    let Some((most, _)) = points.last() else { return Projective::ZERO };
    if *most < FEW {
        return running_sum::<S>(isa, &points);
    }
    let shift = (u32::BITS - most.leading_zeros()) / 2;
    let (weights, table): (Vec<u32>, Vec<S::Point>) = points.into_iter().unzip();
    let half = |part: &dyn Fn(u32) -> u32| {
        let summands = grouped::<S>(isa, &table, &weights, part);
        weigh::<S>(isa, summands)
    };
    let (mut high, low) =
        rayon::join(|| half(&|weight| weight >> shift), || half(&|weight| weight & ((1 << shift) - 1)));
    for _ in 0..shift {
        high.double_in_place();
    }
    high + low
}

/// The sums of the points whose weights have the same part, for each part that is not zero.
fn grouped<S: Side>(
    isa: Isa,
    table: &[S::Point],
    weights: &[u32],
    part: &dyn Fn(u32) -> u32,
) -> Vec<Weighed<S::Point>> {
    let mut members: Vec<(u32, u32)> = weights.iter().map(|weight| part(*weight)).zip(0..).collect();
    members.retain(|(part, _)| *part != 0);
    members.sort_unstable();
    let mut refs: Vec<Ref> = members.iter().map(|(_, place)| Ref::table(*place as usize, false)).collect();
    let (mut lists, mut parts, mut start) = (Vec::new(), Vec::new(), 0);
    for same in members.chunk_by(|(a, _), (b, _)| a == b) {
        lists.push(List { start, len: same.len() as u32 });
        parts.push(same[0].0);
        start += same.len() as u32;
    }
    let mut work = Vec::new();
    let replaced = sum::sum_lists::<S>(isa, table, &mut refs, &mut lists, &mut work);
    let mut sums: Vec<_> = parts
        .into_iter()
        .zip(&lists)
        .map(|(weight, list)| Weighed {
            weight,
            point: S::resolve(isa, refs[list.start as usize], table, &work),
            excess: 0,
        })
        .collect();
    for list in replaced {
        sums[list as usize].excess += 1;
    }
    sums
}

/// Adds from the heaviest down, each sum as often as its weight is above the next.
fn running_sum<S: Side>(isa: Isa, points: &[(u32, S::Point)]) -> Projective<S::Curve> {
    let (mut running, mut sum) = (Projective::ZERO, Projective::ZERO);
    let mut rest = points.iter().rev().peekable();
    let Some((most, _)) = rest.peek() else { return sum };
    for weight in (1..=*most).rev() {
        if let Some((_, point)) = rest.next_if(|(other, _)| *other == weight) {
            running += S::to_ark(isa, point);
        }
        sum += running;
    }
    sum
}
