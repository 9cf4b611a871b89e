//! Why an issuer signs nothing.

use crate::{
    carrier_signature::{ChainError, SignatureError, Surrender},
    party::PublicPartyError,
    services::LedgerError,
};
use plimsoll_circuits::{
    document::{Faults, Ground, NotRegistrable},
    fingerprint::keys::KeyError,
};
use plimsoll_guardian::FingerprintError;
use std::io;

/// Why a bill is not issued. Nothing was signed then.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The bill has faults.
    #[error("the bill: {0}")]
    Document(#[source] Faults),
    /// An annex has faults, or speaks of another bill.
    #[error("{annex}: {faults}")]
    Annex {
        /// Which.
        annex: String,
        /// What is wrong with it.
        #[source]
        faults: Faults,
    },
    /// The carrier's signature does not hold.
    #[error("the carrier's signature: {0}")]
    Signature(#[from] SignatureError),
    /// No carrier's signature shows that it is genuine, and the issuer does not attest it.
    #[error(
        "no carrier signs such a document, so an issuer attests it or nobody: say that {}", .0.iter().map(|ground| ground.says()).collect::<Vec<_>>().join(", or that ")
    )]
    Unattested(&'static [Ground]),
    /// The ledger does not take such a document.
    #[error("the bill cannot be registered: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    NotRegistrable(Vec<NotRegistrable>),
    /// What the signed chain says does not follow, or is not understood.
    #[error("who holds the bill: {0}")]
    Chain(#[from] ChainError),
    /// The bill was surrendered.
    #[error("the signed chain says that the bill was {0}; only what is in its holder's hand can be issued")]
    Surrendered(Surrender),
    /// An issuance request names nobody, a bare document neither.
    #[error(
        "the file does not say who holds the bill; ask for the issuance request or the PINT envelope around it"
    )]
    NoHolder,
    /// Somebody else holds it, by its LEI.
    #[error(
        "{to} holds the bill, not {holder}; name that party as the first holder, or have the bill transferred"
    )]
    OtherHolder {
        /// Who holds it.
        to: String,
        /// Who was named.
        holder: String,
    },
    /// Nothing says that who holds it is the first holder.
    #[error(
        "{to} holds the bill, and nothing says that this is {holder}; see that they are one party, then confirm the name in the bill"
    )]
    UnconfirmedHolder {
        /// Who holds it.
        to: String,
        /// Its name in the bill.
        name: String,
        /// Who was named.
        holder: String,
    },
    /// What is known of the first holder is not its own word.
    #[error(transparent)]
    BadHolder(#[from] PublicPartyError),
    /// Not everything can be covered.
    #[error(transparent)]
    Uncovered(#[from] KeyError),
    /// The guardians are not this ledger's.
    #[error("these guardians' key is not the one that the ledger pins; ask the right ones")]
    OtherGuardians,
    /// The guardians refuse or fail.
    #[error("the guardians: {0}")]
    Guardians(#[from] FingerprintError),
    /// The period is over.
    #[error(
        "the bill could not be registered any more, since its last day for that is before today; name a later one"
    )]
    Expired,
    /// Which numbers of its soft keys are free cannot be found out.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The record cannot be kept.
    #[error("the audit record cannot be written, so nothing is issued: {0}")]
    Audit(#[from] io::Error),
}
