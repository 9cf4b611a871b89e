//! Shapes, development keys, the store and its files, and the committed keys.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod committed;
mod development;
mod files;
mod pins;
mod shape;
mod tiny;

use std::sync::Mutex;

use plimsoll_params::{KeyEvent, KeyPolicy, KeyStore, Manifest, Progress};

/// Writes down the name of each event.
#[derive(Default)]
pub struct Events(Mutex<Vec<&'static str>>);

impl Events {
    /// The names so far, and forgets them.
    pub fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Progress for Events {
    fn note(&self, event: &KeyEvent<'_>) {
        self.0.lock().unwrap().push(match event {
            KeyEvent::CircuitRead { .. } => "read",
            KeyEvent::Discarded { .. } => "discarded",
            KeyEvent::Waiting { .. } => "waiting",
            KeyEvent::GeneratingInsecure { .. } => "generating",
            KeyEvent::GeneratedInsecure { .. } => "generated",
            KeyEvent::Loaded { .. } => "loaded",
            other => panic!("unknown event {other:?}"),
        });
    }
}

/// A store in this directory that takes any key.
pub fn store(directory: &tempfile::TempDir, manifest: Manifest) -> KeyStore {
    KeyStore::open_in(directory.path(), KeyPolicy::AllowInsecureDevelopment, manifest)
}
