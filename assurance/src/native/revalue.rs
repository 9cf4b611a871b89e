//! True Revalues, and ways to make them false.

use super::{
    draft::{Bend, Draft, Maker, When, bend},
    edge::{day, number},
    parts::{Sealed, of_seals},
    scene::Scene,
    spent::{self, Titled},
    valued::{self, Valued, signed},
};
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Bill, Day, Signed, Valuation},
    field::F,
    member::Roles,
    merkle::{AbsencePath, FROZEN_DEPTH},
    signature::Signature,
    statement::{
        AuditPublic,
        movement::{InputWitness, OwnerWitness},
        register::MemberWitness,
        revalue::{Revalue, RevaluePublic, RevalueWitness, checks},
    },
};

impl Maker for Revalue {
    const CHECKS: &'static [&'static str] = &checks::ALL;
    const TYPED: Option<&'static str> = Some(checks::VALUE_RANGE);

    fn make(scene: &mut Scene, _: Option<&'static str>) -> Option<Draft<Self>> {
        scene.set_clock();
        let today = scene.world.today.0;
        let (actor, issuer, valuer) = (scene.anybody()?, scene.anybody()?, scene.with(Roles::VALUER)?);
        let encumbrance = number(scene.rng(), 1_000_000);
        let valued_at = day(scene.rng(), 1.min(today)..=today).checked_sub(1)?;
        let spent = spent::title(scene, &actor, issuer.org, encumbrance, 0..=valued_at)?;
        let (lot, roots) = (spent.title.content.lot, [spent.bill.doc_root, spent.bill.annex_root]);
        let value = number(scene.rng(), encumbrance);
        let mut valuation = valued::valuation(scene, lot, roots, value)?;
        valuation.currency = spent.bill.currency;
        valuation.valued_at = Day(day(scene.rng(), spent.bill.valued_at.0 + 1..=today));
        let witness = RevalueWitness {
            spent,
            valuation: signed(valuation, &valuer),
            valuer: scene.world.member(&valuer),
            audit: scene.audit_scalar()?,
            signature: Signature::blank(),
        };
        let public = scene.world.posted_revalue(&witness);
        Some(Draft { public, witness, actor, issuer, valuer })
    }

    fn posted(scene: &Scene, draft: &Draft<Self>) -> RevaluePublic<F> {
        scene.world.posted_revalue(&draft.witness)
    }

    fn signature(witness: &mut RevalueWitness) -> &mut Signature {
        &mut witness.signature
    }

    fn bends() -> Vec<Bend<Self>> {
        let mut all = spent::all();
        all.extend(valued::all());
        all.extend(of_seals());
        all.push(bend(checks::TITLE, When::Posted, "another nullifier", |scene, draft: &mut Draft<Self>| {
            draft.public.nf = scene.other(draft.public.nf);
            Some(())
        }));
        all.push(bend(
            checks::VALUATION,
            When::Posted,
            "another ledger",
            |scene, draft: &mut Draft<Self>| {
                draft.public.domain = scene.other(draft.public.domain);
                Some(())
            },
        ));
        all.push(bend(
            checks::LATER,
            When::Made,
            "a valuation that is not later",
            |scene, draft: &mut Draft<Self>| {
                let last = draft.witness.spent.bill.valued_at.0;
                draft.witness.valuation.content.valued_at = Day(day(scene.rng(), 0..=last));
                draft.witness.valuation = signed(draft.witness.valuation.content, &draft.valuer);
                Some(())
            },
        ));
        all
    }

    fn unread() -> Vec<Bend<Self>> {
        let mut all = spent::unread();
        all.extend(valued::unread());
        all
    }
}

impl Titled for Revalue {
    const TITLED: [&'static str; 4] = [checks::TITLE, checks::OWNER, checks::FROZEN, checks::BILL];

    fn owner(witness: &mut RevalueWitness) -> &mut OwnerWitness {
        &mut witness.spent.owner
    }

    fn title(witness: &mut RevalueWitness) -> &mut InputWitness {
        &mut witness.spent.title
    }

    fn frozen(witness: &mut RevalueWitness) -> &mut AbsencePath<FROZEN_DEPTH> {
        &mut witness.spent.frozen
    }

    fn bill(witness: &mut RevalueWitness) -> &mut Bill {
        &mut witness.spent.bill
    }

    fn roots(public: &mut RevaluePublic<F>) -> [&mut F; 3] {
        [&mut public.notes_root, &mut public.members_root, &mut public.frozen_root]
    }
}

impl Sealed for Revalue {
    const SEALS: [&'static str; 3] = [checks::COMMITMENT, checks::SIGNATURE, checks::AUDIT];

    fn seals(public: &mut RevaluePublic<F>) -> (&mut [F], &mut AuditPublic<F>, &mut F) {
        (std::slice::from_mut(&mut public.cm), &mut public.audit, &mut public.ext)
    }

    fn scalar(witness: &mut RevalueWitness) -> &mut AuditScalar {
        &mut witness.audit
    }
}

impl Valued for Revalue {
    const VALUED: [&'static str; 3] = [checks::VALUATION, checks::VALUER, checks::VALUATION_DATE];
    const READS_CURRENCY: bool = false;

    fn valuation(witness: &mut RevalueWitness) -> (&mut Signed<Valuation>, &mut MemberWitness) {
        (&mut witness.valuation, &mut witness.valuer)
    }

    fn last_day(_: &RevalueWitness) -> Day {
        Day(0)
    }

    fn today(public: &mut RevaluePublic<F>) -> &mut F {
        &mut public.today
    }
}
