//! From the standard key and the circuit's matrices to what the prover reads.
//!
//! The standard key holds the quotient's points for powers of the secret (`h_query`) and asks for the coefficients of
//! `h = (a b - c) / Z`. Here they are for Lagrange polynomials on the coset `g w^i`, on which `Z` is the constant
//! `g^n - 1`, so the scalars are the products `a(g w^i) b(g w^i)` themselves. What `c` contributes is linear in the
//! assignment, so it goes into the points of the query L, once: neither the matrix C nor its polynomial is evaluated while
//! proving, and the transform back to coefficients is not needed. The sum is the same point.
//!
//! With `D_j` the point of the j-th Lagrange polynomial on the domain and `E_i` that of the i-th on the coset, both from
//! `h_query` by a transform of points: `sum h_k H_k = 1/z (sum a b (g w^i) E_i - sum c(w^j) D_j)`, `z = g^n - 1`. The last
//! power of the secret is not in `h_query`; any point does in its place, because the last coefficient of `h` is zero.

mod combine;
mod transform;

use crate::{
    batch::Ref,
    group::double,
    isa::Isa,
    key::{Constants, Key, KeyOptions, Points, Query, Rows},
    msm::{MOST_ITEMS, NOWHERE, Windows},
    point::{InG1, InG2, Side},
    quotient::Quotient,
};
use ark_bn254::{Bn254, Fr};
use ark_ec::{
    AffineRepr,
    short_weierstrass::{Affine, SWCurveConfig},
};
use ark_ff::{FftField, Field, One};
use ark_groth16::ProvingKey;
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use rayon::prelude::*;

/// A matrix as `ark-relations` gives it: for each row its entries as coefficient and column.
pub type Matrix = Vec<Vec<(Fr, usize)>>;

/// Why a key cannot be made ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// Matrices and key have different sizes: they belong to different circuits.
    #[error("the key's {part} has {found} points where the matrices ask for {needed}")]
    Length {
        /// The part of the key.
        part: &'static str,
        /// What the matrices ask for.
        needed: usize,
        /// What the key has.
        found: usize,
    },
    /// The circuit has too many constraints or columns for this engine (2^25).
    #[error("a circuit of {0} columns and rows is too big")]
    TooBig(usize),
    /// Sums of the key's points are at infinity, which has no chance of happening in a key that was made from random
    /// secrets: make the key again.
    #[error("the key's points are not random: sums of them are at infinity")]
    Degenerate,
}

/// The points of the quotient: for the coset, and what they leave to the columns.
struct QuotientPoints {
    coset: Vec<<InG1 as Side>::Point>,
    domain: Vec<<InG1 as Side>::Point>,
}

/// See the [module's documentation](self). `matrices` are A, B and C, `instance` counts the constant one and the public
/// inputs, which are the first columns.
pub(crate) fn prepare(
    key: &ProvingKey<Bn254>,
    matrices: [&Matrix; 3],
    instance: usize,
    options: KeyOptions,
) -> Result<Key, PrepareError> {
    let isa = options.isa;
    let (rows, columns) = (matrices[0].len(), key.a_query.len());
    let n = (rows + instance).next_power_of_two();
    for (part, found, needed) in [
        ("b_g1_query", key.b_g1_query.len(), columns),
        ("b_g2_query", key.b_g2_query.len(), columns),
        ("l_query", key.l_query.len() + instance, columns),
        ("h_query", key.h_query.len() + 1, n),
    ] {
        if found != needed {
            return Err(PrepareError::Length { part, needed, found });
        }
    }
    if columns + n > MOST_ITEMS {
        return Err(PrepareError::TooBig(columns + n));
    }
    let quotient = Quotient::new(isa, n).ok_or(PrepareError::TooBig(columns + n))?;
    let QuotientPoints { coset, domain } = quotient_points(isa, &key.h_query, &quotient)?;
    let mut own = vec![Affine::identity(); instance];
    own.extend_from_slice(&key.l_query);
    let (columns_of_c, last) = combine::columns(isa, &own, &domain, matrices[2])?;

    let in_g1 = present(&key.a_query).count() + present(&key.b_g1_query).count() + last.len() + n;
    let windows = options.windows([in_g1, present(&key.b_g2_query).count()]);
    if (last.len() + n) * windows.tables as usize > Ref::PLACES {
        return Err(PrepareError::TooBig(columns + n));
    }
    let (mut positions, mut points) = (columns_of_c, last);
    positions.extend(points.len() as u32..(points.len() + n) as u32);
    points.extend_from_slice(&coset);
    Ok(Key {
        isa,
        budget: options.budget as u64,
        windows,
        instance,
        constants: Constants {
            alpha_g1: key.vk.alpha_g1,
            beta_g1: key.beta_g1,
            beta_g2: key.vk.beta_g2,
            delta_g1: key.delta_g1,
            delta_g2: key.vk.delta_g2,
        },
        rows: [Rows::with_instance(matrices[0], instance, n), Rows::new(matrices[1], n)],
        a: query::<InG1>(isa, windows, &key.a_query),
        b_g1: query::<InG1>(isa, windows, &key.b_g1_query),
        b_g2: query::<InG2>(isa, windows, &key.b_g2_query),
        c: Query { positions, points: Points::Owned(multiples::<InG1>(isa, windows, &points)) },
        quotient,
        file: None,
    })
}

fn quotient_points(
    isa: Isa,
    powers: &[Affine<<InG1 as Side>::Curve>],
    quotient: &Quotient,
) -> Result<QuotientPoints, PrepareError> {
    if powers.iter().any(|point| point.is_zero()) {
        return Err(PrepareError::Degenerate);
    }
    let n = quotient.len();
    let mut points: Vec<_> = powers.par_iter().map(|point| InG1::from_ark(isa, point)).collect();
    points.push(InG1::stand_in(isa));
    let (shift, size) = (Fr::GENERATOR, Fr::from(n as u64));
    let domain = Radix2EvaluationDomain::<Fr>::new(n).ok_or(PrepareError::TooBig(n))?;
    let inverse = |x: Fr| x.inverse().ok_or(PrepareError::Degenerate);
    let vanishing = shift.pow([n as u64]) - Fr::one();
    let scaled = |first: Fr, ratio: Fr| {
        let scalars: Vec<Fr> = std::iter::successors(Some(first), |x| Some(*x * ratio)).take(n).collect();
        let points = transform::scale::<InG1>(isa, &points, &scalars)?;
        transform::transform::<InG1>(isa, points, inverse(domain.group_gen)?)
    };
    let coset = || scaled(quotient.correction() * inverse(vanishing * size)?, inverse(shift)?);
    let domain = || scaled(-inverse(vanishing * size)?, Fr::one());
    let (coset, domain) = rayon::join(coset, domain);
    Ok(QuotientPoints { coset: coset?, domain: domain? })
}

/// The points of a query that are not at infinity.
fn present<P: SWCurveConfig>(query: &[Affine<P>]) -> impl Iterator<Item = &Affine<P>> {
    query.iter().filter(|point| !point.is_zero())
}

/// The points of a query that are not at infinity, with their multiples.
fn query<S: Side>(isa: Isa, windows: Windows, points: &[Affine<S::Curve>]) -> Query<S> {
    let mut places = 0..;
    let place = |point: &Affine<_>| if point.is_zero() { NOWHERE } else { places.next().unwrap_or(NOWHERE) };
    let positions = points.iter().map(place).collect();
    let present: Vec<_> = present(points).map(|point| S::from_ark(isa, point)).collect();
    Query { positions, points: Points::Owned(multiples::<S>(isa, windows, &present)) }
}

/// For each point its multiples by powers of 2^step, one after the other.
pub(crate) fn multiples<S: Side>(isa: Isa, windows: Windows, points: &[S::Point]) -> Vec<S::Point> {
    const PART: usize = 512;
    let tables = windows.tables as usize;
    let mut out = vec![S::stand_in(isa); points.len() * tables];
    out.par_chunks_mut(PART * tables).zip(points.par_chunks(PART)).for_each(|(out, points)| {
        let mut points = points.to_vec();
        for table in 0..tables {
            if table != 0 {
                double::<S>(isa, &mut points, windows.step());
            }
            for (i, point) in points.iter().enumerate() {
                out[i * tables + table] = *point;
            }
        }
    });
    out
}
