//! What the holder of a title does: pledge, endorse, merge what was given back, surrender.
//!
//! Each intent has three forms: `plan_*` says which notes would go in and out; `prepare_*` builds the transition without
//! submitting it; the verb itself syncs, prepares, submits and syncs again.

use super::{Desk, Intent, Make, MovePlan, OpError, PlanError, Prepared, Submitted};
use crate::{
    money::Money,
    party::PublicParty,
    wallet::{Book, Held, NoteId},
};
use plimsoll_circuits::{
    credential::Bill,
    note::{Content, Kind, Lot},
};
use rand::{CryptoRng, RngCore};

/// A title with what is known of it.
struct Title<'a> {
    held: &'a Held,
    bill: Bill,
    book: &'a Book,
}

impl<'a> Title<'a> {
    fn of(held: &'a Held) -> Result<Self, PlanError> {
        if held.kind() != Kind::Title {
            return Err(PlanError::Kind { found: held.kind(), wanted: "TITLE" });
        }
        let (bill, book) = held.bill.zip(held.read.as_ref()).ok_or(PlanError::NoDocuments)?;
        Ok(Self { held, bill, book })
    }

    fn output(&self, amount: u64, to: &PublicParty) -> Make {
        self.with_book(amount, to, self.book.clone())
    }

    fn with_book(&self, amount: u64, to: &PublicParty, book: Book) -> Make {
        let content = Content { amount, ..self.held.note.content };
        Make::Title { content, to: Box::new(to.clone()), book: Box::new(book), bill: Box::new(self.bill) }
    }

    /// The amount in minor units, if it is in the lot's currency and not zero.
    fn minor(&self, amount: Money) -> Result<u64, PlanError> {
        minor(amount, Money::new(0, self.bill.currency))
    }
}

/// An amount in minor units, if it is in the currency of `of` and not zero.
pub(super) fn minor(amount: Money, of: Money) -> Result<u64, PlanError> {
    if amount.currency != of.currency {
        return Err(PlanError::Currency { lot: of.currency, asked: amount.currency });
    }
    if amount.minor == 0 { Err(PlanError::Zero) } else { Ok(amount.minor) }
}

impl Desk<'_> {
    fn title(&self, lot: Lot) -> Result<&Held, PlanError> {
        self.wallet.title(lot).ok_or(PlanError::NoTitle)
    }

    /// A pledge of a certain title note, the title going to `title_to`. It may be an old one that is spent: then the plan can
    /// be prepared, but the ledger refuses it.
    ///
    /// # Errors
    /// As [`plan_pledge`](Self::plan_pledge).
    pub fn plan_pledge_of(
        &self,
        title: &Held,
        bank: &PublicParty,
        amount: Money,
        title_to: &PublicParty,
    ) -> Result<MovePlan, PlanError> {
        let title = Title::of(title)?;
        let minor = title.minor(amount)?;
        let before = title.held.note.content.amount;
        let after = before.checked_add(minor).filter(|after| *after <= title.bill.value);
        let Some(after) = after else {
            let headroom = Money::new(title.bill.value.saturating_sub(before), amount.currency);
            return Err(PlanError::Headroom { headroom, asked: amount });
        };
        let bill = title.bill;
        let lien = Content {
            kind: Kind::Lien,
            amount: minor,
            prior: before,
            pool: minor,
            lot: title.held.lot(),
            bill: title.held.note.content.bill,
            ..Content::DUMMY
        };
        let (to, bill_of) = (Box::new(bank.clone()), Box::new(bill));
        let lien = Make::Lien { content: lien, to, release_key: None, bill: bill_of };
        Ok(MovePlan {
            intent: Intent::Pledge,
            inputs: [Some(title.held.note), None],
            outputs: [Some(title.output(after, title_to)), Some(lien)],
            bill: Some(bill),
        })
    }

    /// A new lien of `bank` on the lot, behind all that it bears already.
    ///
    /// # Errors
    /// [`PlanError`]: no title, no headroom, another currency.
    pub fn plan_pledge(&self, lot: Lot, bank: &PublicParty, amount: Money) -> Result<MovePlan, PlanError> {
        self.plan_pledge_of(self.title(lot)?, bank, amount, self.party.public())
    }

    /// A new lien of `bank`, which gets the title as well.
    ///
    /// # Errors
    /// As [`plan_pledge`](Self::plan_pledge).
    pub fn plan_possessory_pledge(
        &self,
        lot: Lot,
        bank: &PublicParty,
        amount: Money,
    ) -> Result<MovePlan, PlanError> {
        self.plan_pledge_of(self.title(lot)?, bank, amount, bank)
    }

    /// The title, with what it bears, goes to another holder or to a bank.
    ///
    /// # Errors
    /// [`PlanError::NoTitle`], [`PlanError::NoDocuments`].
    pub fn plan_endorse(&self, lot: Lot, to: &PublicParty) -> Result<MovePlan, PlanError> {
        self.plan_endorse_of(self.title(lot)?, to)
    }

    /// The endorsement of a certain title note. It may be an old one that is spent: then the plan can be prepared, but the
    /// ledger refuses it.
    ///
    /// # Errors
    /// As [`plan_endorse`](Self::plan_endorse).
    pub fn plan_endorse_of(&self, title: &Held, to: &PublicParty) -> Result<MovePlan, PlanError> {
        let title = Title::of(title)?;
        Ok(MovePlan {
            intent: Intent::Endorse,
            inputs: [Some(title.held.note), None],
            outputs: [Some(title.output(title.held.note.content.amount, to)), None],
            bill: None,
        })
    }

    /// The title is given up to the issuer of its bill, for delivery or for paper. It must bear nothing.
    ///
    /// # Errors
    /// [`PlanError::NoTitle`], [`PlanError::Encumbered`], [`PlanError::NoDocuments`].
    pub fn plan_surrender(&self, lot: Lot, issuer: &PublicParty) -> Result<MovePlan, PlanError> {
        let held = self.title(lot)?;
        if held.note.content.amount != 0 {
            return Err(held.amount().map_or(PlanError::NoDocuments, PlanError::Encumbered));
        }
        let bill = held.bill.ok_or(PlanError::NoDocuments)?;
        let content = Content { kind: Kind::Retired, ..held.note.content };
        Ok(MovePlan {
            intent: Intent::Surrender,
            inputs: [Some(held.note), None],
            outputs: [Some(Make::Retired { content, to: Box::new(issuer.clone()) }), None],
            bill: Some(bill),
        })
    }

    /// What was given back lowers what the title bears.
    ///
    /// # Errors
    /// [`PlanError`]: no title, no such note, of another lot or kind.
    pub fn plan_merge(&self, lot: Lot, given_back: NoteId) -> Result<MovePlan, PlanError> {
        let title = Title::of(self.title(lot)?)?;
        let release = self.note(given_back)?;
        if release.kind() != Kind::Release {
            return Err(PlanError::Kind { found: release.kind(), wanted: "RELEASE" });
        }
        if release.lot() != lot {
            return Err(PlanError::OtherLot);
        }
        // The ledger keeps a title's amount at least as high as that of each of the lot's liens and releases.
        let given_back = release.note.content.amount;
        let rest = title.held.note.content.amount.saturating_sub(given_back);
        let mut book = title.book.clone();
        book.merge(release.release_key, given_back, rest);
        Ok(MovePlan {
            intent: Intent::Merge,
            inputs: [Some(title.held.note), Some(release.note)],
            outputs: [Some(title.with_book(rest, self.party.public(), book)), None],
            bill: None,
        })
    }

    pub(super) fn note(&self, id: NoteId) -> Result<&Held, PlanError> {
        self.wallet.note(id).ok_or(PlanError::NoNote(id))
    }
}

/// The `prepare_*` form and the verb of each plan.
macro_rules! verbs {
    ($($(#[$doc:meta])* $verb:ident, $prepare:ident, $plan:ident ($($arg:ident : $type:ty),*);)*) => {
        impl Desk<'_> {
            $(
                #[doc = concat!("Prepares what [`", stringify!($plan), "`](Self::", stringify!($plan), ") plans, and submits nothing.")]
                ///
                /// # Errors
                /// [`OpError`].
                pub fn $prepare<R: RngCore + CryptoRng>(&self, $($arg: $type,)* rng: &mut R) -> Result<Prepared, OpError> {
                    self.prepare(&self.$plan($($arg),*)?, rng)
                }

                $(#[$doc])*
                #[doc = concat!("Syncs, does what [`", stringify!($plan), "`](Self::", stringify!($plan), ") plans, and syncs again.")]
                ///
                /// # Errors
                /// [`OpError`].
                pub fn $verb<R: RngCore + CryptoRng>(&mut self, $($arg: $type,)* rng: &mut R) -> Result<Submitted, OpError> {
                    self.act(rng, |desk, rng| desk.$prepare($($arg,)* rng))
                }
            )*
        }
    };
}
pub(super) use verbs;

verbs! {
    pledge, prepare_pledge, plan_pledge(lot: Lot, bank: &PublicParty, amount: Money);
    pledge_with_possession, prepare_possessory_pledge, plan_possessory_pledge(lot: Lot, bank: &PublicParty, amount: Money);
    endorse, prepare_endorse, plan_endorse(lot: Lot, to: &PublicParty);
    surrender, prepare_surrender, plan_surrender(lot: Lot, issuer: &PublicParty);
    merge, prepare_merge, plan_merge(lot: Lot, given_back: NoteId);
}
