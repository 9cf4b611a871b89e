use crate::twin::Twin;
use ark_ff::Field;
use plimsoll_circuits::{
    field::F,
    member::Roles,
    merkle::indexed::from_sorted,
    note::{Content, Kind},
    statement::{
        Statement,
        attest::{Attest, AttestPublic, AttestWitness, checks},
        sighash,
    },
};
use plimsoll_tests::{Actor, World};

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

#[test]
fn true_attests_are_accepted() {
    let mut world = World::new(11);
    let twin = Twin::<Attest>::new(&case(&mut world, [300_000, 500_000, 8_000]));
    for amounts in [[300_000, 500_000, 8_000], [300_000, 0, 3_000], [u64::MAX, 700_000, 10_000]] {
        twin.accepts(&format!("{amounts:?}"), &case(&mut world, amounts));
    }
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

#[test]
fn native_and_circuit_refuse_every_lie_on_the_same_check() {
    let mut world = World::new(13);
    let holder = world.holder.clone();
    let good = case(&mut world, [300_000, 500_000, 8_000]);
    let mut twin = Twin::<Attest>::new(&good);
    let one = F::ONE;
    let lies: [Lie; 15] = [
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
        ("one cent too much", checks::RATE, |p, _| p.requested = F::from(500_001u64)),
        ("a lower rate", checks::RATE, |p, _| p.rate_bps = F::from(7_999u64)),
        ("another blinding", checks::LINK, |_, w| w.blinding += F::ONE),
    ];
    for (what, check, bend) in lies {
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
    let tree = from_sorted::<8>(&[good.1.title.content.lot.0].into()).expect("the lot is new");
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
