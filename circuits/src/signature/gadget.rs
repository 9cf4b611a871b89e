//! The circuit twin: `8 S B = 8 R + 8 c A`, for any R on the curve.

use super::{PublicKey, Signature};
use crate::{
    curve::{PointVar, mul_leading_one, offset_integer},
    field::{F, Scalar},
    gadget::{Bit, Cs, FVar, Lin, R1csResult, System, named, private, witness},
    poseidon2::gadget::hash_with,
};
use ark_ff::{BigInteger, Field, PrimeField};

/// Multiple of l that is added to the challenge, and the bit that leads the sum.
const SHIFT: (u64, u32) = (11, 254);

/// A public key in the circuit: a point of the prime-order subgroup that is not the identity.
#[derive(Clone, Debug)]
pub struct PublicKeyVar {
    /// Coordinate x.
    pub x: FVar,
    /// Coordinate y.
    pub y: FVar,
}

impl PublicKeyVar {
    /// Allocates the key as private input and shows that it is one: on the curve and in the subgroup (18 constraints),
    /// and not the identity, which is the subgroup's only point with x = 0 (1 constraint).
    ///
    /// # Errors
    /// None in an existing system.
    pub fn new_witness(cs: &Cs, key: &PublicKey) -> R1csResult<Self> {
        named(cs, "key in subgroup", || {
            let point = PointVar::new_subgroup_witness(cs, &key.point())?;
            named(cs, "key not identity", || crate::gadget::enforce_nonzero(&point.x))?;
            Ok(Self { x: point.x, y: point.y })
        })
    }

    fn point(&self) -> PointVar {
        PointVar { x: self.x.clone(), y: self.y.clone() }
    }
}

/// A signature in the circuit: R on the curve and S below l.
#[derive(Clone, Debug)]
pub struct SignatureVar {
    r: PointVar,
    s: Vec<Bit>,
}

impl SignatureVar {
    /// Allocates R and S as private inputs and shows that R lies on the curve (it may lie outside the subgroup) and that
    /// S, in 251 bits, is below l, so that S + l is no second signature. 291 constraints.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn new_witness(cs: &Cs, signature: &Signature) -> R1csResult<Self> {
        let r = named(cs, "nonce point on curve", || PointVar::new_witness(cs, &signature.r))?;
        // l < 2^251 < r: the scalar is a field element as it stands.
        let value = F::from_bigint(signature.s.into_bigint()).unwrap_or_default();
        let s = private(cs, || witness(cs, value))?;
        named(cs, "signature scalar below l", || {
            let s = crate::gadget::bits(&s, Scalar::MODULUS_BIT_SIZE as usize)?;
            crate::gadget::enforce_below(&s, &Scalar::MODULUS)?;
            Ok(Self { r, s })
        })
    }
}

/// Shows that the signature is the key's over this message; binds unconditionally. 2,781 constraints.
///
/// As natively, the equation is cofactored: adding a point of small order to R changes the challenge, but a signer may
/// sign with such an R, and it is accepted here as there.
///
/// # Errors
/// None in an existing system.
pub fn verify(key: &PublicKeyVar, message: &FVar, signature: &SignatureVar) -> R1csResult<()> {
    check(key, message, signature, None)
}

/// As [`verify`] if `active` is set; if it is not, any signature is accepted. Key and signature must be well formed either
/// way: a place that is ignored takes any valid key and [`Signature::blank`].
///
/// # Errors
/// None in an existing system.
pub fn verify_if(
    active: &Bit,
    key: &PublicKeyVar,
    message: &FVar,
    signature: &SignatureVar,
) -> R1csResult<()> {
    check(key, message, signature, Some(active))
}

fn check(
    key: &PublicKeyVar,
    message: &FVar,
    signature: &SignatureVar,
    active: Option<&Bit>,
) -> R1csResult<()> {
    let system = System::of([&key.x, &key.y, message]);
    named(system.cs(), "signature", || {
        let r = &signature.r;
        let inputs = [&r.x, &r.y, &key.x, &key.y, message].map(Clone::clone);
        let challenge =
            hash_with(crate::field::from_short_bytes(crate::tag::FOREIGN[0].as_bytes()), 8, &inputs)?;
        let tail = shifted_bits(&system, &system.lin(&challenge))?;
        let challenged = named(system.cs(), "variable base", || {
            mul_leading_one(&system, &key.point().coordinates(&system), &tail)
        })?;
        let scaled = crate::curve::mul_fixed_base(&signature.s)?.coordinates(&system);
        let right = r.coordinates(&system).add(&challenged, &system)?;
        let difference = scaled.add(&right.negate(), &system)?;
        let active = active.map(|bit| system.bit(bit));
        named(system.cs(), "signature equation", || difference.enforce_small_order(&system, active.as_ref()))
    })
}

/// The 254 bits of `c + 11 l - 2^254`, c the canonical representative of the challenge: with a leading one above them
/// they make c + 11 l, which multiplies A as c mod l does. 327 constraints.
///
/// Over the integers 11 l = 16.6 2^250, so with D = 11 l - 2^254 the sum c + D lies in D..r + D, r + D < 2^254. The bits make some
/// number below 2^254 that is c + D modulo r; that it lies in D..D + r leaves one, for c's representative. The two bounds
/// are shown by [`enforce_below`](crate::gadget::enforce_below), the lower one on the complement of the bits.
fn shifted_bits(system: &System, c: &Lin) -> R1csResult<Vec<Lin>> {
    named(system.cs(), "challenge canonical", || {
        let offset = offset_integer(SHIFT.0, SHIFT.1);
        let integer = c.value().map(|c| {
            let mut sum = c.into_bigint();
            sum.add_with_carry(&offset);
            sum
        });
        let bits = system.hint_bits(integer, SHIFT.1 as usize)?;
        let bits: Vec<Lin> = bits.iter().map(|b| system.bit(b)).collect();
        system.enforce_equal(
            &system.pack_lins(&bits),
            &(c + &system.constant(crate::gadget::modulo(&offset))),
        )?;
        let mut upper = F::MODULUS;
        upper.add_with_carry(&offset);
        system.below(&bits, &upper)?;
        // B >= D exactly if 2^254 - 1 - B < 2^254 - D.
        let one = system.constant(F::ONE);
        let complement: Vec<Lin> = bits.iter().map(|b| &one - b).collect();
        let mut lower = ark_ff::BigInt::<4>::from(1u64);
        lower <<= SHIFT.1;
        lower.sub_with_borrow(&offset);
        system.below(&complement, &lower)?;
        Ok(bits)
    })
}
