//! The namespaces of invoices, each with the prefix by which its names are known here, whatever prefix a file has for it.

use super::MAX_NAME;
use quick_xml::name::{Namespace, ResolveResult};

const KNOWN: &[(&str, &str)] = &[
    ("urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", ""),
    ("urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2", "cn:"),
    ("urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2", "cac:"),
    ("urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2", "cbc:"),
    ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "rsm:"),
    ("urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100", "ram:"),
    ("urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100", "udt:"),
    ("urn:un:unece:uncefact:data:standard:QualifiedDataType:100", "qdt:"),
];

/// An element's name: with our prefix, or with its namespace in braces if that is not known. `None` if it is too long or has no namespace that
/// is declared.
pub(super) fn name(namespace: &ResolveResult<'_>, local: &str) -> Option<String> {
    if local.len() > MAX_NAME {
        return None;
    }
    match namespace {
        ResolveResult::Unbound => Some(format!("{{}}{local}")),
        ResolveResult::Bound(Namespace(uri)) => match KNOWN.iter().find(|(known, _)| known == uri) {
            Some((_, prefix)) => Some(format!("{prefix}{local}")),
            None => (uri.len() <= MAX_NAME).then(|| format!("{{{uri}}}{local}")),
        },
        ResolveResult::Unknown(_) => None,
    }
}
