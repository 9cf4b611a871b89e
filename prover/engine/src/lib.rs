#![doc = include_str!("../README.md")]

mod stop;

mod simd;

mod field;

mod isa;

mod ntt;

mod point;

mod batch;

mod sum;

mod msm;

mod group;

mod quotient;

mod key;

mod prepare;

mod prove;

pub mod measure;

pub use isa::{ISA_VARIABLE, Isa, IsaError};
pub use key::{FileError, Key, KeyOptions, Origin};
pub use prepare::{Matrix, PrepareError};
pub use stop::{Stop, Stopped};
