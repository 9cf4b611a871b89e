//! The rows of permutations.

use super::{
    columns::{BLOCK, LANE, LANES, MIDDLE, MIDDLE_SUM, NEXT_SUM, NODE, Switch, state},
    partial::{Run, Variable},
    poseidon2::{FULL_ROWS, Shape, matrices, partial_column, shape},
    sheet::{FixedCell, Sheet},
};
use crate::{
    claims::netlist::Wire,
    field::F,
    poseidon2::permutation::{Width, external, width},
};
use ark_ff::{AdditiveGroup as _, Field as _};
use std::sync::OnceLock;

/// A permutation of width 4, in one lane.
#[derive(Clone, Debug, Default)]
pub(super) struct Narrow {
    pub input: Vec<Wire>,
    pub output: Vec<(usize, Wire)>,
    pub member: Option<Wire>,
    pub node: Option<Wire>,
}

/// A permutation at work: a state as cells hold it, constants included, and where.
struct Walk<'s> {
    width: &'static Width,
    shape: &'static Shape,
    sheet: &'s mut Sheet,
    row: usize,
    lane: usize,
    /// Lanes that hold the state, and those that only follow the gates (width 8).
    blocks: usize,
    state: Vec<F>,
    round: usize,
}

/// Lays out as many permutations of width 4 as there are lanes.
pub(super) fn lay_narrow(sheet: &mut Sheet, permutations: &[Narrow]) {
    let rows = shape(4).rows();
    let first = sheet.take(rows);
    fix(sheet, first, 4);
    sheet.switch(Switch::Node, first + rows - 1, 1);
    for lane in 0..LANES {
        let permutation = permutations.get(lane);
        let input: Vec<Option<Wire>> =
            (0..BLOCK).map(|i| permutation.and_then(|p| p.input.get(i)).copied()).collect();
        tie_input(sheet, first, lane, &input);
        match permutation.and_then(|p| p.member) {
            Some(member) => sheet.tie(member, lane * LANE + NODE, first),
            None => tie_or_zero(sheet, input[0], lane * LANE + NODE, first),
        }
        let output = walk(sheet, first, lane, 4, &input);
        let last = first + rows - 1;
        let named = permutation.map(|p| p.output.as_slice()).unwrap_or_default();
        set_output(sheet, last, lane, &output, named);
        match permutation.and_then(|p| p.node) {
            Some(node) => sheet.tie(node, lane * LANE + NODE, last),
            None => {
                let fed = output[0] + input[0].map_or(F::ZERO, |wire| sheet.value(wire));
                sheet.set(lane * LANE + NODE, last, fed);
            }
        }
    }
}

/// Lays out a permutation of width 8 or 16.
pub(super) fn lay_wide(sheet: &mut Sheet, input: &[Wire], named: &[(usize, Wire)]) {
    let t = input.len();
    let rows = shape(t).rows();
    let first = sheet.take(rows);
    fix(sheet, first, t);
    let input: Vec<Option<Wire>> = (0..LANES * BLOCK).map(|i| input.get(i).copied()).collect();
    tie_input(sheet, first, 0, &input);
    for lane in 0..LANES {
        tie_or_zero(sheet, input[BLOCK * lane], lane * LANE + NODE, first);
    }
    let output = walk(sheet, first, 0, t, &input);
    set_output(sheet, first + rows - 1, 0, &output, named);
}

fn tie_or_zero(sheet: &mut Sheet, wire: Option<Wire>, column: usize, row: usize) {
    match wire {
        Some(wire) => sheet.tie(wire, column, row),
        None => sheet.tie_zero(column, row),
    }
}

fn tie_input(sheet: &mut Sheet, row: usize, lane: usize, input: &[Option<Wire>]) {
    input.iter().enumerate().for_each(|(i, wire)| tie_or_zero(sheet, *wire, state(lane, i), row));
}

fn set_output(sheet: &mut Sheet, row: usize, lane: usize, output: &[F], named: &[(usize, Wire)]) {
    for (i, value) in output.iter().enumerate() {
        match named.iter().find(|(named, _)| *named == i) {
            Some((_, wire)) => sheet.tie(*wire, state(lane, i), row),
            None => sheet.set(state(lane, i), row, *value),
        }
    }
}

/// Switches and constants of a permutation's rows, which are the same for every permutation of a width.
fn fix(sheet: &mut Sheet, first: usize, t: usize) {
    static FIXED: [OnceLock<Vec<FixedCell>>; 3] = [const { OnceLock::new() }; 3];
    let fixed = FIXED[(t / BLOCK).trailing_zeros() as usize].get_or_init(|| {
        let mut sheet = Sheet::new(0, None);
        fix_from_top(&mut sheet, t);
        sheet.fixed
    });
    sheet.fixed.extend(fixed.iter().map(|(column, row, value)| (*column, first + row, *value)));
}

fn fix_from_top(sheet: &mut Sheet, t: usize) {
    let (width, shape) = (width(t), shape(t));
    let mut row = 0;
    sheet.switch(Switch::Input, row, 1);
    fix_full(sheet, row, t, None, &width.external[0]);
    row += 1;
    for round in (0..2 * FULL_ROWS).step_by(2) {
        sheet.switch(Switch::Full, row, 1);
        let next = if round + 2 == 2 * FULL_ROWS {
            partial_constants(width, 0)
        } else {
            width.external[round + 2].clone()
        };
        fix_full(sheet, row, t, Some(&width.external[round + 1]), &next);
        row += 1;
    }
    let mut round = 0;
    for (run, constraints) in shape.runs.iter().zip(shape.constraints(t)) {
        for _ in 0..run.rows {
            sheet.switch(run.switch, row, 1);
            let next = partial_constants(width, round + run.rounds);
            for (i, constraint) in constraints.iter().enumerate() {
                sheet.constant(i, row, constraint.constant(&width.internal[round..], &next));
            }
            round += run.rounds;
            row += 1;
        }
    }
    for round in (2 * FULL_ROWS..4 * FULL_ROWS).step_by(2) {
        sheet.switch(Switch::Full, row, 1);
        let next = width.external.get(round + 2).cloned().unwrap_or_else(|| vec![F::ZERO; t]);
        fix_full(sheet, row, t, Some(&width.external[round + 1]), &next);
        row += 1;
    }
}

/// What is added to the state before a partial round, or behind the last one.
fn partial_constants(width: &Width, round: usize) -> Vec<F> {
    match width.internal.get(round) {
        Some(constant) => std::iter::once(*constant).chain((1..width.t).map(|_| F::ZERO)).collect(),
        None => width.external[2 * FULL_ROWS].clone(),
    }
}

/// The constants of a row of full rounds: what the external matrix's inverse makes of those in the state it leads to.
fn fix_full(sheet: &mut Sheet, row: usize, t: usize, middle: Option<&Vec<F>>, next: &[F]) {
    let inverse = &width(t).inverse;
    let blocks = t / BLOCK;
    let times = if blocks == 1 { 1 } else { blocks as i64 + 1 };
    sheet.switch(Switch::Sum, row, times);
    sheet.switch(Switch::SumLow, row, if blocks > 1 { -1 } else { 0 });
    sheet.switch(Switch::SumHigh, row, if blocks > 2 { -1 } else { 0 });
    for (offset, constants) in [(0, middle.map(Vec::as_slice)), (LANES * BLOCK, Some(next))] {
        let Some(constants) = constants else { continue };
        for i in 0..LANES * BLOCK {
            // Width 4 repeats in every lane; width 8 has nothing in the other two.
            let cell = if t == BLOCK { i % BLOCK } else { i };
            let Some(inverse) = inverse.get(cell) else { continue };
            let value: F = inverse.iter().zip(constants).map(|(m, c)| *m * c).sum();
            sheet.constant(offset + i, row, value);
        }
    }
}

/// Fills a permutation's rows, and gives the state of all its lanes behind it.
fn walk(sheet: &mut Sheet, first: usize, lane: usize, t: usize, input: &[Option<Wire>]) -> Vec<F> {
    let values = input.iter().map(|wire| wire.map_or(F::ZERO, |wire| sheet.value(wire))).collect();
    let (width, shape) = (width(t), shape(t));
    let mut walk = Walk { width, shape, sheet, row: first, lane, blocks: t / BLOCK, state: values, round: 0 };
    walk.external(&width.external[0], NEXT_SUM);
    walk.row += 1;
    walk.full_rows(&partial_constants(width, 0));
    for i in t..walk.state.len() {
        walk.sheet.set(state(lane, i), walk.row, walk.state[i]);
    }
    walk.round = 0;
    for run in walk.shape.runs {
        for _ in 0..run.rows {
            walk.partial_row(run);
        }
    }
    for i in t..walk.state.len() {
        walk.state[i] = F::ZERO;
        walk.sheet.tie_zero(state(lane, i), walk.row);
    }
    walk.round = 2 * FULL_ROWS;
    walk.full_rows(&vec![F::ZERO; t]);
    walk.state
}

impl Walk<'_> {
    /// The external matrix and the next constants; sets the sums.
    fn external(&mut self, constants: &[F], sums_column: usize) {
        let t = self.width.t;
        let (real, follow) = self.state.split_at_mut(t);
        external(real);
        real.iter_mut().zip(constants).for_each(|(x, c)| *x += c);
        let (_, inverse) = matrices();
        let mut sums = [F::ZERO; BLOCK];
        if self.blocks > 1 {
            let over = F::from(self.blocks as u64 + 1).inverse().unwrap_or_default();
            let total: Vec<F> =
                (0..BLOCK).map(|i| real.iter().skip(i).step_by(BLOCK).sum::<F>() * over).collect();
            for (sum, row) in sums.iter_mut().zip(inverse) {
                *sum = row.iter().zip(&total).map(|(m, x)| *m * x).sum();
            }
        }
        for block in follow.chunks_exact_mut(BLOCK) {
            block.iter_mut().zip(&sums).for_each(|(x, sum)| *x += sum);
            external(block);
        }
        // The lanes of a row of width 4 share the sums, which are zero.
        if self.lane == 0 {
            for (i, sum) in sums.iter().enumerate() {
                self.sheet.set(i * LANE + sums_column, self.row, *sum);
            }
        }
    }

    fn set_state(&mut self, column: impl Fn(usize) -> usize) {
        for (i, x) in self.state.iter().enumerate() {
            self.sheet.set(column(i), self.row, *x);
        }
    }

    fn sboxes(&mut self) {
        self.state.iter_mut().for_each(|x| *x = fifth(*x));
    }

    /// Half of the full rounds; the state that follows gets these constants.
    fn full_rows(&mut self, behind: &[F]) {
        let width = self.width;
        let lane = self.lane;
        for i in 0..FULL_ROWS {
            // What lies beside width 8 behind its partial rounds is tied to zero, not computed.
            let computed = if i == 0 && self.round > 0 { width.t } else { self.state.len() };
            for (cell, x) in self.state.iter().enumerate().take(computed) {
                self.sheet.set(state(lane, cell), self.row, *x);
            }
            self.sboxes();
            self.external(&width.external[self.round + 1], MIDDLE_SUM);
            self.set_state(|cell| (lane + cell / BLOCK) * LANE + MIDDLE + cell % BLOCK);
            self.sboxes();
            self.round += 2;
            let constants = if i + 1 == FULL_ROWS { behind } else { &width.external[self.round] };
            self.external(constants, NEXT_SUM);
            self.row += 1;
        }
    }

    fn partial_row(&mut self, run: &Run) {
        let (width, t, lane) = (self.width, self.width.t, self.lane);
        for i in 0..t {
            self.sheet.set(state(lane, i), self.row, self.state[i]);
        }
        for round in 0..run.rounds {
            if round > 0 {
                let column = partial_column(Variable::Input(round), run, t, lane);
                self.sheet.set(column, self.row, self.state[0]);
            }
            let real = &mut self.state[..t];
            real[0] = fifth(real[0]);
            let sum: F = real.iter().sum();
            real.iter_mut().zip(&width.diagonal_minus_one).for_each(|(x, d)| *x = *x * d + sum);
            if run.sums {
                self.sheet.set(partial_column(Variable::Sum(round), run, t, lane), self.row, sum);
            }
            self.round += 1;
            let next = partial_constants(width, self.round);
            real.iter_mut().zip(&next).for_each(|(x, c)| *x += c);
        }
        self.row += 1;
    }
}

fn fifth(x: F) -> F {
    x.square().square() * x
}
