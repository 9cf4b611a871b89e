//! Fingerprints: a threshold verifiable OPRF that accredited issuers may ask for (protocol, section 6).
//!
//! 2HashDH (Jarecki, Kiayias, Krawczyk, Xu, "TOPPSS: cost-minimal password-protected secret sharing based on threshold
//! OPRF", 2017): `F = H(OPRF; x, k H2C(x))`, one Poseidon2 permutation of width 4. The value depends on `x` and `k` alone,
//! never on the blinding or on which guardians answer.
//!
//! | step | who | what |
//! |---|---|---|
//! | [`Batch::new`] | issuer | blinds every `x`, fills up with random points, signs the request |
//! | [`GuardianEndpoint::evaluate`] | each of t guardians | checks, counts and logs; gives `k_i B` for every point, and one proof for all |
//! | [`evaluate`] | whoever drives it | asks t guardians |
//! | [`Batch::finish`] | issuer | verifies every proof, names a guardian whose share is wrong, combines, unblinds: [`Evaluated`] |
//!
//! One proof for all points of a guardian is Chaum and Pedersen's ("Wallet databases with observers", 1992) for one random
//! combination of them, as in RFC 9497, section 2.2; [`EvaluationShare`] says how it is made. It is held against the guardian's
//! public share, and a [`GroupKey`](crate::keygen::GroupKey) is none unless its shares interpolate to the key.

mod endpoint;
mod evaluated;
mod evaluator;
mod issuer;
mod request;
mod rules;
mod share;

#[cfg(test)]
mod tests;

pub use endpoint::{EvaluationError, EvaluationRefused, GuardianEndpoint, evaluate};
pub use evaluated::{Evaluated, EvaluatedInput, EvaluationFault};
pub use evaluator::Evaluator;
pub use issuer::{Batch, BatchError};
pub use request::{EvaluationRequest, Requester};
pub use rules::{Accreditation, EvaluationLog, EvaluationRecord, Limits, Nobody};
pub use share::EvaluationShare;
