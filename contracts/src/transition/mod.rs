//! What is submitted: a proof, its public inputs, and memos.

mod encoding;
mod posting;
mod text;

pub use encoding::{MAX_MEMO_BYTES, MAX_MEMOS, MAX_PUBLIC};
pub use posting::{Posting, RegisterPosting};
pub use text::{AttestationText, TransitionText};

use plimsoll_circuits::{
    field::{F, serde_hex, to_hex},
    statement::{CircuitId, external_hash, transition_id},
};
use serde::{Deserialize, Serialize};

/// Bytes of every memo: room for an encrypted note opening with key and hash of a sealed blob. One size, so that all Moves
/// look alike on the ledger.
pub const MEMO_BYTES: usize = 768;

/// Bytes of a proof.
pub const PROOF_BYTES: usize = plimsoll_verifier::PROOF_BYTES;

/// What a log entry is known by: for a transition the hash of circuit and public inputs, for an order the signed message.
/// Never of proof or signature bytes, which are malleable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryId(#[serde(with = "serde_hex")] pub F);

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

/// A change of the ledger, with the proof that it is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TransitionText", into = "TransitionText")]
pub struct Transition {
    /// Which circuit the proof is of.
    pub circuit: CircuitId,
    /// Its version.
    pub version: u32,
    /// The public inputs, in the statement's order.
    pub public: Vec<F>,
    /// The Groth16 proof.
    pub proof: [u8; PROOF_BYTES],
    /// One memo of [`MEMO_BYTES`] for each output note; the public input `ext` is their hash.
    pub memos: Vec<Vec<u8>>,
}

impl Transition {
    /// The identity: the hash of circuit and public inputs.
    #[must_use]
    pub fn id(&self) -> EntryId {
        EntryId(transition_id(self.circuit, &self.public))
    }

    /// What `ext` must be for these memos.
    #[must_use]
    pub fn ext(memos: &[Vec<u8>]) -> F {
        let parts: Vec<_> = memos.iter().map(Vec::as_slice).collect();
        external_hash(&parts)
    }

    /// The typed view; `None` if the circuit makes no transitions or the number of public inputs is wrong.
    #[must_use]
    pub fn posting(&self) -> Option<Posting> {
        Posting::from_fields(self.circuit, &self.public)
    }
}
