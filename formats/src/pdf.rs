//! The invoice in XML that a PDF carries as an attachment: Factur-X, ZUGFeRD 2, XRechnung in a PDF.
//!
//! Nothing is drawn or decrypted. What objects and streams unpack to is counted while the file is loaded, so that a small file cannot fill the
//! memory.

mod weight;
#[cfg(test)]
pub(crate) mod tests;

use crate::{Refused, xml};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, decode_text_string};
use std::collections::BTreeMap;

/// Most bytes of a PDF.
const MAX_BYTES: usize = 16 << 20;
/// Most bytes of one compressed list of objects.
const MAX_LIST: usize = 8 << 20;
/// Most levels and entries of the tree of attachments' names.
const MAX_LEVELS: usize = 16;
const MAX_ENTRIES: usize = 1_000;

/// What the attachment is called, letter case aside.
const NAMES: [&str; 3] = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"];

/// Whether a file begins as PDFs do.
pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"%PDF-")
}

/// The attached invoice, and what it is called.
pub(crate) fn invoice(bytes: &[u8]) -> Result<(String, Vec<u8>), Refused> {
    let document = load(bytes)?;
    let attachments = attachments(&document);
    let invoices: Vec<_> =
        attachments.iter().filter(|(_, name)| NAMES.contains(&name.to_lowercase().as_str())).collect();
    let (stream, name) = match invoices[..] {
        [one] => one,
        [] if attachments.is_empty() => {
            return Err(Refused::new(
                "This PDF has no attachment: it is a picture of a document. Ask its sender for Factur-X, UBL or CII, or for the JSON.",
            ));
        }
        [] => {
            let names: Vec<_> = attachments.values().take(5).map(|name| format!("{name:?}")).collect();
            return Err(Refused::new(format!(
                "This PDF has attachments ({}), and none is called {}; ask its sender for Factur-X, UBL or CII, or for the JSON.",
                names.join(", "),
                NAMES.join(", ")
            )));
        }
        _ => {
            return Err(Refused::new(format!(
                "This PDF has {} invoices attached, and which of them counts is not said; take out the right one and give that.",
                invoices.len()
            )));
        }
    };
    let unpacked = document.get_object(*stream).and_then(Object::as_stream);
    let unpacked = unpacked.and_then(|stream| stream.get_plain_content_with_limit(xml::MAX_BYTES));
    match unpacked {
        Ok(xml) => Ok((name.clone(), xml)),
        Err(e) => Err(Refused::new(format!("The attachment {name:?} of this PDF cannot be unpacked: {e}."))),
    }
}

fn load(bytes: &[u8]) -> Result<Document, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(Refused::new(format!("This PDF has {} bytes; at most 16 MiB are read.", bytes.len())));
    }
    if says_encrypted(bytes) {
        return Err(Refused::new(ENCRYPTED));
    }
    weight::begin();
    let options = LoadOptions {
        filter: Some(weight::keep),
        max_decompressed_size: Some(MAX_LIST),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options);
    if weight::is_too_much() {
        return Err(Refused::new(
            "This PDF unpacks to more than is read; take the invoice out of it and give that.",
        ));
    }
    let document = document.map_err(|e| Refused::new(format!("This PDF cannot be read: {e}.")))?;
    match document.is_encrypted() || document.was_encrypted() {
        true => Err(Refused::new(ENCRYPTED)),
        false => Ok(document),
    }
}

const ENCRYPTED: &str = "This PDF is encrypted; ask its sender for one that is not, or for the XML alone.";

/// Whether the file names a dictionary of encryption. It stands where nothing is packed.
fn says_encrypted(bytes: &[u8]) -> bool {
    const KEY: &[u8] = b"/Encrypt";
    let at = |start: usize| bytes.get(start + KEY.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
    bytes.windows(KEY.len()).enumerate().any(|(start, window)| window == KEY && at(start))
}

/// The attachments by the objects that hold them: those of the catalog's `/AF`, and those of `/Names /EmbeddedFiles`.
fn attachments(document: &Document) -> BTreeMap<ObjectId, String> {
    let mut found = BTreeMap::new();
    let Ok(catalog) = document.catalog() else { return found };
    if let Ok(files) = catalog.get_deref(b"AF", document).and_then(Object::as_array) {
        for file in files.iter().take(MAX_ENTRIES) {
            found.extend(attachment(document, file));
        }
    }
    let names = catalog.get_deref(b"Names", document).and_then(Object::as_dict);
    if let Ok(tree) =
        names.and_then(|names| names.get_deref(b"EmbeddedFiles", document)).and_then(Object::as_dict)
    {
        let mut left = MAX_ENTRIES;
        named(document, tree, MAX_LEVELS, &mut left, &mut found);
    }
    found
}

/// The attachments of a tree of names.
fn named(
    document: &Document,
    tree: &Dictionary,
    levels: usize,
    left: &mut usize,
    found: &mut BTreeMap<ObjectId, String>,
) {
    let list = |key: &[u8]| tree.get_deref(key, document).and_then(Object::as_array).ok();
    for file in list(b"Names").into_iter().flat_map(|names| names.iter().skip(1).step_by(2)) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        found.extend(attachment(document, file));
    }
    for kid in list(b"Kids").into_iter().flatten() {
        let kid = document.dereference(kid).and_then(|(_, kid)| kid.as_dict());
        if let (Ok(kid), 1..) = (kid, levels)
            && *left > 0
        {
            *left -= 1;
            named(document, kid, levels - 1, left, found);
        }
    }
}

/// The object that holds an attached file, and its name.
fn attachment(document: &Document, file: &Object) -> Option<(ObjectId, String)> {
    let file = document.dereference(file).ok()?.1.as_dict().ok()?;
    let of = |key: &[u8]| file.get_deref(key, document).ok().and_then(|name| decode_text_string(name).ok());
    let held = file.get_deref(b"EF", document).and_then(Object::as_dict).ok()?;
    let stream =
        [&b"UF"[..], b"F"].into_iter().find_map(|key| held.get(key).and_then(Object::as_reference).ok())?;
    Some((stream, of(b"UF").or_else(|| of(b"F")).unwrap_or_default()))
}
