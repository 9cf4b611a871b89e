//! What a bank asks, and its signature on it.

use super::{
    ClaimError,
    shelf::Shelf,
    text::{iso_day, nonce},
};
use crate::{
    clock::UnixTime,
    ops::{AttestTerms, Verified},
    referral::Referral,
    text::is_plain,
};
use plimsoll_circuits::{
    credential::Day,
    field::{F, serde_hex, to_hex},
    member::Address,
    policy::{ListTerms, ListTree, Policy},
    poseidon2::hash,
    signature::{PublicKey, Signature},
    statement::{attest::Challenge, external_hash},
    tag::Tag,
};
use plimsoll_contracts::Domain;
use serde::{Deserialize, Serialize};

/// The form of requests.
pub const REQUEST_SCHEMA: &str = "plimsoll.request/2";

/// For how long a request may be open: a day. Its day is what the policy takes for today, so it must not grow old.
pub const MAX_VALIDITY_SECONDS: u64 = UnixTime::DAY;

/// Longest purpose.
pub(super) const MAX_PURPOSE: usize = 500;

/// A bank's signed request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// [`REQUEST_SCHEMA`].
    pub schema: String,
    /// What is asked.
    pub content: RequestContent,
    /// The verifier's signature, see [`Request::message`].
    pub signature: Signature,
}

/// What is asked: all that the verifier signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestContent {
    /// The ledger on which the title lives.
    pub domain: Domain,
    /// Who asks.
    pub verifier: Verifier,
    /// What for, in words.
    pub purpose: String,
    /// What must hold of the documents.
    pub policy: PolicyText,
    /// The lists that the policy looks values up in, in its order.
    pub lists: Vec<ListPin>,
    /// What the policy takes for today.
    #[serde(with = "iso_day")]
    pub today: Day,
    /// What the lot must be able to bear, and of which organisation it must be.
    pub terms: AttestTerms,
    /// The name of that organisation, for whoever reads the request; none if anybody may answer.
    pub applicant: Option<String>,
    /// Fresh and uniform.
    #[serde(with = "nonce")]
    pub nonce: [u8; 16],
    /// Until when an answer is accepted.
    pub expires: UnixTime,
    /// Whether the answer shall convince this verifier alone.
    pub only_for_verifier: bool,
    /// Whether the answer shall show bill and lot.
    pub open: bool,
    /// Whether no entry of another lot may be alike: it implies `open`, since nobody can judge that of a lot that is not shown.
    pub no_referrals: bool,
    /// The heights of entries that may be alike all the same, since the verifier knows what they are; rising.
    pub except: Vec<u64>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verifier {
    /// The legal name, as in the directory.
    pub name: String,
    /// The address.
    pub address: Address,
}

/// A policy as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyText {
    /// The policy's digest.
    #[serde(with = "serde_hex")]
    pub digest: F,
    /// Its canonical text.
    pub source: String,
}

/// The edition of a list that is to be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListPin {
    /// The list's name.
    pub name: String,
    /// The root of its tree, in the form that the policy asks for.
    #[serde(with = "serde_hex")]
    pub root: F,
    /// The day that the edition bears.
    #[serde(with = "iso_day")]
    pub dated: Day,
    /// How many entries it has.
    pub entries: u64,
}

impl ListPin {
    /// The list that a policy's terms name, from the shelf, and its tree; of whatever day.
    pub(super) fn of(terms: &ListTerms, shelf: &dyn Shelf) -> Result<(Self, ListTree), ClaimError> {
        let list = shelf.list(&terms.name)?;
        let (dated, entries) = (list.head.dated, list.entries.len() as u64);
        let tree = terms.accept(list, dated)?;
        Ok((Self { name: terms.name.clone(), root: tree.root(), dated, entries }, tree))
    }

    /// Whether it is too old, or of the future, on a day.
    pub(super) fn check_age(&self, today: Day, max_age_days: u32) -> Result<(), ClaimError> {
        let name = || self.name.clone();
        if self.dated > today {
            return Err(ClaimError::ListFromTheFuture { name: name(), dated: self.dated, today });
        }
        if today.0 - self.dated.0 > max_age_days {
            return Err(ClaimError::ListTooOld { name: name(), dated: self.dated, days: max_age_days });
        }
        Ok(())
    }
}

impl Request {
    /// Reads a request; nothing of it is checked but its form.
    ///
    /// # Errors
    /// [`ClaimError::Malformed`].
    pub fn from_json(json: &[u8]) -> Result<Self, ClaimError> {
        let request: Self = serde_json::from_slice(json).map_err(|e| ClaimError::malformed("request", &e))?;
        if request.schema != REQUEST_SCHEMA {
            return Err(ClaimError::Schema { what: "request", schema: request.schema });
        }
        request.content.check_form()?;
        Ok(request)
    }

    /// What names the request: 248 bits of Keccak-256 over the schema and the content's canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// [`ClaimError::Malformed`] if it cannot be written; what was read always can.
    pub fn digest(&self) -> Result<F, ClaimError> {
        let json = serde_json_canonicalizer::to_vec(&self.content)
            .map_err(|e| ClaimError::malformed("request", &e))?;
        Ok(external_hash(&[self.schema.as_bytes(), &json]))
    }

    /// What the verifier signs: `H(request; domain, digest)`.
    ///
    /// # Errors
    /// As [`digest`](Self::digest).
    pub fn message(&self) -> Result<F, ClaimError> {
        Ok(hash(Tag::Request, &[self.content.domain.0, self.digest()?]))
    }

    /// Whether the signature is of this key.
    ///
    /// # Errors
    /// [`ClaimError::Signature`].
    pub fn check_signature(&self, key: &PublicKey) -> Result<(), ClaimError> {
        if key.verify(self.message()?, &self.signature) { Ok(()) } else { Err(ClaimError::Signature) }
    }

    /// The challenge that the answer's Attest bears. Its purpose names the request's digest, so that the owner's signature
    /// covers policy, lists and terms, and not only the words.
    ///
    /// # Errors
    /// As [`digest`](Self::digest).
    pub fn challenge(&self) -> Result<Challenge, ClaimError> {
        let RequestContent { verifier, purpose, nonce, expires, .. } = &self.content;
        Ok(Challenge {
            verifier: verifier.name.clone(),
            purpose: format!("{purpose}; request {}", to_hex(&self.digest()?)),
            nonce: *nonce,
            expires: expires.0,
        })
    }

    /// The policy; its text must be the canonical one and have the digest that stands beside it.
    ///
    /// # Errors
    /// [`ClaimError::Policy`], [`ClaimError::PolicyDigest`].
    pub fn policy(&self) -> Result<Policy, ClaimError> {
        let PolicyText { digest, source } = &self.content.policy;
        let policy = Policy::parse(source)?;
        if policy.digest() != *digest || policy.source() != source {
            return Err(ClaimError::PolicyDigest);
        }
        Ok(policy)
    }

    /// The roots of the lists.
    #[must_use]
    pub fn roots(&self) -> Vec<F> {
        self.content.lists.iter().map(|list| list.root).collect()
    }
}

/// Whether a name can be shown on a terminal.
fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.len() <= MAX_PURPOSE && name.chars().all(is_plain)
}

impl RequestContent {
    /// Whether it is open: not from another day than its own, not expired, not open for too long.
    ///
    /// # Errors
    /// [`ClaimError::Expired`], [`ClaimError::Day`], [`ClaimError::TooLong`].
    pub fn check_time(&self, now: UnixTime) -> Result<(), ClaimError> {
        let (today, expires) = (self.today, self.expires);
        if now > expires {
            return Err(ClaimError::Expired(expires));
        }
        // Clocks differ: a request made just after midnight may come from tomorrow.
        if today.0 > now.day().0 + 1 {
            return Err(ClaimError::Day { today, now: now.day() });
        }
        let made = UnixTime(u64::from(today.0) * UnixTime::DAY);
        if expires.seconds_since(made) > MAX_VALIDITY_SECONDS + UnixTime::DAY {
            return Err(ClaimError::TooLong);
        }
        Ok(())
    }

    /// Whether nothing is alike to an opened lot but what is excepted, where that is demanded. A lot that is compared with nothing does not
    /// meet the demand.
    pub(super) fn check_referrals(&self, lot: &Verified) -> Result<(), ClaimError> {
        if !self.no_referrals {
            return Ok(());
        }
        if lot.compared.is_empty() {
            return Err(ClaimError::NotCompared);
        }
        let excepted = |referral: &&Referral| self.except.contains(&referral.height);
        let others: Vec<_> = lot.referrals.iter().filter(|r| !excepted(r)).cloned().collect();
        if others.is_empty() { Ok(()) } else { Err(ClaimError::Referred(others)) }
    }

    /// A purpose that can be shown, one currency, a rate of at most 100 %, no word on referrals of a lot that is not shown, exceptions from
    /// such a demand alone.
    pub(super) fn check_form(&self) -> Result<(), ClaimError> {
        let AttestTerms { max_encumbrance, requested, rate_bps, applicant, .. } = self.terms;
        // It is shown to whoever is to answer, on a terminal.
        let is_text = !self.purpose.trim().is_empty() && self.purpose.chars().all(is_plain);
        if !is_text || self.purpose.len() > MAX_PURPOSE {
            return Err(ClaimError::NoPurpose);
        }
        if self.applicant.is_some() != applicant.is_some()
            || self.applicant.as_ref().is_some_and(|name| !is_name(name) || !self.only_for_verifier)
        {
            return Err(ClaimError::Applicant);
        }
        let excepted = self.except.is_empty() || self.no_referrals;
        if (self.no_referrals && !self.open) || !excepted || !self.except.is_sorted_by(|a, b| a < b) {
            return Err(ClaimError::Referrals);
        }
        if max_encumbrance.currency != requested.currency {
            return Err(ClaimError::Currencies);
        }
        if rate_bps > plimsoll_circuits::statement::attest::MAX_RATE_BPS {
            return Err(ClaimError::Rate);
        }
        Ok(())
    }
}
