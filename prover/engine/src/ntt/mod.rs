//! Number-theoretic transforms: from values of two polynomials on a domain to the products of their values on a coset.
//!
//! The inverse transform halves blocks, one factor a block, and leaves its result in bit-reversed order; the forward
//! transform joins blocks from there, and its factors contain the powers of the coset's shift. So nothing is ever permuted,
//! scaled or shifted in a pass of its own (see <https://eprint.iacr.org/2016/504> for the orders). Both go depth first and
//! three layers at a time: 2^15 elements pass the first cache in and out four times.
//!
//! Elements are used as they lie in arkworks' memory, whatever Montgomery form these kernels take them for: all is linear
//! in them, and the products carry a known factor in the end, see [`Transform::correction`].

use crate::{
    field::{Butterfly, Packed},
    isa::{Isa, Kernels, Task},
    stop::Stop,
};
use ark_bn254::Fr;
use ark_ff::{BigInt, Field};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use rayon::prelude::*;
use std::any::Any;

mod columns;
mod pass;
mod tables;

use pass::{First, Last, Row};
use tables::Tables;

#[cfg(test)]
mod tests;

/// Sizes from which on a transform is divided among threads.
const LOG_PARALLEL: u32 = 12;

/// Sizes from which on the kernels with several lanes work; smaller ones take the portable kernels.
const LOG_SMALLEST: u32 = 7;

/// Transforms of one size.
pub(crate) struct Transform {
    isa: Isa,
    log_n: u32,
    /// `Tables` for the kernels of `isa`.
    tables: Box<dyn Any + Send + Sync>,
}

impl Transform {
    /// Makes the tables for domains of 2^log_n elements; `None` if the field has no such domain.
    pub(crate) fn new(isa: Isa, log_n: u32) -> Option<Self> {
        let isa = if log_n < LOG_SMALLEST { Isa::Portable } else { isa };
        let domain = Radix2EvaluationDomain::<Fr>::new(1usize.checked_shl(log_n)?)?;
        Some(Self { isa, log_n, tables: isa.run(MakeTables { log_n, root: domain.group_gen }) })
    }

    /// How many elements.
    pub(crate) const fn len(&self) -> usize {
        1 << self.log_n
    }

    /// Bytes of the memory that a computation takes.
    pub(crate) fn scratch_bytes(&self) -> usize {
        2 * self.len() * self.isa.run(ElementBytes)
    }

    /// What [`Self::coset_products`] has to be multiplied with.
    pub(crate) fn correction(&self) -> Fr {
        self.isa.run(Correction(self.log_n))
    }

    /// With the values of two polynomials on the domain, `a[i] = a(w^i)`, gives `out[i] = a(g w^i) b(g w^i)` divided by
    /// [`Self::correction`] where g is arkworks' generator: all in their natural order, and out of smallest residues, not in
    /// Montgomery form. All slices have [`Self::len`] elements.
    ///
    /// Asked to stop, it does so between parts of a pass, and what is in `out` is worthless.
    pub(crate) fn coset_products(
        &self,
        stop: &Stop,
        a: &[Fr],
        b: &[Fr],
        scratch: &mut Scratch,
        out: &mut [BigInt<4>],
    ) {
        assert!([a.len(), b.len(), out.len()] == [self.len(); 3], "the transform is of another size");
        self.isa.run(CosetProducts { stop, tables: &*self.tables, a, b, scratch, out });
    }
}

/// Memory of a computation, for the next one. It is wiped when it is dropped.
#[derive(Default)]
pub(crate) struct Scratch(Option<Box<dyn Wipe>>);

impl Scratch {
    fn elements<F: Butterfly>(&mut self, len: usize) -> &mut [F] {
        let fits = self.0.as_deref().is_some_and(|memory| (memory as &dyn Any).is::<Vec<F>>());
        if !fits {
            self.wipe();
            self.0 = Some(Box::new(Vec::<F>::new()));
        }
        let memory =
            self.0.as_deref_mut().and_then(|memory| (memory as &mut dyn Any).downcast_mut::<Vec<F>>());
        let Some(memory) = memory else { unreachable!("memory of this type was just put there") };
        if memory.len() < len {
            // No copy of old values stays behind.
            memory.wipe();
            *memory = vec![F::zero(); len];
        }
        &mut memory[..len]
    }

    /// Overwrites what computations left.
    pub(crate) fn wipe(&mut self) {
        if let Some(memory) = &mut self.0 {
            memory.wipe();
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.wipe();
    }
}

trait Wipe: Any + Send {
    fn wipe(&mut self);
}

impl<F: Butterfly> Wipe for Vec<F> {
    fn wipe(&mut self) {
        self.fill(F::zero());
        // Keeps the compiler from leaving the writes out.
        std::hint::black_box(self.as_mut_slice());
    }
}

struct MakeTables {
    log_n: u32,
    root: Fr,
}

impl Task for MakeTables {
    type Output = Box<dyn Any + Send + Sync>;

    #[inline(always)]
    fn run<K: Kernels>(self) -> Self::Output {
        Box::new(Tables::<K::Fr>::new(self.log_n, self.root))
    }
}

/// Bytes of an element as it lies in the memory of a computation.
struct ElementBytes;

impl Task for ElementBytes {
    type Output = usize;

    fn run<K: Kernels>(self) -> usize {
        size_of::<K::Fr>() / K::Fr::LANES
    }
}

struct Correction(u32);

impl Task for Correction {
    type Output = Fr;

    /// Both inverse transforms leave out the division by n. Elements come with a factor 2^256 each, which two reductions
    /// of the product take away in the portable kernels; with 2^260, they take away too much.
    fn run<K: Kernels>(self) -> Fr {
        let too_much = 2 * (K::Fr::POWER - 256);
        let (n_squared, two) = (Fr::from(4u64).pow([u64::from(self.0)]), Fr::from(2u64));
        two.pow([too_much]) * n_squared.inverse().unwrap_or_default()
    }
}

struct CosetProducts<'a> {
    stop: &'a Stop,
    tables: &'a (dyn Any + Send + Sync),
    a: &'a [Fr],
    b: &'a [Fr],
    scratch: &'a mut Scratch,
    out: &'a mut [BigInt<4>],
}

impl Task for CosetProducts<'_> {
    type Output = ();

    fn run<K: Kernels>(self) {
        let Some(tables) = self.tables.downcast_ref::<Tables<K::Fr>>() else {
            unreachable!("tables are made by the kernels that use them")
        };
        match tables.levels[0].log_radix {
            0 => products::<K, 1>(tables, self),
            1 => products::<K, 2>(tables, self),
            2 => products::<K, 4>(tables, self),
            _ => products::<K, 8>(tables, self),
        }
    }
}

fn products<K: Kernels, const R: usize>(tables: &Tables<K::Fr>, task: CosetProducts<'_>) {
    let CosetProducts { stop, a, b, scratch, out, .. } = task;
    let len = out.len() / K::Fr::LANES;
    let (x, y) = scratch.elements::<K::Fr>(2 * len).split_at_mut(len);
    let factors = &tables.levels[0].forward;
    let threads = rayon::current_num_threads();
    if threads == 1 || tables.log_n < LOG_PARALLEL {
        for (from, to) in [(a, &mut *x), (b, &mut *y)] {
            if stop.asked() {
                return;
            }
            K::enter(First::<_, R> { tables, from: rows(from), to: rows_mut(to) });
        }
        both(x, y, len / R).for_each(|(row, data)| K::enter(Row { stop, tables, row, data }));
        if stop.asked() {
            return;
        }
        return K::enter(Last::<_, R> { factors, a: rows(x), b: rows(y), to: rows_mut(out) });
    }
    let part = (len / R).div_ceil(threads).next_multiple_of(K::Fr::STEP);
    let mut first = Vec::new();
    for (from, to) in [(a, &mut *x), (b, &mut *y)] {
        let (mut from, mut to): ([_; R], [_; R]) = (rows(from), rows_mut(to));
        while !to[0].is_empty() {
            let from = from.each_mut().map(|row| take(row, part * K::Fr::LANES));
            first.push(First { tables, from, to: to.each_mut().map(|row| take_mut(row, part)) });
        }
    }
    first.into_par_iter().for_each(K::enter);
    let mut middle: Vec<_> = both(x, y, len / R).map(|(row, data)| Row { stop, tables, row, data }).collect();
    if 2 * threads > R {
        let alone = |Row { stop, tables, row, data }| {
            data.into_iter().map(move |data| Row { stop, tables, row, data: vec![data] })
        };
        middle = middle.into_iter().flat_map(alone).collect();
    }
    middle.into_par_iter().for_each(K::enter);
    if stop.asked() {
        return;
    }
    let (mut a, mut b, mut to): ([_; R], [_; R], [_; R]) = (rows(x), rows(y), rows_mut(out));
    let last: Vec<_> = factors
        .chunks(part * (R - 1))
        .map(|factors| Last {
            factors,
            a: a.each_mut().map(|row| take(row, part)),
            b: b.each_mut().map(|row| take(row, part)),
            to: to.each_mut().map(|row| take_mut(row, part * K::Fr::LANES)),
        })
        .collect();
    last.into_par_iter().for_each(K::enter);
}

/// The rows of both polynomials.
fn both<'a, T>(
    x: &'a mut [T],
    y: &'a mut [T],
    len: usize,
) -> impl Iterator<Item = (usize, Vec<&'a mut [T]>)> {
    x.chunks_exact_mut(len).zip(y.chunks_exact_mut(len)).map(|(x, y)| vec![x, y]).enumerate()
}

fn rows<T, const R: usize>(data: &[T]) -> [&[T]; R] {
    let len = data.len() / R;
    std::array::from_fn(|k| &data[k * len..(k + 1) * len])
}

fn rows_mut<T, const R: usize>(data: &mut [T]) -> [&mut [T]; R] {
    let mut rows = data.chunks_exact_mut(data.len() / R);
    std::array::from_fn(|_| rows.next().unwrap_or_default())
}

fn take<'a, T>(row: &mut &'a [T], len: usize) -> &'a [T] {
    let (part, rest) = row.split_at(len.min(row.len()));
    *row = rest;
    part
}

fn take_mut<'a, T>(row: &mut &'a mut [T], len: usize) -> &'a mut [T] {
    let len = len.min(row.len());
    let (part, rest) = std::mem::take(row).split_at_mut(len);
    *row = rest;
    part
}
