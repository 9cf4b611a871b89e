//! Up to three layers at once, on one element of each row of a node.

use crate::field::{Butterfly, Spread};

/// Layers of the inverse transform on one element of each row: blocks are halved, one factor a block.
#[inline(always)]
pub(super) fn split<F: Butterfly, T: Spread<F::Factor>, const R: usize>(x: &mut [F; R], factors: &[T]) {
    let (mut half, mut first) = (R / 2, 0);
    while half > 0 {
        for block in 0..R / 2 / half {
            for i in 2 * half * block..2 * half * block + half {
                (x[i], x[i + half]) = F::butterfly(x[i], x[i + half], factors[first + block].spread());
            }
        }
        first += R / 2 / half;
        half /= 2;
    }
}

/// The same for the first layers of all, where elements are smallest residues and the first factor of each layer is one.
#[inline(always)]
pub(super) fn split_first<F: Butterfly, const R: usize>(x: &mut [F; R], factors: &[F::Scalar]) {
    let (mut half, mut first, mut layer) = (R / 2, 0, 0);
    while half > 0 {
        for i in 0..half {
            (x[i], x[i + half]) = match layer {
                0 => F::unit_butterfly::<0>(x[i], x[i + half]),
                1 => F::unit_butterfly::<1>(x[i], x[i + half]),
                _ => F::unit_butterfly::<2>(x[i], x[i + half]),
            };
        }
        for block in 1..R / 2 / half {
            for i in 2 * half * block..2 * half * block + half {
                (x[i], x[i + half]) = F::butterfly(x[i], x[i + half], factors[first + block].spread());
            }
        }
        first += R / 2 / half;
        half /= 2;
        layer += 1;
    }
}

/// Layers of the forward transform on one element of each row: blocks are joined, one factor a place.
#[inline(always)]
pub(super) fn join<F: Butterfly, T: Spread<F::Factor>, const R: usize>(x: &mut [F; R], factors: &[T]) {
    let (mut half, mut first) = (1, 0);
    while half < R {
        for i in 0..half {
            for block in 0..R / 2 / half {
                let i = i + 2 * half * block;
                (x[i], x[i + half]) = F::butterfly(x[i], x[i + half], factors[first + i % half].spread());
            }
        }
        first += half;
        half *= 2;
    }
}

/// The factors of a node's layers in the inverse transform.
#[inline(always)]
pub(super) fn factors_of<F: Butterfly, const R: usize>(blocks: &[F::Scalar], node: usize) -> [F::Scalar; R] {
    let mut out = [blocks[0]; R];
    let (mut width, mut first) = (1, 0);
    while width < R {
        for i in 0..width {
            out[first + i] = blocks[width * node + i];
        }
        first += width;
        width *= 2;
    }
    out
}

#[inline(always)]
pub(super) fn split_node<F: Butterfly, const R: usize>(data: &mut [F], row: usize, factors: &[F::Scalar; R]) {
    for place in 0..row {
        let mut x = [F::zero(); R];
        for k in 0..R {
            x[k] = data[k * row + place];
        }
        split(&mut x, factors);
        for k in 0..R {
            data[k * row + place] = x[k];
        }
    }
}

#[inline(always)]
pub(super) fn join_node<F: Butterfly, const R: usize>(data: &mut [F], row: usize, factors: &[F::Factor]) {
    for (place, factors) in factors.chunks_exact(R - 1).enumerate() {
        let mut x = [F::zero(); R];
        for k in 0..R {
            x[k] = data[k * row + place];
        }
        join(&mut x, factors);
        for k in 0..R {
            data[k * row + place] = x[k];
        }
    }
}
