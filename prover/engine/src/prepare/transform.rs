//! Fourier transforms of points: from powers of the secret to Lagrange polynomials at it, without knowing it.

use super::PrepareError;
use crate::{
    group::{add_subtract, multiply},
    isa::Isa,
    point::Side,
};
use ark_bn254::Fr;
use ark_ff::{Field, One};
use rayon::prelude::*;

/// Points that one task works on.
const PART: usize = 512;

/// Each point times its scalar. Scalars are not zero.
pub(super) fn scale<S: Side>(
    isa: Isa,
    points: &[S::Point],
    scalars: &[Fr],
) -> Result<Vec<S::Point>, PrepareError> {
    let parts: Option<Vec<Vec<S::Point>>> = points
        .par_chunks(PART)
        .zip(scalars.par_chunks(PART))
        .map(|(points, scalars)| multiply::<S>(isa, points, scalars))
        .collect();
    Ok(parts.ok_or(PrepareError::Degenerate)?.concat())
}

/// For each j the sum of `points[k] root^(j k)` over k; `root` has the order of the number of points, a power of two.
pub(super) fn transform<S: Side>(
    isa: Isa,
    mut points: Vec<S::Point>,
    root: Fr,
) -> Result<Vec<S::Point>, PrepareError> {
    let n = points.len();
    let bits = n.ilog2();
    for i in 0..n {
        let j = if bits == 0 { i } else { i.reverse_bits() >> (usize::BITS - bits) };
        if i < j {
            points.swap(i, j);
        }
    }
    let mut half = 1;
    while half < n {
        let step = root.pow([(n / (2 * half)) as u64]);
        let twiddles: Vec<Fr> =
            std::iter::successors(Some(Fr::one()), |power| Some(*power * step)).take(half).collect();
        if half < PART {
            // Whole blocks.
            points.par_chunks_mut(2 * PART.min(n / 2)).try_for_each(|blocks| {
                let (mut a, mut b) = (Vec::with_capacity(PART), Vec::with_capacity(PART));
                for block in blocks.chunks(2 * half) {
                    a.extend_from_slice(&block[..half]);
                    b.extend_from_slice(&block[half..]);
                }
                let twiddles: Vec<Fr> = twiddles.iter().copied().cycle().take(a.len()).collect();
                butterflies::<S>(isa, &mut a, &mut b, &twiddles)?;
                for ((block, a), b) in blocks.chunks_mut(2 * half).zip(a.chunks(half)).zip(b.chunks(half)) {
                    block[..half].copy_from_slice(a);
                    block[half..].copy_from_slice(b);
                }
                Ok(())
            })?;
        } else {
            points.par_chunks_mut(2 * half).try_for_each(|block| {
                let (a, b) = block.split_at_mut(half);
                a.par_chunks_mut(PART)
                    .zip(b.par_chunks_mut(PART))
                    .zip(twiddles.par_chunks(PART))
                    .try_for_each(|((a, b), twiddles)| butterflies::<S>(isa, a, b, twiddles))
            })?;
        }
        half *= 2;
    }
    Ok(points)
}

fn butterflies<S: Side>(
    isa: Isa,
    a: &mut [S::Point],
    b: &mut [S::Point],
    twiddles: &[Fr],
) -> Result<(), PrepareError> {
    let products = multiply::<S>(isa, b, twiddles).ok_or(PrepareError::Degenerate)?;
    b.copy_from_slice(&products);
    if add_subtract::<S>(isa, a, b) { Ok(()) } else { Err(PrepareError::Degenerate) }
}
