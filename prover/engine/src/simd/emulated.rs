//! The vector operations in plain Rust: what the tests, and Miri, run in place of the processor's.

use super::{LANES, Vector};

/// Eight integers in an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Emulated([u64; LANES]);

const LOW: u64 = (1 << 52) - 1;

impl Emulated {
    fn zip(self, other: Self, f: impl Fn(u64, u64) -> u64) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }

    fn map(self, f: impl Fn(u64) -> u64) -> Self {
        Self(self.0.map(f))
    }

    fn product(self, other: Self, f: impl Fn(u128) -> u64) -> Self {
        self.zip(other, |a, b| f(u128::from(a & LOW) * u128::from(b & LOW)))
    }
}

impl Vector for Emulated {
    #[inline(never)]
    fn splat(value: u64) -> Self {
        Self([value; LANES])
    }

    #[inline(never)]
    fn load(lanes: &[u64; LANES]) -> Self {
        Self(*lanes)
    }

    #[inline(never)]
    fn load_halves(low: &[u64; LANES / 2], high: &[u64; LANES / 2]) -> Self {
        Self(std::array::from_fn(|i| if i < LANES / 2 { low[i] } else { high[i - LANES / 2] }))
    }

    #[inline(never)]
    fn store(self, lanes: &mut [u64; LANES]) {
        *lanes = self.0;
    }

    #[inline(never)]
    fn add(self, other: Self) -> Self {
        self.zip(other, u64::wrapping_add)
    }

    #[inline(never)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, u64::wrapping_sub)
    }

    #[inline(never)]
    fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    #[inline(never)]
    fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    #[inline(never)]
    fn shl<const BITS: u32>(self) -> Self {
        self.map(|a| a << BITS)
    }

    #[inline(never)]
    fn shr<const BITS: u32>(self) -> Self {
        self.map(|a| a >> BITS)
    }

    #[inline(never)]
    fn sar<const BITS: u32>(self) -> Self {
        self.map(|a| (a.cast_signed() >> BITS).cast_unsigned())
    }

    #[inline(never)]
    fn funnel<const BITS: u32>(self, high: Self) -> Self {
        self.zip(high, |low, high| ((u128::from(high) << 64 | u128::from(low)) >> BITS) as u64)
    }

    #[inline(never)]
    fn madd_low(self, a: Self, b: Self) -> Self {
        self.add(a.product(b, |product| product as u64 & LOW))
    }

    #[inline(never)]
    fn madd_high(self, a: Self, b: Self) -> Self {
        self.add(a.product(b, |product| (product >> 52) as u64))
    }

    #[inline(never)]
    fn at_least(self, other: Self) -> u8 {
        (0..LANES)
            .fold(0, |mask, i| mask | u8::from(self.0[i].cast_signed() >= other.0[i].cast_signed()) << i)
    }

    #[inline(never)]
    fn sub_where(self, mask: u8, other: Self) -> Self {
        self.select(mask, self.sub(other))
    }

    #[inline(never)]
    fn select(self, mask: u8, other: Self) -> Self {
        Self(std::array::from_fn(|i| if mask >> i & 1 == 1 { other.0[i] } else { self.0[i] }))
    }

    #[inline(never)]
    fn rotate<const N: i32>(self) -> Self {
        Self(std::array::from_fn(|i| self.0[(i + N as usize) % LANES]))
    }

    #[inline(never)]
    fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        std::array::from_fn(|i| Self(std::array::from_fn(|j| rows[j].0[i])))
    }
}
