//! Published lists: what a policy looks values up in.

mod entry;
mod file;
mod head;
mod prepared;
mod signed;
mod table;
mod terms;

pub use entry::Entry;
pub use file::{LIST_SCHEMA, List, ListError};
pub use head::ListHead;
pub use signed::Signed;
pub use table::{Dropped, FromTable, TableError};
pub use terms::{ListTerms, TermsError};

use super::{plan::ListWidth, unit::Unit};

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// UN/LOCODEs.
    Port,
    /// Countries, ISO 3166-1 alpha-2.
    Country,
    /// HS codes by what they begin with: 2 to 12 digits.
    Hs,
    /// Ships' IMO numbers.
    Imo,
    /// Canonical party ids, such as `LEI:..`.
    Party,
    /// Legal entity identifiers, written without the scheme.
    Lei,
    /// Containers, ISO 6346.
    Container,
    /// Currencies, ISO 4217.
    Currency,
    /// Carriers by their canonical id.
    Carrier,
    /// Document numbers, in their normalised form.
    Reference,
    /// Codes of at most 31 characters.
    Code,
    /// Texts, exactly as documents write them.
    Text,
    /// Names of parties, by their [keys](crate::document::name_key()).
    Name,
}

impl ListKind {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Port,
        Self::Country,
        Self::Hs,
        Self::Imo,
        Self::Party,
        Self::Lei,
        Self::Container,
        Self::Currency,
        Self::Carrier,
        Self::Reference,
        Self::Code,
        Self::Text,
        Self::Name,
    ];

    /// The name by which policies and list files speak of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Port => "port",
            Self::Country => "country",
            Self::Hs => "hs",
            Self::Imo => "imo",
            Self::Party => "party",
            Self::Lei => "lei",
            Self::Container => "container",
            Self::Currency => "currency",
            Self::Carrier => "carrier",
            Self::Reference => "reference",
            Self::Code => "code",
            Self::Text => "text",
            Self::Name => "name",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// In words, behind "a list of".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Port => "UN/LOCODEs",
            Self::Country => "countries",
            Self::Hs => "HS codes",
            Self::Imo => "IMO numbers",
            Self::Party => "party ids",
            Self::Lei => "legal entity identifiers",
            Self::Container => "containers",
            Self::Currency => "currencies",
            Self::Carrier => "carriers",
            Self::Reference => "document numbers",
            Self::Code => "codes",
            Self::Text => "texts",
            Self::Name => "names",
        }
    }

    /// What its entries are.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Port => Unit::Port,
            Self::Country => Unit::Country,
            Self::Hs => Unit::Hs,
            Self::Imo => Unit::Imo,
            Self::Party | Self::Lei => Unit::Party,
            Self::Container => Unit::Container,
            Self::Currency => Unit::Currency,
            Self::Carrier => Unit::Id,
            Self::Reference => Unit::Reference,
            Self::Code => Unit::Code(&[]),
            Self::Text => Unit::Text,
            Self::Name => Unit::NameKey,
        }
    }

    /// Whether values of a unit can be looked up in it.
    #[must_use]
    pub fn takes(self, unit: Unit) -> bool {
        self.unit().agrees(unit)
    }

    /// How its values are compared.
    #[must_use]
    pub const fn width(self) -> ListWidth {
        match self {
            Self::Hs => ListWidth::Prefixes,
            Self::Port | Self::Country | Self::Imo | Self::Currency | Self::Carrier => ListWidth::Narrow,
            Self::Party
            | Self::Lei
            | Self::Container
            | Self::Reference
            | Self::Code
            | Self::Text
            | Self::Name => ListWidth::Wide,
        }
    }
}

/// Whether this can be a list's name.
fn is_list_name(name: &str) -> bool {
    super::read::is_name(name)
}
