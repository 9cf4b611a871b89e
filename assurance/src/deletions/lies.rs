//! Lies that one row alone stops.

use crate::native::{
    compare::seed_of,
    draft::{Bend, Draft, Maker},
    scene::Scene,
};
use plimsoll_circuits::{soundness::Synthesized, statement::Statement};
use plimsoll_tests::twin::{Rows, assignment};
use std::{collections::BTreeSet, marker::PhantomData};

/// Lies that are told in one world.
const IN_ONE_WORLD: u64 = 200;

/// A statement's rows, and where lies come from.
pub struct Lies<S: Statement> {
    rows: Rows,
    seed: u64,
    statement: PhantomData<S>,
}

impl<S: Maker> Lies<S> {
    /// Of a statement that is laid out.
    pub fn new(laid: &Synthesized, seed: u64) -> Self {
        Self { rows: Rows::of(laid), seed, statement: PhantomData }
    }

    /// Tells up to so many lies, until each of these rows stopped one alone, and takes those that did away.
    pub fn tell(&self, most: u64, rows: &mut BTreeSet<usize>) {
        let bends = S::bends();
        for world in 0..most.div_ceil(IN_ONE_WORLD) {
            let mut scene = Scene::new(seed_of(self.seed, S::CIRCUIT.name(), world));
            for i in 0..IN_ONE_WORLD.min(most - world * IN_ONE_WORLD) {
                if rows.is_empty() {
                    return;
                }
                let turn = world * IN_ONE_WORLD + i;
                let bend = bends[(turn % bends.len() as u64) as usize];
                if let Some(row) = self.stopped_by(&mut scene, bend) {
                    rows.remove(&row);
                }
            }
        }
    }

    /// The one row that stops a lie with this bend; `None` if several do, or if it did not come about.
    fn stopped_by(&self, scene: &mut Scene, bend: Bend<S>) -> Option<usize> {
        let draft: Draft<S> = S::make(scene, Some(bend.check))?.bent(scene, &[bend])?;
        S::check(&draft.public, &draft.witness).err()?;
        let assignment = assignment::<S>(&draft.public, &draft.witness);
        let mut violated = self.rows.violated(&assignment);
        let first = violated.next()?;
        violated.next().is_none().then_some(first)
    }
}
