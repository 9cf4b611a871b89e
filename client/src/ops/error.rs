use super::{Intent, PendingError};
use crate::{
    clock::UnixTime,
    issuer::SheetError,
    memo::MemoError,
    money::Money,
    party::PublicPartyError,
    services::{LedgerError, ProveError},
    wallet::{DossierError, NoteId, WalletError},
};
use plimsoll_circuits::{credential::Currency, note::Kind, statement::Refusal};
use plimsoll_contracts::{AttestError as Rule, Receipt};
use std::path::PathBuf;

/// Why an intent cannot be carried out: found before anything is proven.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No title.
    #[error("you hold no living title of this lot; sync the wallet, or ask its holder to endorse it to you")]
    NoTitle,
    /// Neither title nor lien.
    #[error(
        "you hold neither the title of this lot nor a lien on it; sync the wallet, and look out for the lot once you do"
    )]
    NothingHeld,
    /// No such note.
    #[error("there is no unspent note {0} in this wallet; sync it, then list its notes")]
    NoNote(NoteId),
    /// The documents are missing, and with them the value.
    #[error(
        "the documents of this note are not there, so value and currency are not known; get them and sync, or recover them from the \
         files of issuer and valuer"
    )]
    NoDocuments,
    /// Beyond the value.
    #[error(
        "the lot has {headroom} headroom, you asked for {asked}; name at most the headroom: it grows when banks discharge \
         liens and you merge what they give back"
    )]
    Headroom {
        /// What is left.
        headroom: Money,
        /// What was asked.
        asked: Money,
    },
    /// Another currency.
    #[error("the lot is valued in {lot}, you asked for {asked}; use the lot's currency")]
    Currency {
        /// The lot's.
        lot: Currency,
        /// The one asked for.
        asked: Currency,
    },
    /// Nothing.
    #[error("the amount is zero; name one above it")]
    Zero,
    /// More than the note has.
    #[error("the note has {has}, you asked for {asked}; name at most what it has")]
    TooMuch {
        /// What it has.
        has: Money,
        /// What was asked.
        asked: Money,
    },
    /// A split that leaves nothing.
    #[error("the lien has {has}, all of which you asked for; name less, or leave it whole")]
    NothingLeft {
        /// What it has.
        has: Money,
    },
    /// Encumbered.
    #[error("the lot still bears {0}; it can be surrendered once all of that is given back and merged")]
    Encumbered(Money),
    /// The wrong kind of note.
    #[error("the note is a {found:?}, not a {wanted}; see your notes, and name one of that kind")]
    Kind {
        /// What it is.
        found: Kind,
        /// What it must be.
        wanted: &'static str,
    },
    /// Liens of different making.
    #[error("these liens were not made as one; name two parts of the same lien")]
    OtherTranche,
    /// Notes of different lots.
    #[error("the notes are of different lots; name two of the same one")]
    OtherLot,
    /// Not a member that may have it.
    #[error(
        "{name} may not own a {kind}: it is no {role} of this ledger; see the list of members for who may"
    )]
    Role {
        /// Who.
        name: String,
        /// What.
        kind: &'static str,
        /// Which role it would need.
        role: &'static str,
    },
    /// What is known of the recipient is not its own word.
    #[error(transparent)]
    BadRecipient(PublicPartyError),
    /// An issuer of another organisation than the bill's.
    #[error("{0} did not issue this bill; surrender it to an issuer of the organisation that did")]
    OtherIssuer(String),
    /// The party is not of the organisation that the challenge asks for.
    #[error("the verifier asks for an answer of another organisation; let the one that applies answer")]
    OtherApplicant,
    /// Another entry posted what the sheet says of a soft key.
    #[error(
        "the entry at height {height} posted a value that this one would post, too: it is alike, and everybody would see that; {}",
        if *.amends {
            "ask the issuer to sign the same proposal once more, and the valuer to value that"
        } else {
            "ask the issuer to issue the bill anew, and the valuer to value that"
        }
    )]
    Overtaken {
        /// The height of that entry.
        height: u64,
        /// Whether it is an amendment.
        amends: bool,
    },
    /// Nobody would accept an answer any more.
    #[error("the challenge's time is over since {0}; ask the verifier for a new one")]
    ChallengeExpired(UnixTime),
}

impl PlanError {
    /// The reason's name, which no rewording changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTitle => "NoTitle",
            Self::NothingHeld => "NothingHeld",
            Self::NoNote(_) => "NoNote",
            Self::NoDocuments => "NoDocuments",
            Self::Headroom { .. } => "Headroom",
            Self::Currency { .. } => "Currency",
            Self::Zero => "Zero",
            Self::TooMuch { .. } => "TooMuch",
            Self::NothingLeft { .. } => "NothingLeft",
            Self::Encumbered(_) => "Encumbered",
            Self::Kind { .. } => "Kind",
            Self::OtherTranche => "OtherTranche",
            Self::OtherLot => "OtherLot",
            Self::Role { .. } => "Role",
            Self::BadRecipient(_) => "BadRecipient",
            Self::OtherIssuer(_) => "OtherIssuer",
            Self::OtherApplicant => "OtherApplicant",
            Self::Overtaken { .. } => "Overtaken",
            Self::ChallengeExpired(_) => "ChallengeExpired",
        }
    }
}

/// Why an operation failed. After [`OpError::Undecided`] it may have taken place; after any other it has not, nor will it.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// The intent cannot be carried out.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The statement does not hold.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ledger gives no evidence or refuses.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// No proof.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// A memo cannot be sealed.
    #[error(transparent)]
    Memo(#[from] MemoError),
    /// The documents.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The wallet.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// What was asked for was submitted, and no verdict came.
    #[error(
        "the ledger gave no verdict on this {intent}: {why}; it may have taken place, so what was submitted is kept in {}, and is \
         not submitted again: `plimsoll pending show` asks the ledger, and so does the next command",
        kept.display()
    )]
    Undecided {
        /// What it is for.
        intent: Intent,
        /// Why there is no verdict.
        why: String,
        /// Where it is kept.
        kept: PathBuf,
    },
    /// What was asked for now was not begun, since an earlier command turns out to have taken place.
    #[error(
        "an earlier command was interrupted, and the ledger has accepted it ({intent}, height {}); the wallet is up to date \
         now: look at it, then repeat the command if you still want it",
        receipt.height
    )]
    Completed {
        /// What the earlier one was for.
        intent: Intent,
        /// The ledger's receipt for it.
        receipt: Box<Receipt>,
    },
    /// What is kept of a submission until the verdict is known.
    #[error(transparent)]
    Pending(#[from] PendingError),
}

impl OpError {
    /// The ledger's code, if it was the ledger that refused.
    #[must_use]
    pub const fn code(&self) -> Option<plimsoll_contracts::Code> {
        match self {
            Self::Ledger(LedgerError::Rejected(rejection)) => Some(rejection.code),
            _ => None,
        }
    }
}

/// Why an attest is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    /// The ledger's rules: another challenge, expired, stale roots, a proof that does not hold.
    #[error(transparent)]
    Rule(#[from] Rule),
    /// It states other terms.
    #[error("the attest states other terms than you asked for; ask for one with yours")]
    Terms,
    /// It is an answer of another organisation than the applicant, or does not say whose it is.
    #[error("the attest does not say that the applicant owns the title; ask the applicant for one that does")]
    OtherApplicant,
    /// The link does not open.
    #[error("what was shown beside the attest is not the opening of its link; ask for the right one")]
    Opening,
    /// The sheets beside the opening are not what the issuer signed or the ledger's entries posted.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The bundle names another challenge than the one it was checked against.
    #[error("the attest answers another challenge than yours; ask for one that answers it")]
    Challenge,
}

impl AttestError {
    /// The reason's name, which no rewording changes: the ledger's code where it is one of its rules.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rule(Rule::Rejected(rejection)) => rejection.code.name(),
            Self::Rule(Rule::WrongChallenge) | Self::Challenge => "WrongChallenge",
            Self::Rule(Rule::OtherVerifier) => "OtherVerifier",
            Self::Rule(Rule::Expired(_)) => "Expired",
            Self::Rule(Rule::OldLedger { .. }) => "OldLedger",
            Self::Rule(Rule::Ahead { .. }) => "LedgerAhead",
            Self::Rule(Rule::NoSuchHeight { .. }) => "NoSuchHeight",
            Self::Rule(Rule::Store(_)) => "Unavailable",
            Self::Terms => "Terms",
            Self::OtherApplicant => "OtherApplicant",
            Self::Opening => "Opening",
            Self::Sheet(error) => error.code(),
        }
    }

    /// What is wrong, without the code.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::Rule(Rule::Rejected(rejection)) => rejection.detail.clone(),
            other => other.to_string(),
        }
    }
}
