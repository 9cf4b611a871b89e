//! By which table of carriers a command reads documents.

use super::{context::Context, error::Failure};
use plimsoll_circuits::document::{Carrier, CarrierCode, CarrierTable, CodeList};
use serde::Serialize;
use std::fmt;

/// Carriers and their codes, and where they are from.
pub(super) struct Carriers {
    pub(super) table: CarrierTable,
    pub(super) origin: Origin,
}

/// Where a table of carriers is from.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Origin {
    /// The edition of the ledger's directory; none if the table is the program's own.
    #[serde(rename = "directory_edition", skip_serializing_if = "Option::is_none")]
    pub(super) edition: Option<u64>,
}

impl Context {
    /// The carriers of the ledger's directory; where there is no ledger, those that the program knows by itself.
    pub(super) fn carriers(&self) -> Result<Carriers, Failure> {
        if !self.place().folder().exists() {
            return Ok(Carriers { table: CarrierTable::standard(), origin: Origin { edition: None } });
        }
        let directory = self.directory(self.ledger_to_read()?.genesis())?;
        let origin = Origin { edition: Some(directory.edition()) };
        Ok(Carriers { table: directory.carriers().clone(), origin })
    }
}

/// The carrier of a code, which has its list in front (`SMDG:MSK`) or is a SCAC, else of another list.
pub(super) fn of_code<'t>(table: &'t CarrierTable, text: &str) -> Result<&'t Carrier, Failure> {
    let code = text.to_ascii_uppercase();
    let found = match code.parse::<CarrierCode>() {
        Ok(code) => table.find(code.list(), code.code()),
        Err(_) => CodeList::ALL.into_iter().find_map(|list| table.find(list, &code)),
    };
    found.ok_or_else(|| {
        Failure::usage(format!("the carrier table knows no {text}")).help(
            "give a code of the carrier, such as MAEU or SMDG:MSK; `plimsoll directory carriers list` shows them, and the member \
             administration adds one that is missing with `plimsoll directory carriers add`",
        )
    })
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.edition {
            Some(edition) => write!(f, "those of edition {edition} of the ledger's directory"),
            None => {
                f.write_str("those that this program knows by itself; there is no ledger here (--ledger)")
            }
        }
    }
}
