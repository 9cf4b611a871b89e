//! What stands beside the service for those who run it and those who write clients: the description of the API, and the
//! files in `deploy`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod deploy;
mod openapi;

use std::path::{Path, PathBuf};

/// A file of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn read(path: &str) -> String {
    let path = repository(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
