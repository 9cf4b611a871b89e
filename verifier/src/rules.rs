//! What public inputs must satisfy beside their proof: what a circuit leaves to whoever verifies, since the verifier sees it.

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, BigInt, BitIteratorBE, Field, MontFp, PrimeField, Zero};

/// Which rules hold for the public inputs under a key. [`verify`](crate::verify) and [`verify_batch`](crate::verify_batch)
/// ask them before the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputRules {
    /// There are as many as the key asks for.
    Count,
    /// .. and they are an Attest's: amounts below 2^64, a rate of at most 100 %, and a verifier's key that nobody can sign for
    /// but who has its secret.
    Attest,
}

/// Why public inputs are not an Attest's. Inputs are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttestDefect {
    /// There are more or fewer than an Attest has.
    #[error("an Attest has 13 public inputs, not {0}")]
    Count(usize),
    /// The most that the lot bears, or the sum that was asked for.
    #[error("public input {0}, an amount, has more than 64 bits")]
    Amount(usize),
    /// The advance rate.
    #[error("public input 10, the advance rate, is above 100 %")]
    Rate,
    /// The key of the only verifier.
    #[error(
        "public inputs 11 and 12, the verifier's key, are no point of the prime-order subgroup, or the identity"
    )]
    VerifierKey,
}

impl InputRules {
    /// The rules of the circuit of this name.
    #[must_use]
    pub fn of(circuit: &str) -> Self {
        if circuit == "attest" { Self::Attest } else { Self::Count }
    }

    pub(crate) fn check(self, inputs: &[Fr]) -> Result<(), AttestDefect> {
        match self {
            Self::Count => Ok(()),
            Self::Attest => attest(inputs),
        }
    }
}

/// The highest advance rate: 100 %, in basis points.
const MAX_RATE_BPS: u64 = 10_000;

/// Whether the inputs are an Attest's, in the order of the protocol, section 8.
///
/// # Errors
/// The first rule broken.
pub fn attest(inputs: &[Fr]) -> Result<(), AttestDefect> {
    let [_, _, _, _, _, _, _, _, max_encumbrance, requested, rate_bps, x, y] = inputs else {
        return Err(AttestDefect::Count(inputs.len()));
    };
    for (at, amount) in [(8, max_encumbrance), (9, requested)] {
        small(amount).ok_or(AttestDefect::Amount(at))?;
    }
    if small(rate_bps).is_none_or(|rate| rate > MAX_RATE_BPS) {
        return Err(AttestDefect::Rate);
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
