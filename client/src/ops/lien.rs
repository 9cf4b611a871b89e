//! What a bank does with its liens: assign, split, merge, and give back. A refinance in rank is an assignment from bank to
//! bank; a partial repayment is a discharge of part of the lien.

use super::{
    Desk, Intent, Make, MovePlan, OpError, PlanError, Prepared, Submitted,
    intents::{minor, verbs},
};
use crate::{
    money::Money,
    party::{EncryptionPublicKey, PublicParty},
    wallet::{Held, NoteId},
};
use plimsoll_circuits::note::{Content, Kind};
use rand::{CryptoRng, RngCore};

impl Desk<'_> {
    fn lien(&self, id: NoteId) -> Result<&Held, PlanError> {
        let held = self.note(id)?;
        match held.kind() {
            Kind::Lien => Ok(held),
            found => Err(PlanError::Kind { found, wanted: "LIEN" }),
        }
    }

    /// The whole lien, or part of it (syndication), goes to another bank, in the same rank.
    ///
    /// # Errors
    /// [`PlanError`]: no such lien, or an amount that it does not have.
    pub fn plan_assign(
        &self,
        lien: NoteId,
        bank: &PublicParty,
        amount: Option<Money>,
    ) -> Result<MovePlan, PlanError> {
        let held = self.lien(lien)?;
        let (part, rest) = parts(held, amount)?;
        let part = lien_of(held, part, bank)?;
        self.split_into(Intent::Assign, held, part, rest)
    }

    /// The lien becomes two of this bank, one of `amount`.
    ///
    /// # Errors
    /// As [`plan_assign`](Self::plan_assign).
    pub fn plan_split(&self, lien: NoteId, amount: Money) -> Result<MovePlan, PlanError> {
        let held = self.lien(lien)?;
        let (part, rest) = parts(held, Some(amount))?;
        if rest == 0 {
            let has = Money::new(held.note.content.amount, amount.currency);
            return Err(PlanError::NothingLeft { has });
        }
        let part = lien_of(held, part, self.party.public())?;
        self.split_into(Intent::Split, held, part, rest)
    }

    /// The lien, or part of it (a repayment), is given back to the lot: whoever holds its title, now or later, finds the release
    /// by the title's book and merges it. Nobody has to be asked who that is. Of a lien whose memo could not be read, and of one that
    /// was assigned since, its owner does not know the key: the release is then found by an opening of the discharge.
    ///
    /// # Errors
    /// [`PlanError`]: no such lien, an amount that it does not have.
    pub fn plan_discharge(&self, lien: NoteId, amount: Option<Money>) -> Result<MovePlan, PlanError> {
        let held = self.lien(lien)?;
        let (part, rest) = parts(held, amount)?;
        let content = Content { kind: Kind::Release, amount: part, lot: held.lot(), ..Content::DUMMY };
        self.split_into(Intent::Discharge, held, Make::Release { content, to: held.release_key }, rest)
    }

    /// Two parts of one lien become one again.
    ///
    /// # Errors
    /// [`PlanError`]: no such liens, or of different making.
    pub fn plan_merge_liens(&self, liens: [NoteId; 2]) -> Result<MovePlan, PlanError> {
        let [a, b] = [self.lien(liens[0])?, self.lien(liens[1])?];
        if a.lot() != b.lot() {
            return Err(PlanError::OtherLot);
        }
        let making = |held: &Held| Content { amount: 0, ..held.note.content };
        let sum = a.note.content.amount.checked_add(b.note.content.amount);
        let Some(sum) = sum.filter(|_| making(a) == making(b)) else {
            return Err(PlanError::OtherTranche);
        };
        Ok(MovePlan {
            intent: Intent::MergeLiens,
            inputs: [Some(a.note), Some(b.note)],
            outputs: [Some(lien_of(a, sum, self.party.public())?), None],
            bill: None,
        })
    }

    /// The lien in, `part` and what rests of it out.
    fn split_into(&self, intent: Intent, held: &Held, part: Make, rest: u64) -> Result<MovePlan, PlanError> {
        let outputs = match rest {
            0 => [Some(part), None],
            rest => [Some(lien_of(held, rest, self.party.public())?), Some(part)],
        };
        Ok(MovePlan { intent, inputs: [Some(held.note), None], outputs, bill: None })
    }
}

/// How much goes and how much stays, in minor units; all goes if no amount is named.
fn parts(held: &Held, amount: Option<Money>) -> Result<(u64, u64), PlanError> {
    let all = held.note.content.amount;
    let Some(asked) = amount else { return Ok((all, 0)) };
    let has = held.amount().ok_or(PlanError::NoDocuments)?;
    let part = minor(asked, has)?;
    let rest = all.checked_sub(part).ok_or(PlanError::TooMuch { has, asked })?;
    Ok((part, rest))
}

/// So much of a lien, of `to`.
fn lien_of(held: &Held, amount: u64, to: &PublicParty) -> Result<Make, PlanError> {
    let bill = held.bill.ok_or(PlanError::NoDocuments)?;
    let content = Content { amount, ..held.note.content };
    let release_key = Some(held.release_key.unwrap_or(EncryptionPublicKey::UNKNOWN));
    Ok(Make::Lien { content, to: Box::new(to.clone()), release_key, bill: Box::new(bill) })
}

verbs! {
    assign, prepare_assign, plan_assign(lien: NoteId, bank: &PublicParty, amount: Option<Money>);
    split, prepare_split, plan_split(lien: NoteId, amount: Money);
    discharge, prepare_discharge, plan_discharge(lien: NoteId, amount: Option<Money>);
    merge_liens, prepare_merge_liens, plan_merge_liens(liens: [NoteId; 2]);
}
