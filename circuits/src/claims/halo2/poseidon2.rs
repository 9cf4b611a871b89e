//! Poseidon2 of width 4, 8 and 16: gates and rows.
//!
//! Rows of a permutation: the state; full rounds, two a row; partial rounds; full rounds; the state behind it. Cells hold
//! S-box inputs, so that each constraint has the fifth power of one cell. The external matrix is M4 on each block of four
//! plus the blocks' sum, so its inverse is M4's inverse on each block minus what a cell per row of M4, the sum, brings in.

use super::{
    columns::{
        BLOCK, CONSTANTS, Cells, Columns, LANE, LANES, MIDDLE, MIDDLE_SUM, NEXT_SUM, NODE, Switch, TIED,
        state,
    },
    partial::{Constraint, Run, Variable},
    simple::scaled,
};
use crate::{field::F, poseidon2::permutation::width};
use halo2_proofs::plonk::{ConstraintSystem, Expression};
use halo2curves::bn256::Fr;
use std::sync::OnceLock;

/// How a width is laid out.
#[derive(Debug)]
pub(super) struct Shape {
    pub runs: &'static [Run],
}

const WIDTH_4: Shape = Shape { runs: &[Run { switch: Switch::Partial4, rounds: 7, rows: 8, sums: false }] };
const WIDTH_8: Shape = Shape { runs: &[Run { switch: Switch::Partial8, rounds: 3, rows: 19, sums: true }] };
const WIDTH_16: Shape = Shape {
    runs: &[
        Run { switch: Switch::Partial16, rounds: 8, rows: 7, sums: true },
        Run { switch: Switch::Single16, rounds: 1, rows: 1, sums: true },
    ],
};
const _: () = assert!(2 * LANES * BLOCK <= CONSTANTS);

/// How this width is laid out.
pub(super) const fn shape(t: usize) -> &'static Shape {
    match t {
        4 => &WIDTH_4,
        8 => &WIDTH_8,
        _ => &WIDTH_16,
    }
}

impl Shape {
    /// The constraints of a row of each run.
    pub fn constraints(&self, t: usize) -> &'static [Vec<Constraint>] {
        static CONSTRAINTS: [OnceLock<Vec<Vec<Constraint>>>; 3] = [const { OnceLock::new() }; 3];
        let index = (t / BLOCK).trailing_zeros() as usize;
        CONSTRAINTS[index].get_or_init(|| self.runs.iter().map(|run| run.constraints(width(t))).collect())
    }

    /// Rows of a permutation.
    pub const fn rows(&self) -> usize {
        let (mut rows, mut i) = (1 + FULL_ROWS + FULL_ROWS + 1, 0);
        while i < self.runs.len() {
            rows += self.runs[i].rows;
            i += 1;
        }
        rows
    }
}

/// Rows of full rounds before the partial ones, and after them.
pub(super) const FULL_ROWS: usize = 2;

/// The column of a variable of partial rounds, which is in the next row for [`Variable::Next`].
pub(super) fn partial_column(variable: Variable, run: &Run, t: usize, lane: usize) -> usize {
    let spare = |i: usize| {
        let mut columns =
            (0..t.div_ceil(BLOCK)).flat_map(|l| (BLOCK..LANE).map(move |c| (lane + l) * LANE + c));
        #[allow(
            clippy::expect_used,
            reason = "a lane is as wide as the longest run needs, which every test lays out"
        )]
        columns.nth(i).expect("a spare column")
    };
    match variable {
        Variable::Input(0) => state(lane, 0),
        Variable::Input(round) => spare(round - 1),
        Variable::Sum(round) => spare(run.rounds - 1 + round),
        Variable::Next(i) | Variable::Other(i) => state(lane, i),
    }
}

/// M4 and its inverse.
pub(super) fn matrices() -> (&'static [Vec<F>], &'static [Vec<F>]) {
    let width = width(BLOCK);
    (&width.matrix, &width.inverse)
}

/// All gates.
pub(super) fn gates(meta: &mut ConstraintSystem<Fr>, columns: &Columns) {
    input_gate(meta, columns);
    full_gate(meta, columns);
    sums_gate(meta, columns);
    node_gate(meta, columns);
    for t in [4, 8, 16] {
        for (run, forms) in shape(t).runs.iter().zip(shape(t).constraints(t)) {
            partial_gate(meta, columns, run, forms, t);
        }
    }
}

/// `x` minus what the external matrix's inverse makes of the state: M4's inverse of a block, less the sum and a constant.
///
/// A minus is a multiplication when a proof is made, so the signs are in the factors.
fn external(
    x: Expression<Fr>,
    block: &[Expression<Fr>],
    row: usize,
    sum: Expression<Fr>,
    constant: Expression<Fr>,
) -> Expression<Fr> {
    let (_, inverse) = matrices();
    let terms = block.iter().zip(&inverse[row]).map(|(y, c)| scaled(y.clone(), &-*c));
    terms.fold(x + sum + constant, |sum, term| sum + term)
}

fn fifth(x: &Expression<Fr>) -> Expression<Fr> {
    let square = x.clone() * x.clone();
    square.clone() * square * x.clone()
}

fn input_gate(meta: &mut ConstraintSystem<Fr>, columns: &Columns) {
    meta.create_gate("Poseidon2 input", |meta| {
        let mut cells = Cells { columns, meta };
        let on = cells.switch(Switch::Input);
        let mut constraints = Vec::new();
        for lane in 0..LANES {
            let next: Vec<_> = (0..BLOCK).map(|i| cells.next(state(lane, i))).collect();
            let member = cells.here(lane * LANE + NODE);
            let mut product = on.clone();
            for i in 0..BLOCK {
                let input = cells.here(state(lane, i));
                let sum = cells.here(i * LANE + NEXT_SUM);
                let constant = cells.constant(LANES * BLOCK + lane * BLOCK + i);
                let layer = external(input.clone(), &next, i, sum, constant);
                constraints.push(("first linear layer", on.clone() * layer));
                product = product * (member.clone() - input);
            }
            constraints.push(("member", product));
        }
        constraints
    });
}

fn full_gate(meta: &mut ConstraintSystem<Fr>, columns: &Columns) {
    meta.create_gate("Poseidon2 full rounds", |meta| {
        let mut cells = Cells { columns, meta };
        let on = cells.switch(Switch::Full);
        let mut constraints = Vec::new();
        for lane in 0..LANES {
            let middle: Vec<_> = (0..BLOCK).map(|i| cells.here(lane * LANE + MIDDLE + i)).collect();
            let next: Vec<_> = (0..BLOCK).map(|i| cells.next(state(lane, i))).collect();
            for i in 0..BLOCK {
                let input = cells.here(state(lane, i));
                let (sum, constant) = (cells.here(i * LANE + MIDDLE_SUM), cells.constant(lane * BLOCK + i));
                let first = external(fifth(&input), &middle, i, sum, constant);
                let (sum, constant) =
                    (cells.here(i * LANE + NEXT_SUM), cells.constant(LANES * BLOCK + lane * BLOCK + i));
                let second = external(fifth(&middle[i]), &next, i, sum, constant);
                constraints.push(("first", on.clone() * first));
                constraints.push(("second", on.clone() * second));
            }
        }
        constraints
    });
}

/// `(blocks + 1) M4 sums` is the sum of the blocks' states.
fn sums_gate(meta: &mut ConstraintSystem<Fr>, columns: &Columns) {
    meta.create_gate("Poseidon2 sums", |meta| {
        let mut cells = Cells { columns, meta };
        let (matrix, _) = matrices();
        let [times, low, high] = [Switch::Sum, Switch::SumLow, Switch::SumHigh].map(|s| cells.switch(s));
        let full = cells.switch(Switch::Full);
        let mut constraints = Vec::new();
        for (name, column) in [("middle", MIDDLE_SUM), ("next", NEXT_SUM)] {
            for (i, row) in matrix.iter().enumerate() {
                let block: Vec<_> = (0..LANES)
                    .map(|lane| match column {
                        NEXT_SUM => cells.next(state(lane, i)),
                        _ => cells.here(lane * LANE + MIDDLE + i),
                    })
                    .collect();
                let mut sums = row.iter().enumerate().map(|(k, c)| scaled(cells.here(k * LANE + column), c));
                let first = sums.next().unwrap_or(Expression::Constant(Fr::zero()));
                let sum = sums.fold(first, |sum, term| sum + term);
                let [a, b, c, d] = [0, 1, 2, 3].map(|lane| block[lane].clone());
                let balance = times.clone() * sum + low.clone() * (a + b) + high.clone() * (c + d);
                // The row of the input has sums of the next state only, and other cells where the middle would be.
                constraints.push((name, if column == NEXT_SUM { balance } else { full.clone() * balance }));
            }
        }
        constraints
    });
}

/// The feed-forward of a node: what comes out of lane 0 plus what went in.
fn node_gate(meta: &mut ConstraintSystem<Fr>, columns: &Columns) {
    const _: () = assert!(NODE < TIED);
    meta.create_gate("Poseidon2 node", |meta| {
        let mut cells = Cells { columns, meta };
        let on = cells.switch(Switch::Node);
        let rows = shape(4).rows() as i32 - 1;
        (0..LANES)
            .map(|lane| {
                let node = cells.here(lane * LANE + NODE);
                let sum = cells.here(state(lane, 0)) + cells.before(state(lane, 0), rows);
                ("feed-forward", on.clone() * (node - sum))
            })
            .collect::<Vec<_>>()
    });
}

fn partial_gate(
    meta: &mut ConstraintSystem<Fr>,
    columns: &Columns,
    run: &Run,
    forms: &[Constraint],
    t: usize,
) {
    let name = match run.switch {
        Switch::Partial4 => "Poseidon2 partial rounds, width 4",
        Switch::Partial8 => "Poseidon2 partial rounds, width 8",
        Switch::Single16 => "Poseidon2 partial round, width 16",
        _ => "Poseidon2 partial rounds, width 16",
    };
    assert!(forms.len() <= CONSTANTS, "a row has a constant for each constraint");
    let lanes = if t == BLOCK { LANES } else { 1 };
    meta.create_gate(name, |meta| {
        let mut cells = Cells { columns, meta };
        let on = cells.switch(run.switch);
        let mut constraints = Vec::new();
        for lane in 0..lanes {
            for (i, form) in forms.iter().enumerate() {
                constraints.push(on.clone() * expression(&mut cells, form, i, run, t, lane));
            }
        }
        constraints
    });
}

fn expression(
    cells: &mut Cells<'_, '_>,
    form: &Constraint,
    i: usize,
    run: &Run,
    t: usize,
    lane: usize,
) -> Expression<Fr> {
    let constant = cells.constant(i);
    let linear = form.terms.iter().fold(constant, |sum, (variable, c)| {
        let column = partial_column(*variable, run, t, lane);
        let cell = match variable {
            Variable::Next(_) => cells.next(column),
            _ => cells.here(column),
        };
        sum + scaled(cell, c)
    });
    match form.power {
        None => linear,
        Some(round) => fifth(&cells.here(partial_column(Variable::Input(round), run, t, lane))) + linear,
    }
}
