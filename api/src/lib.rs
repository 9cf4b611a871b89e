#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod encoding;

mod problem;

mod malformed;

mod field_error;

pub mod witness;

mod statement;

mod sealed;

mod job;

mod submission;

mod verify;

mod webhook;

mod circuit;

mod work;

pub use circuit::{Circuit, Circuits, WitnessKey};
pub use encoding::{Expected, FieldElement, ProofHex};
pub use field_error::FieldError;
pub use job::{Failure, FailureCode, Job, JobId, JobList, Priority, Stage, State, SubmittedBatch};
pub use malformed::{Malformed, from_json};
pub use problem::{Code, Problem};
pub use sealed::{OpenError, PADDING, SealedWitness, WitnessKeys, WitnessPublicKey};
pub use statement::check_public;
pub use submission::{Batch, Submission, is_reference};
pub use verify::{Verdict, Verdicts, VerifyBatch, VerifyRequest};
pub use webhook::{AddedWebhook, EndedJob, JobEnded, NewWebhook, Webhook, WebhookId, Webhooks};
pub use witness::Witness;
pub use work::{
    Done, Heartbeat, HeartbeatAnswer, Held, Lease, LeaseAnswer, LeaseRequest, Outcome, Receipts,
    ResultsRequest, is_worker_name,
};
