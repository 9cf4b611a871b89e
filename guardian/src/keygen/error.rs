//! What can go wrong in a key generation, and with its results.

use crate::GuardianId;

/// Why a key generation ended. Variants with one guardian name the one at fault, unless they say otherwise: start anew
/// without it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeygenError {
    /// The parameters make no sense: choose 1 < t <= n, n different identities, oneself among them.
    #[error("bad parameters: {0}")]
    BadParameters(&'static str),
    /// A message is missing, doubled, or addressed wrongly: the carrier of messages is at fault or the sender is.
    #[error("{0} sent no message, or more than one, or one that is not for us")]
    NoMessage(GuardianId),
    /// Private shares of these dealers have not arrived: the channel is at fault or the dealer is. Nothing is opened for it;
    /// have them sent again, which [`MissingShares`](super::MissingShares) keeps the participant for.
    #[error("{}", missing(.0))]
    MissingShares(Vec<GuardianId>),
    /// A commitment is not signed by its dealer.
    #[error("{0} signed no commitment")]
    BadSignature(GuardianId),
    /// A dealer signed two different commitments in one generation.
    #[error("{0} told different participants different things")]
    Equivocation(GuardianId),
    /// A participant passes on commitments that it cannot have received.
    #[error("{0} passes on commitments that nobody signed")]
    BadEcho(GuardianId),
    /// What a dealer revealed is not what it committed to.
    #[error("{0} revealed something else than it committed to")]
    BrokenCommitment(GuardianId),
    /// A dealer revealed the wrong number of points, the identity, or one off the curve or the subgroup.
    #[error("{0} revealed a polynomial of the wrong degree or a bad point")]
    BadPoint(GuardianId),
    /// A dealer does not know its constant term.
    #[error("{0} does not know the secret it contributes")]
    BadKnowledge(GuardianId),
    /// A dealer's share is not the one it committed to, and it did not make good for it.
    #[error("{0} dealt a wrong share")]
    WrongShare(GuardianId),
    /// The key or a share of it came out as zero. Start anew.
    #[error("the generated key is degenerate")]
    Degenerate,
}

pub(super) fn missing(dealers: &[GuardianId]) -> String {
    let names: Vec<_> = dealers.iter().map(ToString::to_string).collect();
    format!("the private share of {} has not arrived: ask for it to be sent again", names.join(" and of "))
}

/// Why key material does not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It was made for another purpose: a fingerprint share never opens an audit, nor the reverse.
    #[error("this is a {found} key, not a {expected} key")]
    WrongPurpose {
        /// What was asked for.
        expected: &'static str,
        /// What it says it is.
        found: String,
    },
    /// The threshold is not above 1 and at most the number of guardians.
    #[error("a threshold of {threshold} of {guardians} guardians makes no sense")]
    BadThreshold {
        /// The threshold.
        threshold: u16,
        /// How many guardians there are.
        guardians: usize,
    },
    /// A point is the identity, or not in the subgroup.
    #[error("a public share or the group key is not a point of the subgroup, or is the identity")]
    BadPoint,
    /// The public shares do not lie on one polynomial of degree t - 1 through the group key.
    #[error("the public shares do not belong to the group key")]
    Inconsistent,
    /// The secret share's public half is not the guardian's in this group.
    #[error("the secret share of {0} does not belong to this group key")]
    NotOfGroup(GuardianId),
}
