//! Eight 64-bit lanes: the few vector operations that the kernels are made of.

#[cfg(test)]
mod emulated;
mod prefetch;

#[cfg(target_arch = "x86_64")]
mod avx512;

#[cfg(target_arch = "x86_64")]
pub(crate) use avx512::Avx512;
#[cfg(test)]
pub(crate) use emulated::Emulated;
pub(crate) use prefetch::prefetch;

/// Lanes of a vector.
pub(crate) const LANES: usize = 8;

/// Eight unsigned 64-bit integers side by side, with the 52-bit multiply-add of AVX-512 IFMA. All operations are lane by
/// lane and wrap.
pub(crate) trait Vector: Copy {
    /// The same value in all lanes.
    fn splat(value: u64) -> Self;
    /// One value a lane.
    fn load(lanes: &[u64; LANES]) -> Self;
    /// Four lanes, and four more.
    fn load_halves(low: &[u64; LANES / 2], high: &[u64; LANES / 2]) -> Self;
    /// The lanes.
    fn store(self, lanes: &mut [u64; LANES]);
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    /// Shifts left.
    fn shl<const BITS: u32>(self) -> Self;
    /// Shifts right, zeros come in.
    fn shr<const BITS: u32>(self) -> Self;
    /// Shifts right, the sign comes in.
    fn sar<const BITS: u32>(self) -> Self;
    /// The low 64 bits of `high:self >> BITS`.
    fn funnel<const BITS: u32>(self, high: Self) -> Self;
    /// `self` + the low 52 bits of the product of the low 52 bits of `a` and `b`.
    fn madd_low(self, a: Self, b: Self) -> Self;
    /// `self` + the high 52 bits of the product of the low 52 bits of `a` and `b`.
    fn madd_high(self, a: Self, b: Self) -> Self;
    /// One bit a lane, from the lowest: is `self >= other`, both read as signed.
    fn at_least(self, other: Self) -> u8;
    /// `self - other` in the lanes of the mask, `self` in the others.
    fn sub_where(self, mask: u8, other: Self) -> Self;
    /// `other` in the lanes of the mask, `self` in the others.
    fn select(self, mask: u8, other: Self) -> Self;
    /// Lane i of the result is lane i + N, modulo 8.
    fn rotate<const N: i32>(self) -> Self;
    /// Rows become lanes: lane j of result i is lane i of row j.
    fn transpose(rows: [Self; LANES]) -> [Self; LANES];
}

#[cfg(test)]
mod tests;
