//! Memos: the opening of a note, encrypted to its new owner and posted beside the proof.
//!
//! HPKE base mode (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305. A memo is the encapsulated key and the
//! ciphertext of a plaintext of one fixed size, so that every memo has the ledger's [`MEMO_BYTES`], a dummy's too. `info`
//! names the ledger, `aad` the commitment: a memo opens at its own note only.

mod plaintext;
mod sealed;

#[cfg(test)]
pub(crate) mod tests;

pub use plaintext::Detail;
pub use plimsoll_contracts::MEMO_BYTES;
pub use sealed::{MemoError, open, seal, seal_dummy};

use plimsoll_circuits::note::Note;

/// What a memo tells the new owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The note.
    pub note: Note,
    /// What else the owner needs.
    pub detail: Detail,
}
