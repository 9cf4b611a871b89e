use super::*;
use crate::{
    GuardianId, SetError, UnixTime,
    keygen::{Audit, KeyShare, run_in_process},
    log::{JsonLinesLog, Log, MemoryLog},
    point,
};
use ark_ec::CurveGroup;
use ark_ff::UniformRand;
use plimsoll_circuits::{
    audit::{AuditCiphertext, AuditOf, AuditScalar, MESSAGES},
    field::{F, Point, Scalar},
    member::Address,
    note::{Content, Kind, Lot},
    statement::Identity,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::{collections::HashMap, sync::Arc};

const NOW: UnixTime = UnixTime(1_700_000_000);

fn id(n: u16) -> GuardianId {
    GuardianId::new(n).unwrap()
}

fn f(n: u64) -> F {
    F::from(n)
}

#[derive(Default)]
struct Ledger(HashMap<Identity, (AuditOf, AuditCiphertext)>);

impl TransitionSource for Ledger {
    fn audit_of(&self, id: Identity) -> Option<(AuditOf, AuditCiphertext)> {
        self.0.get(&id).copied()
    }
}

struct Desk(Opener, ChaCha20Rng);

impl OpeningEndpoint for Desk {
    fn id(&self) -> GuardianId {
        self.0.key().id()
    }
    fn share(&mut self, request: &OpeningRequest) -> Result<OpeningShare, OpeningRefused> {
        self.0.share(request, NOW, &mut self.1)
    }
}

struct Scene {
    shares: Vec<KeyShare<Audit>>,
    ledger: Arc<Ledger>,
    desks: Vec<Desk>,
    /// Of the notes that each transition makes.
    blindings: Vec<[F; 2]>,
}

fn move_messages() -> [F; MESSAGES] {
    let lien =
        Content { kind: Kind::Lien, amount: 70, prior: 30, pool: 90, lot: Lot(f(1)), bill: f(2), made: f(3) };
    [f(1), f(20), f(30), lien.packed(), f(31), Content::DUMMY.packed(), f(40), f(41)]
}

fn desk(share: &KeyShare<Audit>, ledger: &Arc<Ledger>, log: Box<dyn OpeningLog + Send>) -> Desk {
    let rng = ChaCha20Rng::seed_from_u64(u64::from(share.id().number()));
    Desk(Opener::new(share.clone(), Box::new(ledger.clone()), log), rng)
}

/// Transition 1 is a Register, 2 a Move, 3 an Amend; 4 is sealed for another statement; 5 has a bad point; 6 is a
/// Revalue, 7 one that names an issuer.
fn scene() -> Scene {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let shares = run_in_process::<Audit, _>(5, 3, &mut rng).unwrap();
    let key = shares[0].group().key();
    let mut blindings = Vec::new();
    let mut seal = |of, messages: &[F; MESSAGES]| {
        let e = Scalar::from(u64::rand(&mut rng));
        let sealing = AuditScalar::new(e).unwrap().under(of, key);
        blindings.push(sealing.blindings());
        sealing.seal(messages)
    };
    let register = [10, 11, 12, 1, 2, 5_000_000, 0, 0].map(f);
    let amend = [1, 20, 10, 11, 2, 3, u64::MAX, 42].map(f);
    let revalue = [1, 20, 0, 11, 2, 3, 9, 42].map(f);
    let mut ledger = Ledger::default();
    ledger.0.insert(nth(1), (AuditOf::Register, seal(AuditOf::Register, &register)));
    ledger.0.insert(nth(2), (AuditOf::Move, seal(AuditOf::Move, &move_messages())));
    ledger.0.insert(nth(3), (AuditOf::Amend, seal(AuditOf::Amend, &amend)));
    ledger.0.insert(nth(4), (AuditOf::Move, seal(AuditOf::Register, &register)));
    ledger.0.insert(nth(6), (AuditOf::Revalue, seal(AuditOf::Revalue, &revalue)));
    ledger.0.insert(nth(7), (AuditOf::Revalue, seal(AuditOf::Revalue, &amend)));
    let mut bad = seal(AuditOf::Register, &register);
    bad.ephemeral = (bad.ephemeral + Point::new_unchecked(f(0), -f(1))).into_affine();
    ledger.0.insert(nth(5), (AuditOf::Register, bad));
    let ledger = Arc::new(ledger);
    let desks = shares.iter().map(|s| desk(s, &ledger, Box::new(MemoryLog::default()))).collect();
    Scene { shares, ledger, desks, blindings }
}

fn nth(n: u8) -> Identity {
    Identity([n; 32])
}

fn request(n: u8) -> OpeningRequest {
    OpeningRequest { id: nth(n), requester: "Regulator".into(), reason: "Case 7".into() }
}

impl Scene {
    fn open(&mut self, n: u8, who: &[u16]) -> Result<Opened, OpeningError> {
        let group = self.shares[0].group();
        let mut chosen: Vec<&mut dyn OpeningEndpoint> = self
            .desks
            .iter_mut()
            .filter(|d| who.contains(&d.id().number()))
            .map(|d| d as &mut dyn OpeningEndpoint)
            .collect();
        Ok(self::open(group, &*self.ledger, &request(n), &mut chosen)?.opened)
    }
}

#[test]
fn any_three_read_what_was_sealed() {
    let mut s = scene();
    let mut subsets = 0;
    for a in 1..=5u16 {
        for b in a + 1..=5 {
            for c in b + 1..=5 {
                let Opened::Register(r) = s.open(1, &[a, b, c]).unwrap() else { panic!() };
                let [issuer, valuer, holder] = [10, 11, 12].map(|n| Address(f(n)));
                let ([r_0, _], lot, bill, value) = (s.blindings[0], Lot(f(1)), f(2), 5_000_000);
                let expected = OpenedRegister { issuer, valuer, holder, lot, bill, value, r: r_0 };
                assert_eq!(r, expected);
                subsets += 1;
            }
        }
    }
    assert_eq!(subsets, 10);

    let Opened::Move(m) = s.open(2, &[2, 3, 5]).unwrap() else { panic!() };
    assert_eq!((m.lot, m.actor, m.inputs), (Lot(f(1)), Address(f(20)), [f(40), f(41)]));
    let [r_0, r_1] = s.blindings[1];
    let lien =
        OpenedOutput { owner: Address(f(30)), kind: Kind::Lien, amount: 70, prior: 30, pool: 90, r: r_0 };
    let dummy =
        OpenedOutput { owner: Address(f(31)), kind: Kind::Dummy, amount: 0, prior: 0, pool: 0, r: r_1 };
    assert_eq!(m.outputs, [lien, dummy]);
    let Opened::Amend(a) = s.open(3, &[1, 4, 5]).unwrap() else { panic!() };
    assert_eq!((a.old_bill, a.new_bill, a.value), (f(2), f(3), u64::MAX));
    assert_eq!((a.input, a.r), (f(42), s.blindings[2][0]));
    assert_eq!(a.issuer, Some(Address(f(10))));
    let Opened::Amend(a) = s.open(6, &[1, 2, 3]).unwrap() else { panic!() };
    assert_eq!((a.issuer, a.valuer, a.value), (None, Address(f(11)), 9));
    assert!(matches!(s.open(7, &[1, 2, 3]), Err(OpeningError::Meaningless(_))));

    let opened = s.open(2, &[1, 2, 3]).unwrap();
    let text = serde_json::to_string(&opened).unwrap();
    assert_eq!(serde_json::from_str::<Opened>(&text).unwrap(), opened);
}

#[test]
fn two_cannot() {
    let mut s = scene();
    for who in [&[1u16, 2][..], &[5], &[]] {
        let error = s.open(1, who).unwrap_err();
        assert!(matches!(error, OpeningError::Set(SetError::TooFew { needed: 3, .. })));
    }
    // Two shares and a guess of the third, or two shares interpolated as if they were enough, do not give S.
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let (of, sealed) = s.ledger.audit_of(nth(1)).unwrap();
    let shares: Vec<_> = s.desks.iter_mut().map(|d| d.share(&request(1)).unwrap().point).collect();
    let interpolate = |ids: &[u16], points: &[Point]| {
        let set = crate::GuardianSet::new(ids.iter().map(|&n| id(n)), ids.len() as u16, 5).unwrap();
        point::combine(points, &set.lagrange())
    };
    let right = interpolate(&[1, 2, 3], &shares[..3]);
    assert!(Opened::read(of, &sealed.open(of, right)).is_ok());
    assert_ne!(interpolate(&[1, 2], &shares[..2]), right);
    for _ in 0..8 {
        let guess = point::base(Scalar::rand(&mut rng));
        let wrong = interpolate(&[1, 2, 3], &[shares[0], shares[1], guess]);
        assert_ne!(wrong, right);
        assert!(Opened::read(of, &sealed.open(of, wrong)).is_err());
    }
}

#[test]
fn a_wrong_share_is_traced() {
    for wrong in 1..=3u16 {
        let mut s = scene();
        let mut share = s.shares[usize::from(wrong) - 1].clone();
        share.corrupt();
        s.desks[usize::from(wrong) - 1] = desk(&share, &s.ledger, Box::new(MemoryLog::default()));
        let error = s.open(1, &[1, 2, 3]).unwrap_err();
        let OpeningError::TooFew { given: 2, needed: 3, without } = error else { panic!("{error}") };
        assert!(matches!(without[..], [(guardian, NoShare::Wrong)] if guardian == id(wrong)));
        s.open(1, &[1, 2, 3, 4]).unwrap();
    }
}

#[test]
fn a_share_of_another_transition_or_guardian_is_refused() {
    let mut s = scene();
    let (of, sealed) = s.ledger.audit_of(nth(1)).unwrap();
    let group = s.shares[0].group().clone();
    let share = |s: &mut Scene, n: usize, of| s.desks[n - 1].share(&request(of)).unwrap();
    let good = [1, 2, 3].map(|n| share(&mut s, n, 1));
    combine(&group, of, &sealed, &good).unwrap();

    let mut mixed = good;
    mixed[1] = share(&mut s, 2, 2);
    let error = combine(&group, of, &sealed, &mixed).unwrap_err();
    assert!(matches!(error, OpeningError::WrongShare { guardian } if guardian == id(2)));

    let mut posing = good;
    posing[1].from = id(4);
    let error = combine(&group, of, &sealed, &posing).unwrap_err();
    assert!(matches!(error, OpeningError::WrongShare { guardian } if guardian == id(4)));
    posing[1].from = id(1);
    let error = combine(&group, of, &sealed, &posing).unwrap_err();
    assert!(matches!(error, OpeningError::Set(SetError::Twice(g)) if g == id(1)));

    let mut zero = good;
    zero[0].point = Point::zero();
    assert!(combine(&group, of, &sealed, &zero).is_err());
}

#[test]
fn only_the_ledgers_transitions_are_opened() {
    let mut s = scene();
    assert!(matches!(s.open(9, &[1, 2, 3]), Err(OpeningError::UnknownTransition)));
    assert!(matches!(s.desks[0].share(&request(9)), Err(OpeningRefused::UnknownTransition)));
    assert!(matches!(s.desks[0].share(&request(5)), Err(OpeningRefused::BadPoint)));
    assert!(matches!(s.open(4, &[1, 2, 3]), Err(OpeningError::Meaningless(_))));
}

#[test]
fn openings_are_logged_with_who_and_why() {
    let mut s = scene();
    let path = std::env::temp_dir().join(format!("plimsoll-guardian-openings-{}.jsonl", std::process::id()));
    let _ = std::fs::remove_file(&path);
    s.desks[0] = desk(&s.shares[0], &s.ledger, Box::new(JsonLinesLog::open(&path).unwrap()));
    s.open(1, &[1, 2, 3]).unwrap();
    let mut nameless = request(1);
    nameless.reason = "  ".into();
    assert!(matches!(s.desks[0].share(&nameless), Err(OpeningRefused::NoReason)));
    let mut long = request(1);
    long.requester = "x".repeat(MAX_REQUESTER + 1);
    assert!(matches!(s.desks[0].share(&long), Err(OpeningRefused::NoReason)));
    // The log is locked until its desk is gone.
    s.desks[0] = desk(&s.shares[0], &s.ledger, Box::new(MemoryLog::default()));
    let records: Vec<OpeningRecord> = JsonLinesLog::open(&path).unwrap().since(UnixTime(0)).unwrap();
    let OpeningRequest { id, requester, reason } = request(1);
    assert_eq!(records, [OpeningRecord { at: NOW, id, requester, reason }]);
    std::fs::remove_file(&path).unwrap();

    struct Full;
    impl Log<OpeningRecord> for Full {
        fn append(&mut self, _: &OpeningRecord) -> std::io::Result<()> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn since(&self, _: UnixTime) -> std::io::Result<Vec<OpeningRecord>> {
            Ok(Vec::new())
        }
    }
    s.desks[0] = desk(&s.shares[0], &s.ledger, Box::new(Full));
    let error = s.open(1, &[1, 2, 3]).unwrap_err();
    let OpeningError::TooFew { given: 2, needed: 3, without } = error else { panic!("{error}") };
    assert!(matches!(without[..], [(_, NoShare::Refused(OpeningRefused::Log(_)))]));
}

/// Whoever refuses is passed over, and nobody is asked, or logs anything, once there are enough shares.
#[test]
fn three_of_those_who_are_asked_are_enough() {
    struct Asked(GuardianId, Option<Desk>, usize);
    impl OpeningEndpoint for Asked {
        fn id(&self) -> GuardianId {
            self.0
        }
        fn share(&mut self, request: &OpeningRequest) -> Result<OpeningShare, OpeningRefused> {
            self.2 += 1;
            match &mut self.1 {
                Some(desk) => desk.share(request),
                None => Err(OpeningRefused::Unreachable("it is asleep".to_owned())),
            }
        }
    }
    let s = scene();
    let (group, ledger) = (s.shares[0].group().clone(), s.ledger.clone());
    let mut desks: Vec<_> = s.desks.into_iter().map(|desk| Asked(desk.id(), Some(desk), 0)).collect();
    let ask = |desks: &mut [Asked]| {
        let mut all: Vec<_> = desks.iter_mut().map(|desk| desk as &mut dyn OpeningEndpoint).collect();
        self::open(&group, &*ledger, &request(1), &mut all)
    };
    desks[1].1 = None;
    let opening = ask(&mut desks).unwrap();
    assert_eq!(opening.by.numbers(), [1, 3, 4]);
    assert_eq!(desks.iter().map(|desk| desk.2).collect::<Vec<_>>(), [1, 1, 1, 1, 0]);
    (desks[0].1, desks[4].1) = (None, None);
    let error = ask(&mut desks).unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 of the 3 guardians that must act together gave a share: guardian 1: the guardian could not be reached: it is asleep, guardian 2: \
         the guardian could not be reached: it is asleep, guardian 5: the guardian could not be reached: it is asleep"
    );
}
