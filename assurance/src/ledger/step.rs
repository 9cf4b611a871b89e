//! One step from a state: a statement, an order, or time that passes.

use super::{
    invariant::Invariant,
    kind::Kind,
    offer::{Context, time},
    order_say::OrderSay,
    orders,
    parties::{Party, RolesOf},
    planted::{Asked, Newest, Planted, View},
    say::{self, Say},
    state::{At, Records, Tables},
    truth::Truth,
    world::World,
};
use plimsoll_circuits::member::Roles;
use plimsoll_contracts::rules::{self, State, records::Entered, stateful};

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A statement.
    Say(Say),
    /// An order.
    Order(OrderSay),
    /// Thirty-one days.
    Wait,
}

/// A state behind a step, with what is not as it must be.
pub struct After {
    /// The state.
    pub at: At,
    /// What is wrong of it or of the step.
    pub faults: Vec<Invariant>,
}

impl Step {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Say(say) => say.kind(),
            Self::Order(order) => order.kind(),
            Self::Wait => Kind::Wait,
        }
    }

    /// In words.
    #[must_use]
    pub fn words(&self, world: &World) -> String {
        match self {
            Self::Say(say) => say.words(world),
            Self::Order(order) => order.words(),
            Self::Wait => "31 days pass".to_owned(),
        }
    }

    /// Everything that is tried in a state, in one order.
    #[must_use]
    pub fn all(world: &World, at: &At) -> Vec<Self> {
        let says = say::all(world, at).into_iter().map(Self::Say);
        says.chain(orders::all(world, at).into_iter().map(Self::Order)).chain([Self::Wait]).collect()
    }
}

impl At {
    /// The start: all are members, and nothing is registered.
    ///
    /// # Panics
    /// If somebody is not admitted.
    #[must_use]
    pub fn start(world: &World) -> Self {
        let mut at = Self { ledger: Records::new(world), truth: Truth::new() };
        for party in Party::ALL {
            let admitted = at.order(world, &OrderSay::Admit(party), None);
            at = admitted.map(|after| after.at).unwrap_or_else(|| panic!("{party} is not admitted"));
        }
        at
    }

    /// The state behind a step; `None` if the relation or the rules refuse it.
    #[must_use]
    pub fn after(&self, world: &World, step: &Step, planted: Option<Planted>) -> Option<After> {
        let mut after = match step {
            Step::Say(say) => self.say(world, say, planted)?,
            Step::Order(order) => self.order(world, order, planted)?,
            Step::Wait => {
                let mut at = self.clone();
                at.truth.waits();
                at.truth.grace_ends(at.ledger.roles());
                After { at, faults: Vec::new() }
            }
        };
        after.faults.extend(after.at.faults(world));
        Some(after)
    }

    fn faults(&self, world: &World) -> Vec<Invariant> {
        let mut faults = self.truth.faults(world, &self.ledger.frozen);
        let tables = Tables { world, ledger: &self.ledger };
        for lot in self.truth.lots.iter().filter(|lot| !lot.closed) {
            let doc = tables.doc(lot.lot.name().doc).ok().flatten().map(|doc| doc.entered);
            let named = doc == Some(Entered::Registered(lot.lot.generation.into()));
            faults.extend((!named).then_some(Invariant::Named));
        }
        faults
    }

    /// A statement is made under the newest member tree; where it is not taken and somebody's roles are others than at the start, under that of the
    /// start, too. Its lot is absent from the frozen tree that it names, which is the newest unless the lot is frozen.
    fn say(&self, world: &World, say: &Say, planted: Option<Planted>) -> Option<After> {
        let (newest, start) = (self.ledger.roles(), Party::roles_of_all());
        let newest: RolesOf = std::array::from_fn(|at| match say.involves(world, Party::ALL[at]) {
            true => newest[at],
            false => start[at],
        });
        let frozen = say.lot(world).filter(|lot| self.ledger.frozen.binary_search(lot).is_ok());
        let now = Newest { roles: newest, frozen };
        let waits = if say.is_dated() { self.truth.waits } else { 0 };
        let roles = [newest, start];
        let roles = if newest == start { &roles[..1] } else { &roles };
        roles
            .iter()
            .find_map(|roles| self.offered(world, say, (&Context { roles: *roles, waits }, &now), planted))
    }

    fn offered(
        &self,
        world: &World,
        say: &Say,
        (context, newest): (&Context, &Newest),
        planted: Option<Planted>,
    ) -> Option<After> {
        let offer = world.offer(say, context);
        if let Err(check) = offer.verdict {
            planted.filter(|planted| planted.overlooks(check, say, &offer, world))?;
        }
        let mut at = self.clone();
        let mut faults = Vec::new();
        if let Say::Attest { .. } = say {
            // The bank that asked takes no other roots than those that count.
            let counts = context.roles == newest.roles && newest.frozen.is_none();
            counts.then(|| at.truth.said(world, say, &offer, &mut faults))?;
            return Some(After { at, faults });
        }
        let checked = offer.checked(world)?;
        let tables = Tables { world, ledger: &self.ledger };
        let view = View { tables, asked: Asked::Statement(checked.posting(), *newest), planted };
        let now = time(self.truth.waits);
        let mut effects = stateful::check(&world.genesis, checked, &view, now).ok()?;
        if let Some(planted) = planted {
            planted.bend_statement(&mut effects, say, &offer, world);
        }
        if say.kind() == Kind::Idle {
            // Nobody's notes are spent and made: they are not kept.
            effects.nullifiers.clear();
        } else if let Say::Move(said) = say {
            // As are the nullifiers of DUMMYs.
            let real = said.inputs.iter().map(Option::is_some);
            let kept = effects.nullifiers.iter().zip(real).filter(|(_, real)| *real);
            effects.nullifiers = kept.map(|(nf, _)| *nf).collect();
        }
        let named = at.truth.said(world, say, &offer, &mut faults);
        at.ledger.apply(world, &effects, &named, now);
        Some(After { at, faults })
    }

    fn order(&self, world: &World, say: &OrderSay, planted: Option<Planted>) -> Option<After> {
        let ordered = orders::write(world, self, say)?;
        let tables = Tables { world, ledger: &self.ledger };
        let view = View { tables, asked: Asked::Order(ordered.kind), planted };
        let now = time(self.truth.waits);
        let mut effects = rules::check_order(&world.genesis, &ordered.order, &view, now).ok()?;
        if let Some(planted) = planted {
            planted.bend_order(&mut effects, &ordered);
        }
        let (mut at, mut faults) = (self.clone(), Vec::new());
        let before = at.truth.roles;
        let named = at.truth.ordered(world, &ordered, &mut faults);
        // What a planted rule sees of pause and revocation is not what is written.
        at.ledger.apply(world, &effects, &named, now);
        let lost = |(before, after): (&Roles, &Roles)| !after.contains(*before);
        if before.iter().zip(&at.truth.roles).any(lost) {
            at.truth.grace_ends(at.ledger.roles());
        }
        Some(After { at, faults })
    }
}
