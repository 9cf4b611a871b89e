//! The one place where panics of the database library are caught: a damaged file can lead it to one.

use super::error::{OrderError, StoreError, SubmitError};
use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

thread_local! {
    static WITHIN: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is in the database library, where a panic becomes [`StoreError::Damaged`]: a panic hook that asks this
/// can keep silent about it.
#[must_use]
pub fn panic_is_caught() -> bool {
    WITHIN.get()
}

/// An error that may be the store's.
pub(super) trait OfStore: From<StoreError> {
    /// Names the store's file, if the error is the store's.
    fn at(self, file: &Path) -> Self;
}

impl OfStore for StoreError {
    fn at(self, file: &Path) -> Self {
        self.at(file)
    }
}

impl OfStore for SubmitError {
    fn at(self, file: &Path) -> Self {
        if let Self::Store(e) = self { Self::Store(e.at(file)) } else { self }
    }
}

impl OfStore for OrderError {
    fn at(self, file: &Path) -> Self {
        if let Self::Store(e) = self { Self::Store(e.at(file)) } else { self }
    }
}

/// Does some work on a file. Its errors name the file, and a panic of the database is one of them.
///
/// Nothing that panicked is committed: a write transaction ends with the work that began it.
pub(super) fn guarded<A, E: OfStore>(file: &Path, work: impl FnOnce() -> Result<A, E>) -> Result<A, E> {
    let before = WITHIN.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    WITHIN.set(before);
    match result {
        Ok(result) => result.map_err(|e| e.at(file)),
        Err(panic) => {
            let why = panic.downcast_ref::<String>().map(String::as_str);
            let why = why.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it cannot be read");
            // Assertions say more than one line; the first says which.
            let why = why.lines().next().unwrap_or_default();
            Err(E::from(StoreError::damaged(format!("the database stopped: {why}")).at(file)))
        }
    }
}

/// Something of the database's that is let go of under [`guarded`], too.
pub(super) struct Held<T>(Option<T>);

impl<T> Held<T> {
    pub(super) const fn new(held: T) -> Self {
        Self(Some(held))
    }

    pub(super) fn get(&self) -> Result<&T, StoreError> {
        self.0.as_ref().ok_or_else(|| StoreError::damaged("it was let go of"))
    }

    pub(super) fn get_mut(&mut self) -> Result<&mut T, StoreError> {
        self.0.as_mut().ok_or_else(|| StoreError::damaged("it was let go of"))
    }
}

impl<T> Drop for Held<T> {
    fn drop(&mut self) {
        let held = self.0.take();
        // Letting go has nobody to tell that it failed; what was accepted is on the disk already.
        let _: Result<(), StoreError> = guarded(Path::new(""), || {
            drop(held);
            Ok(())
        });
    }
}
