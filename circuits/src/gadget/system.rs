//! The constraint system as gadgets see it.

use super::{Bit, Cs, FVar, Lin, R1csResult, inverse, lin::product};
use crate::field::F;
use ark_ff::{AdditiveGroup, Field, One, Zero};
use ark_r1cs_std::{GR1CSVar, boolean::Boolean, fields::fp::AllocatedFp};
use ark_relations::gr1cs::{SynthesisError, Variable};

/// `F::from` computes Montgomery's form of either anew.
const fn zero_or_one(bit: bool) -> F {
    if bit { F::ONE } else { F::ZERO }
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
            Boolean::Constant(b) => self.constant(zero_or_one(*b)),
            Boolean::Var(b) => self.single(b.value().ok().map(zero_or_one), b.variable()),
        }
    }

    /// `c0 x0 + c1 x1 + ..`.
    #[must_use]
    pub fn sum<'a>(&self, terms: impl IntoIterator<Item = (F, &'a Lin)>) -> Lin {
        let mut out = self.constant(F::ZERO);
        for (c, x) in terms {
            out.value = out.value.zip(x.value).map(|(a, b)| a + product(c, b));
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

    /// Fresh witness variables with these values, in a system that wants values alone: nobody will name the variables.
    ///
    /// # Errors
    /// [`SynthesisError::MissingCS`].
    pub(crate) fn assign(&self, values: &[F]) -> R1csResult<()> {
        let mut cs = self.cs.borrow_mut().ok_or(SynthesisError::MissingCS)?;
        values.iter().try_for_each(|x| cs.new_witness_variable(|| Ok(*x)).map(drop))
    }

    /// One of the variables of [`assign`](Self::assign).
    pub(crate) const fn assigned(value: F) -> Lin {
        Lin { value: Some(value), terms: Vec::new(), constant: false }
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
        if self.build {
            self.enforce(&(a - b), &self.constant(F::one()), &self.constant(F::ZERO))
        } else {
            Ok(())
        }
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
        self.div_by(a, b, F::ZERO)
    }

    /// As [`div`](Self::div), with a guess of `1 / b`, which spares an inversion where it is right and is ignored where it
    /// is not. 0 is no guess.
    ///
    /// # Errors
    /// [`SynthesisError::MissingCS`].
    pub fn div_by(&self, a: &Lin, b: &Lin, guess: F) -> R1csResult<Lin> {
        let quotient = self.witness(a.value.zip(b.value).map(|(a, b)| a * inverse(b, guess)))?;
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
        let bit = self.witness(value.map(zero_or_one))?;
        self.enforce_bit(&bit)?;
        Ok(bit)
    }

    /// Enforces `b (1 - b) = 0`.
    pub(crate) fn enforce_bit(&self, b: &Lin) -> R1csResult<()> {
        if self.build {
            self.enforce(b, &(&self.constant(F::one()) - b), &self.constant(F::ZERO))
        } else {
            Ok(())
        }
    }
}
