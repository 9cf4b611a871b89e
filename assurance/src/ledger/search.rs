//! Breadth first, over states that are told apart by their keys.

use super::{
    invariant::Invariant,
    key::{self, Key},
    kind::Kind,
    planted::Planted,
    state::At,
    step::Step,
    world::World,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    time::Instant,
};

/// After how many states the search tells how far it is.
const TOLD: usize = 5_000;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How many steps deep.
    pub depth: usize,
    /// States, the last ones included, which are judged and not left again.
    pub states: usize,
    /// .. by their depth.
    pub by_depth: Vec<usize>,
    /// Steps that were tried.
    pub tried: u64,
    /// .. and taken by relation and rules.
    pub taken: u64,
    /// What broke, if something did.
    pub broken: Option<Broken>,
}

/// An invariant that broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// Which.
    pub invariants: BTreeSet<Invariant>,
    /// The steps that led there.
    pub trace: Vec<String>,
}

struct Node {
    /// By which step from which node.
    from: Option<(u32, u16)>,
    /// The start that it comes from.
    start: u16,
    /// Kinds that led here.
    before: u32,
    /// Kinds that lead on, once it was left.
    behind: Option<u32>,
}

/// A search.
pub struct Search<'w> {
    world: &'w World,
    planted: Option<Planted>,
    starts: Vec<At>,
    nodes: Vec<Node>,
    index: HashMap<Key, u32>,
    /// For each kind, those that directly followed it.
    pub followed: [u32; Kind::ALL.len()],
    told: bool,
}

impl<'w> Search<'w> {
    /// A search under the ledger's rules, or with one of them replaced; it tells on stderr how far it is if it is `told` to.
    #[must_use]
    pub fn new(world: &'w World, planted: Option<Planted>, told: bool) -> Self {
        let followed = [0; Kind::ALL.len()];
        Self { world, planted, starts: Vec::new(), nodes: Vec::new(), index: HashMap::new(), followed, told }
    }

    /// Everything that is `depth` steps or fewer behind these states. A search that found something broken ends there.
    ///
    /// # Panics
    /// If there are more than four thousand million states.
    pub fn run(&mut self, starts: Vec<At>, depth: usize) -> Found {
        let mut found = Found { depth, ..Found::default() };
        let mut level: Vec<(u32, At)> = Vec::new();
        for at in starts {
            let start = u16::try_from(self.starts.len()).unwrap_or(u16::MAX);
            let (node, new) = self.enter(key::of(self.world, &at), None, start);
            self.starts.push(at.clone());
            if new {
                level.push((node, at));
            }
        }
        found.by_depth.push(level.len());
        let began = Instant::now();
        for deep in 1..=depth {
            let (mut next, mut new) = (Vec::new(), 0);
            for (left, (node, at)) in level.iter().enumerate() {
                if self.told && left % TOLD == TOLD - 1 {
                    eprintln!(
                        "depth {deep}: {} of {} states left, {} known, {} s",
                        left + 1,
                        level.len(),
                        self.nodes.len(),
                        began.elapsed().as_secs()
                    );
                }
                new += self.leave(*node, at, (deep < depth).then_some(&mut next), &mut found);
                if found.broken.is_some() {
                    break;
                }
            }
            found.by_depth.push(new);
            level = next;
            if found.broken.is_some() {
                break;
            }
        }
        found.states = self.nodes.len();
        found
    }

    fn enter(&mut self, key: Key, from: Option<(u32, u16)>, start: u16) -> (u32, bool) {
        let next = u32::try_from(self.nodes.len()).unwrap_or_else(|_| panic!("too many states"));
        let node = *self.index.entry(key).or_insert(next);
        if node == next {
            self.nodes.push(Node { from, start, before: 0, behind: None });
        }
        (node, node == next)
    }

    /// Takes every step from a state; gives how many states are new.
    fn leave(
        &mut self,
        node: u32,
        at: &At,
        mut next: Option<&mut Vec<(u32, At)>>,
        found: &mut Found,
    ) -> usize {
        let (mut behind, mut new) = (0, 0);
        let start = self.nodes[node as usize].start;
        for (number, step) in Step::all(self.world, at).iter().enumerate() {
            found.tried += 1;
            let Some(after) = at.after(self.world, step, self.planted) else { continue };
            found.taken += 1;
            let kind = step.kind();
            behind |= kind.bit();
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            if !after.faults.is_empty() {
                let mut trace = self.trace(node);
                trace.push(step.words(self.world));
                found.broken = Some(Broken { invariants: after.faults.into_iter().collect(), trace });
                return new;
            }
            let stays = matches!(kind, Kind::Attest | Kind::Idle);
            let (to, is_new) = if stays {
                (node, false)
            } else {
                self.enter(key::of(self.world, &after.at), Some((node, number)), start)
            };
            self.leads(to, kind);
            new += usize::from(is_new);
            if let Some(next) = next.as_deref_mut().filter(|_| is_new) {
                next.push((to, after.at));
            }
        }
        let before = self.nodes[node as usize].before;
        self.nodes[node as usize].behind = Some(behind);
        for kind in Kind::ALL.into_iter().filter(|kind| before & kind.bit() != 0) {
            self.followed[kind as usize] |= behind;
        }
        new
    }

    /// A step of this kind led to a node.
    fn leads(&mut self, to: u32, kind: Kind) {
        let node = &mut self.nodes[to as usize];
        node.before |= kind.bit();
        if let Some(behind) = node.behind {
            self.followed[kind as usize] |= behind;
        }
    }

    /// The steps that led to a node, taken once more from its start.
    fn trace(&self, node: u32) -> Vec<String> {
        let mut numbers = Vec::new();
        let mut at = &self.nodes[node as usize];
        while let Some((from, number)) = at.from {
            numbers.push(number);
            at = &self.nodes[from as usize];
        }
        let mut state = self.starts[usize::from(at.start)].clone();
        let mut words = Vec::new();
        for number in numbers.into_iter().rev() {
            let step = Step::all(self.world, &state)[usize::from(number)];
            words.push(step.words(self.world));
            if let Some(after) = state.after(self.world, &step, self.planted) {
                state = after.at;
            }
        }
        words
    }
}
