//! What the owner of a title makes sure of before it answers.

use super::{ClaimError, ListPin, Request, Shelf};
use crate::{clock::UnixTime, directory::Directory, party::PublicParty};
use plimsoll_circuits::{
    credential::Bill,
    document::Committed,
    member::Roles,
    policy::{Facts, ListTree, Policy, Verdict},
};
use plimsoll_contracts::Domain;

/// A request whose signature, time, policy and lists have been checked.
#[derive(Clone, Debug)]
pub struct Received<'a> {
    pub(super) request: &'a Request,
    pub(super) verifier: &'a PublicParty,
    pub(super) policy: Policy,
    pub(super) lists: Vec<ListTree>,
}

impl Request {
    /// Checks a request as its receiver: the ledger, who asks (by the directory), the signature, the time, the policy and
    /// its digest, and that its lists are those on the shelf and not too old.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn receive<'a>(
        &'a self,
        domain: Domain,
        directory: &'a Directory,
        shelf: &dyn Shelf,
        now: UnixTime,
    ) -> Result<Received<'a>, ClaimError> {
        let content = &self.content;
        if content.domain != domain {
            return Err(ClaimError::OtherLedger);
        }
        let entry = directory.find(&content.verifier.name, now)?;
        if entry.party.address != content.verifier.address || entry.party.name != content.verifier.name {
            return Err(ClaimError::OtherVerifier(content.verifier.name.clone()));
        }
        self.check_signature(&entry.party.ak)?;
        if !entry.roles.contains(Roles::BANK) {
            return Err(ClaimError::NoBank(content.verifier.name.clone()));
        }
        content.check_time(now)?;
        let policy = self.policy()?;
        let lists = self.check_lists(&policy, shelf)?;
        Ok(Received { request: self, verifier: &entry.party, policy, lists })
    }

    /// The lists that the policy names are those that the request pins, and those on the shelf.
    pub(super) fn check_lists(
        &self,
        policy: &Policy,
        shelf: &dyn Shelf,
    ) -> Result<Vec<ListTree>, ClaimError> {
        self.check_pins(policy)?;
        let pinned = self.content.lists.iter().zip(&policy.lists);
        pinned
            .map(|(pin, terms)| {
                let (found, tree) = ListPin::of(terms, shelf)?;
                if found == *pin {
                    Ok(tree)
                } else {
                    let name = pin.name.clone();
                    Err(ClaimError::ListRoot { name, asked: pin.dated, found: found.dated })
                }
            })
            .collect()
    }

    /// The request pins the lists that the policy names, in their order, and none that is too old.
    pub(super) fn check_pins(&self, policy: &Policy) -> Result<(), ClaimError> {
        let pins = &self.content.lists;
        if pins.len() != policy.lists.len() || pins.iter().zip(&policy.lists).any(|(p, t)| p.name != t.name) {
            return Err(ClaimError::Lists);
        }
        pins.iter().zip(&policy.lists).try_for_each(|(p, t)| p.check_age(self.content.today, t.max_age_days))
    }
}

impl Received<'_> {
    /// The request.
    #[must_use]
    pub const fn request(&self) -> &Request {
        self.request
    }

    /// Who asks, by the directory.
    #[must_use]
    pub const fn verifier(&self) -> &PublicParty {
        self.verifier
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What the policy says of documents, predicate by predicate. Nothing is proven.
    ///
    /// # Errors
    /// [`ClaimError::Unfit`] if they do not fit the policy's circuit, whatever they say.
    pub fn evaluate(&self, documents: &Committed, bill: &Bill) -> Result<Verdict, ClaimError> {
        let lists: Vec<&ListTree> = self.lists.iter().collect();
        let facts = Facts { documents, bill, today: self.request.content.today, lists: &lists };
        Ok(self.policy.evaluate(&facts)?)
    }
}
