//! Orders on members.

use crate::cli::{context::Context, error::Failure, files, member::consented};
use plimsoll_circuits::{
    field::from_hex,
    member::{Address, Roles},
};
use plimsoll_client::{Clock as _, PublicParty, SystemClock};
use plimsoll_contracts::{
    ControlAddress, Day, Ledger, Order, OrderError,
    rules::{MemberRecord, OrderRefusal},
};
use std::path::Path;

/// Days for which a membership lasts if nothing else is said.
const DEFAULT_DAYS: u32 = 365;

/// Members as ledger, directory and files have them.
pub(super) struct Known<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) context: &'a Context,
}

impl Known<'_> {
    pub(super) fn admit(
        &self,
        party: &str,
        roles: Roles,
        until: Option<Day>,
        consent: Option<&Path>,
    ) -> Result<Order, Failure> {
        let (file, party) = (Path::new(party), self.party(party)?);
        let until = until.unwrap_or(Day(SystemClock.now().day().0 + DEFAULT_DAYS));
        let change = match self.ledger.view()?.member(party.address)? {
            Some(known) if known.is_current() => return Err(refused(OrderRefusal::AlreadyMember)),
            Some(known) if known.disowned => return Err(refused(OrderRefusal::Disowned)),
            known => known.map_or(0, |known| known.changes),
        };
        let consent = match consent {
            None => None,
            given => consented(&party, roles, given, file, self.ledger)?,
        };
        Ok(party.admission(roles, until, change, consent))
    }

    pub(super) fn set_roles(&self, party: &str, roles: Roles, until: Option<Day>) -> Result<Order, Failure> {
        let known = self.member(party)?;
        let (address, until) = (known.address(), until.unwrap_or(known.until));
        Ok(Order::SetRoles { address, roles, until, change: known.changes })
    }

    pub(super) fn remove(&self, party: &str) -> Result<Order, Failure> {
        let known = self.member(party)?;
        Ok(Order::Remove { address: known.address(), change: known.changes, revocation: None })
    }

    pub(super) fn control_key(&self, party: &str, to: ControlAddress) -> Result<Order, Failure> {
        let org = match self.ledger.view()?.member(self.address(party)?)? {
            Some(known) => known.org,
            None => return Err(refused(OrderRefusal::NoSuchMember)),
        };
        let known = self.ledger.view()?.org(org)?.ok_or_else(|| refused(OrderRefusal::NoOrganisation))?;
        Ok(Order::ControlKey { org, from: known.control, to })
    }

    /// What a party's file or the directory says, signed by the party.
    fn party(&self, named: &str) -> Result<PublicParty, Failure> {
        let party = match Path::new(named) {
            file if file.is_file() => files::read_json(file, "plimsoll keys new")?,
            _ => self.context.directory(self.ledger.genesis())?.named(named)?.party.clone(),
        };
        party.check()?;
        Ok(party)
    }

    /// The address of a party, which the directory need not know.
    fn address(&self, named: &str) -> Result<Address, Failure> {
        match from_hex(named) {
            Some(address) => Ok(Address(address)),
            None => Ok(self.party(named)?.address),
        }
    }

    fn member(&self, named: &str) -> Result<MemberRecord, Failure> {
        let known = self.ledger.view()?.member(self.address(named)?)?;
        known.filter(MemberRecord::is_current).ok_or_else(|| refused(OrderRefusal::NoSuchMember))
    }
}

fn refused(why: OrderRefusal) -> Failure {
    OrderError::Refused(why).into()
}
