//! What makes a verifying key forgeable, and is refused before it is used.

use ark_bn254::{G1Affine, G2Affine};
use ark_ec::AffineRepr;

use crate::{DecodeError, Element, VerifyingKey, point};

/// A key that must not verify anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LintError {
    /// Without IC points the public inputs are bound to nothing.
    #[error("the key has no IC points")]
    NoIc,
    /// An identity point drops its term from the equation: a public input with an identity IC may be anything.
    #[error("{0} is the identity")]
    Identity(Element),
    /// A point off its curve.
    #[error("{0} is not on the curve")]
    OffCurve(Element),
    /// A point off the subgroup of prime order.
    #[error("{0} is not in the subgroup")]
    OffSubgroup(Element),
    /// Public inputs that are not the three of Plimsoll's circuits.
    #[error("the key takes {got} public inputs; those of Plimsoll's circuits take {expected}")]
    InputCount {
        /// How many those have.
        expected: usize,
        /// How many this key has.
        got: usize,
    },
    /// Public inputs were to be taken from somebody under the key of a circuit of Plimsoll's.
    #[error(
        "under the key of one of Plimsoll's circuits public inputs are made from what was posted: taken from somebody they bind nothing"
    )]
    Posted,
    /// With gamma = delta, or gamma = -delta, C can cancel the public inputs: anyone forges.
    #[error("gamma and delta are the same up to sign: every statement could be forged")]
    GammaIsDelta,
    /// delta is the generator, or its negative, until somebody contributes to the setup's second phase.
    #[error("delta is the generator up to sign: the setup's second phase was never run")]
    DeltaIsGenerator,
}

impl VerifyingKey {
    /// Refuses a key under which proofs could be forged, whoever made it.
    ///
    /// gamma may be the generator: the setup by Bowe, Gabizon and Miers fixes it so, as does every key of snarkjs.
    ///
    /// # Errors
    /// The first rule broken, see [`LintError`].
    pub fn lint(&self) -> Result<(), LintError> {
        if self.ic.is_empty() {
            return Err(LintError::NoIc);
        }
        let g1 = [(self.alpha_g1, Element::Alpha)];
        for (point, element) in
            g1.into_iter().chain(self.ic.iter().enumerate().map(|(i, p)| (*p, Element::Ic(i))))
        {
            lint_g1(point, element)?;
        }
        for (point, element) in
            [(self.beta_g2, Element::Beta), (self.gamma_g2, Element::Gamma), (self.delta_g2, Element::Delta)]
        {
            lint_g2(point, element)?;
        }
        if self.gamma_g2.x == self.delta_g2.x {
            return Err(LintError::GammaIsDelta);
        }
        if self.delta_g2.x == G2Affine::generator().x {
            return Err(LintError::DeltaIsGenerator);
        }
        Ok(())
    }
}

fn lint_g1(p: G1Affine, element: Element) -> Result<(), LintError> {
    point::checked(p, element)
        .and_then(|p| point::not_identity(p, element))
        .map(drop)
        .map_err(|e| named(e, element))
}

fn lint_g2(p: G2Affine, element: Element) -> Result<(), LintError> {
    point::checked(p, element)
        .and_then(|p| point::not_identity(p, element))
        .map(drop)
        .map_err(|e| named(e, element))
}

const fn named(error: DecodeError, element: Element) -> LintError {
    match error {
        DecodeError::Identity(_) => LintError::Identity(element),
        DecodeError::OffSubgroup(_) => LintError::OffSubgroup(element),
        _ => LintError::OffCurve(element),
    }
}
