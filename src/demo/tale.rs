//! Steps as they happen: timed, told, and compared with what must come out.

use super::{Error, KeySize, Narrator, Report, Step};
use plimsoll_circuits::{
    field::F,
    statement::{CircuitId, Digest},
};
use plimsoll_client::{
    ops::{AttestError, OpError, PlanError, Submitted},
    services::LedgerError,
};
use plimsoll_contracts::transition::PROOF_BYTES;
use plimsoll_params::{KeyPolicy, verifying_key};
use plimsoll_verifier::{Proof, snarkjs};
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

/// The verdict on what the ledger takes.
pub(super) const ACCEPTED: &str = "accepted";

/// What a step gives: its verdict, and what happened in words.
pub(super) struct Outcome {
    pub(super) verdict: String,
    pub(super) detail: String,
}

impl Outcome {
    pub(super) fn new(verdict: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { verdict: verdict.into(), detail: detail.into() }
    }
}

/// The verdict that an error is.
pub(super) fn verdict_of(error: &OpError) -> Outcome {
    let verdict = match error {
        OpError::Ledger(LedgerError::Rejected(rejection)) => rejection.code.to_string(),
        OpError::Ledger(LedgerError::Frozen) => "Frozen".to_owned(),
        OpError::Refused(refusal) => refusal.check.to_owned(),
        OpError::Plan(PlanError::Role { .. }) => "Role".to_owned(),
        OpError::Plan(PlanError::Currency { .. }) => "Currency".to_owned(),
        _ => "error".to_owned(),
    };
    Outcome::new(verdict, error.to_string())
}

/// The verdict on an attest.
pub(super) fn attest_verdict<T>(checked: Result<T, AttestError>) -> Outcome {
    match checked {
        Ok(_) => Outcome::new(ACCEPTED, "the answer holds"),
        Err(error) => Outcome::new(error.code(), error.why()),
    }
}

pub(super) struct Tale<'a> {
    narrator: &'a mut dyn Narrator,
    proofs: Option<PathBuf>,
    steps: Vec<Step>,
    begun: Instant,
}

impl<'a> Tale<'a> {
    pub(super) fn new(narrator: &'a mut dyn Narrator, proofs: Option<PathBuf>) -> Self {
        Self { narrator, proofs, steps: Vec::new(), begun: Instant::now() }
    }

    pub(super) fn chapter(&mut self, title: &str) {
        self.narrator.chapter(title);
    }

    /// A step whose outcome is its verdict.
    pub(super) fn step(&mut self, name: &str, expected: &str, act: impl FnOnce() -> Outcome) {
        let begun = Instant::now();
        let outcome = act();
        self.note(name, expected, outcome, begun);
    }

    /// A step that takes longer than a moment, so that its beginning is told too.
    pub(super) fn long_step(&mut self, name: &str, expected: &str, act: impl FnOnce() -> Outcome) {
        self.narrator.long(name);
        self.step(name, expected, act);
    }

    /// A step on which the rest stands: what it gives is passed on, and if it fails the demo ends.
    pub(super) fn must<T, E: std::fmt::Display>(
        &mut self,
        name: &str,
        detail: &str,
        act: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, Error> {
        let begun = Instant::now();
        let result = act();
        let outcome = match &result {
            Ok(_) => Outcome::new("done", detail),
            Err(e) => Outcome::new("failed", e.to_string()),
        };
        self.note(name, "done", outcome, begun);
        result.map_err(|e| Error::Stage(format!("{name}: {e}")))
    }

    /// A transition that must be accepted, since the rest stands on it.
    pub(super) fn accepted(
        &mut self,
        name: &str,
        detail: &str,
        act: impl FnOnce() -> Result<Submitted, OpError>,
    ) -> Result<Submitted, Error> {
        let begun = Instant::now();
        let result = act();
        let outcome = match &result {
            Ok(submitted) => {
                let height = submitted.receipt.height;
                let proving = submitted.timings.prove.as_millis();
                Outcome::new(ACCEPTED, format!("{detail} (height {height}, proven in {proving} ms)"))
            }
            Err(e) => verdict_of(e),
        };
        self.note(name, ACCEPTED, outcome, begun);
        let submitted = result.map_err(|e| Error::Stage(format!("{name}: {e}")))?;
        let transition = &submitted.transition;
        self.keep(name, transition.circuit, &transition.posted, &transition.proof)?;
        Ok(submitted)
    }

    /// Leaves an accepted proof in the folder that is kept, as snarkjs reads it.
    pub(super) fn keep(
        &self,
        name: &str,
        circuit: CircuitId,
        posted: &[F],
        proof: &[u8; PROOF_BYTES],
    ) -> Result<(), Error> {
        let Some(proofs) = &self.proofs else { return Ok(()) };
        let folder = proofs.join(slug(name));
        std::fs::create_dir_all(&folder)?;
        let key = verifying_key(circuit, KeyPolicy::AllowInsecureDevelopment).map_err(Error::stage)?;
        let proof = Proof::from_bytes(proof).map_err(Error::stage)?;
        write(&folder.join("verification_key.json"), &snarkjs::verification_key_json(&key))?;
        let digest = Digest::new(circuit, circuit.version(), posted);
        let named = serde_json::json!({ "circuit": circuit.name(), "version": circuit.version() });
        write(&folder.join("circuit.json"), &named.to_string())?;
        write(&folder.join("posted.json"), &snarkjs::public_json(posted))?;
        write(&folder.join("public.json"), &snarkjs::public_json(&digest.inputs()))?;
        write(&folder.join("proof.json"), &snarkjs::proof_json(&proof))
    }

    pub(super) fn report(self, keys: Vec<KeySize>) -> Report {
        let ok = self.steps.iter().all(Step::ok);
        Report { ok, steps: self.steps, keys, ms: millis(self.begun) }
    }

    fn note(&mut self, name: &str, expected: &str, Outcome { verdict, detail }: Outcome, begun: Instant) {
        let step =
            Step { name: name.to_owned(), expected: expected.to_owned(), verdict, ms: millis(begun), detail };
        self.narrator.step(&step);
        self.steps.push(step);
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    Ok(std::fs::write(path, text)?)
}

/// A step's name as that of a folder.
fn slug(name: &str) -> String {
    let dashed: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
