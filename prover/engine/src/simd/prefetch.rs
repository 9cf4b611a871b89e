//! Asking for memory before it is needed.
#![allow(unsafe_code, reason = "a processor intrinsic without effect on the program")]

/// Starts to fetch the cache lines of a value.
#[inline(always)]
pub(crate) fn prefetch<T>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    for line in 0..size_of::<T>().div_ceil(64) {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: the address is within the value, and a prefetch changes nothing but the cache.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(value).cast::<i8>().add(64 * line)) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = value;
}
