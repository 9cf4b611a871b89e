//! True Attests, real and simulated, and ways to make them false.

mod bends;

use crate::native::{
    draft::{Bend, Draft, Maker, When, bend},
    edge::{day, element, number, once_in, within},
    scene::Scene,
    spent::{self, Titled},
};
use plimsoll_circuits::{
    credential::Bill,
    field::F,
    merkle::{AbsencePath, FROZEN_DEPTH},
    signature::Signature,
    statement::{
        SpentTitle,
        attest::{Attest, AttestPublic, AttestWitness, MAX_RATE_BPS, checks, designation},
        movement::{InputWitness, OwnerWitness},
    },
};
use rand::Rng as _;

/// What is asked and fits: a maximum, a sum and a rate. Now and then beyond what a verifier takes.
fn amounts(scene: &mut Scene) -> Option<([F; 3], u64, u64)> {
    let rate = within(scene.rng(), 0..=MAX_RATE_BPS);
    let value = number(scene.rng(), 1_000_000);
    let most = u128::from(rate) * u128::from(value) / u128::from(MAX_RATE_BPS);
    let most = u64::try_from(most).ok()?;
    let bears = within(scene.rng(), 0..=most);
    let requested = within(scene.rng(), 0..=most - bears);
    let max = within(scene.rng(), bears..=u64::MAX);
    let (mut max, mut requested) = (F::from(max), F::from(requested));
    if once_in(scene.rng(), 8) {
        max = F::from(bears) + F::from(within(scene.rng(), 0..=u64::MAX));
        requested = -F::from(within(scene.rng(), 0..=bears));
    }
    Some(([max, requested, F::from(rate)], bears, value))
}

impl Maker for Attest {
    const CHECKS: &'static [&'static str] = &checks::ALL;
    const TYPED: Option<&'static str> = None;

    fn make(scene: &mut Scene, aim: Option<&'static str>) -> Option<Draft<Self>> {
        let ([max_encumbrance, requested, rate_bps], bears, value) = amounts(scene)?;
        let (actor, issuer) = (scene.anybody()?, scene.anybody()?);
        let bill = scene.bill(issuer.org, value)?;
        let SpentTitle { owner, title, frozen, bill } = spent::with_bill(scene, &actor, bill, bears)?;
        let nf = title.note(actor.address()).nullifier(&actor.nk);
        let witness = AttestWitness {
            simulated: false,
            owner,
            title,
            live: scene.world.nullifiers.absence(nf).ok()?,
            frozen,
            bill,
            blinding: element(scene.rng()),
            signature: Signature::blank(),
        };
        let world = &mut scene.world;
        let mut public = AttestPublic {
            domain: world.domain,
            notes_root: world.notes.root(),
            nullifiers_root: world.nullifiers.root(),
            members_root: world.members.root(),
            frozen_root: world.frozen.root(),
            challenge: world.random(),
            link: witness.link(),
            currency: bill.currency.value(),
            max_encumbrance,
            requested,
            rate_bps,
            valued_since: F::from(day(&mut world.rng, 0..=bill.valued_at.0)),
            applicant: F::from(0u64),
            verifier: designation(None),
        };
        if once_in(scene.rng(), 2) {
            public.applicant = actor.org.0;
        }
        if once_in(scene.rng(), 8) {
            // A day before all days, as near as 32 bits reach.
            public.valued_since = -F::from(day(scene.rng(), 0..=u32::MAX - bill.valued_at.0));
        }
        let valuer = scene.anybody()?;
        let verifier = scene.anybody()?;
        if once_in(scene.rng(), 2) {
            public.verifier = designation(Some(&verifier.signing.public()));
        }
        let mut draft: Draft<Self> = Draft { public, witness, actor, issuer, valuer };
        if aim.is_none() && once_in(scene.rng(), 6) {
            draft.public.verifier = designation(Some(&verifier.signing.public()));
            draft.actor = verifier;
            simulate(scene, &mut draft)?;
        }
        Some(draft)
    }

    fn posted(scene: &Scene, draft: &Draft<Self>) -> AttestPublic<F> {
        if draft.witness.simulated {
            return draft.public.clone();
        }
        let world = &scene.world;
        AttestPublic { notes_root: world.notes.root(), link: draft.witness.link(), ..draft.public.clone() }
    }

    fn signature(witness: &mut AttestWitness) -> &mut Signature {
        &mut witness.signature
    }

    fn bends() -> Vec<Bend<Self>> {
        let mut all = spent::all();
        all.extend(bends::of_title());
        all.extend(bends::of_amounts());
        all.extend(bends::of_signature());
        all
    }

    fn unread() -> Vec<Bend<Self>> {
        let mut all = spent::unread();
        all.push(bend(
            checks::LIVE,
            When::Signed,
            "another position of the gap beside its nullifier",
            |scene, draft: &mut Draft<Self>| {
                draft.witness.live.path.index ^= scene.rng().gen_range(1..1 << 34);
                Some(())
            },
        ));
        all
    }
}

/// What a verifier makes up: anything, in a witness of anything.
fn simulate(scene: &mut Scene, draft: &mut Draft<Attest>) -> Option<()> {
    let Draft { public: p, witness: w, .. } = draft;
    w.simulated = true;
    if once_in(scene.rng(), 3) {
        *w = AttestWitness::simulated(w.signature);
    }
    for posted in [
        &mut p.notes_root,
        &mut p.nullifiers_root,
        &mut p.members_root,
        &mut p.frozen_root,
        &mut p.link,
        &mut p.currency,
        &mut p.max_encumbrance,
        &mut p.requested,
        &mut p.rate_bps,
        &mut p.valued_since,
        &mut p.applicant,
    ] {
        if once_in(scene.rng(), 2) {
            *posted = element(scene.rng());
        }
    }
    if once_in(scene.rng(), 2) {
        (w.title.path, w.live.path) = (scene.nowhere(), scene.nowhere());
        w.live.low.value = element(scene.rng());
        w.owner.member = scene.no_member();
        w.title.content.amount = number(scene.rng(), 0);
    }
    Some(())
}

impl Titled for Attest {
    const TITLED: [&'static str; 4] = [checks::TITLE, checks::OWNER, checks::FROZEN, checks::BILL];

    fn owner(witness: &mut AttestWitness) -> &mut OwnerWitness {
        &mut witness.owner
    }

    fn title(witness: &mut AttestWitness) -> &mut InputWitness {
        &mut witness.title
    }

    fn frozen(witness: &mut AttestWitness) -> &mut AbsencePath<FROZEN_DEPTH> {
        &mut witness.frozen
    }

    fn bill(witness: &mut AttestWitness) -> &mut Bill {
        &mut witness.bill
    }

    fn roots(public: &mut AttestPublic<F>) -> [&mut F; 3] {
        [&mut public.notes_root, &mut public.members_root, &mut public.frozen_root]
    }
}
