#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::gadget::{PublicKeyVar, SignatureVar, verify, verify_if};
use super::*;
use crate::curve::PointVar;
use crate::gadget::{input, witness_bit};
use crate::soundness::Synthesized;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, PrimeField, UniformRand};
use rand::SeedableRng;

struct Case {
    key: PublicKey,
    message: F,
    signature: Signature,
}

fn case(seed: u64) -> Case {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(seed);
    let secret = SigningKey::random(&mut rng);
    let message = F::rand(&mut rng);
    Case { key: secret.public(), message, signature: secret.sign(message) }
}

fn lay(case: &Case, active: Option<bool>) -> Synthesized {
    Synthesized::new(|cs| {
        let message = input(cs, case.message)?;
        let key = PublicKeyVar::new_witness(cs, &case.key)?;
        let signature = SignatureVar::new_witness(cs, &case.signature)?;
        match active {
            None => verify(&key, &message, &signature),
            Some(active) => {
                let active = crate::gadget::private(cs, || witness_bit(cs, active))?;
                verify_if(&active, &key, &message, &signature)
            }
        }
    })
    .unwrap()
}

fn refused(case: &Case) -> Option<&'static str> {
    let laid = lay(case, None);
    laid.first_violation(&laid.assignment).and_then(|v| v.name)
}

#[test]
fn signatures_verify_as_the_crate_underneath_has_it() {
    let torsion = crate::curve::torsion_for_tests();
    for seed in 1..20 {
        let Case { key, message, signature: Signature { r, s } } = case(seed);
        let other = case(seed + 100);
        let cases = [
            (message, r, s),
            (message + F::from(1u64), r, s),
            (message, (r + torsion).into_affine(), s),
            (message, -r, s),
            (message, Point::zero(), s),
            (message, Point::new_unchecked(r.x, r.y + r.x), s),
            (message, r, s + crate::field::Scalar::from(1u64)),
            (other.message, other.signature.r, other.signature.s),
        ];
        for (i, (message, r, s)) in cases.into_iter().enumerate() {
            let theirs = taceo_eddsa_babyjubjub::EdDSAPublicKey { pk: key.point() };
            let expected = theirs.verify(message, &taceo_eddsa_babyjubjub::EdDSASignature { r, s });
            assert_eq!(key.verify(message, &Signature { r, s }), expected, "{i}");
            assert_eq!(expected, i == 0, "{i}");
        }
    }
}

#[test]
fn signatures_verify_as_they_do_natively_and_no_hint_is_free() {
    let blank = lay(&Case { key: case(0).key, message: F::from(0u64), signature: Signature::blank() }, None);
    for seed in 1..6 {
        let honest = case(seed);
        assert!(honest.key.verify(honest.message, &honest.signature));
        let laid = lay(&honest, None);
        assert_eq!(laid.first_violation(&laid.assignment), None);
        assert_eq!(laid.freedom(&[]).dimension, 0);
        assert!(laid.unbound().is_empty());
        assert!(laid.matrices == blank.matrices);
    }
}

#[test]
fn a_false_signature_fails_on_the_equation() {
    let honest = case(7);
    let other = case(8);
    let lies = [
        Case { message: honest.message + F::from(1u64), ..case(7) },
        Case { key: other.key, ..case(7) },
        Case { signature: other.signature, ..case(7) },
        Case { signature: Signature::blank(), ..case(7) },
        Case { signature: Signature { s: -honest.signature.s, ..honest.signature }, ..case(7) },
        Case { signature: Signature { r: -honest.signature.r, ..honest.signature }, ..case(7) },
        Case { key: PublicKey::new(-honest.key.point()).unwrap(), ..case(7) },
    ];
    for lie in lies {
        assert!(!lie.key.verify(lie.message, &lie.signature));
        assert_eq!(refused(&lie), Some("signature equation"));
        let ignored = lay(&lie, Some(false));
        assert_eq!(ignored.first_violation(&ignored.assignment), None);
        assert_eq!(ignored.freedom(&[]).dimension, 0);
        let claimed = lay(&lie, Some(true));
        assert_eq!(
            claimed.first_violation(&claimed.assignment).and_then(|v| v.name),
            Some("signature equation")
        );
    }
    let claimed = lay(&honest, Some(true));
    assert_eq!(claimed.first_violation(&claimed.assignment), None);
}

/// The equation is cofactored: who knows the key may sign with a nonce point outside the subgroup, natively and here. To
/// put such a point into someone else's signature changes the challenge and is refused.
#[test]
fn a_nonce_point_of_mixed_order_is_accepted_from_the_signer_alone() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(9);
    let torsion = crate::curve::torsion_for_tests();
    let honest = case(9);
    for k in 1..8u64 {
        let small = torsion.mul_bigint([k]);
        let secret = Scalar::rand(&mut rng);
        let nonce = Scalar::rand(&mut rng);
        let key = PublicKey::new((Point::generator() * secret).into_affine()).unwrap();
        let r = (Point::generator() * nonce + small).into_affine();
        let c = taceo_eddsa_babyjubjub::challenge_hash(honest.message, r, key.point());
        let s = nonce + taceo_eddsa_babyjubjub::convert_base_to_scalar(c) * secret;
        let own = Case { key, message: honest.message, signature: Signature { r, s } };
        assert!(own.key.verify(own.message, &own.signature));
        assert_eq!(refused(&own), None);

        let moved = (honest.signature.r + small).into_affine();
        let lie = Case { signature: Signature { r: moved, ..honest.signature }, ..case(9) };
        assert!(!lie.key.verify(lie.message, &lie.signature));
        assert_eq!(refused(&lie), Some("signature equation"));
    }
}

#[test]
fn a_point_off_the_curve_is_no_nonce() {
    let r = Point::new_unchecked(F::from(1u64), F::from(2u64));
    let lie = Case { signature: Signature { r, ..case(3).signature }, ..case(3) };
    assert_eq!(refused(&lie), Some("nonce point on curve"));
}

/// The identity and points outside the subgroup cannot be made into a [`PublicKey`]: lay the same checks out over them.
#[test]
fn neither_the_identity_nor_a_point_outside_the_subgroup_is_a_key() {
    let honest = case(4).key.point();
    let lay = |point: Point| {
        Synthesized::new(|cs| PublicKeyVar::new_witness(cs, &PublicKey(point)).map(drop)).unwrap()
    };
    let laid = lay(honest);
    assert_eq!(laid.first_violation(&laid.assignment), None);
    assert_eq!(laid.freedom(&[]).dimension, 0);
    assert_eq!(laid.counts().constraints, 19);
    let laid = lay(Point::zero());
    assert_eq!(laid.first_violation(&laid.assignment).and_then(|v| v.name), Some("key not identity"));
    let laid = lay((honest + crate::curve::torsion_for_tests()).into_affine());
    assert_eq!(laid.first_violation(&laid.assignment).and_then(|v| v.name), Some("key in subgroup"));
    // The negative of a key is a key, but it is not the same one: y is the same, x is not.
    let laid = lay(-honest);
    assert_eq!(laid.first_violation(&laid.assignment), None);
}

/// S + l has 252 bits at most, and below 2^251 where S is small: the bits are then those of S + l, and are refused.
#[test]
fn a_scalar_of_l_or_more_is_refused() {
    let mut l_plus = Scalar::MODULUS;
    for _ in 0..2 {
        let value = F::from_bigint(l_plus).unwrap();
        let laid = Synthesized::new(|cs| {
            let s = crate::gadget::witness(cs, value)?;
            let bits = crate::gadget::bits(&s, 251)?;
            crate::gadget::named(cs, "below", || crate::gadget::enforce_below(&bits, &Scalar::MODULUS))
        })
        .unwrap();
        assert_eq!(laid.first_violation(&laid.assignment).and_then(|v| v.name), Some("below"));
        l_plus.add_with_carry(&ark_ff::BigInt::from(77u64));
    }
}

/// Another representative of the challenge would be another scalar: the bits of c + D + r or c + D - r are refused. That
/// no hint saves them is shown beside `enforce_below`, for these very bounds.
#[test]
fn the_challenge_has_one_representative() {
    let laid = lay(&case(5), None);
    let under = laid.constraints_of("challenge canonical");
    // The 254 bits are the columns of the constraints b (1 - b) = 0 that come first.
    let columns: Vec<usize> = under[..254].iter().map(|&i| laid.matrices[0][i][0].0).collect();
    let bits: Vec<bool> = columns.iter().map(|&c| laid.assignment[c] == F::from(1u64)).collect();
    let mut other = ark_ff::BigInt::<4>::from_bits_le(&bits);
    if other >= F::MODULUS {
        other.sub_with_borrow(&F::MODULUS);
    } else {
        other.add_with_carry(&F::MODULUS);
    }
    let mut z = laid.assignment.clone();
    for (i, &column) in columns.iter().enumerate() {
        z[column] = F::from(other.get_bit(i));
    }
    assert_eq!(laid.first_violation(&z).and_then(|v| v.name), Some("challenge canonical"));
}

/// The equation at the end could make up for one missing constraint, so it is left out too: then each constraint of the
/// two multiplications determines a hint. (One in 61 is tried. The hash stands between inputs and bits that pin its
/// output; its own tests drop each of its constraints.)
#[test]
fn dropping_a_constraint_of_the_multiplications_frees_a_hint() {
    let laid = lay(&case(10), None);
    let last = laid.counts().constraints - 1;
    assert_eq!(laid.name_of(last), Some("signature equation"));
    let open = laid.without(last);
    assert_eq!(open.freedom(&[]).dimension, 0);
    for name in ["variable base", "fixed base"] {
        for &i in laid.constraints_of(name).iter().step_by(61) {
            assert_eq!(open.without(i).freedom(&[]).dimension, 1, "{name}: {i}");
        }
    }
}

#[test]
#[ignore = "prints timings"]
fn timing() {
    use ark_relations::gr1cs::{ConstraintSystem, SynthesisMode};
    let honest = case(6);
    for _ in 0..3 {
        let cs = ConstraintSystem::<F>::new_ref();
        cs.set_mode(SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: false });
        let start = std::time::Instant::now();
        let message = input(&cs, honest.message).unwrap();
        let key = PublicKeyVar::new_witness(&cs, &honest.key).unwrap();
        let signature = SignatureVar::new_witness(&cs, &honest.signature).unwrap();
        let made = start.elapsed();
        verify(&key, &message, &signature).unwrap();
        let verified = start.elapsed();
        let start = std::time::Instant::now();
        let bits: Vec<_> = (0..250).map(|i| witness_bit(&cs, i % 3 == 0).unwrap()).collect();
        let begin = start.elapsed();
        crate::curve::mul_fixed_base(&bits).unwrap();
        let fixed = start.elapsed();
        crate::curve::mul_base(&PointVar { x: key.x.clone(), y: key.y.clone() }, &bits).unwrap();
        println!(
            "inputs {made:?}, verify {:?}, 250 bits {begin:?}, fixed {:?}, variable {:?}",
            verified - made,
            fixed - begin,
            start.elapsed() - fixed
        );
    }
    let start = std::time::Instant::now();
    let laid = lay(&honest, None);
    println!("laid out {:?}, {:?}", start.elapsed(), laid.counts());
    for name in [
        "key in subgroup",
        "signature scalar below l",
        "challenge canonical",
        "variable base",
        "fixed base",
        "poseidon2",
    ] {
        println!("{name}: {}", laid.constraints_of(name).len());
    }
    let start = std::time::Instant::now();
    assert_eq!(laid.freedom(&[]).dimension, 0);
    println!("freedom {:?}", start.elapsed());
}
