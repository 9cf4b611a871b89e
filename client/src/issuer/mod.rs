//! The issuer's gateway: from a carrier's signed document to a credential that a ledger accepts.
//!
//! The carrier's signature is verified, and the bill must be in the first holder's hand; or the issuer attests a document that no carrier signs.
//! Whatever gives keys is covered by fingerprints of the guardians, and the issuer signs for the first holder. The issuer answers for all of it and keeps the
//! fingerprint inputs, blindings and proofs for audit.

mod amend;
mod amended;
mod attest;
mod audit;
mod consent;
mod covered;
mod error;
mod gateway;
mod given;
mod holder;
mod issued;
mod lineage;
mod sheet;
mod signed;

#[cfg(test)]
mod tests;

pub use amend::{AMENDMENT_DAYS, AmendError, Proposal};
pub use amended::AmendedBill;
pub use attest::Attested;
pub use audit::{AuditFolder, AuditRecord, Papers};
pub use consent::{CONSENT_DAYS, ConsentError, ConsentTerms, LienConsent};
pub use covered::Covered;
pub use error::IssueError;
pub use gateway::{Admitted, Annexes, Gateway, IssuanceInput, admit, read_documents};
pub use issued::IssuedBill;
pub use lineage::Lineage;
pub use sheet::{Sheet, SheetError, Slot};
pub(crate) use sheet::{fingerprints, shown};
pub use signed::{IssuedBillError, Parts, SignedDocuments};
