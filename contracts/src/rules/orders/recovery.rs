//! The rules of a recovery: a lot is closed, and its title and liens are made again under its next generation.

use super::{BEFORE_RECOVERY, Given, OrderRefusal, Refusal, refuse, require};
use crate::{
    control::NotSurrendered,
    order::{NewLien, Recovery},
    rules::{
        Effects, RuleError, State,
        records::{Closed, DocRecord, Entered, Frozen, LotRecord, Row, Table, key},
    },
};
use plimsoll_circuits::member::{Address, Roles};

impl<S: State> Given<'_, S> {
    pub(super) fn recover(&self, recovery: &Recovery) -> Result<Effects, Refusal<S>> {
        let Recovery { lot, title, liens, .. } = recovery;
        let (record, mut rows) = self.to_be_followed(lot)?;
        let Some(notes) = recovery.notes() else { return refuse(OrderRefusal::LiensDiffer) };
        let frozen = self.is_due(recovery, record)?;
        self.may_own(title.owner, Roles::HOLDER.union(Roles::BANK))?;
        for lien in liens {
            self.may_own(lien.owner, Roles::BANK)?;
            self.was_made(lien, liens)?;
        }
        self.is_not_surrendered(recovery, frozen.height)?;
        let Some(doc) = self.state.doc(lot.doc).map_err(RuleError::state)? else {
            return refuse(OrderRefusal::NoSuchLot);
        };
        let doc = DocRecord { entered: Entered::Registered(lot.generation + 1), ..doc };
        rows.push(Row::put(Table::Docs, key(lot.doc), &doc));
        let mut effects = self.on_lot(lot, record, self.closed(record, Closed::ForGood), rows);
        effects.commitments = notes.iter().map(|note| note.commitment()).collect();
        effects.control.notes += notes.len() as u64;
        Ok(effects)
    }

    /// The freeze of the lot, if it was long enough ago, or the title is opened and fits.
    fn is_due(&self, recovery: &Recovery, record: LotRecord) -> Result<Frozen, Refusal<S>> {
        let Some(frozen) = record.frozen else { return refuse(OrderRefusal::NotFrozen) };
        if let Some(title) = recovery.opened_note() {
            let known = self.state.has_commitment(title.commitment()).map_err(RuleError::state)?;
            let fits = title.content.bill == recovery.title.bill
                && Some(title.content.amount) == recovery.encumbrance();
            require(known && fits, OrderRefusal::OtherTitle)?;
            return Ok(frozen);
        }
        require(frozen.until.is_none(), OrderRefusal::NotFrozen)?;
        let next = frozen.since.after(BEFORE_RECOVERY);
        require(self.time >= next, OrderRefusal::StillFrozen { next })?;
        Ok(frozen)
    }

    fn may_own(&self, owner: Address, roles: Roles) -> Result<(), Refusal<S>> {
        let member = self.state.member(owner).map_err(RuleError::state)?;
        require(
            member.is_some_and(|member| member.roles.intersects(roles)),
            OrderRefusal::NoFittingRole(owner),
        )
    }

    /// A lien names a making on the ledger, and with the others of that making what that one was, and no more.
    fn was_made(&self, lien: &NewLien, liens: &[NewLien]) -> Result<(), Refusal<S>> {
        let alike = |other: &&NewLien| other.made == lien.made;
        let same = liens
            .iter()
            .filter(alike)
            .all(|other| (other.prior, other.pool, other.bill) == (lien.prior, lien.pool, lien.bill));
        let together = liens.iter().filter(alike).map(|other| u128::from(other.amount)).sum::<u128>();
        let known = self.state.has_nullifier(lien.made).map_err(RuleError::state)?;
        require(
            known && same && lien.amount > 0 && together <= u128::from(lien.pool),
            OrderRefusal::LiensDiffer,
        )
    }

    /// An issuer says that it had not got the title back when the lot was frozen.
    fn is_not_surrendered(&self, recovery: &Recovery, frozen: u64) -> Result<(), Refusal<S>> {
        let Recovery { lot, title, statement, .. } = recovery;
        self.may_own(statement.issuer, Roles::ISSUER)?;
        let issuer = self.state.member(statement.issuer).map_err(RuleError::state)?;
        let org = match issuer {
            Some(issuer) => self.state.org(issuer.org).map_err(RuleError::state)?,
            None => None,
        };
        let said = NotSurrendered { doc: lot.doc, generation: lot.generation, bill: title.bill, frozen };
        let signer = statement.signature.signer(self.genesis.domain(), &said);
        require(signer.is_some() && signer == org.map(|org| org.control), OrderRefusal::BadStatement)
    }
}
