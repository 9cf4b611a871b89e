//! Linear combinations of points with the coefficients of a sparse matrix.

use super::{Matrix, PrepareError};
use crate::{
    batch::Ref,
    group::double,
    isa::Isa,
    msm::NOWHERE,
    point::{InG1, Side},
    stop::NEVER,
    sum::sum_by_key,
};
use ark_bn254::{Fr, G1Affine};
use ark_ec::AffineRepr;
use ark_ff::PrimeField;
use rayon::prelude::*;

type Point = <InG1 as Side>::Point;

/// Rows whose points are doubled side by side.
const ROWS: usize = 512;
/// A coefficient has at most so many bits, and one more when its digits are signed.
const BITS: usize = 255;

/// For each column its own point and the sum of `matrix[row][column] points[row]` over all rows: the position among the
/// points that are given with it, [`NOWHERE`] for the point at infinity.
pub(super) fn columns(
    isa: Isa,
    own: &[G1Affine],
    points: &[Point],
    matrix: &Matrix,
) -> Result<(Vec<u32>, Vec<Point>), PrepareError> {
    // Each part of the rows gives a sum for each of the columns that it touches.
    let parts: Option<Vec<Vec<(usize, Point)>>> = matrix
        .par_chunks(ROWS)
        .zip(points.par_chunks(ROWS))
        .map(|(rows, points)| part(isa, rows, &points[..rows.len()]))
        .collect();
    let count = own.len();
    let own = own.iter().enumerate().filter(|(_, point)| !point.is_zero());
    let own = own.map(|(column, point)| (column, InG1::from_ark(isa, point)));
    let mut summands: Vec<_> =
        parts.ok_or(PrepareError::Degenerate)?.into_iter().flatten().chain(own).collect();
    summands.par_sort_by_key(|(column, _)| *column);
    let (columns, table): (Vec<usize>, Vec<Point>) = summands.into_iter().unzip();
    let refs = (0..table.len()).map(|i| Ref::table(i, false)).collect();
    let sums = sum(isa, &table, refs, &columns).ok_or(PrepareError::Degenerate)?;

    let mut positions = vec![NOWHERE; count];
    let mut present = Vec::with_capacity(sums.len());
    for (column, point) in sums {
        positions[column] = present.len() as u32;
        present.push(point);
    }
    Ok((positions, present))
}

fn part(isa: Isa, rows: &[Vec<(Fr, usize)>], points: &[Point]) -> Option<Vec<(usize, Point)>> {
    // Bit by bit: all points, then all points doubled, and so on.
    let mut table = Vec::with_capacity(BITS * points.len());
    let mut doubled = points.to_vec();
    for bit in 0..BITS {
        if bit != 0 {
            double::<InG1>(isa, &mut doubled, 1);
        }
        table.extend_from_slice(&doubled);
    }
    let mut summands: Vec<(usize, Ref)> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        for (coefficient, column) in row {
            non_adjacent(coefficient, |bit, negative| {
                summands.push((*column, Ref::table(bit * points.len() + i, negative)));
            });
        }
    }
    summands.sort_by_key(|(column, _)| *column);
    let (columns, refs): (Vec<usize>, Vec<Ref>) = summands.into_iter().unzip();
    sum(isa, &table, refs, &columns)
}

/// The sum of the points of each column. `None` if one is at infinity.
fn sum(isa: Isa, table: &[Point], refs: Vec<Ref>, columns: &[usize]) -> Option<Vec<(usize, Point)>> {
    let sums = sum_by_key::<InG1, _>(&NEVER, isa, table, refs, columns).ok()?;
    sums.into_iter().map(|(column, sum)| (sum.excess == 0).then_some((column, sum.point))).collect()
}

/// Calls `f` with each digit of the non-adjacent form that is not zero: its bit, and whether it is negative.
fn non_adjacent(coefficient: &Fr, mut f: impl FnMut(usize, bool)) {
    let bits = coefficient.into_bigint().0;
    let bit = |i: usize| if i < 256 { bits[i / 64] >> (i % 64) & 1 } else { 0 };
    let mut carry = 0;
    for i in 0..BITS {
        let low = bit(i) + carry;
        // An odd rest is made divisible by four.
        let negative = low == 1 && bit(i + 1) == 1;
        if low == 1 {
            f(i, negative);
        }
        carry = u64::from(low == 2 || negative);
    }
}
