//! The key to which witnesses are sealed.

use plimsoll_api::{Code, FieldError, Problem, SealedWitness, Witness, WitnessKey, WitnessPublicKey};
use plimsoll_circuits::{field::F, statement::CircuitId};
use rand::rngs::OsRng;

/// The public half of the workers' keys: the newest, and the names of those whose jobs may still wait. The coordinator needs
/// no secret.
#[derive(Clone)]
pub struct Sealing {
    newest: WitnessPublicKey,
    known: Vec<String>,
}

impl Sealing {
    /// Seals to `newest`; accepts witnesses sealed to it or to the `older` ones.
    #[must_use]
    pub fn new(newest: WitnessPublicKey, older: impl IntoIterator<Item = String>) -> Self {
        let known = std::iter::once(newest.id()).chain(older).collect();
        Self { newest, known }
    }

    /// The key as clients are told.
    #[must_use]
    pub fn key(&self) -> WitnessKey {
        WitnessKey { id: self.newest.id(), public_key: format!("0x{}", hex::encode(self.newest.to_bytes())) }
    }

    /// Seals a witness that came in the open.
    pub(super) fn seal(
        &self,
        circuit: CircuitId,
        public: &[F],
        witness: &Witness,
    ) -> Result<SealedWitness, Problem> {
        let sealed = self.newest.seal(circuit, public, witness, &mut OsRng);
        sealed.ok_or_else(|| Problem::new(Code::Internal, "the witness cannot be sealed to the workers' key"))
    }

    /// Refuses a witness that no worker can open.
    pub(super) fn check(&self, sealed: &SealedWitness) -> Result<(), Problem> {
        if self.known.contains(&sealed.key) {
            return Ok(());
        }
        Err(Problem::new(
            Code::UnknownWitnessKey,
            "the witness is sealed to a key that is not in use here; fetch /v1/witness-key and seal it anew",
        )
        .with_error(FieldError::at("#/sealed_witness/key", "expected the `id` of /v1/witness-key")))
    }
}
