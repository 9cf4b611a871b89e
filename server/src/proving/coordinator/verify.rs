//! Verification, one or many.

use super::{Coordinator, circuits::Known};
use plimsoll_api::{FieldElement, Problem, ProofHex, Verdict, Verdicts, VerifyRequest};
use plimsoll_circuits::field::F;
use plimsoll_verifier::{BatchItem, DecodeError, Proof, VerifyError, verify, verify_batch};

/// The verdict on one proof.
pub(super) fn verdict(known: &Known, posted: &[FieldElement], proof: &ProofHex) -> Verdict {
    let reason = match Proof::from_bytes(&proof.0) {
        Ok(proof) => verify(known.key(), &fields(posted), &proof).err().map(|e| e.to_string()),
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
        Ok(verdict(self.circuits.get(request.circuit)?, &request.posted, &request.proof))
    }

    /// Verifies many proofs together: the verdicts are those of single verification.
    ///
    /// # Errors
    /// If one of the circuits is not proven here.
    pub fn verify_batch(&self, requests: &[VerifyRequest]) -> Result<Verdicts, Problem> {
        let known: Vec<_> =
            requests.iter().map(|r| self.circuits.get(r.circuit)).collect::<Result<_, _>>()?;
        let inputs: Vec<_> = requests.iter().map(|r| fields(&r.posted)).collect();
        let proofs: Vec<_> = requests.iter().map(|r| Proof::from_bytes(&r.proof.0)).collect();
        let parts = known.iter().zip(&inputs).zip(&proofs);
        let items: Vec<_> = parts
            .filter_map(|((known, inputs), proof)| {
                Some(BatchItem { key: known.key(), values: inputs, proof: proof.as_ref().ok()? })
            })
            .collect();
        // Without a single proof that can be read there is nothing to verify.
        let answers = verify_batch(&items).unwrap_or_default();
        let verdicts = merged(&proofs, answers);
        Ok(Verdicts { all_valid: verdicts.iter().all(|v| v.valid), verdicts })
    }
}

/// A verdict for each proof: why it cannot be read, else the next answer. Nothing is valid that was not said to be.
fn merged<P>(proofs: &[Result<P, DecodeError>], answers: Vec<Result<(), VerifyError>>) -> Vec<Verdict> {
    let mut answers = answers.into_iter();
    let reason = |proof: &Result<P, DecodeError>| match proof {
        Ok(_) => match answers.next() {
            Some(answer) => answer.err().map(|e| e.to_string()),
            None => Some("the batch gave no verdict on this proof; verify it alone".to_owned()),
        },
        Err(error) => Some(error.to_string()),
    };
    let verdict = |reason: Option<String>| Verdict { valid: reason.is_none(), reason };
    proofs.iter().map(reason).map(verdict).collect()
}

fn fields(posted: &[FieldElement]) -> Vec<F> {
    posted.iter().map(|FieldElement(x)| *x).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_without_an_answer_is_not_valid() {
        let proofs = [Ok(()), Err(DecodeError::Length { expected: 128, got: 1 }), Ok(()), Ok(())];
        let valid = |answers| merged(&proofs, answers).iter().map(|v| v.valid).collect::<Vec<_>>();
        assert_eq!(valid(vec![Ok(()), Ok(()), Ok(())]), [true, false, true, true]);
        assert_eq!(valid(vec![Ok(()), Err(VerifyError::Invalid), Ok(())]), [true, false, false, true]);
        assert_eq!(valid(vec![Ok(())]), [true, false, false, false]);
        assert_eq!(valid(vec![]), [false; 4]);
        assert!(merged(&proofs, vec![]).iter().all(|verdict| verdict.reason.is_some()));
    }
}
