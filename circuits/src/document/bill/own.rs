//! What formats of our own have in common.

use crate::document::{fault::Rule, reader::At};

/// Whether the document is electronic, and how many originals it has: an electronic one is a single original.
pub(super) fn originals(at: &At<'_>) -> Option<(bool, u64)> {
    let is_electronic = at.need("isElectronic").and_then(|f| f.flag());
    let most = if is_electronic == Some(true) { 1 } else { 99 };
    let originals = at.need("numberOfOriginals").and_then(|f| f.integer(1, most));
    Some((is_electronic?, originals?))
}

/// Gross and net weight in grams, of texts that hold kilograms to the gram. The gross weight is above zero, the net weight no more.
pub(super) fn weights(at: &At<'_>) -> Option<(u64, Option<u64>)> {
    let gross_at = at.need("grossWeight");
    let gross = gross_at.as_ref().and_then(|f| f.decimal_text(3));
    let net = at.maybe("netWeight", |f| f.decimal_text(3));
    if gross == Some(0) {
        gross_at?.fault(Rule::Positive);
        return None;
    }
    if let (Some(gross), Some(Some(net))) = (gross, net)
        && net > gross
    {
        at.fault_at("netWeight", Rule::WeightTotal, "");
    }
    Some((gross?, net?))
}
