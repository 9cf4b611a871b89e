use crate::{
    party::{EncryptionPublicKey, PublicParty},
    wallet::Book,
};
use plimsoll_circuits::{
    credential::Bill,
    note::{Content, Note},
};
use serde::{Deserialize, Serialize};

/// What a transition is for: for people and logs, never on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    /// A bill becomes a title.
    Register,
    /// The lot gets other documents.
    Amend,
    /// The lot gets another value.
    Revalue,
    /// A new lien.
    Pledge,
    /// The title goes to another.
    Endorse,
    /// The title is given up.
    Surrender,
    /// A lien, or part of it, goes to another bank.
    Assign,
    /// A lien becomes two.
    Split,
    /// A lien, or part of it, is given back.
    Discharge,
    /// What was given back lowers what the title bears.
    Merge,
    /// Two parts of one lien become one.
    MergeLiens,
    /// A plan made by hand.
    Other,
}

impl std::fmt::Display for Intent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Intent::Register => "register",
            Intent::Amend => "amend",
            Intent::Revalue => "revalue",
            Intent::Pledge => "pledge",
            Intent::Endorse => "endorse",
            Intent::Surrender => "surrender",
            Intent::Assign => "assign",
            Intent::Split => "split",
            Intent::Discharge => "discharge",
            Intent::Merge => "merge",
            Intent::MergeLiens => "merge liens",
            Intent::Other => "other",
        })
    }
}

/// A note to be made.
#[derive(Clone, Debug)]
pub enum Make {
    /// A TITLE.
    Title {
        /// What it holds.
        content: Content,
        /// Whose it will be.
        to: Box<PublicParty>,
        /// What its book says; a new lien beside it is added.
        book: Box<Book>,
        /// Its bill.
        bill: Box<Bill>,
    },
    /// A LIEN.
    Lien {
        /// What it holds. The making of a new one is filled in.
        content: Content,
        /// Whose it will be.
        to: Box<PublicParty>,
        /// To which key its releases are sealed; a fresh one for a new lien.
        release_key: Option<EncryptionPublicKey>,
        /// Its bill.
        bill: Box<Bill>,
    },
    /// A RETIRED title.
    Retired {
        /// What it holds.
        content: Content,
        /// Whose it will be.
        to: Box<PublicParty>,
    },
    /// A RELEASE, which belongs to the lot.
    Release {
        /// What it holds.
        content: Content,
        /// To which key its memo is sealed; to nobody's if that is not known, or no key.
        to: Option<EncryptionPublicKey>,
    },
}

impl Make {
    /// What it holds.
    #[must_use]
    pub const fn content(&self) -> &Content {
        match self {
            Self::Title { content, .. }
            | Self::Lien { content, .. }
            | Self::Retired { content, .. }
            | Self::Release { content, .. } => content,
        }
    }

    /// What it holds, to be changed.
    pub const fn content_mut(&mut self) -> &mut Content {
        match self {
            Self::Title { content, .. }
            | Self::Lien { content, .. }
            | Self::Retired { content, .. }
            | Self::Release { content, .. } => content,
        }
    }

    /// Whose it will be; nobody's if it is a RELEASE.
    #[must_use]
    pub fn to(&self) -> Option<&PublicParty> {
        match self {
            Self::Title { to, .. } | Self::Lien { to, .. } | Self::Retired { to, .. } => Some(to),
            Self::Release { .. } => None,
        }
    }
}

/// Which notes go in, and which come out. Any plan can be made by hand, also one that the ledger must refuse: from a note
/// that was spent long ago, or with amounts that do not add up.
#[derive(Clone, Debug)]
pub struct MovePlan {
    /// What it is for.
    pub intent: Intent,
    /// The notes to be spent; none for a dummy.
    pub inputs: [Option<Note>; 2],
    /// The notes to be made; none for a dummy.
    pub outputs: [Option<Make>; 2],
    /// The title's bill, where a lien is made or the title is surrendered.
    pub bill: Option<Bill>,
}
