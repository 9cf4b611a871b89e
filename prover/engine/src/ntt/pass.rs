//! The hot loops: passes over the data that do up to three layers each.

use super::{
    columns::{factors_of, join, join_node, split, split_first, split_node},
    tables::{Level, Tables},
};
use crate::{
    field::{Butterfly, Fr},
    isa::Work,
    stop::Stop,
};
use ark_bn254::Fr as ArkFr;
use ark_ff::BigInt;

/// The first layers of the inverse transform, from arkworks' elements; all rows, or the same part of each.
pub(super) struct First<'a, F: Butterfly, const R: usize> {
    pub(super) tables: &'a Tables<F>,
    pub(super) from: [&'a [ArkFr]; R],
    pub(super) to: [&'a mut [F]; R],
}

impl<F: Butterfly<Modulus = Fr>, const R: usize> Work for First<'_, F, R> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { tables, from, to } = self;
        let factors = factors_of::<F, R>(&tables.blocks, 0);
        for place in (0..to[0].len()).step_by(F::STEP) {
            let mut x = [[F::zero(); R]; 2];
            for k in 0..R {
                let mut pair = [F::zero(); 2];
                F::read(&from[k][place * F::LANES..(place + F::STEP) * F::LANES], &mut pair);
                (x[0][k], x[1][k]) = (pair[0], pair[1]);
            }
            for i in 0..F::STEP {
                split_first(&mut x[i], &factors);
                for k in 0..R {
                    to[k][place + i] = x[i][k];
                }
            }
        }
    }
}

/// All but the first layers of the inverse transform and all but the last ones of the forward transform, on one row of
/// the first pass, of one polynomial or both.
pub(super) struct Row<'a, F: Butterfly> {
    /// Asked between nodes.
    pub(super) stop: &'a Stop,
    pub(super) tables: &'a Tables<F>,
    pub(super) row: usize,
    pub(super) data: Vec<&'a mut [F]>,
}

impl<F: Butterfly<Modulus = Fr>> Work for Row<'_, F> {
    type Output = ();

    /// Goes into depth first: a node that fits a cache is finished there. The polynomials take turns at small nodes, so
    /// that factors come from the outer caches once.
    #[inline(always)]
    fn run(self) {
        let Self { stop, tables, row, mut data } = self;
        let Some((leaf, levels)) = tables.levels[1..].split_last() else { return };
        let len = tables.levels[0].row;
        let turn = size(levels.last().unwrap_or(leaf));
        for start in (0..len).step_by(turn) {
            if stop.asked() {
                return;
            }
            for data in &mut data {
                for start in (start..start + turn).step_by(size(leaf)) {
                    for level in levels {
                        if start % size(level) == 0 {
                            let node = (row * len + start) / size(level);
                            split_level(tables, level, &mut data[start..start + size(level)], node);
                        }
                    }
                    let end = start + size(leaf);
                    let (node, block) = ((row * len + start) / size(leaf), &mut data[start..end]);
                    split_level(tables, leaf, block, node);
                    if F::LANES > 1 {
                        within_elements(tables, block, node);
                    }
                    join_level(leaf, block);
                    for level in levels.iter().rev() {
                        if end % size(level) == 0 {
                            join_level(level, &mut data[end - size(level)..end]);
                        }
                    }
                }
            }
        }
    }
}

/// The length of a level's nodes.
#[inline(always)]
fn size<F: Butterfly>(level: &Level<F>) -> usize {
    level.row << level.log_radix
}

#[inline(always)]
fn split_level<F: Butterfly>(tables: &Tables<F>, level: &Level<F>, data: &mut [F], node: usize) {
    match level.log_radix {
        1 => split_node::<F, 2>(data, level.row, &factors_of::<F, 2>(&tables.blocks, node)),
        2 => split_node::<F, 4>(data, level.row, &factors_of::<F, 4>(&tables.blocks, node)),
        _ => split_node::<F, 8>(data, level.row, &factors_of::<F, 8>(&tables.blocks, node)),
    }
}

#[inline(always)]
fn join_level<F: Butterfly>(level: &Level<F>, data: &mut [F]) {
    match level.log_radix {
        1 => join_node::<F, 2>(data, level.row, &level.forward),
        2 => join_node::<F, 4>(data, level.row, &level.forward),
        _ => join_node::<F, 8>(data, level.row, &level.forward),
    }
}

/// The last layers of the inverse transform and the first ones of the forward transform, whose butterflies are between
/// lanes: the tile is transposed for them.
#[inline(always)]
fn within_elements<F: Butterfly>(tables: &Tables<F>, tile: &mut [F], node: usize) {
    let mut x = [F::zero(); 8];
    x.copy_from_slice(tile);
    F::transpose(&mut x);
    split(&mut x, &tables.lanes[7 * node..7 * node + 7]);
    if tables.settle {
        for element in &mut x {
            *element = element.settle();
        }
    }
    join(&mut x, &tables.middle);
    F::transpose(&mut x);
    tile.copy_from_slice(&x);
}

/// The last layers of both forward transforms, and the products; all rows, or the same part of each.
pub(super) struct Last<'a, F: Butterfly, const R: usize> {
    /// From the first place of the part on.
    pub(super) factors: &'a [F::Factor],
    pub(super) a: [&'a [F]; R],
    pub(super) b: [&'a [F]; R],
    pub(super) to: [&'a mut [BigInt<4>]; R],
}

impl<F: Butterfly<Modulus = Fr>, const R: usize> Work for Last<'_, F, R> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { factors, a, b, to } = self;
        for place in (0..a[0].len()).step_by(F::STEP) {
            let mut products = [[F::zero(); 2]; R];
            for i in 0..F::STEP {
                let (mut x, mut y) = ([F::zero(); R], [F::zero(); R]);
                for k in 0..R {
                    (x[k], y[k]) = (a[k][place + i], b[k][place + i]);
                }
                let factors = &factors[(place + i) * (R - 1)..(place + i + 1) * (R - 1)];
                join(&mut x, factors);
                join(&mut y, factors);
                for k in 0..R {
                    products[k][i] = x[k].product(y[k]);
                }
            }
            for k in 0..R {
                F::write(&products[k], &mut to[k][place * F::LANES..(place + F::STEP) * F::LANES]);
            }
        }
    }
}
