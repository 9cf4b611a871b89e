//! One part of a run: some witnesses of one statement, made in one world.

use super::{
    compare::{Answer, Twins, seed_of, told},
    draft::{Bend, Draft, Maker},
    figures::{Mismatch, OfStatement},
    scene::Scene,
};

/// Witnesses that are made in one world.
pub const PART: u64 = 200;

/// One in as many false witnesses has several bends.
const SEVERAL: u64 = 4;

/// One assignment or witness of which the two cannot say the same is made beside as many true witnesses.
const BESIDE: u64 = 16;

/// How often a draft is tried before there is taken to be none.
const TRIES: usize = 10_000;

/// A part of a run under way.
struct Part<'a, S: Maker> {
    twins: &'a Twins<S>,
    scene: Scene,
    number: u64,
    figures: OfStatement,
    mismatches: Vec<Mismatch>,
}

/// What was found of the witnesses from `number` times [`PART`] on, `n` of them: every second one is true, the false ones go round the
/// statement's checks. The same seed, part and `n` give the same.
///
/// # Errors
/// The check of which no false witness came about.
pub fn run<S: Maker>(
    twins: &Twins<S>,
    seed: u64,
    number: u64,
    n: u64,
) -> Result<(OfStatement, Vec<Mismatch>), String> {
    let scene = Scene::new(seed_of(seed, S::CIRCUIT.name(), number));
    let figures = OfStatement::of::<S>();
    let mut part = Part { twins, scene, number, figures, mismatches: Vec::new() };
    let (bends, unread) = (S::bends(), S::unread());
    let native: Vec<&'static str> =
        S::CHECKS.iter().filter(|check| Some(**check) != S::TYPED).copied().collect();
    for i in number * PART..number * PART + n {
        let turn = i / 2;
        if i % 2 == 0 {
            let draft = part.made("true witness", Draft::upright)?;
            if turn % BESIDE == 0 {
                part.beside(&draft, &unread)?;
            }
            part.held(&draft, &[], Some(None));
        } else if turn % SEVERAL == SEVERAL - 1 {
            let (draft, several) =
                part.made("several bends", |scene| Draft::false_in_several(scene, &bends))?;
            part.figures.several += 1;
            part.held(&draft, &several, None);
        } else {
            let check = native[((turn - turn / SEVERAL) % native.len() as u64) as usize];
            let (draft, bend) = part.made(check, |scene| Draft::false_in(scene, &bends, check))?;
            part.held(&draft, &[bend], Some(Some(check)));
        }
    }
    Ok((part.figures, part.mismatches))
}

impl<S: Maker> Part<'_, S> {
    /// What `make` gives once it gives something.
    fn made<T>(&mut self, what: &str, make: impl Fn(&mut Scene) -> Option<T>) -> Result<T, String> {
        let tried = (0..TRIES).find_map(|_| make(&mut self.scene));
        tried.ok_or_else(|| format!("{}: no draft came about of {what}", S::CIRCUIT))
    }

    /// Holds the two answers against each other, and against what they had to be.
    fn held(&mut self, draft: &Draft<S>, bends: &[Bend<S>], expected: Option<Answer>) {
        let (native, circuit) = (self.twins.native(draft), self.twins.circuit(draft));
        self.figures.count(native);
        if native != circuit || expected.is_some_and(|expected| expected != native) {
            self.differ(told(bends), expected, native, circuit);
        }
    }

    fn differ(&mut self, told: String, expected: Option<Answer>, native: Answer, circuit: Answer) {
        self.figures.mismatches += 1;
        self.mismatches.push(Mismatch { part: self.number, told, expected, native, circuit });
    }

    /// What is no draft of which both say the same: other bits than a value's, and what the circuit does not read.
    fn beside(&mut self, draft: &Draft<S>, unread: &[Bend<S>]) -> Result<(), String> {
        if let (Some(check), Some(hits)) = (S::TYPED, &mut self.figures.typed) {
            if self.twins.refuses_other_bits(&mut self.scene, check, draft) {
                hits.hits += 1;
            } else {
                self.differ(format!("{check}: other bits"), Some(Some(check)), None, None);
            }
        }
        let (draft, bend) = self.made("what the circuit does not read", |scene| {
            let bend = super::edge::one_of(scene.rng(), unread)?;
            Some((S::make(scene, Some(bend.check))?.bent(scene, &[bend])?, bend))
        })?;
        let (native, circuit) = (self.twins.native(&draft), self.twins.circuit(&draft));
        if (native, circuit) == (Some(bend.check), None) {
            self.figures.unread += 1;
        } else {
            self.differ(told(&[bend]), Some(Some(bend.check)), native, circuit);
        }
        Ok(())
    }
}
