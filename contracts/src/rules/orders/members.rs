//! The rules of members: who is admitted, who may do what until when, and how a membership ends.

use super::{
    BETWEEN_CONTROL_KEYS, Given, OrderRefusal, Refusal,
    need::{ACCREDITED, accredits},
    refuse, require,
};
use crate::{
    Day, UnixTime,
    control::{Consent, ControlAddress, ControlSignature, Revocation},
    order::Order,
    rules::{
        Effects, RuleError, State,
        records::{Former, MemberRecord, OrgRecord, Row, Table, former_key, key},
    },
};
use plimsoll_circuits::{
    field::F,
    member::{Address, Org, Roles},
    merkle::{ARITY, MEMBER_DEPTH},
    signature::PublicKey,
};

/// Who asks to be admitted.
struct Candidate {
    ak: PublicKey,
    nkc: F,
    roles: Roles,
    org: Org,
    control: ControlAddress,
    until: Day,
}

impl<S: State> Given<'_, S> {
    pub(super) fn on_members(&self, order: &Order) -> Result<Effects, Refusal<S>> {
        match *order {
            Order::Admit { ak, nkc, roles, org, control, until, change, consent } => {
                self.admit(&Candidate { ak, nkc, roles, org, control, until }, change, consent)
            }
            Order::SetRoles { address, roles, until, change } => {
                self.set_roles(address, roles, until, change)
            }
            Order::Expire { address, change } => {
                let known = self.current(address, change)?;
                require(known.roles != Roles::LEAVING, OrderRefusal::Unchanged)?;
                require(known.is_over(self.time), OrderRefusal::NotExpired)?;
                Ok(self.changed(known, set(known, Roles::LEAVING, known.until, self.time)))
            }
            Order::Remove { address, change, revocation } => {
                self.remove(self.current(address, change)?, revocation)
            }
            Order::ControlKey { org, from, to } => self.control_key(org, from, to),
            _ => refuse(OrderRefusal::Malformed),
        }
    }

    /// A member leaves its place in the tree empty and gets the same place if it comes back.
    fn admit(
        &self,
        new: &Candidate,
        change: u64,
        consent: Option<ControlSignature>,
    ) -> Result<Effects, Refusal<S>> {
        require(new.org != Org::NONE, OrderRefusal::NoOrganisation)?;
        let member = Address::new(&new.ak, new.nkc);
        let known = self.state.member(member).map_err(RuleError::state)?;
        match known {
            Some(known) if known.is_current() => return refuse(OrderRefusal::AlreadyMember),
            Some(known) if known.disowned => return refuse(OrderRefusal::Disowned),
            _ => {}
        }
        let changes = known.map_or(0, |known| known.changes);
        require(change == changes, OrderRefusal::OldState)?;
        let position = known.map_or(self.control.members, |m| m.position);
        require(position < (ARITY as u64).pow(MEMBER_DEPTH as u32), OrderRefusal::Full)?;
        let roles = valid(new.roles)?;
        let org = self.state.org(new.org).map_err(RuleError::state)?;
        let org = OrgRecord {
            accredited: roles.intersects(ACCREDITED) || org.is_some_and(|org| org.accredited),
            ..self.consented(new, org, member, consent)?
        };
        let after = MemberRecord {
            position,
            ak: new.ak,
            nkc: new.nkc,
            roles,
            org: new.org,
            until: new.until,
            leaving: (roles == Roles::LEAVING).then_some(self.time),
            disowned: false,
            changes: changes + 1,
        };
        let mut effects = self.effects();
        effects.control.members = effects.control.members.max(position + 1);
        effects.rows.push(Row::put(Table::Organisations, key(new.org.0), &org));
        Ok(Effects { member: Some(after), ..effects })
    }

    /// The organisation's record once it has this address, if it agrees: by its consent, by governors, or because it has no other.
    fn consented(
        &self,
        new: &Candidate,
        org: Option<OrgRecord>,
        member: Address,
        consent: Option<ControlSignature>,
    ) -> Result<OrgRecord, Refusal<S>> {
        let Some(org) = org else {
            require(consent.is_none(), OrderRefusal::NoConsent)?;
            return Ok(OrgRecord { control: new.control, consents: 0, accredited: false, changed: None });
        };
        require(org.control == new.control, OrderRefusal::OtherControlKey)?;
        // Governors' orders count, too: who carries one may take a consent off it, and keeps none that is good.
        let further = OrgRecord { consents: org.consents + 1, ..org };
        let Some(consent) = consent else { return Ok(further) };
        let asked = Consent { member, roles: new.roles, org: new.org, nonce: org.consents };
        let signer = consent.signer(self.genesis.domain(), &asked);
        require(signer == Some(org.control), OrderRefusal::NoConsent)?;
        Ok(further)
    }

    fn set_roles(
        &self,
        address: Address,
        roles: Roles,
        until: Day,
        change: u64,
    ) -> Result<Effects, Refusal<S>> {
        let known = self.current(address, change)?;
        require((known.roles, known.until) != (roles, until), OrderRefusal::Unchanged)?;
        let roles = valid(roles)?;
        let mut effects = self.changed(known, set(known, roles, until, self.time));
        if accredits(&known, roles, until) {
            let org = self.org(known.org)?;
            let accredited = OrgRecord { accredited: true, ..org };
            effects.rows.push(Row::put(Table::Organisations, key(known.org.0), &accredited));
        }
        Ok(effects)
    }

    fn remove(
        &self,
        known: MemberRecord,
        revocation: Option<ControlSignature>,
    ) -> Result<Effects, Refusal<S>> {
        if let Some(revocation) = revocation {
            let org = self.org(known.org)?;
            let signer = revocation.signer(self.genesis.domain(), &Revocation { member: known.address() });
            require(signer == Some(org.control), OrderRefusal::BadRevocation)?;
        }
        let disowned = revocation.is_some();
        let after = MemberRecord { roles: Roles::default(), leaving: None, disowned, ..known };
        Ok(self.changed(known, after))
    }

    fn control_key(&self, org: Org, from: ControlAddress, to: ControlAddress) -> Result<Effects, Refusal<S>> {
        let known = self.org(org)?;
        require(known.control == from, OrderRefusal::OtherControlKey)?;
        require(from != to, OrderRefusal::Unchanged)?;
        let former = self.state.had_control_key(org, to).map_err(RuleError::state)?;
        require(!former, OrderRefusal::FormerControlKey)?;
        let mut after = OrgRecord { control: to, ..known };
        if self.by == [from] {
            let next =
                known.changed.map(|at| at.after(BETWEEN_CONTROL_KEYS)).filter(|next| self.time < *next);
            next.map_or(Ok(()), |next| refuse(OrderRefusal::ControlKeyTooSoon { next }))?;
            after.changed = Some(self.time);
        }
        let mut effects = self.effects();
        effects.rows.push(Row::put(Table::Organisations, key(org.0), &after));
        effects.rows.push(Row::put(Table::FormerControlKeys, former_key(org, from), &Former(self.height)));
        Ok(effects)
    }

    fn current(&self, address: Address, change: u64) -> Result<MemberRecord, Refusal<S>> {
        let known = self.state.member(address).map_err(RuleError::state)?;
        let known =
            known.filter(MemberRecord::is_current).ok_or(RuleError::Refused(OrderRefusal::NoSuchMember))?;
        require(known.changes == change, OrderRefusal::OldState)?;
        Ok(known)
    }

    fn org(&self, org: Org) -> Result<OrgRecord, Refusal<S>> {
        let known = self.state.org(org).map_err(RuleError::state)?;
        known.ok_or(RuleError::Refused(OrderRefusal::NoOrganisation))
    }

    /// What becomes of a member that was one before. A role that it loses, but by its membership's end, is a revocation.
    fn changed(&self, before: MemberRecord, after: MemberRecord) -> Effects {
        let mut effects = self.effects();
        let expired = after.roles == Roles::LEAVING && self.by.is_empty();
        if !after.roles.contains(before.roles) && !expired {
            effects.control.revoked_at = Some(self.height);
        }
        Effects { member: Some(MemberRecord { changes: before.changes + 1, ..after }), ..effects }
    }
}

fn set(known: MemberRecord, roles: Roles, until: Day, time: UnixTime) -> MemberRecord {
    let leaving = (roles == Roles::LEAVING).then(|| known.leaving.unwrap_or(time));
    MemberRecord { roles, until, leaving, ..known }
}

fn valid<E>(roles: Roles) -> Result<Roles, RuleError<OrderRefusal, E>> {
    if roles == Roles::LEAVING || (1..Roles::LEAVING.0).contains(&roles.0) {
        Ok(roles)
    } else {
        refuse(OrderRefusal::Roles)
    }
}
