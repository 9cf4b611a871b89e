use super::{
    run::{Carrier, run_with},
    *,
};
use crate::{GuardianId, point::base};
use ark_ec::AffineRepr;
use ark_ff::UniformRand;
use plimsoll_circuits::{
    field::{F, Point, Scalar},
    signature::SigningKey,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::sync::Arc;
use taceo_oprf_core::shamir::reconstruct;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn id(n: u16) -> GuardianId {
    GuardianId::new(n).unwrap()
}

struct Scene {
    ceremony: Arc<Ceremony<Fingerprint>>,
    identities: Vec<SigningKey>,
    rng: ChaCha20Rng,
}

fn scene() -> Scene {
    let mut rng = rng();
    let identities: Vec<_> = (0..5).map(|_| SigningKey::random(&mut rng)).collect();
    let roster = identities.iter().map(SigningKey::public).collect();
    Scene { ceremony: Arc::new(Ceremony::new(F::rand(&mut rng), 3, roster).unwrap()), identities, rng }
}

impl Scene {
    fn run(&mut self, carrier: &mut dyn Carrier) -> Result<Vec<KeyShare<Fingerprint>>, KeygenError> {
        run_with(&self.ceremony, &self.identities, carrier, &mut self.rng)
    }
}

#[test]
fn every_threshold_has_the_key_and_fewer_do_not() {
    for (n, t) in [(2, 2), (3, 2), (5, 3), (7, 7)] {
        let shares = run_in_process::<Audit, _>(n, t, &mut rng()).unwrap();
        let group = shares[0].group();
        assert!(shares.iter().all(|s| s.group() == group));
        let take = |ids: &[u16]| {
            let set = crate::id::GuardianSet::new(ids.iter().map(|&i| id(i)), ids.len() as u16, n).unwrap();
            let values: Vec<_> = set.ids().iter().map(|i| *shares[i.place()].scalar()).collect();
            base(reconstruct(&values, &set.lagrange()))
        };
        let last: Vec<_> = (n - t + 1..=n).collect();
        assert_eq!(take(&last), group.key());
        assert_ne!(take(&last[1..]), group.key());
    }
}

#[test]
fn parameters_are_checked() {
    for (n, t) in [(5, 0), (5, 1), (5, 6), (0, 0)] {
        let result = run_in_process::<Audit, _>(n, t, &mut rng());
        assert!(matches!(result, Err(KeygenError::BadParameters(_))), "{t} of {n}");
    }
    let Scene { ceremony, identities, mut rng } = scene();
    assert!(Committed::start(ceremony, id(1), &identities[1], &mut rng).is_err());
    let twice = vec![identities[0].public(); 3];
    assert!(Ceremony::<Audit>::new(F::from(1u64), 2, twice).is_err());
}

#[test]
fn an_equivocating_dealer_is_traced() {
    struct TwoFaced(F, SigningKey);
    impl Carrier for TwoFaced {
        fn round1(&mut self, to: GuardianId, m: &mut Round1Broadcast) {
            if m.from == id(2) && to == id(4) {
                *m = Round1Broadcast::sign(self.0, m.from, m.commitment + F::from(1u64), &self.1);
            }
        }
    }
    let mut scene = scene();
    let mut carrier = TwoFaced(scene.ceremony.context(), scene.identities[1].clone());
    assert_eq!(scene.run(&mut carrier).unwrap_err(), KeygenError::Equivocation(id(2)));
}

#[test]
fn nobody_can_frame_another_as_equivocating() {
    struct Framer;
    impl Carrier for Framer {
        fn round2(&mut self, _: GuardianId, m: &mut Round2Reveal) {
            if m.from == id(3) {
                m.seen[0].commitment += F::from(1u64);
            }
        }
    }
    assert_eq!(scene().run(&mut Framer).unwrap_err(), KeygenError::BadEcho(id(3)));
}

#[test]
fn an_unsigned_or_missing_commitment_is_refused() {
    struct Unsigned;
    impl Carrier for Unsigned {
        fn round1(&mut self, _: GuardianId, m: &mut Round1Broadcast) {
            if m.from == id(5) {
                m.commitment += F::from(1u64);
            }
        }
    }
    assert_eq!(scene().run(&mut Unsigned).unwrap_err(), KeygenError::BadSignature(id(5)));
    struct Posing;
    impl Carrier for Posing {
        fn round1(&mut self, _: GuardianId, m: &mut Round1Broadcast) {
            if m.from == id(5) {
                m.from = id(4);
            }
        }
    }
    assert_eq!(scene().run(&mut Posing).unwrap_err(), KeygenError::NoMessage(id(5)));
}

/// Dealer 2 reveals something else than it chose.
struct Revealing<T: FnMut(&mut Round2Reveal)>(T);
impl<T: FnMut(&mut Round2Reveal)> Carrier for Revealing<T> {
    fn round2(&mut self, _: GuardianId, m: &mut Round2Reveal) {
        if m.from == id(2) {
            (self.0)(m);
        }
    }
}

#[test]
fn a_dealer_cannot_choose_after_it_committed() {
    let error = scene().run(&mut Revealing(|m| m.coefficients[0] = base(Scalar::from(9u64)))).unwrap_err();
    assert_eq!(error, KeygenError::BrokenCommitment(id(2)));
}

#[test]
fn bad_points_and_degrees_are_traced() {
    let identity = Point::zero();
    // Of order two: on the curve, outside the subgroup.
    let small = Point::new_unchecked(F::from(0u64), -F::from(1u64));
    assert!(small.is_on_curve());
    let off = Point::new_unchecked(F::from(1u64), F::from(1u64));
    for bad in [identity, small, off] {
        for k in 0..3 {
            let error = scene().run(&mut Revealing(|m| m.coefficients[k] = bad)).unwrap_err();
            assert_eq!(error, KeygenError::BadPoint(id(2)));
        }
    }
    let long = scene().run(&mut Revealing(|m| m.coefficients.push(Point::generator())));
    assert_eq!(long.unwrap_err(), KeygenError::BadPoint(id(2)));
    let short = scene().run(&mut Revealing(|m| m.coefficients.truncate(2)));
    assert_eq!(short.unwrap_err(), KeygenError::BadPoint(id(2)));
}

#[test]
fn a_dealer_that_does_not_know_its_secret_is_traced() {
    /// Dealer 5 commits to a dealing whose constant term is the negative of the others' and so unknown to it.
    struct Rogue {
        context: F,
        identity: SigningKey,
        forged: Option<(F, Round2Reveal)>,
    }
    impl Rogue {
        fn forge(&mut self) -> &(F, Round2Reveal) {
            let (context, mut rng) = (self.context, rng());
            self.forged.get_or_insert_with(|| {
                let others = Point::rand(&mut rng);
                let reveal = Round2Reveal {
                    from: id(5),
                    coefficients: vec![-others, Point::generator(), Point::generator()],
                    knowledge: Knowledge::prove(context, id(5), &Scalar::from(3u64), &mut rng),
                    seen: Vec::new(),
                };
                (reveal.commitment(context), reveal)
            })
        }
    }
    impl Carrier for Rogue {
        fn round1(&mut self, _: GuardianId, m: &mut Round1Broadcast) {
            if m.from == id(5) {
                let commitment = self.forge().0;
                *m = Round1Broadcast::sign(self.context, id(5), commitment, &self.identity);
            }
        }
        fn round2(&mut self, _: GuardianId, m: &mut Round2Reveal) {
            if m.from == id(5) {
                let seen = std::mem::take(&mut m.seen);
                *m = Round2Reveal { seen, ..self.forge().1.clone() };
            }
        }
    }
    let mut scene = scene();
    let (context, identity) = (scene.ceremony.context(), scene.identities[4].clone());
    let error = scene.run(&mut Rogue { context, identity, forged: None }).unwrap_err();
    assert_eq!(error, KeygenError::BadKnowledge(id(5)));
}

/// Dealer 4 deals a wrong share to participant 1, and when asked in the open answers truthfully or not.
struct WrongShare {
    lies_again: bool,
}
impl Carrier for WrongShare {
    fn share(&mut self, m: &mut PrivateShare) {
        if m.from == id(4) && m.to == id(1) {
            m.share += Scalar::from(1u64);
        }
    }
    fn answers(&mut self, _: GuardianId, m: &mut Answers) {
        if self.lies_again && m.from == id(4) {
            assert_eq!(m.shares.len(), 1);
            m.shares[0].share += Scalar::from(1u64);
        }
    }
}

#[test]
fn a_wrong_share_is_traced_to_its_dealer_unless_it_makes_good() {
    let error = scene().run(&mut WrongShare { lies_again: true }).unwrap_err();
    assert_eq!(error, KeygenError::WrongShare(id(4)));
    assert_eq!(scene().run(&mut WrongShare { lies_again: false }).unwrap().len(), 5);
}

/// Participants that have dealt, and everything they dealt.
fn dealt() -> (Vec<Dealt<Fingerprint>>, Vec<PrivateShare>) {
    let Scene { ceremony, identities, mut rng } = scene();
    let started = ceremony.ids().zip(&identities);
    let (states, sent): (Vec<_>, Vec<_>) =
        started.map(|(id, key)| Committed::start(ceremony.clone(), id, key, &mut rng).unwrap()).unzip();
    let (states, sent): (Vec<_>, Vec<_>) =
        states.into_iter().map(|state| state.receive(sent.clone()).ok().unwrap()).unzip();
    let (states, sent): (Vec<_>, Vec<_>) =
        states.into_iter().map(|state| state.receive(sent.clone()).ok().unwrap()).unzip();
    (states, sent.concat())
}

#[test]
fn a_missing_share_is_asked_for_again_and_opens_nothing() {
    let (states, shares) = dealt();
    let (late, on_time): (Vec<_>, Vec<_>) =
        shares.into_iter().partition(|m| m.to == id(1) && m.from >= id(4));
    let mut next = Vec::new();
    for state in states {
        let state = match state.receive(on_time.clone()) {
            Ok(done) => {
                next.push(done);
                continue;
            }
            Err(missing) => missing,
        };
        assert_eq!(state.dealers, [id(4), id(5)]);
        assert_eq!(
            state.to_string(),
            "the private share of guardian 4 and of guardian 5 has not arrived: ask for it to be sent again"
        );
        assert!(!format!("{state:?}").contains("shares"));
        let Err(state) = state.state.receive(late[..1].to_vec()) else { panic!("one is still missing") };
        assert_eq!(state.dealers, [id(5)]);
        next.push(state.state.receive(late[1..].to_vec()).unwrap_or_else(|e| panic!("{e}")));
    }
    let (states, complaints): (Vec<_>, Vec<_>) = next.into_iter().unzip();
    assert_eq!((states.len(), complaints[0].from), (5, id(1)));
    assert!(complaints.iter().all(|m| m.about.is_empty()));
    let (states, answers): (Vec<_>, Vec<_>) =
        states.into_iter().map(|state| state.receive(complaints.clone()).ok().unwrap()).unzip();
    assert!(answers.iter().all(|m| m.shares.is_empty()));
    for state in states {
        state.receive(answers.clone()).unwrap();
    }
}

#[test]
fn only_a_wrong_share_is_complained_of() {
    let (mut states, mut shares) = dealt();
    shares.retain(|m| m.to == id(1) && m.from != id(4));
    shares[1].share += Scalar::from(1u64);
    // One that says it is from nobody is nobody's.
    let mut stray = shares[1].clone();
    stray.from = id(900);
    shares.push(stray);
    let first = states.remove(0);
    let Err(missing) = first.receive(shares) else { panic!("guardian 4's is missing") };
    assert_eq!(missing.dealers, [id(4)]);
    let mut late = PrivateShare { from: id(4), to: id(1), share: Scalar::from(0u64) };
    let Ok((_, complaints)) = missing.state.receive(vec![late.clone()]) else { panic!("all are there") };
    assert_eq!(complaints.about, [id(2), id(4)]);
    late.to = id(2);
    let Err(missing) = states.remove(0).receive(vec![late]) else { panic!("most are missing") };
    assert_eq!(missing.dealers, [1, 2, 3, 5].map(id));
}

#[test]
fn a_generation_whose_shares_are_lost_ends_before_any_complaint() {
    struct Losing;
    impl Carrier for Losing {
        fn share(&mut self, m: &mut PrivateShare) {
            if m.from == id(4) && m.to == id(1) {
                m.to = id(2);
            }
        }
        fn complaints(&mut self, _: GuardianId, _: &mut Complaints) {
            panic!("the round does not end without the share");
        }
        fn answers(&mut self, _: GuardianId, _: &mut Answers) {
            panic!("nothing is opened");
        }
    }
    assert_eq!(scene().run(&mut Losing).unwrap_err(), KeygenError::MissingShares(vec![id(4)]));
}

#[test]
fn a_false_complaint_changes_nothing_and_many_give_no_secret_away() {
    struct Complainers(u16);
    impl Carrier for Complainers {
        fn complaints(&mut self, _: GuardianId, m: &mut Complaints) {
            if m.from.number() <= self.0 {
                m.about = vec![id(5), id(900)];
            }
        }
        fn answers(&mut self, _: GuardianId, m: &mut Answers) {
            assert!(m.shares.len() < 3);
        }
    }
    assert_eq!(scene().run(&mut Complainers(2)).unwrap().len(), 5);
    assert_eq!(scene().run(&mut Complainers(3)).unwrap_err(), KeygenError::WrongShare(id(5)));
}

#[test]
fn keys_are_written_and_read_back_for_their_purpose_alone() {
    let shares = run_in_process::<Fingerprint, _>(5, 3, &mut rng()).unwrap();
    let secret = serde_json::to_string(shares[1].secret()).unwrap();
    let group = serde_json::to_string(shares[1].group()).unwrap();
    assert!(!format!("{:?}", shares[1]).contains(&secret[40..60]), "no secret is printed");

    let read: SecretShare<Fingerprint> = serde_json::from_str(&secret).unwrap();
    let key: GroupKey<Fingerprint> = serde_json::from_str(&group).unwrap();
    assert_eq!(&key, shares[1].group());
    assert!(KeyShare::new(read, key.clone()).is_ok());
    assert!(serde_json::from_str::<SecretShare<Audit>>(&secret).is_err());
    assert!(serde_json::from_str::<GroupKey<Audit>>(&group).is_err());

    let other = run_in_process::<Fingerprint, _>(5, 3, &mut ChaCha20Rng::seed_from_u64(8)).unwrap();
    let foreign = KeyShare::new(other[1].secret().clone(), key.clone());
    assert_eq!(foreign.unwrap_err(), KeyError::NotOfGroup(id(2)));

    let mut points: Vec<_> = (1..=5).map(|i| key.share_of(id(i)).unwrap()).collect();
    points.swap(3, 4);
    assert_eq!(GroupKey::<Audit>::new(3, key.key(), points.clone()), Err(KeyError::Inconsistent));
    points[0] = Point::zero();
    assert_eq!(GroupKey::<Audit>::new(3, key.key(), points), Err(KeyError::BadPoint));
}
