//! Codes of carriers, and the lists that they are from.

use crate::document::codes;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The list that a carrier's code is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeList {
    /// Ship Message Design Group's liner codes.
    Smdg,
    /// NMFTA's Standard Carrier Alpha Codes.
    Nmfta,
    /// IMO's numbers of companies and registered owners: of ships' owners that carry in bulk and have no SCAC.
    Imo,
    /// Legal entity identifiers (ISO 17442): of forwarders, warehouse keepers and whoever else has no other code.
    Lei,
}

impl CodeList {
    /// All lists, in the order in which a code that does not say of which it is is looked for.
    pub const ALL: [Self; 4] = [Self::Nmfta, Self::Smdg, Self::Imo, Self::Lei];

    /// The name that stands in front of its codes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Smdg => "SMDG",
            Self::Nmfta => "NMFTA",
            Self::Imo => "IMO",
            Self::Lei => "LEI",
        }
    }

    /// The list of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == name)
    }

    /// What its codes look like.
    #[must_use]
    pub const fn form(self) -> &'static str {
        match self {
            Self::Smdg | Self::Nmfta => "2 to 4 capital letters or digits",
            Self::Imo => "the 7 digits of a company's or registered owner's number, the last a check digit",
            Self::Lei => "18 capital letters or digits and 2 check digits",
        }
    }

    /// Whether a code has the form of this list's.
    #[must_use]
    pub fn has_form(self, code: &str) -> bool {
        match self {
            Self::Smdg | Self::Nmfta => {
                (2..=4).contains(&code.len())
                    && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            }
            Self::Imo => codes::is_imo_company(code),
            Self::Lei => codes::is_lei(code),
        }
    }
}

impl fmt::Display for CodeList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A code of one list, in that list's form. It is written `NMFTA:MAEU`, in files, too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CarrierCode {
    list: CodeList,
    code: String,
}

/// Why a text is no carrier's code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarrierCodeError {
    /// It does not say of which list it is.
    #[error(
        "`{0}` does not say of which list it is: SMDG, NMFTA, IMO or LEI stands in front, as in NMFTA:MAEU"
    )]
    List(String),
    /// It has not the form of the list's codes.
    #[error("`{code}` is no code of {list}: those are {}", list.form())]
    Form {
        /// The list.
        list: CodeList,
        /// The text.
        code: String,
    },
}

impl CarrierCode {
    /// A code of a list.
    ///
    /// # Errors
    /// [`CarrierCodeError::Form`].
    pub fn new(list: CodeList, code: impl Into<String>) -> Result<Self, CarrierCodeError> {
        let code = code.into();
        if list.has_form(&code) {
            Ok(Self { list, code })
        } else {
            Err(CarrierCodeError::Form { list, code })
        }
    }

    /// The list that it is from.
    #[must_use]
    pub const fn list(&self) -> CodeList {
        self.list
    }

    /// The code itself.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

impl fmt::Display for CarrierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.list, self.code)
    }
}

impl FromStr for CarrierCode {
    type Err = CarrierCodeError;

    fn from_str(text: &str) -> Result<Self, CarrierCodeError> {
        let parts = text.split_once(':').and_then(|(list, code)| Some((CodeList::named(list)?, code)));
        let (list, code) = parts.ok_or_else(|| CarrierCodeError::List(text.to_owned()))?;
        Self::new(list, code)
    }
}

impl TryFrom<String> for CarrierCode {
    type Error = CarrierCodeError;

    fn try_from(text: String) -> Result<Self, CarrierCodeError> {
        text.parse()
    }
}

impl From<CarrierCode> for String {
    fn from(code: CarrierCode) -> Self {
        code.to_string()
    }
}
