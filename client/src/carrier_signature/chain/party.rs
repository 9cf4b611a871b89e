//! Parties as eBL platforms name them: the actors and recipients of transactions, and to whom a carrier issues.

use super::super::keys::platform;
use crate::party::name;
use plimsoll_circuits::document::{Json, text::normalise};
use serde::Serialize;
use std::{collections::BTreeSet, fmt};

/// A party on a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlatformParty {
    /// Name.
    pub name: String,
    /// The platform's code.
    pub platform: String,
    /// Its identifying codes and tax references, each as `scheme:code`.
    pub codes: BTreeSet<Code>,
    /// On whose behalf it acts, or something is done towards it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub represents: Option<Box<PlatformParty>>,
}

/// A code of a party.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Code {
    /// `LEI`, `DID`, `TAX:country:type`, or who keeps the list.
    pub scheme: String,
    /// The code.
    pub code: String,
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.code)
    }
}

impl fmt::Display for PlatformParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        let codes: Vec<_> = self.codes.iter().map(Code::to_string).collect();
        if !codes.is_empty() {
            write!(f, " ({})", codes.join(", "))?;
        }
        write!(f, " on {}", self.platform)
    }
}

impl PlatformParty {
    /// Reads DCSA's `ActorParty`, `RecipientParty` or `IssueToParty`; `None` without a name and a platform.
    #[must_use]
    pub fn read(json: &Json) -> Option<Self> {
        let text = |key: &str| json.get(key).and_then(Json::as_text).filter(|text| !text.is_empty());
        let on = platform(text("eblPlatform").or_else(|| text("sendToPlatform"))?);
        let mut party = Self::on(on, json)?;
        party.represents =
            json.get("representedParty").and_then(|represented| Self::on(on, represented)).map(Box::new);
        Some(party)
    }

    fn on(platform: &str, json: &Json) -> Option<Self> {
        let name = json.get("partyName")?.as_text().filter(|name| !name.is_empty())?;
        let list = |key: &str| match json.get(key) {
            Some(Json::List(list)) => list.as_slice(),
            _ => &[],
        };
        let codes = list("identifyingCodes").iter().filter_map(identifying);
        let codes = codes.chain(list("taxLegalReferences").iter().filter_map(tax)).collect();
        Some(Self { name: name.to_owned(), platform: platform.to_owned(), codes, represents: None })
    }

    /// Whether it is the placeholder where nobody is meant.
    pub(super) fn is_nobody(&self) -> bool {
        self.platform == "NONE"
    }

    /// Its codes of a scheme.
    pub fn codes_of<'a>(&'a self, scheme: &'a str) -> impl Iterator<Item = &'a str> {
        self.codes.iter().filter(move |code| code.scheme == scheme).map(|code| code.code.as_str())
    }

    /// Whether a transaction's party is this one, or acts for it, or one of the two for whom the other does.
    pub(super) fn is(&self, other: &Self) -> bool {
        let both = |party: &Self| [Some(party.clone()), party.represents.as_deref().cloned()];
        let others = both(other);
        both(self).iter().flatten().any(|a| others.iter().flatten().any(|b| a.is_alone(b)))
    }

    /// An LEI on both sides decides; else a code in common; else that they have no scheme in common, and one name.
    fn is_alone(&self, other: &Self) -> bool {
        let in_common =
            |scheme: &str| self.codes_of(scheme).any(|code| other.codes_of(scheme).any(|c| c == code));
        let shared: Vec<_> = self
            .codes
            .iter()
            .map(|code| code.scheme.as_str())
            .filter(|scheme| other.codes_of(scheme).next().is_some())
            .collect();
        match shared.as_slice() {
            [] => name::agree(&self.name, &other.name),
            shared if shared.contains(&LEI) => in_common(LEI),
            shared => shared.iter().any(|scheme| in_common(scheme)),
        }
    }
}

/// The scheme of legal entity identifiers.
pub(crate) const LEI: &str = "LEI";

fn identifying(json: &Json) -> Option<Code> {
    let text = |key: &str| json.get(key).and_then(Json::as_text).filter(|text| !text.is_empty());
    let (provider, list, code) = (text("codeListProvider")?, text("codeListName"), text("partyCode")?);
    let scheme = match (provider, list) {
        ("GLEIF", _) | (_, Some(LEI)) => LEI.to_owned(),
        (_, Some("DID")) => "DID".to_owned(),
        // A list that two parties agreed on is told apart by its name alone.
        ("ZZZ", Some(list)) => format!("ZZZ:{list}"),
        (provider, _) => platform(provider).to_owned(),
    };
    Some(Code { scheme, code: code.to_owned() })
}

fn tax(json: &Json) -> Option<Code> {
    let text = |key: &str| json.get(key).and_then(Json::as_text);
    let kind = text("type").and_then(normalise)?;
    Some(Code { scheme: format!("TAX:{}:{kind}", text("countryCode")?), code: normalise(text("value")?)? })
}
