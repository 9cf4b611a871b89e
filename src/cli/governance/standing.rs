//! Where an order stands: who must sign it by the ledger's rules, who signed, who is missing.

use crate::cli::{error::Failure, shown::counted};
use plimsoll_circuits::member::Roles;
use plimsoll_client::{Clock as _, SystemClock};
use plimsoll_contracts::{
    ControlAddress, Day, Ledger, Order, OrderError, SignedOrder, StoreError, UnixTime,
    rules::{Council, MemberRecord, OrderRefusal, OrgRecord},
};

/// Roles that governors alone give.
const ACCREDITED: Roles = Roles::ISSUER.union(Roles::VALUER);

/// Who must sign an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Need {
    /// As many governors as the council says.
    Governors,
    /// One governor alone.
    OneGovernor,
    /// An administrator alone, or governors.
    Administration,
    /// This control key alone, or governors.
    ControlKey(ControlAddress),
    /// Nobody: it is open to all.
    Nobody,
}

impl Need {
    /// What the ledger's rules ask of an order as things stand now.
    pub(in crate::cli) fn of(order: &Order, ledger: &Ledger) -> Result<Self, StoreError> {
        let view = ledger.view()?;
        Ok(match order {
            order if order.is_open() => Self::Nobody,
            Order::Admit { roles, org, consent, .. } => {
                let org = view.org(*org)?;
                let accredited = roles.intersects(ACCREDITED) || is_accredited(org);
                Self::governors_if(accredited || org.is_some() && consent.is_none())
            }
            Order::SetRoles { address, roles, until, .. } => {
                let known = view.member(*address)?;
                Self::governors_if(known.is_some_and(|known| accredits(known, *roles, *until)))
            }
            Order::Remove { address, .. } => {
                let grace = u64::from(ledger.genesis().leaving_grace_days) * UnixTime::DAY;
                let leaving = view.member(*address)?.and_then(|known| known.leaving);
                let has_left = leaving.is_some_and(|since| SystemClock.now() >= since.after(grace));
                Self::governors_if(!has_left)
            }
            Order::ControlKey { from, .. } => Self::ControlKey(*from),
            Order::Pause { emergency: true } | Order::Freeze { emergency: true, .. } => Self::OneGovernor,
            _ => Self::Governors,
        })
    }

    const fn governors_if(they_alone: bool) -> Self {
        if they_alone { Self::Governors } else { Self::Administration }
    }

    /// Its name in JSON.
    pub(in crate::cli) const fn name(self) -> &'static str {
        match self {
            Self::Governors => "governors",
            Self::OneGovernor => "one-governor",
            Self::Administration => "administrator",
            Self::ControlKey(_) => "control-key",
            Self::Nobody => "nobody",
        }
    }
}

/// Whether an organisation once had an address that issues or values.
pub(in crate::cli) fn is_accredited(org: Option<OrgRecord>) -> bool {
    org.is_some_and(|org| org.accredited)
}

/// Whether a member gets, or keeps for longer, a role that governors alone give.
fn accredits(known: MemberRecord, roles: Roles, until: Day) -> bool {
    let prolonged = known.until != Day(0) && (until == Day(0) || until > known.until);
    Roles(roles.0 & !known.roles.0).intersects(ACCREDITED) || prolonged && roles.intersects(ACCREDITED)
}

/// Where an order stands.
pub(super) struct Standing {
    pub(super) need: Need,
    pub(super) signers: Vec<ControlAddress>,
    council: Council,
}

impl Standing {
    /// Where an order stands on this ledger now.
    ///
    /// # Errors
    /// If a signature is none, or two are of one key: `BadSignature`.
    pub(super) fn of(signed: &SignedOrder, ledger: &Ledger) -> Result<Self, Failure> {
        let signers = signed.signers(ledger.genesis().domain());
        Ok(Self {
            need: Need::of(&signed.order, ledger)?,
            signers: signers.ok_or(OrderError::Refused(OrderRefusal::BadSignature))?,
            council: ledger.view()?.council()?,
        })
    }

    /// Refuses an order that counts no more, whoever signs it: under an older council, or after its last day.
    pub(super) fn still_counts(&self, signed: &SignedOrder) -> Result<(), Failure> {
        let (got, now) = (signed.validity.epoch, self.council.epoch);
        let last_day = signed.validity.last_day;
        let why = if got != now {
            OrderRefusal::OldEpoch { got, now }
        } else if SystemClock.now().day() > last_day {
            OrderRefusal::Expired { last_day }
        } else {
            return Ok(());
        };
        Err(OrderError::Refused(why).into())
    }

    /// Refuses what the ledger would: somebody signed who may not, or not together with the others.
    pub(super) fn is_in_order(&self) -> Result<(), Failure> {
        let stranger = self.signers.iter().find(|key| !self.council.governors.contains(key)).copied();
        let alone = |key: ControlAddress| self.signers == [key];
        let why = match (self.need, stranger) {
            (Need::Nobody, _) if !self.signers.is_empty() => OrderRefusal::SignedInVain,
            (Need::OneGovernor, None) if self.signers.len() > 1 => OrderRefusal::OneGovernor,
            (_, None) => return Ok(()),
            (Need::Administration, Some(key)) if alone(key) && self.council.administrators.contains(&key) => {
                return Ok(());
            }
            (Need::ControlKey(from), Some(_)) if alone(from) => return Ok(()),
            (Need::Administration, Some(_)) => OrderRefusal::NotAdministrator,
            (_, Some(key)) => OrderRefusal::NotGovernor(key),
        };
        Err(OrderError::Refused(why).into())
    }

    /// How many signatures are missing, if those that are there go on together.
    pub(super) fn missing(&self) -> usize {
        let by_one = self.signers.iter().any(|key| match self.need {
            Need::Administration => self.council.administrators.contains(key),
            Need::ControlKey(from) => *key == from,
            _ => false,
        });
        let governors = self.signers.iter().filter(|key| self.council.governors.contains(key)).count();
        let needed = match self.need {
            Need::Nobody => 0,
            _ if by_one => 0,
            Need::OneGovernor => 1,
            Need::Administration | Need::ControlKey(_) if governors == 0 => 1,
            _ => usize::try_from(self.council.threshold).unwrap_or(usize::MAX),
        };
        needed.saturating_sub(governors)
    }

    /// Who must sign, in words.
    pub(super) fn needs(&self) -> String {
        let governors = format!("{} of {} governors", self.council.threshold, self.council.governors.len());
        match self.need {
            Need::Governors => governors,
            Need::OneGovernor => "one governor, and nobody else".to_owned(),
            Need::Administration => format!("an administrator alone, or {governors}"),
            Need::ControlKey(key) => format!("the control key {key} alone, or {governors}"),
            Need::Nobody => "nobody: it is open to all".to_owned(),
        }
    }

    /// What is missing, in words.
    pub(super) fn lacks(&self) -> String {
        match self.missing() {
            0 => "nothing".to_owned(),
            n => counted(n as u64, "signature"),
        }
    }

    /// Who a signer is, by the numbers that the ledger has for its governors and administrators.
    pub(super) fn whose(&self, key: ControlAddress) -> String {
        let number = |keys: &[ControlAddress]| keys.iter().position(|known| *known == key).map(|at| at + 1);
        if let Some(n) = number(&self.council.governors) {
            format!("governor {n}")
        } else if let Some(n) = number(&self.council.administrators) {
            format!("administrator {n}")
        } else if self.need == Need::ControlKey(key) {
            "the control key".to_owned()
        } else {
            "nobody who may sign".to_owned()
        }
    }
}
