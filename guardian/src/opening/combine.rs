//! Putting t shares together.

use super::{
    Meaningless, Opened, OpeningEndpoint, OpeningRefused, OpeningRequest, OpeningShare, TransitionSource,
};
use crate::{
    GuardianId, GuardianSet, SetError,
    keygen::{Audit, GroupKey},
    point,
};
use plimsoll_circuits::audit::{AuditCiphertext, AuditOf};

/// Why a transition is not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpeningError {
    /// They are not different guardians of the group, or not enough of them: fewer than t open nothing.
    #[error(transparent)]
    Set(#[from] SetError),
    /// The combiner's ledger has accepted no such transition.
    #[error("the ledger has no such transition")]
    UnknownTransition,
    /// Not enough of those who were asked gave their share: ask more, or put right what they say.
    #[error("{given} of the {needed} guardians that must act together gave a share: {}", listed(.without))]
    TooFew {
        /// How many gave a right share.
        given: usize,
        /// How many must.
        needed: usize,
        /// Who gave none, and why.
        without: Vec<(GuardianId, NoShare)>,
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

/// Why one guardian's share is missing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoShare {
    /// It refuses.
    #[error(transparent)]
    Refused(#[from] OpeningRefused),
    /// What it gave is not the share of its key for this transition.
    #[error("its share is wrong")]
    Wrong,
}

fn listed(without: &[(GuardianId, NoShare)]) -> String {
    let one = |(guardian, why): &(GuardianId, NoShare)| format!("{guardian}: {why}");
    without.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What was opened, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// What was sealed.
    pub opened: Opened,
    /// The t guardians whose shares were used.
    pub by: GuardianSet,
}

/// Asks `guardians`, one after the other until t have given their share, to open a transition, which is looked up in `ledger`
/// once more. One that refuses or gives a wrong share is passed over; whoever comes after the t-th is not asked.
///
/// # Errors
/// [`OpeningError`]; [`OpeningError::TooFew`] says of each guardian that gave no share why.
pub fn open(
    group: &GroupKey<Audit>,
    ledger: &dyn TransitionSource,
    request: &OpeningRequest,
    guardians: &mut [&mut dyn OpeningEndpoint],
) -> Result<Opening, OpeningError> {
    group.may_be_asked(guardians.iter().map(|g| g.id()))?;
    let (of, sealed) = ledger.audit_of(request.id).ok_or(OpeningError::UnknownTransition)?;
    let needed = usize::from(group.threshold());
    let (mut shares, mut without) = (Vec::with_capacity(needed), Vec::new());
    for g in guardians.iter_mut() {
        if shares.len() == needed {
            break;
        }
        let guardian = g.id();
        match g.share(request) {
            Ok(share) if share.from == guardian && share.is_right(group, sealed.ephemeral) => {
                shares.push(share);
            }
            Ok(_) => without.push((guardian, NoShare::Wrong)),
            Err(why) => without.push((guardian, why.into())),
        }
    }
    if shares.len() < needed {
        return Err(OpeningError::TooFew { given: shares.len(), needed, without });
    }
    let by = group.set(shares.iter().map(|share| share.from))?;
    Ok(Opening { opened: combine(group, of, &sealed, &shares)?, by })
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
