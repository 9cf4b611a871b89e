//! The issuer's gateway: from a carrier's signed document to a credential that a ledger accepts.
//!
//! The carrier's signature is verified, the document must be one of title, every container and invoice is covered by a
//! fingerprint of the guardians, and the issuer signs for the first holder. The issuer answers for all of it and keeps the
//! fingerprint inputs, blindings and proofs for audit.

mod audit;
mod gateway;
mod issued;

#[cfg(test)]
mod tests;

pub use audit::{AuditFolder, AuditRecord, AuditedSlot};
pub use gateway::{Admitted, Annexes, Gateway, IssuanceInput, IssueError};
pub use issued::{IssuedBill, IssuedBillError};
