//! The rules of members: who is admitted, who may do what until when, and how a membership ends.

use super::{Control, MemberRecord, OrderRefusal, OrgRecord, RuleError, State};
use crate::{
    Day, UnixTime,
    control::{Consent, ControlAddress, ControlSignature, Revocation},
    genesis::Genesis,
    order::Order,
};
use plimsoll_circuits::{
    member::{Address, Org, Roles},
    merkle::{ARITY, MEMBER_DEPTH},
    signature::PublicKey,
};

type Refusal<S> = RuleError<OrderRefusal, <S as State>::Error>;

/// What an order makes of a member.
pub(super) struct Change {
    pub(super) before: Roles,
    pub(super) after: MemberRecord,
    pub(super) org: Option<(Org, OrgRecord)>,
}

/// The change that an order on members makes at `time`; none if it is on something else.
pub(super) fn change<S: State>(
    genesis: &Genesis,
    control: &Control,
    order: &Order,
    state: &S,
    time: UnixTime,
) -> Result<Option<Change>, Refusal<S>> {
    let rules = Rules { genesis, control, state, time };
    Ok(Some(match *order {
        Order::Pause | Order::Resume => return Ok(None),
        Order::Admit { ak, nkc, roles, org, control, until, consent } => {
            rules.admit(Candidate { ak, nkc, roles, org, control, until }, consent)?
        }
        Order::SetRoles { address, roles, until } => {
            let known = rules.current(address)?;
            if (known.roles, known.until) == (roles, until) {
                return refuse(OrderRefusal::Unchanged);
            }
            set(known, valid(roles)?, until, time)
        }
        Order::Expire { address } => {
            let known = rules.current(address)?;
            if known.roles == Roles::LEAVING {
                return refuse(OrderRefusal::Unchanged);
            }
            if !known.is_over(time) {
                return refuse(OrderRefusal::NotExpired);
            }
            set(known, Roles::LEAVING, known.until, time)
        }
        Order::Remove { address, revocation } => rules.remove(rules.current(address)?, revocation)?,
    }))
}

/// Who asks to be admitted.
struct Candidate {
    ak: PublicKey,
    nkc: plimsoll_circuits::field::F,
    roles: Roles,
    org: Org,
    control: ControlAddress,
    until: Day,
}

struct Rules<'a, S> {
    genesis: &'a Genesis,
    control: &'a Control,
    state: &'a S,
    time: UnixTime,
}

impl<S: State> Rules<'_, S> {
    /// A member leaves its place in the tree empty and gets the same place if it comes back.
    fn admit(&self, new: Candidate, consent: Option<ControlSignature>) -> Result<Change, Refusal<S>> {
        if new.org == Org::NONE {
            return refuse(OrderRefusal::NoOrganisation);
        }
        let member = Address::new(&new.ak, new.nkc);
        let known = self.state.member(member).map_err(RuleError::state)?;
        match known {
            Some(known) if known.is_current() => return refuse(OrderRefusal::AlreadyMember),
            Some(known) if known.disowned => return refuse(OrderRefusal::Disowned),
            _ => {}
        }
        let position = known.map_or(self.control.members, |m| m.position);
        if position >= (ARITY as u64).pow(MEMBER_DEPTH as u32) {
            return refuse(OrderRefusal::Full);
        }
        let roles = valid(new.roles)?;
        let org = match self.state.org(new.org).map_err(RuleError::state)? {
            None if consent.is_some() => return refuse(OrderRefusal::NoConsent),
            None => OrgRecord { control: new.control, consents: 0 },
            Some(org) if org.control != new.control => return refuse(OrderRefusal::OtherControlKey),
            Some(org) => {
                let asked = Consent { member, roles, org: new.org, nonce: org.consents };
                let signer = consent.and_then(|consent| consent.signer(self.genesis.domain(), &asked));
                if signer != Some(org.control) {
                    return refuse(OrderRefusal::NoConsent);
                }
                OrgRecord { consents: org.consents + 1, ..org }
            }
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
        };
        Ok(Change { before: Roles::default(), after, org: Some((new.org, org)) })
    }

    fn remove(
        &self,
        known: MemberRecord,
        revocation: Option<ControlSignature>,
    ) -> Result<Change, Refusal<S>> {
        let disowned = revocation.is_some();
        if let Some(revocation) = revocation {
            let org = self.state.org(known.org).map_err(RuleError::state)?;
            let signer = revocation.signer(self.genesis.domain(), &Revocation { member: known.address() });
            if signer.is_none() || signer != org.map(|org| org.control) {
                return refuse(OrderRefusal::BadRevocation);
            }
        } else {
            let grace = u64::from(self.genesis.leaving_grace_days) * UnixTime::DAY;
            let Some(since) = known.leaving else { return refuse(OrderRefusal::NotLeaving) };
            if self.time.seconds_since(since) < grace {
                return refuse(OrderRefusal::StillLeaving { until: UnixTime(since.0.saturating_add(grace)) });
            }
        }
        let after = MemberRecord { roles: Roles::default(), leaving: None, disowned, ..known };
        Ok(Change { before: known.roles, after, org: None })
    }

    fn current(&self, address: Address) -> Result<MemberRecord, Refusal<S>> {
        let known = self.state.member(address).map_err(RuleError::state)?;
        known.filter(MemberRecord::is_current).ok_or(RuleError::Refused(OrderRefusal::NoSuchMember))
    }
}

fn set(known: MemberRecord, roles: Roles, until: Day, time: UnixTime) -> Change {
    let leaving = (roles == Roles::LEAVING).then(|| known.leaving.unwrap_or(time));
    Change { before: known.roles, after: MemberRecord { roles, until, leaving, ..known }, org: None }
}

fn valid<E>(roles: Roles) -> Result<Roles, RuleError<OrderRefusal, E>> {
    if roles == Roles::LEAVING || (1..Roles::LEAVING.0).contains(&roles.0) {
        Ok(roles)
    } else {
        refuse(OrderRefusal::Roles)
    }
}

fn refuse<T, E>(why: OrderRefusal) -> Result<T, RuleError<OrderRefusal, E>> {
    Err(RuleError::Refused(why))
}
