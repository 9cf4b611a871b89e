//! What the circuit's variables hold in one permutation, computed natively in the order of their columns.

use crate::field::F;
use ark_ff::{AdditiveGroup, Field};
use plimsoll_digest::poseidon2::{
    Constants, FULL_ROUNDS, WIDTH_3, WIDTH_4, WIDTH_8, WIDTH_12, WIDTH_16, external,
};

/// The values of all variables of one permutation over a state of 3, 4, 8, 12 or 16 lanes.
///
/// A full round has the state behind it and then, lane by lane, the S-box's square and fourth power. The partial rounds
/// and the full round before them are one: the inputs of the partial S-boxes, the state behind the last, and the powers
/// of first the full, then the partial S-boxes.
pub(super) fn hints(state: &[F]) -> Vec<F> {
    match state.len() {
        3 => WIDTH_3.hints(state),
        4 => WIDTH_4.hints(state),
        8 => WIDTH_8.hints(state),
        12 => WIDTH_12.hints(state),
        _ => WIDTH_16.hints(state),
    }
}

/// The state behind the last round.
pub(super) fn output(hints: &[F], t: usize) -> &[F] {
    &hints[hints.len() - 3 * t..][..t]
}

/// The permutation, written down on the way.
trait Trace<const T: usize> {
    fn hints(&self, input: &[F]) -> Vec<F>;
    fn full_round(&self, round: usize, state: &mut [F; T], hints: &mut [F]);
    fn full_sboxes(&self, round: usize, state: &mut [F; T], powers: &mut [F]);
    fn partial_rounds(&self, before: usize, state: &mut [F; T], hints: &mut [F]);
}

impl<const T: usize, const P: usize> Trace<T> for Constants<T, P> {
    fn hints(&self, input: &[F]) -> Vec<F> {
        let mut state = [F::ZERO; T];
        state.copy_from_slice(input);
        let mut hints = vec![F::ZERO; 3 * (FULL_ROUNDS * T + P)];

        let before = FULL_ROUNDS / 2 - 1;
        let (first, rest) = hints.split_at_mut(3 * T * before);
        let (middle, last) = rest.split_at_mut(3 * (T + P));
        external(&mut state);
        for (round, hints) in first.chunks_exact_mut(3 * T).enumerate() {
            self.full_round(round, &mut state, hints);
        }
        self.partial_rounds(before, &mut state, middle);
        for (round, hints) in last.chunks_exact_mut(3 * T).enumerate() {
            self.full_round(before + 1 + round, &mut state, hints);
        }
        hints
    }

    fn full_round(&self, round: usize, state: &mut [F; T], hints: &mut [F]) {
        let (behind, powers) = hints.split_at_mut(T);
        self.full_sboxes(round, state, powers);
        behind.copy_from_slice(state);
    }

    fn full_sboxes(&self, round: usize, state: &mut [F; T], powers: &mut [F]) {
        for ((x, c), powers) in state.iter_mut().zip(&self.external[round]).zip(powers.chunks_exact_mut(2)) {
            *x = fifth(*x + c, powers);
        }
        external(state);
    }

    fn partial_rounds(&self, before: usize, state: &mut [F; T], hints: &mut [F]) {
        let (inputs, hints) = hints.split_at_mut(P);
        let (behind, powers) = hints.split_at_mut(T);
        let (full, partial) = powers.split_at_mut(2 * T);
        self.full_sboxes(before, state, full);
        for ((c, input), powers) in self.internal.iter().zip(inputs).zip(partial.chunks_exact_mut(2)) {
            *input = state[0] + c;
            state[0] = fifth(*input, powers);
            self.internal_matrix(state);
        }
        behind.copy_from_slice(state);
    }
}

/// `x^5`, and on the way to it `x^2` and `x^4`.
fn fifth(x: F, powers: &mut [F]) -> F {
    powers[0] = x.square();
    powers[1] = powers[0].square();
    powers[1] * x
}
