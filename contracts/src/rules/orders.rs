//! The rules of orders: who may give them, in which order, and when the ledger pauses.

use super::{Control, Effects, RuleError, State, members};
use crate::{
    UnixTime,
    genesis::Genesis,
    order::{Order, SignedOrder},
};

/// Why an order is refused: nothing changed on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefusal {
    /// Not signed by the member administration for this ledger, number and content.
    #[error("the signature is not the member administration's for this ledger, number and content")]
    BadSignature,
    /// Replayed, or an order before it is missing.
    #[error("the order has the number {got}, the next one is {expected}: sign it with that number")]
    WrongSequence {
        /// The number of the next order.
        expected: u64,
        /// The number given.
        got: u64,
    },
    /// Admitted already.
    #[error("this address is a member: set its roles instead")]
    AlreadyMember,
    /// Never admitted, or removed.
    #[error("no such member: look at the list of members")]
    NoSuchMember,
    /// No role at all, one that does not exist, or LEAVING beside another.
    #[error(
        "a member needs at least one of the roles issuer, valuer, holder, bank; who leaves has the role leaving alone"
    )]
    Roles,
    /// The organisation is 0.
    #[error("a member belongs to an organisation: name it by its LEI or its number in a national register")]
    NoOrganisation,
    /// The order changes nothing.
    #[error("the order changes nothing")]
    Unchanged,
    /// Its organisation disowned it.
    #[error(
        "this address was disowned by its organisation, whose keys for it may be stolen: admit another address"
    )]
    Disowned,
    /// The organisation has a control key, which did not sign for this address, these roles and the next number; or it has none yet.
    #[error(
        "an organisation's first address needs no consent, and every further one a signature of its control key for this address, \
         these roles and its next consent's number: ask it for one, and synchronise before"
    )]
    NoConsent,
    /// The organisation has another control key.
    #[error("the organisation has another control key on this ledger: ask which one is its own")]
    OtherControlKey,
    /// Its last day is not over, or it has none.
    #[error("the membership is not over: its last day has not passed, or it has none")]
    NotExpired,
    /// It is not LEAVING.
    #[error(
        "a member leaves before it is removed: give it the role leaving, or bring its organisation's revocation"
    )]
    NotLeaving,
    /// It has not been LEAVING for long enough.
    #[error(
        "the member is still leaving and may be removed from {until} on; or bring its organisation's revocation"
    )]
    StillLeaving {
        /// When the grace ends.
        until: UnixTime,
    },
    /// The control key of the member's organisation did not sign the revocation.
    #[error("the revocation is not signed with the control key of the member's organisation for this ledger")]
    BadRevocation,
    /// The member tree has no place left.
    #[error("the member tree is full")]
    Full,
}

impl OrderRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadSignature => "BadSignature",
            Self::WrongSequence { .. } => "WrongSequence",
            Self::AlreadyMember => "AlreadyMember",
            Self::NoSuchMember => "NoSuchMember",
            Self::Roles => "WrongRoles",
            Self::NoOrganisation => "NoOrganisation",
            Self::Unchanged => "Unchanged",
            Self::Disowned => "DisownedMember",
            Self::NoConsent => "NoConsent",
            Self::OtherControlKey => "OtherControlKey",
            Self::NotExpired => "NotExpired",
            Self::NotLeaving => "NotLeaving",
            Self::StillLeaving { .. } => "StillLeaving",
            Self::BadRevocation => "BadRevocation",
            Self::Full => "MemberTreeFull",
        }
    }
}

/// Whether the state accepts the order at `time`, and what then changes.
///
/// # Errors
/// The first rule broken, or the state's own error.
pub fn check_order<S: State>(
    genesis: &Genesis,
    signed: &SignedOrder,
    state: &S,
    time: UnixTime,
) -> Result<Effects, RuleError<OrderRefusal, S::Error>> {
    let refuse = |why| Err(RuleError::Refused(why));
    if !signed.verify(&genesis.member_admin, genesis.domain()) {
        return refuse(OrderRefusal::BadSignature);
    }
    let before = state.control().map_err(RuleError::state)?;
    if signed.sequence != before.sequence {
        return refuse(OrderRefusal::WrongSequence { expected: before.sequence, got: signed.sequence });
    }
    let mut control = Control { sequence: before.sequence + 1, ..before };
    if let Order::Pause | Order::Resume = signed.order {
        control.paused = signed.order == Order::Pause;
        if control.paused == before.paused {
            return refuse(OrderRefusal::Unchanged);
        }
    }
    let change = members::change(genesis, &before, &signed.order, state, time)?;
    if let Some(change) = &change {
        control.members = before.members.max(change.after.position + 1);
        let revokes = !change.after.roles.contains(change.before) && !signed.order.is_open();
        if revokes {
            control.revoked_at = Some(state.snapshot().map_err(RuleError::state)?.height + 1);
        }
    }
    Ok(Effects {
        fingerprints: Vec::new(),
        nullifiers: Vec::new(),
        commitments: Vec::new(),
        member: change.as_ref().map(|change| change.after),
        org: change.and_then(|change| change.org),
        control,
    })
}
