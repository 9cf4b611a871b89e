//! A carrier's issuance request: the manifest that it signs, and what that covers.

use super::{Issuance, Owner, SignatureError, TrustedKeys, parse, require_checksum, text};
use base64::{Engine, engine::general_purpose::STANDARD};
use plimsoll_circuits::document::{Json, carrier::CarrierId};
use sha2::{Digest, Sha256};

/// Verifies the manifest's signature, and its checksums of `document`, `issueTo` and, if there is one, the visualisation.
pub(super) fn verify(
    request: &Json,
    document: &Json,
    carrier: CarrierId,
    keys: &TrustedKeys,
) -> Result<Issuance, SignatureError> {
    let issue_to = request.get("issueTo").ok_or(SignatureError::Missing("issueTo"))?;
    let signed = text(request, "issuanceManifestSignedContent")?;
    let (issuance, manifest) = manifest(signed, document, carrier, keys)?;
    require_checksum(&manifest, "issueToChecksum", &issue_to.checksum())?;
    const VISUALISATION: &str = "eBLVisualisationByCarrierChecksum";
    match (request.get("eBLVisualisationByCarrier"), manifest.get(VISUALISATION).is_some()) {
        (None, false) => {}
        (Some(visualisation), true) => {
            // The checksum is over the decoded file, not over its Base64 text.
            let content = STANDARD
                .decode(text(visualisation, "content")?)
                .map_err(|_| SignatureError::Missing("eBLVisualisationByCarrier.content"))?;
            require_checksum(&manifest, VISUALISATION, &Sha256::digest(content).into())?;
        }
        (Some(_), false) => return Err(SignatureError::Missing(VISUALISATION)),
        (None, true) => return Err(SignatureError::Missing("eBLVisualisationByCarrier")),
    }
    Ok(issuance)
}

/// Opens a carrier's issuance manifest over `document`.
pub(super) fn manifest(
    compact: &str,
    document: &Json,
    carrier: CarrierId,
    keys: &TrustedKeys,
) -> Result<(Issuance, Json), SignatureError> {
    let what = || "issuance manifest".to_owned();
    let jws = parse(compact, what)?;
    let (key, algorithm) = jws
        .verify(keys, &Owner::Carrier(carrier))
        .map_err(|error| SignatureError::Jws { what: what(), error })?;
    let document_checksum = document.checksum();
    require_checksum(jws.payload(), "documentChecksum", &document_checksum)?;
    let issuance = Issuance { carrier, kid: key.kid.clone(), algorithm, document_checksum };
    Ok((issuance, jws.payload().clone()))
}
