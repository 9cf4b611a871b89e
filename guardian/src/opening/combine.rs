//! Putting t shares together.

use super::{
    Meaningless, Opened, OpeningEndpoint, OpeningRefused, OpeningRequest, OpeningShare, TransitionSource,
};
use crate::{
    GuardianId, SetError,
    keygen::{Audit, GroupKey},
    point,
};
use plimsoll_circuits::audit::{AuditCiphertext, AuditOf};

/// Why a transition is not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpeningError {
    /// The shares are not those of exactly t different guardians: fewer open nothing.
    #[error(transparent)]
    Set(#[from] SetError),
    /// The combiner's ledger has accepted no such transition.
    #[error("the ledger has no such transition")]
    UnknownTransition,
    /// A guardian refuses.
    #[error("{guardian} refuses")]
    Refused {
        /// Which.
        guardian: GuardianId,
        /// Why.
        source: OpeningRefused,
    },
    /// A guardian's share is not the one of its key for this transition: ask another.
    #[error("{guardian} gave a wrong share")]
    WrongShare {
        /// Which.
        guardian: GuardianId,
    },
    /// All shares are right, but what was sealed is no audit record: the transition was never proven.
    #[error(transparent)]
    Meaningless(#[from] Meaningless),
}

/// Asks `guardians`, exactly t of them, to open a transition, which is looked up in `ledger` once more.
///
/// # Errors
/// [`OpeningError`], naming the guardian that refuses or whose share is wrong.
pub fn open(
    group: &GroupKey<Audit>,
    ledger: &dyn TransitionSource,
    request: &OpeningRequest,
    guardians: &mut [&mut dyn OpeningEndpoint],
) -> Result<Opened, OpeningError> {
    group.set(guardians.iter().map(|g| g.id()))?;
    let (of, sealed) = ledger.audit_of(request.id).ok_or(OpeningError::UnknownTransition)?;
    let mut shares = Vec::with_capacity(guardians.len());
    for g in guardians.iter_mut() {
        let guardian = g.id();
        let share = g.share(request).map_err(|source| OpeningError::Refused { guardian, source })?;
        if share.from != guardian {
            return Err(OpeningError::WrongShare { guardian });
        }
        shares.push(share);
    }
    combine(group, of, &sealed, &shares)
}

/// Verifies exactly t shares, interpolates them to `S`, and reads what is sealed.
///
/// # Errors
/// [`OpeningError`], naming the guardian whose share is wrong.
pub fn combine(
    group: &GroupKey<Audit>,
    of: AuditOf,
    sealed: &AuditCiphertext,
    shares: &[OpeningShare],
) -> Result<Opened, OpeningError> {
    let mut shares = shares.to_vec();
    shares.sort_by_key(|s| s.from);
    let set = group.set(shares.iter().map(|s| s.from))?;
    if let Some(bad) = shares.iter().find(|s| !s.is_right(group, sealed.ephemeral)) {
        return Err(OpeningError::WrongShare { guardian: bad.from });
    }
    let points: Vec<_> = shares.iter().map(|s| s.point).collect();
    let shared = point::combine(&points, &set.lagrange());
    Ok(Opened::read(of, &sealed.open(of, shared))?)
}
