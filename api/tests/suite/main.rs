//! Witnesses and submissions as JSON: they come back as they were, and nothing else comes in.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod common;
mod refusals;
mod round_trip;
mod samples;
mod schema;
mod sealing;
mod submissions;
