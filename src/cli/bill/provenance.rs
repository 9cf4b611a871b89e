//! What the signatures on a bill say, and the transfer chain under them.

use crate::cli::{error::Failure, files, table::Fields};
use plimsoll_circuits::document::{CarrierTable, Json};
use plimsoll_client::carrier_signature::{Chain, ChainError, TrustedKeys, chain::Endorsement, verify};
use serde::Serialize;
use std::{fmt, path::Path};

/// Whether all signatures hold.
#[derive(Serialize)]
pub(super) struct Signature {
    pub(super) valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Where a transfer chain leaves the bill.
#[derive(Serialize)]
pub(super) struct Holding {
    /// Whether somebody holds it who may do something with it.
    held: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    #[serde(flatten)]
    chain: Option<Chain>,
}

/// Verifies the signatures of a file as it is, and follows its chain if they hold.
pub(super) fn provenance(
    file: &Path,
    carriers: &CarrierTable,
    keys: &TrustedKeys,
) -> Result<(Option<Signature>, Option<Holding>), Failure> {
    // What is no JSON has nothing that could be signed; its faults say so.
    let Ok(json) = Json::parse(&files::read(file)?) else { return Ok((None, None)) };
    Ok(match verify(&json, carriers, keys) {
        Ok(found) => {
            let signature = Signature { valid: true, kid: Some(found.issuance.kid), reason: None };
            (Some(signature), found.chain.map(Holding::of))
        }
        Err(e) => (Some(Signature { valid: false, kid: None, reason: Some(e.to_string()) }), None),
    })
}

impl Holding {
    fn of(followed: Result<Chain, ChainError>) -> Self {
        match followed {
            Ok(chain) => {
                let reason = chain.surrendered.as_ref().map(ToString::to_string);
                Self { held: reason.is_none(), reason, chain: Some(chain) }
            }
            Err(e) => Self { held: false, reason: Some(e.to_string()), chain: None },
        }
    }

    pub(super) fn add_to(&self, fields: &mut Fields) {
        if let Some(chain) = &self.chain {
            fields.add("possessor", &chain.possessor);
            match &chain.endorsed {
                None => {}
                Some(Endorsement::Blank) => {
                    fields.add("endorsed", "in blank");
                }
                Some(Endorsement::To { party, to_order: true }) => {
                    fields.add("endorsed", format!("to the order of {party}"));
                }
                Some(Endorsement::To { party, to_order: false }) => {
                    fields.add("endorsed", format!("to {party}, who cannot endorse further"));
                }
            }
            fields.add("platforms", chain.platforms.join(" -> "));
            fields.maybe(
                "registry",
                chain.control_tracking_registry.as_ref().map(|uri| format!("{uri} (not asked)")),
            );
        }
        if let Some(reason) = &self.reason {
            fields.add("chain", format!("NOT HELD: {reason}"));
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.kid, &self.reason) {
            (Some(kid), _) => write!(f, "holds, key {kid}"),
            (None, reason) => write!(f, "REFUSED: {}", reason.as_deref().unwrap_or_default()),
        }
    }
}
