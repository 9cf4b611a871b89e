//! Fingerprints: a threshold verifiable OPRF that accredited issuers may ask for (protocol, section 6).
//!
//! 2HashDH (Jarecki, Kiayias, Krawczyk, Xu, "TOPPSS: cost-minimal password-protected secret sharing based on threshold
//! OPRF", 2017): `F = H(OPRF; x, k H2C(x))`, one Poseidon2 permutation of width 4. The value depends on `x` and `k` alone,
//! never on the blinding or on which guardians answer.
//!
//! | step | who | what |
//! |---|---|---|
//! | [`Batch::new`] | issuer | blinds every `x`, signs the request |
//! | [`GuardianEndpoint::commit`] | each of t guardians | checks, counts and logs; gives `k_i B` and nonce commitments |
//! | [`GuardianEndpoint::respond`] | each of them | its share of one Chaum-Pedersen proof for all of them together |
//! | [`evaluate`] | coordinator | drives both, combines, verifies, names a guardian whose share is wrong |
//! | [`Batch::finish`] | issuer | verifies again against the pinned key, unblinds: [`Evaluation`] |
//!
//! The distributed proof is Chaum and Pedersen's ("Wallet databases with observers", 1992) with FROST's double nonces (Komlo,
//! Goldberg 2020; in the aggregated form of Ruffing et al., "ROAST", 2022). A session's nonces are consumed by its one answer.

mod coordinator;
mod endpoint;
mod evaluation;
mod evaluator;
mod issuer;
mod request;
mod rules;
mod trace;

#[cfg(test)]
mod tests;

pub use coordinator::{BlindedAnswer, EvaluationError, evaluate};
pub use endpoint::{Challenge, Commitments, EvaluationRefused, GuardianEndpoint, Responses};
pub use evaluation::{Evaluation, EvaluationFault, Transcript};
pub use evaluator::Evaluator;
pub use issuer::{Batch, BatchError, FinishError};
pub use request::{EvaluationRequest, MAX_INPUTS, Requester};
pub use rules::{Accreditation, EvaluationLog, EvaluationRecord, Limits, Nobody};
