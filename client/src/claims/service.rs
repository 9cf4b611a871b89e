//! What makes and verifies the proofs of claims.

use plimsoll_circuits::{
    claims::{ClaimPublic, ClaimWitness},
    policy::plan::Plan,
};
use plimsoll_claims::ClaimProof;

/// Why there is no proof, or no verdict on one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// The documents do not meet the policy's circuit.
    #[error("the documents do not meet the policy: {0}")]
    Refused(String),
    /// It fails.
    #[error("the claim cannot be {what}: {why}")]
    Failed {
        /// What was tried.
        what: &'static str,
        /// Why.
        why: String,
    },
}

/// What makes and verifies proofs of claims, here or on another machine. Keys follow from the plan alone. It is given
/// documents, but no spending key.
pub trait ClaimService: Send + Sync {
    /// Proves that the documents behind the link meet the plan.
    ///
    /// # Errors
    /// [`ServiceError`].
    fn prove(
        &self,
        plan: &Plan,
        public: &ClaimPublic,
        witness: &ClaimWitness<'_>,
    ) -> Result<ClaimProof, ServiceError>;

    /// Of each of some proofs under one plan, whether it holds: exactly what each would get if it were alone.
    ///
    /// # Errors
    /// [`ServiceError::Failed`] if nothing can be said of any.
    fn verify(&self, plan: &Plan, claims: &[(&ClaimPublic, &ClaimProof)]) -> Result<Vec<bool>, ServiceError>;
}
