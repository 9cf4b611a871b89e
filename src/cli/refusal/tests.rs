//! Every refusal says what to do, says its code once, and writes moments as people read them.

use super::*;
use plimsoll_circuits::{
    credential::{Currency, Day},
    document::carrier::Renumbered,
    field::F,
    member::Address,
    note::Kind,
    policy::{Problem, Problems, TermsError, Verdict},
    statement::{Refusal, amend, attest, movement, register, revalue},
};
use plimsoll_client::{
    Money, UnixTime,
    claims::{Check, Refused, ShelfError},
    ops::{Intent, PlanError},
    party::PublicPartyError,
};
use plimsoll_contracts::{
    ControlAddress, EntryId, Hash32, Receipt,
    attest::AttestError as Rule,
    rules::OrderRefusal,
    time::{ClockError, entry_time},
};
use std::{collections::BTreeSet, io};

fn usd(minor: u64) -> Money {
    Money::new(minor, "USD".parse().unwrap())
}

/// A clock that lies behind the log.
fn clock() -> ClockError {
    entry_time(UnixTime(1_772_719_445), UnixTime(1_772_700_000), None).unwrap_err()
}

fn io_error() -> io::Error {
    io::Error::other("the disk is full")
}

/// What holds of every failure.
#[track_caller]
fn sound(failure: &Failure) {
    let Failure { message, help, code, .. } = failure;
    let help = help.as_deref().unwrap_or_else(|| panic!("no help: {message}"));
    assert!(!help.trim().is_empty() && !message.trim().is_empty());
    assert!(!message.contains("; "), "advice in the message: {message}");
    for text in [message.as_str(), help] {
        assert!(!text.contains("1970") && !text.contains("UnixTime"), "{text}");
        assert!(!text.contains("   "), "{text:?}");
    }
    if let Some(code) = code {
        let said = message.matches(&format!("{code}: ")).count();
        assert!(said <= 1, "{code} is said {said} times: {message}");
    }
}

fn all_sound<T: Into<Failure>>(errors: Vec<T>) -> BTreeSet<String> {
    let failures: Vec<Failure> = errors.into_iter().map(Into::into).collect();
    failures.iter().for_each(sound);
    failures.into_iter().filter_map(|failure| failure.code).collect()
}

#[test]
fn every_code_of_the_ledger() {
    let refused = |code: Code| Rejection::new(code, "the rule; and what to do");
    let names: BTreeSet<String> = Code::ALL.iter().map(ToString::to_string).collect();
    for code in Code::ALL {
        let failure = Failure::from(refused(code));
        assert!(failure.help.is_some() && failure.code.as_deref() == Some(code.name()));
        assert_eq!(failure.message.matches(code.name()).count(), 1, "{}", failure.message);
        // Of an Attest, the code stands beside the reason.
        let of_attest = AttestError::Rule(Rule::Rejected(refused(code)));
        assert!(!of_attest.why().contains(code.name()));
        let told = Refused::from(&of_attest);
        assert_eq!((told.code.as_str(), told.why.as_str()), (code.name(), "the rule; and what to do"));
        let failure = Failure::from(of_attest);
        sound(&failure);
        assert!(!failure.message.contains(code.name()));
    }
    assert_eq!(names.len(), Code::ALL.len());
}

#[test]
fn every_check_of_every_statement() {
    let statements = [
        &register::checks::ALL[..],
        &movement::checks::ALL,
        &attest::checks::ALL,
        &amend::checks::ALL,
        &revalue::checks::ALL,
    ];
    for check in statements.concat() {
        let refusal = Refusal { check, why: "it does not hold".to_owned() };
        for failure in [
            Failure::from(OpError::Refused(refusal.clone())),
            Failure::from(ProveError::Refused(refusal)),
            Failure::from(ProveError::RefusedByService {
                check: Some(check.to_owned()),
                detail: format!("{check}: it does not hold"),
            }),
        ] {
            sound(&failure);
            assert_eq!((failure.kind.status(), failure.code.as_deref()), (1, Some(check)));
        }
    }
    let bears = Refusal { check: attest::checks::ENCUMBRANCE, why: "it bears more".to_owned() };
    assert!(Failure::from(OpError::from(bears)).help.unwrap().contains("--max-encumbrance"));
    sound(
        &ProveError::RefusedByService { check: Some("MOVE-99 new".to_owned()), detail: "no".to_owned() }
            .into(),
    );
    sound(&ProveError::RefusedByService { check: None, detail: "no".to_owned() }.into());
    sound(&ProveError::Failed("no memory".to_owned()).into());
}

#[test]
fn every_plan_that_cannot_be_carried_out() {
    let name = || "Bank A".to_owned();
    let currency: Currency = "EUR".parse().unwrap();
    let plans = vec![
        PlanError::NoTitle,
        PlanError::NoNote(plimsoll_client::wallet::NoteId(F::from(7u64))),
        PlanError::NothingHeld,
        PlanError::NoDocuments,
        PlanError::Headroom { headroom: usd(1), asked: usd(2) },
        PlanError::Currency { lot: usd(0).currency, asked: currency },
        PlanError::Zero,
        PlanError::TooMuch { has: usd(1), asked: usd(2) },
        PlanError::NothingLeft { has: usd(1) },
        PlanError::Encumbered(usd(1)),
        PlanError::Kind { found: Kind::Lien, wanted: "TITLE" },
        PlanError::OtherTranche,
        PlanError::OtherLot,
        PlanError::Role { name: name(), kind: "lien", role: "bank" },
        PlanError::BadRecipient(PublicPartyError::Signature(name())),
        PlanError::OtherIssuer(name()),
        PlanError::OtherApplicant,
        PlanError::Overtaken { height: 7, amends: false },
        PlanError::ChallengeExpired(UnixTime(1_772_719_445)),
    ];
    let amending = Failure::from(OpError::from(PlanError::Overtaken { height: 7, amends: true }));
    sound(&amending);
    assert!(amending.help.unwrap().contains("`plimsoll bill amend` once more"));
    let count = plans.len();
    let expired = Failure::from(OpError::from(plans[count - 1].clone()));
    assert!(expired.message.ends_with("since 2026-03-05T14:04:05Z"), "{}", expired.message);
    assert_eq!(all_sound(plans.into_iter().map(OpError::from).collect()).len(), count);
}

#[test]
fn every_reason_against_an_attest() {
    let time = UnixTime(1_772_719_445);
    let errors = vec![
        AttestError::Rule(Rule::WrongChallenge),
        AttestError::Rule(Rule::OtherVerifier),
        AttestError::Rule(Rule::Expired(time)),
        AttestError::Rule(Rule::OldLedger { height: 9, time, now: time.after(300_000) }),
        AttestError::Rule(Rule::Ahead { height: 9, time: time.after(300_000), now: time }),
        AttestError::Rule(Rule::NoSuchHeight { asked: 10, newest: 9 }),
        AttestError::Rule(Rule::Store(StoreError::ReadOnly)),
        AttestError::Terms,
        AttestError::Opening,
        AttestError::Challenge,
    ];
    // As a verdict shows them: the code beside the reason, and never in it.
    for error in &errors {
        let Refused { code, why } = error.into();
        assert!(!why.contains(&code) && !why.contains("1970"), "{code}: {why}");
    }
    let codes = all_sound(errors);
    let expected = [
        "Expired",
        "LedgerAhead",
        "NoSuchHeight",
        "OldLedger",
        "Opening",
        "OtherVerifier",
        "Terms",
        "WrongChallenge",
    ];
    assert!(codes.iter().eq(expected), "{codes:?}");
}

#[test]
fn every_reason_of_a_claim() {
    let (name, today) = (|| "ports".to_owned(), Day(20_000));
    let bank = || "Bank A".to_owned();
    let errors = vec![
        ClaimError::Malformed { what: "bundle", why: "it is empty".to_owned() },
        ClaimError::Schema { what: "request", schema: "plimsoll.request/9".to_owned() },
        ClaimError::NoPurpose,
        ClaimError::Currencies,
        ClaimError::Rate,
        ClaimError::TooLong,
        ClaimError::OtherLedger,
        ClaimError::OtherVerifier(bank()),
        ClaimError::NoBank(bank()),
        ClaimError::TooLarge { k: 30 },
        ClaimError::Signature,
        ClaimError::Expired(UnixTime(1_772_719_445)),
        ClaimError::Day { today, now: today },
        ClaimError::Policy(Problems(vec![Problem {
            line: 1,
            column: 1,
            message: "a predicate has no name".to_owned(),
            help: None,
        }])),
        ClaimError::PolicyDigest,
        ClaimError::Lists,
        ClaimError::ListRoot { name: name(), asked: today, found: today },
        ClaimError::ListTooOld { name: name(), dated: today, days: 3 },
        ClaimError::ListFromTheFuture { name: name(), dated: today, today },
        ClaimError::Shelf(ShelfError::Missing { name: name(), place: "lists".to_owned() }),
        ClaimError::Shelf(ShelfError::Unreadable { name: name(), cause: io_error() }),
        ClaimError::Shelf(ShelfError::Outdated { name: name(), got: 2, seen: 3 }),
        ClaimError::Shelf(ShelfError::Forked { name: name(), edition: 3 }),
        ClaimError::ListTerms(TermsError::Name { wanted: name(), given: "hs".to_owned() }),
        ClaimError::PolicyFails(Box::new(Verdict { holds: false, predicates: Vec::new() })),
        ClaimError::Directory(DirectoryError::Unknown(bank())),
        ClaimError::Operation(PlanError::NoTitle.into()),
        ClaimError::Service(ServiceError::Refused("value".to_owned())),
        ClaimError::Service(ServiceError::Failed { what: "proven", why: "no memory".to_owned() }),
        ClaimError::NotMyRequest(bank()),
        ClaimError::Referrals,
        ClaimError::NotOpened,
        ClaimError::NotCompared,
        ClaimError::Referred(vec![plimsoll_client::referral::Referral {
            height: 7,
            alike: [plimsoll_circuits::fingerprint::keys::SlotKind::SoftBooking].into(),
        }]),
        ClaimError::OtherRequest,
        ClaimError::OtherPolicy,
        ClaimError::Link,
        ClaimError::ForEverybody,
        ClaimError::ClaimProof,
    ];
    for error in &errors {
        let Refused { code, why } = error.into();
        assert!(!why.contains(&format!("{code}: ")) && !why.contains("1970"), "{code}: {why}");
    }
    all_sound(errors);
    assert!(Check::ALL.iter().all(|check| !check.says().is_empty()));
}

#[test]
fn every_answer_of_ledger_and_directory() {
    let rejection = || Rejection::new(Code::StaleRoot, "old");
    let name = || "Bank A".to_owned();
    let codes = all_sound(vec![
        LedgerError::UnknownNote,
        LedgerError::NotMember(Address(F::from(7u64))),
        LedgerError::Frozen,
        LedgerError::Spent,
        LedgerError::Rejected(rejection()),
        LedgerError::Unavailable("the line is cut".to_owned()),
        LedgerError::NotSubmitted("the disk is full".to_owned()),
        LedgerError::Clock(clock()),
    ]);
    assert!(
        codes.iter().eq([
            "Clock",
            "Frozen",
            "NotMember",
            "NotSubmitted",
            "Spent",
            "StaleRoot",
            "UnknownNote"
        ]),
        "{codes:?}"
    );
    all_sound(vec![
        DirectoryError::Signature,
        DirectoryError::Domain,
        DirectoryError::Outdated { got: 1, seen: 2, copy: "directories".into() },
        DirectoryError::Forked { edition: 1, copy: "directories".into() },
        DirectoryError::Alike { name: name(), other: "Bank-A".to_owned() },
        DirectoryError::LooksLike { given: "Bank-A".to_owned(), member: name() },
        DirectoryError::Party(PublicPartyError::Address(name())),
        DirectoryError::Party(PublicPartyError::Signature(name())),
        DirectoryError::Renumbered { got: 2, seen: 1, how: Renumbered::Gone(1), copy: "directories".into() },
        DirectoryError::Carriers(Renumbered::Entered(1)),
        DirectoryError::Malformed("no JSON".to_owned()),
        DirectoryError::Inconsistent("a name stands for two".to_owned()),
        DirectoryError::Io(io_error()),
        DirectoryError::Unknown(name()),
        DirectoryError::Expired { name: name() },
    ]);
    let maeu = || "NMFTA:MAEU".parse().unwrap();
    all_sound(vec![
        CarrierTableError::IdTaken(1),
        CarrierTableError::CodeTaken(maeu(), 1),
        CarrierTableError::NoCode(1),
        CarrierTableError::UnknownId(1),
    ]);
    all_sound(vec![
        StoreError::NotFound("ledger".into()),
        StoreError::Busy(5),
        StoreError::NotWritable("ledger".into()),
        StoreError::Replaced("ledger".into()),
        StoreError::NotALedger("ledger".into()),
        StoreError::ReadOnly,
        StoreError::Damaged { file: "ledger".into(), why: "a hash".to_owned() },
        StoreError::Clock(clock()),
        StoreError::Io { file: "ledger".into(), source: io_error() },
    ]);
}

#[test]
fn every_refusal_of_an_order_stands_in_the_manual() {
    let (until, next, day) = (UnixTime(1_790_000_000), UnixTime(1_790_000_000), Day(20_800));
    let (address, f) = (ControlAddress([7; 20]), F::from(7u64));
    let codes = all_sound(
        [
            OrderRefusal::Malformed,
            OrderRefusal::OldEpoch { got: 0, now: 1 },
            OrderRefusal::Expired { last_day: day },
            OrderRefusal::BadSignature,
            OrderRefusal::TooManySignatures { most: 3 },
            OrderRefusal::NotGovernor(address),
            OrderRefusal::TooFewSignatures { needed: 2, got: 1 },
            OrderRefusal::OneGovernor,
            OrderRefusal::NotAdministrator,
            OrderRefusal::AdministrationSpent,
            OrderRefusal::SignedInVain,
            OrderRefusal::OldState,
            OrderRefusal::Unchanged,
            OrderRefusal::AlreadyMember,
            OrderRefusal::NoSuchMember,
            OrderRefusal::Roles,
            OrderRefusal::NoOrganisation,
            OrderRefusal::Disowned,
            OrderRefusal::NoConsent,
            OrderRefusal::OtherControlKey,
            OrderRefusal::FormerControlKey,
            OrderRefusal::ControlKeyTooSoon { next },
            OrderRefusal::NotExpired,
            OrderRefusal::NotLeaving,
            OrderRefusal::StillLeaving { until },
            OrderRefusal::BadRevocation,
            OrderRefusal::Full,
            OrderRefusal::NoSuchLot,
            OrderRefusal::AmendedNumber,
            OrderRefusal::OtherGeneration { newest: 2 },
            OrderRefusal::LotClosed,
            OrderRefusal::NotFrozen,
            OrderRefusal::NotPaused,
            OrderRefusal::NoEmergency,
            OrderRefusal::NotOver { until },
            OrderRefusal::EmergencySpent { next },
            OrderRefusal::OtherLotsNumber(f),
            OrderRefusal::PermissionOpen { until: day },
            OrderRefusal::LastDayOver,
            OrderRefusal::NotOnLedger(f),
            OrderRefusal::StillFrozen { next },
            OrderRefusal::OtherTitle,
            OrderRefusal::LiensDiffer,
            OrderRefusal::NoFittingRole(Address(f)),
            OrderRefusal::BadStatement,
            OrderRefusal::NoCouncil,
            OrderRefusal::NoQuorum,
            OrderRefusal::NoAuditKey,
            OrderRefusal::GuardiansDisagree,
            OrderRefusal::OtherKeyHash,
        ]
        .map(OrderError::Refused)
        .into(),
    );
    assert_eq!(codes.len(), 50);
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md")).unwrap();
    for code in codes {
        assert!(manual.contains(&format!("`{code}`")), "docs/cli.md lacks {code}");
    }
}

#[test]
fn every_reason_why_a_bill_is_not_issued_or_valued() {
    let party = || "Fictional Copper Trading Ltd".to_owned();
    let refused = plimsoll_guardian::fingerprint::EvaluationRefused::NotAccredited;
    let guardian = plimsoll_guardian::GuardianId::new(1).unwrap();
    let source = plimsoll_guardian::fingerprint::EvaluationError::Refused { guardian, source: refused };
    let guardians = Failure::from(IssueError::Guardians(source.into()));
    sound(&guardians);
    assert!(guardians.message.contains("not an accredited issuer"), "{}", guardians.message);
    all_sound(vec![
        IssueError::NotRegistrable(Vec::new()),
        IssueError::OtherHolder { to: party(), holder: party() },
        IssueError::UnconfirmedHolder { to: party(), name: party(), holder: party() },
        IssueError::NoHolder,
        IssueError::Chain(plimsoll_client::carrier_signature::ChainError::NotIssued),
        IssueError::BadHolder(PublicPartyError::Signature(party())),
        IssueError::Uncovered(plimsoll_circuits::fingerprint::keys::KeyError::TooManyContainers(99)),
        IssueError::OtherGuardians,
        IssueError::Expired,
        IssueError::Audit(io_error()),
        IssueError::Signature(plimsoll_client::carrier_signature::SignatureError::Unsigned),
    ]);
    let day = plimsoll_circuits::credential::Day(20_000);
    all_sound(vec![
        AmendError::Issue(IssueError::Expired),
        AmendError::Proposal(IssuedBillError::OtherDocuments),
        AmendError::NotOpened,
        AmendError::OtherBill,
        AmendError::OtherIssuer,
        AmendError::NotProposed,
        AmendError::NoRecord,
        AmendError::Open(day),
        AmendError::Days(day),
        AmendError::TooMuch([4, 0, 0]),
        AmendError::Consent(ConsentError::Signature(1)),
        AmendError::Consent(ConsentError::Other(1)),
        AmendError::Consent(ConsentError::Expired(1, day)),
        AmendError::Consent(ConsentError::TooLong(1, day)),
        AmendError::Consent(ConsentError::MoreThanMade(1)),
        AmendError::Consent(ConsentError::NoLien(1)),
        AmendError::Consent(ConsentError::Twice(1, 2)),
        AmendError::Consent(ConsentError::TooLittle { given: 0, needed: 1 }),
        AmendError::Consent(LedgerError::Frozen.into()),
    ]);
    all_sound(vec![
        AppraiseError::Bill(IssuedBillError::OtherLedger),
        AppraiseError::NoInvoices,
        AppraiseError::AboveInvoices { value: usd(2), invoiced: usd(1) },
        AppraiseError::OtherCurrency { asked: "EUR".parse().unwrap(), invoiced: usd(0).currency },
        AppraiseError::Zero,
        AppraiseError::Dates,
    ]);
    all_sound(vec![
        IssuedBillError::Malformed("no JSON".to_owned()),
        IssuedBillError::Documents("no JSON".to_owned()),
        IssuedBillError::OtherDocuments,
        IssuedBillError::Signature,
        IssuedBillError::OtherLedger,
        IssuedBillError::Io(io_error()),
    ]);
    let of = || "invoice 7".to_owned();
    let codes = all_sound(vec![
        SheetError::OtherFingerprints,
        SheetError::OtherSigner,
        SheetError::Signature,
        SheetError::OtherLedger,
        SheetError::OtherLot,
        SheetError::OtherDocuments,
        SheetError::Uncovered(plimsoll_circuits::fingerprint::keys::KeyError::NoDate),
        SheetError::LeftOut(of()),
        SheetError::Misplaced { slot: 4, of: of() },
        SheetError::Unfounded { slot: 4 },
        SheetError::NotNew { slot: 4, of: of() },
        SheetError::NotPosted,
        SheetError::OtherPosted(7),
        SheetError::OutOfReach { slot: 22 },
        SheetError::OtherIssuer,
        SheetError::Incomplete,
    ]);
    assert_eq!(codes.len(), 16);
    all_sound(vec![
        OpeningError::UnknownTransition,
        OpeningError::WrongShare { guardian },
        OpeningError::TooFew {
            given: 2,
            needed: 3,
            without: vec![(guardian, plimsoll_guardian::opening::OpeningRefused::UnknownTransition.into())],
        },
    ]);
}

#[test]
fn what_was_interrupted_and_is_done_is_no_success_of_what_was_typed() {
    let receipt =
        Box::new(Receipt { id: EntryId([0; 32]), height: 7, time: UnixTime(0), entry_hash: Hash32([0; 32]) });
    let failure = Failure::from(OpError::Completed { intent: Intent::Pledge, receipt });
    assert_eq!((failure.kind.status(), failure.code.as_deref()), (1, Some("Completed")));
    assert!(failure.message.ends_with("(pledge, height 7)"), "{}", failure.message);
}

#[test]
fn who_does_not_know_the_verdict_is_told_how_to_ask() {
    let undecided =
        OpError::Undecided { intent: Intent::Pledge, why: "it is away".to_owned(), kept: "pending".into() };
    let failure = Failure::from(undecided);
    assert_eq!((failure.kind.status(), failure.code.as_deref()), (2, Some("Undecided")));
    assert!(failure.help.unwrap().contains("plimsoll pending show"));
}
