//! True Amends, and ways to make them false.

mod bends;

use crate::native::{
    draft::{Bend, Draft, Maker, When, bend},
    edge::{change, day, element, number, within},
    parts::{Sealed, of_seals},
    scene::Scene,
    spent::{self, Titled},
    valued::{self, Valued, signed},
};
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Amendment, Bill, Day, Signed, Valuation},
    field::F,
    fingerprint::{self, SMALL_SLOTS},
    member::Roles,
    merkle::{AbsencePath, FROZEN_DEPTH},
    signature::Signature,
    statement::{
        AuditPublic,
        amend::{Amend, AmendPublic, AmendWitness, checks},
        movement::{InputWitness, OwnerWitness},
        register::MemberWitness,
    },
};
use rand::Rng as _;

impl Maker for Amend {
    const CHECKS: &'static [&'static str] = &checks::ALL;
    const TYPED: Option<&'static str> = Some(checks::VALUE_RANGE);

    fn make(scene: &mut Scene, _: Option<&'static str>) -> Option<Draft<Self>> {
        scene.set_clock();
        let today = scene.world.today.0;
        let (actor, issuer, valuer) =
            (scene.anybody()?, scene.with(Roles::ISSUER)?, scene.with(Roles::VALUER)?);
        let encumbrance = number(scene.rng(), 1_000_000);
        let spent = spent::title(scene, &actor, issuer.org, encumbrance, 0..=today)?;
        let mut fingerprints = [F::from(0u64); SMALL_SLOTS];
        fingerprints.iter_mut().for_each(|slot| *slot = element(scene.rng()));
        let amendment = Amendment {
            domain: scene.world.domain,
            lot: spent.title.content.lot,
            old_bill: spent.bill.commitment(),
            doc_root: scene.world.random(),
            annex_root: scene.world.random(),
            added_fp_root: fingerprint::root(&fingerprints),
            valid_until: Day(day(scene.rng(), today..=u32::MAX)),
        };
        let value = within(scene.rng(), encumbrance..=u64::MAX);
        let roots = [amendment.doc_root, amendment.annex_root];
        let mut valuation = valued::valuation(scene, amendment.lot, roots, value)?;
        valuation.currency = spent.bill.currency;
        valuation.valued_at = Day(day(scene.rng(), spent.bill.valued_at.0..=today));
        let witness = AmendWitness {
            spent,
            amendment: signed(amendment, &issuer),
            issuer: scene.world.member(&issuer),
            valuation: signed(valuation, &valuer),
            valuer: scene.world.member(&valuer),
            audit: scene.audit_scalar()?,
            signature: Signature::blank(),
        };
        let public = scene.world.posted_amend(fingerprints, &witness);
        Some(Draft { public, witness, actor, issuer, valuer })
    }

    fn posted(scene: &Scene, draft: &Draft<Self>) -> AmendPublic<F> {
        scene.world.posted_amend(draft.public.fingerprints, &draft.witness)
    }

    fn signature(witness: &mut AmendWitness) -> &mut Signature {
        &mut witness.signature
    }

    fn bends() -> Vec<Bend<Self>> {
        let mut all = spent::all();
        all.extend(bends::of_amendment());
        all.extend(valued::all());
        all.extend(bends::of_new_value());
        all.extend(of_seals());
        all
    }

    fn unread() -> Vec<Bend<Self>> {
        let mut all = spent::unread();
        all.extend(valued::unread());
        all.push(bend(
            checks::AMENDMENT,
            When::Signed,
            "an amendment that names something else",
            |scene, draft: &mut Draft<Self>| {
                let (which, x) = (scene.rng().gen_range(0..4), change(scene.rng()));
                let content = &mut draft.witness.amendment.content;
                match which {
                    0 => content.domain += x,
                    1 => content.lot.0 += x,
                    2 => content.old_bill += x,
                    _ => content.added_fp_root += x,
                }
                Some(())
            },
        ));
        all.push(bend(
            checks::ISSUER,
            When::Signed,
            "another position of the issuer",
            |scene, draft: &mut Draft<Self>| {
                draft.witness.issuer.path.index ^= scene.rng().gen_range(1..1 << 18);
                Some(())
            },
        ));
        all
    }
}

impl Titled for Amend {
    const TITLED: [&'static str; 4] = [checks::TITLE, checks::OWNER, checks::FROZEN, checks::BILL];

    fn owner(witness: &mut AmendWitness) -> &mut OwnerWitness {
        &mut witness.spent.owner
    }

    fn title(witness: &mut AmendWitness) -> &mut InputWitness {
        &mut witness.spent.title
    }

    fn frozen(witness: &mut AmendWitness) -> &mut AbsencePath<FROZEN_DEPTH> {
        &mut witness.spent.frozen
    }

    fn bill(witness: &mut AmendWitness) -> &mut Bill {
        &mut witness.spent.bill
    }

    fn roots(public: &mut AmendPublic<F>) -> [&mut F; 3] {
        [&mut public.notes_root, &mut public.members_root, &mut public.frozen_root]
    }
}

impl Sealed for Amend {
    const SEALS: [&'static str; 3] = [checks::COMMITMENT, checks::SIGNATURE, checks::AUDIT];

    fn seals(public: &mut AmendPublic<F>) -> (&mut [F], &mut AuditPublic<F>, &mut F) {
        (std::slice::from_mut(&mut public.cm), &mut public.audit, &mut public.ext)
    }

    fn scalar(witness: &mut AmendWitness) -> &mut AuditScalar {
        &mut witness.audit
    }
}

impl Valued for Amend {
    const VALUED: [&'static str; 3] = [checks::VALUATION, checks::VALUER, checks::VALUATION_DATE];
    const READS_CURRENCY: bool = false;

    fn valuation(witness: &mut AmendWitness) -> (&mut Signed<Valuation>, &mut MemberWitness) {
        (&mut witness.valuation, &mut witness.valuer)
    }

    fn last_day(witness: &AmendWitness) -> Day {
        witness.amendment.content.valid_until
    }

    fn today(public: &mut AmendPublic<F>) -> &mut F {
        &mut public.today
    }
}

type Amended = Draft<Amend>;

/// The amendment as it is then, signed.
fn reissue(draft: &mut Amended, bent: impl FnOnce(&mut Amendment)) {
    let amendment = &mut draft.witness.amendment;
    bent(&mut amendment.content);
    *amendment = signed(amendment.content, &draft.issuer);
}
