//! The samples' carriers and their keys, which are no secret.

use plimsoll_circuits::document::{CarrierTable, Json, Received, carrier::CarrierId};
use plimsoll_client::carrier_signature::{CarrierKey, SignError, sign_issuance_request};
use sha2::{Digest, Sha256};

/// To whom a bill that does not say so is issued.
const ISSUE_TO: &[u8] = br#"{"partyName":"Fictional Copper Trading Ltd","sendToPlatform":"ZZZ1",
    "identifyingCodes":[{"codeListProvider":"GLEIF","codeListName":"LEI","partyCode":"ZZZZ00COPPER00000065"}]}"#;

/// A carrier of the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// Example Line, `ZZEL`.
    Line,
    /// Example Forwarding, `ZZFW`, whose bills are house bills.
    Forwarder,
}

impl Signer {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Line, Self::Forwarder];

    /// The one that a bill of the samples names.
    pub(super) fn of(request: &Json) -> Result<Self, String> {
        let carrier = carrier(request).map_err(|e| e.to_string())?;
        Self::ALL
            .into_iter()
            .find(|signer| signer.id() == Some(carrier))
            .ok_or_else(|| "its carrier is none of the samples".to_owned())
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Line => "Example Line",
            Self::Forwarder => "Example Forwarding",
        }
    }

    /// The carrier's SCAC.
    #[must_use]
    pub const fn scac(self) -> &'static str {
        match self {
            Self::Line => "ZZEL",
            Self::Forwarder => "ZZFW",
        }
    }

    /// How the names of its key files begin.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Line => "carrier",
            Self::Forwarder => "forwarder",
        }
    }

    const fn kid(self) -> &'static str {
        match self {
            Self::Line => "example-line-2026",
            Self::Forwarder => "example-forwarding-2026",
        }
    }

    fn id(self) -> Option<CarrierId> {
        CarrierTable::standard()
            .find(plimsoll_circuits::document::CodeList::Nmfta, self.scac())
            .map(|carrier| carrier.id)
    }

    /// 32 bytes that anybody can compute.
    fn seed(self) -> [u8; 32] {
        Sha256::digest(format!("plimsoll samples: {} (fictional)", self.name())).into()
    }

    fn key(self) -> Result<CarrierKey, SignError> {
        CarrierKey::ed25519(self.kid(), &self.seed())
    }

    /// Its public keys as a JWKS.
    pub(super) fn key_set(self) -> Result<Json, SignError> {
        Ok(self.key()?.key_set())
    }

    /// Its private key as a JWK (RFC 8037), for `plimsoll bill sign`.
    pub(super) fn private_jwk(self) -> Json {
        CarrierKey::private_jwk(self.kid(), &self.seed())
    }

    pub(super) fn sign(self, request: &Json) -> Result<Json, SignError> {
        sign_issuance_request(request, &self.key()?)
    }
}

fn carrier(request: &Json) -> Result<CarrierId, String> {
    let received =
        Received::parse(&request.canonical(), &CarrierTable::standard()).map_err(|e| e.to_string())?;
    received.document.carrier().ok_or_else(|| "no carrier issued it".to_owned())
}

/// The sample as the issuance request that a carrier signs.
pub(super) fn request(bill: &[u8]) -> Result<Json, String> {
    let parse = |bytes| Json::parse(bytes).map_err(|e| e.to_string());
    let json = parse(bill)?;
    Ok(match json.get("document") {
        Some(_) => json,
        None => Json::Object(vec![("document".to_owned(), json), ("issueTo".to_owned(), parse(ISSUE_TO)?)]),
    })
}
