//! From snarkjs's files to keys, inputs and proofs.

use std::{string::String, vec::Vec};

use ark_bn254::{Bn254, Fq, Fq2, Fq6, Fq12, Fr, G1Affine, G2Affine};
use ark_ec::pairing::Pairing;
use ark_ff::{One, Zero};

use super::{
    SnarkjsError, decimal,
    shape::{Fq2Text, Fq12Text, G1Text, G2Text, KeyFile, ProofFile, check_kind},
};
use crate::{DecodeError, Element, Proof, VerifyingKey, point};

/// Reads a `verification_key.json`.
///
/// # Errors
/// See [`SnarkjsError`]; an identity point is refused here already.
pub fn read_verification_key(json: &[u8]) -> Result<VerifyingKey, SnarkjsError> {
    let file: KeyFile = serde_json::from_slice(json)?;
    check_kind(&file.protocol, &file.curve)?;
    if file.n_public.checked_add(1) != Some(file.ic.len()) {
        return Err(SnarkjsError::PublicCount { declared: file.n_public, ic: file.ic.len() });
    }
    let key = VerifyingKey {
        alpha_g1: g1(&file.vk_alpha_1, Element::Alpha)?,
        beta_g2: g2(&file.vk_beta_2, Element::Beta)?,
        gamma_g2: g2(&file.vk_gamma_2, Element::Gamma)?,
        delta_g2: g2(&file.vk_delta_2, Element::Delta)?,
        ic: file.ic.iter().enumerate().map(|(i, ic)| g1(ic, Element::Ic(i))).collect::<Result<_, _>>()?,
    };
    if let Some(stated) = file.vk_alphabeta_12
        && fq12(&stated)? != Bn254::pairing(key.alpha_g1, key.beta_g2).0
    {
        return Err(SnarkjsError::AlphaBeta);
    }
    Ok(key)
}

/// Reads a `public.json` of exactly `count` inputs.
///
/// # Errors
/// Not an array of strings, another number of inputs, or one that is not canonical.
pub fn read_public(json: &[u8], count: usize) -> Result<Vec<Fr>, SnarkjsError> {
    let file: Vec<String> = serde_json::from_slice(json)?;
    if file.len() != count {
        return Err(DecodeError::InputCount { expected: count, got: file.len() }.into());
    }
    let inputs = file.iter().enumerate().map(|(i, text)| decimal::read(text, Element::Input(i)));
    Ok(inputs.collect::<Result<_, _>>()?)
}

/// Reads a `proof.json`.
///
/// # Errors
/// See [`SnarkjsError`].
pub fn read_proof(json: &[u8]) -> Result<Proof, SnarkjsError> {
    let file: ProofFile = serde_json::from_slice(json)?;
    check_kind(&file.protocol, &file.curve)?;
    let a = g1(&file.pi_a, Element::ProofA)?;
    let b = g2(&file.pi_b, Element::ProofB)?;
    let c = g1(&file.pi_c, Element::ProofC)?;
    Ok(Proof::new(a, b, c)?)
}

fn g1([x, y, z]: &G1Text, element: Element) -> Result<G1Affine, DecodeError> {
    check_z(decimal::read::<Fq>(z, element)?, element)?;
    point::affine(decimal::read(x, element)?, decimal::read(y, element)?, element)
}

fn g2([x, y, z]: &G2Text, element: Element) -> Result<G2Affine, DecodeError> {
    check_z(fq2(z, element)?, element)?;
    point::affine(fq2(x, element)?, fq2(y, element)?, element)
}

fn check_z<F: Zero + One + PartialEq>(z: F, element: Element) -> Result<(), DecodeError> {
    if z.is_zero() {
        return Err(DecodeError::Identity(element));
    }
    if z.is_one() { Ok(()) } else { Err(DecodeError::NotAffine(element)) }
}

fn fq2([c0, c1]: &Fq2Text, element: Element) -> Result<Fq2, DecodeError> {
    Ok(Fq2::new(decimal::read(c0, element)?, decimal::read(c1, element)?))
}

fn fq12([c0, c1]: &Fq12Text) -> Result<Fq12, DecodeError> {
    Ok(Fq12::new(fq6(c0)?, fq6(c1)?))
}

fn fq6([c0, c1, c2]: &[Fq2Text; 3]) -> Result<Fq6, DecodeError> {
    let element = Element::AlphaBeta;
    Ok(Fq6::new(fq2(c0, element)?, fq2(c1, element)?, fq2(c2, element)?))
}
