use ark_bn254::{Bn254, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_groth16::Groth16;
use plimsoll_verifier::{Element, LintError, PreparedVerifyingKey, Takes, VerifyingKey};

use crate::fixture::{NONE, THREE, off_curve, off_subgroup};

/// What the lint, and so the preparation, says of the key of [`THREE`] after a change.
fn after(change: impl FnOnce(&mut VerifyingKey)) -> Result<(), LintError> {
    let mut key = THREE.key.key().clone();
    change(&mut key);
    let verdict = key.lint();
    assert_eq!(PreparedVerifyingKey::new(key, Takes::Inputs).map(drop), verdict);
    verdict
}

#[test]
fn sound_keys_pass() {
    assert_eq!(after(|_| ()), Ok(()));
    assert_eq!(NONE.key.key().lint(), Ok(()));
}

#[test]
fn a_key_without_ic_is_refused() {
    assert_eq!(after(|key| key.ic.clear()), Err(LintError::NoIc));
}

#[test]
fn an_identity_anywhere_is_refused() {
    let (g1, g2) = (G1Affine::zero(), G2Affine::zero());
    assert_eq!(after(|key| key.alpha_g1 = g1), Err(LintError::Identity(Element::Alpha)));
    assert_eq!(after(|key| key.beta_g2 = g2), Err(LintError::Identity(Element::Beta)));
    assert_eq!(after(|key| key.gamma_g2 = g2), Err(LintError::Identity(Element::Gamma)));
    assert_eq!(after(|key| key.delta_g2 = g2), Err(LintError::Identity(Element::Delta)));
    for i in 0..4 {
        assert_eq!(after(|key| key.ic[i] = g1), Err(LintError::Identity(Element::Ic(i))));
    }
}

#[test]
fn an_identity_survives_decoding_only_to_be_refused_by_name() {
    let mut key = THREE.key.key().clone();
    key.ic[2] = G1Affine::zero();
    let read = VerifyingKey::from_bytes(&key.to_bytes()).unwrap();
    assert_eq!(read.lint(), Err(LintError::Identity(Element::Ic(2))));
}

#[test]
fn points_outside_their_groups_are_refused() {
    let (g1, g2) = off_curve();
    assert_eq!(after(|key| key.alpha_g1 = g1), Err(LintError::OffCurve(Element::Alpha)));
    assert_eq!(after(|key| key.ic[3] = g1), Err(LintError::OffCurve(Element::Ic(3))));
    assert_eq!(after(|key| key.gamma_g2 = g2), Err(LintError::OffCurve(Element::Gamma)));
    assert_eq!(after(|key| key.beta_g2 = off_subgroup()), Err(LintError::OffSubgroup(Element::Beta)));
    assert_eq!(after(|key| key.delta_g2 = off_subgroup()), Err(LintError::OffSubgroup(Element::Delta)));
}

#[test]
fn gamma_and_delta_must_differ_in_more_than_sign() {
    assert_eq!(after(|key| key.gamma_g2 = key.delta_g2), Err(LintError::GammaIsDelta));
    assert_eq!(after(|key| key.gamma_g2 = -key.delta_g2), Err(LintError::GammaIsDelta));
}

#[test]
fn delta_must_not_be_the_generator() {
    let generator = G2Affine::generator();
    assert_eq!(after(|key| key.delta_g2 = generator), Err(LintError::DeltaIsGenerator));
    assert_eq!(after(|key| key.delta_g2 = -generator), Err(LintError::DeltaIsGenerator));
}

/// Every key of a setup in two phases has it so.
#[test]
fn gamma_may_be_the_generator() {
    assert_eq!(after(|key| key.gamma_g2 = G2Affine::generator()), Ok(()));
}

/// What the lint prevents: C cancels the inputs, and alpha and beta from the key are a proof of anything.
#[test]
fn under_a_key_with_gamma_equal_to_delta_anything_can_be_proved() {
    for sign in [-Fr::from(1), Fr::from(1)] {
        let mut key = THREE.proving.vk.clone();
        key.delta_g2 = (key.gamma_g2 * -sign).into_affine();
        let inputs = [Fr::from(1), Fr::from(2), Fr::from(3)];
        let statement = key.gamma_abc_g1[1..]
            .iter()
            .zip(inputs)
            .fold(key.gamma_abc_g1[0].into_group(), |sum, (ic, x)| sum + *ic * x);
        let forged =
            ark_groth16::Proof { a: key.alpha_g1, b: key.beta_g2, c: (statement * sign).into_affine() };
        let prepared = ark_groth16::prepare_verifying_key::<Bn254>(&key);
        assert!(Groth16::<Bn254>::verify_proof(&prepared, &forged, &inputs).unwrap());
        assert_eq!(crate::fixture::converted(&key).lint(), Err(LintError::GammaIsDelta));
    }
}
