//! Linear combinations with their values.

use crate::field::F;
use ark_ff::{AdditiveGroup, Field, One, Zero, batch_inversion};
use ark_relations::gr1cs::{LinearCombination, Variable};
use std::ops::{Add, Neg, Sub};

/// A linear combination of variables, with its value where there is one (in setup there is none).
#[derive(Clone, Debug)]
pub struct Lin {
    pub(super) value: Option<F>,
    pub(super) terms: Vec<(F, Variable)>,
    pub(super) constant: bool,
}

impl Lin {
    /// The value, if the system has an assignment.
    #[must_use]
    pub const fn value(&self) -> Option<F> {
        self.value
    }

    /// Whether it is a constant of the circuit.
    #[must_use]
    pub const fn is_constant(&self) -> bool {
        self.constant
    }

    /// `c` times this.
    #[must_use]
    pub fn scale(&self, c: F) -> Self {
        self.map(|x| x * c)
    }

    /// Twice this.
    #[must_use]
    pub fn double(&self) -> Self {
        self.map(|x| x.double())
    }

    fn map(&self, f: impl Fn(F) -> F) -> Self {
        let terms = self.terms.iter().map(|(k, v)| (f(*k), *v)).collect();
        Self { value: self.value.map(&f), terms, constant: self.constant }
    }

    pub(super) fn lc(&self) -> LinearCombination<F> {
        LinearCombination::from_sum_coeff_vars(&self.terms)
    }

    fn combine(mut self, other: &Self, negate: bool) -> Self {
        self.value = match (self.value, other.value) {
            (Some(a), Some(b)) => Some(if negate { a - b } else { a + b }),
            _ => None,
        };
        self.terms.extend(other.terms.iter().map(|(k, v)| (if negate { -*k } else { *k }, *v)));
        self.constant &= other.constant;
        self
    }
}

impl Add<&Lin> for Lin {
    type Output = Lin;
    fn add(self, other: &Lin) -> Lin {
        self.combine(other, false)
    }
}

impl Sub<&Lin> for Lin {
    type Output = Lin;
    fn sub(self, other: &Lin) -> Lin {
        self.combine(other, true)
    }
}

impl Add for &Lin {
    type Output = Lin;
    fn add(self, other: &Lin) -> Lin {
        self.clone().combine(other, false)
    }
}

impl Sub for &Lin {
    type Output = Lin;
    fn sub(self, other: &Lin) -> Lin {
        self.clone().combine(other, true)
    }
}

impl Neg for &Lin {
    type Output = Lin;
    fn neg(self) -> Lin {
        self.map(|x| -x)
    }
}

/// `1 / x`, and 0 for 0; `guess` where that is it.
pub(crate) fn inverse(x: F, guess: F) -> F {
    if (guess * x).is_one() { guess } else { x.inverse().unwrap_or_default() }
}

/// `1 / x` for each, with one inversion, as guesses for [`System::div_by`](super::System::div_by): 0 where there is no
/// value, or where it is 0.
pub(crate) fn inverses<const N: usize>(of: [&Lin; N]) -> [F; N] {
    let mut values = of.map(|x| x.value.unwrap_or_default());
    batch_inversion(&mut values);
    values
}

/// `a b`; most values that are combined are bits, and most coefficients 1.
pub(super) fn product(a: F, b: F) -> F {
    match (a.is_one(), b.is_one()) {
        (true, _) => b,
        (_, true) => a,
        _ if b.is_zero() => b,
        _ => a * b,
    }
}
