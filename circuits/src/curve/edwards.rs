//! Points in Edwards form, with the complete law.

use super::{A, D, ROOT_OF_A};
use crate::{
    field::{F, Point, Scalar},
    gadget::{Bit, Cs, FVar, Lin, R1csResult, System, inverses, private},
    point::combination,
};
use ark_babyjubjub::EdwardsConfig;
use ark_ec::{CurveConfig, CurveGroup};
use ark_ff::{AdditiveGroup, Field};
use ark_r1cs_std::GR1CSVar;

/// A point of Baby Jubjub in affine Edwards coordinates.
#[derive(Clone, Debug)]
pub struct PointVar {
    /// Coordinate x.
    pub x: FVar,
    /// Coordinate y.
    pub y: FVar,
}

impl PointVar {
    /// A constant point.
    #[must_use]
    pub const fn constant(point: &Point) -> Self {
        Self { x: FVar::Constant(point.x), y: FVar::Constant(point.y) }
    }

    /// Allocates a point as private input and shows that it lies on the curve: three constraints. It may lie outside
    /// the prime-order subgroup.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn new_witness(cs: &Cs, point: &Point) -> R1csResult<Self> {
        let this = Self::new_unchecked(cs, point)?;
        this.enforce_on_curve()?;
        Ok(this)
    }

    /// Allocates a point as private input and shows that it lies in the prime-order subgroup, 18 constraints: the prover
    /// shows a point Q of the curve with 8 Q equal to it. The order of Q divides 8 l, so that of 8 Q divides l; and each
    /// point P of the subgroup is 8 (P/8). The identity passes.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn new_subgroup_witness(cs: &Cs, point: &Point) -> R1csResult<Self> {
        let this = Self::new_unchecked(cs, point)?;
        this.enforce_subgroup()?;
        Ok(this)
    }

    /// Shows that the point lies in the prime-order subgroup (and on the curve); see
    /// [`new_subgroup_witness`](Self::new_subgroup_witness).
    ///
    /// # Errors
    /// None in an existing system.
    pub fn enforce_subgroup(&self) -> R1csResult<()> {
        let system = self.system();
        let this = self.coordinates(&system);
        // For what is no point of the subgroup any point will do, and the last check refuses.
        let eighth = this.value().map(|(x, y)| eighth(&Point::new_unchecked(x, y)).unwrap_or_default());
        let root =
            Coordinates { x: system.witness(eighth.map(|p| p.x))?, y: system.witness(eighth.map(|p| p.y))? };
        root.enforce_on_curve(&system)?;
        let mut multiple = root;
        for _ in 0..2 {
            multiple = multiple.double(&system)?;
        }
        // The last doubling straight into the point's own coordinates.
        multiple.enforce_double(&system, &this)
    }

    /// Allocates coordinates as private input, with no constraint.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn new_unchecked(cs: &Cs, point: &Point) -> R1csResult<Self> {
        private(cs, || {
            Ok(Self { x: crate::gadget::witness(cs, point.x)?, y: crate::gadget::witness(cs, point.y)? })
        })
    }

    /// Shows that the point lies on the curve: three constraints.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn enforce_on_curve(&self) -> R1csResult<()> {
        let system = self.system();
        self.coordinates(&system).enforce_on_curve(&system)
    }

    /// The sum of two points of the curve: six constraints, three if one is a constant.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn add(&self, other: &Self) -> R1csResult<Self> {
        let system = System::of([&self.x, &self.y, &other.x, &other.y]);
        self.coordinates(&system).add(&other.coordinates(&system), &system)?.var(&system)
    }

    /// Twice a point of the curve: five constraints.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn double(&self) -> R1csResult<Self> {
        let system = self.system();
        self.coordinates(&system).double(&system)?.var(&system)
    }

    /// The opposite point; no constraint.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn negate(&self) -> R1csResult<Self> {
        let system = self.system();
        Ok(Self { x: system.var(&-&system.lin(&self.x))?, y: self.y.clone() })
    }

    /// `a` if the bit is set, else `b`: two constraints.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn select(bit: &Bit, a: &Self, b: &Self) -> R1csResult<Self> {
        use crate::gadget::select;
        Ok(Self { x: select(bit, &a.x, &b.x)?, y: select(bit, &a.y, &b.y)? })
    }

    /// Shows that two points are the same: two constraints.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn enforce_equal(&self, other: &Self) -> R1csResult<()> {
        let system = System::of([&self.x, &self.y, &other.x, &other.y]);
        system.enforce_equal(&system.lin(&self.x), &system.lin(&other.x))?;
        system.enforce_equal(&system.lin(&self.y), &system.lin(&other.y))
    }

    /// The point's value.
    ///
    /// # Errors
    /// [`AssignmentMissing`](ark_relations::gr1cs::SynthesisError::AssignmentMissing) in setup.
    pub fn value(&self) -> R1csResult<Point> {
        Ok(Point::new_unchecked(self.x.value()?, self.y.value()?))
    }

    pub(crate) fn system(&self) -> System {
        System::of([&self.x, &self.y])
    }

    pub(crate) fn coordinates(&self, system: &System) -> Coordinates {
        Coordinates { x: system.lin(&self.x), y: system.lin(&self.y) }
    }
}

/// The point of the subgroup whose multiple by 8 this is; `None` outside the subgroup, for there `8 (P/8)` is P and a
/// point of even order: with k the scalar 1/8, 8 k - 1 is an odd multiple of l.
fn eighth(point: &Point) -> Option<Point> {
    if !point.is_on_curve() {
        return None;
    }
    let eighth = combination(&Scalar::ZERO, &EdwardsConfig::COFACTOR_INV, point);
    (eighth.double().double().double() == *point).then(|| eighth.into_affine())
}

/// A point in Edwards coordinates, as linear combinations.
#[derive(Clone, Debug)]
pub(crate) struct Coordinates {
    pub x: Lin,
    pub y: Lin,
}

impl Coordinates {
    pub(crate) fn var(&self, system: &System) -> R1csResult<PointVar> {
        Ok(PointVar { x: system.var(&self.x)?, y: system.var(&self.y)? })
    }

    pub(crate) fn negate(&self) -> Self {
        Self { x: -&self.x, y: self.y.clone() }
    }

    pub(crate) fn value(&self) -> Option<(F, F)> {
        self.x.value().zip(self.y.value())
    }

    /// `a x^2 + y^2 = 1 + d x^2 y^2`.
    pub(crate) fn enforce_on_curve(&self, system: &System) -> R1csResult<()> {
        let xx = system.mul(&self.x, &self.x)?;
        let yy = system.mul(&self.y, &self.y)?;
        let right = xx.scale(A) + &yy - &system.constant(F::ONE);
        system.enforce(&xx.scale(D), &yy, &right)
    }

    /// The complete law: with p = x1 y2, q = y1 x2, `x3 (1 + d p q) = p + q`, `y3 (1 - d p q) = y1 y2 - a x1 x2`. The
    /// denominators are not zero for points of the curve.
    pub(crate) fn add(&self, other: &Self, system: &System) -> R1csResult<Self> {
        let p = system.mul(&self.x, &other.y)?;
        let q = system.mul(&self.y, &other.x)?;
        // (y1 - a x1)(x2 + y2) = y1 y2 - a x1 x2 + q - a p
        let cross = system.mul(&(&self.y - &self.x.scale(A)), &(&other.x + &other.y))?;
        let tau = system.mul(&p, &q)?.scale(D);
        let one = system.constant(F::ONE);
        let (plus, minus) = (&one + &tau, &one - &tau);
        let guesses = inverses([&plus, &minus]);
        let x = system.div_by(&(&p + &q), &plus, guesses[0])?;
        let y = system.div_by(&(cross + &p.scale(A) - &q), &minus, guesses[1])?;
        Ok(Self { x, y })
    }

    /// The complete law for twice a point, with the curve's equation: with s = a x^2 + y^2, `x3 s = 2 x y`, `y3 (2 - s) =
    /// y^2 - a x^2`. Neither s nor 2 - s is zero on the curve: they are 1 + d p^2 and 1 - d p^2, p = x y.
    pub(crate) fn double(&self, system: &System) -> R1csResult<Self> {
        let (p, s, difference) = self.double_parts(system)?;
        let rest = &system.constant(F::from(2u64)) - &s;
        let guesses = inverses([&s, &rest]);
        let x = system.div_by(&p.double(), &s, guesses[0])?;
        let y = system.div_by(&difference, &rest, guesses[1])?;
        Ok(Self { x, y })
    }

    /// Enforces `2 self = other`.
    pub(crate) fn enforce_double(&self, system: &System, other: &Self) -> R1csResult<()> {
        let (p, s, difference) = self.double_parts(system)?;
        system.enforce(&other.x, &s, &p.double())?;
        system.enforce(&other.y, &(&system.constant(F::from(2u64)) - &s), &difference)
    }

    fn double_parts(&self, system: &System) -> R1csResult<(Lin, Lin, Lin)> {
        let p = system.mul(&self.x, &self.y)?;
        let xx = system.mul(&self.x, &self.x)?;
        let yy = system.mul(&self.y, &self.y)?;
        Ok((p, xx.scale(A) + &yy, &yy - &xx.scale(A)))
    }

    /// Enforces, if `active` is set, that eight times a point of the curve is the identity: three constraints, four
    /// under a condition. The points whose order divides 8 are those with x = 0 (orders 1, 2), y = 0 (order 4) or y^2 =
    /// a x^2 (order 8): by the doubling law, the double of a point has x y = 0 exactly if x y (y^2 - a x^2) = 0, its
    /// double in turn has x = 0 exactly if x y = 0, and a point with x = 0 is (0, 1) or (0, -1), whose double is (0, 1).
    pub(crate) fn enforce_small_order(&self, system: &System, active: Option<&Lin>) -> R1csResult<()> {
        let zero = system.constant(F::ZERO);
        let p = system.mul(&self.x, &self.y)?;
        // y^2 - a x^2 in one product, a being a square.
        let root = self.x.scale(ROOT_OF_A);
        let difference = system.mul(&(&self.y - &root), &(&self.y + &root))?;
        match active {
            None => system.enforce(&p, &difference, &zero),
            Some(active) => {
                let product = system.mul(&p, &difference)?;
                system.enforce(active, &product, &zero)
            }
        }
    }
}
