//! The scalars of the quotient's points.

use crate::{
    isa::Isa,
    ntt::{Scratch, Transform},
    stop::{Stop, Stopped},
};
use ark_bn254::Fr;
use ark_ff::BigInt;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Scratch memories that are kept at most: with many threads, what is kept is not to count.
const MOST_KEPT: usize = 4;

/// From the values of A and B on the domain to their products on the coset.
pub(crate) struct Quotient {
    transform: Transform,
    /// Memory of a few proofs that are done, for the next ones. It holds nothing.
    scratch: Mutex<Vec<Scratch>>,
}

impl Quotient {
    /// For domains of `n` elements, a power of two; `None` if the field has none.
    pub(crate) fn new(isa: Isa, n: usize) -> Option<Self> {
        Some(Self { transform: Transform::new(isa, n.ilog2())?, scratch: Mutex::default() })
    }

    /// How many elements.
    pub(crate) const fn len(&self) -> usize {
        self.transform.len()
    }

    /// Bytes of the memory that a computation takes, which is kept for the next.
    pub(crate) fn scratch_bytes(&self) -> usize {
        self.transform.scratch_bytes()
    }

    /// What [`Self::products`] has to be multiplied with.
    pub(crate) fn correction(&self) -> Fr {
        self.transform.correction()
    }

    /// The products of the two polynomials' values on the coset, divided by [`Self::correction`].
    ///
    /// # Errors
    /// [`Stopped`] if it is asked to stop, which it does between parts of a pass.
    pub(crate) fn products(
        &self,
        stop: &Stop,
        a: &[Fr],
        b: &[Fr],
    ) -> Result<Zeroizing<Vec<BigInt<4>>>, Stopped> {
        let pool = || self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = pool().pop().unwrap_or_default();
        let mut products = Zeroizing::new(vec![BigInt([0; 4]); self.len()]);
        self.transform.coset_products(stop, a, b, &mut scratch, &mut products);
        scratch.wipe();
        let mut kept = pool();
        if kept.len() < MOST_KEPT {
            kept.push(scratch);
        }
        drop(kept);
        stop.check().map(|()| products)
    }
}
