//! Values of wires: those that a gate wants, and those that a liar would try.

use ark_ff::{Field as _, PrimeField as _};
use plimsoll_circuits::{
    claims::netlist::{Gate, Wire},
    field::F,
};

/// Values of a wire with which a gate holds.
pub(super) fn wanted(gate: &Gate, wire: Wire, values: &[F]) -> Vec<F> {
    match gate {
        Gate::Arithmetic { left, right, out, q } => {
            solve(wire, [*left, *right, *out], q, values).into_iter().collect()
        }
        // As much of it as the range has room for, and the least there is.
        Gate::Range { bits, .. } => vec![low_bits(values[wire.index()], *bits), F::from(0u64), F::from(1u64)],
        Gate::Permutation { .. } | Gate::Node { .. } => Vec::new(),
    }
}

/// The lowest bits of a number.
fn low_bits(value: F, bits: u16) -> F {
    let limbs = value.into_bigint().0.into_iter().zip([0u32, 1, 2, 3]);
    let masked = limbs.map(|(limb, i)| match u32::from(bits).saturating_sub(64 * i) {
        0 => 0,
        n @ 1..64 => limb & ((1 << n) - 1),
        _ => limb,
    });
    masked.rev().fold(F::from(0u64), |sum, limb| sum * F::from(2u64).pow([64]) + F::from(limb))
}

/// The wires that a gate speaks of, each once.
pub(super) fn wires(gate: &Gate) -> Vec<Wire> {
    let mut wires = match gate {
        Gate::Arithmetic { left, right, out, .. } => vec![*left, *right, *out],
        Gate::Range { value, .. } => vec![*value],
        Gate::Permutation { input, output } => {
            input.iter().copied().chain(output.iter().map(|(_, wire)| *wire)).collect()
        }
        Gate::Node { children, member, out } => children.iter().chain(member).chain([out]).copied().collect(),
    };
    wires.sort_unstable();
    wires.dedup();
    wires
}

/// The value of a wire with which a gate holds, if it is linear in it.
pub(super) fn solve(wire: Wire, wires: [Wire; 3], q: &[F; 5], values: &[F]) -> Option<F> {
    let at = |x: u64| {
        let [l, r, o] = wires.map(|other| if other == wire { F::from(x) } else { values[other.index()] });
        q[0] * l + q[1] * r + q[2] * l * r + q[3] * o + q[4]
    };
    let (zero, one) = (at(0), at(1));
    let linear = at(2) - one == one - zero;
    linear.then(|| Some(-zero * (one - zero).inverse()?)).flatten()
}

/// A number divided by another, rounded down.
pub(super) fn divided(value: F, by: u64) -> F {
    let mut limbs = value.into_bigint();
    let mut rest = 0u128;
    for limb in limbs.0.iter_mut().rev() {
        let at_hand = rest << 64 | u128::from(*limb);
        (*limb, rest) = ((at_hand / u128::from(by)) as u64, at_hand % u128::from(by));
    }
    F::new(limbs)
}

/// Values that a gate might have been meant to refuse: neighbours, edges of ranges, numbers that are negative.
pub(super) fn tempting(honest: F) -> Vec<F> {
    let two = |n: u64| F::from(2u64).pow([n]);
    let one = F::from(1u64);
    let edges = [two(40), two(63), two(64), two(64) + one, two(72), two(105), two(126), two(252)];
    let mut values =
        vec![honest + one, honest - one, F::from(0u64), one, F::from(2u64), -one, -two(20), -two(64)];
    values.extend(edges);
    values.extend([honest + two(64), honest + two(126), honest + honest, -honest]);
    values.retain(|value| *value != honest);
    values.sort_unstable();
    values.dedup();
    values
}
