//! Ways to make an Attest false.

use super::simulate;
use crate::native::{
    draft::{Bend, When, bend},
    edge::{change, once_in, within},
    parts,
    spent::nullifier,
};
use plimsoll_circuits::{
    field::{F, to_u64},
    statement::{
        Statement,
        attest::{Attest, MAX_RATE_BPS, checks, designation},
        sighash,
    },
};
use rand::Rng as _;

/// `2^bits` as a field element.
fn power(bits: u32) -> F {
    F::from(1u128 << bits)
}

/// Of ATTEST-2, ATTEST-5 and ATTEST-6.
pub(super) fn of_title() -> Vec<Bend<Attest>> {
    vec![
        bend(checks::LIVE, When::Made, "another gap among nullifiers", |scene, draft| {
            parts::absence(scene.rng(), &mut draft.witness.live);
            Some(())
        }),
        bend(checks::LIVE, When::Posted, "another root of nullifiers", |scene, draft| {
            draft.public.nullifiers_root = scene.other(draft.public.nullifiers_root);
            Some(())
        }),
        bend(checks::LIVE, When::Posted, "a spent title", |scene, draft| {
            let nf = nullifier(draft);
            let world = &mut scene.world;
            world.nullifiers.insert(nf).ok()?;
            draft.public.nullifiers_root = world.nullifiers.root();
            parts::gap_beside(&mut world.rng, &world.nullifiers, nf, &mut draft.witness.live)
        }),
        bend(checks::BILL, When::Posted, "another currency", |scene, draft| {
            draft.public.currency = scene.other(draft.public.currency);
            Some(())
        }),
        bend(checks::LINK, When::Posted, "another link", |scene, draft| {
            draft.public.link = scene.other(draft.public.link);
            Some(())
        }),
        bend(checks::LINK, When::Posted, "another blinding than the link's", |scene, draft| {
            draft.witness.blinding = scene.other(draft.witness.blinding);
            Some(())
        }),
    ]
}

/// Of ATTEST-7 to ATTEST-10.
pub(super) fn of_amounts() -> Vec<Bend<Attest>> {
    vec![
        bend(checks::ENCUMBRANCE, When::Posted, "a maximum below what the lot bears", |scene, draft| {
            let less = F::from(within(scene.rng(), 1..=u64::MAX));
            draft.public.max_encumbrance = F::from(draft.witness.title.content.amount) - less;
            Some(())
        }),
        bend(
            checks::ENCUMBRANCE,
            When::Posted,
            "a maximum of more than 64 bits above what it bears",
            |scene, draft| {
                let more = power(64) + F::from(within(scene.rng(), 0..=u64::MAX));
                draft.public.max_encumbrance = F::from(draft.witness.title.content.amount) + more;
                Some(())
            },
        ),
        bend(checks::RATE, When::Posted, "more than the lot can bear", |scene, draft| {
            let (bears, value) = (draft.witness.title.content.amount, draft.witness.bill.value);
            let rate = to_u64(&draft.public.rate_bps)?;
            let most = u128::from(rate) * u128::from(value) / u128::from(MAX_RATE_BPS);
            let more = u128::from(within(scene.rng(), 1..=u64::MAX));
            draft.public.requested = F::from(most + more) - F::from(bears);
            Some(())
        }),
        bend(checks::RATE, When::Posted, "a lower rate than the sum takes", |scene, draft| {
            let (bears, value) = (draft.witness.title.content.amount, draft.witness.bill.value);
            let requested = to_u64(&draft.public.requested)?;
            let wanted = u128::from(MAX_RATE_BPS) * (u128::from(bears) + u128::from(requested));
            let needed = u64::try_from(wanted.div_ceil(u128::from(value.max(1)))).ok()?.checked_sub(1)?;
            draft.public.rate_bps = F::from(within(scene.rng(), 0..=needed));
            Some(())
        }),
        bend(checks::RATE, When::Posted, "a rate beyond what 78 bits hold, or none", |scene, draft| {
            draft.public.rate_bps = if once_in(scene.rng(), 2) {
                F::from(within(scene.rng(), 1 << 63..=u64::MAX))
            } else {
                scene.world.random()
            };
            (draft.witness.bill.value >= 1 << 20).then_some(())
        }),
        bend(checks::VALUED, When::Posted, "valued only since, or since no day", |scene, draft| {
            let later = F::from(within(scene.rng(), 1..=u64::MAX));
            draft.public.valued_since = match scene.rng().gen_range(0..4) {
                0 => scene.world.random(),
                1 => F::from(draft.witness.bill.valued_at.0) - power(32) - later,
                _ => F::from(draft.witness.bill.valued_at.0) + later,
            };
            Some(())
        }),
        bend(checks::APPLICANT, When::Posted, "another applicant", |scene, draft| {
            draft.public.applicant = draft.actor.org.0 + change(scene.rng());
            (draft.public.applicant != F::from(0u64)).then_some(())
        }),
    ]
}

/// Of ATTEST-11.
pub(super) fn of_signature() -> Vec<Bend<Attest>> {
    vec![
        bend(checks::SIGNATURE, When::Signed, "a signature that is none", |scene, draft| {
            parts::signature(scene, &mut draft.witness.signature)
        }),
        bend(
            checks::SIGNATURE,
            When::Signed,
            "an answer to another challenge, or for another ledger",
            |scene, draft| {
                let public = &mut draft.public;
                let changed =
                    if once_in(scene.rng(), 2) { &mut public.challenge } else { &mut public.domain };
                *changed += change(scene.rng());
                Some(())
            },
        ),
        bend(checks::SIGNATURE, When::Signed, "a real one that somebody else signed", |scene, draft| {
            let own = draft.actor.address();
            let another = scene.who(|actor| actor.address() != own)?;
            draft.public.verifier = designation(Some(&another.signing.public()));
            draft.witness.signature = another.signing.sign(sighash(Attest::CIRCUIT, &draft.public));
            Some(())
        }),
        bend(checks::SIGNATURE, When::Signed, "a real one that is called simulated", |_, draft| {
            draft.witness.simulated = true;
            (draft.public.verifier != designation(Some(&draft.actor.signing.public()))).then_some(())
        }),
        bend(
            checks::SIGNATURE,
            When::Posted,
            "a simulated one that another signs than the verifier",
            |scene, draft| {
                let own = draft.actor.address();
                let verifier = scene.who(|actor| actor.address() != own)?;
                draft.public.verifier =
                    designation(once_in(scene.rng(), 2).then(|| verifier.signing.public()).as_ref());
                simulate(scene, draft)
            },
        ),
    ]
}
