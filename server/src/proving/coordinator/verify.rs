//! Verification, one or many.

use super::{Coordinator, circuits::Known};
use plimsoll_api::{FieldElement, Problem, ProofHex, Verdict, Verdicts, VerifyRequest};
use plimsoll_circuits::field::F;
use plimsoll_verifier::{BatchItem, Proof, verify, verify_batch};

/// The verdict on one proof.
pub(super) fn verdict(known: &Known, public_inputs: &[FieldElement], proof: &ProofHex) -> Verdict {
    let reason = match Proof::from_bytes(&proof.0) {
        Ok(proof) => verify(known.key(), &fields(public_inputs), &proof).err().map(|e| e.to_string()),
        Err(error) => Some(error.to_string()),
    };
    Verdict { valid: reason.is_none(), reason }
}

impl Coordinator {
    /// Verifies one proof under the circuit's pinned key.
    ///
    /// # Errors
    /// If the circuit is not proven here.
    pub fn verify(&self, request: &VerifyRequest) -> Result<Verdict, Problem> {
        Ok(verdict(self.circuits.get(request.circuit)?, &request.public_inputs, &request.proof))
    }

    /// Verifies many proofs together: the verdicts are those of single verification.
    ///
    /// # Errors
    /// If one of the circuits is not proven here.
    pub fn verify_batch(&self, requests: &[VerifyRequest]) -> Result<Verdicts, Problem> {
        let known: Vec<_> =
            requests.iter().map(|r| self.circuits.get(r.circuit)).collect::<Result<_, _>>()?;
        let inputs: Vec<_> = requests.iter().map(|r| fields(&r.public_inputs)).collect();
        let proofs: Vec<_> = requests.iter().map(|r| Proof::from_bytes(&r.proof.0)).collect();
        let parts = known.iter().zip(&inputs).zip(&proofs);
        let items: Vec<_> = parts
            .filter_map(|((known, inputs), proof)| {
                Some(BatchItem { key: known.key(), inputs, proof: proof.as_ref().ok()? })
            })
            .collect();
        // Without a single proof that can be read there is nothing to verify.
        let mut answers = verify_batch(&items).unwrap_or_default().into_iter();
        let verdicts: Vec<_> = proofs
            .iter()
            .map(|proof| match proof {
                Ok(_) => answers.next().and_then(Result::err).map(|e| e.to_string()),
                Err(error) => Some(error.to_string()),
            })
            .map(|reason| Verdict { valid: reason.is_none(), reason })
            .collect();
        Ok(Verdicts { all_valid: verdicts.iter().all(|v| v.valid), verdicts })
    }
}

fn fields(public_inputs: &[FieldElement]) -> Vec<F> {
    public_inputs.iter().map(|FieldElement(x)| *x).collect()
}
