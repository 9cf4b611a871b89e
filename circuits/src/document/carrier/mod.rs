//! Carriers under one id each, whichever code list names them.

mod code;
mod standard;
#[cfg(test)]
mod tests;

pub use code::{CarrierCode, CarrierCodeError, CodeList};

use super::fault::Rule;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, ops::Range};

/// The canonical id of a carrier. Never renumbered, never reused.
pub type CarrierId = u16;

/// The ids that a ledger gives: below are those of the program's own table, above those of fictional carriers.
pub const GIVEN_IDS: Range<CarrierId> = 1_000..60_000;

/// One carrier or forwarder of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    /// Canonical id.
    pub id: CarrierId,
    /// Name, for people only.
    pub name: String,
    /// The codes that it was entered with. They never change: the SCACs among them are dropped in front of its references,
    /// so they decide which bills are the same.
    pub codes: Vec<CarrierCode>,
    /// The codes that came later. They lead to the carrier, and are dropped from no reference: a bill that was read before keeps
    /// its fingerprint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<CarrierCode>,
}

impl Carrier {
    /// A carrier that is entered now.
    #[must_use]
    pub fn new(id: CarrierId, name: impl Into<String>, codes: Vec<CarrierCode>) -> Self {
        Self { id, name: name.into(), codes, further: Vec::new() }
    }

    /// All its codes.
    pub fn all_codes(&self) -> impl Iterator<Item = &CarrierCode> {
        self.codes.iter().chain(&self.further)
    }

    /// A normalised reference without the carrier's own SCAC in front, which is dropped once; `None` if nothing else is there.
    #[must_use]
    pub fn bare(&self, reference: &str) -> Option<String> {
        let mut scacs = self.codes.iter().filter(|code| code.list() == CodeList::Nmfta);
        let rest = scacs.find_map(|scac| reference.strip_prefix(scac.code())).unwrap_or(reference);
        (!rest.is_empty()).then(|| rest.to_owned())
    }
}

/// Why something could not be added to a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarrierTableError {
    /// The id stands for another carrier.
    #[error("id {0} stands for a carrier already")]
    IdTaken(CarrierId),
    /// The code stands for a carrier already.
    #[error("{0} stands for carrier {1} already")]
    CodeTaken(CarrierCode, CarrierId),
    /// A carrier that nothing leads to.
    #[error("carrier {0} has no code")]
    NoCode(CarrierId),
    /// There is no such carrier.
    #[error("no carrier has the id {0}")]
    UnknownId(CarrierId),
}

/// What a later table has otherwise than an earlier one, so that a bill would not be known again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Renumbered {
    /// A carrier is no more.
    #[error("carrier {0} is gone")]
    Gone(CarrierId),
    /// Which codes are dropped in front of references would change.
    #[error("carrier {0} has other codes than it was entered with")]
    Entered(CarrierId),
    /// A code that came later stands for it no more.
    #[error("{0} no longer stands for carrier {1}")]
    Moved(CarrierCode, CarrierId),
}

/// Which carrier a code stands for. All members of a ledger must use the same table: it decides which bills are the same.
/// No two carriers have one id or one code, and each has a code, wherever a table comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Carrier>", into = "Vec<Carrier>")]
pub struct CarrierTable {
    carriers: Vec<Carrier>,
    /// Where in `carriers` a code's carrier is.
    codes: HashMap<CarrierCode, usize>,
}

impl CarrierTable {
    /// Adds a carrier.
    ///
    /// # Errors
    /// If the id or one of the codes already stands for a carrier, or it has no code; nothing is added then.
    pub fn add(&mut self, carrier: Carrier) -> Result<(), CarrierTableError> {
        if self.by_id(carrier.id).is_some() {
            return Err(CarrierTableError::IdTaken(carrier.id));
        }
        if carrier.codes.is_empty() {
            return Err(CarrierTableError::NoCode(carrier.id));
        }
        self.lead(carrier.all_codes().cloned().collect(), carrier.id, self.carriers.len())?;
        self.carriers.push(carrier);
        Ok(())
    }

    /// Adds codes to a carrier that is in the table.
    ///
    /// # Errors
    /// If there is none of this id, or one of the codes already stands for a carrier; nothing is added then.
    pub fn extend(&mut self, id: CarrierId, codes: Vec<CarrierCode>) -> Result<&Carrier, CarrierTableError> {
        let position = self.carriers.iter().position(|carrier| carrier.id == id);
        let position = position.ok_or(CarrierTableError::UnknownId(id))?;
        self.lead(codes.clone(), id, position)?;
        let carrier = &mut self.carriers[position];
        carrier.further.extend(codes);
        Ok(carrier)
    }

    /// Lets codes lead to the carrier at `position`, whose id is `id`; none of them if one is taken.
    fn lead(
        &mut self,
        codes: Vec<CarrierCode>,
        id: CarrierId,
        position: usize,
    ) -> Result<(), CarrierTableError> {
        let mut new = HashMap::new();
        for code in codes {
            if let Some(taken) = self.codes.get(&code) {
                return Err(CarrierTableError::CodeTaken(code, self.carriers[*taken].id));
            }
            if new.insert(code.clone(), position).is_some() {
                return Err(CarrierTableError::CodeTaken(code, id));
            }
        }
        self.codes.extend(new);
        Ok(())
    }

    /// The first id that a ledger may give and that is free; `None` if there is none left.
    #[must_use]
    pub fn free_id(&self) -> Option<CarrierId> {
        GIVEN_IDS.into_iter().find(|id| self.by_id(*id).is_none())
    }

    /// Whether every bill that `earlier` read has the same fingerprint by this table: whether every carrier is there under its id,
    /// with the codes that it was entered with, and every further code leads to it still. Names may change.
    ///
    /// # Errors
    /// The first thing that is otherwise.
    pub fn continues(&self, earlier: &Self) -> Result<(), Renumbered> {
        for carrier in &earlier.carriers {
            let now = self.by_id(carrier.id).ok_or(Renumbered::Gone(carrier.id))?;
            if now.codes != carrier.codes {
                return Err(Renumbered::Entered(carrier.id));
            }
            if let Some(moved) = carrier.further.iter().find(|code| !now.further.contains(code)) {
                return Err(Renumbered::Moved(moved.clone(), carrier.id));
            }
        }
        Ok(())
    }

    /// The carrier of a code.
    #[must_use]
    pub fn find(&self, list: CodeList, code: &str) -> Option<&Carrier> {
        self.carriers.get(*self.codes.get(&CarrierCode::new(list, code).ok()?)?)
    }

    /// The carrier of an id.
    #[must_use]
    pub fn by_id(&self, id: CarrierId) -> Option<&Carrier> {
        self.carriers.iter().find(|c| c.id == id)
    }

    /// All carriers.
    #[must_use]
    pub fn carriers(&self) -> &[Carrier] {
        &self.carriers
    }

    /// The carrier of a code, or the rule that the code breaks and what to do about it.
    pub(crate) fn look_up(&self, list: CodeList, code: &str) -> Result<&Carrier, (Rule, String)> {
        if let Some(carrier) = self.find(list, code) {
            return Ok(carrier);
        }
        let other = |list: CodeList| Some((list, self.find(list, code)?));
        if let Some((other, carrier)) = CodeList::ALL.into_iter().find_map(other) {
            return Err((Rule::CarrierCodeList, format!("{code} is {}'s code of {other}.", carrier.name)));
        }
        let what_to_do = match CarrierCode::new(list, code) {
            Ok(code) => format!(
                "{code} is not: a ledger's member administration adds it for all its members, with `plimsoll directory carriers \
                 add`; whoever then names that ledger reads the document."
            ),
            Err(error) => format!("{error}."),
        };
        Err((Rule::CarrierUnknown, what_to_do))
    }
}

impl TryFrom<Vec<Carrier>> for CarrierTable {
    type Error = CarrierTableError;

    fn try_from(carriers: Vec<Carrier>) -> Result<Self, CarrierTableError> {
        let mut table = Self::default();
        carriers.into_iter().try_for_each(|carrier| table.add(carrier))?;
        Ok(table)
    }
}

impl From<CarrierTable> for Vec<Carrier> {
    fn from(table: CarrierTable) -> Self {
        table.carriers
    }
}
