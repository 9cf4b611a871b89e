//! Carriers' and platforms' signatures on bills: JWS (RFC 7515, compact) over SHA-256 checksums of RFC 8785 canonical JSON,
//! as DCSA's issuance (3.0) and PINT (3.0) standards lay down.
//!
//! Trust comes from a [`TrustedKeys`] set that the caller pins, never from the message: certificates or keys in a JWS header
//! are ignored, `alg` must fit the pinned key, and `none` and HMAC do not exist here.

mod jws;
mod keys;
mod sign;

#[cfg(test)]
mod tests;

pub use jws::{Algorithm, JwsError};
pub use keys::{KeySetError, Pin, TrustedKey, TrustedKeys};
pub use sign::{CarrierKey, SignError, sign_issuance_request};

use base64::{Engine, engine::general_purpose::STANDARD};
use plimsoll_circuits::document::{Json, Received, ReceivedKind, carrier::CarrierId};
use sha2::{Digest, Sha256};

/// What a verified signature says.
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

/// What a verified PINT envelope says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The carrier's issuance.
    pub issuance: Issuance,
    /// The platforms of the transfer chain, the issuing one first.
    pub platforms: Vec<String>,
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
    /// A carrier's signature was made with a key that is pinned to no carrier.
    #[error(
        "key {0} signed as a carrier but is pinned to none; pin it to its carrier if you have it from there"
    )]
    NoCarrierKey(String),
    /// The carrier that signed is not the one that the bill names.
    #[error("the bill is of carrier {named}, but carrier {signed} signed it; refuse it")]
    WrongCarrier {
        /// The bill's carrier.
        named: CarrierId,
        /// The signing key's carrier.
        signed: CarrierId,
    },
    /// An entry of the transfer chain is signed by a key of another platform.
    #[error(
        "transfer chain entry {entry} is of platform {platform}, but key {kid} is not pinned to it; refuse the envelope"
    )]
    WrongPlatform {
        /// Position in the chain.
        entry: usize,
        /// The entry's platform.
        platform: String,
        /// The key that signed.
        kid: String,
    },
    /// The transfer chain is out of order or has gaps.
    #[error(
        "transfer chain entry {0} does not follow from the one before it; ask the sending platform for the whole chain"
    )]
    Chain(usize),
    /// The file is a bare transport document.
    #[error(
        "a bare transport document carries no signature; ask for the issuance request or the PINT envelope around it"
    )]
    Unsigned,
}

/// Verifies the signatures of a received bill, and that the carrier that signed it is the one that it names.
///
/// # Errors
/// [`SignatureError`].
pub fn verify(received: &Received, keys: &TrustedKeys) -> Result<Issuance, SignatureError> {
    let issuance = match received.kind {
        ReceivedKind::TransportDocument => return Err(SignatureError::Unsigned),
        ReceivedKind::IssuanceRequest => verify_issuance_request(&received.json, keys)?,
        ReceivedKind::Envelope => verify_envelope(&received.json, keys)?.issuance,
    };
    let named = received.document.carrier;
    if issuance.carrier != named {
        return Err(SignatureError::WrongCarrier { named, signed: issuance.carrier });
    }
    Ok(issuance)
}

/// Verifies a carrier's issuance request: the manifest's signature, and its checksums of `document`, `issueTo` and, if there
/// is one, the visualisation. Whether the carrier is the one that the document names is for [`verify`] to see.
///
/// # Errors
/// [`SignatureError`].
pub fn verify_issuance_request(request: &Json, keys: &TrustedKeys) -> Result<Issuance, SignatureError> {
    let document = request.get("document").ok_or(SignatureError::Missing("document"))?;
    let issue_to = request.get("issueTo").ok_or(SignatureError::Missing("issueTo"))?;
    let signed = text(request, "issuanceManifestSignedContent")?;
    let (issuance, manifest) = issuance_manifest(signed, document, keys)?;
    if checksum(&manifest, "issueToChecksum")? != issue_to.checksum() {
        return Err(SignatureError::Checksum("issueToChecksum"));
    }
    let visualisation = request.get("eBLVisualisationByCarrier");
    match (visualisation, manifest.get("eBLVisualisationByCarrierChecksum").is_some()) {
        (None, false) => {}
        (Some(visualisation), true) => {
            // The checksum is over the decoded file, not over its Base64 text.
            let content = STANDARD
                .decode(text(visualisation, "content")?)
                .map_err(|_| SignatureError::Missing("eBLVisualisationByCarrier.content"))?;
            if checksum(&manifest, "eBLVisualisationByCarrierChecksum")?
                != <[u8; 32]>::from(Sha256::digest(content))
            {
                return Err(SignatureError::Checksum("eBLVisualisationByCarrierChecksum"));
            }
        }
        (Some(_), false) => return Err(SignatureError::Missing("eBLVisualisationByCarrierChecksum")),
        (None, true) => return Err(SignatureError::Missing("eBLVisualisationByCarrier")),
    }
    Ok(issuance)
}

/// Verifies a PINT envelope: the manifest, every entry of the transfer chain, the links between them, and the carrier's
/// issuance manifest in the first entry.
///
/// # Errors
/// [`SignatureError`].
pub fn verify_envelope(envelope: &Json, keys: &TrustedKeys) -> Result<Envelope, SignatureError> {
    let document = envelope.get("transportDocument").ok_or(SignatureError::Missing("transportDocument"))?;
    let document_checksum = document.checksum();
    let Some(Json::List(chain)) = envelope.get("envelopeTransferChain") else {
        return Err(SignatureError::Missing("envelopeTransferChain"));
    };
    let mut issuance = None;
    let mut platforms = Vec::new();
    let mut previous: Option<[u8; 32]> = None;
    for (i, entry) in chain.iter().enumerate() {
        let compact = entry.as_text().ok_or(SignatureError::Missing("envelopeTransferChain"))?;
        let (entry, key, _) = open(compact, keys, || format!("transfer chain entry {i}"))?;
        if checksum(&entry, "transportDocumentChecksum")? != document_checksum {
            return Err(SignatureError::Checksum("transportDocumentChecksum"));
        }
        const LINK: &str = "previousEnvelopeTransferChainEntrySignedContentChecksum";
        let link = entry.get(LINK).map(|_| checksum(&entry, LINK)).transpose()?;
        if link != previous {
            return Err(SignatureError::Chain(i));
        }
        let platform = text(&entry, "eblPlatform")?.to_owned();
        if key.pin.platform.as_deref() != Some(platform.as_str()) {
            return Err(SignatureError::WrongPlatform { entry: i, platform, kid: key.kid.clone() });
        }
        match (i, entry.get("issuanceManifestSignedContent")) {
            (0, Some(_)) => {
                require_issue(&entry)?;
                issuance = Some(
                    issuance_manifest(text(&entry, "issuanceManifestSignedContent")?, document, keys)?.0,
                );
            }
            (0, None) => return Err(SignatureError::Missing("issuanceManifestSignedContent")),
            (_, Some(_)) => return Err(SignatureError::Chain(i)),
            (_, None) => {}
        }
        platforms.push(platform);
        previous = Some(Sha256::digest(compact).into());
    }
    let (Some(last), Some(issuance)) = (previous, issuance) else {
        return Err(SignatureError::Missing("envelopeTransferChain"));
    };
    let (manifest, key, _) =
        open(text(envelope, "envelopeManifestSignedContent")?, keys, || "envelope manifest".to_owned())?;
    if checksum(&manifest, "transportDocumentChecksum")? != document_checksum {
        return Err(SignatureError::Checksum("transportDocumentChecksum"));
    }
    if checksum(&manifest, "lastEnvelopeTransferChainEntrySignedContentChecksum")? != last {
        return Err(SignatureError::Checksum("lastEnvelopeTransferChainEntrySignedContentChecksum"));
    }
    // The envelope is sent by the platform that made the last entry.
    if key.pin.platform.as_ref() != platforms.last() {
        let platform = platforms.last().cloned().unwrap_or_default();
        return Err(SignatureError::WrongPlatform { entry: chain.len() - 1, platform, kid: key.kid.clone() });
    }
    Ok(Envelope { issuance, platforms })
}

/// Opens a carrier's issuance manifest over `document`.
fn issuance_manifest(
    compact: &str,
    document: &Json,
    keys: &TrustedKeys,
) -> Result<(Issuance, Json), SignatureError> {
    let (manifest, key, algorithm) = open(compact, keys, || "issuance manifest".to_owned())?;
    let carrier = key.pin.carrier.ok_or_else(|| SignatureError::NoCarrierKey(key.kid.clone()))?;
    let document_checksum = document.checksum();
    if checksum(&manifest, "documentChecksum")? != document_checksum {
        return Err(SignatureError::Checksum("documentChecksum"));
    }
    Ok((Issuance { carrier, kid: key.kid.clone(), algorithm, document_checksum }, manifest))
}

/// The first transaction of a chain must be the issuance.
fn require_issue(entry: &Json) -> Result<(), SignatureError> {
    let Some(Json::List(transactions)) = entry.get("transactions") else {
        return Err(SignatureError::Missing("transactions"));
    };
    let action = transactions.first().and_then(|t| t.get("actionCode")).and_then(Json::as_text);
    if matches!(action, Some("ISSUE" | "ISSU")) { Ok(()) } else { Err(SignatureError::Chain(0)) }
}

fn open<'k>(
    compact: &str,
    keys: &'k TrustedKeys,
    what: impl Fn() -> String,
) -> Result<(Json, &'k TrustedKey, Algorithm), SignatureError> {
    let failed = |error| SignatureError::Jws { what: what(), error };
    let (payload, key, algorithm) = jws::verify(compact, keys).map_err(failed)?;
    let payload =
        Json::parse(&payload).map_err(|_| failed(JwsError::Malformed("its payload is not JSON")))?;
    Ok((payload, key, algorithm))
}

fn text<'j>(json: &'j Json, key: &'static str) -> Result<&'j str, SignatureError> {
    json.get(key).and_then(Json::as_text).ok_or(SignatureError::Missing(key))
}

/// A checksum as DCSA writes them: 64 lower-case hexadecimal digits.
fn checksum(json: &Json, key: &'static str) -> Result<[u8; 32], SignatureError> {
    let text = text(json, key)?;
    let mut bytes = [0u8; 32];
    let lower = !text.bytes().any(|b| b.is_ascii_uppercase());
    match hex::decode_to_slice(text, &mut bytes) {
        Ok(()) if lower => Ok(bytes),
        _ => Err(SignatureError::Missing(key)),
    }
}
