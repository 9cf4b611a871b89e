//! Scalars as signed digits.

use ark_ff::BigInt;

/// Bits of a scalar, and one more for the carry out of the last signed digit.
pub(crate) const SCALAR_BITS: u32 = 255;

/// How scalars are cut into windows, and which windows have precomputed multiples.
///
/// Window `w = t groups + g` of a scalar is looked up in table `t`, which holds the points times 2^(width groups t), and goes
/// to the buckets of group `g`. With as many tables as windows there is one group, and no doubling is left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Windows {
    /// Bits of a window.
    pub(crate) width: u32,
    /// Precomputed multiples of each point, the point itself included.
    pub(crate) tables: u32,
}

/// A digit of a scalar that is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digit {
    /// The list of summands that it belongs to: group, then size less one.
    pub(crate) list: u32,
    /// The table.
    pub(crate) table: u32,
    /// Whether the point is to be subtracted.
    pub(crate) negative: bool,
}

impl Windows {
    /// Windows of a scalar.
    pub(crate) const fn count(self) -> u32 {
        SCALAR_BITS.div_ceil(self.width)
    }

    /// Sets of buckets.
    pub(crate) const fn groups(self) -> u32 {
        self.count().div_ceil(self.tables)
    }

    /// Buckets of a group: sizes of a signed digit.
    pub(crate) const fn buckets(self) -> u32 {
        1 << (self.width - 1)
    }

    /// Lists of summands.
    pub(crate) const fn lists(self) -> usize {
        (self.groups() * self.buckets()) as usize
    }

    /// Bits between the points of one table and those of the next.
    pub(crate) const fn step(self) -> u32 {
        self.width * self.groups()
    }

    /// Calls `f` with each digit that is not zero. Digits are from -2^(width-1) to 2^(width-1).
    #[inline(always)]
    pub(crate) fn digits(self, scalar: &BigInt<4>, mut f: impl FnMut(Digit)) {
        let (mut words, half, groups) = (scalar.0, 1u64 << (self.width - 1), self.groups());
        let (mut carry, mut table, mut group) = (0, 0, 0);
        while carry != 0 || words != [0; 4] {
            let digit = (words[0] & (2 * half - 1)) + carry;
            for i in 0..4 {
                let high = if i < 3 { words[i + 1] } else { 0 };
                words[i] = words[i] >> self.width | high << (64 - self.width);
            }
            let negative = digit > half;
            carry = u64::from(negative);
            let size = if negative { 2 * half - digit } else { digit };
            if size != 0 {
                f(Digit { list: group * half as u32 + size as u32 - 1, table, negative });
            }
            group += 1;
            if group == groups {
                (group, table) = (0, table + 1);
            }
        }
    }
}
