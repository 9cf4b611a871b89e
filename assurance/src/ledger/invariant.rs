//! What must be so, and is asked of every state and step.

use super::{
    kind::Kind,
    lots::LotAt,
    notes::Made,
    offer::Offer,
    parties::Party,
    say::Say,
    truth::{LotTruth, Truth},
    world::World,
};
use plimsoll_circuits::{
    member::Roles,
    note::{Content, Kind as Is},
};
use serde::{Deserialize, Serialize};

/// What must be so, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Invariant {
    /// One living TITLE a lot, over all its generations.
    OneTitle,
    /// A living title bears what its lot's living LIENs and RELEASEs add up to; a surrendered one had borne nothing.
    Encumbrance,
    /// No LIEN is made beyond the value of the bill, and no amendment leaves a title that bears more.
    WithinValue,
    /// Prior, pool, bill and making of every LIEN are what the log says of its making.
    TrueRank,
    /// A closed lot never lives again.
    ClosedForGood,
    /// A frozen lot stands still, and nothing is shown of it.
    FrozenStill,
    /// Nobody but the owner changes a note.
    OwnerAlone,
    /// What a lienor has only it takes away, or a Recover, Reopen or Close.
    LienorsOwn,
    /// Two living lots share no number and no container that no order let them share.
    NothingShared,
    /// Orders can name every living lot.
    Named,
    /// A paused ledger takes no statement.
    PausedStill,
    /// Who lost its role does nothing in it.
    RolesHeld,
}

impl Invariant {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::OneTitle,
        Self::Encumbrance,
        Self::WithinValue,
        Self::TrueRank,
        Self::ClosedForGood,
        Self::FrozenStill,
        Self::OwnerAlone,
        Self::LienorsOwn,
        Self::NothingShared,
        Self::Named,
        Self::PausedStill,
        Self::RolesHeld,
    ];
}

impl Truth {
    pub(super) fn check_standing(&self, lot: LotAt, faults: &mut Vec<Invariant>) {
        let Some(lot) = self.lot(lot) else { return };
        faults.extend(lot.closed.then_some(Invariant::ClosedForGood));
        faults.extend(lot.frozen.then_some(Invariant::FrozenStill));
    }

    /// Who acts is a member, who signs for cargo and value may, and who gets what it had not may own it.
    pub(super) fn check_roles(&self, say: &Say, offer: &Offer, actor: Party, faults: &mut Vec<Invariant>) {
        let has = |party: Party, roles: Roles| self.roles[party.at()].intersects(roles);
        let owns = Roles::HOLDER.union(Roles::BANK);
        let signed = match say {
            Say::Register { holder, .. } => has(Party::ISSUER, Roles::ISSUER) && has(*holder, owns),
            Say::Amend { .. } | Say::Revalue { .. } => has(Party::ISSUER, Roles::ISSUER),
            _ => true,
        };
        let fits = |(content, owner): &Made| match (content.kind, owner) {
            (Is::Lien, Some(owner)) => {
                (*owner == actor && say.kind() != Kind::Pledge) || has(*owner, Roles::BANK)
            }
            (Is::Title, Some(owner)) => *owner == actor || has(*owner, owns),
            (Is::Retired, Some(owner)) => has(*owner, Roles::ISSUER),
            _ => true,
        };
        let acts = say.kind() == Kind::Idle || self.roles[actor.at()].0 != 0;
        faults.extend((!(signed && acts && offer.made.iter().all(fits))).then_some(Invariant::RolesHeld));
    }

    /// What is not as it must be.
    #[must_use]
    pub fn faults(&self, world: &World, frozen: &[LotAt]) -> Vec<Invariant> {
        let mut faults = Vec::new();
        for (at, lot) in self.lots.iter().enumerate() {
            if lot.closed || lot.frozen {
                let fault = if lot.closed { Invariant::ClosedForGood } else { Invariant::FrozenStill };
                faults.extend((frozen.binary_search(&lot.lot).is_err()).then_some(fault));
            }
            if lot.closed {
                continue;
            }
            let titles: Vec<_> =
                self.living(world, lot.lot).filter(|note| note.kind() == Is::Title).collect();
            faults.extend((titles.len() != usize::from(!lot.surrendered)).then_some(Invariant::OneTitle));
            let bears = titles.first().map_or(0, |title| title.amount());
            faults.extend((bears != self.owed(world, lot.lot)).then_some(Invariant::Encumbrance));
            faults.extend((!self.ranks_are_true(world, lot)).then_some(Invariant::TrueRank));
            for other in self.lots[at + 1..].iter().filter(|other| !other.closed) {
                faults.extend((lot.family == other.family).then_some(Invariant::OneTitle));
                let shares = lot.numbers & other.numbers != 0
                    || lot.boxed && other.boxed && !(lot.excused || other.excused);
                faults.extend(shares.then_some(Invariant::NothingShared));
            }
        }
        faults
    }

    fn ranks_are_true(&self, world: &World, lot: &LotTruth) -> bool {
        let liens: Vec<Content> = self
            .living(world, lot.lot)
            .filter(|note| note.kind() == Is::Lien)
            .map(|note| note.note.content)
            .collect();
        liens.iter().all(|lien| {
            let making = self.makings.iter().find(|making| making.nf == lien.made);
            let together: u64 =
                liens.iter().filter(|other| other.made == lien.made).map(|other| other.amount).sum();
            making.is_some_and(|making| {
                (making.family, making.prior, making.pool, making.bill)
                    == (lot.family, lien.prior, lien.pool, lien.bill)
                    && together <= lien.pool
            })
        })
    }
}
