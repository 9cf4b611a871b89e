//! Revalue and Amend: what both ask of the title and of the valuation, and what each asks alone.

use crate::twin::Twin;
use ark_ff::Field;
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Amendment, Day, Signed, Valuation},
    field::F,
    fingerprint::SMALL_SLOTS,
    member::{NullifierKey, Org, Roles},
    merkle::indexed::from_sorted,
    note::Kind,
    signature::SigningKey,
    statement::{
        SpentTitle, Statement,
        amend::{self, Amend, AmendPublic, AmendWitness},
        revalue::{self, Revalue, RevaluePublic, RevalueWitness},
        sighash,
    },
};
use plimsoll_tests::{Actor, World, twin::numbers};

/// What is told of something, and how.
type Bend<T> = (&'static str, fn(&mut T));

/// What is told of the title that goes in, and which check refuses it: title, owner or bill.
type OfTheTitle = (&'static str, usize, fn(&mut SpentTitle));
const OF_THE_TITLE: [OfTheTitle; 10] = [
    ("a smaller encumbrance", 0, |s| s.title.content.amount -= 1),
    ("another lot", 0, |s| s.title.content.lot.0 += F::ONE),
    ("a lien", 0, |s| s.title.content.kind = Kind::Lien),
    ("another making", 0, |s| s.title.content.made += F::ONE),
    ("another rho", 0, |s| s.title.rho += F::ONE),
    ("another blinding", 0, |s| s.title.r += F::ONE),
    ("made-up roles", 1, |s| s.owner.member.roles = Roles::BANK),
    ("another organisation", 1, |s| s.owner.member.org = Org(F::ONE)),
    ("another value before", 2, |s| s.bill.value += 1),
    ("another valuer before", 2, |s| s.bill.valuer = Org(F::ONE)),
];

/// What is told of the valuation without its valuer's signature.
const OF_THE_VALUATION: [Bend<Valuation>; 3] = [
    ("a better value", |v| v.value += 1),
    ("another valuation day", |v| v.valued_at.0 -= 1),
    ("a later expiry", |v| v.expires.0 += 1),
];

/// What a valuer signs that this statement must not take: wrong valuation, wrong dates.
type SignedValuation = (&'static str, bool, fn(&mut Valuation, Day));
const SIGNED_VALUATIONS: [SignedValuation; 7] = [
    ("a valuation of another lot", false, |v, _| v.lot.0 += F::ONE),
    ("a valuation for another ledger", false, |v, _| v.domain += F::ONE),
    ("a valuation of another document", false, |v, _| v.doc_root += F::ONE),
    ("a valuation of other annexes", false, |v, _| v.annex_root += F::ONE),
    ("a valuation in another currency", false, |v, _| v.currency = "JPY".parse().expect("JPY is a code")),
    ("a valuation of tomorrow", true, |v, today| v.valued_at.0 = today.0 + 1),
    ("an expired valuation", true, |v, today| v.expires.0 = today.0 - 1),
];

/// The tests of what both statements ask, and the lies about posted values.
macro_rules! both {
    ($name:ident, $statement:ident, $checks:ident, $seal:expr) => {
        fn $name(
            world: &mut World,
            twin: &mut Twin<$statement>,
            good: &(<$statement as Statement>::Public, <$statement as Statement>::Witness),
        ) {
            use $checks::checks;
            let seal = $seal;
            let bent = |world: &World, bend: &dyn Fn(&mut <$statement as Statement>::Witness)| {
                let mut case = good.clone();
                bend(&mut case.1);
                case.0 = seal(world, &case.0, &mut case.1);
                case
            };
            let resigned = |world: &World, (public, mut witness): (_, <$statement as Statement>::Witness)| {
                witness.signature = world.holder.signing.sign(sighash($statement::CIRCUIT, &public));
                (public, witness)
            };
            for (what, which, bend) in OF_THE_TITLE {
                let check = [checks::TITLE, checks::OWNER, checks::BILL][which];
                twin.refuses(what, check, &bent(world, &|w| bend(&mut w.spent)));
            }
            let buyer = world.owner(&world.buyer);
            twin.refuses(
                "somebody else's title",
                checks::TITLE,
                &bent(world, &|w| w.spent.owner = buyer.clone()),
            );

            let (key, nkc) = (world.valuer.signing.clone(), world.valuer.nk.commitment());
            for (what, bend) in OF_THE_VALUATION {
                twin.refuses(what, checks::VALUATION, &bent(world, &|w| bend(&mut w.valuation.content)));
            }
            for (what, of_dates, bend) in SIGNED_VALUATIONS {
                let check = if of_dates { checks::VALUATION_DATE } else { checks::VALUATION };
                let case = bent(world, &|w| {
                    bend(&mut w.valuation.content, world.today);
                    w.valuation = Signed::new(w.valuation.content, &key, nkc);
                });
                twin.refuses(what, check, &case);
            }
            let case = bent(world, &|w| w.valuer.roles = Roles::VALUER.union(Roles::BANK));
            twin.refuses("made-up valuer roles", checks::VALUER, &case);
            let case = bent(world, &|w| {
                w.valuation =
                    Signed::new(w.valuation.content, &world.issuer.signing, world.issuer.nk.commitment());
                w.valuer = world.member(&world.issuer);
            });
            twin.refuses("a value signed by an issuer", checks::VALUER, &case);
            let stranger = SigningKey::random(&mut world.rng);
            let case = bent(world, &|w| w.valuation = Signed::new(w.valuation.content, &stranger, nkc));
            twin.refuses("a valuer that is no member", checks::VALUER, &case);

            let mut posted = |what, check, change: &dyn Fn(&mut <$statement as Statement>::Public)| {
                let mut case = good.clone();
                change(&mut case.0);
                twin.refuses(what, check, &resigned(world, case));
            };
            posted("another note root", checks::TITLE, &|p| p.notes_root += F::ONE);
            posted("another nullifier", checks::TITLE, &|p| p.nf += F::ONE);
            posted("another member root", checks::OWNER, &|p| p.members_root += F::ONE);
            posted("another frozen root", checks::FROZEN, &|p| p.frozen_root += F::ONE);
            posted("another day", checks::VALUATION_DATE, &|p| p.today -= F::from(1u64));
            posted("a day before all days", checks::VALUATION_DATE, &|p| p.today = -F::ONE);
            posted("another commitment", checks::COMMITMENT, &|p| p.cm += F::ONE);
            for i in 0..8 {
                posted("an audit record that says something else", checks::AUDIT, &move |p| {
                    p.audit.masked[i] += F::ONE;
                });
            }
            posted("the negative of the ephemeral point", checks::AUDIT, &|p| {
                p.audit.ephemeral[0] = -p.audit.ephemeral[0];
            });
            let mut case = good.clone();
            case.1.spent.bill.value += 1;
            twin.refuses("another value before, with the right record", checks::BILL, &case);
            let mut case = good.clone();
            case.1.audit = AuditScalar::blank();
            twin.refuses("another audit scalar", checks::COMMITMENT, &case);
            let mut case = good.clone();
            case.0.ext += F::ONE;
            twin.refuses("a memo swapped in transit", checks::SIGNATURE, &case);
            let mut case = good.clone();
            case.1.signature = world.buyer.signing.sign(sighash($statement::CIRCUIT, &case.0));
            twin.refuses("signed by somebody else", checks::SIGNATURE, &case);

            // A frozen lot: the gap beside it shows nothing.
            let lots = [good.1.spent.title.content.lot.0].into();
            world.frozen = from_sorted(&lots).expect("one lot is new");
            twin.refuses("a frozen lot", checks::FROZEN, &bent(world, &|_| ()));

            // A value above 64 bits cannot be written natively.
            let expressible: Vec<_> = checks::ALL.into_iter().filter(|c| *c != checks::VALUE_RANGE).collect();
            twin.needs_each_of(&expressible);
        }
    };
}

both!(revalue_lies, Revalue, revalue, |world: &World, _: &RevaluePublic<F>, w: &mut RevalueWitness| world
    .seal_revalue(w));
both!(amend_lies, Amend, amend, |world: &World, p: &AmendPublic<F>, w: &mut AmendWitness| world
    .seal_amend(p.fingerprints, w));

#[test]
fn true_revalues_are_accepted_and_determined() {
    let mut world = World::new(31);
    let case = world.revalue_to(1_200_000);
    Twin::<Revalue>::is_determined("revalue", &case);
    let twin = Twin::<Revalue>::new(&case);
    twin.has_one_shape();
    twin.binds_every_public_input(&case);
    // What the lot bears may exceed what it is worth now.
    for value in [0, 299_999, 300_000, u64::MAX] {
        twin.accepts("any value", &world.revalue_to(value));
    }
}

#[test]
fn true_amends_are_accepted_and_determined() {
    let mut world = World::new(32);
    let case = world.amend_to(1_000_000);
    Twin::<Amend>::is_determined("amend", &case);
    let twin = Twin::<Amend>::new(&case);
    twin.has_one_shape();
    twin.binds_every_public_input(&case);
    for value in [300_000, u64::MAX] {
        twin.accepts("a value that covers what the lot bears", &world.amend_to(value));
    }
    let mut case = world.amend_to(1_000_000);
    case.1.valuation.content.valued_at = case.1.spent.bill.valued_at;
    let (key, nkc) = (world.valuer.signing.clone(), world.valuer.nk.commitment());
    case.1.valuation = Signed::new(case.1.valuation.content, &key, nkc);
    case.0 = world.seal_amend(case.0.fingerprints, &mut case.1);
    twin.accepts("the day of the valuation before", &case);
}

#[test]
fn revalue_and_its_twin_refuse_every_lie_on_the_same_check() {
    let mut world = World::new(33);
    let good = world.revalue_to(900_000);
    let mut twin = Twin::<Revalue>::new(&good);
    assert_eq!(numbers(&twin.shape, revalue::checks::VALUE_RANGE).len(), 1, "the new value has 64 bits");
    let (key, nkc) = (world.valuer.signing.clone(), world.valuer.nk.commitment());
    for days in [10, 11] {
        let mut case = good.clone();
        case.1.valuation.content.valued_at = Day(world.today.0 - days);
        case.1.valuation = Signed::new(case.1.valuation.content, &key, nkc);
        case.0 = world.seal_revalue(&mut case.1);
        twin.refuses("a valuation that is not later", revalue::checks::LATER, &case);
    }
    revalue_lies(&mut world, &mut twin, &good);
}

/// What is told of the amendment without its issuer's signature.
const OF_THE_AMENDMENT: [Bend<Amendment>; 3] = [
    ("other documents", |a| a.doc_root += F::ONE),
    ("other amended annexes", |a| a.annex_root += F::ONE),
    ("a later last day", |a| a.valid_until.0 += 1),
];

/// What an issuer signs that this statement must not take.
const SIGNED_AMENDMENTS: [Bend<Amendment>; 4] = [
    ("an amendment of another bill", |a| a.old_bill += F::ONE),
    ("an amendment of another lot", |a| a.lot.0 += F::ONE),
    ("an amendment for another ledger", |a| a.domain += F::ONE),
    ("an amendment with other fingerprints", |a| a.added_fp_root += F::ONE),
];

/// A member of the issuer's organisation that is no issuer.
fn clerk(world: &mut World) -> Actor {
    let nk = NullifierKey::random(&mut world.rng);
    world.admit(nk, Roles::HOLDER, world.issuer.org)
}

#[test]
fn amend_and_its_twin_refuse_every_lie_on_the_same_check() {
    use amend::checks;
    let mut world = World::new(34);
    let clerk = clerk(&mut world);
    let good = world.amend_to(1_000_000);
    let mut twin = Twin::<Amend>::new(&good);
    assert_eq!(numbers(&twin.shape, amend::checks::VALUE_RANGE).len(), 1, "the new value has 64 bits");
    let bent = |world: &World, bend: &dyn Fn(&mut AmendWitness)| {
        let mut case = good.clone();
        bend(&mut case.1);
        case.0 = world.seal_amend(good.0.fingerprints, &mut case.1);
        case
    };
    let issuer = (world.issuer.signing.clone(), world.issuer.nk.commitment());
    let valuer = (world.valuer.signing.clone(), world.valuer.nk.commitment());
    for (what, bend) in OF_THE_AMENDMENT {
        twin.refuses(what, checks::AMENDMENT, &bent(&world, &|w| bend(&mut w.amendment.content)));
    }
    for (what, bend) in SIGNED_AMENDMENTS {
        let case = bent(&world, &|w| {
            bend(&mut w.amendment.content);
            w.amendment = Signed::new(w.amendment.content, &issuer.0, issuer.1);
        });
        twin.refuses(what, checks::AMENDMENT, &case);
    }
    for slot in 0..SMALL_SLOTS {
        let mut case = good.clone();
        case.0.fingerprints[slot] += F::ONE;
        case.1.signature = world.holder.signing.sign(sighash(Amend::CIRCUIT, &case.0));
        let what = format!("a fingerprint that the issuer did not sign, in slot {slot}");
        twin.refuses(&what, checks::AMENDMENT, &case);
    }
    for (what, actor) in [
        ("another organisation's issuer", &world.other_issuer),
        ("a valuer", &world.valuer),
        ("a clerk of the issuer's", &clerk),
    ] {
        let case = bent(&world, &|w| {
            w.amendment = Signed::new(w.amendment.content, &actor.signing, actor.nk.commitment());
            w.issuer = world.member(actor);
        });
        twin.refuses(what, checks::ISSUER, &case);
    }
    let case = bent(&world, &|w| w.issuer.roles = Roles::ISSUER.union(Roles::BANK));
    twin.refuses("made-up issuer roles", checks::ISSUER, &case);
    let case = bent(&world, &|w| {
        w.amendment.content.valid_until = Day(world.today.0 - 1);
        w.amendment = Signed::new(w.amendment.content, &issuer.0, issuer.1);
    });
    twin.refuses("an expired amendment", checks::AMENDMENT_DATE, &case);
    let case = bent(&world, &|w| {
        w.valuation.content.valued_at = Day(world.today.0 - 11);
        w.valuation = Signed::new(w.valuation.content, &valuer.0, valuer.1);
    });
    twin.refuses("a valuation before the one before", checks::NOT_EARLIER, &case);
    let case = bent(&world, &|w| {
        w.valuation.content.value = 299_999;
        w.valuation = Signed::new(w.valuation.content, &valuer.0, valuer.1);
    });
    twin.refuses("a value that hollows out a lien", checks::VALUE_CAP, &case);
    amend_lies(&mut world, &mut twin, &good);
}
