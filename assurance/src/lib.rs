//! What machines show of the circuits and of the ledger's rules: runs that take minutes to hours, and their samples, which are tests.
//!
//! Each run is a module with a function that makes its figures, and a command of the program `assurance`. With `--write` a run's figures
//! are kept in `assurance/results`, with the day and the versions of the circuits that they are of; `assurance page` makes the tables of
//! docs/assurance.md from them.

pub mod claims;
pub mod deletions;
pub mod ledger;
pub mod native;
pub mod page;
pub mod result;
pub mod unique;
