//! Ways to make an Amend false.

use super::{Amended, reissue};
use crate::native::{
    draft::{Bend, When, bend},
    edge::{change, day, within},
    parts,
    valued::{no_day_by, signed, unfit},
};
use plimsoll_circuits::{
    credential::Day,
    fingerprint::SMALL_SLOTS,
    member::Roles,
    statement::amend::{Amend, checks},
};
use plimsoll_tests::Actor;
use rand::Rng as _;

/// Of AMEND-5 to AMEND-7, and what is posted of the title.
pub(super) fn of_amendment() -> Vec<Bend<Amend>> {
    vec![
        bend(checks::TITLE, When::Posted, "another nullifier", |scene, draft: &mut Amended| {
            draft.public.nf = scene.other(draft.public.nf);
            Some(())
        }),
        bend(checks::AMENDMENT, When::Made, "what the issuer did not sign", |scene, draft| {
            let content = &mut draft.witness.amendment.content;
            match scene.rng().gen_range(0..3) {
                0 => content.doc_root += change(scene.rng()),
                1 => content.annex_root += change(scene.rng()),
                _ => content.valid_until.0 ^= scene.rng().gen_range(1..=u32::MAX),
            }
            Some(())
        }),
        bend(checks::AMENDMENT, When::Made, "an amendment with another signature", |scene, draft| {
            parts::signature(scene, &mut draft.witness.amendment.signature)
        }),
        bend(checks::AMENDMENT, When::Made, "an amendment under another's key", |scene, draft| {
            let another = scene.anybody()?;
            let amendment = &mut draft.witness.amendment;
            (amendment.key, amendment.nkc) = (another.signing.public(), another.nk.commitment());
            draft.witness.issuer = scene.world.member(&another);
            (another.address() != draft.issuer.address()).then_some(())
        }),
        bend(checks::AMENDMENT, When::Made, "an amendment of something else, signed", |scene, draft| {
            let (which, x) = (scene.rng().gen_range(0..4), change(scene.rng()));
            reissue(draft, |content| match which {
                0 => content.domain += x,
                1 => content.lot.0 += x,
                2 => content.old_bill += x,
                _ => content.added_fp_root += x,
            });
            Some(())
        }),
        bend(
            checks::AMENDMENT,
            When::Posted,
            "a fingerprint that the issuer did not sign",
            |scene, draft| {
                let slot = scene.rng().gen_range(0..SMALL_SLOTS);
                draft.public.fingerprints[slot] = scene.other(draft.public.fingerprints[slot]);
                Some(())
            },
        ),
        bend(checks::AMENDMENT, When::Posted, "another ledger", |scene, draft| {
            draft.public.domain = scene.other(draft.public.domain);
            Some(())
        }),
        bend(checks::ISSUER, When::Made, "an issuer that is no such member", |scene, draft| {
            parts::member(scene.rng(), &mut draft.witness.issuer);
            Some(())
        }),
        bend(checks::ISSUER, When::Made, "an issuer's key with another address", |scene, draft| {
            draft.witness.amendment.nkc += change(scene.rng());
            Some(())
        }),
        bend(
            checks::ISSUER,
            When::Made,
            "an amendment of who is no issuer of the bill's organisation",
            |scene, draft| {
                let org = draft.witness.spent.bill.issuer;
                let is_fit = |actor: &Actor| actor.roles.contains(Roles::ISSUER) && actor.org == org;
                draft.issuer = unfit(scene, is_fit, &mut draft.witness.issuer)?;
                reissue(draft, |_| ());
                Some(())
            },
        ),
        bend(checks::AMENDMENT_DATE, When::Made, "an expired amendment", |scene, draft| {
            let last = scene.world.today.0.checked_sub(1)?;
            let valid_until = Day(day(scene.rng(), 0..=last));
            reissue(draft, |content| content.valid_until = valid_until);
            Some(())
        }),
        bend(checks::AMENDMENT_DATE, When::Posted, "a day after the last", |scene, draft| {
            draft.public.today = no_day_by(scene, draft.witness.amendment.content.valid_until);
            Some(())
        }),
    ]
}

/// Of AMEND-12 and AMEND-13.
pub(super) fn of_new_value() -> Vec<Bend<Amend>> {
    vec![
        bend(
            checks::NOT_EARLIER,
            When::Made,
            "a valuation before the one before",
            |scene, draft: &mut Amended| {
                let last = draft.witness.spent.bill.valued_at.0.checked_sub(1)?;
                draft.witness.valuation.content.valued_at = Day(day(scene.rng(), 0..=last));
                draft.witness.valuation = signed(draft.witness.valuation.content, &draft.valuer);
                Some(())
            },
        ),
        bend(
            checks::VALUE_CAP,
            When::Made,
            "a value that hollows out a lien",
            |scene, draft: &mut Amended| {
                let most = draft.witness.spent.title.content.amount.checked_sub(1)?;
                draft.witness.valuation.content.value = within(scene.rng(), 0..=most);
                draft.witness.valuation = signed(draft.witness.valuation.content, &draft.valuer);
                Some(())
            },
        ),
    ]
}
