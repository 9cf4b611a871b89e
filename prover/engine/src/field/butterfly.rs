//! The butterfly of number-theoretic transforms, on elements that are hardly ever reduced.

use super::{Base, Modulus, Packed, Portable};
use ark_ff::BigInt;

/// A factor in memory, once for all lanes or once a lane.
pub(crate) trait Spread<F>: Copy + Send + Sync + 'static {
    /// A factor for each lane.
    fn spread(&self) -> F;
}

/// Arithmetic for transforms.
///
/// Each butterfly multiplies before it adds, and the product is below 2p whatever its operand is: bounds grow by 2p a
/// layer, not by a factor, so that whole transforms need no reduction. Elements here are *lazy*: any residues up to
/// [`Self::ROOM`] p, good only as operands of the operations in this trait.
pub(crate) trait Butterfly: Base + Send + Sync + 'static {
    /// The bound of lazy elements, in multiples of p.
    const ROOM: usize;
    /// How many of `Self` are loaded and stored together.
    const STEP: usize;
    /// Reducing a product of two elements divides it by 2 to this power.
    const POWER: u64;
    /// A factor a lane, prepared for multiplying by it.
    type Factor: Spread<Self::Factor>;
    /// A factor for all lanes.
    type Scalar: Spread<Self::Factor>;

    /// Elements in this form, for [`Self::factor`]; as many as there are lanes.
    fn pack(elements: &[<Self::Modulus as Modulus>::Ark]) -> Self;
    /// Prepares a product of packed elements, or a packed element, as a factor. No lane is zero.
    fn factor(self) -> Self::Factor;
    /// Prepares a factor for all lanes. It is not zero.
    fn scalar(element: &<Self::Modulus as Modulus>::Ark) -> Self::Scalar;

    /// `a + w b` and `a - w b`, which are 2p above a's bound at most.
    fn butterfly(a: Self, b: Self, w: Self::Factor) -> (Self, Self);
    /// `a + b` and `a - b` for b below `2^LOG p`, which they are above a's bound at most.
    fn unit_butterfly<const LOG: u32>(a: Self, b: Self) -> (Self, Self);
    /// The same residue below 2p.
    fn settle(self) -> Self;
    /// The product of two lazy elements, divided by 2^(2 [`Self::POWER`]): the smallest residue.
    fn product(self, other: Self) -> Self;
    /// Lane i of element j changes places with lane j of element i; as many elements as there are lanes.
    fn transpose(tile: &mut [Self]);

    /// Reads arkworks' Montgomery form, as it is, into `STEP` elements.
    fn read(elements: &[<Self::Modulus as Modulus>::Ark], to: &mut [Self]);
    /// Writes `STEP` smallest residues.
    fn write(elements: &[Self], to: &mut [BigInt<4>]);
}

impl<M: Modulus> Spread<Self> for Portable<M> {
    #[inline(always)]
    fn spread(&self) -> Self {
        *self
    }
}

impl<M: Modulus> Butterfly for Portable<M> {
    const ROOM: usize = usize::MAX;
    const STEP: usize = 1;
    const POWER: u64 = 256;
    type Factor = Self;
    type Scalar = Self;

    fn pack(elements: &[M::Ark]) -> Self {
        Self::new(M::to_montgomery(&elements[0]))
    }

    #[inline(always)]
    fn factor(self) -> Self {
        self
    }

    fn scalar(element: &M::Ark) -> Self {
        Self::new(M::to_montgomery(element))
    }

    #[inline(always)]
    fn butterfly(a: Self, b: Self, w: Self) -> (Self, Self) {
        Self::unit_butterfly::<0>(a, w.mul(b))
    }

    #[inline(always)]
    fn unit_butterfly<const LOG: u32>(a: Self, b: Self) -> (Self, Self) {
        (a.plus(b), a.minus(b))
    }

    #[inline(always)]
    fn settle(self) -> Self {
        self
    }

    #[inline(always)]
    fn product(self, other: Self) -> Self {
        self.mul(other).mul(Self::new([1, 0, 0, 0]))
    }

    #[inline(always)]
    fn transpose(_: &mut [Self]) {}

    #[inline(always)]
    fn read(elements: &[M::Ark], to: &mut [Self]) {
        to[0] = Self::new(M::to_montgomery(&elements[0]));
    }

    #[inline(always)]
    fn write(elements: &[Self], to: &mut [BigInt<4>]) {
        to[0] = BigInt(elements[0].0);
    }
}
