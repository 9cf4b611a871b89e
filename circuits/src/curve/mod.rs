//! Baby Jubjub in circuits: complete Edwards additions, and multiplication by secret scalars in Montgomery form.
//!
//! Two forms of the curve are used. The Edwards form, `168700 x^2 + y^2 = 1 + 168696 x^2 y^2`, has a complete addition
//! law (a is a square, d is not; Bernstein and others, <https://eprint.iacr.org/2008/013>): its denominators are never
//! zero for points on the curve, so it serves wherever points are arbitrary. The Montgomery form, `v^2 = u^3 +
//! 168698 u^2 + u`, adds in three constraints instead of six, but fails when the two points are equal or opposite:
//! there a slope would be free. The two multiplications, [`mul_fixed_base`] and [`mul_base`], show in their
//! documentation that no scalar reaches such a case.

mod edwards;
mod fixed;
mod montgomery;
mod slopes;
mod variable;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::torsion as torsion_for_tests;

pub use edwards::PointVar;
pub use fixed::mul_fixed_base;
pub use variable::{mul_base, mul_base_leading_one};

pub(crate) use variable::{mul_leading_one, offset_integer};

use crate::field::F;
use ark_ff::MontFp;

/// Edwards coefficient a.
pub(crate) const A: F = MontFp!("168700");
/// A square root of a.
pub(crate) const ROOT_OF_A: F =
    MontFp!("7214280148105020021932206872019688659210616427216992810330019057549499971851");
/// Edwards coefficient d.
pub(crate) const D: F = MontFp!("168696");
/// Montgomery coefficient of u^2; that of v^2 is 1.
pub(crate) const MONTGOMERY_A: F = MontFp!("168698");
