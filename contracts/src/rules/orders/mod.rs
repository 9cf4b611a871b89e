//! The rules of orders: until when they count, who may give them, and what they change.

mod authority;
mod council;
mod lots;
mod members;
mod need;
mod recovery;
mod refusal;

pub use need::Need;
pub use refusal::OrderRefusal;

use super::{
    Control, Effects, RuleError, State,
    records::{Administered, Council, Row, Table},
};
use crate::{
    UnixTime,
    control::ControlAddress,
    genesis::Genesis,
    order::{Order, SignedOrder},
};
use authority::administrator;

/// For how long a lot stays frozen that one governor froze alone.
pub const EMERGENCY_FREEZE: u64 = 3 * UnixTime::DAY;
/// For how long a ledger stays paused that one governor paused alone.
pub const EMERGENCY_PAUSE: u64 = UnixTime::DAY;
/// How long after an emergency the next one may come: of a lot, of a governor, or of the ledger's pause.
pub const BETWEEN_EMERGENCIES: u64 = 30 * UnixTime::DAY;
/// For how long a lot was frozen by governors that is recovered without its title being opened.
pub const BEFORE_RECOVERY: u64 = 30 * UnixTime::DAY;
/// After what time a new audit key counts.
pub const BEFORE_AUDIT_KEY: u64 = 7 * UnixTime::DAY;
/// How many orders on members one administrator gives alone on a day: each may void proofs under way, and takes a place in the member tree.
pub const ADMINISTERED_A_DAY: u32 = 100;
/// How long after an organisation changed its control key itself it may do so again.
pub const BETWEEN_CONTROL_KEYS: u64 = UnixTime::DAY;

type Refusal<S> = RuleError<OrderRefusal, <S as State>::Error>;

/// An order as it is given: what the rules of each kind look at.
struct Given<'a, S> {
    genesis: &'a Genesis,
    state: &'a S,
    time: UnixTime,
    /// Of the entry that it becomes.
    height: u64,
    control: Control,
    council: Council,
    /// Who signed, by rising address.
    by: Vec<ControlAddress>,
    /// That an administrator gave one more order alone.
    administered: Option<Row>,
}

impl<S: State> Given<'_, S> {
    /// What every order changes.
    fn effects(&self) -> Effects {
        let control = Control { orders: self.control.orders + 1, ..self.control };
        Effects { rows: self.administered.iter().cloned().collect(), ..Effects::of(control) }
    }
}

/// What is counted of an order that an administrator gives alone; nothing of another one.
fn administered<S: State>(
    state: &S,
    by: &[ControlAddress],
    council: &Council,
    time: UnixTime,
) -> Result<Option<Row>, Refusal<S>> {
    let Some(administrator) = administrator(by, council) else { return Ok(None) };
    let known = state.administered(administrator).map_err(RuleError::state)?;
    let before = known.filter(|known| known.day == time.day()).map_or(0, |known| known.orders);
    require(before < ADMINISTERED_A_DAY, OrderRefusal::AdministrationSpent)?;
    let counted = Administered { day: time.day(), orders: before + 1 };
    Ok(Some(Row::put(Table::Administrations, administrator.key(), &counted)))
}

/// Whether the state accepts the order at `time`, and what then changes. In this order: its form, its epoch, its last day, how many signatures it
/// has and whether they are some, whether those signed who [must](Need), and what the kind of order asks.
///
/// # Errors
/// The first rule broken, or the state's own error.
pub fn check_order<S: State>(
    genesis: &Genesis,
    signed: &SignedOrder,
    state: &S,
    time: UnixTime,
) -> Result<Effects, RuleError<OrderRefusal, S::Error>> {
    // What the log could not give back would be lost.
    if SignedOrder::from_bytes(&signed.to_bytes()).as_ref() != Ok(signed) {
        return refuse(OrderRefusal::Malformed);
    }
    let council = state.council().map_err(RuleError::state)?;
    if signed.validity.epoch != council.epoch {
        let (got, now) = (signed.validity.epoch, council.epoch);
        return refuse(OrderRefusal::OldEpoch { got, now });
    }
    if time.day() > signed.validity.last_day {
        return refuse(OrderRefusal::Expired { last_day: signed.validity.last_day });
    }
    // Signers are dear to find, and nobody but as many governors signs one order.
    let most = council.governors.len();
    require(signed.signatures.len() <= most, OrderRefusal::TooManySignatures { most })?;
    let Some(by) = signed.signers(genesis.domain()) else { return refuse(OrderRefusal::BadSignature) };
    let need = Need::of(&signed.order, genesis, state, time).map_err(RuleError::state)?;
    need.met_by(&by, &council).map_err(RuleError::Refused)?;
    let administered = administered(state, &by, &council, time)?;
    let control = state.control().map_err(RuleError::state)?;
    let height = state.snapshot().map_err(RuleError::state)?.height + 1;
    let given = Given { genesis, state, time, height, control, council, by, administered };
    match &signed.order {
        Order::Admit { .. }
        | Order::SetRoles { .. }
        | Order::Remove { .. }
        | Order::Expire { .. }
        | Order::ControlKey { .. } => given.on_members(&signed.order),
        Order::Pause { emergency } => given.pause(*emergency),
        Order::Resume { paused } => given.resume(*paused),
        Order::LapsePause { paused } => given.lapse_pause(*paused),
        Order::Freeze { lot, emergency } => given.freeze(lot, *emergency),
        Order::Lift { lot, frozen } => given.lift(lot, *frozen),
        Order::LapseFreeze { lot, frozen } => given.lapse_freeze(lot, *frozen),
        Order::Close { lot } => given.close(lot),
        Order::Reopen(reopening) => given.reopen(reopening),
        Order::Recover(recovery) => given.recover(recovery),
        Order::Waive(waiver) => given.waive(waiver),
        Order::ActivateVersion { circuit, version, key_hash, change } => {
            given.activate(*circuit, *version, *key_hash, *change)
        }
        Order::RetireVersion { circuit, version, change } => given.retire(*circuit, *version, *change),
        Order::Governors { keys, threshold } => given.governors(keys, *threshold),
        Order::Administrators { keys, change } => given.administrators(keys, *change),
        Order::AuditKey(change) => given.audit_key(change),
        Order::Witnesses(witnesses) => given.witnesses(witnesses),
        Order::Operator(operator) => given.operator(*operator),
        Order::Note { .. } => Ok(given.effects()),
    }
}

fn refuse<T, E>(why: OrderRefusal) -> Result<T, RuleError<OrderRefusal, E>> {
    Err(RuleError::Refused(why))
}

/// Refuses unless something holds.
fn require<E>(holds: bool, why: OrderRefusal) -> Result<(), RuleError<OrderRefusal, E>> {
    if holds { Ok(()) } else { refuse(why) }
}
