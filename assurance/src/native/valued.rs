//! What an issuer or a valuer signed, and what is told of it: of Register, Amend and Revalue.

use super::{
    draft::{Bend, Draft, When, bend},
    edge::{change, day, other, within},
    parts::{self, Sealed},
    scene::Scene,
};
use plimsoll_circuits::{
    credential::{Day, Message, Signed, Valuation},
    field::F,
    member::Roles,
    note::Lot,
    statement::register::MemberWitness,
};
use plimsoll_tests::Actor;
use rand::Rng as _;

/// What an actor says.
pub(super) fn signed<T: Message>(content: T, by: &Actor) -> Signed<T> {
    Signed::new(content, &by.signing, by.nk.commitment())
}

/// A valuation of a lot and of documents with these roots, in force today.
pub(super) fn valuation(scene: &mut Scene, lot: Lot, roots: [F; 2], value: u64) -> Option<Valuation> {
    let today = scene.world.today.0;
    Some(Valuation {
        domain: scene.world.domain,
        lot,
        doc_root: roots[0],
        annex_root: roots[1],
        value,
        currency: scene.currency()?,
        valued_at: Day(day(scene.rng(), 0..=today)),
        expires: Day(day(scene.rng(), today..=u32::MAX)),
    })
}

/// A statement that takes a valuation.
pub(super) trait Valued: Sealed {
    /// The names of what is asked of the valuation, of its signer and of its dates.
    const VALUED: [&'static str; 3];
    /// Whether the circuit reads the valuation's currency; else it is another's, by being the same variable.
    const READS_CURRENCY: bool;
    /// The valuation and its signer's membership.
    fn valuation(witness: &mut Self::Witness) -> (&mut Signed<Valuation>, &mut MemberWitness);
    /// The last day of what is signed beside the valuation; the first day of all where nothing is.
    fn last_day(witness: &Self::Witness) -> Day;
    /// The day that is posted.
    fn today(public: &mut Self::Public) -> &mut F;
}

/// A day that is no number of 32 bits, or this many days after another.
pub(super) fn no_day_by(scene: &mut Scene, last: Day) -> F {
    let late = F::from(last.0) + F::from(within(scene.rng(), 1..=u64::MAX));
    if scene.rng().gen_range(0..3) == 0 { scene.world.random() } else { late }
}

/// A signer that lacks this role, or is no member.
pub(super) fn unfit(
    scene: &mut Scene,
    is_fit: impl Fn(&Actor) -> bool,
    member: &mut MemberWitness,
) -> Option<Actor> {
    if scene.rng().gen_range(0..3) == 0 {
        let mut stranger = scene.anybody()?;
        stranger.nk = plimsoll_circuits::member::NullifierKey::random(scene.rng());
        return Some(stranger);
    }
    let actor = scene.who(|actor| !is_fit(actor))?;
    *member = scene.world.member(&actor);
    Some(actor)
}

/// Signs the valuation anew.
fn resign<S: Valued>(draft: &mut Draft<S>, bent: impl FnOnce(&mut Valuation)) {
    let by = draft.valuer.clone();
    let (valuation, _) = S::valuation(&mut draft.witness);
    bent(&mut valuation.content);
    *valuation = signed(valuation.content, &by);
}

/// The bends of valuation, valuer and dates.
pub(super) fn all<S: Valued>() -> Vec<Bend<S>> {
    let [said, valuer, dates] = S::VALUED;
    vec![
        bend(said, When::Made, "what the valuer did not sign", |scene, draft| {
            let (valuation, _) = S::valuation(&mut draft.witness);
            let content = &mut valuation.content;
            match scene.rng().gen_range(0..4) {
                0 => content.value = other(scene.rng(), content.value, 0..=u64::MAX)?,
                1 => content.valued_at.0 ^= scene.rng().gen_range(1..=u32::MAX),
                2 => content.expires.0 ^= scene.rng().gen_range(1..=u32::MAX),
                _ => {
                    let had = content.currency;
                    content.currency =
                        scene.currency().filter(|currency| *currency != had && S::READS_CURRENCY)?;
                }
            }
            Some(())
        }),
        bend(said, When::Made, "a valuation with another signature", |scene, draft| {
            parts::signature(scene, &mut S::valuation(&mut draft.witness).0.signature)
        }),
        bend(said, When::Made, "a valuation under another's key", |scene, draft| {
            let another = scene.anybody()?;
            let (valuation, member) = S::valuation(&mut draft.witness);
            (valuation.key, valuation.nkc) = (another.signing.public(), another.nk.commitment());
            *member = scene.world.member(&another);
            (another.address() != draft.valuer.address()).then_some(())
        }),
        bend(said, When::Made, "a valuation of something else, signed", |scene, draft| {
            let (which, x) = (scene.rng().gen_range(0..5), change(scene.rng()));
            let currency = scene.currency()?;
            let had = S::valuation(&mut draft.witness).0.content.currency;
            resign(draft, |v| match which {
                0 => v.domain += x,
                1 => v.lot.0 += x,
                2 => v.doc_root += x,
                3 => v.annex_root += x,
                _ => v.currency = currency,
            });
            (which < 4 || currency != had && !S::READS_CURRENCY).then_some(())
        }),
        bend(valuer, When::Made, "a valuer that is no such member", |scene, draft| {
            parts::member(scene.rng(), S::valuation(&mut draft.witness).1);
            Some(())
        }),
        bend(valuer, When::Made, "a valuer's key with another address", |scene, draft| {
            S::valuation(&mut draft.witness).0.nkc += change(scene.rng());
            Some(())
        }),
        bend(valuer, When::Made, "a value signed by somebody without the role", |scene, draft| {
            let (_, member) = S::valuation(&mut draft.witness);
            draft.valuer = unfit(scene, |actor| actor.roles.contains(Roles::VALUER), member)?;
            resign(draft, |_| ());
            Some(())
        }),
        bend(dates, When::Made, "a valuation of a day to come", |scene, draft| {
            let first = scene.world.today.0.checked_add(1)?;
            let valued_at = Day(day(scene.rng(), first..=u32::MAX));
            resign(draft, |v| v.valued_at = valued_at);
            Some(())
        }),
        bend(dates, When::Made, "an expired valuation", |scene, draft| {
            let last = scene.world.today.0.checked_sub(1)?;
            let expires = Day(day(scene.rng(), 0..=last));
            resign(draft, |v| v.expires = expires);
            Some(())
        }),
        bend(
            dates,
            When::Posted,
            "a day before the valuation, which may be before all days",
            |scene, draft| {
                let valued_at = S::valuation(&mut draft.witness).0.content.valued_at;
                // The last day of the other paper is no further off than 32 bits reach.
                let most = u64::from(valued_at.0) + u64::from(u32::MAX - S::last_day(&draft.witness).0);
                let before = (most > 0).then(|| within(scene.rng(), 1..=most))?;
                *S::today(&mut draft.public) = F::from(valued_at.0) - F::from(before);
                Some(())
            },
        ),
    ]
}

/// What the circuit does not see of a valuation: what must agree with what the statement speaks of is not read a second time.
pub(super) fn unread<S: Valued>() -> Vec<Bend<S>> {
    let [said, valuer, _] = S::VALUED;
    vec![
        bend(said, When::Signed, "a valuation that names something else", |scene, draft| {
            let (which, x) = (scene.rng().gen_range(0..5), change(scene.rng()));
            let currency = scene.currency()?;
            let v = &mut S::valuation(&mut draft.witness).0.content;
            let had = v.currency;
            match which {
                0 => v.domain += x,
                1 => v.lot.0 += x,
                2 => v.doc_root += x,
                3 => v.annex_root += x,
                _ => v.currency = currency,
            }
            (which < 4 || currency != had && !S::READS_CURRENCY).then_some(())
        }),
        bend(valuer, When::Signed, "another position of the valuer", |scene, draft| {
            S::valuation(&mut draft.witness).1.path.index ^= scene.rng().gen_range(1..1 << 18);
            Some(())
        }),
        bend(valuer, When::Signed, "roles that there are not, of the valuer", |scene, draft| {
            S::valuation(&mut draft.witness).1.roles.0 |= scene.rng().gen_range(1u8..8) << Roles::BITS;
            Some(())
        }),
    ]
}
