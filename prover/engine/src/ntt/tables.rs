//! The factors of all layers, in the order in which the passes read them.

use crate::field::{Butterfly, Fr};
use ark_bn254::Fr as ArkFr;
use ark_ff::{FftField, Field, One};

/// Layers that one pass over the data does, at most, as a power of two.
const LOG_RADIX: u32 = 3;

/// A pass: every node, `2^log_radix` rows of elements, goes through as many layers.
pub(super) struct Level<F: Butterfly> {
    pub(super) log_radix: u32,
    /// Packed elements of a row.
    pub(super) row: usize,
    /// For each place of a row, the factors of the forward transform, layer by layer.
    pub(super) forward: Vec<F::Factor>,
}

/// What the transforms of one size need.
pub(super) struct Tables<F: Butterfly> {
    pub(super) log_n: u32,
    pub(super) levels: Vec<Level<F>>,
    /// One factor a block for layers of the inverse transform: the square roots of unity that blocks are modulo, see
    /// [`reversed`].
    pub(super) blocks: Vec<F::Scalar>,
    /// The same for the layers within packed elements, one factor a lane, seven for each tile.
    pub(super) lanes: Vec<F::Factor>,
    /// Factors of the forward transform's layers within packed elements.
    pub(super) middle: Vec<F::Scalar>,
    /// Bounds would grow too large without a reduction between the transforms.
    pub(super) settle: bool,
}

impl<F: Butterfly<Modulus = Fr>> Tables<F> {
    /// Tables for 2^log_n elements with the root of unity of arkworks' domain; log_n is 0 or at least 7 where an element
    /// has several lanes.
    #[inline(always)]
    pub(super) fn new(log_n: u32, root: ArkFr) -> Self {
        let (n, log_lanes) = (1usize << log_n, F::LANES.ilog2());
        let inverse_roots = square_roots(root.inverse().unwrap_or_default(), log_n);
        let mut levels = Vec::new();
        let mut row = n / F::LANES;
        for log_radix in radices(log_n - log_lanes, log_lanes) {
            row >>= log_radix;
            levels.push(Level { log_radix, row, forward: forward::<F>(n, root, row, log_radix) });
        }
        let mut blocks = Vec::with_capacity(n);
        for element in reversed(&inverse_roots, 0, (n / F::LANES / 2).max(1)) {
            blocks.push(F::scalar(&element));
        }
        let (mut lanes, mut middle) = (Vec::new(), Vec::new());
        if F::LANES > 1 {
            lanes_of_tiles::<F>(&inverse_roots, n / (F::LANES * F::LANES), &mut lanes);
            for layer in 0..log_lanes {
                let (first, step) = shifted(n, root, 1 << layer);
                let mut element = first;
                for _ in 0..1 << layer {
                    middle.push(F::scalar(&element));
                    element *= step;
                }
            }
        }
        // The first pass ends below 8p and covers three layers or fewer; each further layer adds 2p.
        let settle = 4 * log_n as usize + 2 > F::ROOM;
        Self { log_n, levels, blocks, lanes, middle, settle }
    }
}

/// How many layers each pass does, from the first one on. The last one has to make tiles of as many packed elements as
/// they have lanes.
fn radices(layers: u32, log_lanes: u32) -> Vec<u32> {
    let mut rest = layers - log_lanes;
    let mut radices = Vec::new();
    while rest > LOG_RADIX {
        radices.push(LOG_RADIX);
        rest -= LOG_RADIX;
    }
    if rest > 0 || log_lanes == 0 {
        radices.push(rest);
    }
    if log_lanes > 0 {
        radices.push(log_lanes);
    }
    radices
}

/// `w^(n/4)`, `w^(n/8)`, ... `w`: the primitive roots of order 4, 8, ... n.
fn square_roots(root: ArkFr, log_n: u32) -> Vec<ArkFr> {
    let mut roots: Vec<_> = std::iter::successors(Some(root), |root| Some(root.square()))
        .take(log_n.saturating_sub(1) as usize)
        .collect();
    roots.reverse();
    roots
}

/// Every `2^skip`th number c whose block is modulo x^h - c^2 and divides into blocks modulo x^h - c and x^h + c. The first
/// one is 1, and bit i of a block's index contributes the primitive root of order 2^(i + 2): the powers of a root in
/// bit-reversed order, whatever their number is.
fn reversed(roots: &[ArkFr], skip: u32, count: usize) -> Vec<ArkFr> {
    let mut powers = Vec::with_capacity(count);
    powers.push(ArkFr::one());
    for root in roots.iter().skip(skip as usize) {
        for i in 0..powers.len().min(count - powers.len()) {
            powers.push(powers[i] * root);
        }
    }
    powers
}

/// The factors of each tile's layers with strides below the number of lanes. The tile is transposed: its blocks of
/// `LANES` elements are lanes.
#[inline(always)]
fn lanes_of_tiles<F: Butterfly<Modulus = Fr>>(roots: &[ArkFr], tiles: usize, out: &mut Vec<F::Factor>) {
    let log_lanes = F::LANES.ilog2();
    let mut layers = Vec::new();
    for layer in 0..log_lanes {
        // Block 2^layer (LANES t + lane) + s: what t contributes, and what the others do.
        let offsets = reversed(roots, layer + log_lanes, tiles);
        let within = reversed(roots, 0, F::LANES << layer);
        let elements: Vec<_> = (0..1 << layer)
            .map(|s| F::pack(&within.iter().skip(s).step_by(1 << layer).copied().collect::<Vec<_>>()))
            .collect();
        layers.push((offsets, elements));
    }
    out.reserve_exact(tiles * (F::LANES - 1));
    for tile in 0..tiles {
        for (offsets, elements) in &layers {
            let offset = F::pack(&vec![offsets[tile]; F::LANES]);
            for element in elements {
                out.push(element.mul(offset).factor());
            }
        }
    }
}

/// What a layer of the forward transform whose blocks have `2 half` elements multiplies the first one of the upper half
/// with, and the quotient of one factor and the next: it evaluates polynomials in `y = x^(n/2/half)` where x is in the coset
/// of the domain.
fn shifted(n: usize, root: ArkFr, half: usize) -> (ArkFr, ArkFr) {
    let exponent = [(n / 2 / half) as u64];
    (ArkFr::GENERATOR.pow(exponent), root.pow(exponent))
}

#[inline(always)]
fn forward<F: Butterfly<Modulus = Fr>>(n: usize, root: ArkFr, row: usize, log_radix: u32) -> Vec<F::Factor> {
    let mut layers = Vec::new();
    for layer in 0..log_radix {
        let half = row << layer;
        let (first, step) = shifted(n, root, half * F::LANES);
        let start: Vec<_> =
            std::iter::successors(Some(first), |element| Some(*element * step)).take(F::LANES).collect();
        let (mut element, step) = (F::pack(&start), F::pack(&vec![step.pow([F::LANES as u64]); F::LANES]));
        let mut factors = Vec::with_capacity(half);
        for _ in 0..half {
            factors.push(element);
            element = element.mul(step);
        }
        layers.push(factors);
    }
    let mut out = Vec::with_capacity(row * ((1 << log_radix) - 1));
    for place in 0..row {
        for factors in &layers {
            for element in factors.iter().skip(place).step_by(row) {
                out.push(element.factor());
            }
        }
    }
    out
}
