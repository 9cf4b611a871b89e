//! Comparisons of bits with a constant, as [`enforce_below`](crate::gadget::enforce_below) lays them out.
//!
//! Sixteen differences d_k, each a prefix of the bound less the same prefix of the bits; four bits that choose one of them; and the chosen one
//! less 1 as a sum of few bits, at most fifteen of them. So one of the prefixes of the bound is above that of the bits: the number is below the
//! bound, as long as no difference can wrap around the modulus. Which of them is chosen the rows leave open.

use super::{
    form::Form,
    rows::{Product, Rows},
};
use crate::{
    field::F,
    gadget::{PREFIXES, modulo, no_wrap},
};
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, PrimeField};
use std::ops::Range;

/// Bits that choose a prefix.
const SELECTORS: usize = 4;

/// A number of bits that is shown to be below a bound.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The bits, lowest first: columns, and whether it is the opposite bits that are compared.
    pub(super) bits: Vec<usize>,
    pub(super) complement: bool,
    pub(super) bound: BigInt<4>,
    /// The rows that show it, but for those that the bits are bits by.
    pub(super) rows: Range<usize>,
    /// The columns that choose the prefix.
    pub(super) selectors: [usize; SELECTORS],
}

impl Comparison {
    /// The number whose bits these are.
    pub(super) fn number(&self) -> Form {
        let powers = std::iter::successors(Some(F::ONE), |power| Some(power.double()));
        Form::sum(self.bits.iter().copied().zip(powers))
    }

    /// The integers between which the number lies: the least, and the one above the greatest.
    pub(super) fn interval(&self) -> (BigInt<4>, BigInt<4>) {
        if !self.complement {
            return (BigInt::from(0u64), self.bound);
        }
        // 2^n - 1 - N < M
        let end = power(self.bits.len());
        let mut least = end;
        least.sub_with_borrow(&self.bound);
        (least, end)
    }
}

/// All comparisons among these rows.
pub(super) fn find(rows: &Rows) -> Vec<Comparison> {
    (0..rows.products.len()).filter_map(|i| comparison(rows, i)).collect()
}

/// The comparison whose selectors' rows begin here.
fn comparison(rows: &Rows, i: usize) -> Option<Comparison> {
    let of: [&Product; SELECTORS + PREFIXES - 1] = rows.from(i)?;
    let mut selectors = [0; SELECTORS];
    for (selector, row) in selectors.iter_mut().zip(of) {
        *selector = single(&row.a).filter(|column| rows.is_boolean(*column))?;
        (row.b == Form::column(0).less(F::ONE, &row.a) && row.c.is_zero()).then_some(())?;
    }
    // Layers of choices: `s (d1 - d0) = chosen - d0`, from the last back to the first.
    let mut next = i + SELECTORS + PREFIXES - 1;
    let mut values: Vec<Form> = Vec::new();
    for (layer, selector) in selectors.iter().enumerate().rev() {
        let size = PREFIXES >> (layer + 1);
        next -= size;
        let mut below = Vec::with_capacity(2 * size);
        for (k, row) in rows.products[next..next + size].iter().enumerate() {
            (single(&row.a) == Some(*selector)).then_some(())?;
            // What the layer above takes for this one's choice; of the last, its highest column.
            let chosen = match values.get(k) {
                Some(form) => form.clone(),
                None => Form::column(row.c.leading()?.0),
            };
            let first = chosen.less(F::ONE, &row.c);
            let second = first.less(-F::ONE, &row.b);
            below.extend([first, second]);
        }
        values = below;
    }
    let last = Form::column(rows.products[i + SELECTORS + PREFIXES - 2].c.leading()?.0);
    let (bits, complement) = bits_of(&values[PREFIXES - 1])?;
    let block = bits.len().div_ceil(PREFIXES);
    let bound = candidates(&values[PREFIXES - 1], bits.len(), complement)
        .into_iter()
        .find(|bound| differences(&bits, complement, bound) == values)?;
    let small = is_small(rows, i + SELECTORS + PREFIXES - 1, &last, block);
    let all_bits = bits.iter().all(|column| rows.is_boolean(*column));
    (all_bits && small && no_wrap(bits.len(), block, &bound)).then_some(Comparison {
        rows: i..i + SELECTORS + PREFIXES + block,
        bits,
        complement,
        bound,
        selectors,
    })
}

fn single(form: &Form) -> Option<usize> {
    match form.terms() {
        [(column, value)] if *column != 0 && *value == F::ONE => Some(*column),
        _ => None,
    }
}

/// The bits of `M - sum 2^i b_i`, lowest first, or of the same with `1 - b_i` for each bit.
fn bits_of(form: &Form) -> Option<(Vec<usize>, bool)> {
    let terms: Vec<(usize, F)> = form.terms().iter().copied().filter(|(column, _)| *column != 0).collect();
    let powers: Vec<F> =
        std::iter::successors(Some(F::ONE), |power| Some(power.double())).take(terms.len()).collect();
    let complement = terms.iter().any(|(_, value)| *value == F::ONE);
    let mut bits = vec![0; terms.len()];
    for (column, value) in terms {
        let size = if complement { value } else { -value };
        bits[powers.iter().position(|power| *power == size)?] = column;
    }
    (bits.len() >= PREFIXES && !bits.contains(&0)).then_some((bits, complement))
}

/// The bounds that the last difference may stand for: its constant, and that and the modulus.
fn candidates(last: &Form, n: usize, complement: bool) -> Vec<BigInt<4>> {
    let all = power(n);
    let constant = last.at(0) + if complement { modulo(&all) - F::ONE } else { F::ZERO };
    let small = constant.into_bigint();
    let mut large = small;
    large.add_with_carry(&F::MODULUS);
    [small, large].into_iter().filter(|bound| *bound <= all).collect()
}

/// The sixteen differences of a bound's prefixes and the same prefixes of the bits.
fn differences(bits: &[usize], complement: bool, bound: &BigInt<4>) -> Vec<Form> {
    let (n, block) = (bits.len(), bits.len().div_ceil(PREFIXES));
    (1..=PREFIXES)
        .map(|k| {
            let end = n - (k * block).min(n);
            let mut prefix = *bound;
            prefix >>= end as u32;
            let mut terms = vec![(0, modulo(&prefix))];
            let mut power = F::ONE;
            for column in &bits[end..] {
                if complement {
                    terms.extend([(0, -power), (*column, power)]);
                } else {
                    terms.push((*column, -power));
                }
                power = power.double();
            }
            Form::sum(terms)
        })
        .collect()
}

/// Whether the rows from here on say that `form - 1` is a sum of so many bits: those bits' own rows, and the sum.
fn is_small(rows: &Rows, start: usize, form: &Form, block: usize) -> bool {
    let mut terms = vec![(0, F::ONE)];
    let mut power = F::ONE;
    for row in rows.products.iter().skip(start).take(block) {
        let Some(column) = single(&row.a).filter(|column| rows.is_boolean(*column)) else { return false };
        terms.push((column, power));
        power = power.double();
    }
    let sum = Form::sum(terms).less(F::ONE, form);
    rows.products.get(start + block).is_some_and(|row| {
        row.b.constant() == Some(F::ONE) && row.c.is_zero() && (row.a == sum || row.a == sum.scaled(-F::ONE))
    })
}

fn power(n: usize) -> BigInt<4> {
    let mut out = BigInt::<4>::from(1u64);
    out <<= n as u32;
    out
}
