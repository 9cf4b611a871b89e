//! An issuer's word for a document that no carrier signed.

use crate::party::PublicParty;
use plimsoll_circuits::{
    credential::Day,
    document::{Attestation, Faults, Ground, MainDocument},
    field::to_hex,
};
use serde_json::json;

/// What an issuer says of a document that it attests, and what was before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    /// The ground.
    pub ground: Ground,
    /// Originals of a paper that it holds.
    pub originals_held: Option<u64>,
    /// Where the electronic original is kept that it controls.
    pub platform: Option<String>,
    /// SHA-256 of each scan, letter or message.
    pub evidence: Vec<[u8; 32]>,
}

impl Attested {
    /// The attestation that an issuer puts beside the document.
    ///
    /// # Errors
    /// What the ground asks for and is not there.
    pub fn of(
        &self,
        document: &MainDocument,
        issuer: &PublicParty,
        today: Day,
    ) -> Result<Attestation, Faults> {
        let code = match &issuer.lei {
            Some(lei) => {
                json!({"codeListProvider": "GLEIF", "codeListName": "LEI", "partyCode": lei.to_string()})
            }
            None => {
                json!({"codeListProvider": "PLIMSOLL", "codeListName": "ADDRESS", "partyCode": to_hex(&issuer.address.0)})
            }
        };
        let mut said = json!({
            "documentType": "attestation",
            "ground": self.ground.code(),
            "attestedBy": {"partyName": issuer.name, "identifyingCodes": [code]},
            "attestedOn": today.to_string(),
            "documentChecksum": hex::encode(document.checksum()),
            "evidence": self.evidence.iter().map(hex::encode).collect::<Vec<_>>(),
        });
        if let Some(held) = self.originals_held {
            said["originalsHeld"] = json!(held);
        }
        if let Some(platform) = &self.platform {
            said["platform"] = json!(platform);
        }
        Attestation::parse(said.to_string().as_bytes())
    }
}
