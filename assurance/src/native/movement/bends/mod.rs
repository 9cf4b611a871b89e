//! Ways to make a Move false.

mod amounts;
mod notes;

use super::shape;
use crate::native::{
    draft::{Bend, Draft, When, bend},
    edge::one_of,
    parts::of_seals,
    scene::Scene,
};
use plimsoll_circuits::{
    member::Roles,
    note::{Content, Kind},
    statement::movement::{Move, checks},
};
use rand::Rng as _;

type Moved = Draft<Move>;

fn content(draft: &mut Moved, place: usize) -> &mut Content {
    let witness = &mut draft.witness;
    if place < 2 { &mut witness.inputs[place].content } else { &mut witness.outputs[place - 2].content }
}

/// A place whose note is of one of these kinds.
fn place(scene: &mut Scene, draft: &Moved, kinds: &str, places: std::ops::Range<usize>) -> Option<usize> {
    let shape: Vec<char> = shape(&draft.witness).chars().collect();
    let these: Vec<usize> = places.filter(|place| kinds.contains(shape[*place])).collect();
    one_of(scene.rng(), &these)
}

/// The inputs, changed, enter the tree as they are now. What follows from their nullifiers follows.
fn enter(scene: &mut Scene, draft: &mut Moved, bent: impl FnOnce(&mut [Content; 2])) -> Option<()> {
    let witness = &mut draft.witness;
    let before = witness.nullifiers()[0];
    let mut contents = witness.inputs.each_ref().map(|input| input.content);
    bent(&mut contents);
    let owner = witness.owner.address();
    let mut positions = [None; 2];
    for ((input, content), position) in witness.inputs.iter_mut().zip(contents).zip(&mut positions) {
        input.content = content;
        if content.kind != Kind::Dummy {
            *position = Some(scene.world.notes.append(input.note(owner).commitment()).ok()?);
        }
    }
    for (input, position) in witness.inputs.iter_mut().zip(positions) {
        if let Some(position) = position {
            input.path = scene.world.notes.path(position).ok()?;
        }
    }
    let (made, after) = (&mut witness.outputs[1].content.made, witness.inputs[0].content.kind);
    if after == Kind::Title && *made == before {
        *made = witness.inputs[0].note(owner).nullifier(&witness.owner.nk);
    }
    Some(())
}

/// Content of this place, changed; an input enters the tree as it is then.
fn changed(
    scene: &mut Scene,
    draft: &mut Moved,
    place: usize,
    bent: impl FnOnce(&mut Content),
) -> Option<()> {
    if place < 2 {
        return enter(scene, draft, |inputs| bent(&mut inputs[place]));
    }
    bent(content(draft, place));
    Some(())
}

/// The bends of every check.
pub(super) fn all() -> Vec<Bend<Move>> {
    let mut all = notes::forms();
    all.extend(notes::inputs());
    all.extend(notes::recipients());
    all.extend(amounts::lots());
    all.extend(amounts::amounts());
    all.extend(of_seals::<Move>());
    all.push(bend(checks::SIGNATURE, When::Signed, "another ledger, in transit", |scene, draft| {
        draft.public.domain = scene.other(draft.public.domain);
        Some(())
    }));
    all
}

/// What the circuit does not see of a Move: at which position a note or a member stands, and roles that there are not.
pub(super) fn unread() -> Vec<Bend<Move>> {
    vec![
        bend(checks::MEMBERSHIP, When::Signed, "another position of a note", |scene, draft| {
            let i = place(scene, draft, "TLR", 0..2)?;
            draft.witness.inputs[i].path.index ^= scene.rng().gen_range(1..1 << 34);
            Some(())
        }),
        bend(checks::OWNER, When::Signed, "another position of the owner", |scene, draft| {
            draft.witness.owner.member.path.index ^= scene.rng().gen_range(1..1 << 18);
            Some(())
        }),
        bend(checks::OWNER, When::Signed, "roles that there are not", |scene, draft| {
            draft.witness.owner.member.roles.0 |= scene.rng().gen_range(1u8..8) << Roles::BITS;
            Some(())
        }),
        bend(checks::RECIPIENT, When::Signed, "another position of a recipient", |scene, draft| {
            let j = place(scene, draft, "TLX", 2..4)? - 2;
            draft.witness.outputs[j].member.path.index ^= scene.rng().gen_range(1..1 << 18);
            Some(())
        }),
        bend(checks::FROZEN, When::Signed, "another position of the gap", |scene, draft| {
            place(scene, draft, "TL", 0..1)?;
            draft.witness.frozen.path.index ^= scene.rng().gen_range(1..1 << 22);
            Some(())
        }),
    ]
}
