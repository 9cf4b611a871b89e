//! The files of circom's tools: `.r1cs` circuits, `.wtns` witnesses and `.zkey` proving keys.
//!
//! All three are a magic word, a version and sections of a number, a length and content. Numbers are little-endian; where
//! files hold Montgomery forms, those are arkworks' own. An arkworks key and one of snarkjs prove the same quotient of the same
//! circuit, with the same extra rows that bind the public inputs; they differ in the points for the quotient, which
//! snarkjs holds in Lagrange form over the odd coset of the domain: [`odd_coset_points`].

use std::io::Write;

use ark_bn254::{Fq, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::{AdditiveGroup, AffineRepr, CurveGroup};
use ark_ff::{Field, Fp, FpConfig, One, PrimeField};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};

use crate::{Result, case::Case};

/// Writes the circuit.
pub fn r1cs(case: &Case, out: &mut impl Write) -> Result<()> {
    let mut header = modulus(Fr::MODULUS.0);
    number(&mut header, case.assignment.len())?;
    // Public outputs, public inputs, private inputs, of which a circuit has as many as it likes.
    for count in [0, case.instance - 1, 0] {
        number(&mut header, count)?;
    }
    header.extend((case.assignment.len() as u64).to_le_bytes());
    number(&mut header, case.constraints())?;

    let mut rows = Vec::new();
    for row in 0..case.constraints() {
        for matrix in &case.matrices {
            number(&mut rows, matrix[row].len())?;
            for (coefficient, column) in &matrix[row] {
                number(&mut rows, *column)?;
                plain(&mut rows, coefficient);
            }
        }
    }
    let labels: Vec<u8> = (0..case.assignment.len() as u64).flat_map(u64::to_le_bytes).collect();
    file(out, b"r1cs", 1, &[(1, header), (2, rows), (3, labels)])
}

/// Writes the witness.
pub fn wtns(case: &Case, out: &mut impl Write) -> Result<()> {
    let mut header = modulus(Fr::MODULUS.0);
    number(&mut header, case.assignment.len())?;
    let mut values = Vec::with_capacity(32 * case.assignment.len());
    case.assignment.iter().for_each(|value| plain(&mut values, value));
    file(out, b"wtns", 2, &[(1, header), (2, values)])
}

/// Writes the proving key, with the matrices A and B.
pub fn zkey(case: &Case, out: &mut impl Write) -> Result<()> {
    let (key, vk) = (&case.proving_key, &case.proving_key.vk);
    let rows = case.constraints() + case.instance;
    let domain = Radix2EvaluationDomain::<Fr>::new(rows).ok_or("the circuit is too big for BN254")?;

    let mut header = modulus(Fq::MODULUS.0);
    header.extend(modulus(Fr::MODULUS.0));
    for count in [case.assignment.len(), case.instance - 1, domain.size()] {
        number(&mut header, count)?;
    }
    g1(&mut header, &[vk.alpha_g1, key.beta_g1]);
    g2(&mut header, &[vk.beta_g2, vk.gamma_g2]);
    g1(&mut header, &[key.delta_g1]);
    g2(&mut header, &[vk.delta_g2]);

    let ones: Vec<_> = (0..case.instance).map(|column| vec![(Fr::one(), column)]).collect();
    let with_inputs = case.matrices[0].iter().chain(&ones);
    let entries = |number: usize, row: usize, (value, column): &(Fr, usize)| (number, row, *column, *value);
    let a = with_inputs.enumerate().flat_map(|(row, list)| list.iter().map(move |e| entries(0, row, e)));
    let b = case.matrices[1].iter().enumerate();
    let b = b.flat_map(|(row, list)| list.iter().map(move |e| entries(1, row, e)));
    let mut coefficients = vec![0; 4];
    let mut count = 0;
    for (matrix, row, column, value) in a.chain(b) {
        for n in [matrix, row, column] {
            number(&mut coefficients, n)?;
        }
        // Twice in Montgomery form, so that the product with a plain number is once in it.
        montgomery(&mut coefficients, &(value * Fr::from(2u8).pow([256])));
        count += 1;
    }
    coefficients[..4].copy_from_slice(&u32::try_from(count)?.to_le_bytes());

    let mut contributions = vec![0; 64];
    number(&mut contributions, 0)?;
    let mut sections =
        vec![(1, 1u32.to_le_bytes().to_vec()), (2, header), (4, coefficients), (10, contributions)];
    let quotient = odd_coset_points(&key.h_query, domain);
    for (id, points) in
        [(3, &vk.gamma_abc_g1), (5, &key.a_query), (6, &key.b_g1_query), (8, &key.l_query), (9, &quotient)]
    {
        let mut bytes = Vec::with_capacity(64 * points.len());
        g1(&mut bytes, points);
        sections.push((id, bytes));
    }
    let mut bytes = Vec::with_capacity(128 * key.b_g2_query.len());
    g2(&mut bytes, &key.b_g2_query);
    sections.push((7, bytes));
    sections.sort_by_key(|(id, _)| *id);
    file(out, b"zkey", 1, &sections)
}

/// From `points[j] = [x^j Z(x) / delta]` to points with which values of `A B - C` on the odd coset give the same sum as
/// the quotient's coefficients give with `points`.
///
/// On the coset `g w^i`, with `g^n = -1`, `Z` is -2. So the quotient is `(A B - C) / -2` there, its coefficients are
/// `h_j = g^-j / n * sum_i w^-ij (A B - C)(g w^i) / -2`, and the point for `i` is `-1/2` times the inverse transform, at `i`, of
/// `g^-j points[j]`.
fn odd_coset_points(points: &[G1Affine], domain: Radix2EvaluationDomain<Fr>) -> Vec<G1Affine> {
    // The domain of twice the size has g as its generator.
    let shift =
        Radix2EvaluationDomain::<Fr>::new(2 * domain.size()).map_or(Fr::one(), |twice| twice.group_gen_inv());
    let mut factor = -Fr::from(2u8).inverse().unwrap_or_default();
    let mut scaled: Vec<G1Projective> = points
        .iter()
        .map(|point| {
            let scaled = *point * factor;
            factor *= shift;
            scaled
        })
        .collect();
    scaled.resize(domain.size(), G1Projective::ZERO);
    domain.ifft_in_place(&mut scaled);
    G1Projective::normalize_batch(&scaled)
}

fn file(out: &mut impl Write, magic: &[u8; 4], version: u32, sections: &[(u32, Vec<u8>)]) -> Result<()> {
    out.write_all(magic)?;
    out.write_all(&version.to_le_bytes())?;
    out.write_all(&u32::try_from(sections.len())?.to_le_bytes())?;
    for (id, content) in sections {
        out.write_all(&id.to_le_bytes())?;
        out.write_all(&(content.len() as u64).to_le_bytes())?;
        out.write_all(content)?;
    }
    Ok(())
}

fn number(out: &mut Vec<u8>, n: usize) -> Result<()> {
    out.extend(u32::try_from(n)?.to_le_bytes());
    Ok(())
}

/// A modulus behind its length in bytes.
fn modulus(limbs: [u64; 4]) -> Vec<u8> {
    let mut bytes = 32u32.to_le_bytes().to_vec();
    bytes.extend(limbs.iter().flat_map(|limb| limb.to_le_bytes()));
    bytes
}

fn plain(out: &mut Vec<u8>, value: &Fr) {
    out.extend(value.into_bigint().0.iter().flat_map(|limb| limb.to_le_bytes()));
}

fn montgomery<P: FpConfig<4>>(out: &mut Vec<u8>, value: &Fp<P, 4>) {
    out.extend(value.0.0.iter().flat_map(|limb| limb.to_le_bytes()));
}

/// Points as their coordinates, both zero for the identity.
fn g1(out: &mut Vec<u8>, points: &[G1Affine]) {
    for (x, y) in points.iter().map(|point| point.xy().unwrap_or_default()) {
        [x, y].iter().for_each(|coordinate| montgomery(out, coordinate));
    }
}

fn g2(out: &mut Vec<u8>, points: &[G2Affine]) {
    for (x, y) in points.iter().map(|point| point.xy().unwrap_or_default()) {
        [x.c0, x.c1, y.c0, y.c1].iter().for_each(|coordinate| montgomery(out, coordinate));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::UniformRand;
    use ark_poly::{DenseUVPolynomial, Polynomial, univariate::DensePolynomial};
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn both_forms_of_the_quotients_points_give_one_sum() {
        let mut rng = StdRng::seed_from_u64(7);
        let domain = Radix2EvaluationDomain::<Fr>::new(8).unwrap();
        let points: Vec<G1Affine> = (0..7).map(|_| G1Affine::rand(&mut rng)).collect();
        let quotient = DensePolynomial::<Fr>::rand(6, &mut rng);
        let g = Radix2EvaluationDomain::<Fr>::new(16).unwrap().group_gen();
        let by_values: G1Projective = odd_coset_points(&points, domain)
            .iter()
            .zip(domain.elements())
            .map(|(point, w)| *point * (quotient.evaluate(&(g * w)) * -Fr::from(2u8)))
            .sum();
        let by_coefficients: G1Projective = points.iter().zip(&quotient.coeffs).map(|(p, h)| *p * h).sum();
        assert_eq!(by_values, by_coefficients);
    }
}
