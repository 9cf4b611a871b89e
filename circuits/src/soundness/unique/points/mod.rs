//! What rows say of points, whoever laid them out: which pairs of forms are points of the curve, and multiples of what.
//!
//! A run of rows that is an addition, a doubling or a conversion says so by its forms alone. If what it works on is known to be points
//! that its law holds for, its divisors are not zero, and what it makes is a point, too. Why the laws hold is proven in `tests/uniqueness`.

mod edwards;
mod montgomery;

#[cfg(test)]
pub(super) use montgomery::small_multiples;

use super::{form::Form, rows::Rows};
use crate::field::{F, Point, PointProjective, Scalar};
use ark_ec::AffineRepr;
use ark_ff::{BigInt, Field, PrimeField, Zero};
use std::collections::{HashMap, HashSet};

/// Doublings after which a point of the curve lies in the prime-order subgroup: its cofactor is 8.
const COFACTOR_BITS: u8 = 3;

/// A point of the curve, as 2^k times some point of the curve.
#[derive(Clone, Debug)]
pub(super) struct Edwards {
    /// k, at most 3: then the point lies in the subgroup.
    pub(super) doublings: u8,
    /// The point that was doubled k times to make this.
    root: Option<(Form, Form)>,
}

/// A multiple `k P` of a point P of the subgroup that is not the identity, k an integer that depends on the assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Multiple {
    /// Which P: 0 is half the generator.
    pub(super) base: usize,
    /// Least |k|, not 0.
    pub(super) least: BigInt<4>,
    /// Greatest |k|, below the subgroup's order.
    pub(super) most: BigInt<4>,
    /// Whether k is positive; else it may be either.
    pub(super) positive: bool,
}

/// What is known of points.
pub(super) struct Points<'a> {
    rows: &'a Rows,
    pub(super) edwards: HashMap<(Form, Form), Edwards>,
    /// By u, with v.
    pub(super) montgomery: HashMap<Form, Vec<(Form, Multiple)>>,
    bases: usize,
    pub(super) found: Found,
}

/// What follows of points for the rest of the circuit.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Forms that are never zero.
    pub(super) never_zero: HashSet<Form>,
    /// Points Q with `8 Q` equal to these coordinates: another Q differs by a point of small order.
    pub(super) eighths: Vec<Eighth>,
    /// Pairs of inputs that are taken for points of the subgroup other than the identity.
    pub(super) assumed: Vec<[usize; 2]>,
}

/// A point that some other is eight times of.
#[derive(Debug)]
pub(super) struct Eighth {
    /// Its columns.
    pub(super) columns: [usize; 2],
    /// Eight times it.
    pub(super) multiple: [Form; 2],
}

/// What rows say of points for the rest of the circuit.
pub(super) fn find(rows: &Rows) -> Found {
    look(rows).found
}

/// Looks through all rows until they say no more.
pub(super) fn look(rows: &Rows) -> Points<'_> {
    let mut points = Points {
        rows,
        edwards: HashMap::new(),
        montgomery: HashMap::new(),
        bases: 1,
        found: Found::default(),
    };
    loop {
        let before = points.size();
        for i in 0..rows.products.len() {
            points.look_at(i);
        }
        if points.size() == before {
            return points;
        }
    }
}

impl Points<'_> {
    fn size(&self) -> usize {
        self.edwards.len()
            + self.montgomery.values().map(Vec::len).sum::<usize>()
            + self.found.never_zero.len()
    }

    fn look_at(&mut self, i: usize) -> Option<()> {
        self.on_curve(i)
            .or_else(|| self.addition(i))
            .or_else(|| self.doubling(i))
            .or_else(|| self.montgomery_conversion(i))
            .or_else(|| self.edwards_conversion(i))
            .or_else(|| self.montgomery_addition(i))
            .or_else(|| self.montgomery_doubling(i))
            .or_else(|| self.double_addition(i))
    }

    /// Takes note that a form is never zero.
    fn never_zero(&mut self, form: &Form) {
        self.found.never_zero.insert(form.clone());
    }
}

fn plus(a: &Form, b: &Form) -> Form {
    a.less(-F::ONE, b)
}

fn minus(a: &Form, b: &Form) -> Form {
    a.less(F::ONE, b)
}

fn constant(k: F) -> Form {
    Form::column(0).scaled(k)
}

fn half_generator() -> PointProjective {
    Point::generator() * Scalar::from(2u64).inverse().unwrap_or_default()
}

/// Whether a point lies on the curve and in the subgroup.
fn is_in_subgroup(x: F, y: F) -> bool {
    let point = Point::new_unchecked(x, y);
    point.is_on_curve() && point.mul_bigint(Scalar::MODULUS).is_zero()
}
