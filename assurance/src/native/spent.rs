//! A title that somebody owns and shows or spends, and what is told of it: of Attest, Amend and Revalue.

use super::{
    draft::{Bend, Draft, Maker, When, bend},
    edge::{change, day, number, other, within},
    parts,
    scene::Scene,
};
use plimsoll_circuits::{
    credential::{Bill, Day},
    field::F,
    member::{Org, Roles},
    merkle::{AbsencePath, FROZEN_DEPTH},
    note::{Content, Kind},
    statement::{
        SpentTitle,
        movement::{InputWitness, OwnerWitness},
    },
};
use plimsoll_tests::Actor;
use rand::Rng as _;
use std::ops::RangeInclusive;

/// A title of this actor that bears as much, its bill of this organisation, valued on one of these days.
pub(super) fn title(
    scene: &mut Scene,
    actor: &Actor,
    issuer: Org,
    encumbrance: u64,
    days: RangeInclusive<u32>,
) -> Option<SpentTitle> {
    let value = number(scene.rng(), encumbrance);
    let mut bill = scene.bill(issuer, value)?;
    bill.valued_at = Day(day(scene.rng(), days));
    with_bill(scene, actor, bill, encumbrance)
}

/// A title of this actor under this bill.
pub(super) fn with_bill(
    scene: &mut Scene,
    actor: &Actor,
    bill: Bill,
    encumbrance: u64,
) -> Option<SpentTitle> {
    let content = scene.title(&bill, encumbrance);
    let frozen = scene.world.frozen.absence(content.lot.0).ok()?;
    let title = scene.held(actor, content);
    Some(SpentTitle { owner: scene.world.owner(actor), title, frozen, bill })
}

/// A statement that shows or spends a title.
pub(super) trait Titled: Maker {
    /// The names of what is asked of the title, of its owner, of its lot and of its bill.
    const TITLED: [&'static str; 4];
    /// The owner.
    fn owner(witness: &mut Self::Witness) -> &mut OwnerWitness;
    /// The title.
    fn title(witness: &mut Self::Witness) -> &mut InputWitness;
    /// What shows that the lot is not frozen.
    fn frozen(witness: &mut Self::Witness) -> &mut AbsencePath<FROZEN_DEPTH>;
    /// The title's bill.
    fn bill(witness: &mut Self::Witness) -> &mut Bill;
    /// What is posted: roots of notes, of members and of frozen lots.
    fn roots(public: &mut Self::Public) -> [&mut F; 3];
}

/// The bends of title, owner, freeze and bill.
pub(super) fn all<S: Titled>() -> Vec<Bend<S>> {
    let [title, owner, frozen, bill] = S::TITLED;
    vec![
        bend(title, When::Made, "a title that is not in the tree", |scene, draft| {
            let (which, x) = (scene.rng().gen_range(0..5), change(scene.rng()));
            let input = S::title(&mut draft.witness);
            match which {
                0 => input.rho += x,
                1 => input.r += x,
                2 => input.content.lot.0 += x,
                3 => input.content.bill += x,
                _ => input.content.amount = other(scene.rng(), input.content.amount, 0..=u64::MAX)?,
            }
            Some(())
        }),
        bend(title, When::Made, "a note that is no title", |scene, draft| {
            let actor = draft.actor.clone();
            let had = S::title(&mut draft.witness).content;
            let kinds = [Kind::Dummy, Kind::Lien, Kind::Retired, Kind::Release];
            let (some, x) = (within(scene.rng(), 1..=u64::MAX), change(scene.rng()));
            let content = match scene.rng().gen_range(0..7) {
                0 => Content { prior: some, ..had },
                1 => Content { pool: some, ..had },
                2 => Content { made: x, ..had },
                which => Content { kind: kinds[which - 3], ..had },
            };
            *S::title(&mut draft.witness) = scene.held(&actor, content);
            Some(())
        }),
        bend(title, When::Made, "a path to another root of notes", |scene, draft| {
            parts::path(scene.rng(), &mut S::title(&mut draft.witness).path);
            Some(())
        }),
        bend(title, When::Made, "somebody else's title", |scene, draft| {
            let own = draft.actor.address();
            draft.actor = scene.who(|actor| actor.address() != own)?;
            *S::owner(&mut draft.witness) = scene.world.owner(&draft.actor);
            Some(())
        }),
        bend(title, When::Posted, "another root of notes", |scene, draft| {
            let [notes, ..] = S::roots(&mut draft.public);
            *notes = scene.other(*notes);
            Some(())
        }),
        bend(owner, When::Made, "an owner that is no such member", |scene, draft| {
            parts::member(scene.rng(), &mut S::owner(&mut draft.witness).member);
            Some(())
        }),
        bend(owner, When::Made, "an owner with another's membership", |scene, draft| {
            let own = draft.actor.address();
            let another = scene.who(|actor| actor.address() != own)?;
            S::owner(&mut draft.witness).member = scene.world.member(&another);
            Some(())
        }),
        bend(owner, When::Posted, "another root of members", |scene, draft| {
            let [_, members, _] = S::roots(&mut draft.public);
            *members = scene.other(*members);
            Some(())
        }),
        bend(frozen, When::Made, "another gap among frozen lots", |scene, draft| {
            parts::absence(scene.rng(), S::frozen(&mut draft.witness));
            Some(())
        }),
        bend(frozen, When::Posted, "another root of frozen lots", |scene, draft| {
            let [.., frozen] = S::roots(&mut draft.public);
            *frozen = scene.other(*frozen);
            Some(())
        }),
        bend(frozen, When::Posted, "a frozen lot", |scene, draft| {
            let lot = S::title(&mut draft.witness).content.lot;
            let root = parts::freeze(scene.rng(), lot, S::frozen(&mut draft.witness))?;
            *S::roots(&mut draft.public)[2] = root;
            Some(())
        }),
        bend(bill, When::Made, "another opening of the bill", |scene, draft| {
            let mut bill = *S::bill(&mut draft.witness);
            parts::bill(scene, &mut bill, None)?;
            *S::bill(&mut draft.witness) = bill;
            Some(())
        }),
    ]
}

/// What the circuit does not see of a title: that it is one is no private input, since nothing else is shown or spent here.
pub(super) fn unread<S: Titled>() -> Vec<Bend<S>> {
    let [title, owner, frozen, _] = S::TITLED;
    vec![
        bend(title, When::Signed, "a title that is called something else", |scene, draft| {
            let (which, x) = (scene.rng().gen_range(0..4), change(scene.rng()));
            let some = within(scene.rng(), 1..=u64::MAX);
            let content = &mut S::title(&mut draft.witness).content;
            match which {
                0 => content.kind = Kind::Lien,
                1 => content.prior = some,
                2 => content.pool = some,
                _ => content.made += x,
            }
            Some(())
        }),
        bend(title, When::Signed, "another position of the title", |scene, draft| {
            S::title(&mut draft.witness).path.index ^= scene.rng().gen_range(1..1 << 34);
            Some(())
        }),
        bend(owner, When::Signed, "another position of the owner", |scene, draft| {
            S::owner(&mut draft.witness).member.path.index ^= scene.rng().gen_range(1..1 << 18);
            Some(())
        }),
        bend(owner, When::Signed, "roles that there are not, of the owner", |scene, draft| {
            S::owner(&mut draft.witness).member.roles.0 |= scene.rng().gen_range(1u8..8) << Roles::BITS;
            Some(())
        }),
        bend(frozen, When::Signed, "another position of the gap", |scene, draft| {
            S::frozen(&mut draft.witness).path.index ^= scene.rng().gen_range(1..1 << 22);
            Some(())
        }),
    ]
}

/// The nullifier of a draft's title.
pub(super) fn nullifier<S: Titled>(draft: &mut Draft<S>) -> F {
    let nk = S::owner(&mut draft.witness).nk.clone();
    let owner = S::owner(&mut draft.witness).address();
    S::title(&mut draft.witness).note(owner).nullifier(&nk)
}
