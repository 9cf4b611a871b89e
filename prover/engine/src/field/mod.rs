//! Arithmetic on several field elements at once, in Montgomery form: one implementation for any processor, one for eight
//! lanes of 52-bit limbs.
//!
//! **Ranges.** Elements are residues that need not be the smallest ones. *Reduced* means below 4p, up to the precision with
//! which a top limb tells: 2^-40 p. *Loose* means below 10p. A *product*, which is also what a square is called here, is
//! below 3p and so reduced. What an operation takes and gives is part of its contract; 4p is below 2^256, so that four words
//! store a reduced element.

mod butterfly;
mod invert;
mod modulus;
mod portable;
mod wide;
mod quadratic;

#[cfg(test)]
mod tests;

pub(crate) use butterfly::{Butterfly, Spread};
pub(crate) use modulus::{Fq, Fr, Modulus};
pub(crate) use portable::Portable;
pub(crate) use quadratic::{Base, Quadratic};
pub(crate) use wide::Wide;

/// `LANES` elements of a field, side by side.
pub(crate) trait Packed: Copy {
    /// How many.
    const LANES: usize;

    /// The one in all lanes.
    fn one() -> Self;
    /// loose * reduced, a product.
    fn mul(self, other: Self) -> Self;
    /// The square of a reduced element, a product.
    fn square(self) -> Self;
    /// reduced - reduced, loose.
    fn sub(self, other: Self) -> Self;
    /// product - reduced - reduced, reduced.
    fn sub_both(self, a: Self, b: Self) -> Self;
    /// product - reduced, reduced.
    fn sub_reduced(self, other: Self) -> Self;
    /// The negative of the lanes in the mask. Reduced in, reduced out, but good only as an operand of subtractions.
    fn negate_where(self, mask: u8) -> Self;
    /// Three times a reduced element, reduced.
    fn triple(self) -> Self;
    /// Twice a reduced element, loose.
    fn double(self) -> Self;
    /// The inverses of reduced elements, reduced; `None` if one of them is zero.
    fn invert(self) -> Option<Self>;
}
