//! Linear combinations with their values, and the constraint system as gadgets see it.

use super::{Bit, Cs, FVar, R1csResult};
use crate::field::F;
use ark_ff::{AdditiveGroup, Field, One, Zero};
use ark_r1cs_std::{GR1CSVar, boolean::Boolean, fields::fp::AllocatedFp};
use ark_relations::gr1cs::{LinearCombination, SynthesisError, Variable};
use std::ops::{Add, Neg, Sub};

/// A linear combination of variables, with its value where there is one (in setup there is none).
#[derive(Clone, Debug)]
pub struct Lin {
    value: Option<F>,
    terms: Vec<(F, Variable)>,
    constant: bool,
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
        let terms = self.terms.iter().map(|(k, v)| (*k * c, *v)).collect();
        Self { value: self.value.map(|x| x * c), terms, constant: self.constant }
    }

    /// Twice this.
    #[must_use]
    pub fn double(&self) -> Self {
        self.scale(F::from(2u64))
    }

    fn lc(&self) -> LinearCombination<F> {
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
        self.scale(-F::one())
    }
}

/// A constraint system, and whether it wants linear combinations or values alone.
#[derive(Clone, Debug)]
pub struct System {
    cs: Cs,
    build: bool,
}

impl System {
    /// The gadgets' view of `cs`.
    #[must_use]
    pub fn new(cs: &Cs) -> Self {
        let build = cs
            .borrow()
            .is_some_and(|cs| cs.should_construct_matrices() || cs.should_generate_lc_assignments());
        Self { cs: cs.clone(), build }
    }

    /// The system that these variables are in; one without a system if all are constants.
    #[must_use]
    pub fn of<'a>(vars: impl IntoIterator<Item = &'a FVar>) -> Self {
        Self::new(&vars.into_iter().map(GR1CSVar::cs).find(|cs| !cs.is_none()).unwrap_or(Cs::None))
    }

    /// The constraint system.
    #[must_use]
    pub const fn cs(&self) -> &Cs {
        &self.cs
    }

    /// Whether there is none, all operands being constants.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.cs.is_none()
    }

    /// Whether linear combinations are wanted; if not, values alone are.
    #[must_use]
    pub const fn builds(&self) -> bool {
        self.build
    }

    /// A constant.
    #[must_use]
    pub fn constant(&self, c: F) -> Lin {
        let terms = if self.build && !c.is_zero() { vec![(c, Variable::One)] } else { Vec::new() };
        Lin { value: Some(c), terms, constant: true }
    }

    /// A field variable.
    #[must_use]
    pub fn lin(&self, x: &FVar) -> Lin {
        match x {
            FVar::Constant(c) => self.constant(*c),
            FVar::Var(x) => self.single(x.value().ok(), x.variable),
        }
    }

    /// A bit, as 0 or 1.
    #[must_use]
    pub fn bit(&self, b: &Bit) -> Lin {
        match b {
            Boolean::Constant(b) => self.constant(F::from(*b)),
            Boolean::Var(b) => self.single(b.value().ok().map(F::from), b.variable()),
        }
    }

    /// `c0 x0 + c1 x1 + ..`.
    #[must_use]
    pub fn sum<'a>(&self, terms: impl IntoIterator<Item = (F, &'a Lin)>) -> Lin {
        let mut out = self.constant(F::ZERO);
        for (c, x) in terms {
            out.value = match (out.value, x.value) {
                (Some(a), Some(b)) => Some(a + c * b),
                _ => None,
            };
            out.terms.extend(x.terms.iter().map(|(k, v)| (*k * c, *v)));
            out.constant &= x.constant;
        }
        if out.terms.len() > 1 {
            out.terms = out.lc().0;
        }
        out
    }

    fn single(&self, value: Option<F>, variable: Variable) -> Lin {
        let terms = if self.build { vec![(F::one(), variable)] } else { Vec::new() };
        Lin { value, terms, constant: false }
    }

    /// A fresh witness variable.
    ///
    /// # Errors
    /// [`SynthesisError::MissingCS`].
    pub fn witness(&self, value: Option<F>) -> R1csResult<Lin> {
        let variable = self.cs.new_witness_variable(|| value.ok_or(SynthesisError::AssignmentMissing))?;
        Ok(self.single(value, variable))
    }

    /// Enforces `a b = c`.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn enforce(&self, a: &Lin, b: &Lin, c: &Lin) -> R1csResult<()> {
        if self.build { self.cs.enforce_r1cs_constraint(|| a.lc(), || b.lc(), || c.lc()) } else { Ok(()) }
    }

    /// Enforces `a = b`.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn enforce_equal(&self, a: &Lin, b: &Lin) -> R1csResult<()> {
        self.enforce(&(a - b), &self.constant(F::one()), &self.constant(F::ZERO))
    }

    /// `a b`: one constraint, or none if one of the two is a constant.
    ///
    /// # Errors
    /// [`SynthesisError::MissingCS`].
    pub fn mul(&self, a: &Lin, b: &Lin) -> R1csResult<Lin> {
        match (a.constant, b.constant) {
            (_, true) => Ok(a.scale(b.value.unwrap_or_default())),
            (true, _) => Ok(b.scale(a.value.unwrap_or_default())),
            _ => {
                let product = self.witness(a.value.zip(b.value).map(|(a, b)| a * b))?;
                self.enforce(a, b, &product)?;
                Ok(product)
            }
        }
    }

    /// `a / b`: a witness `q` with `q b = a`; where `b` is zero the hint is zero. The caller shows that `b` is never zero
    /// in a satisfying assignment, for then `q` would be free.
    ///
    /// # Errors
    /// [`SynthesisError::MissingCS`].
    pub fn div(&self, a: &Lin, b: &Lin) -> R1csResult<Lin> {
        let quotient =
            self.witness(a.value.zip(b.value).map(|(a, b)| a * b.inverse().unwrap_or_default()))?;
        self.enforce(&quotient, b, a)?;
        Ok(quotient)
    }

    /// The arkworks variable of a linear combination; no constraint.
    ///
    /// # Errors
    /// [`SynthesisError::MissingCS`].
    pub fn var(&self, x: &Lin) -> R1csResult<FVar> {
        if x.constant {
            return Ok(FVar::Constant(x.value.unwrap_or_default()));
        }
        let variable = match x.terms.as_slice() {
            [(c, v)] if c.is_one() => *v,
            _ => self.cs.new_lc(|| x.lc())?,
        };
        Ok(FVar::Var(AllocatedFp::new(x.value, variable, self.cs.clone())))
    }

    /// A fresh witness bit: one constraint.
    ///
    /// # Errors
    /// [`SynthesisError::MissingCS`].
    pub fn witness_bit(&self, value: Option<bool>) -> R1csResult<Lin> {
        let bit = self.witness(value.map(F::from))?;
        self.enforce(&bit, &(&self.constant(F::one()) - &bit), &self.constant(F::ZERO))?;
        Ok(bit)
    }
}
