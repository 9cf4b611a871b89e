//! Where an order stands: who must sign it by the ledger's rules, who signed, who is missing.

use crate::cli::{error::Failure, shown::counted};
use plimsoll_client::{Clock as _, SystemClock};
use plimsoll_contracts::{
    ControlAddress, Ledger, OrderError, SignedOrder,
    rules::{Council, Need, OrderRefusal, OrgRecord},
};

/// The name of who must sign, in JSON.
const fn name(need: Need) -> &'static str {
    match need {
        Need::Governors | Need::GovernorsYet(_) => "governors",
        Need::OneGovernor => "one-governor",
        Need::Administration => "administrator",
        Need::ControlKey(_) => "control-key",
        Need::Nobody => "nobody",
    }
}

/// Whether an organisation once had an address that issues or values.
pub(in crate::cli) fn is_accredited(org: Option<OrgRecord>) -> bool {
    org.is_some_and(|org| org.accredited)
}

/// Where an order stands.
pub(super) struct Standing {
    need: Need,
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
        let view = ledger.view()?;
        Ok(Self {
            need: view.need(&signed.order, ledger.genesis(), SystemClock.now())?,
            signers: signers.ok_or(OrderError::Refused(OrderRefusal::BadSignature))?,
            council: view.council()?,
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

    /// Refuses what the ledger would: somebody signed who may not, or not together with the others. More may follow.
    pub(super) fn is_in_order(&self) -> Result<(), Failure> {
        match self.need.met_by(&self.signers, &self.council) {
            Ok(()) | Err(OrderRefusal::TooFewSignatures { .. }) => Ok(()),
            Err(_) if self.signers.is_empty() => Ok(()),
            Err(why) => Err(OrderError::Refused(why).into()),
        }
    }

    /// The name of who must sign, in JSON.
    pub(super) const fn name(&self) -> &'static str {
        name(self.need)
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
            Need::GovernorsYet(why) => format!("{governors}; of an administrator alone: {why}"),
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
