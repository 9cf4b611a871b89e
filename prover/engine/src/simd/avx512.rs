//! The vector operations of AVX-512 with IFMA and VBMI2.
#![allow(unsafe_code, reason = "processor intrinsics: each block calls one, see `Avx512`")]

use super::{LANES, Vector};
use core::arch::x86_64::*;

/// A vector register.
///
/// Its operations must be inlined into a function that is compiled for the extensions in `compiled_for_ifma`'s list: that is
/// where the processor was asked whether it has them, and it is the reason why each unsafe block here is sound. A value of
/// this type outside such a function is slow, not wrong.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(__m512i);

// SAFETY of all blocks: the intrinsics need nothing but the extensions, see `Avx512`; loads and stores go through
// references to eight integers and ask for no alignment.
impl Vector for Avx512 {
    #[inline(always)]
    fn splat(value: u64) -> Self {
        Self(unsafe { _mm512_set1_epi64(value.cast_signed()) })
    }

    #[inline(always)]
    fn load(lanes: &[u64; LANES]) -> Self {
        Self(unsafe { _mm512_loadu_si512(lanes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn load_halves(low: &[u64; LANES / 2], high: &[u64; LANES / 2]) -> Self {
        let low = unsafe { _mm512_castsi256_si512(_mm256_loadu_si256(low.as_ptr().cast())) };
        let high = unsafe { _mm256_loadu_si256(high.as_ptr().cast()) };
        Self(unsafe { _mm512_inserti64x4::<1>(low, high) })
    }

    #[inline(always)]
    fn store(self, lanes: &mut [u64; LANES]) {
        unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm512_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(unsafe { _mm512_sub_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(unsafe { _mm512_or_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn shl<const BITS: u32>(self) -> Self {
        Self(unsafe { _mm512_slli_epi64::<BITS>(self.0) })
    }

    #[inline(always)]
    fn shr<const BITS: u32>(self) -> Self {
        Self(unsafe { _mm512_srli_epi64::<BITS>(self.0) })
    }

    #[inline(always)]
    fn sar<const BITS: u32>(self) -> Self {
        Self(unsafe { _mm512_srai_epi64::<BITS>(self.0) })
    }

    #[inline(always)]
    fn funnel<const BITS: u32>(self, high: Self) -> Self {
        Self(unsafe { _mm512_shrdv_epi64(self.0, high.0, _mm512_set1_epi64(i64::from(BITS))) })
    }

    #[inline(always)]
    fn madd_low(self, a: Self, b: Self) -> Self {
        Self(unsafe { _mm512_madd52lo_epu64(self.0, a.0, b.0) })
    }

    #[inline(always)]
    fn madd_high(self, a: Self, b: Self) -> Self {
        Self(unsafe { _mm512_madd52hi_epu64(self.0, a.0, b.0) })
    }

    #[inline(always)]
    fn at_least(self, other: Self) -> u8 {
        unsafe { _mm512_cmpge_epi64_mask(self.0, other.0) }
    }

    #[inline(always)]
    fn sub_where(self, mask: u8, other: Self) -> Self {
        Self(unsafe { _mm512_mask_sub_epi64(self.0, mask, self.0, other.0) })
    }

    #[inline(always)]
    fn select(self, mask: u8, other: Self) -> Self {
        Self(unsafe { _mm512_mask_mov_epi64(self.0, mask, other.0) })
    }

    #[inline(always)]
    fn rotate<const N: i32>(self) -> Self {
        Self(unsafe { _mm512_alignr_epi64::<N>(self.0, self.0) })
    }

    #[inline(always)]
    fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        // Pairs of rows, then the even and the odd quarters of two pairs, twice.
        let mut out = rows;
        for j in 0..2 {
            let mut pairs = [rows[0].0; LANES / 2];
            for i in 0..LANES / 2 {
                let (a, b) = (rows[2 * i].0, rows[2 * i + 1].0);
                pairs[i] = if j == 0 { low(a, b) } else { high(a, b) };
            }
            let [first, second, third, fourth] = pairs;
            let (e, f) = (even(first, second), even(third, fourth));
            let (g, h) = (odd(first, second), odd(third, fourth));
            out[j] = Self(even(e, f));
            out[j + 4] = Self(odd(e, f));
            out[j + 2] = Self(even(g, h));
            out[j + 6] = Self(odd(g, h));
        }
        out
    }
}

#[inline(always)]
fn low(a: __m512i, b: __m512i) -> __m512i {
    unsafe { _mm512_unpacklo_epi64(a, b) }
}

#[inline(always)]
fn high(a: __m512i, b: __m512i) -> __m512i {
    unsafe { _mm512_unpackhi_epi64(a, b) }
}

#[inline(always)]
fn even(a: __m512i, b: __m512i) -> __m512i {
    unsafe { _mm512_shuffle_i64x2::<0x88>(a, b) }
}

#[inline(always)]
fn odd(a: __m512i, b: __m512i) -> __m512i {
    unsafe { _mm512_shuffle_i64x2::<0xdd>(a, b) }
}
