//! Making a request.

use super::{ClaimError, ListPin, PolicyText, REQUEST_SCHEMA, Request, RequestContent, Shelf, Verifier};
use crate::{clock::Clock, ops::AttestTerms, party::Party};
use plimsoll_circuits::{claims::circuit, policy::Policy, signature::Signature};
use plimsoll_claims::{ClaimKey, MAX_K};
use plimsoll_contracts::Domain;
use rand::{CryptoRng, RngCore};
use std::collections::BTreeSet;

/// What a bank has to say to make a request.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Where its lists are.
    pub shelf: &'a dyn Shelf,
    /// What the lot must be able to bear.
    pub terms: AttestTerms,
    /// Who applies, if the terms name an organisation: its name.
    pub applicant: Option<&'a str>,
    /// What for, in words.
    pub purpose: &'a str,
    /// For how many seconds an answer is accepted.
    pub valid_for: u64,
    /// Whether the answer shall convince this verifier alone.
    pub only_for_verifier: bool,
    /// Whether the answer shall show bill and lot.
    pub open: bool,
    /// Whether no entry of another lot may be alike; then the answer shall show bill and lot in any case.
    pub no_referrals: bool,
    /// The heights of entries that may be alike all the same.
    pub except: &'a [u64],
}

impl Request {
    /// Makes and signs a request.
    ///
    /// # Errors
    /// If the policy's lists are not at hand or too old, or what is asked makes no sense.
    pub fn new<R: RngCore + CryptoRng>(
        verifier: &Party,
        domain: Domain,
        ask: &Ask<'_>,
        clock: &dyn Clock,
        rng: &mut R,
    ) -> Result<Self, ClaimError> {
        let now = clock.now();
        let today = now.day();
        let lists = ask.policy.lists.iter().map(|terms| {
            let (pin, _) = ListPin::of(terms, ask.shelf)?;
            pin.check_age(today, terms.max_age_days)?;
            Ok(pin)
        });
        let k = ClaimKey::k_of(&circuit(&ask.policy.plan));
        if k > MAX_K {
            return Err(ClaimError::TooLarge { k });
        }
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let party = verifier.public();
        let except: BTreeSet<_> = ask.except.iter().copied().collect();
        let content = RequestContent {
            domain,
            verifier: Verifier { name: party.name.clone(), address: party.address },
            purpose: ask.purpose.trim().to_owned(),
            policy: PolicyText { digest: ask.policy.digest(), source: ask.policy.source().to_owned() },
            lists: lists.collect::<Result<_, ClaimError>>()?,
            today,
            terms: ask.terms,
            applicant: ask.applicant.map(str::to_owned),
            nonce,
            expires: now.after(ask.valid_for),
            only_for_verifier: ask.only_for_verifier,
            open: ask.open || ask.no_referrals,
            no_referrals: ask.no_referrals,
            except: except.into_iter().collect(),
        };
        content.check_form()?;
        content.check_time(now)?;
        let schema = REQUEST_SCHEMA.to_owned();
        let mut request = Self { schema, content, signature: Signature::blank() };
        request.signature = verifier.keys().signing.sign(request.message()?);
        Ok(request)
    }
}
