//! Inverses of integers modulo a prime.
//!
//! The binary extended Euclidean algorithm on approximations: 31 steps at a time are found from the top 33 and the low 31
//! bits of both numbers and then applied to all of them at once, without branches that depend on the numbers. T. Pornin,
//! "Optimized binary GCD for modular inversion", <https://eprint.iacr.org/2020/972>.

use super::modulus::{Modulus, add, sub, sub_if_not_less};

type Words = [u64; 4];

/// Steps between two updates.
const STEPS: u32 = 31;
const LOW: u64 = (1 << STEPS) - 1;
/// 2 * 254 - 1 steps are enough for numbers below 2^254.
const ROUNDS: u32 = 507_u32.div_ceil(STEPS);

/// What a round does to a pair of numbers: `(a, b)` becomes `((f0 a + g0 b) / 2^31, (f1 a + g1 b) / 2^31)`.
#[derive(Clone, Copy)]
struct Round {
    a: [i64; 2],
    b: [i64; 2],
}

/// The inverse of `x` modulo p, for `x` from 1 to p - 1. Zero for zero.
pub(crate) fn invert<M: Modulus>(x: Words) -> Words {
    let (mut a, mut b) = (x, M::P);
    // a = u x and b = v x, modulo p.
    let (mut u, mut v) = ([1, 0, 0, 0], [0; 4]);
    for _ in 0..ROUNDS {
        let mut round = steps(&a, &b);
        (a, b) = (combine_exactly(&a, &b, &mut round.a), combine_exactly(&a, &b, &mut round.b));
        (u, v) = (combine_modulo::<M>(&u, &v, round.a), combine_modulo::<M>(&u, &v, round.b));
    }
    v
}

fn steps(a: &Words, b: &Words) -> Round {
    let (mut x, mut y) = approximations(a, b);
    let mut round = Round { a: [1, 0], b: [0, 1] };
    for _ in 0..STEPS {
        let odd = (x & 1).wrapping_neg();
        // An odd x that is smaller changes places.
        let swap = odd & u64::from(x < y).wrapping_neg();
        let difference = (x ^ y) & swap;
        (x, y) = (x ^ difference, y ^ difference);
        let (odd, swap) = (odd.cast_signed(), swap.cast_signed());
        for i in 0..2 {
            let difference = (round.a[i] ^ round.b[i]) & swap;
            (round.a[i], round.b[i]) = (round.a[i] ^ difference, round.b[i] ^ difference);
            round.a[i] -= round.b[i] & odd;
            round.b[i] <<= 1;
        }
        x = x.wrapping_sub(y & odd.cast_unsigned()) >> 1;
    }
    round
}

/// The low 31 bits of both numbers under the 33 bits from the highest one of either down; the numbers, if they are short.
fn approximations(a: &Words, b: &Words) -> (u64, u64) {
    let Some(top) = (1..4).rev().find(|&i| a[i] | b[i] != 0) else { return (a[0], b[0]) };
    let shift = (a[top] | b[top]).leading_zeros();
    let high = |x: &Words| if shift == 0 { x[top] } else { x[top] << shift | x[top - 1] >> (64 - shift) };
    ((high(a) & !LOW) | (a[0] & LOW), (high(b) & !LOW) | (b[0] & LOW))
}

/// `factors[0] a + factors[1] b` in five words, the last one signed.
fn combine(a: &Words, b: &Words, factors: [i64; 2]) -> [u64; 5] {
    let (mut out, mut carry) = ([0; 5], 0i128);
    for i in 0..4 {
        let sum =
            carry + i128::from(a[i]) * i128::from(factors[0]) + i128::from(b[i]) * i128::from(factors[1]);
        out[i] = sum as u64;
        carry = sum >> 64;
    }
    out[4] = carry as u64;
    out
}

/// Divides by 2^31, which leaves no rest.
fn shifted(x: [u64; 5]) -> Words {
    std::array::from_fn(|i| x[i] >> STEPS | x[i + 1] << (64 - STEPS))
}

/// The absolute value of the combination; the factors change their sign with it.
fn combine_exactly(a: &Words, b: &Words, factors: &mut [i64; 2]) -> Words {
    let sum = combine(a, b, *factors);
    let value = shifted(sum);
    if sum[4].cast_signed() >= 0 {
        return value;
    }
    *factors = factors.map(i64::wrapping_neg);
    sub([0; 4], value).0
}

/// The combination modulo p, divided by 2^31 modulo p.
fn combine_modulo<M: Modulus>(u: &Words, v: &Words, factors: [i64; 2]) -> Words {
    let mut sum = combine(u, v, factors);
    // The multiple of p that makes it divisible.
    let q = sum[0].wrapping_mul(M::INVERSE) & LOW;
    let mut carry = 0u128;
    for (word, p) in sum.iter_mut().zip([M::P[0], M::P[1], M::P[2], M::P[3], 0]) {
        let total = u128::from(*word) + u128::from(p) * u128::from(q) + carry;
        *word = total as u64;
        carry = total >> 64;
    }
    let value = shifted(sum);
    // From -p to 2p.
    if sum[4].cast_signed() < 0 { add(value, M::P) } else { sub_if_not_less(value, M::P) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Fq, Fr};
    use ark_ff::{BigInt, Field, PrimeField, UniformRand, Zero};
    use rand::{SeedableRng, rngs::StdRng};

    fn agrees<M: Modulus>() {
        let mut rng = StdRng::seed_from_u64(7);
        let one = M::Ark::from(1u64);
        let edges = [one, -one, one + one, -(one + one), M::Ark::from(u64::MAX), M::Ark::from(1u128 << 127)];
        let random = (0..2000).map(|_| M::Ark::rand(&mut rng));
        let powers = (0..254).flat_map(|i| [one, -one].map(|sign| sign * M::Ark::from(2u64).pow([i])));
        for x in edges.into_iter().chain(random).chain(powers) {
            let inverse = x.inverse().unwrap().into_bigint();
            assert_eq!(BigInt(invert::<M>(x.into_bigint().0)), inverse, "{x}");
        }
        assert_eq!(invert::<M>(M::Ark::zero().into_bigint().0), [0; 4]);
    }

    #[test]
    fn inverses_are_those_of_arkworks() {
        agrees::<Fq>();
        agrees::<Fr>();
    }
}
