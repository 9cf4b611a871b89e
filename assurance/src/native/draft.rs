//! A witness under way: made true, bent, posted, signed.

use super::{edge::one_of, scene::Scene};
use plimsoll_circuits::{
    signature::Signature,
    statement::{Statement, sighash},
};
use plimsoll_tests::Actor;
use rand::{Rng as _, seq::SliceRandom};

/// Posted values and a witness, with whose signatures they have.
#[derive(Clone)]
pub struct Draft<S: Statement> {
    /// What is posted.
    pub public: S::Public,
    /// The witness.
    pub witness: S::Witness,
    /// Who acts, and signs what is posted.
    pub actor: Actor,
    /// Who signed for the documents, where somebody did.
    pub issuer: Actor,
    /// Who signed for the value, where somebody did.
    pub valuer: Actor,
}

/// When a bend is made. What follows is made anew behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// To the witness: what is posted follows from it.
    Made,
    /// To what is posted, or to the witness behind it: the signature follows.
    Posted,
    /// To what is signed: nothing follows.
    Signed,
}

/// What is changed; `None` if there is nothing to change in this draft. It changes nothing then, or the draft is thrown away.
pub type Change<S> = fn(&mut Scene, &mut Draft<S>) -> Option<()>;

/// One way to make a true statement false.
#[derive(Clone, Copy)]
pub struct Bend<S: Statement> {
    /// The check that must refuse it first.
    pub check: &'static str,
    /// What is told.
    pub what: &'static str,
    /// When.
    pub when: When,
    /// How.
    pub change: Change<S>,
}

/// A statement whose witnesses are made at random.
pub trait Maker: Statement + Copy {
    /// Its checks, in the order in which they stand in the circuit.
    const CHECKS: &'static [&'static str];
    /// The check that no native witness fails, because a type says the same.
    const TYPED: Option<&'static str>;

    /// A true draft, not yet signed, to which a bend of this check is likely to apply; `None` if it did not come about.
    fn make(scene: &mut Scene, aim: Option<&'static str>) -> Option<Draft<Self>>;

    /// What is posted of a draft.
    fn posted(scene: &Scene, draft: &Draft<Self>) -> Self::Public;

    /// The acting party's signature.
    fn signature(witness: &mut Self::Witness) -> &mut Signature;

    /// The ways to make it false, of every check but the typed one.
    fn bends() -> Vec<Bend<Self>>;

    /// Changes that the circuit does not see, and natively the check that refuses them: what a witness says twice, or more of than a circuit
    /// reads.
    fn unread() -> Vec<Bend<Self>>;
}

impl<S: Maker> Draft<S> {
    /// The draft with these bends, what follows from each made anew; `None` if one does not apply.
    pub fn bent(mut self, scene: &mut Scene, bends: &[Bend<S>]) -> Option<Self> {
        for when in [When::Made, When::Posted, When::Signed] {
            for bend in bends.iter().filter(|bend| bend.when == when) {
                (bend.change)(scene, &mut self)?;
            }
            match when {
                When::Made => self.public = S::posted(scene, &self),
                When::Posted => {
                    *S::signature(&mut self.witness) =
                        self.actor.signing.sign(sighash(S::CIRCUIT, &self.public));
                }
                When::Signed => {}
            }
        }
        Some(self)
    }

    /// A true draft, signed.
    pub fn upright(scene: &mut Scene) -> Option<Self> {
        S::make(scene, None)?.bent(scene, &[])
    }

    /// A draft with one bend of this check.
    pub fn false_in(scene: &mut Scene, bends: &[Bend<S>], check: &'static str) -> Option<(Self, Bend<S>)> {
        let of_check: Vec<Bend<S>> = bends.iter().filter(|bend| bend.check == check).copied().collect();
        let bend = one_of(scene.rng(), &of_check)?;
        Some((S::make(scene, Some(check))?.bent(scene, &[bend])?, bend))
    }

    /// A draft with several bends, each of another check, so that none undoes another.
    pub fn false_in_several(scene: &mut Scene, bends: &[Bend<S>]) -> Option<(Self, Vec<Bend<S>>)> {
        let n = scene.rng().gen_range(2..5);
        let mut these: Vec<Bend<S>> = bends.choose_multiple(scene.rng(), n).copied().collect();
        these.sort_unstable_by_key(|bend| bend.check);
        these.dedup_by_key(|bend| bend.check);
        if these.len() < 2 {
            return None;
        }
        let draft = S::make(scene, these.first().map(|bend| bend.check))?;
        Some((draft.bent(scene, &these)?, these))
    }
}

/// A bend of a check.
pub(super) fn bend<S: Statement>(
    check: &'static str,
    when: When,
    what: &'static str,
    change: Change<S>,
) -> Bend<S> {
    Bend { check, what, when, change }
}
