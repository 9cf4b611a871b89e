//! Witnesses are sealed before they leave.

use super::{Client, ClientError, Submitted};
use plimsoll_api::{Code, Job, SealedWitness, Submission, WitnessPublicKey};
use plimsoll_circuits::field::F;
use rand::rngs::OsRng;
use std::sync::PoisonError;

impl Client {
    /// The key to which the service wants witnesses sealed; fetched once, and again when it is known to be old.
    ///
    /// # Errors
    /// See [`ClientError`]; [`ClientError::WitnessKey`] if what the service names is no key, or not the one it says.
    pub fn witness_key(&self) -> Result<WitnessPublicKey, ClientError> {
        if let Some(key) = &*self.witness_key_slot().lock().unwrap_or_else(PoisonError::into_inner) {
            return Ok(key.clone());
        }
        let stated = self.stated_witness_key()?;
        let bytes = stated.public_key.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
        let key = bytes.and_then(|bytes| WitnessPublicKey::from_bytes(&bytes));
        let key = key.filter(|key| key.id() == stated.id).ok_or(ClientError::WitnessKey)?;
        *self.witness_key_slot().lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
        Ok(key)
    }

    /// Does what needs the service's witness key. If the service says that it no longer has that key, it is fetched anew and
    /// the work done once more.
    ///
    /// # Errors
    /// The work's, or why there is no key.
    pub fn with_witness_key<T>(
        &self,
        work: impl Fn(&WitnessPublicKey) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        let key = self.witness_key()?;
        match work(&key) {
            Err(error) if error.code() == Some(Code::UnknownWitnessKey) => {
                *self.witness_key_slot().lock().unwrap_or_else(PoisonError::into_inner) = None;
                work(&self.witness_key()?)
            }
            done => done,
        }
    }

    /// Submits a job with its witness sealed, whether it comes sealed or in the open.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn submit_sealed(
        &self,
        submission: &Submission,
        idempotency: Option<&str>,
    ) -> Result<Submitted<Job>, ClientError> {
        if submission.witness.is_none() {
            return self.submit(submission, idempotency);
        }
        self.with_witness_key(|key| self.submit(&sealed(submission, key)?, idempotency))
    }
}

/// The same submission with its witness sealed to this key; one that comes sealed, or without a witness, is as it was.
///
/// # Errors
/// [`ClientError::WitnessKey`] if nothing can be sealed to the key.
pub fn sealed(submission: &Submission, key: &WitnessPublicKey) -> Result<Submission, ClientError> {
    let inputs: Vec<F> = submission.posted.iter().map(|input| input.0).collect();
    let sealed: Option<SealedWitness> = match &submission.witness {
        Some(witness) => {
            let sealed = key.seal(submission.circuit, &inputs, witness, &mut OsRng);
            Some(sealed.ok_or(ClientError::WitnessKey)?)
        }
        None => submission.sealed_witness.clone(),
    };
    Ok(Submission {
        circuit: submission.circuit,
        posted: submission.posted.clone(),
        witness: None,
        sealed_witness: sealed,
        priority: submission.priority,
        deadline: submission.deadline,
        reference: submission.reference.clone(),
    })
}
