use crate::services::LedgerError;
use plimsoll_circuits::fingerprint::keys::{KeyError, KeyInput};

/// Why a sheet is not what it says, or does not say all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Other values than the ones whose root was signed, or too few for any tier.
    #[error(
        "the sheet's fingerprints are not those that the issuer signed; ask the issuer for the bill again"
    )]
    OtherFingerprints,
    /// Signed by somebody else.
    #[error("the sheet is signed by another key than the documents; ask the issuer for one of its own")]
    OtherSigner,
    /// The signature fails.
    #[error("the issuer's signature of the sheet does not hold; ask the issuer for the bill again")]
    Signature,
    /// For another ledger.
    #[error("the sheet is for another ledger; ask the issuer for one of this ledger")]
    OtherLedger,
    /// For another lot.
    #[error("the sheet is of another lot than the documents; ask the issuer for the right one")]
    OtherLot,
    /// Of other documents, or in the place of none where there were some.
    #[error("the sheet is of other documents than those that came with it; ask the issuer for the right one")]
    OtherDocuments,
    /// The documents cannot be covered.
    #[error("the documents cannot be covered: {0}")]
    Uncovered(#[from] KeyError),
    /// A key of the documents that no slot holds.
    #[error(
        "the issuer left a key of the documents out: {0}; do not rely on the bill, and ask the issuer for one that covers it"
    )]
    LeftOut(String),
    /// A key in a slot of other keys.
    #[error(
        "slot {slot} is said to hold a key that belongs elsewhere: {of}; do not rely on the bill, and ask the issuer for a right sheet"
    )]
    Misplaced {
        /// The slot.
        slot: usize,
        /// The key.
        of: String,
    },
    /// A key that the documents do not give, or not once more.
    #[error(
        "slot {slot} is said to hold a key that the documents do not give, or that another slot holds; do not rely on the bill, and ask the \
         issuer for a right sheet"
    )]
    Unfounded {
        /// The slot.
        slot: usize,
    },
    /// An amendment adds what earlier documents gave.
    #[error(
        "slot {slot} is said to add a key that earlier documents of the title gave: {of}; do not rely on the amendment, and ask the issuer for a \
         right one"
    )]
    NotNew {
        /// The slot.
        slot: usize,
        /// The key.
        of: String,
    },
    /// The ledger has no such posting.
    #[error("the ledger has no posting of this sheet; ask whoever showed it for the one of the lot's entry")]
    NotPosted,
    /// The entry posted something else.
    #[error(
        "the entry at height {0} posted other values than the sheet says; do not rely on it, and ask the issuer"
    )]
    OtherPosted(u64),
    /// A soft key under a number that leaves too many out before it.
    #[error(
        "slot {slot} holds a soft key under a number to which no search comes, so nobody else would find the entry; do not rely on the bill, \
         and ask the issuer why"
    )]
    OutOfReach {
        /// The slot.
        slot: usize,
    },
    /// The signer is not of the organisation that issued the bill.
    #[error(
        "the sheet is not signed by a member of the organisation that issued the bill; do not rely on it, and ask the owner for the issuer's own"
    )]
    OtherIssuer,
    /// The sheets do not lead from the lot's registration to the documents of its title.
    #[error(
        "the sheets do not lead from the lot's registration to the documents that its title has; ask whoever showed them for all, in order"
    )]
    Incomplete,
    /// The ledger does not answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl SheetError {
    /// The reason's name, which no rewording changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherFingerprints => "OtherFingerprints",
            Self::OtherSigner => "SheetOtherSigner",
            Self::Signature => "SheetSignature",
            Self::OtherLedger => "SheetOtherLedger",
            Self::OtherLot => "SheetOtherLot",
            Self::OtherDocuments => "SheetOtherDocuments",
            Self::Uncovered(_) => "Uncovered",
            Self::LeftOut(_) => "KeyLeftOut",
            Self::Misplaced { .. } => "KeyMisplaced",
            Self::Unfounded { .. } => "KeyUnfounded",
            Self::NotNew { .. } => "KeyNotNew",
            Self::NotPosted => "SheetNotPosted",
            Self::OtherPosted(_) => "SheetOtherPosted",
            Self::OutOfReach { .. } => "KeyOutOfReach",
            Self::OtherIssuer => "SheetOtherIssuer",
            Self::Incomplete => "SheetIncomplete",
            Self::Ledger(_) => "Unavailable",
        }
    }
}

/// A key in words. What stands behind a semicolon is advice, and an invoice's number can hold a stranger's.
pub(super) fn words(input: &KeyInput) -> String {
    input.description.replace(';', ",")
}
