//! Who must sign an order: the one place where that is decided.

use super::OrderRefusal;
use crate::{
    Day, UnixTime,
    control::ControlAddress,
    genesis::Genesis,
    order::Order,
    rules::{State, records::MemberRecord},
};
use plimsoll_circuits::member::{Address, Roles};

/// Roles that governors alone give: whoever has one says what a cargo is, or what it is worth.
pub(super) const ACCREDITED: Roles = Roles::ISSUER.union(Roles::VALUER);

/// Who must sign an order, as things stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// As many governors as the council says.
    Governors,
    /// They, too: an administrator alone is refused for this reason, which may pass.
    GovernorsYet(OrderRefusal),
    /// One governor alone.
    OneGovernor,
    /// An administrator alone, or governors.
    Administration,
    /// This control key alone, or governors.
    ControlKey(ControlAddress),
    /// Nobody: it is open to all, and no signature is taken.
    Nobody,
}

impl Need {
    /// What an order asks for at `time`, as the state is then.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub fn of<S: State>(
        order: &Order,
        genesis: &Genesis,
        state: &S,
        time: UnixTime,
    ) -> Result<Self, S::Error> {
        Ok(match order {
            order if order.is_open() => Self::Nobody,
            Order::Admit { ak, nkc, roles, org, consent, .. } => {
                // Who comes back under another organisation would have left its own without a word of it.
                let moves = state.member(Address::new(ak, *nkc))?.is_some_and(|known| known.org != *org);
                let org = state.org(*org)?;
                let accredited = roles.intersects(ACCREDITED) || org.is_some_and(|org| org.accredited);
                match (moves || accredited, org.is_some() && consent.is_none()) {
                    (true, _) => Self::Governors,
                    (false, true) => Self::GovernorsYet(OrderRefusal::NoConsent),
                    (false, false) => Self::Administration,
                }
            }
            Order::SetRoles { address, roles, until, .. } => {
                let known = state.member(*address)?;
                match known.is_some_and(|known| accredits(&known, *roles, *until)) {
                    true => Self::Governors,
                    false => Self::Administration,
                }
            }
            Order::Remove { address, .. } => {
                let known = state.member(*address)?.filter(MemberRecord::is_current);
                known.map_or(Self::Administration, |known| removal(&known, genesis, time))
            }
            Order::ControlKey { from, .. } => Self::ControlKey(*from),
            Order::Pause { emergency: true } | Order::Freeze { emergency: true, .. } => Self::OneGovernor,
            _ => Self::Governors,
        })
    }
}

/// Whether a member gets, or keeps for longer, a role that governors alone give.
pub(super) fn accredits(known: &MemberRecord, roles: Roles, until: Day) -> bool {
    let prolonged = known.until != Day(0) && (until == Day(0) || until > known.until);
    Roles(roles.0 & !known.roles.0).intersects(ACCREDITED) || prolonged && roles.intersects(ACCREDITED)
}

/// An administrator removes who has been LEAVING for the genesis' grace.
fn removal(known: &MemberRecord, genesis: &Genesis, time: UnixTime) -> Need {
    let Some(since) = known.leaving else { return Need::GovernorsYet(OrderRefusal::NotLeaving) };
    let until = since.after(u64::from(genesis.leaving_grace_days) * UnixTime::DAY);
    match time < until {
        true => Need::GovernorsYet(OrderRefusal::StillLeaving { until }),
        false => Need::Administration,
    }
}
