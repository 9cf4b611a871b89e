//! A small world to make true statements in: members with keys, the ledger's trees, bills and notes.
//!
//! It is native and deterministic. The soundness tests bend what it makes; the benches prove it.

pub mod claims;
mod moves;
pub mod postgres;
mod retitles;
pub mod twin;
mod world;

pub use moves::{MoveSpec, NoteSpec};
pub use world::{Actor, HeldNote, World};
