//! What a proof is verified for, and what that must satisfy beside the proof: what a circuit leaves to whoever verifies, since
//! the verifier sees it.

use alloc::vec::Vec;

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, BigInt, BitIteratorBE, Field, MontFp, PrimeField, Zero};
use plimsoll_digest::{CircuitId, Digest};

/// What a proof under a key is verified for. [`verify`](crate::verify) and [`verify_batch`](crate::verify_batch) make the public
/// inputs from it, and ask the rules before the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// What was posted for this version of one of Plimsoll's circuits. The three public inputs are made here and nowhere else:
    /// whoever took them from somebody would verify nothing.
    Posted(CircuitId, u32),
    /// The public inputs themselves, as many as the key asks for: keys of other circuits than Plimsoll's.
    Inputs,
}

impl Takes {
    /// What is posted for this program's version of a circuit.
    #[must_use]
    pub const fn posted(circuit: CircuitId) -> Self {
        Self::Posted(circuit, circuit.version())
    }

    /// How many values, under a key of so many public inputs.
    #[must_use]
    pub(crate) const fn count(self, key_inputs: usize) -> usize {
        match self {
            Self::Posted(circuit, _) => circuit.posted(),
            Self::Inputs => key_inputs,
        }
    }

    /// The public inputs that follow from the values.
    #[must_use]
    pub(crate) fn inputs(self, values: &[Fr]) -> Vec<Fr> {
        match self {
            Self::Posted(circuit, version) => Digest::new(circuit, version, values).inputs().to_vec(),
            Self::Inputs => values.to_vec(),
        }
    }

    /// What the circuit leaves to whoever verifies.
    pub(crate) fn check(self, values: &[Fr]) -> Result<(), AttestDefect> {
        match self {
            Self::Posted(CircuitId::Attest, _) => attest(values),
            _ => Ok(()),
        }
    }
}

/// Why posted values are not an Attest's. They are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttestDefect {
    /// There are more or fewer than an Attest has.
    #[error("an Attest posts 15 values, not {0}")]
    Count(usize),
    /// The most that the lot bears, or the sum that was asked for.
    #[error("posted value {0}, an amount, has more than 64 bits")]
    Amount(usize),
    /// The advance rate.
    #[error("posted value 10, the advance rate, is above 100 %")]
    Rate,
    /// The day since when the bill is valued.
    #[error("posted value 11, a day, has more than 32 bits")]
    Day,
    /// The key of the only verifier.
    #[error(
        "posted values 13 and 14, the verifier's key, are no point of the prime-order subgroup, or the identity"
    )]
    VerifierKey,
}

/// The highest advance rate: 100 %, in basis points.
const MAX_RATE_BPS: u64 = 10_000;

/// Whether the values are an Attest's, in the order of the protocol, section 8.
///
/// # Errors
/// The first rule broken.
pub fn attest(values: &[Fr]) -> Result<(), AttestDefect> {
    let [_, _, _, _, _, _, _, _, max_encumbrance, requested, rate_bps, valued_since, _, x, y] = values else {
        return Err(AttestDefect::Count(values.len()));
    };
    for (at, amount) in [(8, max_encumbrance), (9, requested)] {
        small(amount).ok_or(AttestDefect::Amount(at))?;
    }
    if small(rate_bps).is_none_or(|rate| rate > MAX_RATE_BPS) {
        return Err(AttestDefect::Rate);
    }
    if small(valued_since).is_none_or(|day| u32::try_from(day).is_err()) {
        return Err(AttestDefect::Day);
    }
    if is_key(*x, *y) { Ok(()) } else { Err(AttestDefect::VerifierKey) }
}

fn small(x: &Fr) -> Option<u64> {
    match x.into_bigint().0 {
        [low, 0, 0, 0] => Some(low),
        _ => None,
    }
}

/// The curve of the parties' keys, Baby Jubjub: a x^2 + y^2 = 1 + d x^2 y^2. a is a square and d is none, so its addition
/// has no exceptions.
const A: Fr = MontFp!("168700");
const D: Fr = MontFp!("168696");
/// The order of the subgroup.
const ORDER: BigInt<4> =
    BigInt!("2736030358979909402780800718157159386076813972158567259200215660948447373041");

/// Whether this is a point of the subgroup of prime order other than the identity.
fn is_key(x: Fr, y: Fr) -> bool {
    let (xx, yy) = (x.square(), y.square());
    if A * xx + yy != Fr::ONE + D * xx * yy || x.is_zero() {
        // x is 0 for the identity and for the point of order 2 alone.
        return false;
    }
    let point = Projective { x, y, z: Fr::ONE };
    let mut multiple = Projective { x: Fr::ZERO, y: Fr::ONE, z: Fr::ONE };
    for bit in BitIteratorBE::without_leading_zeros(ORDER) {
        multiple = multiple.plus(&multiple);
        if bit {
            multiple = multiple.plus(&point);
        }
    }
    multiple.x.is_zero() && multiple.y == multiple.z
}

struct Projective {
    x: Fr,
    y: Fr,
    z: Fr,
}

impl Projective {
    /// Bernstein, Birkner, Joye, Lange, Peters: Twisted Edwards Curves, section 6.
    fn plus(&self, other: &Self) -> Self {
        let a = self.z * other.z;
        let b = a.square();
        let (c, d) = (self.x * other.x, self.y * other.y);
        let e = D * c * d;
        let (f, g) = (b - e, b + e);
        Self {
            x: a * f * ((self.x + self.y) * (other.x + other.y) - c - d),
            y: a * g * (d - A * c),
            z: f * g,
        }
    }
}
