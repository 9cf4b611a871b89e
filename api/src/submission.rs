//! What a tenant asks for.

use crate::{
    FieldElement, Malformed, Priority, SealedWitness, Witness, check_public, encoding, malformed,
    statement::other_witness,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    statement::{
        CircuitId, Public, Statement,
        amend::{Amend, AmendPublic, AmendWitness},
        attest::{Attest, AttestPublic, AttestWitness},
        movement::{Move, MovePublic, MoveWitness},
        register::{Register, RegisterPublic, RegisterWitness},
        revalue::{Revalue, RevaluePublic, RevalueWitness},
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// What a job is to prove, and when.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The circuit.
    #[schema(schema_with = encoding::circuit)]
    pub circuit: CircuitId,
    /// The statement's public inputs, in the order of the protocol, section 8.
    #[schema(min_items = 15, max_items = 358)]
    pub posted: Vec<FieldElement>,
    /// The witness in the open: the service seals it when it arrives. Either this or `sealed_witness`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Box<Witness>>,
    /// The witness sealed to the workers' key: the coordinator never sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_witness: Option<SealedWitness>,
    /// Which jobs go first.
    #[serde(default)]
    pub priority: Priority,
    /// After this moment the proof is of no use: the job fails, and its work is stopped.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub deadline: Option<OffsetDateTime>,
    /// Your own name for the job, such as an order's number: it is kept with the job, shown and searched by, and nothing
    /// else. Whoever runs the service can read it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "encoding::present")]
    #[schema(min_length = 1, max_length = 128, nullable = false)]
    pub reference: Option<String>,
}

/// Whether this can be a client's name for a job: 1 to 128 characters on one line.
#[must_use]
pub fn is_reference(text: &str) -> bool {
    (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

impl Submission {
    /// A job of this statement, with its witness in the open: interactive, without a deadline.
    #[must_use]
    pub fn new(circuit: CircuitId, public: &[F], witness: Witness) -> Self {
        Self { witness: Some(Box::new(witness)), ..Self::bare(circuit, public) }
    }

    /// A job of this statement, with a witness that was sealed for it.
    #[must_use]
    pub fn sealed(circuit: CircuitId, public: &[F], sealed: SealedWitness) -> Self {
        Self { sealed_witness: Some(sealed), ..Self::bare(circuit, public) }
    }

    /// A Register's proof.
    #[must_use]
    pub fn register<const SLOTS: usize>(public: &RegisterPublic<F, SLOTS>, witness: &RegisterWitness) -> Self
    where
        Register<SLOTS>: Statement,
    {
        Self::new(Register::<SLOTS>::CIRCUIT, &public.to_fields(), Witness::register(witness))
    }

    /// A Move's proof.
    #[must_use]
    pub fn movement(public: &MovePublic<F>, witness: &MoveWitness) -> Self {
        Self::new(Move::CIRCUIT, &public.to_fields(), Witness::movement(witness))
    }

    /// An Attest's proof.
    #[must_use]
    pub fn attest(public: &AttestPublic<F>, witness: &AttestWitness) -> Self {
        Self::new(Attest::CIRCUIT, &public.to_fields(), Witness::attest(witness))
    }

    /// An Amend's proof.
    #[must_use]
    pub fn amend(public: &AmendPublic<F>, witness: &AmendWitness) -> Self {
        Self::new(Amend::CIRCUIT, &public.to_fields(), Witness::amend(witness))
    }

    /// A Revalue's proof.
    #[must_use]
    pub fn revalue(public: &RevaluePublic<F>, witness: &RevalueWitness) -> Self {
        Self::new(Revalue::CIRCUIT, &public.to_fields(), Witness::revalue(witness))
    }

    /// The same with this priority.
    #[must_use]
    pub const fn with_priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// The same with this deadline.
    #[must_use]
    pub const fn with_deadline(mut self, deadline: OffsetDateTime) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The same under this name of the client's.
    #[must_use]
    pub fn with_reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    fn bare(circuit: CircuitId, public: &[F]) -> Self {
        Self {
            circuit,
            posted: public.iter().copied().map(FieldElement).collect(),
            witness: None,
            sealed_witness: None,
            priority: Priority::default(),
            deadline: None,
            reference: None,
        }
    }

    /// Reads a submission, and [checks](Self::check) it. Use this and not serde alone: serde's messages quote values.
    ///
    /// # Errors
    /// The first part that is not of its form.
    pub fn from_json(text: &[u8]) -> Result<Self, Malformed> {
        let this: Self = malformed::from_json(text)?;
        this.check()?;
        Ok(this)
    }

    /// Whether the parts fit together: as many public inputs as the circuit has, and one witness, in the open or sealed.
    ///
    /// # Errors
    /// The part that does not fit.
    pub fn check(&self) -> Result<(), Malformed> {
        check_public(self.circuit, &self.posted)?;
        if !self.reference.as_deref().is_none_or(is_reference) {
            return Err(Malformed::new("reference", "expected 1 to 128 characters on one line"));
        }
        match (&self.witness, &self.sealed_witness) {
            (Some(witness), None) if witness.fits(self.circuit) => Ok(()),
            (Some(witness), None) => Err(other_witness(self.circuit, witness)),
            (None, Some(sealed)) => sealed.check(),
            _ => Err(Malformed::new(".", "expected either witness or sealed_witness")),
        }
    }

    /// Stands for what is asked for: two submissions with one digest ask for the same, and one job serves both.
    ///
    /// SHA-256 over circuit, public inputs, priority, deadline and reference. Not over the witness: the public inputs bind what is
    /// proven, and any witness that satisfies them gives as good a proof. So a statement has one digest whether its witness
    /// comes in the open or sealed, and however often it is sealed, which is different each time. A digest of the witness
    /// would also let whoever reads the store test guesses of it.
    ///
    /// Whoever submitted a wrong witness and corrects it asks for the same; a new idempotency key makes it a new job.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll submission v1");
        hash.update(self.circuit.number().to_be_bytes());
        hash.update((self.posted.len() as u64).to_be_bytes());
        for element in &self.posted {
            hash.update(to_bytes(&element.0));
        }
        hash.update([match self.priority {
            Priority::Interactive => 0,
            Priority::Batch => 1,
        }]);
        hash.update([u8::from(self.deadline.is_some())]);
        // The moment, not how it was written: time zones do not count.
        hash.update(self.deadline.map_or(0, OffsetDateTime::unix_timestamp_nanos).to_be_bytes());
        if let Some(reference) = &self.reference {
            hash.update(reference.as_bytes());
        }
        hash.finalize().into()
    }
}

/// Shows no value of the witness.
impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Submission")
            .field("circuit", &self.circuit)
            .field("witness", &self.witness)
            .field("sealed_witness", &self.sealed_witness)
            .field("priority", &self.priority)
            .field("deadline", &self.deadline)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// Jobs that are submitted together: all of them or none.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// The jobs, at least one.
    #[schema(min_items = 1)]
    pub jobs: Vec<Submission>,
}

impl Batch {
    /// Reads a batch, and checks each of its jobs. Use this and not serde alone: serde's messages quote values.
    ///
    /// # Errors
    /// The first part that is not of its form; also if there is no job.
    pub fn from_json(text: &[u8]) -> Result<Self, Malformed> {
        let this: Self = malformed::from_json(text)?;
        if this.jobs.is_empty() {
            return Err(Malformed::new("jobs", "expected at least one job"));
        }
        for (i, job) in this.jobs.iter().enumerate() {
            job.check().map_err(|malformed| malformed.within(&format!("jobs[{i}]")))?;
        }
        Ok(this)
    }
}
