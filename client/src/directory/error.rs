//! Why a directory is not used.

use crate::party::PublicPartyError;
use plimsoll_circuits::document::carrier::Renumbered;
use std::{io, path::PathBuf};

/// Why there is no directory, or why it does not help.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Not signed by the member administration.
    #[error(
        "the directory is not signed by this ledger's member administration; do not use it, fetch it again"
    )]
    Signature,
    /// Of another ledger.
    #[error("the directory is of another ledger; fetch this one's")]
    Domain,
    /// An older edition than one seen before.
    #[error(
        "the directory is edition {got}, but edition {seen} has been seen: it was put back; keep it as evidence, find out who did \
         that, and put the newest one, {}, in its place", copy.display()
    )]
    Outdated {
        /// The edition given.
        got: u64,
        /// The newest one seen.
        seen: u64,
        /// Where the newest one seen is kept.
        copy: PathBuf,
    },
    /// Two editions of one number.
    #[error(
        "the directory is another edition {edition} than the one that has been seen, and both are signed; keep it and {} as \
         evidence, and ask the member administration which is right", copy.display()
    )]
    Forked {
        /// The number.
        edition: u64,
        /// Where the one that was seen before is kept.
        copy: PathBuf,
    },
    /// A later edition by which bills that an earlier one read would not be known again.
    #[error(
        "edition {got} of the directory breaks with edition {seen}: {how}, so that a bill would get another fingerprint; keep it and {} \
         as evidence, sign nothing by it, and ask the member administration", copy.display()
    )]
    Renumbered {
        /// The edition given.
        got: u64,
        /// The one seen before.
        seen: u64,
        /// What is otherwise.
        how: Renumbered,
        /// Where the one seen before is kept.
        copy: PathBuf,
    },
    /// The same, of an edition that was about to be made.
    #[error(
        "no edition follows that changes what bills are known by: {0}; add to the table of carriers, and take nothing away"
    )]
    Carriers(#[from] Renumbered),
    /// Not what was written.
    #[error("the directory cannot be read: {0}")]
    Malformed(String),
    /// An address stands for several members, or an LEI for several that have no control key in common.
    #[error("the directory is inconsistent: {0}")]
    Inconsistent(String),
    /// Two names of members or two of carriers, or a name and an LEI or address, that people take for one another.
    #[error(
        "the name `{name}` looks like `{other}`, which is another's; let it take a name that nobody mistakes"
    )]
    Alike {
        /// The one.
        name: String,
        /// The other.
        other: String,
    },
    /// An entry is not the party's own word.
    #[error(transparent)]
    Party(#[from] PublicPartyError),
    /// The file system refuses.
    #[error("cannot read or write the directory: {0}")]
    Io(#[from] io::Error),
    /// Nobody has this name.
    #[error("the directory knows no `{0}`; see its list of members")]
    Unknown(String),
    /// Nobody has this name, but somebody one that looks like it.
    #[error(
        "the directory knows no `{given}`; `{member}`, which looks like it, is written with other letters: see who is meant"
    )]
    LooksLike {
        /// The name that was asked for.
        given: String,
        /// The member's.
        member: String,
    },
    /// An organisation with several addresses.
    #[error("{lei} is the organisation of {names}: say which of them is meant, by its name")]
    Several {
        /// The LEI.
        lei: String,
        /// Their names.
        names: String,
    },
    /// The entry is not valid now.
    #[error("the entry of `{name}` is not valid on this day; ask the member administration")]
    Expired {
        /// The member's name.
        name: String,
    },
}
