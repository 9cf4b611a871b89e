//! The kernels by themselves, for measurements: what an addition costs and what a transform costs, from which the floor of a
//! proof follows.

use crate::{
    batch::Ref,
    isa::Isa,
    ntt::{Scratch, Transform},
    point::{InG1, InG2, Side},
    stop::NEVER,
    sum::{List, sum_lists},
};
use ark_bn254::Fr;
use ark_ec::{
    AffineRepr, CurveGroup,
    short_weierstrass::{Affine, Projective},
};
use ark_ff::BigInt;
use std::iter::successors;

/// Points of the table, which is too big for the caches that belong to one core.
const TABLE: u64 = 1 << 16;
/// Lists, and points in each.
const LISTS: u32 = 1 << 12;
const LENGTH: u32 = 16;

/// Additions that one call of what [`additions_in_g1`] and [`additions_in_g2`] give carries out.
pub const ADDITIONS: u64 = LISTS as u64 * (LENGTH as u64 - 1);

/// Sums lists of points of G1, as a multiplication does with its buckets.
pub fn additions_in_g1(isa: Isa) -> impl FnMut() {
    additions::<InG1>(isa)
}

/// The same in G2.
pub fn additions_in_g2(isa: Isa) -> impl FnMut() {
    additions::<InG2>(isa)
}

fn additions<S: Side>(isa: Isa) -> impl FnMut() {
    let step = Affine::<S::Curve>::generator();
    let next = |point: &Projective<S::Curve>| Some(*point + step);
    let points: Vec<_> = successors(Some(step.into_group()), next).take(TABLE as usize).collect();
    let table: Vec<_> =
        CurveGroup::normalize_batch(&points).iter().map(|point| S::from_ark(isa, point)).collect();
    let mut random = 1u64;
    let refs: Vec<Ref> = (0..LISTS * LENGTH)
        .map(|_| {
            // Knuth's generator; its high bits are the good ones.
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Ref::table(((random >> 40) % TABLE) as usize, random >> 63 == 1)
        })
        .collect();
    let lists: Vec<List> = (0..LISTS).map(|i| List { start: i * LENGTH, len: LENGTH }).collect();
    move || {
        // Nobody asks it to stop.
        let _ = std::hint::black_box(sum_lists::<S>(&NEVER, isa, &table, refs.clone(), lists.clone()));
    }
}

/// Transforms two polynomials of 2^log_n values from the domain to the coset and multiplies them; `None` if the field has
/// no such domain.
#[must_use]
pub fn transforms(isa: Isa, log_n: u32) -> Option<impl FnMut()> {
    let transform = Transform::new(isa, log_n)?;
    let values: Vec<Fr> = (0..1u64 << log_n).map(|i| Fr::from(i * i + 3)).collect();
    let (mut scratch, mut out) = (Scratch::default(), vec![BigInt([0; 4]); values.len()]);
    Some(move || transform.coset_products(&NEVER, &values, &values, &mut scratch, &mut out))
}
