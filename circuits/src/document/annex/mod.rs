//! Annexes: what a DCSA bill does not say. Each has a JSON format of its own, with a published schema, and field names
//! after the ICC's Key Trade Data Elements where those have one.

mod insurance;
mod invoice;
mod packing_list;
mod vessel;

pub use insurance::{Cover, Insurance};
pub use invoice::{Allotment, Invoice, InvoiceLine};
pub use packing_list::{PackedContainer, PackingList};
pub use vessel::Vessel;

use super::{
    Faults,
    fault::{Collector, Rule},
    json::Json,
    reader::At,
    text::normalise,
};

/// Reads an annex whose `documentType` must be `kind`.
fn parse<T>(bytes: &[u8], kind: &'static str, read: impl FnOnce(&At<'_>) -> Option<T>) -> Result<T, Faults> {
    let json = Json::parse(bytes)?;
    let faults = Collector::default();
    let annex = At::root(&json, &faults).object().and_then(|at| {
        at.need("documentType").and_then(|f| f.choice(&[kind]));
        read(&at)
    });
    faults.finish(annex)
}

/// A reference in its normalised form.
fn reference(at: &At<'_>) -> Option<String> {
    let normalised = normalise(at.text(70)?);
    if normalised.is_none() {
        at.fault(Rule::Reference);
    }
    normalised
}

/// An upper-case code of letters and digits.
fn code(at: &At<'_>, lengths: std::ops::RangeInclusive<usize>) -> Option<String> {
    let valid = |t: &str| {
        lengths.contains(&t.len()) && t.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    at.code(Rule::Pattern, valid).map(str::to_owned)
}
