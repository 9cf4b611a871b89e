//! Parties and their canonical ids. Names, in whatever script, never decide who a party is.

use super::{codes, fault::Rule, reader::At, text::normalise};
use crate::field::F;
use std::fmt;
use unicode_normalization::UnicodeNormalization as _;

/// Who a party is: the strongest id that the document gives for it.
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

impl PartyId {
    /// The field element that stands for it: its text form as a [`value`](super::text::value).
    #[must_use]
    pub fn value(&self) -> F {
        super::text::value(&self.to_string())
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
    /// Name, for people only.
    pub name: String,
    /// Canonical id, if the document gives one.
    pub id: Option<PartyId>,
    /// Country of its address.
    pub country: Option<String>,
    /// Whether it is a notify party as well.
    pub is_notify: bool,
}

impl Party {
    /// The id's field element, 0 if there is none.
    #[must_use]
    pub fn id_value(&self) -> F {
        self.id.as_ref().map_or_else(|| F::from(0u64), PartyId::value)
    }

    /// What says that two parties may be one: the id, else `NAME:` and the name in NFKC and upper case, letters and digits alone. `None` if
    /// there is neither. It decides nothing.
    #[must_use]
    pub fn likeness(&self) -> Option<String> {
        let name = || self.folded_name().map(|name| format!("NAME:{name}"));
        self.id.as_ref().map(PartyId::to_string).or_else(name)
    }

    /// Whether two parties may be one: they have the same id or, unless both have an LEI, the same name but for its spelling. It decides
    /// nothing.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        match (&self.id, &other.id) {
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
    let country = at
        .opt("address")
        .and_then(At::object)
        .and_then(|address| address.opt("countryCode"))
        .and_then(|country| country.code(Rule::Country, codes::is_country));
    let is_notify = at.opt("isNotifyParty").and_then(|flag| flag.flag()).unwrap_or(false);
    Some(Party {
        name: name?.to_owned(),
        id: ids.into_iter().next(),
        country: country.map(str::to_owned),
        is_notify,
    })
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
