//! The scalars of the quotient's points.

use crate::{
    isa::Isa,
    ntt::{Scratch, Transform},
};
use ark_bn254::Fr;
use ark_ff::BigInt;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// From the values of A and B on the domain to their products on the coset.
pub(crate) struct Quotient {
    transform: Transform,
    /// Memory of proofs that are done, for the next ones. It holds nothing.
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

    /// What [`Self::products`] has to be multiplied with.
    pub(crate) fn correction(&self) -> Fr {
        self.transform.correction()
    }

    /// The products of the two polynomials' values on the coset, divided by [`Self::correction`].
    pub(crate) fn products(&self, a: &[Fr], b: &[Fr]) -> Zeroizing<Vec<BigInt<4>>> {
        let pool = || self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = pool().pop().unwrap_or_default();
        let mut products = Zeroizing::new(vec![BigInt([0; 4]); self.len()]);
        self.transform.coset_products(a, b, &mut scratch, &mut products);
        scratch.wipe();
        pool().push(scratch);
        products
    }
}
