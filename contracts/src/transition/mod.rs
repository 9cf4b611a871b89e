//! What is submitted: a proof, what is posted, and memos.

mod conditions;
mod encoding;
mod posting;
mod text;

pub use conditions::Conditions;
pub use encoding::{MAX_MEMO_BYTES, MAX_MEMOS, MAX_POSTED};
pub use posting::{Posting, RegisterPosting};
pub use text::{AttestationText, TransitionText};

use plimsoll_circuits::{
    field::F,
    statement::{CircuitId, Digest, external_hash},
};
use serde::{Deserialize, Serialize};

/// Bytes of every memo: room for an encrypted note opening with a bill's, and with key and hash of a sealed book or the key for a release. One size, so that all Moves
/// look alike on the ledger.
pub const MEMO_BYTES: usize = 384;

/// Bytes of a proof.
pub const PROOF_BYTES: usize = plimsoll_verifier::PROOF_BYTES;

pub use plimsoll_circuits::statement::Identity as EntryId;

/// A change of the ledger, with the proof that it is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TransitionText", into = "TransitionText")]
pub struct Transition {
    /// Which circuit the proof is of.
    pub circuit: CircuitId,
    /// Its version.
    pub version: u32,
    /// What is posted, in the statement's order.
    pub posted: Vec<F>,
    /// The Groth16 proof.
    pub proof: [u8; PROOF_BYTES],
    /// One memo of [`MEMO_BYTES`] for each output note; the posted value `ext` is the hash of these and of the conditions.
    pub memos: Vec<Vec<u8>>,
    /// Who may submit it, until when, and with which payment.
    pub conditions: Conditions,
}

impl Transition {
    /// The identity: the hash of circuit, version and posted values.
    #[must_use]
    pub fn id(&self) -> EntryId {
        self.digest().id
    }

    /// What its proof's public inputs are made from.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::new(self.circuit, self.version, &self.posted)
    }

    /// What `ext` must be for these memos and conditions.
    #[must_use]
    pub fn ext(memos: &[Vec<u8>], conditions: &Conditions) -> F {
        let Conditions { gate, terms, until } = conditions;
        let until = until.0.to_be_bytes();
        let mut parts: Vec<&[u8]> = memos.iter().map(Vec::as_slice).collect();
        parts.extend([gate.as_slice(), terms, &until]);
        external_hash(&parts)
    }

    /// The typed view; `None` if the circuit makes no transitions or the number of posted values is wrong.
    #[must_use]
    pub fn posting(&self) -> Option<Posting> {
        Posting::from_fields(self.circuit, &self.posted)
    }
}
