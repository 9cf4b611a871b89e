//! A vessel's particulars: which ship the bill's vessel name and voyage stand for.

use super::{code, parse};
use crate::document::{
    Faults, Json, codes,
    fault::Rule,
    party::{self, OtherParty},
    reader::At,
};

/// A vessel's particulars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vessel {
    /// Name.
    pub name: String,
    /// Carrier's voyage number.
    pub voyage: String,
    /// IMO number.
    pub imo: u64,
    /// Flag state.
    pub flag: Option<String>,
    /// Year built.
    pub built: Option<u64>,
    /// Gross tonnage.
    pub tonnage: Option<u64>,
    /// Classification society.
    pub class: Option<String>,
    /// Parties that they name, such as the registered owner.
    pub other_parties: Vec<OtherParty>,
    source: Json,
}

impl Vessel {
    /// Reads a vessel's particulars.
    ///
    /// # Errors
    /// All faults that they have.
    pub fn parse(bytes: &[u8]) -> Result<Self, Faults> {
        parse(bytes, "vesselParticulars", read)
    }

    /// The JSON that was received.
    #[must_use]
    pub const fn source(&self) -> &Json {
        &self.source
    }
}

fn read(at: &At<'_>) -> Option<Vessel> {
    let name = at.need("vesselName").and_then(|f| f.text(50));
    let voyage = at.need("carrierExportVoyageNumber").and_then(|f| f.text(50));
    let imo = at.need("vesselIMONumber").and_then(|f| f.code(Rule::Imo, codes::is_imo));
    let flag =
        at.opt("flagCountryCode").and_then(|f| f.code(Rule::Country, codes::is_country)).map(str::to_owned);
    let built = at.opt("yearBuilt").and_then(|f| f.integer(1900, 2199));
    let tonnage = at.opt("grossTonnage").and_then(|f| f.integer(1, 10_000_000));
    let class = at.opt("classificationSociety").and_then(|f| code(&f, 2..=10));
    let other_parties = party::others(at, "otherParties");
    Some(Vessel {
        name: name?.to_owned(),
        voyage: voyage?.to_owned(),
        imo: imo?.parse().ok()?,
        flag,
        built,
        tonnage,
        class,
        other_parties: other_parties?,
        source: at.json.clone(),
    })
}
