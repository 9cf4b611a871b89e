//! Wrong rules, each a mistake that somebody could make. They stand around the ledger's own rules and relations, which are called as they are.

use super::{
    kind::Kind,
    lots::LotAt,
    offer::Offer,
    orders::{Change, Ordered},
    parties::RolesOf,
    say::Say,
    state::Tables,
    world::World,
};
use plimsoll_circuits::{
    field::{F, to_u64},
    member::Address,
    note::{Kind as Is, Lot},
    statement::{amend, movement::checks as moves},
};
use plimsoll_contracts::{
    DecodeError, EntryId, Hash32, Posting, Snapshot, UnixTime,
    rules::{
        Control, Effects, FrozenChange, MemberRecord, MemberRoot, State,
        records::{Key, LotRecord, Permission, Table},
    },
};
use serde::{Deserialize, Serialize};

/// A wrong rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Planted {
    /// The nullifiers of a transition are not recorded.
    NullifiersForgotten,
    /// The nullifier of a RELEASE is not recorded: it is merged twice.
    ReleaseNotSpent,
    /// The frozen root may be any that the tree had.
    FormerFrozenRoot,
    /// A pause is not asked for.
    PauseIgnored,
    /// A revocation does not end the grace of member roots.
    RevocationForgotten,
    /// A waiver is not used up.
    WaiverKept,
    /// The generation of a permitted registration is not compared.
    GenerationNotCompared,
    /// The containers and invoices of an amendment are not recorded.
    AmendedKeysForgotten,
    /// The number of an amendment is not recorded.
    AmendedNumberForgotten,
    /// A reopening leaves the old lot as it is.
    ReopenLeavesOld,
    /// A recovery ends the old lot's freeze, and does not close it.
    RecoverThawsOld,
    /// A closed lot's freeze is lifted.
    LiftOpensClosed,
    /// A reopening lists any number.
    AnyNumberListed,
    /// Whether an input is in the note tree is not asked: it may be anybody's.
    AnybodysNote,
    /// .. of LIENs alone.
    AnybodysLien,
    /// The encumbrance is not raised by a LIEN.
    EncumbranceNotRaised,
    /// A title is surrendered whatever it bears.
    EncumberedSurrender,
    /// The value cap is off by one.
    ValueCapOffByOne,
    /// A LIEN's prior is not the encumbrance before it.
    AnyPrior,
    /// LIENs of two makings are merged.
    MakingsMixed,
    /// An amendment's value is not compared with what the title bears.
    HollowAmendment,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::NullifiersForgotten,
        Self::ReleaseNotSpent,
        Self::FormerFrozenRoot,
        Self::PauseIgnored,
        Self::RevocationForgotten,
        Self::WaiverKept,
        Self::GenerationNotCompared,
        Self::AmendedKeysForgotten,
        Self::AmendedNumberForgotten,
        Self::ReopenLeavesOld,
        Self::RecoverThawsOld,
        Self::LiftOpensClosed,
        Self::AnyNumberListed,
        Self::AnybodysNote,
        Self::AnybodysLien,
        Self::EncumbranceNotRaised,
        Self::EncumberedSurrender,
        Self::ValueCapOffByOne,
        Self::AnyPrior,
        Self::MakingsMixed,
        Self::HollowAmendment,
    ];

    /// Whether a statement is taken that the native relation refuses at this check. What is tried of false statements fails at one check alone.
    #[must_use]
    pub fn overlooks(self, check: &str, say: &Say, offer: &Offer, world: &World) -> bool {
        match self {
            Self::AnybodysNote => check == moves::MEMBERSHIP,
            Self::AnybodysLien => check == moves::MEMBERSHIP && say.kind() == Kind::Assign,
            Self::EncumbranceNotRaised => check == moves::BALANCE && say.kind() == Kind::Pledge,
            Self::EncumberedSurrender => check == moves::BALANCE && say.kind() == Kind::Surrender,
            Self::ValueCapOffByOne => check == moves::VALUE_CAP && exceeds_by_one(offer, world),
            Self::AnyPrior => check == moves::TRANCHE && say.kind() == Kind::Pledge,
            Self::MakingsMixed => check == moves::TRANCHE && say.kind() == Kind::Join,
            Self::HollowAmendment => check == amend::checks::VALUE_CAP,
            _ => false,
        }
    }

    /// What is left of the effects of a statement.
    pub fn bend_statement(self, effects: &mut Effects, say: &Say, offer: &Offer, world: &World) {
        let amends = say.kind() == Kind::Amend;
        match self {
            Self::NullifiersForgotten => effects.nullifiers.clear(),
            Self::ReleaseNotSpent => {
                let is_release = offer.spent.get(1).is_some_and(|id| world.note(*id).kind() == Is::Release);
                effects.nullifiers.truncate(if is_release { 1 } else { 2 });
            }
            Self::WaiverKept => effects.rows.retain(|row| row.table != Table::Waivers),
            Self::AmendedKeysForgotten if amends => effects.rows.retain(|row| row.table == Table::Docs),
            Self::AmendedNumberForgotten if amends => effects.rows.retain(|row| row.table != Table::Docs),
            _ => {}
        }
    }

    /// What is left of the effects of an order.
    pub fn bend_order(self, effects: &mut Effects, ordered: &Ordered) {
        match (self, ordered.change) {
            (Self::ReopenLeavesOld, Change::Close(_, Some(_))) => {
                effects.rows.retain(|row| row.table != Table::Lots);
                effects.frozen = None;
            }
            (Self::RecoverThawsOld, Change::Recover(lot)) => {
                effects.rows.retain(|row| row.table != Table::Lots);
                effects.frozen = Some(FrozenChange::Leaves(lot.name().lot()));
            }
            _ => {}
        }
    }
}

fn exceeds_by_one(offer: &Offer, world: &World) -> bool {
    offer
        .made
        .iter()
        .any(|(content, _)| content.kind == Is::Title && content.amount == world.bill(content.bill).value + 1)
}

/// What the newest trees of members and frozen lots are, as far as they concern a statement.
#[derive(Clone, Copy)]
pub struct Newest {
    /// Who is what.
    pub roles: RolesOf,
    /// The statement's lot, if it is frozen.
    pub frozen: Option<LotAt>,
}

/// What the rules are asked about.
#[derive(Clone, Copy)]
pub enum Asked<'a> {
    /// A statement, where this is newest.
    Statement(&'a Posting, Newest),
    /// An order.
    Order(Kind),
}

/// The tables, as a planted rule sees them.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The tables.
    pub tables: Tables<'a>,
    /// What is asked.
    pub asked: Asked<'a>,
    /// The planted rule; without one they are seen as they are.
    pub planted: Option<Planted>,
}

impl View<'_> {
    fn plants(&self, planted: Planted) -> bool {
        self.planted == Some(planted)
    }

    const fn posting(&self) -> Option<&Posting> {
        match self.asked {
            Asked::Statement(posting, _) => Some(posting),
            Asked::Order(_) => None,
        }
    }
}

impl State for View<'_> {
    type Error = DecodeError;

    fn snapshot(&self) -> Result<Snapshot, DecodeError> {
        let mut snapshot = self.tables.snapshot()?;
        if let Asked::Statement(_, Newest { roles, frozen }) = self.asked {
            let world = self.tables.world;
            snapshot.roots.members = world.members(&roles).root;
            snapshot.roots.frozen = world.frozen(frozen).root();
        }
        if self.plants(Planted::FormerFrozenRoot)
            && let Some([_, frozen]) = self.posting().and_then(Posting::notes_and_frozen_roots)
        {
            snapshot.roots.frozen = frozen;
        }
        Ok(snapshot)
    }
    fn control(&self) -> Result<Control, DecodeError> {
        let control = self.tables.control()?;
        let is_posted = self.posting().is_some();
        let paused = control.paused.filter(|_| !(is_posted && self.plants(Planted::PauseIgnored)));
        let revoked_at =
            control.revoked_at.filter(|_| !(is_posted && self.plants(Planted::RevocationForgotten)));
        Ok(Control { paused, revoked_at, ..control })
    }
    fn had_notes_root(&self, root: F) -> Result<bool, DecodeError> {
        self.tables.had_notes_root(root)
    }
    fn has_nullifier(&self, nf: F) -> Result<bool, DecodeError> {
        self.tables.has_nullifier(nf)
    }
    fn has_commitment(&self, cm: F) -> Result<bool, DecodeError> {
        self.tables.has_commitment(cm)
    }
    fn entry_of(&self, id: EntryId) -> Result<Option<Snapshot>, DecodeError> {
        self.tables.entry_of(id)
    }
    fn record(&self, table: Table, key: &Key) -> Result<Option<Vec<u8>>, DecodeError> {
        self.tables.record(table, key)
    }
    fn tables_hash(&self) -> Result<Hash32, DecodeError> {
        self.tables.tables_hash()
    }
    fn members_root(&self, root: F) -> Result<Option<MemberRoot>, DecodeError> {
        self.tables.members_root(root)
    }
    fn member(&self, address: Address) -> Result<Option<MemberRecord>, DecodeError> {
        self.tables.member(address)
    }
    fn is_amended(&self, number: F) -> Result<bool, DecodeError> {
        Ok(self.plants(Planted::AnyNumberListed) || self.tables.is_amended(number)?)
    }
    fn lot(&self, lot: Lot) -> Result<LotRecord, DecodeError> {
        let record = self.tables.lot(lot)?;
        let lifts = matches!(self.asked, Asked::Order(Kind::Lift));
        let opens = lifts && self.plants(Planted::LiftOpensClosed);
        Ok(LotRecord { closed: record.closed.filter(|_| !opens), ..record })
    }
    fn permitted(&self, doc: F, time: UnixTime) -> Result<Option<(Permission, u64)>, DecodeError> {
        let permitted = self.tables.permitted(doc, time)?;
        let posted = match self.posting() {
            Some(Posting::Register(register)) if self.plants(Planted::GenerationNotCompared) => {
                to_u64(&register.generation)
            }
            _ => None,
        };
        Ok(permitted.map(|(permission, next)| (permission, posted.unwrap_or(next))))
    }
}
