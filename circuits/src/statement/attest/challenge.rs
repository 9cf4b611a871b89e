use crate::{field::F, poseidon2::sponge, statement::external_hash, tag::Tag};
use serde::{Deserialize, Serialize};

/// What a verifier asks an owner to answer: an Attest is good for this verifier, purpose and time alone. The wallet
/// recomputes it from these parts, so that nobody answers a challenge that was made for somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Who asks: the name under which the verifier is known.
    pub verifier: String,
    /// What for, in words.
    pub purpose: String,
    /// Fresh and uniform.
    pub nonce: [u8; 16],
    /// Until when the answer is accepted: seconds since 1970-01-01 00:00 UTC.
    pub expires: u64,
}

impl Challenge {
    /// `sponge(challenge; hash of verifier and purpose, nonce, expiry)`.
    #[must_use]
    pub fn value(&self) -> F {
        let who = external_hash(&[self.verifier.as_bytes(), self.purpose.as_bytes()]);
        sponge(Tag::Challenge, &[who, crate::field::from_short_bytes(&self.nonce), F::from(self.expires)])
    }
}
