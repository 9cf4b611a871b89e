//! A sparse matrix in compressed rows.

use super::file::copied;
use crate::{
    prepare::Matrix,
    stop::{Stop, Stopped},
};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field, Zero};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use rayon::prelude::*;
use std::{borrow::Cow, collections::HashMap};
use zeroize::Zeroizing;

/// Rows of a matrix, one after the other. Coefficients are few, so an entry names one.
pub(crate) struct Rows {
    /// Rows that the transform asks for; those behind the last one are zero.
    padded: usize,
    /// Where the entries of each row start, and the end.
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// The different coefficients; first one and minus one.
    coefficients: Vec<Fr>,
}

/// A column and its coefficient.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct Entry {
    column: u32,
    coefficient: u32,
}

const PLUS: u32 = 0;
const MINUS: u32 = 1;

impl Rows {
    pub(crate) fn new(matrix: &Matrix, padded: usize) -> Self {
        Self::of(matrix.iter().map(Vec::as_slice), padded)
    }

    /// The matrix with a row more for each instance column, so that the polynomials of the instance are independent of one
    /// another (<https://eprint.iacr.org/2016/260>, as in libsnark).
    pub(crate) fn with_instance(matrix: &Matrix, instance: usize, padded: usize) -> Self {
        let own: Vec<_> = (0..instance).map(|column| [(Fr::ONE, column)]).collect();
        Self::of(matrix.iter().map(Vec::as_slice).chain(own.iter().map(<[_; 1]>::as_slice)), padded)
    }

    fn of<'a>(rows: impl Iterator<Item = &'a [(Fr, usize)]>, padded: usize) -> Self {
        let mut coefficients = vec![Fr::ONE, -Fr::ONE];
        let mut known: HashMap<Fr, u32> = coefficients.iter().copied().zip(0..).collect();
        let (mut starts, mut entries) = (vec![0], Vec::new());
        for row in rows {
            for (coefficient, column) in row {
                let index = *known.entry(*coefficient).or_insert_with(|| {
                    coefficients.push(*coefficient);
                    coefficients.len() as u32 - 1
                });
                entries.push(Entry { column: *column as u32, coefficient: index });
            }
            starts.push(entries.len() as u32);
        }
        Self { padded, starts, entries, coefficients }
    }

    /// Starts, entries and coefficients as they lie in files.
    pub(super) fn to_bytes(&self) -> [Cow<'_, [u8]>; 3] {
        let mut coefficients = Vec::new();
        for coefficient in &self.coefficients {
            // Writing to memory does not fail, and what is cut short is refused when it is read.
            let _ = coefficient.serialize_uncompressed(&mut coefficients);
        }
        [
            bytemuck::cast_slice(&self.starts).into(),
            bytemuck::cast_slice(&self.entries).into(),
            coefficients.into(),
        ]
    }

    /// The matrix that [`Self::to_bytes`] gave: `None` if it has more than `padded` rows, or anything in it names what is
    /// not there.
    pub(super) fn from_bytes(parts: [&[u8]; 3], columns: usize, padded: usize) -> Option<Self> {
        let starts: Vec<u32> = copied(parts[0])?;
        let entries: Vec<Entry> = copied(parts[1])?;
        let coefficients: Vec<Fr> = parts[2]
            .chunks(32)
            .map(|bytes| Fr::deserialize_uncompressed(bytes).ok())
            .collect::<Option<_>>()?;
        let sound = starts.first() == Some(&0)
            && starts.is_sorted()
            && starts.last().map(|end| *end as usize) == Some(entries.len())
            && starts.len() <= padded + 1
            && coefficients.starts_with(&[Fr::ONE, -Fr::ONE])
            && entries.iter().all(|entry| {
                (entry.column as usize) < columns && (entry.coefficient as usize) < coefficients.len()
            });
        sound.then_some(Self { padded, starts, entries, coefficients })
    }

    /// The product with a vector, and zeros up to the size of the transform.
    ///
    /// # Errors
    /// [`Stopped`] if it is asked to stop, which it does between blocks of rows.
    pub(crate) fn times(&self, stop: &Stop, values: &[Fr]) -> Result<Zeroizing<Vec<Fr>>, Stopped> {
        const PART: usize = 1024;
        let mut products = Zeroizing::new(vec![Fr::ZERO; self.padded]);
        products.par_chunks_mut(PART).enumerate().for_each(|(part, products)| {
            if stop.asked() {
                return;
            }
            let starts = self.starts.get(part * PART..).unwrap_or_default();
            for (product, range) in products.iter_mut().zip(starts.windows(2)) {
                *product = self.row(&self.entries[range[0] as usize..range[1] as usize], values);
            }
        });
        stop.check().map(|()| products)
    }

    fn row(&self, entries: &[Entry], values: &[Fr]) -> Fr {
        let mut sum = Fr::zero();
        for entry in entries {
            let value = &values[entry.column as usize];
            match entry.coefficient {
                PLUS => sum += value,
                MINUS => sum -= value,
                other => sum += *value * self.coefficients[other as usize],
            }
        }
        sum
    }
}
