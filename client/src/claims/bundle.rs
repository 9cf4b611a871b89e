//! What the owner of a title answers.

use super::ClaimError;
use crate::ops::AttestBundle;
use plimsoll_circuits::field::{F, serde_hex};
use plimsoll_claims::ClaimProof;
use serde::{Deserialize, Serialize};

/// The form of answers.
pub const BUNDLE_SCHEMA: &str = "plimsoll.bundle/1";

/// An answer: an Attest of the title, and a claim about the documents behind the Attest's link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`BUNDLE_SCHEMA`].
    pub schema: String,
    /// The digest of the request that it answers.
    #[serde(with = "serde_hex")]
    pub request: F,
    /// The title.
    pub attest: AttestBundle,
    /// The documents.
    pub claim: Claim,
}

/// A proof that the documents behind a link meet a policy. Its other public inputs follow from the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The policy's digest.
    #[serde(with = "serde_hex")]
    pub policy: F,
    /// The link: the Attest's.
    #[serde(with = "serde_hex")]
    pub link: F,
    /// The proof.
    pub proof: ClaimProof,
}

impl Bundle {
    /// Reads an answer; nothing of it is checked but its form.
    ///
    /// # Errors
    /// [`ClaimError::Malformed`], [`ClaimError::Schema`].
    pub fn from_json(json: &[u8]) -> Result<Self, ClaimError> {
        let bundle: Self = serde_json::from_slice(json).map_err(|e| ClaimError::malformed("bundle", &e))?;
        if bundle.schema != BUNDLE_SCHEMA {
            return Err(ClaimError::Schema { what: "bundle", schema: bundle.schema });
        }
        Ok(bundle)
    }
}
