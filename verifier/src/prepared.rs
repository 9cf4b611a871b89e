//! A linted key, with everything about it that does not depend on the proof computed once.

use alloc::vec::Vec;

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::{
    AdditiveGroup, AffineRepr, CurveGroup,
    pairing::{Pairing, PairingOutput},
};
use ark_ff::{PrimeField, Zero};
use plimsoll_digest::Digest;

use crate::{KnownKey, LintError, Takes, VerifyError, VerifyingKey};

pub(crate) type G2Prepared = <Bn254 as Pairing>::G2Prepared;

/// A [`VerifyingKey`] that passed [`lint`](VerifyingKey::lint), ready to verify.
#[derive(Clone, Debug)]
pub struct PreparedVerifyingKey {
    key: VerifyingKey,
    takes: Takes,
    hash: [u8; 32],
    pub(crate) alpha_beta: PairingOutput<Bn254>,
    pub(crate) beta: G2Prepared,
    pub(crate) neg_gamma: G2Prepared,
    pub(crate) neg_delta: G2Prepared,
    multiples: Vec<Multiples>,
}

/// 1P to 15P of one IC point, so that a sum of many shares its doublings, four bits at a time.
type Multiples = [G1Affine; 15];

impl PreparedVerifyingKey {
    /// Lints and prepares a key, and says what its proofs are verified for. Costs about as much as verifying one proof; a key is
    /// prepared once and kept.
    ///
    /// # Errors
    /// As [`VerifyingKey::lint`]; [`LintError::InputCount`] if it takes what is posted and has not three public inputs;
    /// [`LintError::Posted`] if it is one of this version's keys and takes public inputs.
    pub fn new(key: VerifyingKey, takes: Takes) -> Result<Self, LintError> {
        key.lint()?;
        let inputs = key.input_count();
        if matches!(takes, Takes::Posted(..)) && inputs != Digest::INPUTS {
            return Err(LintError::InputCount { expected: Digest::INPUTS, got: inputs });
        }
        if takes == Takes::Inputs && KnownKey::of(&key.hash()).is_some() {
            return Err(LintError::Posted);
        }
        Ok(Self {
            takes,
            hash: key.hash(),
            alpha_beta: Bn254::pairing(key.alpha_g1, key.beta_g2),
            beta: key.beta_g2.into(),
            neg_gamma: negated(key.gamma_g2).into(),
            neg_delta: negated(key.delta_g2).into(),
            multiples: key.ic.iter().map(multiples).collect(),
            key,
        })
    }

    /// The key itself.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// The key's pin, see [`VerifyingKey::hash`].
    #[must_use]
    pub const fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// What proofs under this key are verified for.
    #[must_use]
    pub const fn takes(&self) -> Takes {
        self.takes
    }

    /// How many values a proof is verified for.
    #[must_use]
    pub fn value_count(&self) -> usize {
        self.takes.count(self.key.input_count())
    }

    /// Whether a proof may be verified for these values: their number, and what the circuit leaves to the verifier.
    ///
    /// # Errors
    /// [`VerifyError::Count`], [`VerifyError::Attest`].
    pub fn check(&self, values: &[Fr]) -> Result<(), VerifyError> {
        let (expected, got) = (self.value_count(), values.len());
        if expected != got {
            return Err(VerifyError::Count { expected, got });
        }
        Ok(self.takes.check(values)?)
    }

    /// The public inputs for values that were [checked](Self::check).
    pub(crate) fn inputs(&self, values: &[Fr]) -> Vec<Fr> {
        self.takes.inputs(values)
    }

    /// `one * IC[0] + inputs[0] * IC[1] + ..`; callers have checked the count.
    pub(crate) fn combine_inputs(&self, one: Fr, inputs: &[Fr]) -> G1Projective {
        let scalars: Vec<_> = core::iter::once(&one).chain(inputs).map(|s| s.into_bigint().0).collect();
        let mut sum = G1Projective::zero();
        for window in (0..64).rev() {
            if !sum.is_zero() {
                for _ in 0..4 {
                    sum.double_in_place();
                }
            }
            let (limb, shift) = (window / 16, 4 * (window % 16));
            for (scalar, multiples) in scalars.iter().zip(&self.multiples) {
                let digit = (scalar[limb] >> shift & 15) as usize;
                if digit != 0 {
                    sum += multiples[digit - 1];
                }
            }
        }
        sum
    }
}

fn negated(point: G2Affine) -> G2Affine {
    -point
}

fn multiples(point: &G1Affine) -> Multiples {
    let mut multiple = point.into_group();
    let mut projective = [multiple; 15];
    for slot in projective.iter_mut().skip(1) {
        multiple += point;
        *slot = multiple;
    }
    let mut affine = [*point; 15];
    affine.copy_from_slice(&G1Projective::normalize_batch(&projective));
    affine
}
