//! An issuer's word for a document that no carrier signed: paper, bulk bills, warehouse receipts, receivables.
//!
//! Whoever reads the documents sees who attested what, on which ground, and which scans and letters it had before it, by their checksums.

use super::{
    Day, Faults, Json, MainDocument,
    annex::parse,
    fault::{Collector, Rule},
    party::{self, Party, PartyId},
    reader::At,
    tree::MAX_RECORDS,
};

/// On which ground an issuer attests a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// It holds all originals of a paper, and has scanned them.
    OriginalsHeld,
    /// It has exclusive control of the electronic original, on a platform that it names.
    Control,
    /// The buyer of an invoice told it that it owes the sum.
    DebtorConfirmed,
    /// Nothing but the seller's statement that the invoice is owed.
    SellerStated,
}

impl Ground {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::OriginalsHeld, Self::Control, Self::DebtorConfirmed, Self::SellerStated];

    /// Their codes in files and leaves.
    pub const CODES: [&'static str; 4] = ["ORIGINALS_HELD", "CONTROL", "DEBTOR_CONFIRMED", "SELLER_STATED"];

    /// The code in files and leaves.
    #[must_use]
    pub const fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    /// The ground of a code.
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// What whoever attests says.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::OriginalsHeld => "it holds all originals",
            Self::Control => "it has exclusive control of the electronic original",
            Self::DebtorConfirmed => "the buyer confirmed the debt",
            Self::SellerStated => "the seller states that it is owed, and nobody else does",
        }
    }
}

/// An issuer's attestation of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// The ground.
    pub ground: Ground,
    /// Who attests.
    pub attester: Party,
    /// Its canonical id.
    pub attester_id: PartyId,
    /// When.
    pub attested_on: Day,
    /// SHA-256 of the canonical form of the document.
    pub document_checksum: String,
    /// Originals that are held: of paper.
    pub originals_held: Option<u64>,
    /// Where the electronic original is kept.
    pub platform: Option<String>,
    /// SHA-256 of each scan, letter or message that was before whoever attests.
    pub evidence: Vec<String>,
    source: Json,
}

impl Attestation {
    /// Reads an attestation.
    ///
    /// # Errors
    /// All faults that it has.
    pub fn parse(bytes: &[u8]) -> Result<Self, Faults> {
        parse(bytes, "attestation", read)
    }

    /// The JSON that was received.
    #[must_use]
    pub const fn source(&self) -> &Json {
        &self.source
    }

    /// SHA-256 of its canonical form.
    #[must_use]
    pub fn checksum(&self) -> [u8; 32] {
        self.source.checksum()
    }

    /// Whether it is of this document, on a ground that its kind allows; what is wrong is told at `$.attestation`.
    pub(super) fn check(&self, document: &MainDocument, faults: &Collector) {
        let fault = |key: &str, detail: &str, seen: Option<String>| {
            faults.add_with(&format!("$.attestation{key}"), Rule::Attestation, detail, seen);
        };
        if self.document_checksum != hex::encode(document.checksum()) {
            fault(".documentChecksum", "It is of another document.", Some(self.document_checksum.clone()));
        }
        let allowed = document.grounds();
        if !allowed.contains(&self.ground) {
            let codes: Vec<_> = allowed.iter().map(|ground| ground.code()).collect();
            let detail = match document.is_signed_by_carrier() {
                true => "The carrier's signature is checked instead.".to_owned(),
                false => format!("Of a {} it is {}.", document.kind.name(), codes.join(" or ")),
            };
            fault(".ground", &detail, Some(self.ground.code().to_owned()));
        }
        if self.ground == Ground::OriginalsHeld && self.originals_held != Some(document.originals) {
            let detail = format!("The document has {}, and all of them must be held.", document.originals);
            fault(".originalsHeld", &detail, self.originals_held.map(|held| held.to_string()));
        }
    }
}

fn read(at: &At<'_>) -> Option<Attestation> {
    let ground = at.need("ground").and_then(|f| f.choice(&Ground::CODES)).and_then(Ground::named);
    let attester_at = at.need("attestedBy");
    let attester = attester_at.clone().and_then(party::read);
    let attested_on = at.need("attestedOn").and_then(|f| f.day());
    let document_checksum = at.need("documentChecksum").and_then(|f| checksum(&f));
    let originals_held = at.opt("originalsHeld").and_then(|f| f.integer(1, 99));
    let platform = at.opt("platform").and_then(|f| f.text(100)).map(str::to_owned);
    let evidence = at.need("evidence").and_then(|f| f.list(0, MAX_RECORDS));
    let evidence: Option<Vec<_>> = evidence?.iter().map(checksum).collect();
    let (ground, evidence) = (ground?, evidence?);
    let missing = match ground {
        Ground::OriginalsHeld if originals_held.is_none() => Some("originalsHeld"),
        Ground::OriginalsHeld | Ground::DebtorConfirmed if evidence.is_empty() => Some("evidence"),
        Ground::Control if platform.is_none() => Some("platform"),
        _ => None,
    };
    if let Some(missing) = missing {
        at.fault_at(missing, Rule::Attestation, &format!("{} asks for it.", ground.code()));
    }
    let attester = attester?;
    let Some(attester_id) = attester.id().cloned() else {
        attester_at?.fault(Rule::PartyId);
        return None;
    };
    Some(Attestation {
        ground,
        attester,
        attester_id,
        attested_on: attested_on?,
        document_checksum: document_checksum?,
        originals_held,
        platform,
        evidence,
        source: at.json.clone(),
    })
}

/// 64 lower-case hexadecimal digits.
fn checksum(at: &At<'_>) -> Option<String> {
    let is_hex =
        |t: &str| t.len() == 64 && t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    at.code(Rule::Pattern, is_hex).map(str::to_owned)
}
