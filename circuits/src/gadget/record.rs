//! Names of checks and marks of private inputs, kept only while a test records them.

use super::{Cs, R1csResult};
use std::{cell::RefCell, ops::Range};

/// What one synthesis recorded.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Names of checks with the constraints laid out under them, in the order in which they ended: inner names first.
    pub names: Vec<(&'static str, Range<usize>)>,
    /// Witness columns (0 is the first witness) that are private inputs rather than hints.
    pub private: Vec<Range<usize>>,
}

thread_local! {
    static ACTIVE: RefCell<Option<Record>> = const { RefCell::new(None) };
}

/// Lays out constraints under a name from the protocol, such as `MOVE-7 value cap`. Names may be nested. Free unless
/// [`record`] is listening.
///
/// # Errors
/// Whatever `f` reports.
pub fn named<T>(cs: &Cs, name: &'static str, f: impl FnOnce() -> R1csResult<T>) -> R1csResult<T> {
    if !is_active() {
        return f();
    }
    let start = cs.num_constraints();
    let out = f();
    note(|record| record.names.push((name, start..cs.num_constraints())));
    out
}

/// Marks the witness variables that `f` allocates as private inputs: the statement's witness, not hints that follow from
/// it. The soundness tests hold these fixed and show that nothing else is free. Free unless [`record`] is listening.
///
/// # Errors
/// Whatever `f` reports.
pub fn private<T>(cs: &Cs, f: impl FnOnce() -> R1csResult<T>) -> R1csResult<T> {
    if !is_active() {
        return f();
    }
    let start = cs.num_witness_variables();
    let out = f();
    note(|record| record.private.push(start..cs.num_witness_variables()));
    out
}

/// Runs `f` and gives what it recorded on this thread.
pub fn record<T>(f: impl FnOnce() -> T) -> (T, Record) {
    let before = ACTIVE.with_borrow_mut(|active| active.replace(Record::default()));
    let out = f();
    let record = ACTIVE.with_borrow_mut(|active| std::mem::replace(active, before));
    (out, record.unwrap_or_default())
}

fn is_active() -> bool {
    ACTIVE.with_borrow(Option::is_some)
}

fn note(f: impl FnOnce(&mut Record)) {
    ACTIVE.with_borrow_mut(|active| {
        if let Some(record) = active {
            f(record);
        }
    });
}
