//! Ways to make a Move false in what notes hold: MOVE-9 to MOVE-14.

use super::{super::shape, changed, content, enter, place};
use crate::native::{
    draft::{Bend, When, bend},
    edge::{change, element, one_of, other, within},
    parts::{self, Part},
    scene::Scene,
};
use plimsoll_circuits::{
    member::Roles,
    note::{Content, Kind, Lot},
    statement::movement::{Move, checks},
};
use rand::Rng as _;

/// Of MOVE-9 and MOVE-10.
pub(super) fn lots() -> Vec<Bend<Move>> {
    vec![
        bend(checks::LOT, When::Made, "a note of another lot, a dummy of one", |scene, draft| {
            let place = scene.rng().gen_range(0..4);
            let x = change(scene.rng());
            changed(scene, draft, place, |content| content.lot.0 += x)?;
            let kinds = shape(&draft.witness);
            // A note that is alone of its lot keeps it.
            (kinds.matches('D').count() < 3 || kinds == "DDDD").then_some(())
        }),
        bend(checks::LOT, When::Made, "a note of no lot", |scene, draft| {
            let place = place(scene, draft, "TLXR", 0..4)?;
            changed(scene, draft, place, |content| content.lot = Lot::NONE)
        }),
        bend(checks::FROZEN, When::Made, "notes of no lot", |scene, draft| {
            place(scene, draft, "TL", 0..1)?;
            enter(scene, draft, |inputs| inputs.iter_mut().for_each(|content| content.lot = Lot::NONE))?;
            draft.witness.outputs.iter_mut().for_each(|output| output.content.lot = Lot::NONE);
            Some(())
        }),
        bend(checks::FROZEN, When::Made, "another gap", |scene, draft| {
            place(scene, draft, "TL", 0..1)?;
            parts::absence(scene.rng(), &mut draft.witness.frozen);
            Some(())
        }),
        bend(checks::FROZEN, When::Posted, "another root of frozen lots", |scene, draft| {
            place(scene, draft, "TL", 0..1)?;
            draft.public.frozen_root = scene.other(draft.public.frozen_root);
            Some(())
        }),
        bend(checks::FROZEN, When::Posted, "a frozen lot", |scene, draft| {
            place(scene, draft, "TL", 0..1)?;
            let lot = draft.witness.lot();
            draft.public.frozen_root = parts::freeze(scene.rng(), lot, &mut draft.witness.frozen)?;
            Some(())
        }),
    ]
}

/// Another amount of the same form.
fn amount(scene: &mut Scene, of: Content) -> Option<u64> {
    other(scene.rng(), of.amount, u64::from(of.kind != Kind::Title)..=u64::MAX)
}

/// Another making, prior, pool or bill.
fn tranche(scene: &mut Scene) -> impl FnOnce(&mut Content) + use<> {
    let (which, x) = (scene.rng().gen_range(0..4), change(scene.rng()));
    let more = within(scene.rng(), 1..=u64::MAX);
    move |content| match which {
        0 => content.made += x,
        1 => content.prior = content.prior.wrapping_add(more),
        2 => content.pool = content.pool.wrapping_add(more),
        _ => content.bill += x,
    }
}

/// Of MOVE-11 to MOVE-14.
pub(super) fn amounts() -> Vec<Bend<Move>> {
    vec![
        bend(checks::BALANCE, When::Made, "another amount", |scene, draft| {
            let place = place(scene, draft, "TLR", 0..4)?;
            let amount = amount(scene, *content(draft, place))?;
            changed(scene, draft, place, |content| content.amount = amount)
        }),
        bend(checks::BALANCE, When::Made, "two liens of more than all, as little", |scene, draft| {
            let shape = shape(&draft.witness);
            let second = within(scene.rng(), 4..=u64::MAX);
            enter(scene, draft, |inputs| (inputs[0].amount, inputs[1].amount) = (u64::MAX, second))?;
            let less = second - 1;
            let [out0, out1] = &mut draft.witness.outputs;
            match shape.as_str() {
                "LLLD" | "LLRD" => out0.content.amount = less,
                "LLLL" | "LLLR" => (out0.content.amount, out1.content.amount) = (less - 1, 1),
                _ => return None,
            }
            Some(())
        }),
        bend(checks::TRANCHE, When::Made, "a lien of another tranche", |scene, draft| {
            let place = place(scene, draft, "L", 1..4)?;
            let bent = tranche(scene);
            changed(scene, draft, place, bent)
        }),
        bend(
            checks::TRANCHE,
            When::Made,
            "a lien of another tranche than what comes of it",
            |scene, draft| {
                place(scene, draft, "L", 0..1)?;
                place(scene, draft, "L", 1..4)?;
                let bent = tranche(scene);
                changed(scene, draft, 0, bent)
            },
        ),
        bend(checks::TRANCHE, When::Made, "a title that changes its bill", |scene, draft| {
            let place = [place(scene, draft, "T", 0..1), place(scene, draft, "TX", 2..3)];
            let place = one_of(scene.rng(), &place)??;
            let x = change(scene.rng());
            changed(scene, draft, place, |content| content.bill += x)
        }),
        bend(checks::BILL, When::Made, "another opening of the bill", |scene, draft| {
            let shape = shape(&draft.witness);
            let keep = shape.contains('X').then_some(Part::Issuer);
            (keep.is_some() || shape == "TDTL").then_some(())?;
            let mut bill = draft.witness.bill;
            parts::bill(scene, &mut bill, keep)?;
            draft.witness.bill = bill;
            Some(())
        }),
        bend(checks::BILL, When::Made, "a bill that nobody can open", |scene, draft| {
            let bill = element(scene.rng());
            let shape = shape(&draft.witness);
            enter(scene, draft, |inputs| inputs[0].bill = bill)?;
            draft.witness.outputs[0].content.bill = bill;
            if shape == "TDTL" {
                draft.witness.outputs[1].content.bill = bill;
            }
            (shape == "TDTL" || shape.contains('X')).then_some(())
        }),
        bend(checks::BILL, When::Made, "another issuer's bill, surrendered to it", |scene, draft| {
            let issuer = scene.with(Roles::ISSUER)?;
            let moved = issuer.org != draft.witness.bill.issuer && shape(&draft.witness).contains('X');
            draft.witness.bill.issuer = issuer.org;
            let output = &mut draft.witness.outputs[0];
            (output.owner, output.member) = (issuer.address(), scene.world.member(&issuer));
            moved.then_some(())
        }),
        bend(checks::VALUE_CAP, When::Made, "a cargo that is worth less", |scene, draft| {
            (shape(&draft.witness) == "TDTL").then_some(())?;
            let most = draft.witness.outputs[0].content.amount.checked_sub(1)?;
            draft.witness.bill.value = within(scene.rng(), 0..=most);
            let bill = draft.witness.bill.commitment();
            enter(scene, draft, |inputs| inputs[0].bill = bill)?;
            draft.witness.outputs.iter_mut().for_each(|output| output.content.bill = bill);
            Some(())
        }),
    ]
}
