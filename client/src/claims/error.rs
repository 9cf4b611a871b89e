//! Why a request is not made, not answered, or an answer not accepted.

use super::{ServiceError, ShelfError, request::MAX_PURPOSE};
use crate::{
    clock::{UnixTime, moment},
    directory::DirectoryError,
    ops::OpError,
    referral::Referral,
};
use plimsoll_circuits::{
    credential::Day,
    policy::{Problems, TermsError, Unfit, Verdict},
};
use plimsoll_claims::MAX_K;

/// Why a request is not made, not answered, or an answer not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// Not of the form.
    #[error("the {what} cannot be read: {why}; ask for it again")]
    Malformed {
        /// Request or bundle.
        what: &'static str,
        /// What the reader says.
        why: String,
    },
    /// Of another form.
    #[error("the {what} is of the form {schema:?}, which this program does not know; update the program")]
    Schema {
        /// Request or bundle.
        what: &'static str,
        /// Its schema.
        schema: String,
    },
    /// A request for nothing.
    #[error(
        "the purpose is empty, longer than {MAX_PURPOSE} bytes, or has control characters; say in words what the answer is for"
    )]
    NoPurpose,
    /// An organisation without its name, a name without the organisation, or an answer that would tell everybody who it is.
    #[error(
        "the request names an applicant without its organisation, the other way round, with a name that cannot be shown, or for an answer \
         that would convince others than the verifier; ask for a new one"
    )]
    Applicant,
    /// It speaks of referrals of a lot that it does not ask to see, or excepts entries from no demand.
    #[error(
        "the request demands that nothing else is alike without asking for bill and lot, without which nobody can tell, or excepts entries \
         without that demand or out of order; ask for a new one"
    )]
    Referrals,
    /// Terms in two currencies.
    #[error("the amounts of the request are in different currencies; name all in one")]
    Currencies,
    /// A rate above 100 %.
    #[error("the rate of the request is above 100 %; name at most that")]
    Rate,
    /// Open for too long.
    #[error("the request is open for more than a day, when its day is no longer today's; make a shorter one")]
    TooLong,
    /// Of another ledger.
    #[error("the request is about another ledger; answer with a title that lives on the one it names")]
    OtherLedger,
    /// The directory knows the verifier otherwise.
    #[error("the directory knows {0} by another name or address; do not answer, and ask the bank")]
    OtherVerifier(String),
    /// Not a bank.
    #[error("{0} is in the directory, but not as a bank; requests are for banks to make")]
    NoBank(String),
    /// The policy's circuit is too large.
    #[error(
        "the policy needs a circuit of 2^{k} rows, and 2^{MAX_K} is the most; give its [room] smaller sizes or its lists less capacity"
    )]
    TooLarge {
        /// The circuit has 2^k rows.
        k: u32,
    },
    /// Not signed by the verifier.
    #[error(
        "the request is not signed by the verifier that it names, or was changed since; do not answer, and ask the bank"
    )]
    Signature,
    /// Its time is over.
    #[error("the request's time is over since {}; ask the bank for a new one", moment(*.0))]
    Expired(UnixTime),
    /// It is of a day that has not come.
    #[error("the request says that today is {today}, and it is {now}; ask the bank for a new one")]
    Day {
        /// The request's today.
        today: Day,
        /// The day that it is.
        now: Day,
    },
    /// The policy cannot be read.
    #[error(transparent)]
    Policy(#[from] Problems),
    /// The policy's digest is another.
    #[error("the policy is not the one whose digest stands beside it; ask the bank for a new request")]
    PolicyDigest,
    /// Other lists than the policy's.
    #[error("the request does not pin the lists that its policy names; ask the bank for a new one")]
    Lists,
    /// The list at hand is another edition.
    #[error(
        "the list {name} that you have (of {found}) is not the edition that the request pins (of {asked}); fetch that one"
    )]
    ListRoot {
        /// The list.
        name: String,
        /// The edition that the request pins.
        asked: Day,
        /// The one at hand.
        found: Day,
    },
    /// Too old.
    #[error(
        "the list {name} is of {dated}, and the policy takes none that is older than {days} days; fetch a newer one"
    )]
    ListTooOld {
        /// The list.
        name: String,
        /// Its day.
        dated: Day,
        /// What the policy allows.
        days: u32,
    },
    /// Of a day that has not come.
    #[error("the list {name} is of {dated}, which is after {today}; see who published it")]
    ListFromTheFuture {
        /// The list.
        name: String,
        /// Its day.
        dated: Day,
        /// The request's day.
        today: Day,
    },
    /// No such list.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The list is not what the policy asks for.
    #[error(transparent)]
    ListTerms(#[from] TermsError),
    /// The documents do not fit the policy's circuit.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The policy does not hold; nothing was proven.
    #[error("the cargo does not meet the policy, so nothing was proven: {}", failures(.0))]
    PolicyFails(Box<Verdict>),
    /// The directory.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The title, the terms, the ledger or the prover.
    #[error(transparent)]
    Operation(#[from] OpError),
    /// The claim's proof cannot be made or judged.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// Made by somebody else.
    #[error("the request was made by {0}, not by you; verify answers to your own requests")]
    NotMyRequest(String),
    /// The answer is to another request.
    #[error("it answers another request than this one; ask for an answer to yours")]
    OtherRequest,
    /// The claim is about another policy.
    #[error("its claim is about another policy than the request's; ask for an answer to yours")]
    OtherPolicy,
    /// Attest and claim speak of two cargoes.
    #[error("its Attest and its claim are not about one cargo; do not rely on either")]
    Link,
    /// It convinces everybody.
    #[error(
        "you asked for an answer that convinces you alone, and this one convinces everybody; ask for another"
    )]
    ForEverybody,
    /// Bill and lot are not shown.
    #[error("you asked for bill and lot, and it does not show them; ask for an answer that does")]
    NotOpened,
    /// Other entries are alike.
    #[error(
        "you asked for a lot to which nothing is alike, and {}; have whoever holds the other lot open it to you (`plimsoll lot attest \
         --open`), and where its cargo is another ask again with --except-height",
        alike(.0)
    )]
    Referred(Vec<Referral>),
    /// Nothing could be alike.
    #[error(
        "you asked for a lot to which nothing is alike, and its sheets have no soft key, so it was compared with nothing; look at its papers, \
         or ask again without that"
    )]
    NotCompared,
    /// The claim's proof does not hold.
    #[error("the proof that the documents meet the policy does not hold; do not rely on it")]
    ClaimProof,
}

impl ClaimError {
    pub(super) fn malformed(what: &'static str, why: &impl ToString) -> Self {
        // What stands behind a semicolon is advice, and a reader's words can hold a stranger's.
        Self::Malformed { what, why: why.to_string().replace(';', ",") }
    }

    /// The reason's name, which no rewording changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "Malformed",
            Self::Schema { .. } => "Schema",
            Self::NoPurpose => "NoPurpose",
            Self::Applicant => "Applicant",
            Self::Referrals => "Referrals",
            Self::Currencies => "Currencies",
            Self::Rate => "Rate",
            Self::TooLong => "TooLong",
            Self::OtherLedger => "OtherLedger",
            Self::OtherVerifier(_) => "OtherVerifier",
            Self::NoBank(_) => "NoBank",
            Self::TooLarge { .. } => "TooLarge",
            Self::Signature => "Signature",
            Self::Expired(_) => "Expired",
            Self::Day { .. } => "Day",
            Self::Policy(_) => "Policy",
            Self::PolicyDigest => "PolicyDigest",
            Self::Lists => "Lists",
            Self::ListRoot { .. } => "ListRoot",
            Self::ListTooOld { .. } => "ListTooOld",
            Self::ListFromTheFuture { .. } => "ListFromTheFuture",
            Self::Shelf(ShelfError::Missing { .. }) => "ListMissing",
            Self::Shelf(ShelfError::Outdated { .. }) => "ListOutdated",
            Self::Shelf(ShelfError::Forked { .. }) => "ListForked",
            Self::Shelf(_) => "ListUnusable",
            Self::ListTerms(TermsError::Expired { .. }) => "ListTooOld",
            Self::ListTerms(TermsError::Future { .. }) => "ListFromTheFuture",
            Self::ListTerms(_) => "ListUnusable",
            Self::Unfit(_) => "Unfit",
            Self::PolicyFails(_) => "PolicyFails",
            Self::Directory(_) => "Directory",
            Self::Operation(_) => "Operation",
            Self::Service(_) => "ClaimService",
            Self::NotMyRequest(_) => "NotMyRequest",
            Self::OtherRequest => "OtherRequest",
            Self::OtherPolicy => "OtherPolicy",
            Self::Link => "Link",
            Self::ForEverybody => "ForEverybody",
            Self::NotOpened => "NotOpened",
            Self::Referred(_) => "Referred",
            Self::NotCompared => "NotCompared",
            Self::ClaimProof => "ClaimProof",
        }
    }
}

/// What is alike.
fn alike(referrals: &[Referral]) -> String {
    let entries: Vec<_> = referrals.iter().map(|referral| format!("an entry {referral}")).collect();
    format!("the ledger has {}", entries.join(", "))
}

/// The predicates that do not hold, with why.
fn failures(verdict: &Verdict) -> String {
    let failed = verdict.predicates.iter().filter(|p| !p.holds);
    let lines: Vec<String> = failed
        .map(|p| match p.reasons.as_slice() {
            [] => p.name.clone(),
            reasons => format!("{} ({})", p.name, reasons.join("; ")),
        })
        .collect();
    lines.join(", ")
}
