use super::*;
use crate::fingerprint::{EvaluationRefused, Limits};
use plimsoll_circuits::{
    audit::{AuditCiphertext, AuditOf, AuditScalar},
    member::{Address, NullifierKey},
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::sync::Arc;

const NOW: UnixTime = UnixTime(1_700_000_000);

struct OneTransition(F, AuditCiphertext);

impl TransitionSource for OneTransition {
    fn audit_of(&self, id: F) -> Option<(AuditOf, AuditCiphertext)> {
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
    let sealed = e.seal(AuditOf::Register, council.keys().audit.key(), &messages);
    let ledger = Arc::new(OneTransition(F::from(77u64), sealed));
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
        let done = council.evaluate(&ids(who), xs, *requester, issuer, NOW, rng)?;
        done.iter().for_each(|e| e.verify(&council.keys().fingerprint).unwrap());
        Ok(done.iter().map(|e| e.f).collect())
    }
    fn open(&mut self, who: &[u16]) -> Result<Opened, OpeningError> {
        let request =
            OpeningRequest { id: F::from(77u64), requester: "Regulator".into(), reason: "Case 7".into() };
        self.council.open(&ids(who), &request, &*self.ledger, NOW, &mut self.rng)
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
    for who in [&[1u16, 2][..], &[1, 2, 2], &[1, 2, 6]] {
        assert!(matches!(s.open(who), Err(OpeningError::Set(_))));
        let error = s.evaluate(who, &xs[..1]).unwrap_err();
        assert!(matches!(error, FingerprintError::Evaluation(EvaluationError::Set(_))));
    }
}

#[test]
fn a_council_is_stored_and_loaded_also_in_part() {
    let mut s = scene();
    let x = [F::from(9u64)];
    let f = s.evaluate(&[1, 2, 3], &x).unwrap();
    let keys = serde_json::to_string(s.council.keys()).unwrap();
    let files: Vec<_> = s
        .council
        .present()
        .into_iter()
        .map(|id| serde_json::to_string(&s.council.file(id)).unwrap())
        .collect();
    let keys: CouncilKeys = serde_json::from_str(&keys).unwrap();
    let read = |n: usize| serde_json::from_str::<GuardianFile>(&files[n - 1]).unwrap();

    let address = s.requester.address();
    let load =
        |files: Vec<GuardianFile>| Council::load(keys.clone(), files, surroundings(address, &s.ledger), NOW);
    let mut part = load(vec![read(5), read(2), read(4)]).unwrap();
    assert_eq!(part.quorum(), ids(&[2, 4, 5]));
    assert!(part.file(ids(&[1])[0]).is_none());
    let again = part.evaluate(&ids(&[2, 4, 5]), &x, s.requester, &s.issuer, NOW, &mut s.rng).unwrap();
    assert_eq!(again[0].f, f[0]);
    let absent = part.evaluate(&ids(&[1, 4, 5]), &x, s.requester, &s.issuer, NOW, &mut s.rng);
    let expected = SetError::Unknown(ids(&[1])[0]);
    assert!(matches!(absent, Err(FingerprintError::Evaluation(EvaluationError::Set(e))) if e == expected));

    assert!(matches!(load(vec![read(1), read(1)]), Err(CouncilError::Twice(_))));
    let mixed = GuardianFile { fingerprint: read(1).fingerprint, audit: read(2).audit };
    assert!(matches!(load(vec![mixed]), Err(CouncilError::Start(StartError::TwoGuardians { .. }))));
    let other = Council::generate(5, 3, &mut s.rng).unwrap();
    let foreign = other.file(ids(&[1])[0]).unwrap();
    assert!(matches!(load(vec![foreign]), Err(CouncilError::Key(KeyError::NotOfGroup(_)))));
    let smaller = Council::generate(4, 3, &mut s.rng).unwrap();
    let two = CouncilKeys { fingerprint: keys.fingerprint.clone(), audit: smaller.keys().audit.clone() };
    let result = Council::load(two, [], |_| Surroundings::default(), NOW);
    assert!(matches!(result, Err(CouncilError::TwoCouncils)));
}

#[test]
fn a_new_council_refuses_everything() {
    let mut s = scene();
    s.council = s.council.equip(|_| Surroundings::default(), NOW).unwrap();
    let error = s.evaluate(&[1, 2, 3], &[F::from(1u64)]).unwrap_err();
    let FingerprintError::Evaluation(EvaluationError::Refused { source, .. }) = error else { panic!() };
    assert!(matches!(source, EvaluationRefused::NotAccredited));
    assert!(matches!(s.open(&[1, 2, 3]), Err(OpeningError::Refused { .. })));
    for (n, t) in [(5, 1), (2, 3)] {
        assert!(matches!(Council::generate(n, t, &mut s.rng), Err(CouncilError::Keygen(_))));
    }
}
