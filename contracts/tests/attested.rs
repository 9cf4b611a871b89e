//! How a relying party checks an Attest.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, later};
use plimsoll_circuits::{
    field::F,
    member::Roles,
    statement::attest::{AttestPublic, Challenge},
};
use plimsoll_contracts::{
    AttestError, Attestation, Code, Ledger, MaxAge, Order, Roots, Snapshot, UnixTime, attest,
};

const MAX_AGE: MaxAge = MaxAge { entries: 2, seconds: 60 };

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
        let view = self.ledger.view().unwrap();
        attest::check(&self.world.genesis, &self.world.keys, &view, a, asked, MAX_AGE, now)
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
fn an_answer_to_this_challenge_with_recent_roots_of_one_height_is_accepted() {
    let mut c = Case::new();
    let r0 = c.roots();
    let r1 = c.step(NOW);
    let r2 = c.step(later(10));
    let r3 = c.step(later(20));
    for (roots, height) in [(r1, 1), (r2, 2), (r3, 3)] {
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
    // Roots of two heights.
    let mixed = Roots { nullifiers: r2.nullifiers, ..r3 };
    let a = c.attest(&mixed, |_| {});
    c.refuse(&a, later(30), Code::StaleRoot);
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
    assert!(matches!(c.check(&a, &challenge(), later(3601)), Err(AttestError::Expired(_))));
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
    a.version = 2;
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
fn a_revocation_ends_all_that_were_made_before_it() {
    let mut c = Case::new();
    let (admit, address) = c.world.admission(Roles::BANK);
    c.ledger.submit_order(&c.world.order(0, admit), NOW).unwrap();
    let before = c.roots();
    let a = c.attest(&before, |_| {});
    assert!(c.check(&a, &challenge(), NOW).is_ok());
    c.ledger.submit_order(&c.world.order(1, Order::Remove { address }), NOW).unwrap();
    c.refuse(&a, NOW, Code::RevokedMember);
}
