//! Two banks, a trader and a cargo of copper: what is asked, answered and judged, and what is done to it on the way.

use super::*;
use crate::{
    Money,
    clock::{FixedClock, UnixTime},
    directory::DirectoryError,
    fixture::{NOW, World, desk, sample, signed},
    issuer::{Annexes, SignedDocuments as _, Slot},
    ops::{AttestTerms, DEFAULT_MAX_AGE, OpError},
    party::Party,
    referral::Compared,
    services::{LedgerAccess as _, LocalLedger, Services},
};
use plimsoll_circuits::{
    claims::{ClaimPublic, ClaimWitness, compile},
    credential::{Day, Signed},
    field::{F, to_hex},
    note::Lot,
    policy::{List, ListHead, ListKind, Policy, list::Entry, plan::Plan},
};
use plimsoll_claims::ClaimProof;
use plimsoll_contracts::{Domain, MaxAge};
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicUsize, Ordering};

const POLICY: &str = r#"
schema = "plimsoll.policy/1"
name = "copper"
version = "1"
title = "Copper, on board, from a port that we know"

[lists.known-ports]
of = "port"
capacity = 50
max-age = "30 days"

[[predicate]]
name = "port"
field = "bill.portOfLoading"
in-list = "known-ports"

[[predicate]]
name = "value"
field = "valuation.value"
at-least = "USD 100000"
"#;

/// One edition of the ports.
struct Ports(Day, &'static [&'static str]);

const TODAY: Day = Day(20_593);
const PORTS: Ports = Ports(Day(TODAY.0 - 3), &["CLANF", "CLVAP", "PECLL"]);

impl Shelf for Ports {
    fn list(&self, name: &str) -> Result<List, ShelfError> {
        let entries = self.1.iter().map(|p| Entry { value: (*p).to_owned(), ..Entry::default() }).collect();
        let head = ListHead {
            name: name.to_owned(),
            kind: ListKind::Port,
            prices_in: None,
            edition: 1,
            dated: self.0,
            source: "https://ports.example".to_owned(),
        };
        Ok(List::new(head, entries).unwrap())
    }
}

/// A claim service without proofs: it looks at the same circuit, and remembers by a hash what it found true. What a real one
/// must do beyond that is tested where it lives, and once below.
#[derive(Default)]
struct Evaluated {
    batches: AtomicUsize,
}

fn proof_of(public: &ClaimPublic) -> ClaimProof {
    let text: Vec<String> = public.to_vec().iter().map(to_hex).collect();
    ClaimProof::from_bytes(Sha256::digest(text.join(" ")).to_vec())
}

impl ClaimService for Evaluated {
    fn prove(
        &self,
        plan: &Plan,
        public: &ClaimPublic,
        witness: &ClaimWitness<'_>,
    ) -> Result<ClaimProof, ServiceError> {
        let (netlist, values) = compile(plan, public, Some(witness));
        match netlist.violated(&values) {
            None => Ok(proof_of(public)),
            Some(scope) => Err(ServiceError::Refused(scope.to_owned())),
        }
    }

    fn verify(&self, _: &Plan, claims: &[(&ClaimPublic, &ClaimProof)]) -> Result<Vec<bool>, ServiceError> {
        self.batches.fetch_add(1, Ordering::Relaxed);
        Ok(claims.iter().map(|(public, proof)| proof_of(public) == **proof).collect())
    }
}

fn usd(text: &str) -> Money {
    format!("USD {text}").parse().unwrap()
}

fn terms() -> AttestTerms {
    AttestTerms::new(usd("0"), usd("300000"), 8_000)
}

/// A trader's registered cargo, and banks that ask about it.
struct Trade {
    world: World,
    lot: Lot,
}

impl Trade {
    fn new() -> Self {
        let mut world = World::new();
        let annexes = Annexes { invoices: vec![sample("invoice.json")], ..Annexes::default() };
        let holder = world.trader.public().clone();
        let issued = world.issue_to(&signed("ebl-to-order.json", |json| json), &annexes, &holder).unwrap();
        let valuation = world.value(&issued);
        let mut rng = world.rng.clone();
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        trader.register(&issued, &valuation, &mut rng).unwrap();
        let lot = issued.lot();
        drop(trader);
        Self { world, lot }
    }

    fn domain(&self) -> Domain {
        self.world.ledger.genesis().domain()
    }

    fn ask(&self, bank: &Party, change: impl FnOnce(&mut Ask<'_>)) -> Result<Request, ClaimError> {
        let policy = Policy::parse(POLICY).unwrap();
        let mut ask = Ask {
            applicant: None,
            policy: &policy,
            shelf: &PORTS,
            terms: terms(),
            purpose: "credit line 4711",
            valid_for: 3_600,
            only_for_verifier: false,
            open: false,
            no_referrals: false,
            except: &[],
        };
        change(&mut ask);
        Request::new(bank, self.domain(), &ask, &self.world.clock, &mut OsRng)
    }

    fn asked(&self) -> Request {
        self.ask(&self.world.bank, |_| {}).unwrap()
    }

    fn receive<'a>(&'a self, request: &'a Request) -> Result<Received<'a>, ClaimError> {
        request.receive(self.domain(), &self.world.directory, &PORTS, NOW)
    }

    fn answer(&self, request: &Request) -> Result<Bundle, ClaimError> {
        self.answer_with(request, &Evaluated::default(), false)
    }

    fn answer_with(
        &self,
        request: &Request,
        claims: &dyn ClaimService,
        open: bool,
    ) -> Result<Bundle, ClaimError> {
        let received = self.receive(request)?;
        let ledger = self.world.ledger();
        let trader = desk(&self.world.trader, self.world.services(&ledger));
        received.draft(&trader, self.lot)?.prove(&trader, open, claims, &|_| {}, &mut OsRng)
    }

    fn judge(&self, bank: &Party, request: &Request, bundle: &Bundle) -> Verdict {
        self.judge_with(bank, request, bundle, &Evaluated::default(), DEFAULT_MAX_AGE)
    }

    fn judge_with(
        &self,
        bank: &Party,
        request: &Request,
        bundle: &Bundle,
        claims: &dyn ClaimService,
        max_age: MaxAge,
    ) -> Verdict {
        let ledger = self.world.ledger();
        let clock = &self.world.clock;
        Judge { own: bank.public(), ledger: &ledger, claims, shelf: None, max_age, as_of: None, clock }
            .verify(request, bundle)
    }

    /// Judged by the bank that asked.
    fn verdict(&self, request: &Request, bundle: &Bundle) -> Verdict {
        self.judge(&self.world.bank, request, bundle)
    }
}

fn codes(verdict: &Verdict) -> Vec<&str> {
    verdict.reasons().map(|r| r.code.as_str()).collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, ClaimError>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn a_request_is_answered_and_the_answer_accepted() {
    let trade = Trade::new();
    let request = trade.asked();
    let json = serde_json::to_vec_pretty(&request).unwrap();
    assert_eq!(Request::from_json(&json).unwrap(), request);
    let bundle = trade.answer(&request).unwrap();
    let json = serde_json::to_vec_pretty(&bundle).unwrap();
    let bundle = Bundle::from_json(&json).unwrap();
    let verdict = trade.verdict(&request, &bundle);
    assert!(verdict.accepted(), "{verdict:?}");
    assert_eq!(verdict.findings.iter().map(|f| f.check).collect::<Vec<_>>(), Check::ALL);
    assert_eq!((verdict.opening, verdict.only_for_own), (None, false));

    let opened = trade.answer_with(&request, &Evaluated::default(), true).unwrap();
    let verdict = trade.verdict(&request, &opened);
    assert!(verdict.accepted());
    assert_eq!(verdict.opening.unwrap().lot, trade.lot);
    // A sheet of other values than the ledger's entry, in the issuer's own name.
    let mut other = opened;
    let sheet = &mut other.attest.opening.as_mut().unwrap().sheets[0];
    sheet.content.slots[30] = Slot::Pad(F::from(1u64));
    let (keys, nkc) = (trade.world.issuer.keys(), trade.world.issuer.public().nkc);
    *sheet = Signed::new(sheet.content.clone(), &keys.signing, nkc);
    let verdict = trade.verdict(&request, &other);
    assert!(!verdict.accepted() && verdict.opening.is_none());
    assert_eq!(
        verdict.reasons().map(|refused| refused.code.as_str()).collect::<Vec<_>>(),
        ["SheetOtherPosted"]
    );
    // The attest's challenge, which the owner signs, names all that was asked.
    let purpose = &bundle.attest.challenge.purpose;
    assert_eq!(*purpose, format!("credit line 4711; request {}", to_hex(&request.digest().unwrap())));
}

/// A bank demands that nothing is alike: an answer must show the lot, and one to which something is alike is refused. Who does not demand it
/// is told.
#[test]
fn a_bank_is_told_what_is_alike_and_may_refuse_it() {
    let mut trade = Trade::new();
    let demand = trade.ask(&trade.world.bank, |ask| ask.no_referrals = true).unwrap();
    assert!(demand.content.open && demand.content.no_referrals);
    let shown = trade.ask(&trade.world.bank, |ask| ask.open = true).unwrap();
    let mut closed = demand.content.clone();
    closed.open = false;
    let request = Request { content: closed, ..demand.clone() };
    assert_eq!(code(Request::from_json(&serde_json::to_vec(&request).unwrap())), "Referrals");
    // Exceptions are from that demand alone, and rise.
    assert_eq!(code(trade.ask(&trade.world.bank, |ask| (ask.open, ask.except) = (true, &[7]))), "Referrals");
    let mut twice = demand.content.clone();
    twice.except = vec![7, 7];
    let request = Request { content: twice, ..demand.clone() };
    assert_eq!(code(Request::from_json(&serde_json::to_vec(&request).unwrap())), "Referrals");

    // Nothing is alike yet. The owner need not be told to open.
    let alone = trade.answer(&demand).unwrap();
    let verdict = trade.verdict(&demand, &alone);
    assert!(verdict.accepted() && verdict.referrals.is_empty(), "{verdict:?}");
    assert_eq!((verdict.opening.unwrap().lot, verdict.entries.len()), (trade.lot, 1));
    // Bill and lot held back: not what was asked, and what is alike cannot be judged.
    for request in [&demand, &shown] {
        let mut closed = trade.answer(request).unwrap();
        closed.attest.opening = None;
        let verdict = trade.verdict(request, &closed);
        assert_eq!(codes(&verdict), ["NotOpened"]);
        assert!(!verdict.accepted());
        let judged = verdict.findings.iter().any(|finding| finding.check == Check::Referrals);
        assert_eq!(judged, !request.content.no_referrals);
    }

    let holder = trade.world.buyer.public().clone();
    let other = trade.world.issue_alike("ZZEL2603000900", "2026-05-05", &holder);
    let valuation = trade.world.value(&other);
    let height = {
        let ledger = trade.world.ledger();
        let mut buyer = desk(&trade.world.buyer, trade.world.services(&ledger));
        buyer.register(&other, &valuation, &mut trade.world.rng.clone()).unwrap().receipt.height
    };
    let answer = trade.answer(&demand).unwrap();
    let verdict = trade.verdict(&demand, &answer);
    assert_eq!((codes(&verdict), verdict.accepted()), (vec!["Referred"], false));
    let why = verdict.reasons().next().unwrap().why.clone();
    assert!(why.contains(&format!("at height {height}, by container 1 and its seal")), "{why}");
    assert!(why.contains("; have whoever holds the other lot open it") && why.contains("--except-height"));
    // The bank has that entry opened, sees another cargo, and takes note of it: of that one alone.
    let asked = |heights: &'static [u64]| {
        trade.ask(&trade.world.bank, |ask| (ask.no_referrals, ask.except) = (true, heights)).unwrap()
    };
    let noted = asked(Box::leak(Box::new([height + 1, height])));
    assert_eq!(noted.content.except, [height, height + 1]);
    let verdict = trade.verdict(&noted, &trade.answer(&noted).unwrap());
    assert!(verdict.accepted(), "{verdict:?}");
    assert_eq!(verdict.referrals.len(), 1, "it is told all the same");
    let other = asked(Box::leak(Box::new([height + 1])));
    assert_eq!(codes(&trade.verdict(&other, &trade.answer(&other).unwrap())), ["Referred"]);
    let verdict = trade.verdict(&shown, &trade.answer(&shown).unwrap());
    assert!(verdict.accepted(), "{verdict:?}");
    assert_eq!(verdict.referrals.iter().map(|referral| referral.height).collect::<Vec<_>>(), [height]);
    // Of a lot that is not shown nothing is said.
    let asked = trade.asked();
    let verdict = trade.verdict(&asked, &trade.answer(&asked).unwrap());
    assert!(verdict.accepted() && verdict.referrals.is_empty() && verdict.entries.is_empty());
}

/// An issuer calls every soft key a pad: nothing is found to be alike, which is no word that nothing is.
#[test]
fn a_lot_that_is_compared_with_nothing_is_not_said_to_be_alone() {
    let trade = Trade::new();
    let demand = trade.ask(&trade.world.bank, |ask| ask.no_referrals = true).unwrap();
    let shown = trade.ask(&trade.world.bank, |ask| ask.open = true).unwrap();
    let (keys, nkc) = (trade.world.issuer.keys(), trade.world.issuer.public().nkc);
    let without = |bundle: &Bundle, left_out: &dyn Fn(Compared) -> bool| {
        let mut bundle = bundle.clone();
        let sheet = &mut bundle.attest.opening.as_mut().unwrap().sheets[0];
        for slot in &mut sheet.content.slots {
            if slot.key().and_then(Compared::of).is_some_and(left_out) {
                *slot = Slot::Pad(slot.value());
            }
        }
        *sheet = Signed::new(sheet.content.clone(), &keys.signing, nkc);
        bundle
    };
    let answer = trade.answer(&demand).unwrap();
    let verdict = trade.verdict(&demand, &answer);
    assert!(verdict.accepted() && Compared::missing(&verdict.compared).next().is_none());
    let verdict = trade.verdict(&demand, &without(&answer, &|_| true));
    assert_eq!((codes(&verdict), verdict.accepted()), (vec!["NotCompared"], false));
    // With some keys it is compared by those, and the verdict says by which not.
    let verdict = trade.verdict(&demand, &without(&answer, &|of| of == Compared::Booking));
    assert!(verdict.accepted(), "{verdict:?}");
    assert_eq!(Compared::missing(&verdict.compared).collect::<Vec<_>>(), [Compared::Booking]);
    // Who does not demand it is told.
    let answer = trade.answer(&shown).unwrap();
    let verdict = trade.verdict(&shown, &without(&answer, &|_| true));
    assert!(verdict.accepted() && verdict.compared.is_empty());
}

#[test]
fn a_real_proof_holds_for_its_own_answer_alone() {
    let trade = Trade::new();
    let claims = LocalClaims::default();
    let only_me = trade.ask(&trade.world.bank, |ask| ask.only_for_verifier = true).unwrap();
    let request = trade.asked();
    let [bundle, other] = [&request, &only_me].map(|r| trade.answer_with(r, &claims, false).unwrap());
    let judge = |request: &Request, bundle: &Bundle| {
        trade.judge_with(&trade.world.bank, request, bundle, &claims, DEFAULT_MAX_AGE)
    };
    assert!(judge(&request, &bundle).accepted());
    assert!(judge(&only_me, &other).accepted());
    // The claim of another answer, with its link: the link is the other title's, or the same title's under another blinding.
    let mut mixed = bundle.clone();
    mixed.claim = other.claim.clone();
    assert_eq!(codes(&judge(&request, &mixed)), ["Link", "ClaimProof"]);
    mixed.claim.link = bundle.claim.link;
    assert_eq!(codes(&judge(&request, &mixed)), ["ClaimProof"]);
    let mut longer = bundle.clone();
    longer.claim.proof = ClaimProof::from_bytes([bundle.claim.proof.as_bytes(), &[0]].concat());
    assert_eq!(codes(&judge(&request, &longer)), ["ClaimProof"]);
    // Together each gets what it gets alone.
    let ledger = trade.world.ledger();
    let (own, clock) = (trade.world.bank.public(), &trade.world.clock);
    let bank = Judge {
        own,
        ledger: &ledger,
        claims: &claims,
        shelf: None,
        max_age: DEFAULT_MAX_AGE,
        as_of: None,
        clock,
    };
    let answers = [(&request, &bundle), (&request, &longer), (&only_me, &other), (&only_me, &bundle)];
    let together = bank.verify_many(&answers);
    let alone: Vec<Verdict> = answers.iter().map(|(r, b)| bank.verify(r, b)).collect();
    assert_eq!(together, alone);
    assert_eq!(together.iter().map(Verdict::accepted).collect::<Vec<_>>(), [true, false, true, false]);
    assert!(bank.verify_many(&[]).is_empty());
}

#[test]
fn answers_under_one_policy_are_judged_together() {
    let trade = Trade::new();
    let request = trade.asked();
    let bundle = trade.answer(&request).unwrap();
    let claims = Evaluated::default();
    let ledger = trade.world.ledger();
    let (own, clock) = (trade.world.bank.public(), &trade.world.clock);
    let bank = Judge {
        own,
        ledger: &ledger,
        claims: &claims,
        shelf: Some(&PORTS),
        max_age: DEFAULT_MAX_AGE,
        as_of: None,
        clock,
    };
    let verdicts = bank.verify_many(&[(&request, &bundle); 3]);
    assert!(verdicts.iter().all(Verdict::accepted));
    assert_eq!(claims.batches.load(Ordering::Relaxed), 1);
}

/// What is changed in a request, and the code under which its receiver refuses it.
type Change = (&'static str, fn(&mut RequestContent));

const CHANGES: [Change; 15] = [
    ("the purpose", |c| c.purpose.push('!')),
    ("another verifier's name", |c| c.verifier.name = "Second Bank".to_owned()),
    ("the terms", |c| c.terms.requested.minor -= 1),
    ("the rate", |c| c.terms.rate_bps = 10_000),
    ("a later end", |c| c.expires = c.expires.after(1)),
    ("the day", |c| c.today = Day(c.today.0 - 1)),
    ("the nonce", |c| c.nonce[15] ^= 1),
    ("a list's root", |c| c.lists[0].root += F::from(1u64)),
    ("a list's day", |c| c.lists[0].dated = Day(c.lists[0].dated.0 + 1)),
    ("the policy's digest", |c| c.policy.digest += F::from(1u64)),
    ("the policy", |c| c.policy.source = c.policy.source.replace("100000", "100001")),
    ("for whom", |c| c.only_for_verifier = true),
    ("to be shown", |c| c.open = true),
    ("referrals", |c| (c.open, c.no_referrals) = (true, true)),
    ("what may be alike", |c| c.except.push(7)),
];

#[test]
fn a_request_changed_anywhere_is_not_answered_and_its_answer_not_accepted() {
    let trade = Trade::new();
    let request = trade.asked();
    let bundle = trade.answer(&request).unwrap();
    for (what, change) in CHANGES {
        let mut changed = request.clone();
        change(&mut changed.content);
        assert_ne!(changed.digest().unwrap(), request.digest().unwrap(), "{what}");
        let refused = trade.receive(&changed).map(drop);
        let by_name = matches!(refused, Err(ClaimError::OtherVerifier(_)));
        assert!(by_name || matches!(refused, Err(ClaimError::Signature)), "{what}: {refused:?}");
        let verdict = trade.verdict(&changed, &bundle);
        let told = codes(&verdict);
        assert!(told.contains(&"Signature") || told.contains(&"NotMyRequest"), "{what}: {told:?}");
        assert!(told.contains(&"OtherRequest"), "{what}: {told:?}");
    }
    let mut elsewhere = request.clone();
    elsewhere.content.domain = Domain(F::from(7u64));
    assert_eq!(code(trade.receive(&elsewhere)), "OtherLedger");
    assert!(codes(&trade.verdict(&elsewhere, &bundle)).contains(&"OtherLedger"));
    let mut by_other = request.clone();
    by_other.signature = trade.world.other_bank.keys().signing.sign(request.message().unwrap());
    assert_eq!(code(trade.receive(&by_other)), "Signature");
}

#[test]
fn what_a_receiver_cannot_rely_on_it_does_not_answer() {
    let trade = Trade::new();
    let (bank, directory, domain) = (&trade.world.bank, &trade.world.directory, trade.domain());
    let request = trade.asked();
    let at = |shelf: &Ports, now| request.receive(domain, directory, shelf, now).map(drop);
    assert!(at(&PORTS, UnixTime(request.content.expires.0)).is_ok());
    assert_eq!(code(at(&PORTS, request.content.expires.after(1))), "Expired");
    assert_eq!(code(at(&PORTS, NOW.before(2 * UnixTime::DAY))), "Day");
    // Another edition, another content of the same day, none at all.
    assert_eq!(code(at(&Ports(TODAY, PORTS.1), NOW)), "ListRoot");
    assert_eq!(code(at(&Ports(PORTS.0, &["CLANF", "CLVAP"]), NOW)), "ListRoot");
    let folder = tempfile::tempdir().unwrap();
    let empty = ListFolder(folder.path().to_owned());
    assert_eq!(code(request.receive(domain, directory, &empty, NOW)), "ListMissing");
    let list = PORTS.list("known-ports").unwrap().to_json();
    std::fs::write(folder.path().join("known-ports.json"), list).unwrap();
    assert!(request.receive(domain, directory, &empty, NOW).is_ok());
    std::fs::write(folder.path().join("known-ports.json"), "{}").unwrap();
    assert_eq!(code(request.receive(domain, directory, &empty, NOW)), "ListUnusable");

    // Signed, but not to be answered: lists too old, policies that are not what they say, a bank that nobody knows.
    let resigned = |change: fn(&mut RequestContent)| {
        let mut request = request.clone();
        change(&mut request.content);
        request.signature = bank.keys().signing.sign(request.message().unwrap());
        code(trade.receive(&request).map(drop))
    };
    assert_eq!(resigned(|c| c.lists[0].dated = Day(TODAY.0 - 31)), "ListTooOld");
    assert_eq!(resigned(|c| c.lists[0].dated = Day(TODAY.0 + 1)), "ListFromTheFuture");
    assert_eq!(resigned(|c| c.lists[0].root += F::from(1u64)), "ListRoot");
    assert_eq!(resigned(|c| c.lists.clear()), "Lists");
    assert_eq!(resigned(|c| c.lists[0].name = "ports".to_owned()), "Lists");
    assert_eq!(resigned(|c| c.policy.source = c.policy.source.replace("copper", "tin")), "PolicyDigest");
    assert_eq!(resigned(|c| c.policy.source.push(' ')), "PolicyDigest");
    assert_eq!(resigned(|c| c.policy.source.clear()), "Policy");
    assert_eq!(resigned(|c| c.expires = c.expires.after(31 * UnixTime::DAY)), "TooLong");
    assert_eq!(resigned(|c| c.verifier.name = "Second Bank".to_owned()), "OtherVerifier");
    let unknown = ClaimError::from(DirectoryError::Unknown("x".to_owned())).code();
    assert_eq!(resigned(|c| c.verifier.name = "Bank of Nowhere".to_owned()), unknown);

    // The bank's own command refuses to make most of these.
    assert_eq!(code(trade.ask(bank, |ask| ask.purpose = "  ")), "NoPurpose");
    assert_eq!(code(trade.ask(bank, |ask| ask.purpose = "loan\u{1b}[2K")), "NoPurpose");
    assert_eq!(code(trade.ask(bank, |ask| ask.terms.rate_bps = 10_001)), "Rate");
    assert_eq!(
        code(trade.ask(bank, |ask| ask.terms.requested.currency = "EUR".parse().unwrap())),
        "Currencies"
    );
    assert_eq!(code(trade.ask(bank, |ask| ask.shelf = &Ports(Day(TODAY.0 - 31), &["CLANF"]))), "ListTooOld");
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(code(Request::from_json(json.replace("request/2", "request/3").as_bytes())), "Schema");
    assert_eq!(
        code(Request::from_json(json.replace("\"content\":{", "\"content\":{\"x\":1,").as_bytes())),
        "Malformed"
    );
}

#[test]
fn nothing_is_proven_of_a_cargo_that_does_not_meet_the_policy() {
    let trade = Trade::new();
    let dearer = Policy::parse(&POLICY.replace("USD 100000", "USD 99999999")).unwrap();
    let request = trade.ask(&trade.world.bank, |ask| {
        // The policy outlives the ask in this test alone.
        ask.policy = Box::leak(Box::new(dearer));
    });
    match trade.answer(&request.unwrap()) {
        Err(ClaimError::PolicyFails(verdict)) => {
            let failed: Vec<_> = verdict.predicates.iter().filter(|p| !p.holds).map(|p| &p.name).collect();
            assert_eq!(failed, ["value"]);
            let told = ClaimError::PolicyFails(verdict).to_string();
            assert!(told.contains("nothing was proven: value ("), "{told}");
        }
        other => panic!("{other:?}"),
    }
    let more = trade.ask(&trade.world.bank, |ask| ask.terms.requested = usd("300000.01")).unwrap();
    assert!(matches!(trade.answer(&more), Err(ClaimError::Operation(OpError::Refused(_)))));
}

/// What is changed in an answer, and the codes of all the reasons against it.
type Tampering = (&'static [&'static str], fn(&mut Bundle));

#[test]
fn an_answer_changed_anywhere_is_refused_with_every_reason() {
    let trade = Trade::new();
    let request = trade.asked();
    let bundle = trade.answer(&request).unwrap();
    let changes: [Tampering; 8] = [
        (&["OtherRequest"], |b| b.request += F::from(1u64)),
        (&["OtherRequest"], |b| b.attest.challenge.purpose.push('!')),
        (&["Terms"], |b| b.attest.terms.requested.minor -= 1),
        (&["WrongChallenge"], |b| b.attest.attestation.public.challenge += F::from(1u64)),
        (&["OtherPolicy"], |b| b.claim.policy += F::from(1u64)),
        (&["Link", "ClaimProof"], |b| b.claim.link += F::from(1u64)),
        (&["BadProof", "Link"], |b| b.attest.attestation.public.link += F::from(1u64)),
        (&["ClaimProof"], |b| b.claim.proof = ClaimProof::from_bytes(vec![])),
    ];
    for (expected, change) in changes {
        let mut changed = bundle.clone();
        change(&mut changed);
        let verdict = trade.verdict(&request, &changed);
        assert!(!verdict.accepted());
        assert_eq!(codes(&verdict), expected);
    }
    let stale = MaxAge { entries: 0, seconds: 0, ..DEFAULT_MAX_AGE };
    let ledger = trade.world.ledger();
    let mut trader = desk(&trade.world.trader, trade.world.services(&ledger));
    trader.pledge(trade.lot, trade.world.bank.public(), usd("1"), &mut trade.world.rng.clone()).unwrap();
    let verdict = trade.judge_with(&trade.world.bank, &request, &bundle, &Evaluated::default(), stale);
    assert_eq!(codes(&verdict), ["StaleRoot"]);
}

#[test]
fn an_answer_is_for_the_bank_that_asked() {
    let trade = Trade::new();
    let (first, second) = (&trade.world.bank, &trade.world.other_bank);
    let request = trade.ask(first, |ask| ask.only_for_verifier = true).unwrap();
    let bundle = trade.answer(&request).unwrap();
    let verdict = trade.judge(first, &request, &bundle);
    assert!(verdict.accepted() && verdict.only_for_own);
    // The first bank shows it to the second, with the request.
    assert_eq!(codes(&trade.judge(second, &request, &bundle)), ["NotMyRequest", "OtherVerifier"]);
    // The second asks the same in its own name; the answer of the first is nothing to it.
    let own = trade.ask(second, |ask| ask.only_for_verifier = true).unwrap();
    assert_eq!(codes(&trade.judge(second, &own, &bundle))[..1], ["OtherRequest"]);
    // Asked for it alone, answered for everybody.
    let open = trade.asked();
    let mut for_all = trade.answer(&open).unwrap();
    for_all.request = request.digest().unwrap();
    assert!(codes(&trade.judge(first, &request, &for_all)).contains(&"OtherRequest"));
    let mut asked_for_all = request.clone();
    asked_for_all.content.only_for_verifier = false;
    asked_for_all.signature = first.keys().signing.sign(asked_for_all.message().unwrap());
    let answered = trade.answer(&asked_for_all).unwrap();
    assert!(trade.judge(first, &asked_for_all, &answered).accepted());

    // Later, or under another clock.
    let late = FixedClock(request.content.expires.after(1));
    let ledger = trade.world.ledger();
    let judge = Judge {
        own: first.public(),
        ledger: &ledger,
        claims: &Evaluated::default(),
        shelf: None,
        max_age: DEFAULT_MAX_AGE,
        as_of: None,
        clock: &late,
    };
    assert_eq!(codes(&judge.verify(&request, &bundle)), ["Expired"]);
    // The bank's shelf has another edition by now.
    let newer = Ports(TODAY, PORTS.1);
    let judge = Judge { shelf: Some(&newer), clock: &trade.world.clock, ..judge };
    assert_eq!(codes(&judge.verify(&request, &bundle)), ["ListRoot"]);
}

#[test]
fn an_answer_is_judged_later_as_it_could_be_then() {
    let trade = Trade::new();
    let bank = &trade.world.bank;
    let request = trade.asked();
    let bundle = trade.answer(&request).unwrap();
    let ledger = trade.world.ledger();
    let asked_at = ledger.snapshot().unwrap();
    let day = Some(request.content.today);
    let then = moment_as_of(&ledger, asked_at.height, day, NOW).unwrap().unwrap();
    assert_eq!(then, asked_at.time);

    // A week later the lot bears a lien, and the answer is worth nothing ..
    let week = FixedClock(NOW.after(7 * 86_400));
    let services = Services { clock: &week, ..trade.world.services(&ledger) };
    let late = LocalLedger::new(&trade.world.ledger, &trade.world.keys, &week);
    let services = Services { ledger: &late, ..services };
    let mut trader = desk(&trade.world.trader, services);
    trader.pledge(trade.lot, bank.public(), usd("1"), &mut trade.world.rng.clone()).unwrap();
    let claims = Evaluated::default();
    let judge = Judge {
        own: bank.public(),
        ledger: &late,
        claims: &claims,
        shelf: None,
        max_age: DEFAULT_MAX_AGE,
        as_of: None,
        clock: &week,
    };
    assert_eq!(codes(&judge.verify(&request, &bundle)), ["Expired", "Expired"]);
    // .. but as of the height at which it was given it still holds, and one that was no good then is none now.
    let clock = FixedClock(then);
    let back = LocalLedger::new(&trade.world.ledger, &trade.world.keys, &clock);
    let judge = Judge { ledger: &back, as_of: Some(asked_at.height), clock: &clock, ..judge };
    let verdict = judge.verify(&request, &bundle);
    assert!(verdict.accepted(), "{:?}", codes(&verdict));
    assert_eq!(verdict.height, Some(asked_at.height));
    let mut tampered = bundle.clone();
    tampered.claim.link += F::from(1u64);
    assert_eq!(codes(&judge.verify(&request, &tampered)), ["Link", "ClaimProof"]);
    let before = Judge { as_of: Some(asked_at.height - 1), ..judge };
    assert_eq!(codes(&before.verify(&request, &bundle)), ["StaleRoot"]);
    let missing = Judge { as_of: Some(99), ..judge };
    assert_eq!(codes(&missing.verify(&request, &bundle)), ["NoSuchHeight"]);
}

#[test]
fn the_moment_of_a_height_is_neither_before_the_request_nor_after_the_next_entry() {
    let trade = Trade::new();
    let ledger = trade.world.ledger();
    let newest = ledger.snapshot().unwrap();
    let moment = |height, day, now| moment_as_of(&ledger, height, day, now).unwrap();
    let (today, now) = (newest.time.day(), newest.time.after(3 * 86_400));
    assert_eq!(moment(newest.height, None, now), Some(newest.time));
    assert_eq!(moment(newest.height, Some(today), now), Some(newest.time));
    // The ledger was quiet until a request of the second day after.
    let later = Day(today.0 + 2);
    let midnight = UnixTime(u64::from(later.0) * UnixTime::DAY);
    assert_eq!(moment(newest.height, Some(later), now), Some(midnight));
    assert_eq!(moment(newest.height, Some(Day(today.0 + 9)), now), Some(now));
    // An older height ended when the next entry came.
    assert_eq!(moment(newest.height - 1, Some(later), now), Some(newest.time));
    assert_eq!(moment(newest.height + 1, None, now), None);
    assert_eq!(moment(u64::MAX, None, now), None);
}
