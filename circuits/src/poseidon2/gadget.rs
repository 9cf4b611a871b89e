//! The circuit twin: the same functions over variables.
//!
//! Three constraints an S-box and nothing else: 240, 264, 363, 459, 555 constraints for widths 3, 4, 8, 12, 16. An S-box
//! takes `v` to `v^5` by `v v = a`, `a a = b`, `b v = out`. Its output is no variable: the variables are the inputs of the
//! *next* S-boxes, of which the outputs are linear combinations, through the inverse of the matrix between them. In the
//! partial rounds the lanes that pass no S-box are expressed by the S-box inputs to come and the state behind the last
//! partial round, so that each dense combination stands in one constraint only, as its right-hand side.

use super::{
    permutation::{FULL_ROUNDS, Width, width},
    trace::{hints, output},
};
use crate::{
    field::F,
    gadget::{FVar, Lin, R1csResult, System, named},
    tag::Tag,
};
use ark_ff::{AdditiveGroup, Field};

/// [`hash`](super::hash) in the circuit: one permutation.
///
/// # Errors
/// None in an existing system.
///
/// # Panics
/// As [`hash`](super::hash).
pub fn hash(tag: Tag, inputs: &[FVar]) -> R1csResult<FVar> {
    let width = super::width(inputs.len());
    hash_with(tag.value(), width, inputs)
}

/// One permutation over `[domain, inputs.., 0..]`, lane 1: for domains that other crates name.
pub(crate) fn hash_with(domain: F, width: usize, inputs: &[FVar]) -> R1csResult<FVar> {
    let system = System::of(inputs);
    let state = start(&system, domain, width, inputs);
    let out = permute(&system, &state)?;
    system.var(&out[1])
}

/// [`sponge`](super::sponge) in the circuit: one permutation of width 16 for every 15 inputs.
///
/// # Errors
/// None in an existing system.
///
/// # Panics
/// As [`sponge`](super::sponge).
pub fn sponge(tag: Tag, inputs: &[FVar]) -> R1csResult<FVar> {
    let system = System::of(inputs);
    let mut state = start(&system, super::sponge_start(tag, inputs.len()), 16, &[]);
    for block in inputs.chunks(super::SPONGE_RATE) {
        for (lane, x) in state[1..].iter_mut().zip(block) {
            *lane = &*lane + &system.lin(x);
        }
        state = permute(&system, &state)?;
    }
    system.var(&state[1])
}

/// [`compress`](super::compress) in the circuit: one permutation of width 4.
///
/// # Errors
/// None in an existing system.
pub fn compress(children: &[FVar; 4]) -> R1csResult<FVar> {
    let system = System::of(children);
    let state: Vec<Lin> = children.iter().map(|x| system.lin(x)).collect();
    let out = permute(&system, &state)?;
    system.var(&(&out[0] + &state[0]))
}

/// [`pair`](super::pair) in the circuit: one permutation of width 3.
///
/// # Errors
/// None in an existing system.
pub fn pair(tag: Tag, a: &FVar, b: &FVar) -> R1csResult<[FVar; 2]> {
    let system = System::of([a, b]);
    let state = start(&system, tag.value(), 3, &[a.clone(), b.clone()]);
    let out = permute(&system, &state)?;
    Ok([system.var(&out[1])?, system.var(&out[2])?])
}

/// [`mask`](super::mask) in the circuit: one permutation of width 12.
///
/// # Errors
/// None in an existing system.
pub fn mask(tag: Tag, x: &FVar, y: &FVar) -> R1csResult<[FVar; super::MASK]> {
    let system = System::of([x, y]);
    let state = start(&system, tag.value(), 12, &[x.clone(), y.clone()]);
    let out = permute(&system, &state)?;
    let mut lanes = std::array::from_fn(|_| FVar::Constant(F::ZERO));
    for (lane, x) in lanes.iter_mut().zip(&out[1..]) {
        *lane = system.var(x)?;
    }
    Ok(lanes)
}

fn start(system: &System, domain: F, width: usize, inputs: &[FVar]) -> Vec<Lin> {
    let mut state = vec![system.constant(domain)];
    state.extend(inputs.iter().map(|x| system.lin(x)));
    state.resize(width, system.constant(F::ZERO));
    state
}

/// The permutation over a state of 3, 4, 8, 12 or 16 lanes; the outputs are variables, or constants if the state is.
pub(super) fn permute(system: &System, state: &[Lin]) -> R1csResult<Vec<Lin>> {
    let t = state.len();
    let hints = state.iter().map(Lin::value).collect::<Option<Vec<F>>>().map(|values| hints(&values));
    if state.iter().all(Lin::is_constant) {
        let hints = hints.unwrap_or_default();
        return Ok(output(&hints, t).iter().map(|x| system.constant(*x)).collect());
    }
    named(system.cs(), "poseidon2", || match hints {
        Some(hints) if !system.builds() => {
            system.assign(&hints)?;
            Ok(output(&hints, t).iter().map(|x| System::assigned(*x)).collect())
        }
        hints => Layout { system, width: width(t), hints: hints.map(Vec::into_iter) }.permute(state),
    })
}

/// Lays out constraints. Variables are allocated in the order of [`hints`].
struct Layout<'a> {
    system: &'a System,
    width: &'a Width,
    hints: Option<std::vec::IntoIter<F>>,
}

impl Layout<'_> {
    fn permute(mut self, state: &[Lin]) -> R1csResult<Vec<Lin>> {
        let half = FULL_ROUNDS / 2;
        let mut state: Vec<Lin> = self.width.matrix.iter().map(|row| self.dot(row, state, F::ZERO)).collect();
        for round in 0..half - 1 {
            state = self.full_round(round, &state)?;
        }
        state = self.partial_rounds(half - 1, &state)?;
        for round in half..FULL_ROUNDS {
            state = self.full_round(round, &state)?;
        }
        Ok(state)
    }

    /// One full round: fresh variables for the state behind it.
    fn full_round(&mut self, round: usize, state: &[Lin]) -> R1csResult<Vec<Lin>> {
        let next = self.variables(self.width.t)?;
        self.full_sboxes(round, state, &next)?;
        Ok(next)
    }

    /// The S-boxes of a full round, whose outputs are the lanes of `next` before the matrix.
    fn full_sboxes(&mut self, round: usize, state: &[Lin], next: &[Lin]) -> R1csResult<()> {
        for (i, x) in state.iter().enumerate() {
            let input = x + &self.system.constant(self.width.external[round][i]);
            let output = self.dot(&self.width.inverse[i], next, F::ZERO);
            self.sbox(&input, &output)?;
        }
        Ok(())
    }

    /// The last of the first full rounds and all partial ones; gives the state behind them.
    fn partial_rounds(&mut self, round: usize, state: &[Lin]) -> R1csResult<Vec<Lin>> {
        let (t, count) = (self.width.t, self.width.internal.len());
        let mut variables = self.variables(count + t)?;
        let combine = |layout: &Self, row: &[F]| layout.dot(&row[..count + t], &variables, row[count + t]);
        let before: Vec<Lin> = self.width.partial_start.iter().map(|row| combine(self, row)).collect();
        self.full_sboxes(round, state, &before)?;
        for (input, row) in variables.iter().zip(&self.width.partial_outputs) {
            let output = combine(self, row);
            self.sbox(input, &output)?;
        }
        Ok(variables.split_off(count))
    }

    fn variables(&mut self, n: usize) -> R1csResult<Vec<Lin>> {
        (0..n).map(|_| self.variable()).collect()
    }

    fn variable(&mut self) -> R1csResult<Lin> {
        self.system.witness(self.hints.as_mut().and_then(Iterator::next))
    }

    /// `input^5 = output`.
    fn sbox(&mut self, input: &Lin, output: &Lin) -> R1csResult<()> {
        let square = self.variable()?;
        self.system.enforce(input, input, &square)?;
        let fourth = self.variable()?;
        self.system.enforce(&square, &square, &fourth)?;
        self.system.enforce(&fourth, input, output)
    }

    fn dot(&self, row: &[F], lanes: &[Lin], constant: F) -> Lin {
        let constant = self.system.constant(constant);
        let terms = row.iter().copied().zip(lanes).filter(|(c, _)| *c != F::ZERO);
        self.system.sum(terms.chain(std::iter::once((F::ONE, &constant))))
    }
}
