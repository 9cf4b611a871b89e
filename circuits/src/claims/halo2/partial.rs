//! Several partial rounds of Poseidon2 in one row, as constraints with one fifth power each and few linear terms.
//!
//! Cells hold the inputs of S-boxes, round constant included: lane 0 before round j is `s_j`, the other lanes before the
//! row are `x_i`, and `y` is the state that the next row begins with. Two ways to write the rounds:
//! - without sums: walking backwards, each S-box output is a linear form of later inputs and `y`, and so is each `x_i`. One
//!   cell a round; right for narrow states.
//! - with the sum of the state in each round as a second cell: the S-box's output follows from that sum and the next input,
//!   and the other lanes follow from the sums. Right for wide states, where the forms above get long.

use super::columns::Switch;
use crate::{
    field::F,
    poseidon2::permutation::{Width, invert},
};
use ark_ff::{AdditiveGroup as _, Field as _};

/// How many partial rounds go into one row, and for how many rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub switch: Switch,
    pub rounds: usize,
    pub rows: usize,
    pub sums: bool,
}

/// The variables of a row of partial rounds, in the order of a form's coefficients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    /// The input of the S-box of a round.
    Input(usize),
    /// A lane of the state that the next row begins with.
    Next(usize),
    /// The sum of the state behind the S-box of a round.
    Sum(usize),
    /// A lane, not the first, of the state that the row begins with.
    Other(usize),
}

/// `input^5 + terms + constant = 0`, where `power` names the round of the input; the constant differs from row to row.
#[derive(Clone, Debug)]
pub(super) struct Constraint {
    pub power: Option<usize>,
    pub terms: Vec<(Variable, F)>,
}

/// A linear form over all variables.
type Form = Vec<F>;

struct Variables {
    rounds: usize,
    t: usize,
}

impl Variables {
    fn all(&self) -> Vec<Variable> {
        let inputs = (0..self.rounds).map(Variable::Input);
        let next = (0..self.t).map(Variable::Next);
        let sums = (0..self.rounds).map(Variable::Sum);
        inputs.chain(next).chain(sums).chain((1..self.t).map(Variable::Other)).collect()
    }

    fn form(&self, variable: Variable) -> Form {
        self.all().iter().map(|v| F::from(*v == variable)).collect()
    }

    /// The input of a round, or of the first round of the next row.
    fn input(&self, round: usize) -> Form {
        self.form(if round < self.rounds { Variable::Input(round) } else { Variable::Next(0) })
    }

    /// `input^5 = form`
    fn power(&self, round: usize, form: &Form) -> Constraint {
        Constraint { power: Some(round), terms: self.terms(form, -F::ONE) }
    }

    /// `form = 0`, with one factor 1, since a factor costs a multiplication.
    fn linear(&self, form: &Form) -> Constraint {
        let inverse = form.iter().rev().find_map(F::inverse).unwrap_or(F::ONE);
        Constraint { power: None, terms: self.terms(form, inverse) }
    }

    fn terms(&self, form: &Form, times: F) -> Vec<(Variable, F)> {
        let terms = self.all().into_iter().zip(form).map(|(variable, c)| (variable, *c * times));
        terms.filter(|(_, c)| *c != F::ZERO).collect()
    }
}

/// `a + c b`
fn plus(a: &Form, c: F, b: &Form) -> Form {
    a.iter().zip(b).map(|(a, b)| *a + c * b).collect()
}

impl Run {
    /// The constraints of one row.
    pub fn constraints(&self, width: &Width) -> Vec<Constraint> {
        let variables = Variables { rounds: self.rounds, t: width.t };
        if self.sums { with_sums(&variables, width) } else { without_sums(&variables, width) }
    }
}

fn without_sums(variables: &Variables, width: &Width) -> Vec<Constraint> {
    let t = width.t;
    let matrix: Vec<Vec<F>> = (0..t)
        .map(|i| (0..t).map(|j| F::ONE + width.diagonal_minus_one[i] * F::from(i == j)).collect())
        .collect();
    let inverse = invert(&matrix);
    let mut state: Vec<Form> = (0..t).map(|i| variables.form(Variable::Next(i))).collect();
    let mut constraints = Vec::new();
    for round in (0..variables.rounds).rev() {
        let zero = vec![F::ZERO; state[0].len()];
        let before = |i: usize| {
            inverse[i]
                .iter()
                .zip(&state)
                .fold(zero.clone(), |sum, (c, lane): (&F, &Form)| plus(&sum, *c, lane))
        };
        let mut before: Vec<Form> = (0..t).map(before).collect();
        constraints.push(variables.power(round, &before[0]));
        before[0] = variables.input(round);
        state = before;
    }
    for (lane, form) in state.iter().enumerate().skip(1) {
        let other = variables.form(Variable::Other(lane));
        constraints.push(variables.linear(&plus(form, -F::ONE, &other)));
    }
    constraints
}

fn with_sums(variables: &Variables, width: &Width) -> Vec<Constraint> {
    let t = width.t;
    let d = &width.diagonal_minus_one;
    let inverse = d[0].inverse().unwrap_or_default();
    let mut others: Vec<Form> = (1..t).map(|i| variables.form(Variable::Other(i))).collect();
    let mut constraints = Vec::new();
    for round in 0..variables.rounds {
        let sum = variables.form(Variable::Sum(round));
        // Behind the round, lane 0 is d_0 output + sum.
        let scaled = plus(&variables.input(round + 1), -F::ONE, &sum);
        let output = plus(&vec![F::ZERO; sum.len()], inverse, &scaled);
        constraints.push(variables.power(round, &output));
        let total = others.iter().fold(output, |total, other| plus(&total, F::ONE, other));
        constraints.push(variables.linear(&plus(&total, -F::ONE, &sum)));
        for (other, d) in others.iter_mut().zip(&d[1..]) {
            *other = plus(&sum, *d, other);
        }
    }
    for (lane, form) in others.iter().enumerate() {
        let next = variables.form(Variable::Next(lane + 1));
        constraints.push(variables.linear(&plus(form, -F::ONE, &next)));
    }
    constraints
}

impl Constraint {
    /// The constant that makes up for round constants: those of the row's inputs, and those of the next row's state.
    ///
    /// Cells hold a state plus a constant; the constraint speaks of the state alone.
    pub fn constant(&self, inputs: &[F], next: &[F]) -> F {
        let constant = |variable: &Variable| match variable {
            // Round 0's input is not a variable of any linear form.
            Variable::Input(round) => inputs[*round],
            Variable::Next(lane) => next[*lane],
            Variable::Sum(_) | Variable::Other(_) => F::ZERO,
        };
        -self.terms.iter().map(|(variable, c)| constant(variable) * c).sum::<F>()
    }
}
