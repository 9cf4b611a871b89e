//! A vessel's particulars: which ship the bill's vessel name and voyage stand for.

use super::{code, parse};
use crate::{
    document::{
        Faults, Json, bill::optional, codes, fault::Rule, fields::VesselField, reader::At, text, tree::Layout,
    },
    field::F,
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

    /// The particulars' values in the layout in which they are committed.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let header = VesselField::ALL.iter().map(|field| self.header_value(*field)).collect();
        Layout { header, first: Vec::new(), second: Vec::new() }
    }

    /// The value of one header field; 0 where it is absent.
    #[must_use]
    pub fn header_value(&self, field: VesselField) -> F {
        use VesselField as V;
        match field {
            V::Name => text::value(&self.name),
            V::Voyage => text::value(&self.voyage),
            V::Imo => F::from(self.imo),
            V::Flag => optional(self.flag.as_deref()),
            V::Built => F::from(self.built.unwrap_or(0)),
            V::Tonnage => F::from(self.tonnage.unwrap_or(0)),
            V::Class => optional(self.class.as_deref()),
        }
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
    Some(Vessel {
        name: name?.to_owned(),
        voyage: voyage?.to_owned(),
        imo: imo?.parse().ok()?,
        flag,
        built,
        tonnage,
        class,
        source: at.json.clone(),
    })
}
