use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};

/// Rounds in which every lane passes the S-box; half of them before the partial rounds, half after.
pub const FULL_ROUNDS: usize = 8;

/// Constants of one width, and the permutation that they make.
pub struct Constants<const T: usize, const P: usize> {
    /// Round constants of the full rounds.
    pub external: [[Fr; T]; FULL_ROUNDS],
    /// Round constants of the partial rounds, for lane 0.
    pub internal: [Fr; P],
    /// Diagonal of the internal matrix, minus 1; all other entries of that matrix are 1.
    pub diagonal_minus_one: [Fr; T],
}

impl<const T: usize, const P: usize> Constants<T, P> {
    /// The permutation, in place.
    pub fn permute(&self, state: &mut [Fr; T]) {
        let (first, last) = self.external.split_at(FULL_ROUNDS / 2);
        external(state);
        first.iter().for_each(|round| full_round(round, state));
        for constant in &self.internal {
            state[0] = fifth(state[0] + constant);
            self.internal_matrix(state);
        }
        last.iter().for_each(|round| full_round(round, state));
    }

    /// Multiplies the state by the internal matrix.
    pub fn internal_matrix(&self, state: &mut [Fr; T]) {
        let sum: Fr = state.iter().sum();
        for (x, d) in state.iter_mut().zip(&self.diagonal_minus_one) {
            *x = *x * d + sum;
        }
    }
}

fn full_round<const T: usize>(constants: &[Fr; T], state: &mut [Fr; T]) {
    for (x, constant) in state.iter_mut().zip(constants) {
        *x = fifth(*x + constant);
    }
    external(state);
}

fn fifth(x: Fr) -> Fr {
    x.square().square() * x
}

/// The external matrix: circ(2, 1, 1) for three lanes, M4 for four, and for 8, 12, 16 M4 per block plus the blocks' sum.
pub fn external(state: &mut [Fr]) {
    if state.len() == 3 {
        let sum: Fr = state.iter().sum();
        state.iter_mut().for_each(|x| *x += sum);
        return;
    }
    for block in state.chunks_exact_mut(4) {
        block_matrix(block);
    }
    if state.len() > 4 {
        let mut sums = [Fr::ZERO; 4];
        for (i, x) in state.iter().enumerate() {
            sums[i % 4] += x;
        }
        for (i, x) in state.iter_mut().enumerate() {
            *x += sums[i % 4];
        }
    }
}

/// M4 = [5 7 1 3; 4 6 1 1; 1 3 5 7; 1 1 4 6], as the paper computes it.
fn block_matrix(x: &mut [Fr]) {
    let t0 = x[0] + x[1];
    let t1 = x[2] + x[3];
    let t2 = x[1].double() + t1;
    let t3 = x[3].double() + t0;
    let t4 = t1.double().double() + t3;
    let t5 = t0.double().double() + t2;
    x[0] = t3 + t5;
    x[1] = t5;
    x[2] = t2 + t4;
    x[3] = t4;
}
