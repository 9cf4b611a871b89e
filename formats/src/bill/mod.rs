//! Bills of lading in JSON of others: TradeTrust's, and FIATA's eFBL. Each becomes a DCSA transport document, as far as it says what that asks
//! for; what it does not say is missing then, and nothing is made up.

mod efbl;
mod fill;
mod open_attestation;
#[cfg(test)]
mod tests;
mod tradetrust;

use crate::{Format, Read, Refused, json};
use plimsoll_circuits::document::Json;

/// Which of the formats a JSON document is in.
pub(crate) fn format(document: &Json) -> Option<Format> {
    let has = |keys: &str| json::at(document, keys).is_some();
    if has("exchanged_document") && has("supply_chain_consignment") {
        Some(Format::Efbl)
    } else if has("data") && json::text_at(document, "signature.type") == Some("SHA3MerkleProof") {
        Some(Format::OpenAttestation2)
    } else if has("openAttestationMetadata") {
        Some(Format::OpenAttestation3)
    } else if has("credentialSubject") && has("@context") && tradetrust::is_bill(document) {
        Some(Format::Credential)
    } else {
        None
    }
}

/// Reads a bill.
pub(crate) fn read(format: Format, document: &Json, file: &[u8]) -> Result<Read, Refused> {
    match format {
        Format::Efbl => efbl::read(document, file),
        _ => tradetrust::read(format, document, file),
    }
}
