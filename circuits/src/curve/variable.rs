//! A secret scalar times a point of the subgroup.

use super::{PointVar, edwards::Coordinates, montgomery::Montgomery, slopes};
use crate::{
    field::{F, Scalar},
    gadget::{Bit, Lin, R1csResult, System, named},
};
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, One, PrimeField};

/// Steps in Montgomery form: the largest number for which no accumulator can meet a multiple of l.
const STEPS: usize = 248;

/// Bits of a scalar that [`mul_base`] takes at most.
const MAX_BITS: usize = 250;

/// `k P` for a point P of the prime-order subgroup that is not the identity, k the number with these bits, lowest first;
/// 1 to 250 bits, k = 0 among them. 1,797 constraints.
///
/// The multiplication needs a scalar whose top bit is set (see [`mul_base_leading_one`]), so k + 3 l is taken apart anew,
/// into 2^252 and 251 bits: k < 2^250, 3 l = 4.53 2^250, so k + 3 l - 2^252 lies in 0..2^251; and 3 l P is the identity.
///
/// # The caller's part
/// P is on the curve, in the subgroup and not the identity: shown by [`PointVar::new_subgroup_witness`] and a check of x,
/// or natively for a public input. Of the three the circuit itself refuses the identity alone.
///
/// # Errors
/// None in an existing system.
///
/// # Panics
/// If there are no bits, or more than 250.
pub fn mul_base(point: &PointVar, bits: &[Bit]) -> R1csResult<PointVar> {
    assert!((1..=MAX_BITS).contains(&bits.len()), "a scalar has 1 to {MAX_BITS} bits, not {}", bits.len());
    let system = system_of(point, bits);
    named(system.cs(), "variable base", || {
        let shift = &system.constant(offset(3, 252)) + &system.pack(bits);
        let tail = system.range(&shift, 251)?;
        let mut tail: Vec<Lin> = tail.iter().map(|b| system.bit(b)).collect();
        tail.push(system.constant(F::ZERO));
        mul_leading_one(&system, &point.coordinates(&system), &tail)?.var(&system)
    })
}

/// `(2^n + k) P`, k the number with these n bits, lowest first; 1 to 254 bits, P as in [`mul_base`]. 1,507 constraints for
/// 249 bits.
///
/// Write a_j = 2 K_j + 1, K_j the first j bits behind the leading one: a_0 = 3 and a_(j+1) = 2 a_j ± 1, + where the next bit
/// is set. So `a_j P` needs one combined doubling and addition of ±P a bit, six constraints. After at most 248 of them
/// the next bit b is reached by `a P - (1 - b) P = (2 K + b) P`, and all others by doubling and adding `b P`, by the complete
/// law.
///
/// # No exceptional case
///
/// A step adds Q = ±P to `a P`, and `a P` to the sum. By induction 2^(j+1) < a_j < 2^(j+2) and a_j is odd, so a_j >= 3; with
/// at most 248 steps every a that is multiplied out, the last included, is below 2^250 < l. First addition: exceptional only
/// if a = ±1 modulo l, but 2 <= a - 1 and a + 1 <= 2^250 < l. Second: the sum is (a ± 1) P, exceptional only if a ± 1 = a,
/// which is never, or 2 a ± 1 = 0 modulo l; but 2 a ± 1 is the next a, which is positive and below l. Its start, 3 P = 2 P + P, is
/// exceptional only for l = 1 or 3. So the slopes are determined for any bits.
///
/// # Errors
/// None in an existing system.
///
/// # Panics
/// If there are no bits, or more than 254.
pub fn mul_base_leading_one(point: &PointVar, bits: &[Bit]) -> R1csResult<PointVar> {
    let system = system_of(point, bits);
    let tail: Vec<Lin> = bits.iter().map(|b| system.bit(b)).collect();
    named(system.cs(), "variable base", || {
        mul_leading_one(&system, &point.coordinates(&system), &tail)?.var(&system)
    })
}

/// See [`mul_base_leading_one`].
pub(crate) fn mul_leading_one(system: &System, point: &Coordinates, bits: &[Lin]) -> R1csResult<Coordinates> {
    let n = bits.len();
    assert!((1..=254).contains(&n), "a tail has 1 to 254 bits, not {n}");
    let one = system.constant(F::ONE);
    let base = Montgomery::from_edwards(system, point)?;
    let mut accumulator = base.double(system)?.add(&base, F::ZERO, system)?;
    let (rest, steps) = bits.split_at(n - (n - 1).min(STEPS));
    let mut guesses = guesses(&base, steps).into_iter();
    for bit in steps.iter().rev() {
        let v = system.mul(&(bit.double() - &one), &base.v)?;
        let other = Montgomery { u: base.u.clone(), v };
        accumulator = accumulator.double_add(&other, guesses.next().unwrap_or_default(), system)?;
    }
    let mut sum = accumulator.to_edwards(system)?;
    let mut rest = rest.iter().rev();
    // (b - 1) P: the opposite of P, or the identity (0, 1).
    if let Some(bit) = rest.next() {
        let clear = &one - bit;
        let x = -&system.mul(&clear, &point.x)?;
        let y = &one + &system.mul(&clear, &(&point.y - &one))?;
        sum = sum.add(&Coordinates { x, y }, system)?;
    }
    for bit in rest {
        let x = system.mul(bit, &point.x)?;
        let y = &one + &system.mul(bit, &(&point.y - &one))?;
        sum = sum.double(system)?.add(&Coordinates { x, y }, system)?;
    }
    Ok(sum)
}

/// The steps' guesses; none without values.
fn guesses(base: &Montgomery, steps: &[Lin]) -> Vec<[F; 2]> {
    let bits = steps.iter().rev().map(|b| Some(b.value()?.is_one())).collect::<Option<Vec<_>>>();
    base.u.value().zip(bits).map(|(u, bits)| slopes::of_ladder(u, &bits)).unwrap_or_default()
}

/// `t l - 2^m` as a field element, for a t with 2^m <= t l < 2^256.
pub(crate) fn offset(t: u64, m: u32) -> F {
    crate::gadget::modulo(&offset_integer(t, m))
}

/// `t l - 2^m` as an integer.
pub(crate) fn offset_integer(t: u64, m: u32) -> BigInt<4> {
    let mut out = BigInt::<4>::from(0u64);
    for _ in 0..t {
        out.add_with_carry(&Scalar::MODULUS);
    }
    let mut power = BigInt::<4>::from(1u64);
    power <<= m;
    out.sub_with_borrow(&power);
    out
}

fn system_of(point: &PointVar, bits: &[Bit]) -> System {
    use ark_r1cs_std::GR1CSVar;
    let cs = bits.cs();
    if cs.is_none() { point.system() } else { System::new(&cs) }
}
