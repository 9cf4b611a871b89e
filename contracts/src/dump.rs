//! The hash of all tables: by it a copy of a ledger's state can be held against the log that it came from.
//!
//! SHA-256 over the tables in the order of [`TABLES`]: of each its name, then its rows in the order of their keys, each a key and
//! a value; names and rows behind their lengths (u32, big-endian), and a length of 0 behind a table's last row. Numbers are
//! big-endian, field elements 32 bytes. What follows from these tables and from the chain of entries, nodes of trees and
//! snapshots, and what SOFT slots posted, is left out.

use crate::bytes::{Hash32, Writer};
use sha2::{Digest as _, Sha256};

/// The tables, each with key and value of a row; a record's encoding is that of [`rules::records`](crate::rules::records).
pub const TABLES: [&str; 21] = [
    "control",             // nothing; the control record
    "ids",                 // identity; height of the entry
    "commitments",         // commitment; position in the note tree
    "nullifiers",          // nullifier; height
    "nullifier-order",     // value in the nullifier tree; position, next larger value
    "frozen-order",        // value in the tree of frozen lots; position, next larger value
    "note-roots",          // root; height of the first flush that led to it
    "docs",                // value of a DOC slot; record
    "invoices",            // value of an INV slot; record
    "boxes",               // value of a BOX slot; record
    "lots",                // lot; record
    "permissions",         // the value in slot 0 that may be registered; record
    "waivers",             // value in slot 0; record
    "versions",            // number of the circuit, version; record
    "members",             // address; record
    "organisations",       // organisation; record
    "former-control-keys", // hash of organisation and control key; record
    "member-roots",        // root; record
    "emergencies",         // governor; record
    "administrations",     // administrator; record
    "council",             // 0; record
];

/// The hash as it is made, table by table.
pub(crate) struct Dump {
    hash: Sha256,
    tables: usize,
}

impl Dump {
    pub(crate) fn new() -> Self {
        Self { hash: Sha256::new(), tables: 0 }
    }

    /// Adds the next of [`TABLES`]; rows come in the order of their keys.
    pub(crate) fn table<E>(
        &mut self,
        name: &str,
        rows: impl IntoIterator<Item = Result<Vec<u8>, E>>,
    ) -> Result<(), E> {
        debug_assert_eq!(TABLES.get(self.tables), Some(&name), "tables come in their order");
        self.tables += 1;
        self.block(name.as_bytes());
        for row in rows {
            self.block(&row?);
        }
        self.block(&[]);
        Ok(())
    }

    fn block(&mut self, bytes: &[u8]) {
        let mut w = Writer::default();
        self.hash.update(w.block(bytes).0.as_slice());
    }

    pub(crate) fn finish(self) -> Hash32 {
        debug_assert_eq!(self.tables, TABLES.len(), "every table is in it");
        Hash32(self.hash.finalize().into())
    }
}

/// A row: its key, then its value.
pub(crate) fn row(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}
