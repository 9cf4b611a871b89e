//! Ways to make a Move false in what binds notes to the ledger and to their owners: MOVE-1 to MOVE-8.

use super::{
    super::{Contents, LETTERS, PLACES, SHAPES, roles, shape},
    Moved, changed, content, place,
};
use crate::native::{
    draft::{Bend, When, bend},
    edge::{change, number, one_of, other, within},
    parts,
    scene::Scene,
};
use plimsoll_circuits::{
    field::F,
    member::Roles,
    note::Kind,
    poseidon2::hash,
    statement::movement::{Move, checks},
    tag::Tag,
};
use rand::Rng as _;

/// Of MOVE-1 and MOVE-2.
pub(super) fn forms() -> Vec<Bend<Move>> {
    vec![
        bend(checks::FORM, When::Made, "a note that has not the form of its kind", |scene, draft| {
            let place = scene.rng().gen_range(0..4);
            let (number, x) = (within(scene.rng(), 1..=u64::MAX), change(scene.rng()));
            let which = scene.rng().gen_range(0..5);
            let kind = content(draft, place).kind;
            if matches!(
                (kind, which),
                (Kind::Lien, 1..) | (Kind::Title | Kind::Retired, 1) | (Kind::Title, 0)
            ) {
                return None;
            }
            changed(scene, draft, place, |content| match (kind, which) {
                (Kind::Dummy | Kind::Retired, 0) => content.amount = number,
                (_, 0) => content.amount = 0,
                (_, 1) => content.bill += x,
                (_, 2) => content.prior = number,
                (_, 3) => content.pool = number,
                _ => content.made += x,
            })
        }),
        bend(checks::FORM, When::Made, "a kind in a place where it may not stand", |scene, draft| {
            let place = scene.rng().gen_range(0..4);
            let wrong: Vec<Kind> =
                Kind::ALL.into_iter().filter(|k| !PLACES[place].contains(LETTERS[*k as usize])).collect();
            content(draft, place).kind = one_of(scene.rng(), &wrong)?;
            Some(())
        }),
        bend(checks::SHAPE, When::Made, "kinds that do not stand together", |scene, draft| {
            for _ in 0..scene.rng().gen_range(1..5) {
                let place = scene.rng().gen_range(0..4);
                let allowed: Vec<Kind> =
                    Kind::ALL.into_iter().filter(|k| PLACES[place].contains(LETTERS[*k as usize])).collect();
                let kind = one_of(scene.rng(), &allowed)?;
                let bill = draft.witness.bill.commitment();
                let lot = Contents { lot: draft.witness.lot(), ..Contents::any(scene, bill) };
                let amount = number(scene.rng(), draft.witness.bill.value).max(1);
                changed(scene, draft, place, |content| *content = lot.of(kind, amount))?;
            }
            (!SHAPES.contains(&shape(&draft.witness).as_str())).then_some(())
        }),
        bend(
            checks::SHAPE,
            When::Made,
            "kinds that do not stand together, all else as it should be",
            |_, draft| (!SHAPES.contains(&shape(&draft.witness).as_str())).then_some(()),
        ),
    ]
}

/// Of MOVE-3 to MOVE-6.
pub(super) fn inputs() -> Vec<Bend<Move>> {
    vec![
        bend(checks::NULLIFIER, When::Posted, "another nullifier", |scene, draft| {
            let i = scene.rng().gen_range(0..2);
            let nf = scene.other(draft.public.nf[i]);
            posting(scene, draft, i, nf)
        }),
        bend(checks::NULLIFIER, When::Posted, "the nullifiers swapped", |scene, draft| {
            let [nf0, nf1] = draft.public.nf;
            draft.public.nf[1] = nf0;
            posting(scene, draft, 0, nf1)
        }),
        bend(
            checks::NULLIFIER,
            When::Posted,
            "a nullifier under the key that the note has not",
            |scene, draft| {
                let i = scene.rng().gen_range(0..2);
                let input = &draft.witness.inputs[i];
                let nk = draft.witness.owner.nk.expose();
                let x = if input.content.kind == Kind::Release { nk } else { input.r };
                let cm = input.note(draft.actor.address()).commitment();
                let nf = hash(Tag::Nullifier, &[x, input.rho, cm]);
                // A key of 0 is the blinding of a wallet's dummies.
                (nf != draft.public.nf[i]).then(|| posting(scene, draft, i, nf))?
            },
        ),
        bend(checks::DISTINCT, When::Made, "one note, twice", |_, draft| {
            let kinds = draft.witness.inputs.each_ref().map(|input| input.content.kind);
            draft.witness.inputs[1] = draft.witness.inputs[0].clone();
            matches!(kinds, [Kind::Dummy, Kind::Dummy] | [Kind::Lien, Kind::Lien]).then_some(())
        }),
        bend(checks::MEMBERSHIP, When::Made, "a note that is not in the tree", |scene, draft| {
            let i = place(scene, draft, "TLR", 0..2)?;
            let (which, x) = (scene.rng().gen_range(0..5), change(scene.rng()));
            let input = &mut draft.witness.inputs[i];
            match which {
                0 => input.rho += x,
                1 => input.r += x,
                2 => input.content.lot.0 += x,
                3 if input.content.kind != Kind::Release => input.content.bill += x,
                _ => input.content.amount = other(scene.rng(), input.content.amount, 1..=u64::MAX)?,
            }
            Some(())
        }),
        bend(checks::MEMBERSHIP, When::Made, "a path to another root", |scene, draft| {
            let i = place(scene, draft, "TLR", 0..2)?;
            parts::path(scene.rng(), &mut draft.witness.inputs[i].path);
            Some(())
        }),
        bend(checks::MEMBERSHIP, When::Posted, "another root of notes", |scene, draft| {
            place(scene, draft, "TLR", 0..2)?;
            draft.public.notes_root = scene.other(draft.public.notes_root);
            Some(())
        }),
        bend(checks::OWNER, When::Made, "an owner that is no such member", |scene, draft| {
            parts::member(scene.rng(), &mut draft.witness.owner.member);
            Some(())
        }),
        bend(checks::OWNER, When::Made, "an owner with another's membership", |scene, draft| {
            let another = scene.anybody()?;
            draft.witness.owner.member = scene.world.member(&another);
            (another.address() != draft.actor.address()).then_some(())
        }),
        bend(checks::OWNER, When::Posted, "another root of members", |scene, draft| {
            draft.public.members_root = scene.other(draft.public.members_root);
            Some(())
        }),
        bend(checks::COMMITMENT, When::Posted, "the commitments swapped", |_, draft| {
            draft.public.cm.swap(0, 1);
            Some(())
        }),
        bend(checks::COMMITMENT, When::Posted, "another owner than the commitment is of", |scene, draft| {
            let j = scene.rng().gen_range(0..2);
            draft.witness.outputs[j].owner.0 += change(scene.rng());
            Some(())
        }),
    ]
}

/// Posts another nullifier. What follows from it follows.
fn posting(scene: &Scene, draft: &mut Moved, i: usize, nf: F) -> Option<()> {
    draft.public.nf[i] = nf;
    draft.public.cm = scene.world.commitments_under(&draft.witness, draft.public.nf);
    Some(())
}

/// Of MOVE-8.
pub(super) fn recipients() -> Vec<Bend<Move>> {
    vec![
        bend(checks::RECIPIENT, When::Made, "a recipient that is no such member", |scene, draft| {
            let j = place(scene, draft, "TLX", 2..4)? - 2;
            parts::member(scene.rng(), &mut draft.witness.outputs[j].member);
            Some(())
        }),
        bend(checks::RECIPIENT, When::Made, "an address of nobody", |scene, draft| {
            let j = place(scene, draft, "TLXR", 2..4)? - 2;
            draft.witness.outputs[j].owner.0 += change(scene.rng());
            Some(())
        }),
        bend(checks::RECIPIENT, When::Made, "a recipient without the role", |scene, draft| {
            let j = place(scene, draft, "TLX", 2..4)? - 2;
            let kind = draft.witness.outputs[j].content.kind;
            let (needed, own) = (roles(kind)?, draft.actor.address());
            let new = j == 1 && shape(&draft.witness) == "TDTL";
            let change = !new && kind != Kind::Retired;
            let org = draft.witness.bill.issuer;
            let wrong = scene.who(|actor| {
                let may = actor.roles.intersects(needed) && (kind != Kind::Retired || actor.org == org);
                !(may || change && actor.address() == own)
            })?;
            let output = &mut draft.witness.outputs[j];
            (output.owner, output.member) = (wrong.address(), scene.world.member(&wrong));
            Some(())
        }),
        bend(
            checks::RECIPIENT,
            When::Made,
            "an issuer of another organisation than the bill's",
            |scene, draft| {
                draft.witness.bill.issuer.0 += change(scene.rng());
                shape(&draft.witness).contains('X').then_some(())
            },
        ),
        bend(
            checks::RECIPIENT,
            When::Made,
            "one of the issuer's organisation who issues nothing",
            |scene, draft| {
                let j = place(scene, draft, "X", 2..4)? - 2;
                let org = draft.witness.bill.issuer;
                let wrong = scene.who(|actor| actor.org == org && !actor.roles.contains(Roles::ISSUER))?;
                let output = &mut draft.witness.outputs[j];
                (output.owner, output.member) = (wrong.address(), scene.world.member(&wrong));
                Some(())
            },
        ),
        bend(checks::RECIPIENT, When::Made, "a release that somebody owns", |scene, draft| {
            let j = place(scene, draft, "R", 2..4)? - 2;
            let owner = scene.anybody()?;
            let output = &mut draft.witness.outputs[j];
            (output.owner, output.member) = (owner.address(), scene.world.member(&owner));
            Some(())
        }),
    ]
}
