//! What was accepted, kept beside the ledger, which sees none of it.

use super::{
    invariant::Invariant,
    kind::Kind,
    lots::{LotAt, NUMBERS, number, slots},
    notes::{Known, Made, NoteId},
    offer::Offer,
    orders::{Change, Ordered},
    parties::{Party, RolesOf},
    retitling::amendment_pads,
    say::Say,
    world::World,
};
use plimsoll_circuits::{field::F, note::Kind as Is};
use std::rc::Rc;

/// A note that was made.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The note.
    pub id: NoteId,
    /// Whether it was spent.
    pub spent: bool,
}

/// A lot that was registered or recovered.
#[derive(Clone, Debug)]
pub struct LotTruth {
    /// The lot.
    pub lot: LotAt,
    /// The first lot of those that followed one another.
    pub family: LotAt,
    /// The numbers that its papers have, as a set of bits.
    pub numbers: u8,
    /// Whether its cargo is in the container.
    pub boxed: bool,
    /// Whether an order let it have the container beside another lot.
    pub excused: bool,
    /// Whether it is frozen.
    pub frozen: bool,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether its title was surrendered.
    pub surrendered: bool,
    /// What its amendments posted in slot 0.
    pub added: Vec<F>,
}

/// The pledge that made LIENs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Making {
    pub(super) nf: F,
    pub(super) family: LotAt,
    pub(super) prior: u64,
    pub(super) pool: u64,
    pub(super) bill: F,
}

/// What was accepted.
#[derive(Clone)]
pub struct Truth {
    /// Notes that were ever made, in their order.
    pub notes: Vec<Held>,
    /// Lots, in their order.
    pub lots: Vec<Rc<LotTruth>>,
    pub(super) makings: Rc<Vec<Making>>,
    /// Numbers under which a posting may have the container once.
    pub waived: [bool; NUMBERS as usize],
    /// The lots in whose place a registration of a number may come.
    pub permitted: [Option<LotAt>; NUMBERS as usize],
    /// Whether the ledger is paused.
    pub paused: bool,
    /// What everybody may do; and, where a membership ended today, what it might do before.
    pub roles: RolesOf,
    /// How often the issuer's control key changed.
    pub controls: u8,
    /// How often time passed.
    pub waits: u8,
}

impl Truth {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            notes: Vec::new(),
            lots: Vec::new(),
            makings: Rc::default(),
            waived: Default::default(),
            permitted: Default::default(),
            paused: false,
            roles: Default::default(),
            controls: 0,
            waits: 0,
        }
    }

    /// A lot.
    #[must_use]
    pub fn lot(&self, lot: LotAt) -> Option<&LotTruth> {
        self.lots.iter().find(|known| known.lot == lot).map(Rc::as_ref)
    }

    fn lot_mut(&mut self, lot: LotAt) -> Option<&mut LotTruth> {
        self.lots.iter_mut().find(|known| known.lot == lot).map(Rc::make_mut)
    }

    /// Whether a lot is neither frozen nor closed.
    #[must_use]
    pub fn stands_open(&self, lot: LotAt) -> bool {
        self.lot(lot).is_some_and(|lot| !lot.frozen && !lot.closed)
    }

    /// The living notes of a lot.
    pub fn living<'a>(&'a self, world: &'a World, lot: LotAt) -> impl Iterator<Item = Rc<Known>> + 'a {
        let living = self.notes.iter().filter(|held| !held.spent).map(|held| world.note(held.id));
        living.filter(move |note| world.lot(note.note.content.lot) == lot)
    }

    /// The living title of a lot.
    #[must_use]
    pub fn title(&self, world: &World, lot: LotAt) -> Option<Rc<Known>> {
        self.living(world, lot).find(|note| note.kind() == Is::Title)
    }

    pub(super) fn owed(&self, world: &World, lot: LotAt) -> u64 {
        let secured = |note: &Rc<Known>| matches!(note.kind(), Is::Lien | Is::Release);
        self.living(world, lot).filter(secured).map(|note| note.amount()).sum()
    }

    /// What each bank has on lots that are not closed.
    fn held(&self, world: &World) -> [u64; 2] {
        Party::BANKS.map(|bank| {
            let living = self.notes.iter().filter(|held| !held.spent).map(|held| world.note(held.id));
            let its = living.filter(|note| note.kind() == Is::Lien && note.owner == Some(bank));
            its.filter(|note| self.lot(world.lot(note.note.content.lot)).is_some_and(|lot| !lot.closed))
                .map(|note| note.amount())
                .sum()
        })
    }

    /// Names a note that was made.
    fn enters(&mut self, world: &World, made: Made) -> F {
        let alike = self.notes.iter().filter(|held| world.note(held.id).is(&made)).count();
        let id = world.name(made, alike as u64);
        self.notes.push(Held { id, spent: false });
        world.note(id).cm
    }

    /// A statement was accepted: what of it should not have been; and the commitments of what it made.
    pub fn said(&mut self, world: &World, say: &Say, offer: &Offer, faults: &mut Vec<Invariant>) -> Vec<F> {
        let (kind, actor, before) = (say.kind(), say.actor(world), self.held(world));
        let spent: Vec<_> = offer.spent.iter().map(|id| world.note(*id)).collect();
        faults.extend((self.paused && kind.is_posted()).then_some(Invariant::PausedStill));
        let strangers = spent.iter().any(|note| note.owner.is_some_and(|owner| owner != actor));
        faults.extend(strangers.then_some(Invariant::OwnerAlone));
        self.check_roles(say, offer, actor, faults);
        match say {
            Say::Attest { title, spent } => {
                let lot = world.lot(world.note(*title).note.content.lot);
                faults.extend(spent.then_some(Invariant::OneTitle));
                self.check_standing(lot, faults);
            }
            Say::Register { lot, boxed, .. } => self.registers(*lot, *boxed, faults),
            _ => {
                for note in &spent {
                    self.check_standing(world.lot(note.note.content.lot), faults);
                }
            }
        }
        if let (Say::Amend { title, number, boxed, .. }, Some(note)) = (say, spent.first()) {
            let pad = slots(amendment_pads(*title), *number, *boxed)[0];
            let waived = number.is_some_and(|n| std::mem::take(&mut self.waived[usize::from(n)]));
            if let Some(lot) = self.lot_mut(world.lot(note.note.content.lot)) {
                lot.numbers |= number.map_or(0, |n| 1 << n);
                lot.excused |= *boxed && waived;
                lot.boxed |= boxed;
                lot.added.push(pad);
            }
        }
        if kind == Kind::Pledge
            && let Some(title) = spent.first()
        {
            self.pledges(world, title, offer, faults);
        }
        for held in self.notes.iter_mut().filter(|held| offer.spent.contains(&held.id)) {
            held.spent = true;
        }
        for (content, _) in &offer.made {
            let lot = world.lot(content.lot);
            if matches!(say, Say::Amend { .. }) && content.amount > world.bill(content.bill).value {
                faults.push(Invariant::WithinValue);
            }
            if content.kind == Is::Retired
                && let Some(lot) = self.lot_mut(lot)
            {
                lot.surrendered = true;
            }
        }
        let entered = offer.made.iter().map(|made| self.enters(world, *made)).collect();
        let lost = Party::BANKS.iter().zip(before.iter().zip(self.held(world)));
        let taken = lost.into_iter().any(|(bank, (before, after))| after < *before && *bank != actor);
        faults.extend(taken.then_some(Invariant::LienorsOwn));
        entered
    }

    fn registers(&mut self, lot: LotAt, boxed: bool, faults: &mut Vec<Invariant>) {
        let at = usize::from(lot.number);
        let waived = std::mem::take(&mut self.waived[at]);
        let family = self.permitted[at].take().and_then(|old| self.lot(old)).map(|old| old.family);
        if self.lot(lot).is_some() {
            self.check_standing(lot, faults);
            faults.push(Invariant::OneTitle);
            return;
        }
        self.lots.push(Rc::new(LotTruth {
            lot,
            family: family.unwrap_or(lot),
            numbers: 1 << lot.number,
            boxed,
            excused: boxed && waived,
            frozen: false,
            closed: false,
            surrendered: false,
            added: Vec::new(),
        }));
    }

    fn pledges(&mut self, world: &World, title: &Known, offer: &Offer, faults: &mut Vec<Invariant>) {
        let lot = world.lot(title.note.content.lot);
        let Some(family) = self.lot(lot).map(|lot| lot.family) else { return };
        let (prior, value) = (self.owed(world, lot), world.bill(title.note.content.bill).value);
        for (lien, _) in offer.made.iter().filter(|(content, _)| content.kind == Is::Lien) {
            let (pool, bill) = (lien.amount, title.note.content.bill);
            Rc::make_mut(&mut self.makings).push(Making { nf: title.nf, family, prior, pool, bill });
            faults.extend((prior + pool > value).then_some(Invariant::WithinValue));
        }
    }

    /// An order was accepted: what of it should not have been; and the commitments of what it made.
    pub fn ordered(&mut self, world: &World, order: &Ordered, faults: &mut Vec<Invariant>) -> Vec<F> {
        match order.change {
            Change::None => {}
            Change::Freeze(lot, frozen) => {
                faults
                    .extend(self.lot(lot).is_some_and(|lot| lot.closed).then_some(Invariant::ClosedForGood));
                if let Some(lot) = self.lot_mut(lot) {
                    lot.frozen = frozen;
                }
            }
            Change::Close(lot, coming) => {
                self.closes(lot);
                if let Some(coming) = coming {
                    self.permitted[usize::from(coming)] = Some(lot);
                }
            }
            Change::Recover(lot) => {
                self.closes(lot);
                let Some(old) = self.lot(lot).cloned() else { return Vec::new() };
                let next = LotAt { generation: lot.generation + 1, ..lot };
                let new = LotTruth { lot: next, frozen: false, closed: false, surrendered: false, ..old };
                self.lots.push(Rc::new(new));
                return order.made.iter().map(|made| self.enters(world, *made)).collect();
            }
            Change::Waive(n) => self.waived[usize::from(n)] = true,
            Change::Pause(paused) => self.paused = paused,
            Change::Roles(party, roles) => {
                let expires = order.kind == Kind::Expire;
                let before = self.roles[party.at()];
                // The end of a membership leaves the proofs under way, a revocation none.
                self.roles[party.at()] = if expires { before.union(roles) } else { roles };
            }
            Change::Control => self.controls += 1,
        }
        Vec::new()
    }

    fn closes(&mut self, lot: LotAt) {
        if let Some(lot) = self.lot_mut(lot) {
            lot.closed = true;
        }
        for permitted in self.permitted.iter_mut().filter(|permitted| **permitted == Some(lot)) {
            *permitted = None;
        }
    }

    /// After a revocation nobody may do more than its role says now; nor once the grace is over.
    pub fn grace_ends(&mut self, roles: RolesOf) {
        self.roles = roles;
    }

    /// Time passes.
    pub fn waits(&mut self) {
        self.waits += 1;
        (self.waived, self.permitted) = Default::default();
    }

    /// The lot that posted a slot-0 value, and whether that is a number: how a state names what is there.
    #[must_use]
    pub fn poster(&self, doc: F) -> Option<(LotAt, Option<u8>)> {
        let as_number = (0..NUMBERS).find(|n| number(*n) == doc);
        let by = self.lots.iter().find(|lot| lot.added.contains(&doc)).map(|lot| lot.lot);
        let own = as_number.map(|number| LotAt { number, generation: 0 });
        by.or(own).map(|lot| (lot, as_number))
    }
}

impl Default for Truth {
    fn default() -> Self {
        Self::new()
    }
}
