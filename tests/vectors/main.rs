//! The test vectors of `tests/vectors/*.json`, which an independent generator in Python wrote: see the README beside them.

mod audit;
mod credential;
mod document;
mod external;
mod file;
mod member;
mod note;
mod poseidon2;
mod signature;
mod statement;
mod tag;
mod tree;
