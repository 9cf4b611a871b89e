//! Equality as a bit, choices, and checks that bind only under a condition.

use super::{Bit, FVar, R1csResult, System};
use crate::field::F;
use ark_ff::{AdditiveGroup, Field, Zero};
use ark_r1cs_std::{
    GR1CSVar,
    boolean::{AllocatedBool, Boolean},
};
use ark_relations::gr1cs::SynthesisError;

/// Whether `x` is zero: three constraints, with hints b and i.
///
/// `x i = 1 - b`, `x b = 0`, `b i = 0`. If x = 0 the first gives b = 1 and the third i = 0; otherwise the second gives b =
/// 0 and the first i = 1/x. So b is a bit, and both hints are determined: the usual two constraints leave i free at 0.
///
/// # Errors
/// None in an existing system.
pub fn is_zero(x: &FVar) -> R1csResult<Bit> {
    if let FVar::Constant(x) = x {
        return Ok(Boolean::constant(x.is_zero()));
    }
    let system = System::of([x]);
    let value = system.lin(x).value();
    let bit =
        Boolean::from(AllocatedBool::new_witness_without_booleanity_check(system.cs().clone(), || {
            value.map(|x| x.is_zero()).ok_or(SynthesisError::AssignmentMissing)
        })?);
    let (x, b) = (system.lin(x), system.bit(&bit));
    let (one, zero) = (system.constant(F::ONE), system.constant(F::ZERO));
    let inverse = system.witness(value.map(|x| x.inverse().unwrap_or_default()))?;
    system.enforce(&x, &inverse, &(&one - &b))?;
    system.enforce(&x, &b, &zero)?;
    system.enforce(&b, &inverse, &zero)?;
    Ok(bit)
}

/// Whether `a = b`: three constraints; see [`is_zero`].
///
/// # Errors
/// None in an existing system.
pub fn is_equal(a: &FVar, b: &FVar) -> R1csResult<Bit> {
    let system = System::of([a, b]);
    is_zero(&system.var(&(&system.lin(a) - &system.lin(b)))?)
}

/// Proves `x != 0` by its inverse: one constraint.
///
/// # Errors
/// [`SynthesisError::Unsatisfiable`] for the constant 0.
pub fn enforce_nonzero(x: &FVar) -> R1csResult<()> {
    let system = System::of([x]);
    match x {
        FVar::Constant(c) if c.is_zero() => Err(SynthesisError::Unsatisfiable),
        FVar::Constant(_) => Ok(()),
        FVar::Var(_) => system.div(&system.constant(F::ONE), &system.lin(x)).map(drop),
    }
}

/// `a` if the bit is set, else `b`: one constraint.
///
/// # Errors
/// None in an existing system.
pub fn select(bit: &Bit, a: &FVar, b: &FVar) -> R1csResult<FVar> {
    let system = system_of(bit, [a, b]);
    let (s, a, b) = (system.bit(bit), system.lin(a), system.lin(b));
    let product = system.mul(&s, &(&a - &b))?;
    system.var(&(&b + &product))
}

/// Proves `a = b` if the bit is set: one constraint.
///
/// # Errors
/// [`SynthesisError::Unsatisfiable`] for constants that differ.
pub fn enforce_equal_if(bit: &Bit, a: &FVar, b: &FVar) -> R1csResult<()> {
    let system = system_of(bit, [a, b]);
    let (s, a, b) = (system.bit(bit), system.lin(a), system.lin(b));
    if system.is_none() {
        let holds = s.value() != Some(F::ONE) || a.value() == b.value();
        return if holds { Ok(()) } else { Err(SynthesisError::Unsatisfiable) };
    }
    system.enforce(&s, &(&a - &b), &system.constant(F::ZERO))
}

/// Proves `a = 0` if the bit is set: one constraint.
///
/// # Errors
/// As [`enforce_equal_if`].
pub fn enforce_zero_if(bit: &Bit, a: &FVar) -> R1csResult<()> {
    enforce_equal_if(bit, a, &FVar::Constant(F::ZERO))
}

/// Proves that exactly one of some bits is set: one constraint. There must be fewer of them than r.
///
/// # Errors
/// [`SynthesisError::MissingCS`] if all are constants.
pub fn enforce_one_hot(bits: &[Bit]) -> R1csResult<()> {
    let system = System::new(&bits.cs());
    if system.is_none() {
        return Err(SynthesisError::MissingCS);
    }
    let lins: Vec<_> = bits.iter().map(|b| system.bit(b)).collect();
    let sum = system.sum(lins.iter().map(|b| (F::ONE, b)));
    system.enforce_equal(&sum, &system.constant(F::ONE))
}

/// `a` and `b`: one constraint.
///
/// # Errors
/// None in an existing system.
pub fn and(a: &Bit, b: &Bit) -> R1csResult<Bit> {
    Ok(a & b)
}

/// `a` or `b`: one constraint.
///
/// # Errors
/// None in an existing system.
pub fn or(a: &Bit, b: &Bit) -> R1csResult<Bit> {
    Ok(a | b)
}

/// Not `a`; no constraint.
///
/// # Errors
/// None.
pub fn not(a: &Bit) -> R1csResult<Bit> {
    Ok(!a)
}

fn system_of<'a>(bit: &Bit, vars: impl IntoIterator<Item = &'a FVar>) -> System {
    let cs = bit.cs();
    if cs.is_none() { System::of(vars) } else { System::new(&cs) }
}
