//! Annexes: what a DCSA bill does not say. Each has a JSON format of its own, with a published schema, and field names
//! after the ICC's Key Trade Data Elements where those have one.

mod insurance;
mod invoice;
mod packing_list;
mod vessel;

pub use insurance::{Cover, Insurance};
pub(super) use invoice::read as read_invoice;
pub use invoice::{Allotment, Invoice, InvoiceLine};
pub use packing_list::{PackedContainer, PackingList};
pub use vessel::Vessel;

use super::{
    Faults,
    fault::{Collector, Rule},
    json::Json,
    other,
    reader::At,
    received::ReceivedKind,
};

/// Reads an annex whose `documentType` must be `kind`; if it is not, that is all that is said. There is no advice on annexes: whoever writes
/// one can write it right.
pub(super) fn parse<T>(
    bytes: &[u8],
    kind: &'static str,
    read: impl FnOnce(&At<'_>) -> Option<T>,
) -> Result<T, Faults> {
    let json = Json::parse(bytes)?;
    let found = Collector::default();
    let annex = At::root(&json, &found).object().and_then(|at| {
        match at.opt("documentType") {
            Some(named) => named.choice(&[kind])?,
            None => {
                let bill =
                    ReceivedKind::detect(&json).map(|_| "This is a bill, beside which annexes are given.");
                let what = bill.or_else(|| other::recognise(&json));
                at.fault_at("documentType", Rule::Required, what.unwrap_or_default());
                return None;
            }
        };
        read(&at)
    });
    found.finish(annex).map(|(annex, _)| annex)
}

/// A reference in its normalised form.
fn reference(at: &At<'_>) -> Option<String> {
    at.reference(70).map(|(_, normalised)| normalised)
}

/// An upper-case code of letters and digits.
fn code(at: &At<'_>, lengths: std::ops::RangeInclusive<usize>) -> Option<String> {
    let valid = |t: &str| {
        lengths.contains(&t.len()) && t.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    at.code(Rule::Pattern, valid).map(str::to_owned)
}
