//! The columns, which are the same for every netlist, and what each is used for.
//!
//! Four lanes of ten advice columns. A permutation of width 4 takes one lane, one of width 8 or 16 takes all four: each
//! block of four lanes of its state lies where a state of width 4 would, so that all widths share the gates of full rounds.

use halo2_proofs::{
    plonk::{Advice, Column, ConstraintSystem, Expression, Fixed, Instance, VirtualCells},
    poly::Rotation,
};
use halo2curves::bn256::Fr;

/// Lanes side by side.
pub(super) const LANES: usize = 4;
/// Advice columns of a lane.
pub(super) const LANE: usize = 10;
/// Of these, the first ones, which copy constraints may touch.
pub(super) const TIED: usize = 5;
/// Columns of a lane for a block of four state cells.
pub(super) const BLOCK: usize = 4;
/// A lane's column for a node's member, and for the node.
pub(super) const NODE: usize = 4;
/// A lane's first column for the state between the two full rounds of a row.
pub(super) const MIDDLE: usize = 4;
/// A lane's column for one of the four sums of the state between.
pub(super) const MIDDLE_SUM: usize = 8;
/// A lane's column for one of the four sums of the state of the next row.
pub(super) const NEXT_SUM: usize = 9;
/// All advice columns.
pub(super) const ADVICE: usize = LANES * LANE;
/// Fixed columns for round constants, coefficients and masks.
pub(super) const CONSTANTS: usize = 32;
/// Gates of degree 6 would do; with 9 a permutation product takes seven columns instead of four, at the same extended domain.
const DEGREE: usize = 9;

/// Fixed columns that say what a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switch {
    /// The state before a permutation; the next row has the one behind the first linear layer.
    Input,
    /// Two full rounds.
    Full,
    /// How many times the sums count (blocks of the width plus one).
    Sum,
    /// Minus one if the sums have the first two lanes.
    SumLow,
    /// Minus one if the sums have the other two lanes.
    SumHigh,
    /// A node per lane: behind a permutation of width 4.
    Node,
    /// Partial rounds of width 4.
    Partial4,
    /// Partial rounds of width 8.
    Partial8,
    /// Partial rounds of width 16.
    Partial16,
    /// A single partial round of width 16.
    Single16,
    /// Arithmetic gates.
    Arithmetic,
    /// 64 bits of a range.
    Range,
}

/// How many switches there are.
const SWITCHES: usize = Switch::Range as usize + 1;

/// Index of a fixed column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FixedColumn {
    /// A round constant, coefficient or mask.
    Constant(usize),
    /// What a row is.
    Switch(Switch),
}

/// The columns.
#[derive(Clone, Debug)]
pub struct Columns {
    advice: Vec<Column<Advice>>,
    constants: Vec<Column<Fixed>>,
    switches: Vec<Column<Fixed>>,
    pub(super) instance: Column<Instance>,
}

impl Columns {
    pub(super) fn new(meta: &mut ConstraintSystem<Fr>) -> Self {
        let this = Self {
            advice: (0..ADVICE).map(|_| meta.advice_column()).collect(),
            constants: (0..CONSTANTS).map(|_| meta.fixed_column()).collect(),
            switches: (0..SWITCHES).map(|_| meta.fixed_column()).collect(),
            instance: meta.instance_column(),
        };
        for lane in this.advice.chunks_exact(LANE) {
            lane[..TIED].iter().for_each(|column| meta.enable_equality(*column));
        }
        meta.enable_equality(this.instance);
        meta.set_minimum_degree(DEGREE);
        this
    }

    pub(super) fn advice(&self, column: usize) -> Column<Advice> {
        self.advice[column]
    }

    pub(super) fn fixed(&self, column: FixedColumn) -> Column<Fixed> {
        match column {
            FixedColumn::Constant(i) => self.constants[i],
            FixedColumn::Switch(switch) => self.switches[switch as usize],
        }
    }
}

/// The cells that a gate speaks of.
pub(super) struct Cells<'c, 'm> {
    pub columns: &'c Columns,
    pub meta: &'c mut VirtualCells<'m, Fr>,
}

impl Cells<'_, '_> {
    /// A cell of this row.
    pub fn here(&mut self, column: usize) -> Expression<Fr> {
        self.meta.query_advice(self.columns.advice[column], Rotation::cur())
    }

    /// A cell of the next row.
    pub fn next(&mut self, column: usize) -> Expression<Fr> {
        self.meta.query_advice(self.columns.advice[column], Rotation::next())
    }

    /// A cell some rows before.
    pub fn before(&mut self, column: usize, rows: i32) -> Expression<Fr> {
        self.meta.query_advice(self.columns.advice[column], Rotation(-rows))
    }

    /// A constant of this row.
    pub fn constant(&mut self, i: usize) -> Expression<Fr> {
        self.meta.query_fixed(self.columns.constants[i])
    }

    /// What this row is.
    pub fn switch(&mut self, switch: Switch) -> Expression<Fr> {
        self.meta.query_fixed(self.columns.switches[switch as usize])
    }
}

/// The column of a state cell, of the lane that a state begins in.
pub(super) const fn state(lane: usize, cell: usize) -> usize {
    (lane + cell / BLOCK) * LANE + cell % BLOCK
}

/// The `i`-th column that copy constraints may touch.
pub(super) const fn tied(i: usize) -> usize {
    i / TIED * LANE + i % TIED
}
