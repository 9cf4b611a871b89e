//! The transactions of a transfer chain.

use super::{ChainError, PlatformParty};
use plimsoll_circuits::document::Json;
use serde::Serialize;
use std::fmt;

/// For what a bill is surrendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The goods are claimed.
    Delivery,
    /// Another bill takes its place, on paper or electronic.
    Amendment,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Delivery => "delivery",
            Self::Amendment => "amendment",
        })
    }
}

/// What a transaction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Issue,
    Transfer,
    /// To a party, who may endorse further only if it is to that party's order.
    Endorse {
        to_order: bool,
    },
    EndorseInBlank,
    Sign,
    Surrender(Purpose),
    Accept,
    Reject,
}

impl Action {
    /// The action of a code: those of PINT 3.0.0, those of its beta versions, and `SURRENDERED`, which DCSA's endorsement chain 3.0.0 has for
    /// `SACC`. The one endorsement of the beta versions could be endorsed further.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "ISSUE" | "ISSU" => Self::Issue,
            "TRANSFER" | "TRNS" => Self::Transfer,
            "ENDORSE" => Self::Endorse { to_order: false },
            "ENDORSE_TO_ORDER" | "ENDO" => Self::Endorse { to_order: true },
            "BLANK_ENDORSE" => Self::EndorseInBlank,
            "SIGN" => Self::Sign,
            "SURRENDER_FOR_DELIVERY" | "RESD" => Self::Surrender(Purpose::Delivery),
            "SURRENDER_FOR_AMENDMENT" | "RESA" => Self::Surrender(Purpose::Amendment),
            "SACC" | "SURRENDERED" => Self::Accept,
            "SREJ" => Self::Reject,
            _ => return None,
        })
    }
}

/// One transaction of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Transaction {
    pub(super) action: Action,
    pub(super) actor: PlatformParty,
    pub(super) recipient: Option<PlatformParty>,
}

impl Transaction {
    /// Those of the entry at a position, at least one.
    pub(super) fn all(at: usize, entry: &Json) -> Result<Vec<Self>, ChainError> {
        match entry.get("transactions") {
            Some(Json::List(list)) if !list.is_empty() => {
                list.iter().map(|json| Self::read(at, json)).collect()
            }
            _ => Err(ChainError::Missing { entry: at, field: "transactions" }),
        }
    }

    fn read(entry: usize, json: &Json) -> Result<Self, ChainError> {
        let missing = |field| ChainError::Missing { entry, field };
        let code = json.get("actionCode").or_else(|| json.get("action")).and_then(Json::as_text);
        let code = code.ok_or_else(|| missing("actionCode"))?;
        let action =
            Action::from_code(code).ok_or_else(|| ChainError::Unknown { entry, code: code.to_owned() })?;
        let party = |field| match json.get(field) {
            None => Ok(None),
            Some(party) => PlatformParty::read(party).map(Some).ok_or_else(|| missing(field)),
        };
        let actor = party("actor")?.ok_or_else(|| missing("actor"))?;
        Ok(Self { action, actor, recipient: party("recipient")?.filter(|party| !party.is_nobody()) })
    }
}
