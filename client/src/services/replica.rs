//! A guardian's own copy of the ledger.

use plimsoll_circuits::{
    audit::{AuditCiphertext, AuditOf},
    field::Point,
    member::{Address, Roles},
    statement::AuditPublic,
};
use plimsoll_contracts::{Action, EntryId, Keys, Ledger, Posting, rules};
use plimsoll_guardian::opening::TransitionSource;
use std::sync::Arc;

/// Where a guardian looks up transitions and members itself, instead of believing whoever asks.
#[derive(Clone)]
pub struct Replica {
    ledger: Arc<Ledger>,
    keys: Arc<Keys>,
}

impl Replica {
    /// The copy, with the verifying keys that its genesis pins.
    #[must_use]
    pub const fn new(ledger: Arc<Ledger>, keys: Arc<Keys>) -> Self {
        Self { ledger, keys }
    }
}

impl TransitionSource for Replica {
    fn audit_of(&self, id: EntryId) -> Option<(AuditOf, AuditCiphertext)> {
        let view = self.ledger.view().ok()?;
        let entry = view.entry(view.receipt(id).ok()??.height).ok()??;
        let Action::Transition(transition) = entry.action else { return None };
        // Nor could another entry stand under this identity.
        if transition.id() != id {
            return None;
        }
        // Whoever can write this copy could put somebody else's sealed record under another identity. The proof shows that
        // who made the entry knew what it sealed, so an entry without one that holds is not there.
        rules::stateless::check(self.ledger.genesis(), &self.keys, &transition).ok()?;
        let posting = transition.posting()?;
        let of = match posting {
            Posting::Register(_) => AuditOf::Register,
            Posting::Move(_) => AuditOf::Move,
            Posting::Amend(_) => AuditOf::Amend,
            Posting::Revalue(_) => AuditOf::Revalue,
        };
        let AuditPublic { ephemeral: [x, y], masked, .. } = *posting.audit();
        // No proof is made of a point outside the subgroup. Whether it is one, whoever opens the record looks, and raises the alarm.
        Some((of, AuditCiphertext { ephemeral: Point::new_unchecked(x, y), masked }))
    }
}

impl Replica {
    /// Whether the ledger has this member, now, as an issuer.
    #[must_use]
    pub fn is_issuer(&self, address: &Address) -> bool {
        let member = self.ledger.view().and_then(|view| view.member(*address));
        member.is_ok_and(|member| member.is_some_and(|m| m.roles.contains(Roles::ISSUER)))
    }
}
