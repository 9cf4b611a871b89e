//! Places that documents name: by UN/LOCODE, by country, or by name alone.

use super::{codes, fault::Rule, json::Json, reader::At};

/// What a document says of a place. It may give anything of this, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// UN/LOCODE.
    pub unlocode: Option<String>,
    /// Country that stands beside it, not read off the UN/LOCODE.
    pub country: Option<String>,
    /// Name, for people only.
    pub name: Option<String>,
}

/// What a place is to the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PlaceRole {
    /// Port of loading.
    PortOfLoading,
    /// Port of discharge.
    PortOfDischarge,
    /// Place of receipt; the site of goods in a warehouse.
    PlaceOfReceipt,
    /// Place of delivery.
    PlaceOfDelivery,
    /// Where goods go on to inland.
    OnwardInlandRouting,
    /// Where the document was issued.
    PlaceOfIssue,
    /// Where freight is payable.
    InvoicePayableAt,
    /// A port or place as the document displays it, which may be any text.
    AsDisplayed,
    /// A party's address.
    Address,
    /// Where a party is registered for tax.
    TaxRegistration,
    /// Country of a customs reference or a national commodity code.
    Customs,
    /// Country of origin of goods.
    Origin,
    /// Place that belongs to an invoice's terms of delivery.
    DeliveryTerms,
}

impl PlaceRole {
    /// All roles.
    pub const ALL: [Self; 13] = [
        Self::PortOfLoading,
        Self::PortOfDischarge,
        Self::PlaceOfReceipt,
        Self::PlaceOfDelivery,
        Self::OnwardInlandRouting,
        Self::PlaceOfIssue,
        Self::InvoicePayableAt,
        Self::AsDisplayed,
        Self::Address,
        Self::TaxRegistration,
        Self::Customs,
        Self::Origin,
        Self::DeliveryTerms,
    ];

    /// The codes in leaves, in the order of [`ALL`](Self::ALL).
    pub const CODES: [&'static str; 13] = [
        "PORT_OF_LOADING",
        "PORT_OF_DISCHARGE",
        "PLACE_OF_RECEIPT",
        "PLACE_OF_DELIVERY",
        "ONWARD_INLAND_ROUTING",
        "PLACE_OF_ISSUE",
        "INVOICE_PAYABLE_AT",
        "AS_DISPLAYED",
        "ADDRESS",
        "TAX_REGISTRATION",
        "CUSTOMS",
        "ORIGIN",
        "DELIVERY_TERMS",
    ];

    /// The code in leaves.
    #[must_use]
    pub const fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }
}

impl Place {
    /// A place of which only the country is known.
    #[must_use]
    pub fn in_country(country: &str) -> Self {
        Self { country: Some(country.to_owned()), ..Self::default() }
    }

    /// A place of which only a name is known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..Self::default() }
    }

    /// The country of its UN/LOCODE.
    #[must_use]
    pub fn country_of_code(&self) -> Option<&str> {
        self.unlocode.as_deref()?.get(..2)
    }
}

/// Reads a location as DCSA writes them: `locationName` or `freeText`, `UNLocationCode`, and a country beside it, in its `address`, or in its
/// `city`. Of a port the UN/LOCODE is `needed`.
pub(crate) fn read(at: At<'_>, needed: bool) -> Option<Place> {
    let at = at.object()?;
    if needed && at.opt("UNLocationCode").is_none() {
        at.fault_at("UNLocationCode", Rule::UnLocode, "");
    }
    let unlocode = at.maybe("UNLocationCode", |f| f.code(Rule::UnLocode, codes::is_unlocode));
    let name = ["locationName", "freeText"].into_iter().find_map(|key| at.opt(key));
    let name = name.map_or(Some(None), |f| f.text(100).map(Some));
    let is_object = |at: &At<'_>| matches!(at.json, Json::Object(_));
    // In an address the city is a text.
    let inner = ["address", "city"].into_iter().find_map(|key| at.opt(key).filter(is_object));
    let country = [Some(at), inner].into_iter().flatten().find_map(|at| at.opt("countryCode"));
    let country = country.map_or(Some(None), |f| self::country(&f).map(Some));
    Some(Place { unlocode: unlocode?.map(str::to_owned), country: country?, name: name?.map(str::to_owned) })
}

/// Reads a country.
pub(crate) fn country(at: &At<'_>) -> Option<String> {
    at.code(Rule::Country, codes::is_country).map(str::to_owned)
}
