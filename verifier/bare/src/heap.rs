//! All the memory that there is: one array, from which pieces are cut and to which none comes back.

use core::{
    alloc::{GlobalAlloc, Layout},
    cell::UnsafeCell,
    ptr::null_mut,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Bytes of the array: enough for every verification of [`crate::verdict`] together.
const SIZE: usize = 16 << 20;

struct Heap {
    bytes: UnsafeCell<[u8; SIZE]>,
    used: AtomicUsize,
}

#[global_allocator]
static HEAP: Heap = Heap { bytes: UnsafeCell::new([0; SIZE]), used: AtomicUsize::new(0) };

#[expect(
    unsafe_code,
    reason = "the array is touched only through pieces that `alloc` cuts, each of which is cut once"
)]
// SAFETY: `used` is atomic, and `bytes` is not read or written here.
unsafe impl Sync for Heap {}

#[expect(unsafe_code, reason = "an allocator cannot be written without")]
// SAFETY: a piece lies within the array, begins at a multiple of the alignment, and overlaps none before it, since `used` only grows.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = self.bytes.get().cast::<u8>();
        let cut = |used: usize| {
            let begin = (base.addr() + used).checked_next_multiple_of(layout.align())? - base.addr();
            let end = begin.checked_add(layout.size())?;
            (end <= SIZE).then_some((begin, end))
        };
        let order = Ordering::Relaxed;
        match self.used.fetch_update(order, order, |used| cut(used).map(|(_, end)| end)) {
            Ok(before) => cut(before).map_or(null_mut(), |(begin, _)| base.wrapping_add(begin)),
            Err(_) => null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
