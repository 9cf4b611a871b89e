//! The rules of orders: until when they count, who may give them, and what they change.

mod authority;
mod council;
mod lots;
mod members;
mod recovery;
mod refusal;

pub use refusal::OrderRefusal;

use super::{Control, Effects, RuleError, State, records::Council};
use crate::{
    UnixTime,
    genesis::Genesis,
    order::{Order, SignedOrder},
};
use authority::Signers;

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
    by: Signers,
}

impl<S: State> Given<'_, S> {
    /// What every order changes.
    fn effects(&self) -> Effects {
        Effects::of(Control { orders: self.control.orders + 1, ..self.control })
    }
}

/// Whether the state accepts the order at `time`, and what then changes. In this order: its form, its epoch, its last day, its signatures, then
/// who signed and what the kind of order asks.
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
    let Some(signers) = signed.signers(genesis.domain()) else { return refuse(OrderRefusal::BadSignature) };
    let control = state.control().map_err(RuleError::state)?;
    let height = state.snapshot().map_err(RuleError::state)?.height + 1;
    let by = Signers::new(signers, &council);
    let given = Given { genesis, state, time, height, control, council, by };
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
        Order::ActivateVersion { circuit, version, key_hash } => {
            given.activate(*circuit, *version, *key_hash)
        }
        Order::RetireVersion { circuit, version } => given.retire(*circuit, *version),
        Order::Governors { keys, threshold } => given.governors(keys, *threshold),
        Order::Administrators { keys } => given.administrators(keys),
        Order::AuditKey(change) => given.audit_key(change),
        Order::Witnesses(witnesses) => given.witnesses(witnesses),
        Order::Operator(operator) => given.operator(*operator),
        Order::Note { .. } => given.note(),
    }
}

fn refuse<T, E>(why: OrderRefusal) -> Result<T, RuleError<OrderRefusal, E>> {
    Err(RuleError::Refused(why))
}

/// Refuses unless something holds.
fn require<E>(holds: bool, why: OrderRefusal) -> Result<(), RuleError<OrderRefusal, E>> {
    if holds { Ok(()) } else { refuse(why) }
}
