//! What an organisation signs with its control key for the member administration to submit.

use plimsoll_circuits::member::{Address, Org, Roles};
use plimsoll_contracts::{
    ControlAddress, ControlKey, ControlSignature, Domain,
    control::{Consent, Revocation},
};
use serde::{Deserialize, Serialize};

/// A consent to a further address of an organisation, as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentFile {
    /// The ledger for which it is.
    pub domain: Domain,
    /// The address.
    pub member: Address,
    /// What it may do.
    pub roles: Roles,
    /// The organisation.
    pub org: Org,
    /// Which of the organisation's consents it is, counted from 0.
    pub nonce: u64,
    /// The control key's, over all of this.
    pub signature: ControlSignature,
}

impl ConsentFile {
    /// Signs a consent.
    #[must_use]
    pub fn sign(key: &ControlKey, domain: Domain, asked: Consent) -> Option<Self> {
        let Consent { member, roles, org, nonce } = asked;
        Some(Self { domain, member, roles, org, nonce, signature: key.sign(domain, &asked)? })
    }

    /// What was consented to.
    #[must_use]
    pub const fn consent(&self) -> Consent {
        Consent { member: self.member, roles: self.roles, org: self.org, nonce: self.nonce }
    }

    /// Whether this control key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: ControlAddress) -> bool {
        self.signature.signer(self.domain, &self.consent()) == Some(key)
    }
}

/// An organisation's word that an address is no longer its own, as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationFile {
    /// The ledger for which it is.
    pub domain: Domain,
    /// The address.
    pub member: Address,
    /// The control key's, over both.
    pub signature: ControlSignature,
}

impl RevocationFile {
    /// Signs a revocation.
    #[must_use]
    pub fn sign(key: &ControlKey, domain: Domain, member: Address) -> Option<Self> {
        Some(Self { domain, member, signature: key.sign(domain, &Revocation { member })? })
    }

    /// Whether this control key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: ControlAddress) -> bool {
        self.signature.signer(self.domain, &Revocation { member: self.member }) == Some(key)
    }
}
