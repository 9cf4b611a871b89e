//! The circuit twin: the same functions over variables.
//!
//! Three constraints an S-box and nothing else: 240, 264, 363, 459, 555 constraints for widths 3, 4, 8, 12, 16. An S-box
//! takes `v` to `v^5` by `v v = a`, `a a = b`, `b v = out`. Its output is no variable: the variables are the inputs of the
//! *next* S-boxes, of which the outputs are linear combinations, through the inverse of the matrix between them. In the
//! partial rounds the lanes that pass no S-box are expressed by the S-box inputs to come and the state behind the last
//! partial round, so that each dense combination stands in one constraint only, as its right-hand side.

use super::permutation::{FULL_ROUNDS, Width, external, width as constants};
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
pub fn mask(tag: Tag, x: &FVar, y: &FVar) -> R1csResult<[FVar; 8]> {
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

/// The permutation over a state of 3, 4, 8, 12 or 16 lanes; the outputs are variables.
pub(super) fn permute(system: &System, state: &[Lin]) -> R1csResult<Vec<Lin>> {
    let width = constants(state.len());
    let trace =
        state.iter().map(Lin::value).collect::<Option<Vec<F>>>().map(|values| Trace::new(width, values));
    if system.is_none() {
        let out = trace.map(|trace| trace.output).unwrap_or_default();
        return Ok(out.into_iter().map(|x| system.constant(x)).collect());
    }
    named(system.cs(), "poseidon2", || Layout { system, width, trace: trace.as_ref() }.permute(state))
}

/// The values inside one permutation.
struct Trace {
    /// States behind each of the first full rounds, and behind the partial rounds, and behind each later full round but
    /// the last, before round constants.
    states: Vec<Vec<F>>,
    /// Inputs of the partial rounds' S-boxes.
    partial: Vec<F>,
    output: Vec<F>,
}

impl Trace {
    fn new(width: &Width, mut state: Vec<F>) -> Self {
        let mut states = Vec::with_capacity(FULL_ROUNDS);
        let mut partial = Vec::with_capacity(width.internal.len());
        external(&mut state);
        for (round, constants) in width.external.iter().enumerate() {
            if round == FULL_ROUNDS / 2 {
                for c in &width.internal {
                    state[0] += c;
                    partial.push(state[0]);
                    state[0] = fifth(state[0]);
                    width.internal_matrix(&mut state);
                }
                states.push(state.clone());
            }
            for (x, c) in state.iter_mut().zip(constants) {
                *x = fifth(*x + c);
            }
            external(&mut state);
            states.push(state.clone());
        }
        let output = states.pop().unwrap_or_default();
        Self { states, partial, output }
    }
}

fn fifth(x: F) -> F {
    x.square().square() * x
}

struct Layout<'a> {
    system: &'a System,
    width: &'a Width,
    trace: Option<&'a Trace>,
}

impl Layout<'_> {
    fn permute(&self, state: &[Lin]) -> R1csResult<Vec<Lin>> {
        let half = FULL_ROUNDS / 2;
        let mut state: Vec<Lin> = self.width.matrix.iter().map(|row| self.dot(row, state, F::ZERO)).collect();
        for round in 0..half - 1 {
            state = self.full_round(round, &state, self.trace.map(|t| &t.states[round]))?;
        }
        state = self.partial_rounds(&state)?;
        for round in half..FULL_ROUNDS - 1 {
            state = self.full_round(round, &state, self.trace.map(|t| &t.states[round + 1]))?;
        }
        self.full_round(FULL_ROUNDS - 1, &state, self.trace.map(|t| &t.output))
    }

    /// One full round: fresh variables for the state behind it.
    fn full_round(&self, round: usize, state: &[Lin], next: Option<&Vec<F>>) -> R1csResult<Vec<Lin>> {
        let next = self.variables(self.width.t, next)?;
        for (i, x) in state.iter().enumerate() {
            let input = x + &self.system.constant(self.width.external[round][i]);
            self.sbox(&input, || self.dot(&self.width.inverse[i], &next, F::ZERO))?;
        }
        Ok(next)
    }

    /// The last of the first full rounds and all partial ones; gives the state behind them.
    fn partial_rounds(&self, state: &[Lin]) -> R1csResult<Vec<Lin>> {
        let (round, t, count) = (FULL_ROUNDS / 2 - 1, self.width.t, self.width.internal.len());
        let mut variables = self.variables(count, self.trace.map(|t| &t.partial))?;
        variables.extend(self.variables(t, self.trace.map(|t| &t.states[round + 1]))?);
        let combine = |row: &[F]| self.dot(&row[..count + t], &variables, row[count + t]);
        let before: Vec<Lin> = match self.system.builds() {
            true => self.width.partial_start.iter().map(|row| combine(row)).collect(),
            false => Vec::new(),
        };
        for (i, x) in state.iter().enumerate() {
            let input = x + &self.system.constant(self.width.external[round][i]);
            self.sbox(&input, || self.dot(&self.width.inverse[i], &before, F::ZERO))?;
        }
        for (input, row) in variables.iter().zip(&self.width.partial_outputs) {
            self.sbox(input, || combine(row))?;
        }
        Ok(variables.split_off(count))
    }

    fn variables(&self, n: usize, values: Option<&Vec<F>>) -> R1csResult<Vec<Lin>> {
        (0..n).map(|i| self.system.witness(values.map(|v| v[i]))).collect()
    }

    /// `input^5 = output`; the output is asked for only where constraints are.
    fn sbox(&self, input: &Lin, output: impl FnOnce() -> Lin) -> R1csResult<()> {
        let square = self.system.mul(input, input)?;
        let fourth = self.system.mul(&square, &square)?;
        if self.system.builds() { self.system.enforce(&fourth, input, &output()) } else { Ok(()) }
    }

    fn dot(&self, row: &[F], lanes: &[Lin], constant: F) -> Lin {
        let constant = self.system.constant(constant);
        let terms = row.iter().copied().zip(lanes).filter(|(c, _)| *c != F::ZERO);
        self.system.sum(terms.chain(std::iter::once((F::ONE, &constant))))
    }
}
