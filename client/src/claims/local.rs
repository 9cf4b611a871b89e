//! Proofs of claims, made and verified in this process.

use super::{ClaimService, ServiceError};
use plimsoll_circuits::{
    claims::{ClaimPublic, ClaimWitness, circuit, compile},
    policy::plan::Plan,
};
use plimsoll_claims::{ClaimError, ClaimEvent, ClaimProgress, ClaimProof, Keys, prove, verify_batch};
use rand::rngs::OsRng;

/// Proves and verifies claims with keys that follow from the plans alone and are kept while this lives.
pub struct LocalClaims {
    keys: Keys,
    progress: Box<dyn ClaimProgress>,
}

impl Default for LocalClaims {
    fn default() -> Self {
        Self::with_progress(|_: &ClaimEvent<'_>| {})
    }
}

impl LocalClaims {
    /// Tells of keys and parameters as they are made ready.
    pub fn with_progress(progress: impl ClaimProgress + 'static) -> Self {
        Self { keys: Keys::default(), progress: Box::new(progress) }
    }
}

fn failed(what: &'static str, why: &impl ToString) -> ServiceError {
    ServiceError::Failed { what, why: why.to_string() }
}

impl ClaimService for LocalClaims {
    fn prove(
        &self,
        plan: &Plan,
        public: &ClaimPublic,
        witness: &ClaimWitness<'_>,
    ) -> Result<ClaimProof, ServiceError> {
        let (netlist, values) = compile(plan, public, Some(witness));
        let key = self.keys.proving(&netlist, &*self.progress).map_err(|e| failed("proven", &e))?;
        prove(&key, &netlist, &values, &mut OsRng).map_err(|error| match error {
            ClaimError::Violated { scope } => ServiceError::Refused(scope),
            error => failed("proven", &error),
        })
    }

    fn verify(&self, plan: &Plan, claims: &[(&ClaimPublic, &ClaimProof)]) -> Result<Vec<bool>, ServiceError> {
        // halo2 has no verdict on an empty batch, and nothing is nothing here.
        if claims.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.keys.verifying(&circuit(plan), &*self.progress).map_err(|e| failed("verified", &e))?;
        let public: Vec<_> = claims.iter().map(|(public, _)| public.to_vec()).collect();
        let proofs: Vec<_> =
            public.iter().zip(claims).map(|(public, (_, proof))| (public.as_slice(), *proof)).collect();
        let verdicts = verify_batch(&key, &proofs).map_err(|e| failed("verified", &e))?;
        Ok(verdicts.into_iter().map(|verdict| verdict.is_ok()).collect())
    }
}
