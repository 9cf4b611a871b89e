//! Bank and applicant across the counter: a request, its answer, the verdict on it.

use super::{
    Error,
    stage::Stage,
    tale::{ACCEPTED, Outcome},
};
use crate::samples;
use plimsoll_circuits::{
    claims::{ClaimPublic, ClaimWitness},
    credential::{Bill, Day},
    document::{Bundle as Documents, Committed, MainDocument},
    field::F,
    note::Lot,
    policy::{List, Policy},
    statement::attest::link,
};
use plimsoll_client::{
    Clock, Money, Party, PublicParty,
    claims::{
        Ask, BUNDLE_SCHEMA, Bundle, Claim, ClaimError, ClaimService, Judge, Request, Shelf, ShelfError,
    },
    ops::AttestTerms,
};
use plimsoll_contracts::MaxAge;
use rand::rngs::OsRng;

/// The lists of the samples in today's edition.
pub(super) struct TodaysLists(Day);

impl Shelf for TodaysLists {
    fn list(&self, name: &str) -> Result<List, ShelfError> {
        samples::list(name, self.0).ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> ShelfError {
    ShelfError::Missing { name: name.to_owned(), place: "the samples".to_owned() }
}

/// Everything that both sides use.
pub(super) struct Counter<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) claims: &'a dyn ClaimService,
    pub(super) lists: TodaysLists,
}

impl<'a> Counter<'a> {
    pub(super) fn new(stage: &'a Stage<'a>, claims: &'a dyn ClaimService) -> Self {
        Self { stage, claims, lists: TodaysLists(stage.clock.now().day()) }
    }

    /// A bank asks whether a cargo that bears nothing meets its policy and can bear this.
    pub(super) fn ask(
        &self,
        bank: &Party,
        policy: &Policy,
        loan: Money,
        only_for_verifier: bool,
    ) -> Result<Request, Error> {
        self.ask_for(bank, policy, loan, only_for_verifier, false)
    }

    /// As [`ask`](Self::ask), of a cargo to which nothing is alike.
    pub(super) fn ask_for_none_alike(
        &self,
        bank: &Party,
        policy: &Policy,
        loan: Money,
    ) -> Result<Request, Error> {
        self.ask_for(bank, policy, loan, false, true)
    }

    fn ask_for(
        &self,
        bank: &Party,
        policy: &Policy,
        loan: Money,
        only_for_verifier: bool,
        no_referrals: bool,
    ) -> Result<Request, Error> {
        // Who applies is named to the bank alone: else somebody else's cargo could answer.
        let applicant = only_for_verifier.then(|| self.stage.trader.public());
        let terms = AttestTerms {
            applicant: applicant.map(PublicParty::org),
            ..AttestTerms::new(Money::new(0, loan.currency), loan, 8_000)
        };
        let ask = Ask {
            policy,
            shelf: &self.lists,
            terms,
            applicant: applicant.map(|party| party.name.as_str()),
            purpose: "finance of a cargo",
            valid_for: 600,
            only_for_verifier,
            open: false,
            no_referrals,
            except: &[],
        };
        let domain = self.stage.ledger.genesis().domain();
        Request::new(bank, domain, &ask, &self.stage.clock, &mut OsRng).map_err(Error::stage)
    }

    /// The trader's answer: the request is checked, the policy tried, and only then anything proven.
    pub(super) fn answer(&self, request: &Request, lot: Lot) -> Result<Bundle, ClaimError> {
        let stage = self.stage;
        let domain = stage.ledger.genesis().domain();
        let received = request.receive(domain, &stage.directory, &self.lists, stage.clock.now())?;
        stage.at(&stage.trader, |desk| {
            let proven = received.draft(desk, lot);
            Ok(proven.and_then(|draft| draft.prove(desk, false, self.claims, &|_| {}, &mut OsRng)))
        })?
    }

    /// What a request's policy says of a bill that no title stands on.
    pub(super) fn try_policy(&self, request: &Request, bill: MainDocument) -> Result<(), ClaimError> {
        let domain = self.stage.ledger.genesis().domain();
        let received = request.receive(domain, &self.stage.directory, &self.lists, self.stage.clock.now())?;
        let (documents, title) = made_up(bill);
        let verdict = received.evaluate(&documents, &title)?;
        if verdict.holds { Ok(()) } else { Err(ClaimError::PolicyFails(Box::new(verdict))) }
    }

    /// An answer that a bank makes up for itself, about documents that no title stands on.
    pub(super) fn make_up(
        &self,
        bank: &Party,
        policy: &Policy,
        request: &Request,
        bill: MainDocument,
    ) -> Result<Bundle, ClaimError> {
        let (documents, bill) = made_up(bill);
        let (lot, blinding) = (Lot(F::from(1u64)), F::from(2u64));
        let link = link(bill.commitment(), lot, blinding);
        let challenge = request.challenge()?;
        let attest =
            self.stage.at(bank, |desk| desk.simulate_attest(&challenge, &request.content.terms, link))?;
        let public =
            ClaimPublic::new(&policy.plan, request.roots(), link, challenge.value(), request.content.today);
        let witness = ClaimWitness { documents: &documents, bill: &bill, lot, blinding, lists: &[] };
        let proof = self.claims.prove(&policy.plan, &public, &witness)?;
        Ok(Bundle {
            schema: BUNDLE_SCHEMA.to_owned(),
            request: request.digest()?,
            attest,
            claim: Claim { policy: policy.digest(), link, proof },
        })
    }

    /// A bank's verdict on an answer: accepted, or the codes of all reasons against it.
    pub(super) fn judge(&self, bank: &Party, request: &Request, bundle: &Bundle, max_age: MaxAge) -> Outcome {
        let (ledger, clock) = (self.stage.access(), &self.stage.clock);
        let judge = Judge {
            own: bank.public(),
            ledger: &ledger,
            claims: self.claims,
            shelf: Some(&self.lists),
            max_age,
            as_of: None,
            clock,
        };
        let verdict = judge.verify(request, bundle);
        let reasons: Vec<_> = verdict.reasons().collect();
        if verdict.accepted() {
            let proof = bundle.claim.proof.as_bytes().len();
            return Outcome::new(
                ACCEPTED,
                format!("all {} checks hold; the claim's proof has {proof} bytes", verdict.findings.len()),
            );
        }
        let codes: Vec<_> = reasons.iter().map(|reason| &*reason.code).collect();
        let why: Vec<_> = reasons.iter().map(|reason| &*reason.why).collect();
        Outcome::new(codes.join(" + "), why.join("; "))
    }
}

/// The verdict on an answer that is not made: the code, and the predicates that do not hold.
pub(super) fn unanswered<T>(answer: Result<T, ClaimError>) -> Outcome {
    match answer {
        Ok(_) => Outcome::new("answered", "the policy holds"),
        Err(error) => {
            let failed: Vec<_> = match &error {
                ClaimError::PolicyFails(verdict) => {
                    verdict.predicates.iter().filter(|p| !p.holds).map(|p| &*p.name).collect()
                }
                _ => Vec::new(),
            };
            let verdict = [&[error.code()], failed.as_slice()].concat().join(" ");
            Outcome::new(verdict, error.to_string())
        }
    }
}

/// Documents that nobody issued, and a bill over them.
fn made_up(bill: MainDocument) -> (Committed, Bill) {
    let documents = Documents::new(bill).commit(F::from(0u64));
    let bill = Bill { doc_root: documents.doc_root, annex_root: documents.annex_root, ..Bill::blank() };
    (documents, bill)
}
