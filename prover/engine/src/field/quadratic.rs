//! The quadratic extension by a root u of -1, in which the coordinates of G2 are.

use super::{Modulus, Packed};

/// What a base field gives for points over it and for its extension.
pub(crate) trait Base: Packed {
    /// The prime.
    type Modulus: Modulus;

    /// Zero in all lanes.
    fn zero() -> Self;
    /// loose * reduced in the extension, a product: a method of its own, since it can put off reductions.
    fn mul_quadratic(a: [Self; 2], b: [Self; 2]) -> [Self; 2];
    /// The square of a reduced element of the extension, a product.
    fn square_quadratic(a: [Self; 2]) -> [Self; 2];
    /// `a[0]^2 + a[1]^2` of reduced elements, reduced.
    fn sum_of_squares(a: [Self; 2]) -> Self;
    /// Two elements a lane from eight words.
    fn load_pair<'a>(line: impl Fn(usize) -> &'a [u64; 8]) -> [Self; 2];
    /// Gives the eight words of each lane's two reduced elements away.
    fn store_pair(pair: [Self; 2], store: impl FnMut(usize, [u64; 8]));
    /// arkworks' element from the words that store one here.
    fn to_ark(words: [u64; 4]) -> <Self::Modulus as Modulus>::Ark;
    /// The words that store arkworks' element here: the smallest residue.
    fn from_ark(element: &<Self::Modulus as Modulus>::Ark) -> [u64; 4];
}

/// `c0 + c1 u`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quadratic<B>(pub(crate) [B; 2]);

impl<B: Base> Packed for Quadratic<B> {
    const LANES: usize = B::LANES;

    #[inline(always)]
    fn one() -> Self {
        Self([B::one(), B::zero()])
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(B::mul_quadratic(self.0, other.0))
    }

    #[inline(always)]
    fn square(self) -> Self {
        Self(B::square_quadratic(self.0))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self([self.0[0].sub(other.0[0]), self.0[1].sub(other.0[1])])
    }

    #[inline(always)]
    fn sub_both(self, a: Self, b: Self) -> Self {
        Self([self.0[0].sub_both(a.0[0], b.0[0]), self.0[1].sub_both(a.0[1], b.0[1])])
    }

    #[inline(always)]
    fn sub_reduced(self, other: Self) -> Self {
        Self([self.0[0].sub_reduced(other.0[0]), self.0[1].sub_reduced(other.0[1])])
    }

    #[inline(always)]
    fn negate_where(self, mask: u8) -> Self {
        Self([self.0[0].negate_where(mask), self.0[1].negate_where(mask)])
    }

    #[inline(always)]
    fn triple(self) -> Self {
        Self([self.0[0].triple(), self.0[1].triple()])
    }

    #[inline(always)]
    fn double(self) -> Self {
        Self([self.0[0].double(), self.0[1].double()])
    }

    #[inline(always)]
    fn invert(self) -> Option<Self> {
        let [real, imaginary] = self.0;
        let norm = B::sum_of_squares(self.0).invert()?;
        Some(Self([real.mul(norm), B::zero().sub(imaginary).mul(norm)]))
    }
}
