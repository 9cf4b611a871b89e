//! Carriers under one id each, whichever code list names them.

use super::fault::Rule;
use std::collections::HashMap;

/// The canonical id of a carrier. Never renumbered, never reused.
pub type CarrierId = u16;

/// The list that a carrier's code is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeList {
    /// Ship Message Design Group's liner codes.
    Smdg,
    /// NMFTA's Standard Carrier Alpha Codes.
    Nmfta,
}

impl CodeList {
    /// The names of the lists.
    pub const NAMES: [&'static str; 2] = ["SMDG", "NMFTA"];

    /// The list of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Smdg, Self::Nmfta]
            .into_iter()
            .zip(Self::NAMES)
            .find_map(|(list, own)| (own == name).then_some(list))
    }
}

/// One carrier of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Canonical id.
    pub id: CarrierId,
    /// Name, for people only.
    pub name: String,
    /// SMDG liner codes.
    pub smdg: Vec<String>,
    /// Standard Carrier Alpha Codes.
    pub scac: Vec<String>,
}

/// Public code pairs of container carriers. The last two are fictional and serve the samples.
const STANDARD: &[(CarrierId, &str, &[&str], &[&str])] = &[
    (1, "Maersk", &["MSK"], &["MAEU"]),
    (2, "MSC", &["MSC"], &["MSCU"]),
    (3, "CMA CGM", &["CMA"], &["CMDU"]),
    (4, "Hapag-Lloyd", &["HLC"], &["HLCU"]),
    (5, "Ocean Network Express", &["ONE"], &["ONEY"]),
    (6, "COSCO Shipping Lines", &["COS"], &["COSU"]),
    (7, "Evergreen", &["EMC"], &["EGLV"]),
    (8, "Yang Ming", &["YML"], &["YMLU"]),
    (9, "OOCL", &["OOL"], &["OOLU"]),
    (10, "ZIM", &["ZIM"], &["ZIMU"]),
    (11, "HMM", &["HMM"], &["HDMU"]),
    (12, "Wan Hai Lines", &["WHL"], &["WHLC"]),
    (13, "Pacific International Lines", &["PIL"], &["PABV", "PCIU"]),
    (14, "APL", &["APL"], &["APLU"]),
    (15, "ANL", &["ANL"], &["ANNU"]),
    (16, "Hamburg Süd", &["SUD"], &["SUDU"]),
    (17, "SM Line", &["SML"], &["SMLM"]),
    (60_001, "Example Line (fictional)", &["ZZE"], &["ZZEL"]),
    (60_002, "Example Forwarding (fictional)", &["ZZF"], &["ZZFW"]),
];

/// Why a carrier could not be added to a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarrierTableError {
    /// The id stands for another carrier.
    #[error("carrier id {0} is taken; ids are never renumbered, so choose a free one")]
    IdTaken(CarrierId),
    /// The code stands for another carrier.
    #[error("carrier code {0} already stands for carrier {1}")]
    CodeTaken(String, CarrierId),
    /// A code is not 2 to 4 capital letters or digits.
    #[error("carrier code {0:?} is not 2 to 4 capital letters or digits")]
    CodeForm(String),
}

/// Which carrier a code stands for. All members of a ledger must use the same table: it decides which bills are the same.
#[derive(Clone, Debug, Default)]
pub struct CarrierTable {
    carriers: Vec<Carrier>,
    codes: HashMap<(CodeList, String), usize>,
}

impl CarrierTable {
    /// The table that comes with this crate.
    #[must_use]
    pub fn standard() -> Self {
        let owned = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect();
        let mut table = Self::default();
        for (id, name, smdg, scac) in STANDARD {
            let added = table.add(Carrier {
                id: *id,
                name: (*name).to_owned(),
                smdg: owned(smdg),
                scac: owned(scac),
            });
            debug_assert_eq!(added, Ok(()));
        }
        table
    }

    /// Adds a carrier.
    ///
    /// # Errors
    /// If the id or one of the codes already stands for a carrier, or a code is malformed; nothing is added then.
    pub fn add(&mut self, carrier: Carrier) -> Result<(), CarrierTableError> {
        if self.carriers.iter().any(|c| c.id == carrier.id) {
            return Err(CarrierTableError::IdTaken(carrier.id));
        }
        let smdg = carrier.smdg.iter().map(|code| (CodeList::Smdg, code.clone()));
        let codes: Vec<_> =
            smdg.chain(carrier.scac.iter().map(|code| (CodeList::Nmfta, code.clone()))).collect();
        for (list, code) in &codes {
            if !(2..=4).contains(&code.len())
                || !code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            {
                return Err(CarrierTableError::CodeForm(code.clone()));
            }
            if let Some(other) = self.find(*list, code) {
                return Err(CarrierTableError::CodeTaken(code.clone(), other.id));
            }
        }
        let position = self.carriers.len();
        self.carriers.push(carrier);
        self.codes.extend(codes.into_iter().map(|code| (code, position)));
        Ok(())
    }

    /// The carrier of a code.
    #[must_use]
    pub fn find(&self, list: CodeList, code: &str) -> Option<&Carrier> {
        self.carriers.get(*self.codes.get(&(list, code.to_owned()))?)
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
        let (other, named) = match list {
            CodeList::Smdg => (CodeList::Nmfta, "NMFTA"),
            CodeList::Nmfta => (CodeList::Smdg, "SMDG"),
        };
        Err(match self.find(other, code) {
            Some(carrier) => {
                (Rule::CarrierCodeList, format!("{code} is {}'s code of {named}.", carrier.name))
            }
            None => (
                Rule::CarrierUnknown,
                format!(
                    "{code} is not in the table of this version, which all members share; no command adds to it."
                ),
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_lead_to_one_carrier() {
        let table = CarrierTable::standard();
        assert_eq!(table.carriers().len(), STANDARD.len());
        assert_eq!(table.find(CodeList::Smdg, "MSK"), table.find(CodeList::Nmfta, "MAEU"));
        assert_eq!(table.look_up(CodeList::Smdg, "MAEU").unwrap_err().0, Rule::CarrierCodeList);
        let (rule, detail) = table.look_up(CodeList::Nmfta, "MMCU").unwrap_err();
        assert!(rule == Rule::CarrierUnknown && detail.contains("no command adds to it"), "{detail}");
    }

    #[test]
    fn nothing_is_renumbered_or_renamed() {
        let mut table = CarrierTable::standard();
        let carrier =
            |id, scac: &str| Carrier { id, name: "New".into(), smdg: vec![], scac: vec![scac.into()] };
        assert_eq!(table.add(carrier(1, "ZZNW")), Err(CarrierTableError::IdTaken(1)));
        assert_eq!(table.add(carrier(500, "MAEU")), Err(CarrierTableError::CodeTaken("MAEU".into(), 1)));
        assert_eq!(table.add(carrier(500, "maeu")), Err(CarrierTableError::CodeForm("maeu".into())));
        assert_eq!(table.add(carrier(500, "ZZNW")), Ok(()));
        assert_eq!(table.by_id(500).map(|c| c.name.as_str()), Some("New"));
    }
}
