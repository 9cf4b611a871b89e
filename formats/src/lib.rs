#![doc = include_str!("../README.md")]

mod draft;
mod en16931;
mod path;
mod pdf;
mod place;
mod read;
mod tree;
mod xml;

pub use self::read::{Field, Left, Read, Refused};

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
}

impl Format {
    /// What it is called, as programs read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ubl => "UBL-2.1",
            Self::Cii => "CII",
            Self::FacturX => "Factur-X",
        }
    }
}

/// Reads a file that is in one of the formats, or may be; `None` of any other, which is for Plimsoll's own readers.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Result<Read, Refused>> {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    (start.starts_with(b"<") || pdf::is_pdf(bytes)).then(|| invoice(bytes))
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
    read.notes.insert(0, format!("it is read from the attachment {name:?}; what the pages show is not read"));
    Ok(read)
}
