//! The bank's verdict on an answer to its request.

use super::{Bundle, Check, ClaimError, ClaimService, Finding, Refused, Request, Shelf, Verdict};
use crate::{
    clock::Clock,
    ops::{AttestError, verify_attest},
    party::PublicParty,
    services::LedgerAccess,
};
use plimsoll_circuits::{claims::ClaimPublic, field::F, policy::Policy};
use plimsoll_claims::ClaimProof;
use plimsoll_contracts::{Demand, MaxAge};

/// Who judges, and what with.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// The verifier.
    pub own: &'a PublicParty,
    /// The ledger.
    pub ledger: &'a dyn LedgerAccess,
    /// What verifies proofs of claims.
    pub claims: &'a dyn ClaimService,
    /// The published lists, if what the request pins is to be compared with them once more.
    pub shelf: Option<&'a dyn Shelf>,
    /// How old an Attest's roots may be, and the ledger.
    pub max_age: MaxAge,
    /// The height at which the ledger is taken to stand: see [`moment_as_of`](super::moment_as_of) for the clock that goes
    /// with it. The newest if none.
    pub as_of: Option<u64>,
    /// What time it is.
    pub clock: &'a dyn Clock,
}

/// An answer with all but its claim's proof judged.
struct Judged {
    verdict: Verdict,
    /// The policy and the public inputs under which the claim's proof is to be verified, if there is a policy.
    claim: Option<(Policy, ClaimPublic)>,
}

impl Judge<'_> {
    /// Judges one answer.
    #[must_use]
    pub fn verify(&self, request: &Request, bundle: &Bundle) -> Verdict {
        self.verify_many(&[(request, bundle)]).pop().unwrap_or_default()
    }

    /// Judges many answers: each gets the verdict that it would get alone. Proofs under one policy are verified together.
    #[must_use]
    pub fn verify_many(&self, answers: &[(&Request, &Bundle)]) -> Vec<Verdict> {
        let mut judged: Vec<Judged> =
            answers.iter().map(|(request, bundle)| self.judge(request, bundle)).collect();
        // A digest names the whole policy, so one plan stands for all that share it.
        let mut groups: Vec<(F, Vec<usize>)> = Vec::new();
        for (i, judged) in judged.iter().enumerate() {
            let Some((policy, _)) = &judged.claim else { continue };
            match groups.iter_mut().find(|(digest, _)| *digest == policy.digest()) {
                Some((_, members)) => members.push(i),
                None => groups.push((policy.digest(), vec![i])),
            }
        }
        for (_, members) in groups {
            let claims: Vec<(&ClaimPublic, &ClaimProof)> = members
                .iter()
                .filter_map(|i| Some((&judged[*i].claim.as_ref()?.1, &answers[*i].1.claim.proof)))
                .collect();
            let Some((policy, _)) = members.first().and_then(|i| judged[*i].claim.as_ref()) else { continue };
            let held = self.claims.verify(&policy.plan, &claims);
            for (place, i) in members.iter().enumerate() {
                let refused = match &held {
                    // Nothing is taken for valid that was not said to be.
                    Ok(held) if held.get(place) == Some(&true) => None,
                    Ok(_) => Some(Refused::from(&ClaimError::ClaimProof)),
                    Err(error) => Some(Refused { code: "Unavailable".to_owned(), why: error.to_string() }),
                };
                judged[*i].verdict.findings.push(Finding { check: Check::Claim, refused });
            }
        }
        judged.into_iter().map(|judged| judged.verdict).collect()
    }

    fn judge(&self, request: &Request, bundle: &Bundle) -> Judged {
        let mut findings = Vec::new();
        let mut find = |check, outcome: Result<(), Refused>| {
            findings.push(Finding { check, refused: outcome.err() });
        };
        let content = &request.content;
        find(Check::Request, self.own_request(request).map_err(|e| (&e).into()));
        find(Check::Time, request.content.check_time(self.clock.now()).map_err(|e| (&e).into()));

        let policy = request.policy().and_then(|policy| {
            if bundle.claim.policy == policy.digest() { Ok(policy) } else { Err(ClaimError::OtherPolicy) }
        });
        find(Check::Policy, policy.as_ref().map(|_| ()).map_err(Refused::from));
        if let Ok(policy) = &policy {
            let lists = match self.shelf {
                Some(shelf) => request.check_lists(policy, shelf).map(drop),
                None => request.check_pins(policy),
            };
            find(Check::Lists, lists.map_err(|e| (&e).into()));
        }

        let (mut verdict, mut claim) = (Verdict::default(), None);
        match (request.challenge(), request.digest()) {
            (Ok(challenge), Ok(digest)) => {
                let same = bundle.request == digest && bundle.attest.challenge == challenge;
                find(Check::Answer, if same { Ok(()) } else { Err((&ClaimError::OtherRequest).into()) });
                // Only where it was asked for: such an Attest this verifier's own key could have made.
                let demand = Demand { as_of: self.as_of, ..Demand::new(&challenge, self.max_age) };
                let demand = if content.only_for_verifier { demand.or_only_for(self.own.ak) } else { demand };
                let attest = verify_attest(self.ledger, &bundle.attest, &content.terms, &demand);
                // That it answers another request has been said.
                let attest = match attest {
                    Err(AttestError::Challenge) if !same => Err(None),
                    Err(error) => Err(Some(Refused::from(&error))),
                    Ok(verified) => Ok(verified),
                };
                match attest {
                    Ok(verified) => {
                        find(Check::Attest, Ok(()));
                        let as_asked = verified.only_for_own || !content.only_for_verifier;
                        let refused = (&ClaimError::ForEverybody).into();
                        find(Check::OnlyForVerifier, if as_asked { Ok(()) } else { Err(refused) });
                        let opened = verified.opening.is_some();
                        let refused = (&ClaimError::NotOpened).into();
                        find(Check::Opened, if opened || !content.open { Ok(()) } else { Err(refused) });
                        // Nobody can tell what is alike to a lot that is not shown.
                        if opened || !content.no_referrals {
                            find(
                                Check::Referrals,
                                content.check_referrals(&verified).map_err(|e| (&e).into()),
                            );
                        }
                        verdict = Verdict {
                            height: Some(verified.height),
                            only_for_own: verified.only_for_own,
                            opening: verified.opening,
                            entries: verified.entries,
                            compared: verified.compared,
                            referrals: verified.referrals,
                            ..verdict
                        };
                    }
                    Err(Some(refused)) => {
                        find(Check::Attest, Err(refused));
                    }
                    Err(None) => {}
                }
                if let Ok(policy) = policy {
                    let link = bundle.claim.link;
                    let public = ClaimPublic::new(
                        &policy.plan,
                        request.roots(),
                        link,
                        challenge.value(),
                        content.today,
                    );
                    claim = Some((policy, public));
                }
            }
            (Err(error), _) | (_, Err(error)) => {
                find(Check::Answer, Err((&error).into()));
            }
        }
        let linked = bundle.claim.link == bundle.attest.attestation.public.link;
        find(Check::Link, if linked { Ok(()) } else { Err((&ClaimError::Link).into()) });
        Judged { verdict: Verdict { findings, ..verdict }, claim }
    }

    /// The request names this verifier and this ledger, and this verifier signed it.
    fn own_request(&self, request: &Request) -> Result<(), ClaimError> {
        let content = &request.content;
        if content.verifier.address != self.own.address || content.verifier.name != self.own.name {
            return Err(ClaimError::NotMyRequest(content.verifier.name.clone()));
        }
        if content.domain != self.ledger.terms().domain {
            return Err(ClaimError::OtherLedger);
        }
        request.check_signature(&self.own.ak)
    }
}
