//! The linear algebra that keeps the permutation's constraints sparse.

use crate::field::F;
use ark_ff::{AdditiveGroup, Field};
use plimsoll_digest::poseidon2::{Constants, WIDTH_3, WIDTH_4, WIDTH_8, WIDTH_12, WIDTH_16};
pub(crate) use plimsoll_digest::poseidon2::{FULL_ROUNDS, external};
use std::sync::OnceLock;

/// One width, its sizes no longer in the type, with what constraints are made of. Values alone need none of this.
pub(crate) struct Width {
    /// Lanes.
    pub t: usize,
    /// Round constants of the full rounds.
    pub external: Vec<Vec<F>>,
    /// Round constants of the partial rounds.
    pub internal: Vec<F>,
    /// Diagonal of the internal matrix, minus 1; all other entries of that matrix are 1.
    pub diagonal_minus_one: Vec<F>,
    /// The external matrix, row by row.
    pub matrix: Vec<Vec<F>>,
    /// Its inverse.
    pub inverse: Vec<Vec<F>>,
    /// Over the variables `[z_0 .. z_(P-1), f_0 .. f_(t-1), 1]`, z_j the input of partial S-box j and f the state behind
    /// the partial rounds: the output of each partial S-box.
    pub partial_outputs: Vec<Vec<F>>,
    /// Over the same variables: the state before the partial rounds, lane by lane.
    pub partial_start: Vec<Vec<F>>,
}

/// The widths in use.
pub(crate) fn width(t: usize) -> &'static Width {
    static WIDTHS: [OnceLock<Width>; 5] = [const { OnceLock::new() }; 5];
    match t {
        3 => WIDTHS[0].get_or_init(|| Width::new(&WIDTH_3)),
        4 => WIDTHS[1].get_or_init(|| Width::new(&WIDTH_4)),
        8 => WIDTHS[2].get_or_init(|| Width::new(&WIDTH_8)),
        12 => WIDTHS[3].get_or_init(|| Width::new(&WIDTH_12)),
        _ => WIDTHS[4].get_or_init(|| Width::new(&WIDTH_16)),
    }
}

impl Width {
    fn new<const T: usize, const P: usize>(constants: &Constants<T, P>) -> Self {
        let unit = |i: usize| (0..T).map(|j| F::from(i == j)).collect::<Vec<_>>();
        let columns: Vec<Vec<F>> = (0..T)
            .map(|i| {
                let mut column = unit(i);
                external(&mut column);
                column
            })
            .collect();
        let matrix: Vec<Vec<F>> = (0..T).map(|i| columns.iter().map(|c| c[i]).collect()).collect();
        let mut this = Self {
            t: T,
            external: constants.external.iter().map(|row| row.to_vec()).collect(),
            internal: constants.internal.to_vec(),
            diagonal_minus_one: constants.diagonal_minus_one.to_vec(),
            inverse: invert(&matrix),
            matrix,
            partial_outputs: Vec::new(),
            partial_start: Vec::new(),
        };
        this.solve_partial_rounds();
        this
    }

    /// Walks backwards through the partial rounds: behind round j the state is I (x_j, s_1, ..), x_j its S-box's output;
    /// so x_j and the lanes before it follow from the state behind it by I's inverse, and lane 0 before it is z_j - c_j.
    fn solve_partial_rounds(&mut self) {
        let (t, rounds) = (self.t, self.internal.len());
        let internal: Vec<Vec<F>> = (0..t)
            .map(|i| {
                (0..t).map(|j| if i == j { self.diagonal_minus_one[i] + F::ONE } else { F::ONE }).collect()
            })
            .collect();
        let inverse = invert(&internal);
        let size = rounds + t + 1;
        let unit = |i: usize| (0..size).map(|j| F::from(i == j)).collect::<Vec<F>>();
        let mut state: Vec<Vec<F>> = (0..t).map(|i| unit(rounds + i)).collect();
        let mut outputs = vec![Vec::new(); rounds];
        for j in (0..rounds).rev() {
            let mut before = times(&inverse, &state);
            let mut input = unit(j);
            input[size - 1] -= self.internal[j];
            outputs[j] = std::mem::replace(&mut before[0], input);
            state = before;
        }
        self.partial_outputs = outputs;
        self.partial_start = state;
    }
}

fn times(matrix: &[Vec<F>], rows: &[Vec<F>]) -> Vec<Vec<F>> {
    let combine = |coefficients: &Vec<F>| {
        let mut out = vec![F::ZERO; rows[0].len()];
        for (c, row) in coefficients.iter().zip(rows) {
            for (o, x) in out.iter_mut().zip(row) {
                *o += *c * x;
            }
        }
        out
    };
    matrix.iter().map(combine).collect()
}

/// The inverse, by Gauss and Jordan; both matrices of every width are invertible, which a test shows.
pub(crate) fn invert(matrix: &[Vec<F>]) -> Vec<Vec<F>> {
    let n = matrix.len();
    let mut rows: Vec<Vec<F>> = matrix
        .iter()
        .enumerate()
        .map(|(i, row)| row.iter().copied().chain((0..n).map(|j| F::from(i == j))).collect())
        .collect();
    for k in 0..n {
        let pivot = (k..n).find(|&i| rows[i][k] != F::ZERO).unwrap_or(k);
        rows.swap(k, pivot);
        let inverse = rows[k][k].inverse().unwrap_or_default();
        rows[k].iter_mut().for_each(|x| *x *= inverse);
        let pivot = rows[k].clone();
        for (i, row) in rows.iter_mut().enumerate() {
            let factor = row[k];
            if i != k && factor != F::ZERO {
                row.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= factor * p);
            }
        }
    }
    rows.into_iter().map(|row| row[n..].to_vec()).collect()
}
