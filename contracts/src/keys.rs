//! The verifying keys of a ledger's circuits, pinned by the genesis.

use crate::{
    bytes::Hash32,
    genesis::Genesis,
    transition::Transition,
    verdict::{Code, Rejection},
};
use plimsoll_circuits::{field::F, statement::CircuitId};
use plimsoll_verifier::{
    BatchItem, LintError, PreparedVerifyingKey, Proof, Takes, VerifyingKey, verify, verify_batch,
};
use std::collections::BTreeMap;

/// Why keys are not those of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// An active circuit has no key.
    #[error("the key of {0} is missing: fetch the keys that the genesis pins")]
    Missing(CircuitId),
    /// Another key than the pinned one.
    #[error("the key of {circuit} has the hash {got}, the genesis pins {pinned}: do not use it")]
    WrongHash {
        /// The circuit.
        circuit: CircuitId,
        /// What the genesis says.
        pinned: Hash32,
        /// What was given.
        got: Hash32,
    },
    /// A key under which anybody could forge.
    #[error("the key of {circuit} is unsafe: {why}")]
    Unsafe {
        /// The circuit.
        circuit: CircuitId,
        /// What is wrong with it.
        why: LintError,
    },
}

/// The prepared verifying keys of a ledger's circuits: those that its genesis pins, and those that its governors activated since, whose hashes
/// stand on the log.
#[derive(Debug)]
pub struct Keys {
    genesis: Hash32,
    keys: BTreeMap<(CircuitId, u32), Pinned>,
}

/// A key with its hash.
#[derive(Debug)]
struct Pinned {
    key: PreparedVerifyingKey,
    hash: Hash32,
}

impl Keys {
    /// Checks each key that the genesis pins against its pin; lints and prepares all. Proofs under another key count where the ledger's log
    /// activates a version with its hash.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn new(
        genesis: &Genesis,
        keys: impl IntoIterator<Item = (CircuitId, VerifyingKey)>,
    ) -> Result<Self, KeysError> {
        let mut prepared = BTreeMap::new();
        for (circuit, key) in keys {
            let version = circuit.version();
            let hash = Hash32(key.hash());
            if let Some(pinned) = genesis.active(circuit, version).filter(|pinned| *pinned != hash) {
                return Err(KeysError::WrongHash { circuit, pinned, got: hash });
            }
            let key = PreparedVerifyingKey::new(key, Takes::posted(circuit))
                .map_err(|why| KeysError::Unsafe { circuit, why })?;
            prepared.insert((circuit, version), Pinned { key, hash });
        }
        match genesis.circuits.iter().find(|a| !prepared.contains_key(&(a.circuit, a.version))) {
            Some(missing) => Err(KeysError::Missing(missing.circuit)),
            None => Ok(Self { genesis: genesis.hash(), keys: prepared }),
        }
    }

    /// The genesis that pins these keys.
    #[must_use]
    pub const fn genesis(&self) -> Hash32 {
        self.genesis
    }

    /// Whether the proof holds; gives the hash of its key.
    ///
    /// # Errors
    /// `UnknownCircuit`, `Malformed`, `NotCanonical`, `BadProof`.
    pub fn verify(
        &self,
        circuit: CircuitId,
        version: u32,
        public: &[F],
        proof: &[u8],
    ) -> Result<Hash32, Rejection> {
        let Pinned { key, hash } = self.key(circuit, version)?;
        verify(key, public, &decode(proof)?).map_err(|e| refused(&e))?;
        Ok(*hash)
    }

    /// Whether each of many proofs holds; exactly the verdicts of [`verify`](Self::verify), for less work.
    pub(crate) fn verify_many(&self, many: &[&Transition]) -> Vec<Result<Hash32, Rejection>> {
        let decoded: Vec<_> = many
            .iter()
            .map(|t| Ok((self.key(t.circuit, t.version)?, t.posted.as_slice(), decode(&t.proof)?)))
            .collect();
        let items: Vec<_> = decoded
            .iter()
            .flatten()
            .map(|(pinned, values, proof)| BatchItem { key: &pinned.key, values, proof })
            .collect();
        // No item is no verdict, and then none is asked for below.
        let mut verdicts = verify_batch(&items).unwrap_or_default().into_iter();
        decoded
            .iter()
            .map(|d: &Result<(&Pinned, _, _), Rejection>| match d {
                Err(e) => Err(e.clone()),
                Ok((pinned, ..)) => match verdicts.next() {
                    Some(verdict) => verdict.map(|()| pinned.hash).map_err(|e| refused(&e)),
                    None => Err(no_verdict()),
                },
            })
            .collect()
    }

    fn key(&self, circuit: CircuitId, version: u32) -> Result<&Pinned, Rejection> {
        self.keys.get(&(circuit, version)).ok_or_else(|| unknown(circuit, version))
    }
}

/// A proof is not valid because nobody said that it is not.
pub(crate) fn no_verdict() -> Rejection {
    Rejection::new(Code::BadProof, "the batch gave no verdict on this proof")
}

pub(crate) fn unknown(circuit: CircuitId, version: u32) -> Rejection {
    let detail = format!("{circuit} version {version} is not active on this ledger: update the program");
    Rejection::new(Code::UnknownCircuit, detail)
}

fn decode(proof: &[u8]) -> Result<Proof, Rejection> {
    Proof::from_bytes(proof).map_err(|e| Rejection::new(e.code().into(), e.to_string()))
}

fn refused(e: &plimsoll_verifier::VerifyError) -> Rejection {
    Rejection::new(e.code().into(), e.to_string())
}
