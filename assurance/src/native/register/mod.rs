//! True Registers, of either tier, and ways to make them false.

mod bends;

use crate::native::{
    draft::{Bend, Draft, Maker, When, bend},
    edge::{change, day, element, number, once_in, one_of},
    parts::{Sealed, of_seals},
    scene::Scene,
    valued::{self, Valued, signed},
};
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Day, Signed, TitleCredential, Valuation},
    field::F,
    fingerprint::{self, Tier, soft_value},
    member::Roles,
    note::Lot,
    signature::Signature,
    statement::{
        AuditPublic,
        register::{MemberWitness, Register, RegisterPublic, RegisterWitness, checks},
    },
};
use rand::Rng as _;

/// Who may own a title.
const OWNERS: Roles = Roles::HOLDER.union(Roles::BANK);

type Registered<const SLOTS: usize> = Draft<Register<SLOTS>>;

/// What is posted: of each class some values and pads, of soft keys values under any number, and now and then one that stands twice, or is 0.
fn fingerprints<const SLOTS: usize>(scene: &mut Scene) -> Option<[F; SLOTS]> {
    let tier = Tier::with_slots(SLOTS)?;
    let mut slots = [F::from(0u64); SLOTS];
    let keyed = scene.rng().gen_range(0..=SLOTS);
    for (slot, value) in slots.iter_mut().enumerate() {
        *value = scene.world.random();
        if tier.class(slot).is_none() && slot < keyed {
            *value = soft_value(*value, number(scene.rng(), fingerprint::SEARCH_GAP));
        }
    }
    if once_in(scene.rng(), 4) {
        let from = scene.rng().gen_range(0..SLOTS);
        slots[scene.rng().gen_range(0..SLOTS)] = slots[from];
        slots[scene.rng().gen_range(0..SLOTS)] = element(scene.rng());
    }
    Some(slots)
}

/// The credential as it is then, signed.
fn reissue<const SLOTS: usize>(draft: &mut Registered<SLOTS>, bent: impl FnOnce(&mut TitleCredential)) {
    let credential = &mut draft.witness.credential;
    bent(&mut credential.content);
    *credential = signed(credential.content, &draft.issuer);
}

impl<const SLOTS: usize> Maker for Register<SLOTS> {
    const CHECKS: &'static [&'static str] = &checks::ALL;
    const TYPED: Option<&'static str> = Some(checks::VALUE_RANGE);

    fn make(scene: &mut Scene, _: Option<&'static str>) -> Option<Draft<Self>> {
        scene.set_clock();
        let fingerprints = fingerprints::<SLOTS>(scene)?;
        let (issuer, valuer) = (scene.with(Roles::ISSUER)?, scene.with(Roles::VALUER)?);
        let actor = scene.with(OWNERS)?;
        let generation = one_of(scene.rng(), &[0, 0, 1, u64::MAX])?;
        let today = scene.world.today.0;
        let credential = TitleCredential {
            domain: scene.world.domain,
            doc_root: scene.world.random(),
            annex_root: scene.world.random(),
            fp_root: fingerprint::root(&fingerprints),
            first_holder: actor.address(),
            generation,
            valid_until: Day(day(scene.rng(), today..=u32::MAX)),
        };
        let value = number(scene.rng(), 1_000_000);
        let roots = [credential.doc_root, credential.annex_root];
        let valuation = valued::valuation(scene, Lot::new(fingerprints[0], generation), roots, value)?;
        let witness = RegisterWitness {
            credential: signed(credential, &issuer),
            issuer: scene.world.member(&issuer),
            valuation: signed(valuation, &valuer),
            valuer: scene.world.member(&valuer),
            holder_key: actor.signing.public(),
            holder_nkc: actor.nk.commitment(),
            holder: scene.world.member(&actor),
            audit: scene.audit_scalar()?,
            signature: Signature::blank(),
        };
        let public = scene.world.posted_register(fingerprints, &witness);
        Some(Draft { public, witness, actor, issuer, valuer })
    }

    fn posted(scene: &Scene, draft: &Draft<Self>) -> RegisterPublic<F, SLOTS> {
        scene.world.posted_register(draft.public.fingerprints, &draft.witness)
    }

    fn signature(witness: &mut RegisterWitness) -> &mut Signature {
        &mut witness.signature
    }

    fn bends() -> Vec<Bend<Self>> {
        let mut all = bends::of_credential();
        all.extend(valued::all());
        all.extend(bends::of_holder());
        all.extend(of_seals());
        all
    }

    fn unread() -> Vec<Bend<Self>> {
        let mut all = valued::unread();
        all.push(bend(
            checks::CREDENTIAL,
            When::Signed,
            "a credential that names something else",
            |scene, draft: &mut Draft<Self>| {
                let (which, x) = (scene.rng().gen_range(0..4), change(scene.rng()));
                let content = &mut draft.witness.credential.content;
                match which {
                    0 => content.domain += x,
                    1 => content.fp_root += x,
                    2 => content.first_holder.0 += x,
                    _ => content.generation = content.generation.wrapping_add(1),
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
        all.push(bend(
            checks::HOLDER,
            When::Signed,
            "another position of the holder",
            |scene, draft: &mut Draft<Self>| {
                draft.witness.holder.path.index ^= scene.rng().gen_range(1..1 << 18);
                Some(())
            },
        ));
        all
    }
}

impl<const SLOTS: usize> Sealed for Register<SLOTS> {
    const SEALS: [&'static str; 3] = [checks::COMMITMENT, checks::SIGNATURE, checks::AUDIT];

    fn seals(public: &mut Self::Public) -> (&mut [F], &mut AuditPublic<F>, &mut F) {
        (std::slice::from_mut(&mut public.cm), &mut public.audit, &mut public.ext)
    }

    fn scalar(witness: &mut RegisterWitness) -> &mut AuditScalar {
        &mut witness.audit
    }
}

impl<const SLOTS: usize> Valued for Register<SLOTS> {
    const VALUED: [&'static str; 3] = [checks::VALUATION, checks::VALUER, checks::VALUATION_DATE];
    const READS_CURRENCY: bool = true;

    fn valuation(witness: &mut RegisterWitness) -> (&mut Signed<Valuation>, &mut MemberWitness) {
        (&mut witness.valuation, &mut witness.valuer)
    }

    fn last_day(witness: &RegisterWitness) -> Day {
        witness.credential.content.valid_until
    }

    fn today(public: &mut Self::Public) -> &mut F {
        &mut public.today
    }
}
