//! How a relying party checks an Attest.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, current, later};
use plimsoll_circuits::{
    field::F,
    member::Roles,
    signature::{PublicKey, SigningKey},
    statement::attest::{AttestPublic, Challenge, designation},
};
use plimsoll_contracts::{
    AttestError, Attestation, Code, Demand, Ledger, MaxAge, Roots, Snapshot, UnixTime, attest,
};

const MAX_AGE: MaxAge = MaxAge { entries: 4, seconds: 60, ledger: 86_400 };

fn challenge() -> Challenge {
    Challenge {
        verifier: "First Bank".into(),
        purpose: "a loan".into(),
        nonce: [9; 16],
        expires: NOW.0 + 3600,
    }
}

struct Case {
    world: World,
    ledger: Ledger,
    _dir: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let world = World::new(0);
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
        Self { world, ledger, _dir: dir }
    }

    fn roots(&self) -> Roots {
        self.ledger.view().unwrap().latest().unwrap().roots
    }

    fn step(&mut self, now: UnixTime) -> Roots {
        let roots = self.roots();
        let t = self.world.movement(&roots);
        self.ledger.submit(&self.world.keys, &t, now).unwrap();
        self.roots()
    }

    fn attest(&mut self, roots: &Roots, change: impl FnOnce(&mut AttestPublic<F>)) -> Attestation {
        self.world.attest_with(roots, &challenge(), change)
    }

    fn check(&self, a: &Attestation, asked: &Challenge, now: UnixTime) -> Result<Snapshot, AttestError> {
        self.check_as(None, a, asked, now)
    }

    /// As the holder of this signing key.
    fn check_as(
        &self,
        own: Option<PublicKey>,
        a: &Attestation,
        challenge: &Challenge,
        now: UnixTime,
    ) -> Result<Snapshot, AttestError> {
        self.look(a, &Demand { challenge, own, max_age: MAX_AGE, as_of: None }, now)
    }

    /// As the ledger stood at a height.
    fn check_as_of(&self, height: u64, a: &Attestation, now: UnixTime) -> Result<Snapshot, AttestError> {
        let asked = challenge();
        self.look(a, &Demand { as_of: Some(height), ..Demand::new(&asked, MAX_AGE) }, now)
    }

    fn look(&self, a: &Attestation, demand: &Demand<'_>, now: UnixTime) -> Result<Snapshot, AttestError> {
        let view = self.ledger.view().unwrap();
        attest::check(&self.world.genesis, &self.world.keys, &view, a, demand, now)
    }

    #[track_caller]
    fn refuse(&self, a: &Attestation, now: UnixTime, code: Code) {
        match self.check(a, &challenge(), now) {
            Err(AttestError::Rejected(r)) => assert_eq!(r.code, code, "{r}"),
            other => panic!("expected {code}, got {other:?}"),
        }
    }
}

#[test]
fn an_answer_to_this_challenge_with_recent_roots_of_one_flush_is_accepted() {
    let mut c = Case::new();
    let r0 = c.roots();
    let r1 = c.step(NOW);
    let r2 = c.step(later(10));
    let r3 = c.step(later(20));
    for (roots, height) in [(r1, 2), (r2, 4), (r3, 6)] {
        let a = c.attest(&roots, |_| {});
        assert_eq!(c.check(&a, &challenge(), later(30)).unwrap().height, height);
    }
    // Too many entries ago; too long ago; the newest has no age.
    let a = c.attest(&r0, |_| {});
    c.refuse(&a, later(30), Code::StaleRoot);
    let a = c.attest(&r1, |_| {});
    assert!(c.check(&a, &challenge(), later(70)).is_ok());
    c.refuse(&a, later(71), Code::StaleRoot);
    let a = c.attest(&r3, |_| {});
    assert!(c.check(&a, &challenge(), later(3600)).is_ok());
    // Roots of two flushes: an earlier note root shows what is there still, anything else would hide what came since.
    let a = c.attest(&Roots { notes: r2.notes, ..r3 }, |_| {});
    assert_eq!(c.check(&a, &challenge(), later(30)).unwrap().height, 6);
    for mixed in [Roots { nullifiers: r2.nullifiers, ..r3 }, Roots { notes: r3.notes, ..r2 }] {
        let a = c.attest(&mixed, |_| {});
        c.refuse(&a, later(30), Code::StaleRoot);
    }
    let a = c.attest(&r3, |p| p.frozen_root += F::from(1u64));
    c.refuse(&a, later(30), Code::StaleRoot);
}

#[test]
fn an_answer_to_another_challenge_is_refused() {
    let mut c = Case::new();
    let roots = c.step(NOW);
    let a = c.attest(&roots, |_| {});
    for asked in [
        Challenge { verifier: "Second Bank".into(), ..challenge() },
        Challenge { purpose: "another loan".into(), ..challenge() },
        Challenge { nonce: [8; 16], ..challenge() },
        Challenge { expires: NOW.0 + 3601, ..challenge() },
    ] {
        assert!(matches!(c.check(&a, &asked, NOW), Err(AttestError::WrongChallenge)));
    }
    let late = c.check(&a, &challenge(), later(3601)).unwrap_err();
    assert!(matches!(late, AttestError::Expired(at) if at == later(3600)));
    assert!(late.to_string().contains("since 2024-10-04T13:00:00Z"), "{late}");
}

#[test]
fn amounts_domain_version_and_proof_are_checked() {
    let mut c = Case::new();
    let roots = c.step(NOW);
    let wide = F::from(1u128 << 64);
    let changes: [fn(&mut AttestPublic<F>, F); 3] = [
        |p, wide| p.max_encumbrance = wide,
        |p, wide| p.requested = wide,
        |p, _| p.rate_bps = F::from(10_001u64),
    ];
    for change in changes {
        let a = c.attest(&roots, |p| change(p, wide));
        c.refuse(&a, NOW, Code::Malformed);
    }
    let a = c.attest(&roots, |p| p.domain += F::from(1u64));
    c.refuse(&a, NOW, Code::WrongDomain);
    let mut a = c.attest(&roots, |_| {});
    a.version = 1;
    c.refuse(&a, NOW, Code::UnknownCircuit);
    // Another lot, link or amount than was proven; another proof; points that are none.
    let good = c.attest(&roots, |_| {});
    let changes: [fn(&mut AttestPublic<F>); 3] = [
        |p| p.link += F::from(1u64),
        |p| p.max_encumbrance -= F::from(1u64),
        |p| p.requested += F::from(1u64),
    ];
    for change in changes {
        let mut a = good.clone();
        change(&mut a.public);
        c.refuse(&a, NOW, Code::BadProof);
    }
    let mut a = good.clone();
    a.proof = c.attest(&roots, |_| {}).proof;
    c.refuse(&a, NOW, Code::BadProof);
    a.proof = [0; 128];
    c.refuse(&a, NOW, Code::Malformed);
}

#[test]
fn only_nobody_s_key_and_one_s_own_are_accepted() {
    let mut c = Case::new();
    let roots = c.step(NOW);
    let [own, other] = [1u8, 2].map(|i| SigningKey::from_bytes([i; 32]).public());
    let for_all = c.attest(&roots, |_| {});
    let for_own = c.attest(&roots, |p| p.verifier = designation(Some(&own)));
    for (attest, me, accepted) in [
        (&for_all, None, true),
        (&for_all, Some(own), true),
        (&for_own, Some(own), true),
        (&for_own, Some(other), false),
        (&for_own, None, false),
    ] {
        match c.check_as(me, attest, &challenge(), NOW) {
            Ok(_) => assert!(accepted),
            Err(AttestError::OtherVerifier) => assert!(!accepted),
            Err(e) => panic!("{e}"),
        }
    }
    // Off the curve, the identity, a point of order 2: under the last two anybody could sign.
    let [x, y] = designation(Some(&own));
    for bad in [[x, y + F::from(1u64)], [F::from(0u64), F::from(1u64)], [F::from(0u64), -F::from(1u64)]] {
        let a = c.attest(&roots, |p| p.verifier = bad);
        c.refuse(&a, NOW, Code::Malformed);
    }
    // The key of another verifier put into an Attest for all, or taken out of one for a single verifier.
    for (of, verifier) in [(for_all, designation(Some(&own))), (for_own, designation(None))] {
        let mut a = of;
        a.public.verifier = verifier;
        let refused = c.check_as(Some(own), &a, &challenge(), NOW);
        assert!(matches!(refused, Err(AttestError::Rejected(r)) if r.code == Code::BadProof));
    }
}

#[test]
fn a_revocation_ends_all_that_were_made_before_it() {
    let mut c = Case::new();
    let (admit, address) = c.world.admission(Roles::BANK);
    c.ledger.submit_order(&c.world.order(0, admit), NOW).unwrap();
    let before = c.roots();
    let a = c.attest(&before, |_| {});
    assert!(c.check(&a, &challenge(), NOW).is_ok());
    c.ledger.submit_order(&c.world.order(1, current(&c.ledger, c.world.disown(address))), NOW).unwrap();
    c.refuse(&a, NOW, Code::RevokedMember);
}

#[test]
fn a_copy_of_the_ledger_that_may_be_old_says_nothing() {
    let mut c = Case::new();
    let roots = c.step(NOW);
    let mut asked = challenge();
    asked.expires = u64::MAX;
    let a = c.world.attest_with(&roots, &asked, |_| {});
    let newest = c.check(&a, &asked, later(86_400)).unwrap();
    assert_eq!((newest.height, newest.time), (2, NOW));
    let old = c.check(&a, &asked, later(86_401)).unwrap_err();
    assert!(matches!(old, AttestError::OldLedger { height: 2, time: NOW, .. }), "{old}");
    let days = c.check(&a, &asked, later(3 * 86_400)).unwrap_err().to_string();
    assert!(days.contains("accepted at 2024-10-04T12:00:00Z, 3 days ago"), "{days}");
    let patient = Demand::new(&asked, MaxAge { ledger: 3 * 86_400, ..MAX_AGE });
    assert_eq!(c.look(&a, &patient, later(3 * 86_400)).unwrap().height, 2);
}

#[test]
fn an_answer_is_judged_later_as_the_ledger_stood_then() {
    let mut c = Case::new();
    let (admit, address) = c.world.admission(Roles::BANK.union(Roles::HOLDER));
    c.ledger.submit_order(&c.world.order(0, admit), NOW).unwrap();
    let a = c.attest(&c.roots(), |_| {});
    let first = c.check(&a, &challenge(), later(1)).unwrap();
    c.step(later(10));
    c.ledger
        .submit_order(
            &c.world.order(1, current(&c.ledger, World::set_roles(address, Roles::BANK))),
            later(20),
        )
        .unwrap();
    c.step(later(30));
    c.ledger.submit_order(&c.world.order(2, current(&c.ledger, c.world.disown(address))), later(40)).unwrap();
    for i in 5..15 {
        c.step(later(10 * i));
    }
    c.refuse(&a, later(150), Code::StaleRoot);

    // As of each height what was true then, and nothing of what came later.
    assert_eq!(c.check_as_of(2, &a, later(1)).unwrap(), first);
    assert_eq!(c.check_as_of(4, &a, later(10)).unwrap(), first);
    let code = |height, seconds| match c.check_as_of(height, &a, later(seconds)) {
        Err(AttestError::Rejected(r)) => r.code,
        other => panic!("{other:?}"),
    };
    // A role was taken from a member at height 5, and the removal at height 9 is another revocation.
    assert_eq!((code(5, 20), code(7, 30)), (Code::RevokedMember, Code::StaleRoot));
    assert_eq!(code(0, 0), Code::StaleRoot);
    let missing = c.check_as_of(99, &a, later(1));
    assert!(matches!(missing, Err(AttestError::NoSuchHeight { asked: 99, newest: 30 })));
}

#[test]
fn from_a_ledger_that_is_ahead_of_the_clock_no_age_is_told() {
    let mut c = Case::new();
    let roots = c.step(NOW);
    let a = c.attest(&roots, |_| {});
    // The title moves, by a clock that is a day fast: so nothing would seem to have happened since for a day.
    c.step(later(86_400));
    let ahead = c.check(&a, &challenge(), later(3600)).unwrap_err();
    assert!(matches!(ahead, AttestError::Ahead { time, .. } if time == later(86_400)), "{ahead}");
    assert!(c.check(&a, &challenge(), later(3600)).is_err());
}
