#![doc = include_str!("../README.md")]

mod draft;
mod en16931;
mod path;
mod place;
mod read;
mod tree;
mod xml;

pub use read::{Field, Left, Read, Refused};

/// A format that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// An invoice of the Universal Business Language, as in Peppol.
    Ubl,
    /// An invoice of UN/CEFACT, as in XRechnung.
    Cii,
}

impl Format {
    /// What it is called, as programs read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ubl => "UBL-2.1",
            Self::Cii => "CII",
        }
    }
}

/// Reads an invoice in any of the formats.
///
/// # Errors
/// If it is none, or one that cannot be read.
pub fn invoice(bytes: &[u8]) -> Result<Read, Refused> {
    en16931::read(None, bytes, bytes)
}
