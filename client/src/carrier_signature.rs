//! Carriers' and platforms' signatures on bills: JWS (RFC 7515, compact) over SHA-256 checksums of RFC 8785 canonical JSON,
//! as DCSA's issuance (3.0) and PINT (3.0) standards lay down; and what a signed transfer chain says of who holds the bill.
//!
//! Trust comes from a [`TrustedKeys`] set that the caller pins, never from the message: certificates or keys in a JWS header
//! are ignored, `alg` must fit the pinned key, and `none` and HMAC do not exist here.

mod algorithm;
pub mod chain;
mod envelope;
mod jwk;
mod jws;
mod keys;
mod request;
mod sign;

#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use chain::{Chain, ChainError, PlatformParty, Surrender};
pub use jws::JwsError;
pub use keys::{KeySetError, Owner, Skipped, TrustedKeys};
pub use sign::{CarrierKey, SignError, sign_issuance_request};

use jws::Jws;
use plimsoll_circuits::document::{CarrierTable, CodeList, Json, ReceivedKind, carrier::CarrierId};

/// What a carrier's verified signature says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuance {
    /// The carrier whose key signed.
    pub carrier: CarrierId,
    /// The key's id.
    pub kid: String,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// SHA-256 of the transport document's canonical JSON.
    pub document_checksum: [u8; 32],
}

/// What the verified signatures on a bill say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The carrier's issuance.
    pub issuance: Issuance,
    /// Of an envelope: where its transfer chain leaves the bill. An error if its transactions do not follow from each other, or one of them is
    /// not known: then nothing says who holds the bill, though every signature holds.
    pub chain: Option<Result<Chain, ChainError>>,
}

/// Why a bill's signatures do not hold. None of these may be overridden: the bill is not proven to be the carrier's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// A field that signatures need is missing or of the wrong type.
    #[error("{0} is missing or malformed; ask the sender for the complete message")]
    Missing(&'static str),
    /// A signature does not hold.
    #[error("{what}: {error}")]
    Jws {
        /// Which signature.
        what: String,
        /// Why.
        error: JwsError,
    },
    /// A checksum is not that of what was received.
    #[error(
        "{0} is not the checksum of what was received; the content was changed after it was signed, so refuse it"
    )]
    Checksum(&'static str),
    /// The bill names no carrier of the table.
    #[error("the bill's carrierCode is not in the carrier table, so nobody's signature is known for it")]
    UnknownCarrier,
    /// The transfer chain is out of order or has gaps.
    #[error(
        "transfer chain entry {0} does not follow from the one before it; ask the sending platform for the whole chain"
    )]
    Chain(usize),
    /// The file is a bare document.
    #[error(
        "a bare document carries no signature; if it is a transport document, ask for the issuance request or the PINT envelope around it"
    )]
    Unsigned,
}

/// Verifies the signatures of a received bill: that the carrier which it names signed it, and that each platform of a transfer chain signed
/// its part. They are over the JSON alone: whether the document has faults is not looked at.
///
/// # Errors
/// [`SignatureError`].
pub fn verify(
    bill: &Json,
    carriers: &CarrierTable,
    keys: &TrustedKeys,
) -> Result<Provenance, SignatureError> {
    let kind = ReceivedKind::detect(bill).ok_or(SignatureError::Missing("document"))?;
    let document = kind.document(bill).ok_or(SignatureError::Missing("document"))?;
    match kind {
        ReceivedKind::TransportDocument
        | ReceivedKind::BulkBill
        | ReceivedKind::WarehouseReceipt
        | ReceivedKind::Invoice => Err(SignatureError::Unsigned),
        ReceivedKind::IssuanceRequest => {
            let carrier = named_carrier(document, carriers)?;
            Ok(Provenance { issuance: request::verify(bill, document, carrier, keys)?, chain: None })
        }
        ReceivedKind::Envelope => envelope::verify(bill, document, named_carrier(document, carriers)?, keys),
    }
}

/// The carrier that a transport document names.
fn named_carrier(document: &Json, carriers: &CarrierTable) -> Result<CarrierId, SignatureError> {
    let list = match text(document, "carrierCodeListProvider")? {
        "SMDG" => CodeList::Smdg,
        "NMFTA" => CodeList::Nmfta,
        _ => return Err(SignatureError::UnknownCarrier),
    };
    let found = carriers.find(list, text(document, "carrierCode")?);
    found.map(|carrier| carrier.id).ok_or(SignatureError::UnknownCarrier)
}

fn parse<'c>(compact: &'c str, what: impl Fn() -> String) -> Result<Jws<'c>, SignatureError> {
    Jws::parse(compact).map_err(|error| SignatureError::Jws { what: what(), error })
}

fn text<'j>(json: &'j Json, key: &'static str) -> Result<&'j str, SignatureError> {
    json.get(key).and_then(Json::as_text).ok_or(SignatureError::Missing(key))
}

/// Whether a checksum, as DCSA writes them (64 lower-case hexadecimal digits), is `expected`.
fn require_checksum(json: &Json, key: &'static str, expected: &[u8; 32]) -> Result<(), SignatureError> {
    if checksum(json, key)? == *expected { Ok(()) } else { Err(SignatureError::Checksum(key)) }
}

fn checksum(json: &Json, key: &'static str) -> Result<[u8; 32], SignatureError> {
    let text = text(json, key)?;
    let mut bytes = [0u8; 32];
    let lower = !text.bytes().any(|b| b.is_ascii_uppercase());
    match hex::decode_to_slice(text, &mut bytes) {
        Ok(()) if lower => Ok(bytes),
        _ => Err(SignatureError::Missing(key)),
    }
}
