//! A PINT transfer chain followed to its end: who possesses the bill, to whom it was endorsed, whether it was surrendered.
//!
//! The rules are those of DCSA's PINT 3.0.0 (`Transaction.actionCode`). That the signatures hold is for [`verify`](super::verify) to see.

mod action;
mod error;
mod party;

#[cfg(test)]
mod tests;

pub use action::Purpose;
pub use error::ChainError;
pub(crate) use party::LEI;
pub use party::{Code, PlatformParty};

use action::{Action, Transaction};
use plimsoll_circuits::document::Json;
use serde::Serialize;
use std::fmt;

/// Where a bill stands after the last transaction of its chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// Who possesses it; after a surrender whom it was surrendered to.
    pub possessor: PlatformParty,
    /// The last endorsement in the chain, if there is one.
    pub endorsed: Option<Endorsement>,
    /// A surrender that was not rejected.
    pub surrendered: Option<Surrender>,
    /// The platforms that signed the entries, the issuing one first.
    pub platforms: Vec<String>,
    /// The control tracking registry that the issuing platform names: the last word on which platform has the bill is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_tracking_registry: Option<String>,
    /// Who issued it.
    #[serde(skip)]
    issuer: PlatformParty,
}

/// An endorsement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endorsement {
    /// In blank: whoever possesses the bill may claim or endorse.
    Blank,
    /// To a party.
    To {
        /// The endorsee.
        party: PlatformParty,
        /// Whether it may endorse further.
        to_order: bool,
    },
}

/// A surrender to the carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Surrender {
    /// For what.
    #[serde(rename = "for")]
    pub purpose: Purpose,
    /// Whether the carrier accepted it; it has not answered yet if not.
    pub accepted: bool,
    /// Who surrendered it.
    pub by: PlatformParty,
}

impl fmt::Display for Surrender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "surrendered for {} by {}, ", self.purpose, self.by.name)?;
        f.write_str(match (self.accepted, self.purpose) {
            (false, _) => "and the carrier has not answered",
            (true, Purpose::Delivery) => "and the carrier accepted: the bill is spent",
            (true, Purpose::Amendment) => {
                "and the carrier accepted: the bill is void, and another takes its place"
            }
        })
    }
}

/// The place of a transaction: its entry, and the platform that signed that.
type Place<'a> = (usize, &'a str);

impl Chain {
    /// Follows the entries, each with the platform that signed it, of a bill that is to order or not.
    ///
    /// # Errors
    /// [`ChainError`].
    pub(super) fn follow(entries: &[(String, Json)], to_order: bool) -> Result<Self, ChainError> {
        let mut chain: Option<Self> = None;
        for (at, (platform, entry)) in entries.iter().enumerate() {
            for transaction in Transaction::all(at, entry)? {
                let next = match chain {
                    None => Self::issued(at, transaction)?,
                    Some(chain) => chain.then((at, platform), transaction, to_order)?,
                };
                chain = Some(next);
            }
        }
        let mut chain = chain.ok_or(ChainError::NotIssued)?;
        chain.platforms = entries.iter().map(|(platform, _)| platform.clone()).collect();
        let registry = entries.first().and_then(|(_, entry)| entry.get("controlTrackingRegistry"));
        chain.control_tracking_registry = registry.and_then(Json::as_text).map(str::to_owned);
        Ok(chain)
    }

    /// The carrier may have an account on another platform than the one that signs what it issues, so that is not compared.
    fn issued(
        entry: usize,
        Transaction { action, actor, recipient }: Transaction,
    ) -> Result<Self, ChainError> {
        if action != Action::Issue {
            return Err(ChainError::NotIssued);
        }
        Ok(Self {
            possessor: recipient.ok_or(ChainError::Missing { entry, field: "recipient" })?,
            endorsed: None,
            surrendered: None,
            platforms: Vec::new(),
            control_tracking_registry: None,
            issuer: actor,
        })
    }

    fn then(
        mut self,
        place: Place<'_>,
        Transaction { action, actor, recipient }: Transaction,
        to_order: bool,
    ) -> Result<Self, ChainError> {
        let (at, signed) = place;
        if self.surrendered.as_ref().is_some_and(|surrender| surrender.accepted) {
            return Err(ChainError::Over(at));
        }
        if action != Action::Issue && actor.platform != signed {
            let (signed, actor) = (signed.to_owned(), actor.to_string());
            return Err(ChainError::OtherPlatform { entry: at, signed, actor });
        }
        let recipient = recipient.ok_or(ChainError::Missing { entry: at, field: "recipient" });
        match action {
            Action::Issue => return Err(ChainError::IssuedAgain(at)),
            Action::Transfer => {
                self.possessed_by(at, &actor)?;
                self.possessor = recipient?;
            }
            Action::Endorse { to_order: further } => {
                self.endorsed_by(at, &actor, to_order)?;
                self.endorsed = Some(Endorsement::To { party: recipient?, to_order: further });
            }
            Action::EndorseInBlank => {
                self.endorsed_by(at, &actor, to_order)?;
                self.endorsed = Some(Endorsement::Blank);
            }
            Action::Sign => self.possessed_by(at, &actor)?,
            Action::Surrender(purpose) => {
                self.possessed_by(at, &actor)?;
                let by = std::mem::replace(&mut self.possessor, recipient?);
                self.surrendered = Some(Surrender { purpose, accepted: false, by });
            }
            Action::Accept => self.answered_by(at, &actor)?.accepted = true,
            Action::Reject => {
                self.possessor = self.answered_by(at, &actor)?.by.clone();
                self.surrendered = None;
            }
        }
        Ok(self)
    }

    /// Whether the actor possesses the bill and may act.
    fn possessed_by(&self, entry: usize, actor: &PlatformParty) -> Result<(), ChainError> {
        if self.surrendered.is_some() {
            return Err(ChainError::Pending(entry));
        }
        if actor.platform != self.possessor.platform || !actor.is(&self.possessor) {
            let (actor, possessor) = (actor.to_string(), self.possessor.to_string());
            return Err(ChainError::NotPossessor { entry, actor, possessor });
        }
        Ok(())
    }

    /// Whether the actor may endorse, besides possessing the bill: nobody else was endorsed in the chain, nor it itself but not to order.
    fn endorsed_by(&self, entry: usize, actor: &PlatformParty, to_order: bool) -> Result<(), ChainError> {
        self.possessed_by(entry, actor)?;
        if !to_order {
            return Err(ChainError::NotToOrder(entry));
        }
        match &self.endorsed {
            Some(Endorsement::To { party, to_order }) if !(*to_order && actor.is(party)) => {
                Err(ChainError::NotEndorsee { entry, actor: actor.to_string() })
            }
            _ => Ok(()),
        }
    }

    /// The surrender, if the actor is whom it was made to, or who issued the bill.
    fn answered_by(&mut self, entry: usize, actor: &PlatformParty) -> Result<&mut Surrender, ChainError> {
        let (possessor, issuer) = (&self.possessor, &self.issuer);
        let surrender = self.surrendered.as_mut().ok_or(ChainError::NoSurrender(entry))?;
        if !actor.is(possessor) && !actor.is(issuer) {
            let (actor, carrier) = (actor.to_string(), possessor.to_string());
            return Err(ChainError::NotCarrier { entry, actor, carrier });
        }
        Ok(surrender)
    }
}
