//! The cargo insurance certificate.

use super::{parse, reference};
use crate::{
    document::{
        Currency, Day, Faults, Json,
        bill::{day, optional},
        fault::Rule,
        fields::InsuranceField,
        party::{self, OtherParty, Party},
        reader::At,
        text,
        tree::Layout,
    },
    field::F,
};

/// Institute Cargo Clauses that the cover follows, from the widest to the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cover {
    /// ICC (A): all risks.
    A,
    /// ICC (B).
    B,
    /// ICC (C).
    C,
}

impl Cover {
    /// The code in files and leaves.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Cover::A => "ICC_A",
            Cover::B => "ICC_B",
            Cover::C => "ICC_C",
        }
    }
}

/// An insurance certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insurance {
    /// Its number.
    pub number: String,
    /// Issued.
    pub issue_date: Day,
    /// Insurer.
    pub insurer: Party,
    /// Insured.
    pub insured: Party,
    /// Further parties that it names.
    pub other_parties: Vec<OtherParty>,
    /// Currency.
    pub currency: Currency,
    /// Insured sum in minor units.
    pub sum: u64,
    /// Cover.
    pub cover: Cover,
    /// Whether war risks are covered.
    pub war: bool,
    /// Whether strikes are covered.
    pub strikes: bool,
    /// First day of cover.
    pub from: Day,
    /// Last day of cover.
    pub until: Day,
    /// Normalised reference of the bill.
    pub bill_reference: Option<String>,
    source: Json,
}

impl Insurance {
    /// Reads an insurance certificate.
    ///
    /// # Errors
    /// All faults that it has.
    pub fn parse(bytes: &[u8]) -> Result<Self, Faults> {
        parse(bytes, "insuranceCertificate", read)
    }

    /// The JSON that was received.
    #[must_use]
    pub const fn source(&self) -> &Json {
        &self.source
    }

    /// The certificate's values in the layout in which they are committed.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let header = InsuranceField::ALL.iter().map(|field| self.header_value(*field)).collect();
        Layout::of_header(header)
    }

    /// The value of one header field; 0 where it is absent.
    #[must_use]
    pub fn header_value(&self, field: InsuranceField) -> F {
        use InsuranceField as I;
        match field {
            I::Number => text::value(&self.number),
            I::IssueDate => day(Some(self.issue_date)),
            I::InsurerId => self.insurer.id_value(),
            I::InsurerName => text::value(&self.insurer.name),
            I::InsuredId => self.insured.id_value(),
            I::InsuredName => text::value(&self.insured.name),
            I::Currency => self.currency.value(),
            I::Sum => F::from(self.sum),
            I::Cover => text::value(self.cover.code()),
            I::War => F::from(self.war),
            I::Strikes => F::from(self.strikes),
            I::From => day(Some(self.from)),
            I::Until => day(Some(self.until)),
            I::BillReference => optional(self.bill_reference.as_deref()),
        }
    }
}

fn read(at: &At<'_>) -> Option<Insurance> {
    let number = at.need("certificateNumber").and_then(|f| f.text(70));
    let issue_date = at.need("issueDate").and_then(|f| f.day());
    let insurer = at.need("insurer").and_then(party::read);
    let insured = at.need("insured").and_then(party::read);
    let other_parties = party::others(at, "otherParties");
    let currency = at.need("currencyCode").and_then(|code| code.currency());
    let places = currency.map_or(2, |currency| currency.places());
    let sum = at.need("insuredAmount").and_then(|f| f.decimal_text(places));
    let covers = [Cover::A, Cover::B, Cover::C];
    let cover = at.need("coverCode").and_then(|f| f.choice(&covers.map(Cover::code)));
    let war = at.need("coversWar").and_then(|f| f.flag());
    let strikes = at.need("coversStrikes").and_then(|f| f.flag());
    let from = at.need("coverStartDate").and_then(|f| f.day());
    let until = at.need("coverEndDate").and_then(|f| f.day());
    let bill_reference = at.opt("transportDocumentReference").and_then(|f| reference(&f));
    if sum == Some(0) {
        at.fault_at("insuredAmount", Rule::Positive, "");
    }
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        at.fault_at("coverEndDate", Rule::DateOrder, "");
    }
    let cover = cover?;
    Some(Insurance {
        number: number?.to_owned(),
        issue_date: issue_date?,
        insurer: insurer?,
        insured: insured?,
        other_parties: other_parties?,
        currency: currency?,
        sum: sum?,
        cover: covers.into_iter().find(|c| c.code() == cover)?,
        war: war?,
        strikes: strikes?,
        from: from?,
        until: until?,
        bill_reference,
        source: at.json.clone(),
    })
}
