//! Ways to make a Register false.

use super::{OWNERS, Registered, reissue};
use crate::native::{
    draft::{Bend, When, bend},
    edge::{change, day, once_in},
    parts,
    valued::{no_day_by, unfit},
};
use plimsoll_circuits::{
    credential::Day,
    member::Roles,
    statement::register::{Register, checks},
};
use plimsoll_tests::Actor;
use rand::Rng as _;

/// Of REGISTER-1 to REGISTER-3.
pub(super) fn of_credential<const SLOTS: usize>() -> Vec<Bend<Register<SLOTS>>> {
    vec![
        bend(
            checks::CREDENTIAL,
            When::Made,
            "what the issuer did not sign",
            |scene, draft: &mut Registered<SLOTS>| {
                let content = &mut draft.witness.credential.content;
                match scene.rng().gen_range(0..3) {
                    0 => content.doc_root += change(scene.rng()),
                    1 => content.annex_root += change(scene.rng()),
                    _ => content.valid_until.0 ^= scene.rng().gen_range(1..=u32::MAX),
                }
                Some(())
            },
        ),
        bend(checks::CREDENTIAL, When::Made, "a credential with another signature", |scene, draft| {
            parts::signature(scene, &mut draft.witness.credential.signature)
        }),
        bend(checks::CREDENTIAL, When::Made, "a credential under another's key", |scene, draft| {
            let another = scene.anybody()?;
            let credential = &mut draft.witness.credential;
            (credential.key, credential.nkc) = (another.signing.public(), another.nk.commitment());
            draft.witness.issuer = scene.world.member(&another);
            (another.address() != draft.issuer.address()).then_some(())
        }),
        bend(checks::CREDENTIAL, When::Made, "a credential of something else, signed", |scene, draft| {
            let (which, x) = (scene.rng().gen_range(0..3), change(scene.rng()));
            reissue(draft, |content| match which {
                0 => content.domain += x,
                1 => content.fp_root += x,
                _ => content.first_holder.0 += x,
            });
            Some(())
        }),
        bend(
            checks::CREDENTIAL,
            When::Posted,
            "a fingerprint that the issuer did not sign",
            |scene, draft| {
                let slot = scene.rng().gen_range(0..SLOTS);
                draft.public.fingerprints[slot] = scene.other(draft.public.fingerprints[slot]);
                Some(())
            },
        ),
        bend(checks::CREDENTIAL, When::Posted, "another generation, or another ledger", |scene, draft| {
            let public = &mut draft.public;
            let changed = if once_in(scene.rng(), 2) { &mut public.generation } else { &mut public.domain };
            *changed += change(scene.rng());
            Some(())
        }),
        bend(checks::CREDENTIAL, When::Made, "somebody else registers the bill", |scene, draft| {
            let another = scene.anybody()?;
            let own = draft.actor.address();
            let w = &mut draft.witness;
            (w.holder_key, w.holder_nkc) = (another.signing.public(), another.nk.commitment());
            w.holder = scene.world.member(&another);
            draft.actor = another;
            (draft.actor.address() != own).then_some(())
        }),
        bend(checks::ISSUER, When::Made, "an issuer that is no such member", |scene, draft| {
            parts::member(scene.rng(), &mut draft.witness.issuer);
            Some(())
        }),
        bend(checks::ISSUER, When::Made, "an issuer's key with another address", |scene, draft| {
            draft.witness.credential.nkc += change(scene.rng());
            Some(())
        }),
        bend(checks::ISSUER, When::Made, "a title signed by somebody without the role", |scene, draft| {
            let is_fit = |actor: &Actor| actor.roles.contains(Roles::ISSUER);
            draft.issuer = unfit(scene, is_fit, &mut draft.witness.issuer)?;
            reissue(draft, |_| ());
            Some(())
        }),
        bend(checks::ISSUER, When::Posted, "another root of members", |scene, draft| {
            draft.public.members_root = scene.other(draft.public.members_root);
            Some(())
        }),
        bend(checks::CREDENTIAL_DATE, When::Made, "an expired credential", |scene, draft| {
            let last = scene.world.today.0.checked_sub(1)?;
            let valid_until = Day(day(scene.rng(), 0..=last));
            reissue(draft, |content| content.valid_until = valid_until);
            Some(())
        }),
        bend(checks::CREDENTIAL_DATE, When::Posted, "a day after the last", |scene, draft| {
            draft.public.today = no_day_by(scene, draft.witness.credential.content.valid_until);
            Some(())
        }),
    ]
}

/// Of REGISTER-8.
pub(super) fn of_holder<const SLOTS: usize>() -> Vec<Bend<Register<SLOTS>>> {
    vec![
        bend(
            checks::HOLDER,
            When::Made,
            "a holder that is no such member",
            |scene, draft: &mut Registered<SLOTS>| {
                parts::member(scene.rng(), &mut draft.witness.holder);
                Some(())
            },
        ),
        bend(checks::HOLDER, When::Made, "a first holder without the role", |scene, draft| {
            let is_fit = |actor: &Actor| actor.roles.intersects(OWNERS);
            draft.actor = unfit(scene, is_fit, &mut draft.witness.holder)?;
            let w = &mut draft.witness;
            (w.holder_key, w.holder_nkc) = (draft.actor.signing.public(), draft.actor.nk.commitment());
            let holder = draft.actor.address();
            reissue(draft, |content| content.first_holder = holder);
            Some(())
        }),
    ]
}
