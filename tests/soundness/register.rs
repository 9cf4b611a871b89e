use crate::twin::Twin;
use ark_ff::Field;
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Day, Signed},
    field::F,
    fingerprint::SMALL_SLOTS,
    member::Roles,
    note::Lot,
    signature::SigningKey,
    statement::{
        Statement,
        register::{Register, RegisterLarge, RegisterPublic, RegisterSmall, RegisterWitness, checks},
        sighash,
    },
};
use plimsoll_tests::{
    World,
    twin::{Number, numbers},
};

type Case<const N: usize> = (RegisterPublic<F, N>, RegisterWitness);

#[test]
fn true_registers_are_accepted_and_determined() {
    let mut world = World::new(21);
    let case = world.register_small(5_000_000);
    Twin::<RegisterSmall>::is_determined("small register", &case);
    let twin = Twin::<RegisterSmall>::new(&case);
    twin.has_one_shape();
    twin.binds_every_public_input(&case);
    for value in [0, 1, u64::MAX] {
        twin.accepts("any value", &world.register_small(value));
    }
}

#[test]
fn the_large_tier_is_the_same_statement() {
    let mut world = World::new(22);
    let case = world.register_large(5_000_000);
    Twin::<RegisterLarge>::is_determined("large register", &case);
    let mut twin = Twin::<RegisterLarge>::new(&case);
    twin.has_one_shape();
    for slot in [1, 12, 13, 144, 288] {
        let mut lie = case.clone();
        lie.0.fingerprints[slot] += F::ONE;
        twin.refuses("another fingerprint", checks::CREDENTIAL, &resigned(&world, lie));
    }
}

fn resigned<const N: usize>(world: &World, (public, mut witness): Case<N>) -> Case<N> {
    witness.signature = world.holder.signing.sign(sighash(Register::<N>::CIRCUIT, &public));
    (public, witness)
}

/// What is told, the check that refuses it, and how.
type Lie = (&'static str, &'static str, fn(&mut RegisterWitness));

#[test]
fn native_and_circuit_refuse_every_lie_on_the_same_check() {
    let mut world = World::new(23);
    let good = world.register_small(5_000_000);
    let mut twin = Twin::<RegisterSmall>::new(&good);
    let fingerprints = good.0.fingerprints;
    let issuer = (world.issuer.signing.clone(), world.issuer.nk.commitment());
    let valuer = (world.valuer.signing.clone(), world.valuer.nk.commitment());
    let stranger = SigningKey::random(&mut world.rng);

    // The witness bent, what follows made anew; the credentials as they are, or signed anew by whoever signs.
    let bent = |world: &World, bend: &dyn Fn(&mut RegisterWitness)| -> Case<SMALL_SLOTS> {
        let mut witness = good.1.clone();
        bend(&mut witness);
        let public = world.seal_register(fingerprints, &mut witness);
        (public, witness)
    };
    let reissue = |w: &mut RegisterWitness, key: &SigningKey| {
        w.credential = Signed::new(w.credential.content, key, w.credential.nkc);
    };
    let revalue = |w: &mut RegisterWitness, key: &SigningKey| {
        w.valuation = Signed::new(w.valuation.content, key, w.valuation.nkc);
    };

    let unsigned: [Lie; 9] = [
        ("another document", checks::CREDENTIAL, |w| w.credential.content.doc_root += F::ONE),
        ("other annexes", checks::CREDENTIAL, |w| w.credential.content.annex_root += F::ONE),
        ("a later last day", checks::CREDENTIAL, |w| w.credential.content.valid_until.0 += 1),
        ("another generation", checks::CREDENTIAL, |w| w.credential.content.generation += 1),
        ("a better value", checks::VALUATION, |w| w.valuation.content.value += 1),
        ("another valuation day", checks::VALUATION, |w| w.valuation.content.valued_at.0 += 1),
        ("a later expiry", checks::VALUATION, |w| w.valuation.content.expires.0 += 1),
        ("made-up issuer roles", checks::ISSUER, |w| w.issuer.roles = Roles::ISSUER.union(Roles::BANK)),
        ("made-up valuer roles", checks::VALUER, |w| w.valuer.roles = Roles::VALUER.union(Roles::BANK)),
    ];
    for (what, check, bend) in unsigned {
        let mut case = bent(&world, &bend);
        // What the bill says follows the credential in the circuit.
        if what == "another document" || what == "other annexes" {
            case.1.valuation.content.doc_root = case.1.credential.content.doc_root;
            case.1.valuation.content.annex_root = case.1.credential.content.annex_root;
        }
        twin.refuses(what, check, &case);
    }
    // Each slot stands under the root that the issuer signed; the first makes the lot, too, which the valuer signed.
    for slot in 0..SMALL_SLOTS {
        let mut case = good.clone();
        case.0.fingerprints[slot] += F::ONE;
        let what = format!("a fingerprint that the issuer did not sign, in slot {slot}");
        twin.refuses(&what, checks::CREDENTIAL, &resigned(&world, case));
    }
    let mut case = good.clone();
    case.0.domain += F::ONE;
    twin.refuses("another ledger", checks::CREDENTIAL, &resigned(&world, case));
    let case = bent(&world, &|w| reissue(w, &stranger));
    twin.refuses("an issuer that is no member", checks::ISSUER, &case);
    let case = bent(&world, &|w| {
        w.credential = Signed::new(w.credential.content, &valuer.0, valuer.1);
        w.issuer = world.member(&world.valuer);
    });
    twin.refuses("a title signed by a valuer", checks::ISSUER, &case);
    let case = bent(&world, &|w| {
        w.credential.content.valid_until = Day(world.today.0 - 1);
        reissue(w, &issuer.0);
    });
    twin.refuses("an expired credential", checks::CREDENTIAL_DATE, &case);

    let case = bent(&world, &|w| {
        w.valuation.content.lot = Lot(F::from(5u64));
        revalue(w, &valuer.0);
    });
    twin.refuses("a valuation of another lot", checks::VALUATION, &case);
    let case = bent(&world, &|w| revalue(w, &stranger));
    twin.refuses("a valuer that is no member", checks::VALUER, &case);
    let case = bent(&world, &|w| {
        w.valuation = Signed::new(w.valuation.content, &issuer.0, issuer.1);
        w.valuer = world.member(&world.issuer);
    });
    twin.refuses("a value signed by an issuer", checks::VALUER, &case);
    let case = bent(&world, &|w| {
        w.valuation.content.valued_at = Day(world.today.0 + 1);
        revalue(w, &valuer.0);
    });
    twin.refuses("a valuation of tomorrow", checks::VALUATION_DATE, &case);
    let case = bent(&world, &|w| {
        w.valuation.content.expires = Day(world.today.0 - 1);
        revalue(w, &valuer.0);
    });
    twin.refuses("an expired valuation", checks::VALUATION_DATE, &case);

    let mut case = good.clone();
    case.0.today = -F::ONE;
    twin.refuses("a day before all days", checks::VALUATION_DATE, &resigned(&world, case));

    let case = bent(&world, &|w| w.holder.roles = Roles::HOLDER.union(Roles::BANK));
    twin.refuses("made-up holder roles", checks::HOLDER, &case);
    let case = bent(&world, &|w| {
        w.holder_key = world.valuer.signing.public();
        w.holder_nkc = valuer.1;
        w.holder = world.member(&world.valuer);
        w.credential.content.first_holder = world.valuer.address();
        reissue(w, &issuer.0);
    });
    let case = (
        case.0.clone(),
        RegisterWitness { signature: valuer.0.sign(sighash(RegisterSmall::CIRCUIT, &case.0)), ..case.1 },
    );
    twin.refuses("a first holder that may not own titles", checks::HOLDER, &case);
    let case = bent(&world, &|w| {
        w.holder_key = world.buyer.signing.public();
        w.holder_nkc = world.buyer.nk.commitment();
        w.holder = world.member(&world.buyer);
    });
    twin.refuses("somebody else registers the bill", checks::CREDENTIAL, &case);

    let mut case = good.clone();
    case.0.cm += F::ONE;
    twin.refuses("another commitment", checks::COMMITMENT, &resigned(&world, case));
    let mut case = good.clone();
    case.0.ext += F::ONE;
    twin.refuses("a memo swapped in transit", checks::SIGNATURE, &case);
    for i in 0..8 {
        let mut case = good.clone();
        case.0.audit.masked[i] += F::ONE;
        twin.refuses("an audit record that says something else", checks::AUDIT, &resigned(&world, case));
    }
    let mut case = good.clone();
    case.1.audit = AuditScalar::blank();
    twin.refuses("another audit scalar", checks::COMMITMENT, &case);
    let mut case = good.clone();
    case.0.audit.ephemeral[0] = -case.0.audit.ephemeral[0];
    twin.refuses("the negative of the ephemeral point", checks::AUDIT, &resigned(&world, case));

    // A value above 64 bits cannot be written natively; see below.
    let expressible: Vec<_> = checks::ALL.into_iter().filter(|c| *c != checks::VALUE_RANGE).collect();
    twin.needs_each_of(&expressible);
}

#[test]
fn a_value_of_more_than_64_bits_has_no_bits() {
    let mut world = World::new(24);
    let (public, witness) = world.register_small(u64::MAX);
    let twin = Twin::<RegisterSmall>::new(&(public, witness));
    let value = numbers(&twin.shape, checks::VALUE_RANGE);
    assert!(
        matches!(&value[..], [Number { column, .. }] if twin.shape.assignment[*column] == F::from(u64::MAX))
    );
}
