use super::{
    AttestError, AttestTerms, DEFAULT_MAX_AGE, Desk, Disclosure, Intent, Make, MovePlan, OpError, Pending,
    PendingError, PlanError, ValuationDays, new_challenge, verify_attest,
};
use crate::{
    FixedClock, Money, Services, UnixTime,
    fixture::{Idle, NOW, World, desk, sample, signed},
    issuer::{Annexes, SignedDocuments as _},
    party::{EncryptionPublicKey, Party, RevocationFile, control_key_file, open_control_key},
    referral::referrals,
    services::{Ask, Evidence, LedgerAccess, LedgerError, LocalLedger, Terms},
    wallet::{Held, NoteId, Wallet},
};
use plimsoll_circuits::{
    credential::Day,
    field::F,
    fingerprint::Class,
    member::{Address, Org},
    note::{Kind, Lot},
    statement::{attest::designation, movement::checks},
};
use plimsoll_contracts::{
    Attestation, Code, Demand, Entry, EntryId, Ledger, Order, Receipt, Snapshot, Transition,
};
use std::sync::atomic::{AtomicBool, Ordering};

fn usd(text: &str) -> Money {
    format!("{text} USD").parse().unwrap()
}

/// Registers the first sample for the trader; gives its lot.
fn register(world: &mut World) -> Lot {
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value(&issued);
    let mut rng = world.rng.clone();
    let ledger = world.ledger();
    let mut trader = desk(&world.trader, world.services(&ledger));
    let submitted = trader.register(&issued, &valuation, &mut rng).unwrap();
    assert_eq!((submitted.intent, submitted.makes.len()), (Intent::Register, 1));
    let title = trader.wallet().title(issued.lot()).unwrap();
    assert_eq!(title.headroom(), Some(usd("375000")));
    assert_eq!(submitted.makes[0], title.note);
    issued.lot()
}

/// The only unspent note of a kind.
fn only(desk: &Desk<'_>, kind: Kind) -> NoteId {
    let notes: Vec<_> = desk.wallet().notes().filter(|n| n.kind() == kind).collect();
    assert_eq!(notes.len(), 1);
    notes[0].id()
}

/// A wallet that is found again from nothing is the same as the one that grew with the ledger.
fn rebuilt(party: &Party, services: &Services<'_>) {
    let grown = Wallet::open(party).unwrap();
    let before = grown.history().unwrap();
    Wallet::set_aside(party).unwrap();
    let mut anew = Wallet::open(party).unwrap();
    assert_eq!(anew.history().unwrap().len(), 0);
    anew.sync(party, services).unwrap();
    let unspent = |w: &Wallet| w.notes().cloned().collect::<Vec<_>>();
    assert_eq!(unspent(&anew), unspent(&grown));
    assert_eq!(anew.height(), grown.height());
    // Releases that went in with a title which is gone are nothing that its owner then can find.
    let spent = |history: &[Held]| {
        let owned = history.iter().filter(|n| n.kind() != Kind::Release);
        owned.map(|n| (n.id(), n.spent_at)).collect::<Vec<_>>()
    };
    assert_eq!(spent(&anew.history().unwrap()), spent(&before));
}

#[test]
fn a_cargo_is_financed_sold_repaid_and_delivered() {
    let mut world = World::new();
    let lot = register(&mut world);
    let mut rng = world.rng.clone();
    let rng = &mut rng;
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    let (mut first, mut second) = (desk(&world.bank, services), desk(&world.other_bank, services));
    let mut buyer = desk(&world.buyer, services);
    let [bank, other_bank, buyer_party] = [&world.bank, &world.other_bank, &world.buyer].map(Party::public);

    // What cannot be is said before anything is proven.
    let refused = trader.plan_pledge(lot, bank, usd("375000.01")).unwrap_err();
    let said = refused.to_string();
    assert!(
        said.starts_with("the lot has 375,000.00 USD headroom, you asked for 375,000.01 USD; "),
        "{said}"
    );
    let euros = "1.00 EUR".parse().unwrap();
    assert!(matches!(trader.plan_pledge(lot, bank, euros), Err(PlanError::Currency { .. })));
    assert_eq!(trader.plan_pledge(lot, bank, usd("0")).unwrap_err(), PlanError::Zero);
    let no_bank = trader.pledge(lot, buyer_party, usd("1"), rng).unwrap_err();
    let said = no_bank.to_string();
    assert!(said.starts_with("Buyer may not own a lien: it is no bank of this ledger; "), "{said}");
    assert_eq!(buyer.plan_endorse(lot, bank).unwrap_err(), PlanError::NoTitle);

    let pledged = trader.pledge(lot, bank, usd("200000"), rng).unwrap();
    assert_eq!(pledged.receipt.id, pledged.transition.id());
    assert_eq!(trader.wallet().title(lot).unwrap().headroom(), Some(usd("175000")));
    first.sync().unwrap();
    let lien = only(&first, Kind::Lien);
    let held = first.wallet().note(lien).unwrap();
    assert_eq!((held.amount(), held.prior()), (Some(usd("200000")), Some(usd("0"))));
    assert_eq!(held.value(), Some(usd("375000")));
    assert_eq!(held.lot(), lot);

    // The bank syndicates a quarter; both shares show the pool.
    first.assign(lien, other_bank, Some(usd("50000")), rng).unwrap();
    second.sync().unwrap();
    let share = second.wallet().note(only(&second, Kind::Lien)).unwrap().clone();
    assert_eq!((share.amount(), share.pool()), (Some(usd("50000")), Some(usd("200000"))));
    let rest = only(&first, Kind::Lien);
    assert!(matches!(first.plan_split(rest, usd("150000")), Err(PlanError::NothingLeft { .. })));
    assert!(matches!(first.plan_split(rest, usd("150001")), Err(PlanError::TooMuch { .. })));
    first.split(rest, usd("10000"), rng).unwrap();
    let [a, b]: [NoteId; 2] = first.wallet().liens().map(|n| n.id()).collect::<Vec<_>>().try_into().unwrap();
    first.merge_liens([a, b], rng).unwrap();
    let rest = only(&first, Kind::Lien);

    // The cargo is sold with what it bears; the documents go with the title.
    assert!(matches!(trader.plan_surrender(lot, world.issuer.public()), Err(PlanError::Encumbered(_))));
    trader.endorse(lot, buyer_party, rng).unwrap();
    assert_eq!(trader.wallet().title(lot), None);
    buyer.sync().unwrap();
    let (dossier, bundle) = buyer.documents(lot).unwrap();
    assert_eq!((dossier.issued.lot(), bundle.invoices.len()), (lot, 1));

    // The bank gives back to the lot: whoever holds the title now finds it, and the trader, who held it before, does not.
    first.discharge(rest, Some(usd("30000")), rng).unwrap();
    trader.sync().unwrap();
    assert_eq!(trader.wallet().notes().count(), 0);
    buyer.sync().unwrap();
    let release = only(&buyer, Kind::Release);
    assert_eq!(buyer.wallet().note(release).unwrap().amount(), Some(usd("30000")));
    assert!(matches!(
        buyer.plan_merge(lot, NoteId(buyer.wallet().title(lot).unwrap().id().0)),
        Err(PlanError::Kind { .. })
    ));
    buyer.merge(lot, release, rng).unwrap();
    let title = buyer.wallet().title(lot).unwrap();
    assert_eq!(title.amount(), Some(usd("170000")));
    assert_eq!(title.read.as_ref().unwrap().bears(), 17_000_000);
    let rest = only(&first, Kind::Lien);
    first.discharge(rest, None, rng).unwrap();
    buyer.sync().unwrap();
    buyer.merge(lot, only(&buyer, Kind::Release), rng).unwrap();

    // The second bank takes the buyer's whole business: its share goes the same way, and it lends anew.
    second.discharge(share.id(), None, rng).unwrap();
    buyer.sync().unwrap();
    buyer.merge(lot, only(&buyer, Kind::Release), rng).unwrap();
    assert_eq!(buyer.wallet().title(lot).unwrap().read.as_ref().unwrap().pledges, []);
    buyer.pledge_with_possession(lot, other_bank, usd("375000"), rng).unwrap();
    second.sync().unwrap();
    assert_eq!(second.wallet().title(lot).unwrap().headroom(), Some(usd("0")));
    // A bank in possession gives back to the lot as any other, and merges it itself.
    second.discharge(only(&second, Kind::Lien), None, rng).unwrap();
    second.merge(lot, only(&second, Kind::Release), rng).unwrap();
    second.endorse(lot, buyer_party, rng).unwrap();
    buyer.sync().unwrap();
    let other_issuer = world.valuer.public();
    assert!(buyer.surrender(lot, other_issuer, rng).is_err());
    buyer.surrender(lot, world.issuer.public(), rng).unwrap();
    assert_eq!(buyer.wallet().notes().count(), 0);
    assert_eq!(buyer.plan_pledge(lot, bank, usd("1")).unwrap_err(), PlanError::NoTitle);
    let mut issuer = desk(&world.issuer, services);
    assert_eq!(issuer.wallet().lots()[0].retired.unwrap().lot(), lot);
    issuer.sync().unwrap();

    for party in [&world.trader, &world.buyer, &world.bank, &world.other_bank, &world.issuer] {
        desk(party, services);
        rebuilt(party, &services);
    }
}

#[test]
fn attests_answer_one_challenge_about_the_newest_height() {
    let mut world = World::new();
    let lot = register(&mut world);
    let mut rng = world.rng.clone();
    let rng = &mut rng;
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    let terms = AttestTerms::new(usd("0"), usd("300000"), 8_000);
    let challenge = new_challenge("First Bank", "loan 1", 600, services.clock, rng);
    let bundle = trader.attest(lot, &challenge, &terms, Disclosure::default(), rng).unwrap();
    let check = |bundle: &_, challenge: &_, terms: &_| {
        verify_attest(&ledger, bundle, terms, &Demand::new(challenge, DEFAULT_MAX_AGE))
    };
    let verified = check(&bundle, &challenge, &terms).unwrap();
    assert_eq!((verified.opening, verified.terms), (None, terms));

    let other = new_challenge("Second Bank", "loan 1", 600, services.clock, rng);
    assert!(matches!(check(&bundle, &other, &terms), Err(AttestError::Challenge)));
    let mut renamed = bundle.clone();
    renamed.challenge = other.clone();
    let rule = check(&renamed, &other, &terms);
    assert!(matches!(rule, Err(AttestError::Rule(plimsoll_contracts::AttestError::WrongChallenge))));
    let more = AttestTerms { requested: usd("300000.01"), ..terms };
    assert!(matches!(check(&bundle, &challenge, &more), Err(AttestError::Terms)));
    assert!(matches!(
        trader.attest(lot, &challenge, &more, Disclosure::default(), rng),
        Err(OpError::Refused(_))
    ));
    let mut closed = bundle.clone();
    let opened = trader.attest(lot, &challenge, &terms, Disclosure::OPENED, rng).unwrap();
    closed.opening.clone_from(&opened.opening);
    assert!(matches!(check(&closed, &challenge, &terms), Err(AttestError::Opening)));
    let shown = check(&opened, &challenge, &terms).unwrap();
    assert_eq!(shown.opening.unwrap().sheets, trader.documents(lot).unwrap().0.sheets());
    let mut silent = opened.clone();
    silent.opening.as_mut().unwrap().sheets.clear();
    assert_eq!(check(&silent, &challenge, &terms).unwrap_err().code(), "SheetIncomplete");

    // Another height: the answer is a snapshot, good for as long as the verifier says.
    trader.pledge(lot, world.bank.public(), usd("1"), rng).unwrap();
    assert!(check(&bundle, &challenge, &terms).is_ok());
    let none = plimsoll_contracts::MaxAge { entries: 0, seconds: 0, ..DEFAULT_MAX_AGE };
    let stale = verify_attest(&ledger, &bundle, &terms, &Demand::new(&challenge, none)).unwrap_err();
    assert!(stale.to_string().starts_with("StaleRoot"), "{stale}");
}

#[test]
fn an_expired_challenge_is_not_answered() {
    let mut world = World::new();
    let lot = register(&mut world);
    let mut rng = world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let terms = AttestTerms::new(usd("0"), usd("300000"), 8_000);
    let challenge = new_challenge("First Bank", "loan 1", 600, services.clock, &mut rng);
    let late = FixedClock(world.clock.0.after(601));
    // Nobody is asked for a proof.
    let trader = desk(&world.trader, Services { clock: &late, prover: &Idle, ..services });
    let refused = trader.attest(lot, &challenge, &terms, Disclosure::default(), &mut rng).unwrap_err();
    assert!(matches!(&refused, OpError::Plan(PlanError::ChallengeExpired(at)) if at.0 == challenge.expires));
    let in_time = FixedClock(world.clock.0.after(600));
    let trader = desk(&world.trader, Services { clock: &in_time, ..services });
    trader.attest(lot, &challenge, &terms, Disclosure::default(), &mut rng).unwrap();
}

#[test]
fn the_days_of_a_valuation_are_told_also_when_they_are_over() {
    let mut world = World::new();
    let lot = register(&mut world);
    let mut rng = world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let days = desk(&world.trader, services).valuation(lot).unwrap();
    assert_eq!((days.valued_at, days.expired), (world.clock.0.day(), false));
    for (day, expired) in [(days.expires, false), (Day(days.expires.0 + 1), true)] {
        let clock = FixedClock(UnixTime(u64::from(day.0) * UnixTime::DAY));
        let mut trader = desk(&world.trader, Services { clock: &clock, ..services });
        assert_eq!(trader.valuation(lot).unwrap(), ValuationDays { expired, ..days });
        // The ledger does not look at them again, so a pledge goes through.
        trader.pledge(lot, world.bank.public(), usd("1"), &mut rng).unwrap();
    }
    let mut bank = desk(&world.bank, services);
    bank.sync().unwrap();
    assert_eq!(bank.wallet().lots()[0].valued_at(), Some(days.valued_at));
    assert!(matches!(bank.valuation(lot), Err(OpError::Plan(PlanError::NoTitle))));
}

#[test]
fn an_attest_for_one_bank_convinces_that_bank_alone() {
    let mut world = World::new();
    let lot = register(&mut world);
    let mut rng = world.rng.clone();
    let rng = &mut rng;
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let trader = desk(&world.trader, services);
    let [first, second] = [&world.bank, &world.other_bank].map(|party| party.public().ak);
    let terms = AttestTerms::new(usd("0"), usd("300000"), 8_000);
    let challenge = new_challenge("First Bank", "loan 1", 600, services.clock, rng);
    let check = |bundle: &_, own| {
        let demand = Demand { own, ..Demand::new(&challenge, DEFAULT_MAX_AGE) };
        verify_attest(&ledger, bundle, &terms, &demand)
    };
    let other_verifier = |checked: Result<_, _>| {
        matches!(checked, Err(AttestError::Rule(plimsoll_contracts::AttestError::OtherVerifier)))
    };
    let only_for = Disclosure { open: false, only_for: Some(first) };
    let real = trader.attest(lot, &challenge, &terms, only_for, rng).unwrap();
    // The first bank never held a title, and makes an attest of the same form about the same link.
    let bank = desk(&world.bank, services);
    let made_up = bank.simulate_attest(&challenge, &terms, real.attestation.public.link).unwrap();
    assert_eq!(made_up.attestation.public, real.attestation.public);
    for bundle in [&real, &made_up] {
        let verified = check(bundle, Some(first)).unwrap();
        assert!(verified.only_for_own && verified.opening.is_none());
        assert!(other_verifier(check(bundle, Some(second))));
        assert!(other_verifier(check(bundle, None)));
    }
    // What the second bank makes up for itself is nothing to the first.
    let of_other =
        desk(&world.other_bank, services).simulate_attest(&challenge, &terms, 7u64.into()).unwrap();
    assert!(other_verifier(check(&of_other, Some(first))));
    // Nor can it be passed off as one for the first bank, or for everybody.
    for key in [Some(&first), None] {
        let mut renamed = of_other.clone();
        renamed.attestation.public.verifier = designation(key);
        let refused = check(&renamed, Some(first)).unwrap_err().to_string();
        assert!(refused.starts_with("BadProof"), "{refused}");
    }
    let for_all = trader.attest(lot, &challenge, &terms, Disclosure::default(), rng).unwrap();
    assert!(!check(&for_all, Some(first)).unwrap().only_for_own);
}

#[test]
fn what_the_ledger_must_refuse_is_refused_with_its_code() {
    let mut world = World::new();
    let lot = register(&mut world);
    let mut rng = world.rng.clone();
    let rng = &mut rng;
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    let [bank, other_bank, buyer] = [&world.bank, &world.other_bank, &world.buyer].map(Party::public);

    let old_title = trader.wallet().title(lot).unwrap().clone();

    // A2: two banks at the same instant, from the same title.
    let one = trader.prepare_pledge(lot, bank, usd("300000"), rng).unwrap();
    let two = trader.prepare_pledge(lot, other_bank, usd("300000"), rng).unwrap();
    let verdicts = std::thread::scope(|scope| {
        [&one, &two].map(|p| scope.spawn(|| p.submit(&ledger))).map(|thread| thread.join().unwrap())
    });
    let winner = verdicts.iter().position(Result::is_ok).unwrap();
    let LedgerError::Rejected(lost) = verdicts[1 - winner].as_ref().unwrap_err() else { panic!() };
    assert_eq!(lost.code, Code::DuplicateNullifier);
    // Submitted again, the accepted one gets its old receipt.
    let prepared = [&one, &two][winner];
    let accepted = verdicts[winner].as_ref().unwrap();
    assert_eq!(prepared.submit(&ledger).unwrap().receipt, accepted.receipt);
    trader.sync().unwrap();

    // B5: a memo swapped in transit.
    let mut doctored = trader.prepare_pledge(lot, bank, usd("1"), rng).unwrap();
    doctored.transition.memos.swap(0, 1);
    assert_eq!(trader.submit(&doctored).unwrap_err().code(), Some(Code::BadProof));

    // A16: beyond the value no proof exists; the proof of something else does not help.
    let mut plan = trader.plan_pledge(lot, bank, usd("75000")).unwrap();
    for output in plan.outputs.iter_mut().flatten() {
        let content = output.content_mut();
        content.amount += 1;
        content.pool += u64::from(content.kind == Kind::Lien);
    }
    let OpError::Refused(refusal) = trader.prepare(&plan, rng).unwrap_err() else { panic!() };
    assert_eq!(refusal.check, checks::VALUE_CAP);
    let forged = trader.prepare_unproven(&plan, one.transition.proof, rng).unwrap();
    assert_eq!(trader.submit(&forged).unwrap_err().code(), Some(Code::BadProof));

    // A22: a former holder who kept a copy of the title.
    trader.endorse(lot, buyer, rng).unwrap();
    for plan in [
        trader.plan_endorse_of(&old_title, bank).unwrap(),
        trader.plan_pledge_of(&old_title, bank, usd("375000"), buyer).unwrap(),
    ] {
        let stale = trader.prepare(&plan, rng).unwrap();
        assert_eq!(trader.submit(&stale).unwrap_err().code(), Some(Code::DuplicateNullifier));
    }

    drop(trader);

    // B3: a revoked member.
    let (address, home) = (world.trader.address(), world.trader.home().to_owned());
    let control =
        open_control_key(&control_key_file(home), "pass", world.trader.public().control_key).unwrap();
    let revocation = RevocationFile::sign(&control, world.ledger.genesis().domain(), address).unwrap();
    let change = world.changes(&world.trader);
    world.order(Order::Remove { address, change, revocation: Some(revocation.signature) });
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value(&issued);
    let ledger = world.ledger();
    let trader = desk(&world.trader, world.services(&ledger));
    let revoked = trader.prepare_register(&issued, &valuation, rng).unwrap_err();
    assert!(matches!(revoked, OpError::Ledger(LedgerError::NotMember(who)) if who == address));
}

#[test]
fn the_same_cargo_under_another_paper_conflicts() {
    let mut world = World::new();
    register(&mut world);
    let text = |name| String::from_utf8(sample(name)).unwrap();
    let renamed =
        text("invoice.json").replace("FCT-2026/0417", "X1").replace("ZZEL2603000417", "ZZEL2603000998");
    let cases = [
        ("ebl-altered.json", text("invoice.json"), Code::ConflictDoc),
        ("ebl-reissued.json", renamed, Code::ConflictBox),
        ("ebl-other.json", text("invoice-other.json"), Code::ConflictInvoice),
    ];
    let mut rng = world.rng.clone();
    for (bill, invoice, code) in cases {
        let issued = world.issue_with(&signed(bill, |text| text), vec![invoice.into_bytes()]).unwrap();
        let valuation = world.value(&issued);
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        let refused = trader.register(&issued, &valuation, &mut rng).unwrap_err();
        assert_eq!(refused.code(), Some(code), "{bill}: {refused}");
    }
}

/// A carrier splits two containers into two bills, and the seller's one invoice is over both: each is its holder's, once, and worth its part.
#[test]
fn what_several_bills_share_is_registered_with_each_and_referred() {
    let mut world = World::new();
    let holder = world.trader.public().clone();
    let numbers = ["ZZEL2603000417", "ZZEL2603000998"];
    let shared = String::from_utf8(sample("invoice.json")).unwrap().replace(
        &format!("\"transportDocumentReference\": \"{}\"", numbers[0]),
        &format!(
            r#""transportDocuments": [{{"transportDocumentReference": "{}", "allottedAmount": "200000.00"}},
                {{"transportDocumentReference": "{}", "allottedAmount": "175000.00"}}]"#,
            numbers[0], numbers[1]
        ),
    );
    let annexes = |boxes: &[&str]| Annexes {
        invoices: vec![shared.clone().into_bytes()],
        part_loads: boxes.iter().map(|&reference| reference.to_owned()).collect(),
        ..Annexes::default()
    };
    let bill = |number: &str| signed("ebl-to-order.json", |text| text.replace(numbers[0], number));
    let both = ["ZZZU1000015", "ZZZU1000020"];
    let mut rng = world.rng.clone();
    let mut heights = Vec::new();
    for (number, value) in [(numbers[0], 20_000_000), (numbers[1], 17_500_000)] {
        let issued = world.issue_to(&bill(number), &annexes(&both), &holder).unwrap();
        assert_eq!(issued.sheet.content.part_loads(), 2);
        let valuation = world.value(&issued);
        assert_eq!(valuation.content.value, value);
        let ledger = world.ledger();
        let alike: Vec<_> =
            referrals([&issued.sheet.content], &ledger).unwrap().iter().map(|found| found.height).collect();
        assert_eq!(alike, heights);
        let mut trader = desk(&world.trader, world.services(&ledger));
        heights.push(trader.register(&issued, &valuation, &mut rng).unwrap().receipt.height);
    }
    // A part that is there already is refused, under whatever day; so is the bill's part of the invoice.
    let later = signed("ebl-to-order.json", |text| {
        text.replace("\"shippedOnBoardDate\": \"2026-03-05\"", "\"shippedOnBoardDate\": \"2026-03-06\"")
    });
    let again = world.issue_to(&later, &annexes(&both), &holder).unwrap();
    let valuation = world.value(&again);
    let ledger = world.ledger();
    let mut trader = desk(&world.trader, world.services(&ledger));
    let refused = trader.register(&again, &valuation, &mut rng).unwrap_err();
    assert_eq!(refused.code(), Some(Code::ConflictDoc), "{refused}");
    drop((trader, ledger));
    // A container that the bill does not have cannot be part of it.
    let refused = world.issue_to(&bill("ZZEL2603000999"), &annexes(&["ZZZU1000036"]), &holder).unwrap_err();
    assert!(refused.to_string().contains("SHARED-CONTAINER"), "{refused}");
}

#[test]
fn nothing_is_proven_that_does_not_hold() {
    let mut world = World::new();
    let lot = register(&mut world);
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value(&issued);
    let mut rng = world.rng.clone();
    let rng = &mut rng;
    let ledger = world.ledger();
    let services = Services { prover: &Idle, ..world.services(&ledger) };
    let buyer = desk(&world.buyer, services);
    // B10: somebody else holds the credential.
    let refused = buyer.prepare_register(&issued, &valuation, rng).unwrap_err();
    assert!(refused.to_string().contains("another first holder"), "{refused}");
    let trader = desk(&world.trader, services);
    assert!(matches!(trader.prepare_register(&issued, &valuation, rng), Err(OpError::Prove(_))));
    let mut wrong = valuation;
    wrong.content.value += 1;
    assert!(matches!(trader.prepare_register(&issued, &wrong, rng), Err(OpError::Dossier(_))));
    // B1, B15: notes made of nothing.
    let title = trader.plan_endorse(lot, world.trader.public()).unwrap();
    let minted = MovePlan { inputs: [None, None], ..title };
    let OpError::Refused(refusal) = trader.prepare(&minted, rng).unwrap_err() else { panic!() };
    assert_eq!(refusal.check, checks::SHAPE);
}

/// A ledger whose answers to submissions get lost, before or after it has acted on them.
struct Deaf<'a> {
    ledger: LocalLedger<'a>,
    hears: AtomicBool,
    answers: AtomicBool,
}

impl Deaf<'_> {
    fn set(&self, hears: bool, answers: bool) {
        self.hears.store(hears, Ordering::Relaxed);
        self.answers.store(answers, Ordering::Relaxed);
    }
}

impl LedgerAccess for Deaf<'_> {
    fn terms(&self) -> Terms {
        self.ledger.terms()
    }
    fn snapshot(&self) -> Result<Snapshot, LedgerError> {
        self.ledger.snapshot()
    }
    fn flushed(&self) -> Result<Snapshot, LedgerError> {
        self.ledger.flushed()
    }
    fn snapshot_at(&self, height: u64) -> Result<Option<Snapshot>, LedgerError> {
        self.ledger.snapshot_at(height)
    }
    fn evidence(&self, ask: &Ask) -> Result<Evidence, LedgerError> {
        self.ledger.evidence(ask)
    }
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        self.ledger.entries(after, limit)
    }
    fn entry_with(&self, class: Class, value: F) -> Result<Option<Entry>, LedgerError> {
        self.ledger.entry_with(class, value)
    }
    fn next_generation(&self, doc: F) -> Result<u64, LedgerError> {
        self.ledger.next_generation(doc)
    }
    fn soft_heights(&self, value: F) -> Result<Vec<u64>, LedgerError> {
        self.ledger.soft_heights(value)
    }
    fn organisation(&self, address: Address, as_of: Option<u64>) -> Result<Option<Org>, LedgerError> {
        self.ledger.organisation(address, as_of)
    }
    fn receipt(&self, id: EntryId) -> Result<Option<Receipt>, LedgerError> {
        let lost = LedgerError::Unavailable("the line is cut".to_owned());
        if self.answers.load(Ordering::Relaxed) { self.ledger.receipt(id) } else { Err(lost) }
    }
    fn submit(&self, transition: &Transition) -> Result<Receipt, LedgerError> {
        let lost = LedgerError::Unavailable("the line is cut".to_owned());
        if !self.hears.load(Ordering::Relaxed) {
            return Err(lost);
        }
        let verdict = self.ledger.submit(transition);
        if self.answers.load(Ordering::Relaxed) { verdict } else { Err(lost) }
    }
    fn check_attest(
        &self,
        attestation: &Attestation,
        demand: &Demand<'_>,
    ) -> Result<Snapshot, plimsoll_contracts::AttestError> {
        self.ledger.check_attest(attestation, demand)
    }
}

#[test]
fn an_interrupted_command_is_not_carried_out_twice() {
    let mut world = World::new();
    let lot = register(&mut world);
    let mut rng = world.rng.clone();
    let rng = &mut rng;
    let local = world.ledger();
    let cut = Deaf { ledger: local, hears: AtomicBool::new(true), answers: AtomicBool::new(false) };
    let services = Services { ledger: &cut, ..world.services(&local) };
    let bank = world.bank.public();
    let pending = world.trader.home().join("pending");
    assert!(!pending.exists());

    // The ledger accepts the pledge, and nobody hears of it.
    let mut trader = desk(&world.trader, services);
    let lost = trader.pledge(lot, bank, usd("1000"), rng).unwrap_err();
    assert!(matches!(&lost, OpError::Undecided { intent: Intent::Pledge, kept, .. } if *kept == pending));
    // Its flush is the newest entry.
    let height = local.snapshot().unwrap().height - 1;
    // While there is no answer nothing is begun, however often it is tried and from whichever process.
    drop(trader);
    let mut trader = desk(&world.trader, services);
    let lost = trader.pledge(lot, bank, usd("1000"), rng).unwrap_err();
    assert!(matches!(lost, OpError::Ledger(LedgerError::Unavailable(_))));
    assert!(pending.exists());

    cut.set(true, true);
    let told = trader.pledge(lot, bank, usd("1000"), rng).unwrap_err();
    let OpError::Completed { intent, receipt } = &told else { panic!("{told}") };
    assert_eq!(
        (*intent, receipt.height, local.snapshot().unwrap().height),
        (Intent::Pledge, height, height + 1)
    );
    assert!(told.to_string().contains(&format!("(pledge, height {height})")), "{told}");
    assert!(!pending.exists());
    assert_eq!(trader.wallet().title(lot).unwrap().amount(), Some(usd("1000")));
    let mut first = desk(&world.bank, services);
    only(&first, Kind::Lien);

    // Still wanted, it is a second lien.
    trader.pledge(lot, bank, usd("1000"), rng).unwrap();
    assert!(!pending.exists());
    first.sync().unwrap();
    assert_eq!(first.wallet().liens().count(), 2);

    // What the ledger never heard of is not carried out later, by no command: the next one does what it was asked for.
    cut.set(false, false);
    trader.pledge(lot, bank, usd("5"), rng).unwrap_err();
    let kept = Pending::load(&world.trader).unwrap().unwrap();
    assert_eq!((kept.intent, kept.makes.len(), kept.since), (Intent::Pledge, 2, NOW));
    assert!(!String::from_utf8_lossy(&std::fs::read(&pending).unwrap()).contains("pledge"), "it is sealed");
    cut.set(true, true);
    assert_eq!(kept.receipt(&cut).unwrap(), None);
    let bank_b = world.other_bank.public();
    trader.pledge(lot, bank_b, usd("3"), rng).unwrap();
    assert!(!pending.exists());
    assert_eq!(trader.wallet().title(lot).unwrap().amount(), Some(usd("2003")));
    first.sync().unwrap();
    assert_eq!(first.wallet().liens().count(), 2);
    let mut second = desk(&world.other_bank, services);
    let lien = only(&second, Kind::Lien);

    // The same of whatever else acts.
    cut.set(false, false);
    trader.endorse(lot, world.buyer.public(), rng).unwrap_err();
    second.assign(lien, bank, None, rng).unwrap_err();
    cut.set(true, true);
    let undone = Pending::forget_undone(&world.trader, &cut).unwrap().unwrap();
    assert_eq!((undone.intent, Pending::load(&world.trader).unwrap().is_none()), (Intent::Endorse, true));
    assert!(Pending::forget_undone(&world.trader, &cut).unwrap().is_none());
    second.split(lien, usd("1"), rng).unwrap();
    trader.pledge(lot, bank, usd("7"), rng).unwrap();
    assert_eq!(trader.wallet().title(lot).unwrap().amount(), Some(usd("2010")));

    // A damaged file is not passed over.
    std::fs::write(&pending, b"{}").unwrap();
    let damaged = trader.pledge(lot, bank, usd("1"), rng).unwrap_err();
    assert!(matches!(damaged, OpError::Pending(PendingError::Damaged(_))), "{damaged}");
    Pending::forget(&world.trader).unwrap();
    trader.pledge(lot, bank, usd("1"), rng).unwrap();
    // One command of a party at a time.
    let _turn = super::pending::Turn::take(&world.trader).unwrap();
    let busy = trader.pledge(lot, bank, usd("1"), rng).unwrap_err();
    assert!(matches!(busy, OpError::Pending(PendingError::Busy(_))), "{busy}");
    assert!(matches!(Pending::forget(&world.trader), Err(PendingError::Busy(_))));
}

#[test]
fn a_certain_failure_leaves_nothing_behind() {
    let mut world = World::new();
    let lot = register(&mut world);
    let mut rng = world.rng.clone();
    let rng = &mut rng;
    let bank = &world.bank.public().clone();
    let pending = world.trader.home().join("pending");
    let issued = world.issue(&signed("ebl-other.json", |text| text), &["invoice-other.json"]).unwrap();
    let valuation = world.value(&issued);

    // A clock that lies behind the ledger's newest entry.
    let early = FixedClock(NOW.before(UnixTime::DAY));
    let behind = LocalLedger::new(&world.ledger, &world.keys, &early);
    let services = Services { clock: &early, ..world.services(&behind) };
    let mut trader = desk(&world.trader, services);
    let not_submitted = |failed: Result<_, OpError>| {
        let failed = failed.map(|_: super::Submitted| ()).unwrap_err();
        assert!(
            matches!(failed, OpError::Ledger(LedgerError::NotSubmitted(_) | LedgerError::Clock(_))),
            "{failed}"
        );
        assert!(!pending.exists());
    };
    not_submitted(trader.pledge(lot, bank, usd("5"), rng));
    not_submitted(trader.endorse(lot, world.buyer.public(), rng));
    not_submitted(trader.surrender(lot, world.issuer.public(), rng));
    not_submitted(trader.register(&issued, &valuation, rng));

    // A ledger that can be read only.
    let path = world.folder.path().join("ledger");
    drop(trader);
    let reading = Ledger::open_read_only(path).unwrap();
    let local = LocalLedger::new(&reading, &world.keys, &world.clock);
    let mut trader = desk(&world.trader, world.services(&local));
    not_submitted(trader.pledge(lot, bank, usd("5"), rng));

    // A ledger that refuses.
    drop(trader);
    world.order(Order::Pause { emergency: false });
    let local = world.ledger();
    let mut trader = desk(&world.trader, world.services(&local));
    assert_eq!(
        trader.pledge(lot, world.bank.public(), usd("5"), rng).unwrap_err().code(),
        Some(Code::Paused)
    );
    assert!(!pending.exists());
}

/// Whoever names no key, or none that anything can be sealed to, keeps no bank from giving a lien back.
#[test]
fn a_lien_is_given_back_to_whatever_key() {
    let mut world = World::new();
    let lot = register(&mut world);
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    trader.pledge(lot, world.bank.public(), usd("1000"), rng).unwrap();
    let bank = desk(&world.bank, services);
    let lien = only(&bank, Kind::Lien);
    for key in [None, Some(EncryptionPublicKey::UNKNOWN)] {
        let mut plan = bank.plan_discharge(lien, None).unwrap();
        let Some(Make::Release { to, .. }) = &mut plan.outputs[0] else { panic!("a release") };
        *to = key;
        let prepared = bank.prepare(&plan, rng).unwrap();
        assert_eq!(prepared.makes[0].content.kind, Kind::Release);
    }

    // Without the key, the release counts for the only pledge that has so much; with it, for its own.
    let mut book = trader.wallet().title(lot).unwrap().read.clone().unwrap();
    let key = book.pledges[0].release_key();
    for (given_back, key, open) in
        [(40_000, None, 60_000), (60_001, None, 60_000), (10_000, Some(key), 50_000)]
    {
        book.merge(key, given_back, 1);
        assert_eq!(book.bears(), open);
    }
    book.merge(Some(key), 50_001, 1);
    assert_eq!((book.bears(), book.pledges.len()), (0, 1), "its secret is not forgotten");
    book = trader.wallet().title(lot).unwrap().read.clone().unwrap();
    book.merge(None, 100_000, 1);
    assert_eq!(book.pledges, []);
}
