use super::*;
use crate::{
    GuardianId, SetError, UnixTime,
    keygen::{Fingerprint, GroupKey, KeyShare, run_in_process},
    log::{JsonLinesLog, Log, MemoryLog},
};
use ark_ec::{AffineRepr, CurveGroup};
use plimsoll_circuits::{
    field::{F, Point, Scalar},
    fingerprint::{LARGE_SLOTS, SMALL_SLOTS, Tier},
    member::{Address, NullifierKey},
    signature::SigningKey,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use taceo_oprf_core::{dlog_equality::DLogEqualityProof, shamir::reconstruct};

const NOW: UnixTime = UnixTime(20_000 * UnixTime::DAY + 43_200);

fn id(n: u16) -> GuardianId {
    GuardianId::new(n).unwrap()
}

/// A desk with a clock and randomness, as an endpoint; what it sends can be spoilt.
struct Desk {
    evaluator: Evaluator,
    now: UnixTime,
    rng: ChaCha20Rng,
    spoil: fn(&mut EvaluationShare),
}

impl GuardianEndpoint for Desk {
    fn id(&self) -> GuardianId {
        self.evaluator.share().id()
    }
    fn evaluate(&mut self, request: &EvaluationRequest) -> Result<EvaluationShare, EvaluationRefused> {
        let mut sent = self.evaluator.evaluate(request, self.now, &mut self.rng)?;
        (self.spoil)(&mut sent);
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
    Limits { bills_per_day: 10, window: 300 }
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
    Desk { evaluator, now, rng, spoil: |_| () }
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
        self.batch_of(&xs, Tier::Small).unwrap()
    }
    fn batch_of(&mut self, xs: &[F], tier: Tier) -> Result<Batch, BatchError> {
        Batch::new(xs, tier, self.requester, &self.issuer, &self.group, NOW, &mut self.rng)
    }
    /// What three guardians made of two inputs.
    fn evaluated(&mut self, who: &[u16]) -> Result<Evaluated, EvaluationFault> {
        let batch = self.batch(2);
        let shares = self.ask(batch.request(), who).unwrap();
        batch.finish(shares)
    }
    fn ask(
        &mut self,
        request: &EvaluationRequest,
        who: &[u16],
    ) -> Result<Vec<EvaluationShare>, EvaluationError> {
        let mut chosen: Vec<&mut dyn GuardianEndpoint> = self
            .desks
            .iter_mut()
            .filter(|d| who.contains(&d.id().number()))
            .map(|d| d as &mut dyn GuardianEndpoint)
            .collect();
        evaluate(&self.group, request, &mut chosen)
    }
    fn refusal(&mut self, request: &EvaluationRequest) -> EvaluationRefused {
        self.desks[0].evaluate(request).unwrap_err()
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
                let done = s.evaluated(&[c, a, b]).unwrap();
                assert_eq!(done.inputs.iter().map(|i| i.f).collect::<Vec<_>>(), [expected(1), expected(2)]);
                done.verify(&s.group).unwrap();
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
    let done = s.evaluated(&[1, 2, 3]).unwrap();
    let read: Evaluated = serde_json::from_str(&serde_json::to_string(&done).unwrap()).unwrap();
    assert_eq!(read, done);
    read.verify(&s.group).unwrap();

    let changed = |change: &dyn Fn(&mut Evaluated)| {
        let mut other = read.clone();
        change(&mut other);
        other.verify(&s.group).unwrap_err()
    };
    let one = F::from(1u64);
    assert_eq!(changed(&|e| e.inputs[1].f += one), EvaluationFault::WrongFingerprint { input: 1 });
    assert_eq!(changed(&|e| e.inputs[0].x += one), EvaluationFault::OtherInput { input: 0 });
    assert_eq!(changed(&|e| e.inputs.swap(0, 1)), EvaluationFault::OtherInput { input: 0 });
    assert_eq!(changed(&|e| e.inputs[0].blinding = 0u64.into()), EvaluationFault::OtherInput { input: 0 });
    // An input that is left out, or fillers of another seed: guesses that nobody should see.
    assert_eq!(changed(&|e| drop(e.inputs.pop())), EvaluationFault::OtherInput { input: 1 });
    assert_eq!(changed(&|e| e.seed += one), EvaluationFault::OtherInput { input: 2 });
    let wrong = |e| matches!(e, EvaluationFault::WrongShare { .. });
    // Two answers exchanged, a point that was not asked for, another request's shares.
    assert!(wrong(changed(&|e| e.shares[1].responses.swap(0, 1))));
    assert!(wrong(changed(&|e| e.request.points[7] = e.request.points[8])));
    assert!(wrong(changed(&|e| e.request.nonce += one)));
    assert!(matches!(changed(&|e| drop(e.shares.pop())), EvaluationFault::Set(_)));
    assert!(matches!(
        changed(&|e| e.shares[2] = e.shares[1].clone()),
        EvaluationFault::Set(SetError::Twice(_))
    ));
    let foreign = run_in_process::<Fingerprint, _>(5, 3, &mut s.rng).unwrap();
    assert_eq!(read.verify(foreign[0].group()), Err(EvaluationFault::OtherKey));
}

#[test]
fn shares_are_not_taken_for_another_requests() {
    let mut s = scene();
    let (first, second) = (s.batch(2), s.batch(2));
    let shares = s.ask(first.request(), &[1, 2, 3]).unwrap();
    assert_eq!(second.finish(shares).unwrap_err(), EvaluationFault::WrongShare { guardian: id(1) });
}

#[test]
fn a_guardian_with_a_wrong_share_is_named() {
    for wrong in 1..=3u16 {
        let mut s = scene();
        let mut share = s.shares[usize::from(wrong) - 1].clone();
        share.corrupt();
        let log = Box::new(MemoryLog::default());
        s.desks[usize::from(wrong) - 1] = desk(&share, s.requester.address(), log, NOW);
        let error = s.evaluated(&[1, 2, 3]).unwrap_err();
        assert_eq!(error, EvaluationFault::WrongShare { guardian: id(wrong) });
    }
}

/// Every way to answer wrongly: at one point, at two that cancel in a plain sum, outside the subgroup, out of order, too little, under another
/// proof, in another's name.
#[test]
fn a_guardian_that_answers_wrongly_is_named() {
    let spoilers: [fn(&mut EvaluationShare); 8] = [
        |s| s.responses[0] = s.responses[1],
        |s| {
            let d = s.responses[2].into_group();
            s.responses[0] = (s.responses[0] + d).into_affine();
            s.responses[1] = (s.responses[1] - d).into_affine();
        },
        |s| s.responses.swap(38, 39),
        |s| s.responses[0] = Point::zero(),
        |s| s.responses.truncate(39),
        |s| s.answer += Scalar::from(1u64),
        |s| s.challenge += F::from(1u64),
        |s| s.responses[0] = Point::new_unchecked(F::from(1u64), F::from(1u64)),
    ];
    for spoil in spoilers {
        let mut s = scene();
        s.desks[1].spoil = spoil;
        let error = s.evaluated(&[1, 2, 5]).unwrap_err();
        assert_eq!(error, EvaluationFault::WrongShare { guardian: id(2) });
    }
    let mut s = scene();
    s.desks[1].spoil = |s| s.from = id(3);
    assert_eq!(s.evaluated(&[1, 2, 5]).unwrap_err(), EvaluationFault::WrongShare { guardian: id(3) });
}

/// What lies outside the subgroup is multiplied away before a share is used, and is no answer.
#[test]
fn a_part_outside_the_subgroup_neither_draws_a_secret_out_nor_gets_in() {
    let mut s = scene();
    let small = Point::new_unchecked(F::from(0u64), -F::from(1u64));
    assert!(small.is_on_curve() && (small + small).into_affine().is_zero());
    // A guardian asked for a blinded point with such a part answers as without it.
    let honest = s.batch(2).request().clone();
    let mut bent = honest.clone();
    bent.points[0] = (honest.points[0] + small).into_affine();
    let bent = s.resign(bent);
    let [with, without] = [&bent, &honest].map(|r| s.desks[0].evaluate(r).unwrap().responses[0]);
    assert_eq!(with, without);
    assert!(with.is_in_correct_subgroup_assuming_on_curve());
    // A guardian that adds such a part to its answers is named, although it can prove them.
    let batch = s.batch(2);
    let mut shares = s.ask(batch.request(), &[1, 2, 3]).unwrap();
    let share = &mut shares[1];
    share.responses[0] = (share.responses[0] + small).into_affine();
    let public = s.group.share_of(id(2)).unwrap();
    let coefficients = share::coefficients(public, share.request, &share.responses);
    let combined = share::combination(&coefficients, &batch.request().points);
    let proof = DLogEqualityProof::proof(combined, *s.shares[1].scalar(), &mut s.rng);
    (share.challenge, share.answer) = (proof.e(), proof.s());
    assert_eq!(batch.finish(shares).unwrap_err(), EvaluationFault::WrongShare { guardian: id(2) });
}

#[test]
fn points_off_the_curve_are_refused() {
    let mut s = scene();
    let mut request = s.batch(3).request().clone();
    request.points[1] = Point::new_unchecked(F::from(1u64), F::from(1u64));
    let request = s.resign(request);
    assert!(matches!(s.refusal(&request), EvaluationRefused::BadPoint { input: 1 }));
    let text = serde_json::to_string(&request).unwrap();
    assert!(serde_json::from_str::<EvaluationRequest>(&text).is_err());
}

#[test]
fn requests_are_for_one_key_and_as_long_as_a_bill_has_slots() {
    let mut s = scene();
    let mut request = s.batch(1).request().clone();
    request.group = Point::generator();
    let request = s.resign(request);
    assert!(matches!(s.refusal(&request), EvaluationRefused::WrongKey));
    for n in [0, 1, SMALL_SLOTS - 1, SMALL_SLOTS + 1, LARGE_SLOTS + 1] {
        let mut request = s.batch(1).request().clone();
        request.points = vec![request.points[0]; n];
        let request = s.resign(request);
        assert!(matches!(s.refusal(&request), EvaluationRefused::WrongNumber { given } if given == n));
    }
    // However many inputs there are, guardians see as many points.
    for (tier, given, points) in
        [(Tier::Small, 1, 40), (Tier::Small, 40, 40), (Tier::Large, 1, 340), (Tier::Large, 137, 340)]
    {
        let xs: Vec<_> = (1..=given).map(F::from).collect();
        let batch = s.batch_of(&xs, tier).unwrap();
        let distinct: std::collections::HashSet<_> = batch.request().points.iter().collect();
        assert_eq!(distinct.len(), points);
        assert!(distinct.iter().all(|p| !p.is_zero() && p.is_in_correct_subgroup_assuming_on_curve()));
    }
    for n in [0, 41] {
        let refused = s.batch_of(&vec![F::from(1u64); n], Tier::Small).err();
        assert_eq!(refused, Some(BatchError::WrongNumber { slots: 40, given: n }));
    }
    let stranger = SigningKey::random(&mut s.rng);
    let one = [F::from(1u64)];
    let result = Batch::new(&one, Tier::Small, s.requester, &stranger, &s.group, NOW, &mut s.rng);
    assert_eq!(result.err(), Some(BatchError::WrongKey));
}

#[test]
fn only_accredited_issuers_with_their_own_signature_are_answered() {
    let mut s = scene();
    let stranger = SigningKey::random(&mut s.rng);
    let requester = Requester { key: stranger.public(), ..s.requester };
    let one = [F::from(1u64)];
    let batch = Batch::new(&one, Tier::Small, requester, &stranger, &s.group, NOW, &mut s.rng).unwrap();
    assert!(matches!(s.refusal(batch.request()), EvaluationRefused::NotAccredited));

    // The stranger signs in the issuer's name, or changes what the issuer signed.
    let mut forged = batch.request().clone();
    forged.requester = s.requester;
    assert!(matches!(s.refusal(&forged), EvaluationRefused::BadSignature));
    let honest = s.batch(2).request().clone();
    let changes: [fn(&mut EvaluationRequest); 3] =
        [|r| r.nonce += F::from(1u64), |r| r.issued_at.0 += 1, |r| r.points.swap(0, 1)];
    for change in changes {
        let mut forged = honest.clone();
        change(&mut forged);
        assert!(matches!(s.refusal(&forged), EvaluationRefused::BadSignature));
    }
}

#[test]
fn a_request_that_comes_again_is_answered_alike_while_fresh_and_never_later() {
    let mut s = scene();
    let batch = s.batch(1);
    let request = batch.request().clone();
    let first = s.ask(&request, &[1, 2, 3]).unwrap();
    s.desks[0].now = UnixTime(NOW.0 + 300);
    let again = s.ask(&request, &[1, 2, 3]).unwrap();
    assert_eq!(again[0].responses, first[0].responses);
    assert_ne!(again[0].challenge, first[0].challenge, "no nonce is used twice");
    assert_eq!(batch.finish(again).unwrap().inputs.len(), 1);
    s.desks[0].now = UnixTime(NOW.0 + 301);
    assert!(matches!(s.refusal(&request), EvaluationRefused::Stale));
    s.desks[0].now = NOW.before(301);
    assert!(matches!(s.refusal(&request), EvaluationRefused::Stale));
}

#[test]
fn quotas_hold_over_a_restart_and_end_with_the_day() {
    let mut s = scene();
    let path = std::env::temp_dir().join(format!("plimsoll-guardian-quota-{}.jsonl", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let open = || Box::new(JsonLinesLog::open(&path).unwrap());
    s.desks[0] = desk(&s.shares[0], s.requester.address(), open(), NOW);
    let first = s.batch_of(&[F::from(1u64)], Tier::Large).unwrap().request().clone();
    s.desks[0].evaluate(&first).unwrap();
    let more = s.batch_of(&[F::from(1u64)], Tier::Large).unwrap().request().clone();
    assert!(matches!(s.refusal(&more), EvaluationRefused::QuotaExceeded { left: 1, asked: 9 }));

    // The log is locked until its desk is gone.
    drop(s.desks.remove(0));
    s.desks.insert(0, desk(&s.shares[0], s.requester.address(), open(), NOW));
    assert!(matches!(s.refusal(&more), EvaluationRefused::QuotaExceeded { left: 1, asked: 9 }));
    s.desks[0].evaluate(&first).unwrap();
    let rest = s.batch(16).request().clone();
    s.desks[0].evaluate(&rest).unwrap();
    let none = s.batch(1).request().clone();
    assert!(matches!(s.refusal(&none), EvaluationRefused::QuotaExceeded { left: 0, asked: 1 }));
    s.desks[0].evaluate(&rest).unwrap();

    drop(s.desks.remove(0));
    let records: Vec<EvaluationRecord> = open().since(UnixTime(0)).unwrap();
    assert_eq!(records.iter().map(|r| r.bills).collect::<Vec<_>>(), [9, 1]);
    assert!(records.iter().all(|r| r.issuer == s.requester.address() && r.at == NOW));
    assert_eq!(records[0].request, first.digest());

    s.desks.insert(0, desk(&s.shares[0], s.requester.address(), open(), NOW));
    let tomorrow = UnixTime(NOW.0 + UnixTime::DAY);
    s.desks[0].now = tomorrow;
    let mut next = s.batch(5).request().clone();
    next.issued_at = tomorrow;
    let next = s.resign(next);
    s.desks[0].evaluate(&next).unwrap();
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn nothing_unlogged_is_answered() {
    let mut s = scene();
    let request = s.batch(1).request().clone();

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
