#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod digest;

mod shape;

mod catalogue;

mod source;

mod manifest;

mod committed;

mod key;

mod development;

mod file;

pub mod cache;

mod progress;

mod identity;

mod store;

pub use cache::{CACHE_VARIABLE, CacheError, default_directory};
pub use catalogue::{StatementVisitor, shape_of, with_statement};
pub use committed::{CommittedKeyError, committed_files, verifying_key};
pub use development::{DevelopmentKeyError, DevelopmentKeys};
pub use digest::{MatrixHash, ProvingKeyHash, VerifyingKeyHash};
pub use file::FileDefect;
pub use identity::KeyIdentity;
pub use key::{CircuitKey, KeyDefect};
pub use manifest::{Manifest, ManifestError, Pin};
pub use progress::{KeyEvent, Progress, Silent};
pub use shape::{CircuitShape, Counts, ShapeError};
pub use source::{DevelopmentRefused, KeyPolicy, KeySource};
pub use store::{KeyError, KeyStore, OpenError};
