use super::*;
use crate::{
    fingerprint::{EvaluationRefused, Limits, Requester},
    keygen::SecretShare,
    log::MemoryLog,
    opening::Opened,
};
use plimsoll_circuits::{
    audit::{AuditCiphertext, AuditOf, AuditScalar},
    field::F,
    fingerprint::{SMALL_SLOTS, Tier},
    member::{Address, NullifierKey},
    signature::SigningKey,
    statement::Identity,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::sync::Arc;

const NOW: UnixTime = UnixTime(1_700_000_000);

struct OneTransition(Identity, AuditCiphertext);

impl TransitionSource for OneTransition {
    fn audit_of(&self, id: Identity) -> Option<(AuditOf, AuditCiphertext)> {
        (id == self.0).then_some((AuditOf::Register, self.1))
    }
}

fn ids(numbers: &[u16]) -> Vec<GuardianId> {
    numbers.iter().map(|&n| GuardianId::new(n).unwrap()).collect()
}

struct Scene {
    council: Council,
    ledger: Arc<OneTransition>,
    issuer: SigningKey,
    requester: Requester,
    rng: ChaCha20Rng,
}

fn scene() -> Scene {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let council = Council::generate(5, 3, &mut rng).unwrap();
    let messages = [1, 2, 3, 4, 5, 6, 0, 0u64].map(F::from);
    let e = AuditScalar::new(123_456_789u64.into()).unwrap();
    let sealed = e.under(AuditOf::Register, council.keys().audit.key()).seal(&messages);
    let ledger = Arc::new(OneTransition(Identity([77; 32]), sealed));
    let issuer = SigningKey::random(&mut rng);
    let requester = Requester { key: issuer.public(), nkc: NullifierKey::random(&mut rng).commitment() };
    let council = council.equip(surroundings(requester.address(), &ledger), NOW).unwrap();
    Scene { council, ledger, issuer, requester, rng }
}

fn surroundings(issuer: Address, ledger: &Arc<OneTransition>) -> impl FnMut(GuardianId) -> Surroundings {
    let ledger = ledger.clone();
    move |_| Surroundings {
        limits: Limits::default(),
        accreditation: Box::new(move |who: &Address| *who == issuer),
        ledger: Box::new(ledger.clone()),
        ..Surroundings::default()
    }
}

impl Scene {
    fn evaluate(&mut self, who: &[u16], xs: &[F]) -> Result<Vec<F>, FingerprintError> {
        let Self { council, issuer, requester, rng, .. } = self;
        let tier = if xs.len() > SMALL_SLOTS { Tier::Large } else { Tier::Small };
        let done = council.evaluators().evaluate(&ids(who), (xs, tier), *requester, issuer, NOW, rng)?;
        done.verify(&council.keys().fingerprint).unwrap();
        Ok(done.inputs.iter().map(|e| e.f).collect())
    }
    fn open(&mut self, who: &[u16]) -> Result<Opened, OpeningError> {
        let request =
            OpeningRequest { id: Identity([77; 32]), requester: "Regulator".into(), reason: "Case 7".into() };
        let opening = self.council.open(&ids(who), &request, &*self.ledger, NOW, &mut self.rng)?;
        Ok(opening.opened)
    }
}

#[test]
fn a_large_bill_is_evaluated_and_an_audit_opened_by_chosen_guardians() {
    let mut s = scene();
    let xs: Vec<_> = (0..128u64).map(F::from).collect();
    let f = s.evaluate(&[1, 2, 3], &xs).unwrap();
    assert_eq!(f.iter().collect::<std::collections::HashSet<_>>().len(), 128);
    assert_eq!(s.evaluate(&[5, 1, 4], &xs[..16]).unwrap(), f[..16]);
    let opened = s.open(&[1, 2, 3]).unwrap();
    assert_eq!(s.open(&[2, 4, 5]).unwrap(), opened);
    assert!(matches!(opened, Opened::Register(r) if r.value == 6));
    assert_eq!(s.open(&[1, 2, 4, 5]).unwrap(), s.open(&[1, 2, 3]).unwrap(), "three of four are enough");
    for who in [&[1u16, 2][..], &[1, 2, 2], &[1, 2, 6]] {
        assert!(matches!(s.open(who), Err(OpeningError::Set(_))));
        let error = s.evaluate(who, &xs[..1]).unwrap_err();
        assert!(matches!(error, FingerprintError::Evaluation(EvaluationError::Set(_))));
    }
}

/// Each share is stored by itself: who has only those of the fingerprint key evaluates, and cannot read the others.
#[test]
fn shares_are_stored_apart_and_evaluators_need_but_one_kind() {
    let mut s = scene();
    let x = [F::from(9u64)];
    let f = s.evaluate(&[1, 2, 3], &x).unwrap();
    let written = |id: u16| {
        let (fingerprint, audit) = s.council.shares(ids(&[id])[0]).unwrap();
        let text = |share| serde_json::to_string(share).unwrap();
        (text(fingerprint.secret()), serde_json::to_string(audit.secret()).unwrap())
    };
    let files: Vec<_> = (1..=5).map(written).collect();
    assert!(s.council.shares(ids(&[6])[0]).is_none());
    assert!(serde_json::from_str::<SecretShare<Audit>>(&files[0].0).is_err());
    assert!(serde_json::from_str::<SecretShare<Fingerprint>>(&files[0].1).is_err());

    let keys = s.council.keys().clone();
    let issuer = s.requester.address();
    let desk = |share: KeyShare<Fingerprint>| {
        let accreditation = Box::new(move |who: &Address| *who == issuer);
        Evaluator::new(share, Limits::default(), accreditation, Box::new(MemoryLog::default()), NOW).unwrap()
    };
    let read = |n: usize| {
        let secret: SecretShare<Fingerprint> = serde_json::from_str(&files[n - 1].0).unwrap();
        desk(KeyShare::new(secret, keys.fingerprint.clone()).unwrap())
    };
    let mut part = Evaluators::new(keys.fingerprint.clone(), [read(5), read(2), read(4)]).unwrap();
    assert_eq!((part.quorum(), part.present()), (ids(&[2, 4, 5]), ids(&[2, 4, 5])));
    assert!(part.share(ids(&[1])[0]).is_none());
    let again =
        part.evaluate(&ids(&[2, 4, 5]), (&x, Tier::Small), s.requester, &s.issuer, NOW, &mut s.rng).unwrap();
    assert_eq!(again.inputs[0].f, f[0]);
    let absent = part.evaluate(&ids(&[1, 4, 5]), (&x, Tier::Small), s.requester, &s.issuer, NOW, &mut s.rng);
    let expected = SetError::Unknown(ids(&[1])[0]);
    assert!(matches!(absent, Err(FingerprintError::Evaluation(EvaluationError::Set(e))) if e == expected));

    let twice = Evaluators::new(keys.fingerprint.clone(), [read(1), read(1)]);
    assert!(matches!(twice, Err(CouncilError::Twice(_))));
    let other = Council::generate(5, 3, &mut s.rng).unwrap();
    let foreign = desk(other.shares(ids(&[1])[0]).unwrap().0.clone());
    let result = Evaluators::new(keys.fingerprint, [foreign]);
    assert!(matches!(result, Err(CouncilError::Key(KeyError::NotOfGroup(_)))));
}

#[test]
fn a_new_council_refuses_everything() {
    let mut s = scene();
    s.council = s.council.equip(|_| Surroundings::default(), NOW).unwrap();
    let error = s.evaluate(&[1, 2, 3], &[F::from(1u64)]).unwrap_err();
    let FingerprintError::Evaluation(EvaluationError::Refused { source, .. }) = error else { panic!() };
    assert!(matches!(source, EvaluationRefused::NotAccredited));
    assert!(matches!(s.open(&[1, 2, 3]), Err(OpeningError::TooFew { given: 0, needed: 3, .. })));
    for (n, t) in [(5, 1), (2, 3)] {
        assert!(matches!(Council::generate(n, t, &mut s.rng), Err(CouncilError::Keygen(_))));
    }
}
