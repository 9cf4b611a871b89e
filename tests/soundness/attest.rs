use crate::twin::Twin;
use ark_ff::Field;
use plimsoll_circuits::{
    field::F,
    member::Roles,
    merkle::{FROZEN_DEPTH, indexed::from_sorted},
    note::{Content, Kind},
    signature::{NOBODY, SigningKey},
    statement::{
        Public as _, Statement,
        attest::{Attest, AttestPublic, AttestWitness, checks, designation},
        sighash,
    },
};
use plimsoll_tests::{Actor, World, twin::assignment};

type Case = (AttestPublic<F>, AttestWitness);

const VALUE: u64 = 1_000_000;

fn case(world: &mut World, amounts: [u64; 3]) -> Case {
    let (lot, bill, holder) = (world.lot(), world.bill(VALUE), world.holder.clone());
    let title = world.title(&holder, lot, &bill, 300_000);
    world.attest(&holder, &title, &bill, amounts)
}

fn signed(actor: &Actor, (public, mut witness): Case) -> Case {
    witness.signature = actor.signing.sign(sighash(Attest::CIRCUIT, &public));
    (public, witness)
}

/// The same public inputs but for these changes, as a verifier that signs with `key` makes them without any title.
fn simulated(public: &AttestPublic<F>, key: &SigningKey, change: impl FnOnce(&mut AttestPublic<F>)) -> Case {
    let mut public = public.clone();
    change(&mut public);
    let witness = AttestWitness::simulated(key.sign(sighash(Attest::CIRCUIT, &public)));
    (public, witness)
}

/// A real Attest that is made for the bank alone, and the bank's key.
fn designated(seed: u64) -> (World, Case, SigningKey) {
    let mut world = World::new(seed);
    let (mut public, witness) = case(&mut world, [300_000, 500_000, 8_000]);
    let (holder, key) = (world.holder.clone(), world.bank.signing.clone());
    public.verifier = designation(Some(&key.public()));
    let case = signed(&holder, (public, witness));
    (world, case, key)
}

#[test]
fn true_attests_are_accepted() {
    let mut world = World::new(11);
    let twin = Twin::<Attest>::new(&case(&mut world, [300_000, 500_000, 8_000]));
    for amounts in [[300_000, 500_000, 8_000], [300_000, 0, 3_000], [u64::MAX, 700_000, 10_000]] {
        twin.accepts(&format!("{amounts:?}"), &case(&mut world, amounts));
    }
    let holder = world.holder.clone();
    let mut case = case(&mut world, [300_000, 500_000, 8_000]);
    case.0.applicant = F::from(0u64);
    twin.accepts("nobody named", &signed(&holder, case.clone()));
    case.0.valued_since = F::from(0u64);
    twin.accepts("valued at any time", &signed(&holder, case.clone()));
    // Who sees these refuses them. The two agree of them all the same.
    case.0.valued_since = -F::ONE;
    twin.accepts("valued since a day before all days", &signed(&holder, case.clone()));
    case.0.requested = -F::ONE;
    twin.accepts("less than nothing asked for", &signed(&holder, case.clone()));
    case.0.max_encumbrance = F::from(1u128 << 64);
    twin.accepts("a maximum of more than 64 bits", &signed(&holder, case));
}

#[test]
fn no_hint_is_free_every_input_is_bound_and_there_is_one_shape() {
    let mut world = World::new(12);
    let case = case(&mut world, [300_000, 500_000, 8_000]);
    Twin::<Attest>::is_determined("attest", &case);
    let twin = Twin::<Attest>::new(&case);
    twin.has_one_shape();
    twin.binds_every_public_input(&case);
}

/// What is told, the check that refuses it, and how.
type Lie = (&'static str, &'static str, fn(&mut AttestPublic<F>, &mut AttestWitness));

const LIES: [Lie; 21] = [
    ("a smaller encumbrance", checks::TITLE, |_, w| w.title.content.amount -= 1),
    ("another lot", checks::TITLE, |_, w| w.title.content.lot.0 += F::ONE),
    ("another bill", checks::TITLE, |_, w| w.title.content.bill += F::ONE),
    ("another note root", checks::TITLE, |p, _| p.notes_root += F::ONE),
    ("another nullifier root", checks::LIVE, |p, _| p.nullifiers_root += F::ONE),
    ("a made-up gap", checks::LIVE, |_, w| w.live.low.value += F::ONE),
    ("made-up roles", checks::OWNER, |_, w| w.owner.member.roles = Roles::BANK),
    ("another frozen root", checks::FROZEN, |p, _| p.frozen_root += F::ONE),
    ("a better value", checks::BILL, |_, w| w.bill.value += 1),
    ("another currency", checks::BILL, |p, _| p.currency += F::ONE),
    ("another link", checks::LINK, |p, _| p.link += F::ONE),
    ("a lower maximum", checks::ENCUMBRANCE, |p, _| p.max_encumbrance = F::from(299_999u64)),
    ("a maximum below nothing", checks::ENCUMBRANCE, |p, _| p.max_encumbrance = -F::ONE),
    ("a maximum of more than 64 bits above what it bears", checks::ENCUMBRANCE, |p, w| {
        p.max_encumbrance = F::from(w.title.content.amount) + F::from(1u128 << 64);
    }),
    ("a rate that 78 bits do not hold", checks::RATE, |p, _| p.rate_bps = F::from(1u64 << 63)),
    ("one cent too much", checks::RATE, |p, _| p.requested = F::from(500_001u64)),
    ("a lower rate", checks::RATE, |p, _| p.rate_bps = F::from(7_999u64)),
    ("another blinding", checks::LINK, |_, w| w.blinding += F::ONE),
    ("valued only since", checks::VALUED, |p, _| p.valued_since += F::ONE),
    ("valued since a day that is none", checks::VALUED, |p, _| p.valued_since = F::from(1u64 << 33)),
    ("another applicant", checks::APPLICANT, |p, _| p.applicant += F::ONE),
];

#[test]
fn native_and_circuit_refuse_every_lie_on_the_same_check() {
    let mut world = World::new(13);
    let holder = world.holder.clone();
    let good = case(&mut world, [300_000, 500_000, 8_000]);
    let mut twin = Twin::<Attest>::new(&good);
    let one = F::ONE;
    for (what, check, bend) in LIES {
        let mut bent = good.clone();
        bend(&mut bent.0, &mut bent.1);
        twin.refuses(what, check, &signed(&holder, bent));
    }
    let mut unsigned = good.clone();
    unsigned.0.challenge += one;
    twin.refuses("an answer to another challenge", checks::SIGNATURE, &unsigned);

    // A spent title: its nullifier is in the tree, and the empty leaf beside it shows nothing.
    let nf = good.1.title.note(holder.address()).nullifier(&holder.nk);
    let mut spent = good.clone();
    world.nullifiers.insert(nf).expect("the nullifier is new");
    spent.0.nullifiers_root = world.nullifiers.root();
    twin.refuses("a spent title", checks::LIVE, &signed(&holder, spent.clone()));
    spent.1.live.low.next = F::from(0u64);
    spent.1.live.low.value = F::from(0u64);
    twin.refuses("a spent title through an empty leaf", checks::LIVE, &signed(&holder, spent));

    let mut frozen = good.clone();
    let tree = from_sorted::<FROZEN_DEPTH>(&[good.1.title.content.lot.0].into()).expect("the lot is new");
    frozen.0.frozen_root = tree.root();
    twin.refuses("a frozen lot", checks::FROZEN, &signed(&holder, frozen));

    // What is no title.
    let (lot, bill) = (world.lot(), world.bill(VALUE));
    let content = Content { kind: Kind::Release, amount: 5, lot, ..Content::DUMMY };
    let release = world.hold(&holder, content);
    let case = world.attest(&holder, &release, &bill, [300_000, 5, 8_000]);
    twin.refuses("a release shown as a title", checks::TITLE, &case);

    twin.needs_each_of(&checks::ALL);
}

/// What a verifier makes up, and how.
type Fiction = (&'static str, fn(&mut AttestPublic<F>, F));

#[test]
fn the_verifier_alone_can_simulate_anything() {
    let (world, real, key) = designated(14);
    let mut twin = Twin::<Attest>::new(&real);
    let random = F::from(0x51_u64);
    let changes: [Fiction; 4] = [
        ("the same public inputs", |_, _| {}),
        ("other roots", |p, x| {
            (p.notes_root, p.nullifiers_root, p.members_root, p.frozen_root) = (x, x, x, x);
        }),
        ("another link", |p, x| p.link = x),
        ("amounts that no lot could bear", |p, _| {
            let most = F::from(u64::MAX);
            (p.max_encumbrance, p.requested, p.rate_bps) = (F::from(0u64), most, F::from(1u64));
        }),
    ];
    for (what, change) in changes {
        let case = simulated(&real.0, &key, |p| change(p, random));
        twin.accepts(what, &case);
        Twin::<Attest>::is_determined(what, &case);
        twin.binds_every_public_input(&case);
        // What it waives, it waives whatever stands there: a real witness under the verifier's signature.
        let filled =
            (case.0, AttestWitness { simulated: true, signature: case.1.signature, ..real.1.clone() });
        twin.accepts(what, &filled);
        Twin::<Attest>::is_determined(what, &filled);
    }

    // Nobody else can, and nobody at all where the verifier is nobody.
    for (what, signer) in [("the owner", &world.holder), ("another bank", &world.other_bank)] {
        twin.refuses(what, checks::SIGNATURE, &simulated(&real.0, &signer.signing, |_| {}));
    }
    let for_all = |p: &mut AttestPublic<F>| p.verifier = designation(None);
    assert_eq!(designation(None), [NOBODY.point().x, NOBODY.point().y]);
    twin.refuses("for all", checks::SIGNATURE, &simulated(&real.0, &key, for_all));
    let mut owner_s = real.clone();
    owner_s.1.simulated = true;
    twin.refuses("a real one called simulated", checks::SIGNATURE, &owner_s);
    assert!(twin.needs(checks::SIGNATURE));

    // The verifier's signature without the bit: every check binds, the first refuses.
    let mut unmarked = simulated(&real.0, &key, |_| {});
    unmarked.1.simulated = false;
    twin.refuses("a simulated one called real", checks::TITLE, &unmarked);
    let (public, witness) = real.clone();
    let signature = key.sign(sighash(Attest::CIRCUIT, &public));
    let by_verifier = (public, AttestWitness { signature, ..witness });
    twin.refuses("a real one that the verifier signed", checks::SIGNATURE, &by_verifier);
}

#[test]
fn an_attest_for_one_verifier_is_checked_like_one_for_all() {
    let (world, real, _) = designated(15);
    let mut twin = Twin::<Attest>::new(&real);
    Twin::<Attest>::is_determined("designated", &real);
    twin.binds_every_public_input(&real);
    let holder = world.holder;
    for (what, check, bend) in LIES {
        let mut bent = real.clone();
        bend(&mut bent.0, &mut bent.1);
        twin.refuses(what, check, &signed(&holder, bent));
    }
    let mut other = real.clone();
    other.0.verifier = designation(Some(&world.other_bank.signing.public()));
    twin.refuses("shown as if made for another verifier", checks::SIGNATURE, &other);
    twin.needs_each_of(&checks::ALL);
}

#[test]
fn the_bit_is_a_bit_and_selects_the_key() {
    let (_, real, key) = designated(16);
    let made = simulated(&real.0, &key, |_| {});
    let twin = Twin::<Attest>::new(&real);
    let assignments = [&real, &made].map(|(public, witness)| assignment::<Attest>(public, witness));
    // Behind the posted values the first private input is the bit.
    let bit = twin.shape.private[AttestPublic::<F>::LEN];
    assert_eq!(assignments.each_ref().map(|z| z[bit]), [F::from(0u64), F::from(1u64)]);
    for honest in &assignments {
        for value in [F::from(2u64), -F::ONE, F::ONE - honest[bit]] {
            let mut z = honest.clone();
            z[bit] = value;
            let violations = twin.shape.violations(&z);
            let names: Vec<_> = violations.iter().flat_map(|v| twin.shape.names_of(v.constraint)).collect();
            assert!(names.contains(&checks::SIGNATURE), "{value}: {names:?}");
            assert_eq!(names.contains(&checks::BRANCH), value != F::ONE - honest[bit], "{value}");
        }
    }
}
