//! A statement as it is made: posted values and witness, and what the native relation says of them.

use super::{
    making::Making,
    notes::{Made, NoteId},
    parties::RolesOf,
    say::Say,
    world::{NOW, WAIT, World},
};
use plimsoll_circuits::{
    day::Day,
    field::F,
    statement::{CircuitId, Public, Statement},
};
use plimsoll_contracts::{UnixTime, rules::Checked};
use std::{cell::OnceCell, rc::Rc};

/// Under which member tree and on which day a statement is made. Its frozen tree is one without its lot, its note tree one of its inputs alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// Who is what; of whom the statement does not speak, what it was at the start.
    pub roles: RolesOf,
    /// How often time passed.
    pub waits: u8,
}

impl Context {
    fn day(&self) -> Day {
        time(self.waits).day()
    }
}

/// The time after so many waits.
#[must_use]
pub fn time(waits: u8) -> UnixTime {
    NOW.after(WAIT * u64::from(waits))
}

/// A statement, judged by its native relation.
pub struct Offer {
    /// Whether it holds, or the check at which it does not.
    pub verdict: Result<(), &'static str>,
    /// The notes that it spends.
    pub spent: Vec<NoteId>,
    /// The notes that it makes, but for DUMMYs.
    pub made: Vec<Made>,
    posted: (CircuitId, Vec<F>, usize),
    checked: OnceCell<Option<Checked<'static>>>,
}

impl Offer {
    /// What the ledger is shown of it: nothing of an Attest.
    pub fn checked(&self, world: &World) -> Option<&Checked<'static>> {
        let (circuit, posted, outputs) = &self.posted;
        self.checked.get_or_init(|| world.proven(*circuit, posted.clone(), *outputs)).as_ref()
    }

    /// Judges a statement.
    pub(super) fn new<S: Statement>(
        (public, witness): (&S::Public, &S::Witness),
        spent: Vec<NoteId>,
        made: Vec<Made>,
        outputs: usize,
    ) -> Self {
        let verdict = S::check(public, witness).map_err(|refusal| refusal.check);
        let posted = (S::CIRCUIT, public.to_fields(), outputs);
        Self { verdict, spent, made, posted, checked: OnceCell::new() }
    }
}

impl World {
    /// A statement as it is made in a context; what was made before is not made again.
    #[must_use]
    pub fn offer(&self, say: &Say, context: &Context) -> Rc<Offer> {
        let key = (*say, *context);
        if let Some(known) = self.offers.borrow().get(&key) {
            return Rc::clone(known);
        }
        let making = Making {
            world: self,
            members: self.members(&context.roles),
            frozen: self.frozen(None),
            today: context.day(),
        };
        let offer = Rc::new(match say {
            Say::Register { lot, boxed, holder } => making.register(*lot, *boxed, *holder),
            Say::Move(said) => making.movement(said),
            Say::Amend { title, number, boxed, value } => making.amend(*title, *number, *boxed, *value),
            Say::Revalue { title, value } => making.revalue(*title, *value),
            Say::Attest { title, spent } => making.attest(*title, *spent),
        });
        self.offers.borrow_mut().insert(key, Rc::clone(&offer));
        offer
    }
}
