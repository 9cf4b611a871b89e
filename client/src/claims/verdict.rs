//! What a bank learns of an answer: every check that was made, and what came of it.

use super::ClaimError;
use crate::{
    ops::{AttestError, AttestOpening},
    referral::{Compared, Referral},
    services::LedgerError,
};
use serde::Serialize;
use std::{collections::BTreeSet, fmt};

/// The checks, in the order in which they are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The request is this verifier's own, signed by it, on this ledger.
    Request,
    /// The request is open.
    Time,
    /// The policy reads, is canonical, and has the digest that the request states and the claim names.
    Policy,
    /// The lists are those that the policy names, and were not too old when the request was made.
    Lists,
    /// The answer is to this request: by its digest and by the Attest's challenge.
    Answer,
    /// The Attest: its terms, its proof, its roots and their age.
    Attest,
    /// The answer convinces this verifier alone, where that was asked for.
    OnlyForVerifier,
    /// The answer shows bill and lot, where that was asked for.
    Opened,
    /// The lot is compared with others, and no entry of another is alike but what was excepted, where that was asked for.
    Referrals,
    /// Attest and claim speak of one link.
    Link,
    /// The claim's proof.
    Claim,
}

impl Check {
    /// All checks.
    pub const ALL: [Self; 11] = [
        Self::Request,
        Self::Time,
        Self::Policy,
        Self::Lists,
        Self::Answer,
        Self::Attest,
        Self::OnlyForVerifier,
        Self::Opened,
        Self::Referrals,
        Self::Link,
        Self::Claim,
    ];

    /// The check in words.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::Request => "the request is yours",
            Self::Time => "the request is open",
            Self::Policy => "the policy is the one that you asked with",
            Self::Lists => "the lists are those of the policy, and were not too old",
            Self::Answer => "it answers this request",
            Self::Attest => "the applicant owns the live title of a lot that bears no more than you said",
            Self::OnlyForVerifier => "it convinces whom you asked it to convince",
            Self::Opened => "it shows bill and lot where you asked for them",
            Self::Referrals => {
                "by its soft keys nothing on the ledger is alike but what you excepted, where you asked for that"
            }
            Self::Link => "title and documents are of one cargo",
            Self::Claim => "the documents meet the policy",
        }
    }
}

/// Why a check does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The reason's name, which no rewording changes: one of the ledger's codes, or one of [`ClaimError::code`]'s.
    pub code: String,
    /// In words.
    pub why: String,
}

/// What came of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// Nothing if it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

/// What came of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Every check that was made, in order.
    pub findings: Vec<Finding>,
    /// The height of the ledger that the Attest speaks of, if it holds.
    pub height: Option<u64>,
    /// Whether it convinces this verifier alone.
    pub only_for_own: bool,
    /// The opening of the link, if it was shown and is right.
    pub opening: Option<AttestOpening>,
    /// Of an opened lot, the heights of its entries, in order.
    pub entries: Vec<u64>,
    /// Of an opened lot, what it is compared by with others: of what its sheets have soft keys. What is alike in anything else, nobody finds.
    pub compared: BTreeSet<Compared>,
    /// Of an opened lot, the entries of other lots that are alike. They speak against it only where the request demands that there are none.
    pub referrals: Vec<Referral>,
}

impl Verdict {
    /// Whether every check was made and holds.
    #[must_use]
    pub fn accepted(&self) -> bool {
        let holds = |check: &Check| self.findings.iter().any(|f| f.check == *check && f.refused.is_none());
        Check::ALL.iter().all(holds) && self.reasons().next().is_none()
    }

    /// The reasons against it.
    pub fn reasons(&self) -> impl Iterator<Item = &Refused> {
        self.findings.iter().filter_map(|finding| finding.refused.as_ref())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl From<&ClaimError> for Refused {
    fn from(error: &ClaimError) -> Self {
        Self { code: error.code().to_owned(), why: error.to_string() }
    }
}

impl From<&AttestError> for Refused {
    fn from(error: &AttestError) -> Self {
        Self { code: error.code().to_owned(), why: error.why() }
    }
}

impl From<&LedgerError> for Refused {
    fn from(error: &LedgerError) -> Self {
        Self { code: "Unavailable".to_owned(), why: error.to_string() }
    }
}
