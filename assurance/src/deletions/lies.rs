//! Lies that one row alone stops.
//!
//! A lie is an assignment of what is false, every hint as the circuit computes it. Where one row alone stops it, another may as well: a
//! prover can give a hint of that row the value that satisfies it, and what then stops the lie are the other rows that the hint stands in.

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
    /// Rows by the hints that stand in them; none of inputs.
    by_hint: Vec<Vec<usize>>,
    seed: u64,
    statement: PhantomData<S>,
}

impl<'a, S: Maker> Lies<'a, S> {
    /// Of a statement that is laid out.
    pub fn new(laid: &'a Synthesized, seed: u64) -> Self {
        let mut by_hint = vec![Vec::new(); laid.assignment.len()];
        for row in 0..laid.matrices[0].len() {
            laid.columns_of(row).into_iter().for_each(|column| by_hint[column].push(row));
        }
        (0..laid.instance).chain(laid.private.iter().copied()).for_each(|input| by_hint[input].clear());
        Self { laid, rows: Rows::of(laid), by_hint, seed, statement: PhantomData }
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

    /// Takes away the rows that alone stop the same lie, told with other hints: up to so many, changed one after another.
    fn stopped_elsewhere(&self, row: usize, lie: &mut Vec<F>, most: usize, rows: &mut BTreeSet<usize>) {
        if most == 0 {
            return;
        }
        let is_shared = |column: &usize| self.by_hint[*column].len() > 1;
        for hint in self.laid.columns_of(row).into_iter().filter(is_shared) {
            let Some(value) = self.satisfying(row, hint, lie) else { continue };
            let before = std::mem::replace(&mut lie[hint], value);
            let violated: Vec<usize> = self.by_hint[hint]
                .iter()
                .copied()
                .filter(|other| !self.laid.holds(*other, lie))
                .take(2)
                .collect();
            if let [other] = violated[..]
                && rows.remove(&other)
            {
                self.stopped_elsewhere(other, lie, most - 1, rows);
            }
            lie[hint] = before;
        }
    }

    /// The value of a hint with which a row holds; `None` if the hint is squared in it, or nothing to it.
    fn satisfying(&self, row: usize, hint: usize, lie: &[F]) -> Option<F> {
        let [a, b, c] = self.laid.matrices.each_ref().map(|matrix| &matrix[row]);
        let at = |row: &Row| row.iter().find(|(column, _)| *column == hint).map_or(F::ZERO, |(_, k)| *k);
        let (left, right) = (dot(a, lie), dot(b, lie));
        let slope = at(a) * right + at(b) * left - at(c);
        let linear = at(a) * at(b) == F::ZERO;
        let step = (dot(c, lie) - left * right) * slope.inverse().filter(|_| linear)?;
        Some(lie[hint] + step)
    }
}
