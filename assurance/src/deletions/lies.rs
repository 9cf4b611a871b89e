//! Lies that one row alone stops.
//!
//! A lie is an assignment of what is false, every hint as the circuit computes it. Where one row alone stops it, another may as well: a
//! prover can give a hint of that row the value that satisfies it, and what then stops the lie are the other rows that the hint stands in.
//! So with private inputs, where what stops the lie in the end is that an input which must be a bit is none: a role that a member has
//! not, made up for by half of another.

use crate::native::{
    compare::seed_of,
    draft::{Bend, Draft, Maker},
    scene::Scene,
};
use ark_ff::{AdditiveGroup, Field};
use plimsoll_circuits::{
    field::F,
    soundness::{Row, Synthesized, dot},
    statement::Statement,
};
use plimsoll_tests::twin::{Rows, assignment};
use std::{collections::BTreeSet, marker::PhantomData};

/// Lies that are told in one world.
const IN_ONE_WORLD: u64 = 200;

/// Hints that are changed one after another in a lie.
const CHANGED: usize = 6;

/// A statement's rows, and where lies come from.
pub struct Lies<'a, S: Statement> {
    laid: &'a Synthesized,
    rows: Rows,
    /// Rows by the columns that stand in them; none of what is posted.
    by_column: Vec<Vec<usize>>,
    /// Columns of private inputs.
    private: BTreeSet<usize>,
    /// Rows that say of a private input that it is a bit.
    bits: BTreeSet<usize>,
    seed: u64,
    statement: PhantomData<S>,
}

impl<'a, S: Maker> Lies<'a, S> {
    /// Of a statement that is laid out.
    pub fn new(laid: &'a Synthesized, seed: u64) -> Self {
        let mut by_column = vec![Vec::new(); laid.assignment.len()];
        for row in 0..laid.matrices[0].len() {
            laid.columns_of(row).into_iter().for_each(|column| by_column[column].push(row));
        }
        by_column[..laid.instance].iter_mut().for_each(Vec::clear);
        let private: BTreeSet<usize> = laid.private.iter().copied().collect();
        let bits = laid.bits().into_iter().filter(|(_, column)| private.contains(column)).map(|(row, _)| row);
        let bits = bits.collect();
        Self { laid, rows: Rows::of(laid), by_column, private, bits, seed, statement: PhantomData }
    }

    /// Whether a row says of a private input that it is a bit.
    pub fn is_bit(&self, row: usize) -> bool {
        self.bits.contains(&row)
    }

    /// Tells up to so many lies, until each of these rows stopped one alone, and takes those that did away.
    pub fn tell(&self, most: u64, rows: &mut BTreeSet<usize>) {
        let bends = S::bends();
        let mut stopped = BTreeSet::new();
        for world in 0..most.div_ceil(IN_ONE_WORLD) {
            let mut scene = Scene::new(seed_of(self.seed, S::CIRCUIT.name(), world));
            for i in 0..IN_ONE_WORLD.min(most - world * IN_ONE_WORLD) {
                if rows.is_empty() {
                    return;
                }
                let turn = world * IN_ONE_WORLD + i;
                let bend = bends[(turn % bends.len() as u64) as usize];
                if let Some((row, mut lie)) = self.stopped_by_one(&mut scene, bend)
                    && stopped.insert(row)
                {
                    rows.remove(&row);
                    self.stopped_elsewhere(row, &mut lie, CHANGED, rows);
                }
            }
        }
    }

    /// The one row that stops a lie with this bend, and the lie; `None` if several do, or if it did not come about.
    fn stopped_by_one(&self, scene: &mut Scene, bend: Bend<S>) -> Option<(usize, Vec<F>)> {
        let draft: Draft<S> = S::make(scene, Some(bend.check))?.bent(scene, &[bend])?;
        S::check(&draft.public, &draft.witness).err()?;
        let lie = assignment::<S>(&draft.public, &draft.witness);
        let violated: Vec<usize> = self.rows.violated(&lie).take(2).collect();
        if let [row] = violated[..] { Some((row, lie)) } else { None }
    }

    /// Takes away the rows that alone stop the same lie, told with other hints: up to so many, changed one after another. In each row
    /// private inputs may stand that satisfy it, too, if others make up for them.
    fn stopped_elsewhere(&self, row: usize, lie: &mut Vec<F>, most: usize, rows: &mut BTreeSet<usize>) {
        if most == 0 {
            return;
        }
        for column in self.laid.columns_of(row) {
            if self.by_column[column].len() < 2 {
                continue;
            }
            let Some(value) = self.satisfying(row, column, lie) else { continue };
            let before = std::mem::replace(&mut lie[column], value);
            if self.private.contains(&column) {
                self.made_up_for(column, value - before, lie, rows);
            } else if let [other] = self.violated_around(&[column], lie)[..]
                && rows.remove(&other)
            {
                self.stopped_elsewhere(other, lie, most - 1, rows);
            }
            lie[column] = before;
        }
    }

    /// Takes away the rows that alone stop a lie in which a private input was changed by so much and another one makes up for it, wherever
    /// both stand, but for being a bit. It may be true, then, what is said, but of no input that there is.
    fn made_up_for(&self, changed: usize, by: F, lie: &mut [F], rows: &mut BTreeSet<usize>) {
        let Some(together) = self.by_column[changed].iter().find(|row| !self.laid.holds(**row, lie)) else {
            return;
        };
        for matrix in &self.laid.matrices {
            let Some((_, own)) = matrix[*together].iter().find(|(column, _)| *column == changed) else {
                continue;
            };
            for (column, factor) in
                matrix[*together].iter().filter(|(column, _)| self.private.contains(column))
            {
                if *column == changed {
                    continue;
                }
                let before = lie[*column];
                lie[*column] -= by * own * factor.inverse().unwrap_or_default();
                if let [other] = self.violated_around(&[changed, *column], lie)[..]
                    && self.bits.contains(&other)
                {
                    rows.remove(&other);
                }
                lie[*column] = before;
            }
        }
    }

    /// The rows around some columns that do not hold.
    fn violated_around(&self, columns: &[usize], lie: &[F]) -> Vec<usize> {
        let around: BTreeSet<usize> =
            columns.iter().flat_map(|column| &self.by_column[*column]).copied().collect();
        around.into_iter().filter(|row| !self.laid.holds(*row, lie)).collect()
    }

    /// The value of a column with which a row holds; `None` if the column is squared in it, or nothing to it.
    fn satisfying(&self, row: usize, column: usize, lie: &[F]) -> Option<F> {
        let [a, b, c] = self.laid.matrices.each_ref().map(|matrix| &matrix[row]);
        let at = |row: &Row| row.iter().find(|(other, _)| *other == column).map_or(F::ZERO, |(_, k)| *k);
        let (left, right) = (dot(a, lie), dot(b, lie));
        let slope = at(a) * right + at(b) * left - at(c);
        let linear = at(a) * at(b) == F::ZERO;
        let step = (dot(c, lie) - left * right) * slope.inverse().filter(|_| linear)?;
        Some(lie[column] + step)
    }
}
