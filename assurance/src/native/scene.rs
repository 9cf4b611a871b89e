//! Where witnesses are made: a world with members of all roles.

use super::edge::{self, CURRENCIES, Rng, one_of};
use ark_ff::{Field, UniformRand};
use plimsoll_circuits::{
    audit::{AuditScalar, SCALAR_BITS},
    credential::{Bill, Currency, Day},
    field::{F, Scalar},
    member::{NullifierKey, Org, Roles},
    merkle::Path,
    note::{Content, Kind},
    statement::{movement::InputWitness, register::MemberWitness},
};
use plimsoll_tests::{Actor, World};
use rand::Rng as _;

/// Members that are admitted beside those of every world.
const FURTHER: usize = 8;

/// A world, and who acts in it.
pub struct Scene {
    /// Trees, members and a clock.
    pub world: World,
    cast: Vec<Actor>,
}

impl Scene {
    /// The scene of a seed: a world's members and some more, with any roles, some of the same organisations.
    pub fn new(seed: u64) -> Self {
        let world = World::new(seed);
        let w = &world;
        let cast = [
            &w.issuer,
            &w.valuer,
            &w.holder,
            &w.buyer,
            &w.bank,
            &w.other_bank,
            &w.other_issuer,
            &w.leaving,
            &w.everything,
        ];
        let cast = cast.map(Clone::clone).to_vec();
        let mut scene = Self { world, cast };
        for i in 0..FURTHER {
            let nk = NullifierKey::new(edge::element(&mut scene.world.rng));
            let roles = Roles(scene.world.rng.gen_range(0..1 << Roles::BITS));
            let org = if i % 2 == 0 { scene.cast[i].org } else { Org(scene.world.random()) };
            let actor = scene.world.admit(nk, roles, org);
            scene.cast.push(actor);
        }
        scene
    }

    /// Where its randomness comes from.
    pub(super) fn rng(&mut self) -> &mut Rng {
        &mut self.world.rng
    }

    /// A member.
    pub(super) fn anybody(&mut self) -> Option<Actor> {
        self.who(|_| true)
    }

    /// A member of whom this is so; `None` if there is none.
    pub(super) fn who(&mut self, is: impl Fn(&Actor) -> bool) -> Option<Actor> {
        let these: Vec<Actor> = self.cast.iter().filter(|actor| is(actor)).cloned().collect();
        one_of(self.rng(), &these)
    }

    /// A member with one of these roles.
    pub(super) fn with(&mut self, roles: Roles) -> Option<Actor> {
        self.who(|actor| actor.roles.intersects(roles))
    }

    /// A day for the ledger's clock.
    pub(super) fn set_clock(&mut self) {
        let today = match self.rng().gen_range(0..4) {
            0 => edge::day(self.rng(), 0..=u32::MAX),
            _ => edge::day(self.rng(), 20_000..=30_000),
        };
        self.world.today = Day(today);
    }

    /// An audit scalar, often an end of its range.
    pub(super) fn audit_scalar(&mut self) -> Option<AuditScalar> {
        let most = Scalar::from(2u64).pow([SCALAR_BITS as u64]) - Scalar::ONE;
        let scalar = match self.rng().gen_range(0..6) {
            0 => Scalar::ONE,
            1 => most,
            2 => Scalar::from(edge::number(self.rng(), 1)),
            _ => Scalar::rand(self.rng()),
        };
        AuditScalar::new(scalar)
    }

    /// A currency.
    pub(super) fn currency(&mut self) -> Option<Currency> {
        one_of(self.rng(), &CURRENCIES)?.parse().ok()
    }

    /// A bill that this organisation issued, of this value.
    pub(super) fn bill(&mut self, issuer: Org, value: u64) -> Option<Bill> {
        Some(Bill {
            doc_root: self.world.random(),
            annex_root: self.world.random(),
            value,
            currency: self.currency()?,
            issuer,
            valuer: self.anybody()?.org,
            valued_at: Day(edge::day(self.rng(), 0..=u32::MAX)),
        })
    }

    /// A path that leads nowhere.
    pub(super) fn nowhere<const DEPTH: usize>(&mut self) -> Path<DEPTH> {
        let mut path = Path::blank();
        path.children.iter_mut().flatten().for_each(|child| *child = edge::element(self.rng()));
        path
    }

    /// A membership that nobody has.
    pub(super) fn no_member(&mut self) -> MemberWitness {
        let roles = Roles(self.rng().gen_range(0..1 << Roles::BITS));
        MemberWitness { roles, org: Org(edge::element(self.rng())), path: self.nowhere() }
    }

    /// The note enters the tree; how it is spent.
    pub(super) fn held(&mut self, owner: &Actor, content: Content) -> InputWitness {
        let held = self.world.hold(owner, content);
        self.world.input(&held)
    }

    /// What a title holds of a new lot.
    pub(super) fn title(&mut self, bill: &Bill, encumbrance: u64) -> Content {
        let lot = self.world.lot();
        Content { kind: Kind::Title, amount: encumbrance, lot, bill: bill.commitment(), ..Content::DUMMY }
    }

    /// A field element, changed.
    pub(super) fn other(&mut self, than: F) -> F {
        than + edge::change(self.rng())
    }
}
