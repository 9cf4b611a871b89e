//! What was made of a file, and what was left out of it.

use crate::{Format, place::Places};
use plimsoll_circuits::document::{Fault, Faults, Json, Rule};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Why a file is not read, in one sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// One field that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its JSON path in what was made of the file.
    pub field: String,
    /// What its format calls it, such as `BT-1` of EN 16931; none where the format has no such numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<&'static str>,
    /// Where it stands in the file.
    pub place: String,
    /// What stands there, white space aside.
    pub text: String,
    /// What was made of it.
    pub value: String,
}

/// Something in the file that was not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Where it stands in the file.
    pub place: String,
    /// What stands there, in short.
    pub text: String,
    /// Why it was left out.
    pub why: String,
    /// The field that it would have been, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// The id of the rule under which a reader of files says what is to be looked at in one.
pub const READING: &str = "READING";

/// Most things that were left out and are named each.
pub(crate) const MAX_LEFT: usize = 4096;

/// A file that was read: the JSON that Plimsoll's readers take, what each of its fields was made of, and everything else that stands in the
/// file.
#[derive(Clone, Debug)]
pub struct Read {
    /// The file's format.
    pub format: Format,
    /// The document, which may have faults: `Invoice::parse` or `Received::parse` judges it.
    pub json: Json,
    /// The fields in the order in which they were read.
    pub fields: Vec<Field>,
    /// What was not used, in the file's order; if it is very much, the last entry says how much more there is.
    pub left: Vec<Left>,
    /// How it was read.
    pub notes: Vec<String>,
    /// What whoever judges the document should look at in the file, under the rule [`READING`].
    pub advice: Vec<Fault>,
    pub(crate) places: Places,
}

impl Read {
    /// Whether it is an invoice; else it is a bill.
    #[must_use]
    pub fn is_invoice(&self) -> bool {
        self.json.get("documentType").and_then(Json::as_text) == Some("commercialInvoice")
    }

    /// The document as a JSON file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        // Writing to memory cannot fail; nothing is no document.
        let mut bytes = serde_json::to_vec_pretty(&self.json).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Gives an invoice the reference of its transport document, which most of these formats have no field for. It is noted in `source` as
    /// what does not stand in the file.
    ///
    /// # Errors
    /// If the file names one itself.
    pub fn with_transport_document(mut self, reference: &str) -> Result<Self, Refused> {
        const KEY: &str = "transportDocumentReference";
        if let Some(named) = self.json.get(KEY).and_then(Json::as_text) {
            let what =
                format!("The file itself names the transport document {named}; leave the reference out.");
            return Err(Refused::new(what));
        }
        if let Json::Object(entries) = &mut self.json {
            for (key, value) in entries.iter_mut() {
                if let ("source", Json::Object(source)) = (key.as_str(), value) {
                    source.push(("added".to_owned(), Json::List(vec![Json::Text(KEY.to_owned())])));
                }
            }
            entries.push((KEY.to_owned(), Json::Text(reference.to_owned())));
        }
        Ok(self)
    }

    /// The findings on the document with their places in the file. Where nothing stands there, the place is where it would, and where
    /// something was left out for a reason, the message says that.
    #[must_use]
    pub fn in_the_file(&self, found: Faults) -> Faults {
        let moved = |found: Vec<Fault>| found.into_iter().map(|fault| self.moved(fault)).collect();
        Faults { faults: moved(found.faults), advice: moved(found.advice) }
    }

    fn moved(&self, mut fault: Fault) -> Fault {
        // A party without an id may have some that were left out.
        let is_of_party = fault.rule == Rule::PartyId.id();
        let is_it = |field: &str| field == fault.path || is_of_party && field.starts_with(&fault.path);
        for left in self.left.iter().filter(|left| left.field.as_deref().is_some_and(is_it)) {
            fault.message.push_str(&format!(" At {} stands {:?}: {}.", left.place, left.text, left.why));
        }
        let is_missing = [Rule::Required.id(), Rule::UnLocode.id()].contains(&fault.rule);
        if is_missing && !self.places.knows(&fault.path) {
            fault.message.push_str(
                " This format has no field for it: write it into what `plimsoll bill read --out` writes.",
            );
        }
        fault.message.push_str(&format!(" (It is {} of what was read.)", fault.path));
        fault.path = self.places.of(&fault.path);
        fault
    }
}

/// SHA-256 of the file, as it is kept in the document.
pub(crate) fn source(format: Format, file: &[u8]) -> Json {
    let text = |text: String| Json::Text(text);
    Json::Object(vec![
        ("format".to_owned(), text(format.name().to_owned())),
        ("sha256".to_owned(), text(hex::encode(Sha256::digest(file)))),
    ])
}
