#![doc = include_str!("../README.md")]

mod bill;
mod draft;
mod en16931;
mod json;
mod path;
mod pdf;
mod place;
mod read;
mod tree;
mod xml;

pub use self::read::{Field, Left, READING, Read, Refused};

use plimsoll_circuits::document::{Fault, Json};

/// A format that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// An invoice of the Universal Business Language, as in Peppol.
    Ubl,
    /// An invoice of UN/CEFACT, as in XRechnung.
    Cii,
    /// A PDF with an invoice of UN/CEFACT attached: Factur-X, ZUGFeRD.
    FacturX,
    /// A bill of TradeTrust in OpenAttestation 2: salted values under a Merkle root.
    OpenAttestation2,
    /// A bill of TradeTrust in OpenAttestation 3.
    OpenAttestation3,
    /// A bill of TradeTrust as a W3C verifiable credential.
    Credential,
    /// FIATA's electronic bill of lading.
    Efbl,
}

impl Format {
    /// What it is called, as programs read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ubl => "UBL-2.1",
            Self::Cii => "CII",
            Self::FacturX => "Factur-X",
            Self::OpenAttestation2 => "OpenAttestation-2",
            Self::OpenAttestation3 => "OpenAttestation-3",
            Self::Credential => "W3C-VC",
            Self::Efbl => "FIATA-eFBL",
        }
    }
}

/// Reads a file that is in one of the formats, or may be; `None` of any other, which is for Plimsoll's own readers.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Result<Read, Refused>> {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"<") || pdf::is_pdf(bytes) {
        return Some(invoice(bytes));
    }
    let document = Json::parse(bytes).ok()?;
    bill::format(&document).map(|format| bill::read(format, &document, bytes))
}

/// Reads a bill in any of the formats.
///
/// # Errors
/// If it is none, or one that cannot be read.
pub fn bill(bytes: &[u8]) -> Result<Read, Refused> {
    let document = Json::parse(bytes).map_err(|found| Refused::new(found.to_string()))?;
    match bill::format(&document) {
        Some(format) => bill::read(format, &document, bytes),
        None => Err(Refused::new("This is no bill of TradeTrust, and no eFBL of FIATA's.")),
    }
}

/// Reads an invoice in any of the formats.
///
/// # Errors
/// If it is none, or one that cannot be read.
pub fn invoice(bytes: &[u8]) -> Result<Read, Refused> {
    if !pdf::is_pdf(bytes) {
        return en16931::read(None, bytes, bytes);
    }
    let (name, xml) = pdf::invoice(bytes)?;
    let mut read = en16931::read(Some(Format::FacturX), &xml, bytes)?;
    read.notes.insert(0, format!("it is read from the attachment {name:?}"));
    let message =
        "What the pages of the PDF show is not read, and may be another invoice than the one attached.";
    read.advice.insert(
        0,
        Fault { path: "/".to_owned(), rule: READING, message: message.to_owned(), seen: Some(name) },
    );
    Ok(read)
}
