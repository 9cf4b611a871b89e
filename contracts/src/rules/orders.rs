//! The rules of orders: who may be a member, and when the ledger pauses.

use super::{Control, Effects, MemberRecord, Replaced, RuleError, State};
use crate::{
    UnixTime,
    genesis::Genesis,
    order::{Order, SignedOrder},
};
use plimsoll_circuits::{
    member::{Address, Org, Roles},
    merkle::{ARITY, MEMBER_DEPTH},
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
            Self::Full => "MemberTreeFull",
        }
    }
}

/// Whether the state accepts the order at `time`, and what then changes. A member leaves its place in the tree empty and
/// gets the same place if it comes back.
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
    let member = match signed.order {
        Order::Pause | Order::Resume => {
            control.paused = signed.order == Order::Pause;
            if control.paused == before.paused {
                return refuse(OrderRefusal::Unchanged);
            }
            None
        }
        Order::Admit { ak, nkc, roles, org } => {
            if org == Org::NONE {
                return refuse(OrderRefusal::NoOrganisation);
            }
            let known = state.member(Address::new(&ak, nkc)).map_err(RuleError::state)?;
            let position = known.map_or(before.members, |m| m.position);
            if known.is_some_and(|m| m.is_current()) {
                return refuse(OrderRefusal::AlreadyMember);
            }
            if position >= (ARITY as u64).pow(MEMBER_DEPTH as u32) {
                return refuse(OrderRefusal::Full);
            }
            control.members = before.members.max(position + 1);
            Some((Roles::default(), MemberRecord { position, ak, nkc, roles: valid(roles)?, org }))
        }
        Order::SetRoles { address, roles } => {
            let known = current(state, address)?;
            Some((known.roles, MemberRecord { roles: valid(roles)?, ..known }))
        }
        Order::Remove { address } => {
            let known = current(state, address)?;
            Some((known.roles, MemberRecord { roles: Roles::default(), ..known }))
        }
    };
    if let Some((old, record)) = member {
        if old == record.roles {
            return refuse(OrderRefusal::Unchanged);
        }
        let snapshot = state.snapshot().map_err(RuleError::state)?;
        if record.roles.contains(old) {
            control.previous = Some(Replaced { root: snapshot.roots.members, at: time });
        } else {
            control.previous = None;
            control.revoked_at = Some(snapshot.height + 1);
        }
    }
    Ok(Effects {
        fingerprints: Vec::new(),
        nullifiers: Vec::new(),
        commitments: Vec::new(),
        member: member.map(|(_, record)| record),
        control,
    })
}

fn valid<E>(roles: Roles) -> Result<Roles, RuleError<OrderRefusal, E>> {
    if roles == Roles::LEAVING || (1..Roles::LEAVING.0).contains(&roles.0) {
        Ok(roles)
    } else {
        Err(RuleError::Refused(OrderRefusal::Roles))
    }
}

fn current<S: State>(state: &S, address: Address) -> Result<MemberRecord, RuleError<OrderRefusal, S::Error>> {
    state
        .member(address)
        .map_err(RuleError::state)?
        .filter(MemberRecord::is_current)
        .ok_or(RuleError::Refused(OrderRefusal::NoSuchMember))
}
