//! Points in Montgomery form `v^2 = u^3 + A u^2 + u`, with incomplete laws.
//!
//! An Edwards point (x, y) is (u, v) = ((1 + y)/(1 - y), u/x). The laws here are for points of odd order other than the
//! identity: those have u, v and u + 1 not zero (v = 0 only at the point of order 2; u = -1 would need A - 2 = d to be a
//! square), so conversions never divide by zero.

use super::{MONTGOMERY_A, edwards::Coordinates};
use crate::{
    field::{F, Point},
    gadget::{Lin, R1csResult, System, inverse, inverses},
};
use ark_ff::{AdditiveGroup, Field, batch_inversion};

/// A point in Montgomery coordinates.
#[derive(Clone, Debug)]
pub(super) struct Montgomery {
    pub u: Lin,
    pub v: Lin,
}

/// The Montgomery coordinates of points other than the identity and the one of order 2.
pub(super) fn coordinates(points: &[Point]) -> Vec<(F, F)> {
    let mut inverses: Vec<F> = points.iter().flat_map(|point| [F::ONE - point.y, point.x]).collect();
    batch_inversion(&mut inverses);
    let with_inverses = points.iter().zip(inverses.chunks_exact(2));
    with_inverses
        .map(|(point, inverses)| {
            let u = (F::ONE + point.y) * inverses[0];
            (u, u * inverses[1])
        })
        .collect()
}

impl Montgomery {
    /// Two constraints. The point is of odd order and not the identity; the identity is refused, 1 - y being 0.
    pub(super) fn from_edwards(system: &System, point: &Coordinates) -> R1csResult<Self> {
        let one = system.constant(F::ONE);
        let below = &one - &point.y;
        let guesses = inverses([&below, &point.x]);
        let u = system.div_by(&(&one + &point.y), &below, guesses[0])?;
        let v = system.div_by(&u, &point.x, guesses[1])?;
        Ok(Self { u, v })
    }

    /// Two constraints. The point is of odd order.
    pub(super) fn to_edwards(&self, system: &System) -> R1csResult<Coordinates> {
        let one = system.constant(F::ONE);
        let above = &self.u + &one;
        let guesses = inverses([&self.v, &above]);
        let x = system.div_by(&self.u, &self.v, guesses[0])?;
        let y = system.div_by(&(&self.u - &one), &above, guesses[1])?;
        Ok(Coordinates { x, y })
    }

    /// The sum of two points that are neither equal nor opposite: three constraints. `guess` is one of `1 / (u2 - u1)`, or
    /// 0.
    pub(super) fn add(&self, other: &Self, guess: F, system: &System) -> R1csResult<Self> {
        let slope = system.div_by(&(&other.v - &self.v), &(&other.u - &self.u), guess)?;
        self.third(&slope, &other.u, system)
    }

    /// Twice a point of odd order: four constraints.
    pub(super) fn double(&self, system: &System) -> R1csResult<Self> {
        let uu = system.mul(&self.u, &self.u)?;
        let numerator =
            uu.scale(F::from(3u64)) + &self.u.scale(MONTGOMERY_A + MONTGOMERY_A) + &system.constant(F::ONE);
        let slope = system.div(&numerator, &self.v.double())?;
        self.third(&slope, &self.u, system)
    }

    /// `2 self + other`, as `(self + other) + self`, without the v of the sum between: five constraints. Neither `self`
    /// and `other` nor `self + other` and `self` may be equal or opposite.
    ///
    /// With slopes m and n of the two additions and w the u of the sum: `m (u2 - u1) = v2 - v1`, `m^2 = A + u1 + u2 + w`, `(m +
    /// n)(u1 - w) = 2 v1` (for the sum's v is m (u1 - w) - v1), `n^2 = A + u1 + w + u3`, `n (u1 - u3) = v3 + v1`. `guesses` are
    /// of `1 / (u2 - u1)` and `1 / (u1 - w)`, or 0.
    pub(super) fn double_add(&self, other: &Self, guesses: [F; 2], system: &System) -> R1csResult<Self> {
        let a = system.constant(MONTGOMERY_A);
        let m = system.div_by(&(&other.v - &self.v), &(&other.u - &self.u), guesses[0])?;
        let w = square_minus(system, &m, &(&a + &self.u + &other.u))?;
        let difference = &self.u - &w;
        let n_value = self.v.value().zip(difference.value()).zip(m.value());
        let n = system.witness(n_value.map(|((v, d), m)| v.double() * inverse(d, guesses[1]) - m))?;
        system.enforce(&(&m + &n), &difference, &self.v.double())?;
        let u = square_minus(system, &n, &(&a + &self.u + &w))?;
        let v = self.opposite_of_third(&n, &u, system)?;
        Ok(Self { u, v })
    }

    /// The point opposite to the third one on the line with this slope through `self` and a point with the given u.
    fn third(&self, slope: &Lin, other_u: &Lin, system: &System) -> R1csResult<Self> {
        let u = square_minus(system, slope, &(&system.constant(MONTGOMERY_A) + &self.u + other_u))?;
        let v = self.opposite_of_third(slope, &u, system)?;
        Ok(Self { u, v })
    }

    /// `v3` with `slope (u1 - u3) = v3 + v1`.
    fn opposite_of_third(&self, slope: &Lin, u: &Lin, system: &System) -> R1csResult<Lin> {
        let run = &self.u - u;
        let value = slope.value().zip(run.value()).zip(self.v.value()).map(|((s, r), v)| s * r - v);
        let v = system.witness(value)?;
        system.enforce(slope, &run, &(&v + &self.v))?;
        Ok(v)
    }
}

/// A witness `w = x^2 - y`: one constraint.
fn square_minus(system: &System, x: &Lin, y: &Lin) -> R1csResult<Lin> {
    let w = system.witness(x.value().zip(y.value()).map(|(x, y)| x.square() - y))?;
    system.enforce(x, x, &(&w + y))?;
    Ok(w)
}
