//! From buckets to their weighted sum.
//!
//! The usual running sum adds one bucket after another, which leaves lanes and shared inversions idle. Here weights are cut
//! in two, `weight = 2^k high + low`: buckets with equal `high` are summed, and buckets with equal `low` are, all in one
//! batch; that leaves two sums of about the square root as many, and so on. Two additions a bucket either way.

use crate::{
    batch::Ref,
    isa::Isa,
    point::Side,
    stop::{Stop, Stopped},
    sum::{Sum, sum_by_key},
};
use ark_bn254::Fr;
use ark_ec::{AdditiveGroup, short_weierstrass::Projective};

/// Below this bound of the weights the running sum is used.
const FEW: u32 = 16;

/// The sum of all, each times its weight; weights rise.
pub(super) fn weigh<S: Side>(
    stop: &Stop,
    isa: Isa,
    summands: Vec<(u32, Sum<S::Point>)>,
) -> Result<Projective<S::Curve>, Stopped> {
    let excess = |(weight, sum): &(u32, Sum<_>)| Fr::from(u64::from(*weight) * u64::from(sum.excess));
    let stand_ins: Fr = summands.iter().map(excess).sum();
    let points = summands.into_iter().map(|(weight, sum)| (weight, sum.point)).collect();
    let sum = weigh_points::<S>(stop, isa, points)?;
    Ok(if stand_ins == Fr::ZERO { sum } else { sum - S::to_ark(isa, &S::stand_in(isa)) * stand_ins })
}

fn weigh_points<S: Side>(
    stop: &Stop,
    isa: Isa,
    points: Vec<(u32, S::Point)>,
) -> Result<Projective<S::Curve>, Stopped> {
    let Some((most, _)) = points.last() else { return Ok(Projective::ZERO) };
    if *most < FEW {
        return Ok(running_sum::<S>(isa, &points));
    }
    let shift = (u32::BITS - most.leading_zeros()) / 2;
    let (weights, table): (Vec<u32>, Vec<S::Point>) = points.into_iter().unzip();
    let half = |part: &dyn Fn(u32) -> u32| {
        // The points whose weights have the same part, unless it is zero.
        let mut members: Vec<(u32, u32)> = weights.iter().map(|weight| part(*weight)).zip(0..).collect();
        members.retain(|(part, _)| *part != 0);
        members.sort_unstable();
        let (parts, refs): (Vec<u32>, Vec<Ref>) =
            members.into_iter().map(|(part, place)| (part, Ref::table(place as usize, false))).unzip();
        weigh::<S>(stop, isa, sum_by_key::<S, _>(stop, isa, &table, refs, &parts)?)
    };
    let (high, low) =
        rayon::join(|| half(&|weight| weight >> shift), || half(&|weight| weight & ((1 << shift) - 1)));
    let mut high = high?;
    for _ in 0..shift {
        high.double_in_place();
    }
    Ok(high + low?)
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
