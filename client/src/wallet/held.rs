use super::{Book, Pledge};
use crate::{blob::BlobRef, money::Money, party::EncryptionPublicKey};
use plimsoll_circuits::{
    credential::{Bill, Currency},
    field::{F, serde_hex, to_hex},
    note::{Kind, Lot, Note},
};
use plimsoll_contracts::EntryId;
use serde::{Deserialize, Serialize};

/// A note's commitment: by it a wallet's user names a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NoteId(#[serde(with = "serde_hex")] pub F);

impl std::fmt::Display for NoteId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

/// A note that is or was this party's, or a release of a lot whose title it holds or held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The note with its opening.
    pub note: Note,
    /// Its nullifier.
    #[serde(with = "serde_hex")]
    pub nullifier: F,
    /// The entry that made it.
    pub made_by: EntryId,
    /// The height of that entry.
    pub height: u64,
    /// The height at which it was spent.
    pub spent_at: Option<u64>,
    /// TITLE, LIEN: the opening of its bill.
    pub bill: Option<Bill>,
    /// TITLE: where its book lies.
    pub book: Option<BlobRef>,
    /// TITLE: what the book says, once it was read.
    pub read: Option<Book>,
    /// TITLE that a recovery made: its pledges, as long as it has no book.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pledges: Vec<Pledge>,
    /// LIEN: to which key its releases are sealed. RELEASE: by which key it was found, which names the pledge.
    pub release_key: Option<EncryptionPublicKey>,
    /// The currency of its amounts, once it is known.
    pub currency: Option<Currency>,
}

impl Held {
    /// Its commitment.
    #[must_use]
    pub fn id(&self) -> NoteId {
        NoteId(self.note.commitment())
    }

    /// TITLE: the pledges that it lists, in its book or without one.
    pub(super) fn listed(&self) -> impl Iterator<Item = &Pledge> {
        self.read.iter().flat_map(|book| &book.pledges).chain(&self.pledges)
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.note.content.kind
    }

    /// The lot.
    #[must_use]
    pub const fn lot(&self) -> Lot {
        self.note.content.lot
    }

    /// TITLE: the lot's encumbrance; LIEN, RELEASE: its amount. `None` as long as the currency is not known.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        self.currency.map(|currency| Money::new(self.note.content.amount, currency))
    }

    /// LIEN: the encumbrance before it was made.
    #[must_use]
    pub fn prior(&self) -> Option<Money> {
        self.currency.map(|currency| Money::new(self.note.content.prior, currency))
    }

    /// LIEN: its amount when made, of which others may hold parts in the same rank.
    #[must_use]
    pub fn pool(&self) -> Option<Money> {
        self.currency.map(|currency| Money::new(self.note.content.pool, currency))
    }

    /// The value of the bill, if its opening is known.
    #[must_use]
    pub fn value(&self) -> Option<Money> {
        self.bill.map(|bill| Money::new(bill.value, bill.currency))
    }

    /// TITLE: what may still be pledged.
    #[must_use]
    pub fn headroom(&self) -> Option<Money> {
        let bill = self.bill.filter(|_| self.kind() == Kind::Title)?;
        Some(Money::new(bill.value.saturating_sub(self.note.content.amount), bill.currency))
    }
}
