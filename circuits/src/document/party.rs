//! Parties and their canonical ids. Names, in whatever script, never decide who a party is; lists of names are looked up by their keys.

use super::{
    codes,
    fault::Rule,
    place::{self, Place},
    reader::At,
    text::normalise,
    tree::MAX_RECORDS,
};
use crate::field::F;
use std::fmt;
use unicode_normalization::UnicodeNormalization as _;

/// One of the ids that a document gives for a party.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PartyId {
    /// Legal entity identifier (ISO 17442).
    Lei(String),
    /// Unified social credit code (GB 32100).
    SocialCredit(String),
    /// Another tax or legal reference.
    Tax {
        /// Country of the authority.
        country: String,
        /// Type, normalised.
        kind: String,
        /// Number, normalised.
        number: String,
    },
    /// Decentralised identifier.
    Did(String),
    /// A code of some other list or platform.
    Code {
        /// Who keeps the list.
        provider: String,
        /// The code.
        code: String,
    },
}

/// The schemes of ids, strongest first.
pub const SCHEMES: [&str; 5] = ["LEI", "USCC", "TAX", "DID", "CODE"];

impl PartyId {
    /// The field element that stands for it: its text form as a [`value`](super::text::value).
    #[must_use]
    pub fn value(&self) -> F {
        super::text::value(&self.to_string())
    }

    /// The country whose authority gave it, of tax and legal references.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        match self {
            Self::Tax { country, .. } => Some(country),
            Self::SocialCredit(_) => Some("CN"),
            Self::Lei(_) | Self::Did(_) | Self::Code { .. } => None,
        }
    }

    /// What kind of id it is.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        SCHEMES[self.rank() as usize]
    }

    /// A code of a list that is kept by `provider`.
    #[must_use]
    pub fn of_list(provider: &str, code: &str) -> Self {
        Self::Code { provider: provider.to_owned(), code: code.to_owned() }
    }

    /// Order of preference, strongest first.
    const fn rank(&self) -> u8 {
        match self {
            PartyId::Lei(_) => 0,
            PartyId::SocialCredit(_) => 1,
            PartyId::Tax { .. } => 2,
            PartyId::Did(_) => 3,
            PartyId::Code { .. } => 4,
        }
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartyId::Lei(lei) => write!(f, "LEI:{lei}"),
            PartyId::SocialCredit(code) => write!(f, "USCC:{code}"),
            PartyId::Tax { country, kind, number } => write!(f, "TAX:{country}:{kind}:{number}"),
            PartyId::Did(did) => write!(f, "DID:{did}"),
            PartyId::Code { provider, code } => write!(f, "CODE:{provider}:{code}"),
        }
    }
}

/// A party of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Name.
    pub name: String,
    /// All ids that the document gives, the strongest first, none twice.
    pub ids: Vec<PartyId>,
    /// Country of its address.
    pub country: Option<String>,
    /// Its address, if that has a UN/LOCODE.
    pub address: Option<Place>,
    /// Whether it is a notify party as well.
    pub is_notify: bool,
}

impl Party {
    /// The strongest id, if the document gives one: who the party is.
    #[must_use]
    pub fn id(&self) -> Option<&PartyId> {
        self.ids.first()
    }

    /// The field element of the strongest id, 0 if there is none.
    #[must_use]
    pub fn id_value(&self) -> F {
        self.id().map_or_else(|| F::from(0u64), PartyId::value)
    }

    /// What says that two parties may be one: the id, else `NAME:` and the name in NFKC and upper case, letters and digits alone. `None` if
    /// there is neither. It decides nothing.
    #[must_use]
    pub fn likeness(&self) -> Option<String> {
        let name = || self.folded_name().map(|name| format!("NAME:{name}"));
        self.id().map(PartyId::to_string).or_else(name)
    }

    /// Whether two parties may be one: they have the same id or, unless both have an LEI, the same name but for its spelling. It decides
    /// nothing.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        match (self.id(), other.id()) {
            (Some(a), Some(b)) if a == b => true,
            (Some(PartyId::Lei(_)), Some(PartyId::Lei(_))) => false,
            _ => self.folded_name().is_some_and(|name| other.folded_name() == Some(name)),
        }
    }

    fn folded_name(&self) -> Option<String> {
        let folded = self.name.nfkc().flat_map(char::to_uppercase);
        let name: String = folded.filter(|c| c.is_alphanumeric()).collect();
        (!name.is_empty()).then_some(name)
    }
}

/// Reads a party as DCSA writes them: `partyName`, `identifyingCodes`, `taxLegalReferences`, `address`.
pub(crate) fn read(at: At<'_>) -> Option<Party> {
    let at = at.object()?;
    let name = at.need("partyName").and_then(|name| name.text(70));
    let mut ids = Vec::new();
    if let Some(codes) = at.opt("identifyingCodes").and_then(|codes| codes.list(0, 100)) {
        ids.extend(codes.into_iter().filter_map(identifying_code));
    }
    if let Some(references) = at.opt("taxLegalReferences").and_then(|references| references.list(0, 100)) {
        ids.extend(references.into_iter().filter_map(tax_reference));
    }
    // Among ids of one rank the smallest text wins, so that their order in the file decides nothing.
    ids.sort_by_key(|id| (id.rank(), id.to_string()));
    ids.dedup();
    let address = at.opt("address").and_then(At::object);
    let country = address
        .as_ref()
        .and_then(|address| address.opt("countryCode"))
        .and_then(|country| country.code(Rule::Country, codes::is_country));
    let address = address.filter(|address| address.opt("UNLocationCode").is_some());
    let is_notify = at.opt("isNotifyParty").and_then(|flag| flag.flag()).unwrap_or(false);
    Some(Party {
        name: name?.to_owned(),
        ids,
        country: country.map(str::to_owned),
        address: address.and_then(|address| place::read(address, false)),
        is_notify,
    })
}

/// A further party with what it does, as the document has it.
pub type OtherParty = (String, Party);

/// Reads the further parties of a document, each with its `partyFunction`.
pub(crate) fn others(at: &At<'_>, key: &str) -> Option<Vec<OtherParty>> {
    let Some(list) = at.opt(key) else { return Some(Vec::new()) };
    let other = |at: At<'_>| {
        let at = at.object()?;
        let function = at.need("partyFunction").and_then(|f| f.code(Rule::Pattern, is_function));
        let party = at.need("party").and_then(read);
        Some((function?.to_owned(), party?))
    };
    list.list(0, MAX_RECORDS)?.into_iter().map(other).collect::<Vec<_>>().into_iter().collect()
}

/// A party function: 1 to 31 capital letters, digits and low lines.
fn is_function(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    (1..=31).contains(&text.len()) && text.bytes().all(fits)
}

fn identifying_code(at: At<'_>) -> Option<PartyId> {
    let at = at.object()?;
    let provider_at = at.need("codeListProvider");
    let provider = provider_at.as_ref().and_then(|provider| provider.text(100)).map(str::to_uppercase);
    let list = at.opt("codeListName").and_then(|list| list.text(100));
    let code_at = at.need("partyCode")?;
    let code = code_at.text(150)?;
    let provider = provider?;
    if provider.contains(':') {
        provider_at?.fault_with(Rule::Pattern, "It must hold no colon.");
        return None;
    }
    if provider == "GLEIF" || list == Some("LEI") {
        return code_at.code(Rule::Lei, codes::is_lei).map(|lei| PartyId::Lei(lei.to_owned()));
    }
    if list == Some("DID") && code.starts_with("did:") {
        return Some(PartyId::Did(code.to_owned()));
    }
    Some(PartyId::Code { provider, code: code.to_owned() })
}

fn tax_reference(at: At<'_>) -> Option<PartyId> {
    let at = at.object()?;
    let country = at.need("countryCode").and_then(|country| country.code(Rule::Country, codes::is_country));
    let kind_at = at.need("type");
    let kind = kind_at.as_ref().and_then(|kind| kind.text(50));
    let number_at = at.need("value")?;
    let number = number_at.text(35)?;
    let (country, kind) = (country?, kind?);
    let Some(kind) = normalise(kind) else {
        kind_at?.fault(Rule::Reference);
        return None;
    };
    let Some(number) = normalise(number) else {
        number_at.fault(Rule::Reference);
        return None;
    };
    if country == "CN" && matches!(kind.as_str(), "USCC" | "USCI" | "UCC") {
        if !codes::is_uscc(&number) {
            number_at.fault(Rule::Uscc);
            return None;
        }
        return Some(PartyId::SocialCredit(number));
    }
    Some(PartyId::Tax { country: country.to_owned(), kind, number })
}
