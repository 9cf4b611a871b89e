use super::*;
use crate::{
    GuardianId, SetError, UnixTime,
    keygen::{Fingerprint, GroupKey, KeyShare, run_in_process},
    log::{JsonLinesLog, Log, MemoryLog},
};
use ark_ec::{AffineRepr, CurveGroup};
use plimsoll_circuits::{
    field::{F, Point},
    member::{Address, NullifierKey},
    signature::SigningKey,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use taceo_oprf_core::shamir::reconstruct;

const NOW: UnixTime = UnixTime(20_000 * UnixTime::DAY + 43_200);

fn id(n: u16) -> GuardianId {
    GuardianId::new(n).unwrap()
}

/// A desk with a clock and randomness, as an endpoint; what it sends can be spoilt.
struct Desk {
    evaluator: Evaluator,
    now: UnixTime,
    rng: ChaCha20Rng,
    spoil_nonces: bool,
    spoil_response: bool,
    short: bool,
}

impl GuardianEndpoint for Desk {
    fn id(&self) -> GuardianId {
        self.evaluator.share().id()
    }
    fn commit(&mut self, request: &EvaluationRequest) -> Result<Commitments, EvaluationRefused> {
        let mut sent = self.evaluator.commit(request, self.now, &mut self.rng)?;
        if self.spoil_nonces {
            let mut value = serde_json::to_value(&sent.inputs[0]).unwrap();
            value["d2"] = value["d1"].clone();
            sent.inputs[0] = serde_json::from_value(value).unwrap();
        }
        if self.short {
            sent.inputs.pop();
        }
        Ok(sent)
    }
    fn respond(&mut self, challenge: &Challenge) -> Result<Responses, EvaluationRefused> {
        let mut sent = self.evaluator.respond(challenge, self.now)?;
        if self.spoil_response {
            sent.inputs[0] = serde_json::from_str("\"12345\"").unwrap();
        }
        Ok(sent)
    }
}

struct Scene {
    group: GroupKey<Fingerprint>,
    shares: Vec<KeyShare<Fingerprint>>,
    desks: Vec<Desk>,
    issuer: SigningKey,
    requester: Requester,
    rng: ChaCha20Rng,
}

fn limits() -> Limits {
    Limits { inputs_per_day: 20, window: 300, open_sessions: 4 }
}

fn desk(
    share: &KeyShare<Fingerprint>,
    issuer: Address,
    log: Box<dyn EvaluationLog + Send>,
    now: UnixTime,
) -> Desk {
    let accreditation = Box::new(move |who: &Address| *who == issuer);
    let evaluator = Evaluator::new(share.clone(), limits(), accreditation, log, now).unwrap();
    let rng = ChaCha20Rng::seed_from_u64(u64::from(share.id().number()));
    Desk { evaluator, now, rng, spoil_nonces: false, spoil_response: false, short: false }
}

fn scene() -> Scene {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let shares = run_in_process::<Fingerprint, _>(5, 3, &mut rng).unwrap();
    let issuer = SigningKey::random(&mut rng);
    let requester = Requester { key: issuer.public(), nkc: NullifierKey::random(&mut rng).commitment() };
    let address = requester.address();
    let desks = shares.iter().map(|s| desk(s, address, Box::new(MemoryLog::default()), NOW)).collect();
    Scene { group: shares[0].group().clone(), shares, desks, issuer, requester, rng }
}

impl Scene {
    fn batch(&mut self, n: u64) -> Batch {
        let xs: Vec<_> = (1..=n).map(F::from).collect();
        Batch::new(&xs, self.requester, &self.issuer, &self.group, NOW, &mut self.rng).unwrap()
    }
    fn ask(
        &mut self,
        request: &EvaluationRequest,
        who: &[u16],
    ) -> Result<Vec<BlindedAnswer>, EvaluationError> {
        let mut chosen: Vec<&mut dyn GuardianEndpoint> = self
            .desks
            .iter_mut()
            .filter(|d| who.contains(&d.id().number()))
            .map(|d| d as &mut dyn GuardianEndpoint)
            .collect();
        evaluate(&self.group, request, &mut chosen)
    }
    fn refusal(&mut self, request: &EvaluationRequest) -> EvaluationRefused {
        self.desks[0].commit(request).unwrap_err()
    }
    /// Signs again what was changed.
    fn resign(&self, r: EvaluationRequest) -> EvaluationRequest {
        EvaluationRequest::sign(r.requester, r.group, r.nonce, r.issued_at, r.points, &self.issuer)
    }
}

#[test]
fn every_subset_gives_the_keys_value() {
    let mut s = scene();
    let set = s.group.set([1, 2, 3].map(id)).unwrap();
    let secret = reconstruct(&[1, 2, 3].map(|i: usize| *s.shares[i - 1].scalar()), &set.lagrange());
    // 2HashDH by hand: the unblinded point of x is that of blinding 1.
    let blinding = taceo_oprf_core::oprf::BlindingFactor::from_scalar(1u64.into()).unwrap();
    let expected = |x: u64| {
        let h = taceo_oprf_core::oprf::client::blind_query(F::from(x), blinding).blinded_query();
        let p = (h * secret).into_affine();
        let tag = plimsoll_circuits::field::from_short_bytes(b"OPRF");
        taceo_poseidon2::bn254::t4::permutation(&[tag, F::from(x), p.x, p.y])[1]
    };
    let mut subsets = 0;
    for a in 1..=5u16 {
        for b in a + 1..=5 {
            for c in b + 1..=5 {
                let batch = s.batch(2);
                let answers = s.ask(batch.request(), &[c, a, b]).unwrap();
                let done = batch.finish(&answers).unwrap();
                assert_eq!([done[0].f, done[1].f], [expected(1), expected(2)]);
                done.iter().for_each(|e| e.verify(&s.group).unwrap());
                subsets += 1;
            }
        }
    }
    assert_eq!(subsets, 10);
}

#[test]
fn fewer_or_more_or_the_same_twice_are_no_set() {
    let mut s = scene();
    let batch = s.batch(1);
    for who in [&[1u16, 2][..], &[1, 2, 3, 4]] {
        let error = s.ask(batch.request(), who).unwrap_err();
        assert!(matches!(error, EvaluationError::Set(SetError::WrongNumber { needed: 3, .. })));
    }
}

#[test]
fn evaluations_are_verified_again_from_their_file() {
    let mut s = scene();
    let batch = s.batch(2);
    let answers = s.ask(batch.request(), &[1, 2, 3]).unwrap();
    let done = batch.finish(&answers).unwrap();
    let text = serde_json::to_string(&done[0]).unwrap();
    let read: Evaluation = serde_json::from_str(&text).unwrap();
    assert_eq!(read, done[0]);
    read.verify(&s.group).unwrap();

    let mut other = read.clone();
    other.f += F::from(1u64);
    assert_eq!(other.verify(&s.group), Err(EvaluationFault::WrongFingerprint));
    let mut other = read.clone();
    other.x += F::from(1u64);
    assert_eq!(other.verify(&s.group), Err(EvaluationFault::BadProof));
    let mut other = read.clone();
    other.transcript.answer = done[1].transcript.answer;
    assert_eq!(other.verify(&s.group), Err(EvaluationFault::BadProof));
    let mut other = read.clone();
    other.transcript.blinding = 0u64.into();
    assert_eq!(other.verify(&s.group), Err(EvaluationFault::NoBlinding));
    let foreign = run_in_process::<Fingerprint, _>(5, 3, &mut s.rng).unwrap();
    assert_eq!(read.verify(foreign[0].group()), Err(EvaluationFault::BadProof));
}

#[test]
fn answers_are_not_taken_for_others() {
    let mut s = scene();
    let batch = s.batch(2);
    let mut answers = s.ask(batch.request(), &[1, 2, 3]).unwrap();
    answers.swap(0, 1);
    let error = batch.finish(&answers).unwrap_err();
    assert_eq!(error, FinishError::Wrong { input: 0, fault: EvaluationFault::BadProof });
    let batch = s.batch(2);
    assert_eq!(batch.finish(&answers[..1]).unwrap_err(), FinishError::WrongNumber { given: 1, asked: 2 });
}

#[test]
fn a_guardian_with_a_wrong_share_is_named() {
    for wrong in 1..=3u16 {
        let mut s = scene();
        let mut share = s.shares[usize::from(wrong) - 1].clone();
        share.corrupt();
        let log = Box::new(MemoryLog::default());
        s.desks[usize::from(wrong) - 1] = desk(&share, s.requester.address(), log, NOW);
        let batch = s.batch(2);
        let error = s.ask(batch.request(), &[1, 2, 3]).unwrap_err();
        let EvaluationError::WrongShare { guardian, input: 0 } = error else { panic!("{error}") };
        assert_eq!(guardian, id(wrong));
    }
}

#[test]
fn a_guardian_that_spoils_the_proof_is_named() {
    let spoilers: [fn(&mut Desk); 2] = [|d| d.spoil_nonces = true, |d| d.spoil_response = true];
    for spoil in spoilers {
        let mut s = scene();
        spoil(&mut s.desks[1]);
        let batch = s.batch(2);
        let error = s.ask(batch.request(), &[1, 2, 5]).unwrap_err();
        assert!(
            matches!(error, EvaluationError::WrongShare { guardian, input: 0 } if guardian == id(2)),
            "{error}"
        );
    }
    let mut s = scene();
    s.desks[4].short = true;
    let batch = s.batch(2);
    let error = s.ask(batch.request(), &[1, 2, 5]).unwrap_err();
    assert!(matches!(error, EvaluationError::Malformed { guardian } if guardian == id(5)));
}

#[test]
fn bad_points_are_refused() {
    let mut s = scene();
    let zero = F::from(0u64);
    let one = F::from(1u64);
    let small = Point::new_unchecked(zero, -one);
    let off_subgroup = (s.batch(1).request().points[0] + small).into_affine();
    assert!(off_subgroup.is_on_curve());
    for bad in [Point::zero(), small, off_subgroup, Point::new_unchecked(one, one)] {
        let mut request = s.batch(3).request().clone();
        request.points[1] = bad;
        let request = s.resign(request);
        assert!(matches!(s.refusal(&request), EvaluationRefused::BadPoint { input: 1 }));
        if bad != Point::zero() {
            let text = serde_json::to_string(&request).unwrap();
            assert!(serde_json::from_str::<EvaluationRequest>(&text).is_err());
        }
    }
}

#[test]
fn requests_are_for_one_key_of_one_size() {
    let mut s = scene();
    let mut request = s.batch(1).request().clone();
    request.group = Point::generator();
    let request = s.resign(request);
    assert!(matches!(s.refusal(&request), EvaluationRefused::WrongKey));
    for n in [0, MAX_INPUTS + 1] {
        let mut request = s.batch(1).request().clone();
        request.points = vec![request.points[0]; n];
        let request = s.resign(request);
        assert!(matches!(s.refusal(&request), EvaluationRefused::WrongNumber { given } if given == n));
        let result = Batch::new(&vec![F::from(1u64); n], s.requester, &s.issuer, &s.group, NOW, &mut s.rng);
        assert_eq!(result.err(), Some(BatchError::WrongNumber(n)));
    }
    let stranger = SigningKey::random(&mut s.rng);
    let result = Batch::new(&[F::from(1u64)], s.requester, &stranger, &s.group, NOW, &mut s.rng);
    assert_eq!(result.err(), Some(BatchError::WrongKey));
}

#[test]
fn only_accredited_issuers_with_their_own_signature_are_answered() {
    let mut s = scene();
    let stranger = SigningKey::random(&mut s.rng);
    let requester = Requester { key: stranger.public(), ..s.requester };
    let batch = Batch::new(&[F::from(1u64)], requester, &stranger, &s.group, NOW, &mut s.rng).unwrap();
    assert!(matches!(s.refusal(batch.request()), EvaluationRefused::NotAccredited));

    // The stranger signs in the issuer's name, or changes what the issuer signed.
    let mut forged = batch.request().clone();
    forged.requester = s.requester;
    assert!(matches!(s.refusal(&forged), EvaluationRefused::BadSignature));
    let honest = s.batch(2).request().clone();
    let changes: [fn(&mut EvaluationRequest); 4] = [
        |r| r.nonce += F::from(1u64),
        |r| r.issued_at.0 += 1,
        |r| r.points.swap(0, 1),
        |r| r.points.truncate(1),
    ];
    for change in changes {
        let mut forged = honest.clone();
        change(&mut forged);
        assert!(matches!(s.refusal(&forged), EvaluationRefused::BadSignature));
    }
}

#[test]
fn a_request_is_answered_once_while_fresh_and_never_later() {
    let mut s = scene();
    let batch = s.batch(1);
    let request = batch.request().clone();
    s.ask(&request, &[1, 2, 3]).unwrap();
    assert!(matches!(s.refusal(&request), EvaluationRefused::Replayed));
    s.desks[0].now = UnixTime(NOW.0 + 300);
    assert!(matches!(s.refusal(&request), EvaluationRefused::Replayed));
    s.desks[0].now = UnixTime(NOW.0 + 301);
    assert!(matches!(s.refusal(&request), EvaluationRefused::Stale));
    s.desks[0].now = NOW.before(301);
    assert!(matches!(s.refusal(&request), EvaluationRefused::Stale));
}

#[test]
fn a_session_answers_once() {
    let mut s = scene();
    let batch = s.batch(1);
    let request = batch.request().clone();
    let mut commitments = Vec::new();
    for desk in &mut s.desks[..3] {
        commitments.push(desk.commit(&request).unwrap().inputs.remove(0));
    }
    let combined = taceo_oprf_core::ddlog_equality::shamir::DLogCommitmentsShamir::combine_commitments;
    let challenge = Challenge {
        request: request.digest(),
        guardians: [1, 2, 3].map(id).to_vec(),
        inputs: vec![combined(&commitments, vec![1, 2, 3])],
    };
    // What does not fit leaves the session open; what fits consumes it, also for another challenge.
    let mut short = challenge.clone();
    short.inputs.clear();
    assert!(matches!(s.desks[0].respond(&short), Err(EvaluationRefused::BadChallenge)));
    let mut few = challenge.clone();
    few.guardians.pop();
    assert!(matches!(s.desks[0].respond(&few), Err(EvaluationRefused::BadSet(_))));
    let mut others = challenge.clone();
    others.guardians = [2, 3, 4].map(id).to_vec();
    assert!(matches!(s.desks[0].respond(&others), Err(EvaluationRefused::BadChallenge)));
    let mut mixed = challenge.clone();
    mixed.guardians = [1, 2, 4].map(id).to_vec();
    assert!(matches!(s.desks[0].respond(&mixed), Err(EvaluationRefused::BadChallenge)));

    s.desks[0].respond(&challenge).unwrap();
    assert!(matches!(s.desks[0].respond(&challenge), Err(EvaluationRefused::NoSession)));
    let mut second = challenge.clone();
    second.inputs = vec![combined(&commitments[..2], vec![1, 2])];
    assert!(matches!(s.desks[0].respond(&second), Err(EvaluationRefused::NoSession)));

    s.desks[1].now = UnixTime(NOW.0 + 301);
    assert!(matches!(s.desks[1].respond(&challenge), Err(EvaluationRefused::NoSession)), "too old");
}

#[test]
fn quotas_hold_over_a_restart_and_end_with_the_day() {
    let mut s = scene();
    let path = std::env::temp_dir().join(format!("plimsoll-guardian-quota-{}.jsonl", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let open = || Box::new(JsonLinesLog::open(&path).unwrap());
    s.desks[0] = desk(&s.shares[0], s.requester.address(), open(), NOW);
    let first = s.batch(16).request().clone();
    s.desks[0].commit(&first).unwrap();
    let more = s.batch(5).request().clone();
    assert!(matches!(s.refusal(&more), EvaluationRefused::QuotaExceeded { left: 4, asked: 5 }));

    // The log is locked until its desk is gone.
    drop(s.desks.remove(0));
    s.desks.insert(0, desk(&s.shares[0], s.requester.address(), open(), NOW));
    assert!(matches!(s.refusal(&more), EvaluationRefused::QuotaExceeded { left: 4, asked: 5 }));
    assert!(matches!(s.refusal(&first), EvaluationRefused::Replayed));
    let rest = s.batch(4).request().clone();
    s.desks[0].commit(&rest).unwrap();

    drop(s.desks.remove(0));
    let records: Vec<EvaluationRecord> = open().since(UnixTime(0)).unwrap();
    assert_eq!(records.iter().map(|r| r.inputs).collect::<Vec<_>>(), [16, 4]);
    assert!(records.iter().all(|r| r.issuer == s.requester.address() && r.at == NOW));
    assert_eq!(records[0].request, first.digest());

    s.desks.insert(0, desk(&s.shares[0], s.requester.address(), open(), NOW));
    let tomorrow = UnixTime(NOW.0 + UnixTime::DAY);
    s.desks[0].now = tomorrow;
    let mut next = s.batch(5).request().clone();
    next.issued_at = tomorrow;
    let next = s.resign(next);
    s.desks[0].commit(&next).unwrap();
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn open_sessions_are_bounded_and_nothing_unlogged_is_answered() {
    let mut s = scene();
    for _ in 0..4 {
        let request = s.batch(1).request().clone();
        s.desks[0].commit(&request).unwrap();
    }
    let request = s.batch(1).request().clone();
    assert!(matches!(s.refusal(&request), EvaluationRefused::Busy));

    struct Full;
    impl Log<EvaluationRecord> for Full {
        fn append(&mut self, _: &EvaluationRecord) -> std::io::Result<()> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn since(&self, _: UnixTime) -> std::io::Result<Vec<EvaluationRecord>> {
            Ok(Vec::new())
        }
    }
    s.desks[0] = desk(&s.shares[0], s.requester.address(), Box::new(Full), NOW);
    assert!(matches!(s.refusal(&request), EvaluationRefused::Log(_)));
}
