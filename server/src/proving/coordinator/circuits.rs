//! The circuits that are proven here, with their keys.

use plimsoll_api::{Circuit, Code, Problem};
use plimsoll_circuits::statement::{CircuitId, Statement};
use plimsoll_params::{
    CommittedKeyError, KeyError, KeyPolicy, KeyStore, Manifest, ManifestError, Pin, Silent, StatementVisitor,
    verifying_key, with_statement,
};
use plimsoll_verifier::{Digest, LintError, PreparedVerifyingKey, Takes};
use std::{path::PathBuf, sync::Arc};

/// Why the service cannot know its circuits.
#[derive(Debug, thiserror::Error)]
pub enum CircuitsError {
    /// The list of pinned keys is damaged.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A verifying key is missing, or refused: the only keys so far are development keys, which must be asked for by name.
    #[error(transparent)]
    Key(#[from] CommittedKeyError),
    /// A verifying key is unsafe.
    #[error(transparent)]
    Lint(#[from] LintError),
}

/// A circuit with what verifies its proofs.
pub struct Known {
    pin: Pin,
    key: PreparedVerifyingKey,
    cost: u64,
}

impl Known {
    /// Its pinned keys.
    #[must_use]
    pub const fn pin(&self) -> &Pin {
        &self.pin
    }

    /// What verifies its proofs.
    #[must_use]
    pub const fn key(&self) -> &PreparedVerifyingKey {
        &self.key
    }

    /// What a proof takes, in elements of the circuit's domain.
    #[must_use]
    pub const fn cost(&self) -> u64 {
        self.cost
    }

    fn describe(&self) -> Circuit {
        Circuit {
            circuit: self.pin.circuit,
            version: self.pin.version,
            posted: self.key.value_count(),
            source: self.pin.source.to_string(),
            proving_key: self.pin.proving_key.to_string(),
            verifying_key: self.pin.verifying_key.to_string(),
        }
    }
}

/// All circuits.
pub struct Circuits {
    known: Vec<Known>,
    keys: Arc<KeyStore>,
}

impl Circuits {
    /// The circuits whose keys are pinned, if the policy admits them. Proving keys lie in `keys`.
    ///
    /// # Errors
    /// See [`CircuitsError`].
    pub fn new(policy: KeyPolicy, keys: Arc<KeyStore>) -> Result<Self, CircuitsError> {
        let manifest = Manifest::committed()?;
        let known = CircuitId::ALL.into_iter().filter_map(|circuit| manifest.pin(circuit)).map(|pin| {
            let key =
                PreparedVerifyingKey::new(verifying_key(pin.circuit, policy)?, Takes::posted(pin.circuit))?;
            let cost = (pin.constraints + Digest::INPUTS + 1).next_power_of_two() as u64;
            Ok(Known { pin: *pin, key, cost })
        });
        Ok(Self { known: known.collect::<Result<_, CircuitsError>>()?, keys })
    }

    /// The circuit.
    ///
    /// # Errors
    /// If no key of it is pinned.
    pub fn get(&self, circuit: CircuitId) -> Result<&Known, Problem> {
        let known = self.known.iter().find(|known| known.pin.circuit == circuit);
        known.ok_or_else(|| {
            Problem::new(Code::NotFound, format!("{circuit} is not proven here; see /v1/circuits"))
        })
    }

    /// All of them, as clients are told.
    #[must_use]
    pub fn list(&self) -> Vec<Circuit> {
        self.known.iter().map(Known::describe).collect()
    }

    /// The file of the standard proving key of this hash. Development keys that are not there yet, or damaged, are made: that takes
    /// seconds, so call it where blocking is allowed.
    ///
    /// # Errors
    /// If there is no such key, or it is neither there nor can be made here.
    pub fn proving_key(&self, hash: &str) -> Result<PathBuf, Problem> {
        let known = self.known.iter().find(|known| known.pin.proving_key.to_string() == hash);
        let known = known.ok_or_else(|| {
            Problem::new(Code::NotFound, "there is no proving key of this hash; see /v1/circuits")
        })?;
        let found = || self.keys.standard_file(&known.pin).map_err(|cause| missing(known, &cause));
        if let Some(path) = found()? {
            return Ok(path);
        }
        if let Some(Err(cause)) = with_statement(known.pin.circuit, Make(&self.keys)) {
            return Err(missing(known, &cause));
        }
        found()?.ok_or_else(|| missing(known, &"it could not be made"))
    }
}

fn missing(known: &Known, cause: &dyn std::fmt::Display) -> Problem {
    tracing::error!(circuit = %known.pin.circuit, %cause, "a proving key is missing");
    Problem::new(Code::Internal, "the proving key is missing here; tell the operator")
}

struct Make<'a>(&'a KeyStore);

impl StatementVisitor for Make<'_> {
    type Output = Result<(), KeyError>;

    fn visit<S: Statement>(self) -> Self::Output {
        // What is in memory does not bring the file back.
        self.0.load::<S>(&Silent).map(|_| ())
    }
}
