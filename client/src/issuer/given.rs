//! Values of soft keys that an issuer signed and that may still be posted: it gives none of their numbers to another bill meanwhile.

use super::{AuditFolder, Papers, Sheet, Slot};
use crate::files::{self, Access};
use plimsoll_circuits::{
    credential::Day,
    field::{F, serde_hex},
};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, fs, io, path::PathBuf};

/// A value of a soft key, and the last day on which it may be posted.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(with = "serde_hex")]
    value: F,
    until: Day,
}

impl AuditFolder {
    /// Values of soft keys that were signed and may still be posted.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(crate) fn given(&self, today: Day) -> io::Result<HashSet<F>> {
        Ok(self.given_until(today)?.into_iter().map(|given| given.value).collect())
    }

    /// Remembers those of a sheet that is signed now.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn give(&self, papers: &Papers, today: Day) -> io::Result<()> {
        let (sheet, until): (&Sheet, _) = match papers {
            Papers::Issued(issued) => (&issued.sheet.content, issued.credential.content.valid_until),
            Papers::Amended(amended) => (&amended.sheet.content, amended.amendment.content.valid_until),
        };
        let mut given = self.given_until(today)?;
        let soft = sheet.slots.iter().filter(|slot| matches!(slot, Slot::Soft { .. }));
        given.extend(soft.map(|slot| Given { value: slot.value(), until }));
        files::replace(&self.given_path(), &self.key.seal(&serde_json::to_vec(&given)?), Access::Secret)
    }

    fn given_until(&self, today: Day) -> io::Result<Vec<Given>> {
        let sealed = match fs::read(self.given_path()) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read?,
        };
        let mut given: Vec<Given> = serde_json::from_slice(&self.open(&sealed)?)?;
        // The ledger takes yesterday's date, too.
        given.retain(|given| given.until.0 + 1 >= today.0);
        Ok(given)
    }

    fn given_path(&self) -> PathBuf {
        self.path.join("numbers")
    }
}
