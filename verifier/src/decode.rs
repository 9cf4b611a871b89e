//! What can be wrong with bytes or numbers before any pairing is computed.

use core::fmt;

use crate::RefusalCode;

/// The part of a key, a proof or a list of public inputs that an error speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// Proof point A, in G1.
    ProofA,
    /// Proof point B, in G2.
    ProofB,
    /// Proof point C, in G1.
    ProofC,
    /// Key point alpha, in G1.
    Alpha,
    /// Key point beta, in G2.
    Beta,
    /// Key point gamma, in G2.
    Gamma,
    /// Key point delta, in G2.
    Delta,
    /// Key point IC\[i\], in G1. IC\[0\] belongs to the constant one, IC\[i\] to public input i - 1.
    Ic(usize),
    /// e(alpha, beta) as stated beside a snarkjs key.
    AlphaBeta,
    /// Public input i, counted from 0.
    Input(usize),
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProofA => f.write_str("proof point A"),
            Self::ProofB => f.write_str("proof point B"),
            Self::ProofC => f.write_str("proof point C"),
            Self::Alpha => f.write_str("key point alpha"),
            Self::Beta => f.write_str("key point beta"),
            Self::Gamma => f.write_str("key point gamma"),
            Self::Delta => f.write_str("key point delta"),
            Self::Ic(i) => write!(f, "key point IC[{i}]"),
            Self::AlphaBeta => f.write_str("the key's e(alpha, beta)"),
            Self::Input(i) => write!(f, "public input {i}"),
        }
    }
}

/// An encoding that is refused. Nothing is ever reduced, padded, truncated or repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Truncated or padded bytes.
    #[error("expected {expected} bytes, got {got}")]
    Length {
        /// The only length accepted.
        expected: usize,
        /// The length given.
        got: usize,
    },
    /// A key too short for one, or not ending with a whole point.
    #[error("no verifying key has {got} bytes")]
    KeyLength {
        /// The length given.
        got: usize,
    },
    /// Too few or too many public inputs.
    #[error("expected {expected} public inputs, got {got}")]
    InputCount {
        /// The number the key is for.
        expected: usize,
        /// The number given.
        got: usize,
    },
    /// Sign and infinity bits both set.
    #[error("{0}: impossible sign bits")]
    Flags(Element),
    /// Not a decimal number at all.
    #[error("{0}: not a decimal number")]
    NotANumber(Element),
    /// Projective coordinates whose z is neither 1 nor the identity's 0.
    #[error("{0}: z is not 1")]
    NotAffine(Element),
    /// No point of the curve.
    #[error("{0}: not on the curve")]
    OffCurve(Element),
    /// On the curve, outside the subgroup of prime order.
    #[error("{0}: not in the subgroup")]
    OffSubgroup(Element),
    /// The identity, where a point is needed.
    #[error("{0}: is the identity")]
    Identity(Element),
    /// A number not below its modulus, or not written in its one way.
    #[error("{0}: not canonical")]
    NotCanonical(Element),
}

impl DecodeError {
    /// The ledger's code for this refusal: [`NotCanonical`](RefusalCode::NotCanonical) or [`Malformed`](RefusalCode::Malformed).
    #[must_use]
    pub const fn code(&self) -> RefusalCode {
        match self {
            Self::NotCanonical(_) => RefusalCode::NotCanonical,
            _ => RefusalCode::Malformed,
        }
    }
}
