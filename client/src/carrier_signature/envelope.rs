//! A PINT envelope: its manifest, every entry of its transfer chain, and the links between them.

use super::{
    Chain, Owner, Provenance, SignatureError, TrustedKeys, checksum, keys::platform, parse, request,
    require_checksum, text,
};
use plimsoll_circuits::document::{Json, carrier::CarrierId};
use sha2::{Digest, Sha256};

/// Verifies the manifest, every entry of the transfer chain, the links between them, and the carrier's issuance manifest in the first entry.
pub(super) fn verify(
    envelope: &Json,
    document: &Json,
    carrier: CarrierId,
    keys: &TrustedKeys,
) -> Result<Provenance, SignatureError> {
    let document_checksum = document.checksum();
    let Some(Json::List(chain)) = envelope.get("envelopeTransferChain") else {
        return Err(SignatureError::Missing("envelopeTransferChain"));
    };
    let mut issuance = None;
    let mut entries = Vec::new();
    let mut previous: Option<[u8; 32]> = None;
    for (i, entry) in chain.iter().enumerate() {
        let compact = entry.as_text().ok_or(SignatureError::Missing("envelopeTransferChain"))?;
        let (signed, entry) = entry_of(compact, i, keys)?;
        require_checksum(&entry, "transportDocumentChecksum", &document_checksum)?;
        const LINK: &str = "previousEnvelopeTransferChainEntrySignedContentChecksum";
        let link = entry.get(LINK).map(|_| checksum(&entry, LINK)).transpose()?;
        if link != previous {
            return Err(SignatureError::Chain(i));
        }
        const ISSUANCE: &str = "issuanceManifestSignedContent";
        match (i, entry.get(ISSUANCE)) {
            (0, _) => {
                issuance = Some(request::manifest(text(&entry, ISSUANCE)?, document, carrier, keys)?.0);
            }
            (_, Some(_)) => return Err(SignatureError::Chain(i)),
            (_, None) => {}
        }
        entries.push((signed, entry));
        previous = Some(Sha256::digest(compact).into());
    }
    let (Some(last), Some(issuance), Some((sender, _))) = (previous, issuance, entries.last()) else {
        return Err(SignatureError::Missing("envelopeTransferChain"));
    };
    let what = || "envelope manifest".to_owned();
    let manifest = parse(text(envelope, "envelopeManifestSignedContent")?, what)?;
    // The envelope is sent by the platform that made the last entry.
    manifest
        .verify(keys, &Owner::platform(sender))
        .map_err(|error| SignatureError::Jws { what: what(), error })?;
    require_checksum(manifest.payload(), "transportDocumentChecksum", &document_checksum)?;
    const LAST: &str = "lastEnvelopeTransferChainEntrySignedContentChecksum";
    require_checksum(manifest.payload(), LAST, &last)?;
    let to_order = document.get("isToOrder") == Some(&Json::Bool(true));
    Ok(Provenance { issuance, chain: Some(Chain::follow(&entries, to_order)) })
}

/// An entry, and the platform that it names, with whose key it is signed.
fn entry_of(compact: &str, i: usize, keys: &TrustedKeys) -> Result<(String, Json), SignatureError> {
    let what = || format!("transfer chain entry {i}");
    let jws = parse(compact, what)?;
    let signed = platform(text(jws.payload(), "eblPlatform")?).to_owned();
    jws.verify(keys, &Owner::platform(&signed))
        .map_err(|error| SignatureError::Jws { what: what(), error })?;
    Ok((signed, jws.payload().clone()))
}
