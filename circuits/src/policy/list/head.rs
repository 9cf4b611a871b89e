//! What stands at the top of a list.

use super::{ListError, ListKind};
use crate::{currency::Currency, day::Day};

/// What a list says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHead {
    /// Its name, by which policies speak of it.
    pub name: String,
    /// What it is of.
    pub kind: ListKind,
    /// The currency of its entries' prices of a kilogram; none if it has no prices. Lists of HS codes alone have them.
    pub prices_in: Option<Currency>,
    /// Which edition of it this is, from 1.
    pub edition: u64,
    /// The day that it describes.
    pub dated: Day,
    /// Where it comes from.
    pub source: String,
}

impl ListHead {
    /// Whether it can stand at the top of a list.
    ///
    /// # Errors
    /// What cannot.
    pub(super) fn check(&self) -> Result<(), ListError> {
        let wrong = |key, seen: String, help: &str| Err(ListError::Head { key, seen, help: help.to_owned() });
        if !super::is_list_name(&self.name) {
            return wrong("name", self.name.clone(), "a name has 1 to 64 small letters, digits and hyphens");
        }
        if self.edition == 0 {
            return wrong("edition", "0".to_owned(), "editions are counted from 1");
        }
        match self.prices_in {
            Some(currency) if self.kind != ListKind::Hs => {
                wrong("currency", currency.to_string(), "lists of HS codes alone have prices")
            }
            _ => Ok(()),
        }
    }
}
