//! What is noticed when a part is taken out: a gate of a netlist, or a copy constraint of its layout.
//!
//! Without it, a value is no longer determined; or there is a lie that is accepted. What is neither is a survivor, and has its reason.

use super::{
    layout::{Layout, Unlaid},
    lies::Lies,
    netlist::{Part, Rows, is_requirement, parts},
    subject::Subject,
};
use plimsoll_circuits::claims::netlist::{Gate, Netlist, Wire};
use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// How thorough it is.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many parts are taken out: all if that is fewer.
    pub parts: usize,
    /// How many inputs are lied about for one part, those nearest to it.
    pub near: usize,
    /// What chooses the parts.
    pub seed: u64,
}

/// What was taken out, one at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// Of this circuit.
    pub name: String,
    /// Gates and members, or copy constraints, that it has.
    pub parts: usize,
    /// How many of them were taken out.
    pub tried: usize,
    /// Without it, a value is no longer determined.
    pub free: usize,
    /// Without it, a lie is accepted.
    pub lies: usize,
    /// A check that refuses lies, but none alone: other gates of the policy refused each that was tried as well.
    pub together: usize,
    /// A check of a record or an annex that the documents do not have.
    pub idle: usize,
    /// What nothing was noticed of, with the reason.
    pub survivors: Vec<String>,
}

impl Deleted {
    fn none(name: &str, parts: usize) -> Self {
        Self {
            name: name.to_owned(),
            parts,
            tried: 0,
            free: 0,
            lies: 0,
            together: 0,
            idle: 0,
            survivors: Vec::new(),
        }
    }
}

/// As many of these as are to be taken out, in their order.
fn sample<T: Copy + Ord>(all: &[T], effort: Effort) -> Vec<T> {
    let mut rng = ChaCha8Rng::seed_from_u64(effort.seed);
    let mut chosen: Vec<T> = all.choose_multiple(&mut rng, effort.parts).copied().collect();
    chosen.sort_unstable();
    chosen
}

/// Takes gates and members out of a netlist; `told` hears how many are done.
pub fn gates(subject: &Subject, effort: Effort, told: &mut impl FnMut(usize, usize)) -> Deleted {
    let (net, _) = subject.compile();
    let all = parts(&net);
    let mut deleted = Deleted::none(&subject.name, all.len());
    let mut lies = Lies::new(subject);
    let chosen = sample(&all, effort);
    for part in &chosen {
        if is_free(&net, *part) {
            deleted.free += 1;
        } else if has_lie(&mut lies, *part, effort.near) {
            deleted.lies += 1;
        } else {
            let (Part::Gate(gate) | Part::Member(gate)) = *part;
            match reason(&net, *part) {
                Some(why) => deleted.survivors.push(survivor(&net, *part, why)),
                None if lies.is_idle(gate) => deleted.idle += 1,
                None if lies.together.contains(part) => deleted.together += 1,
                None => deleted.survivors.push(survivor(&net, *part, UNKNOWN)),
            }
        }
        deleted.tried += 1;
        told(deleted.tried, chosen.len());
    }
    deleted
}

fn is_free(net: &Netlist, part: Part) -> bool {
    let Part::Gate(gate) = part else { return false };
    if is_requirement(&net.gates()[gate].0) {
        return false;
    }
    let found = Rows::of(net, Some(part)).uniqueness();
    found.proven < found.hints
}

fn has_lie(lies: &mut Lies<'_>, part: Part, near: usize) -> bool {
    for input in lies.near(part, near) {
        if lies.found.contains_key(&part) {
            break;
        }
        lies.about(input);
    }
    lies.found.contains_key(&part)
}

/// What is said of a survivor that nothing is known of.
pub const UNKNOWN: &str = "no reason is known";

/// Why nothing is noticed without a part.
fn reason(net: &Netlist, part: Part) -> Option<&'static str> {
    let Part::Gate(gate) = part else { return None };
    match &net.gates()[gate].0 {
        Gate::Range { value, .. } if is_looked_up(net, *value) => Some(
            "the value lies in a gap of a published list, whose two ranges bound it by the list's own numbers",
        ),
        _ => None,
    }
}

/// A survivor: its position, its scope and what it is, with the reason.
fn survivor(net: &Netlist, part: Part, why: &str) -> String {
    let (Part::Gate(at) | Part::Member(at)) = part;
    let (gate, scope) = &net.gates()[at];
    let what = match gate {
        Gate::Range { bits, .. } => format!("a range of {bits} bits"),
        Gate::Arithmetic { .. } => "an arithmetic gate".to_owned(),
        Gate::Permutation { .. } => "a permutation".to_owned(),
        Gate::Node { .. } if part == Part::Member(at) => "a member".to_owned(),
        Gate::Node { .. } => "a node".to_owned(),
    };
    format!("{at}, {}: {what}: {why}", net.scope(*scope))
}

/// Whether a value is less another number, in a range, and another number less it, too.
fn is_looked_up(net: &Netlist, value: Wire) -> bool {
    let ranged = |wire: Wire| {
        net.gates().iter().any(|(gate, _)| matches!(gate, Gate::Range { value, .. } if *value == wire))
    };
    let differences = net.gates().iter().filter_map(|(gate, _)| match gate {
        Gate::Arithmetic { left, right, out, .. } if left != right && ranged(*out) => Some([*left, *right]),
        _ => None,
    });
    let sides: Vec<[Wire; 2]> = differences.collect();
    sides.iter().any(|[left, _]| *left == value) && sides.iter().any(|[_, right]| *right == value)
}

/// Takes copy constraints out of a layout; `told` hears how many are done.
///
/// # Errors
/// [`Unlaid`] if the netlist cannot be laid out.
pub fn copies(
    subject: &Subject,
    effort: Effort,
    told: &mut impl FnMut(usize, usize),
) -> Result<Deleted, Unlaid> {
    let (net, _) = subject.compile();
    let layout = Layout::of(&net)?;
    let all: Vec<usize> = (0..layout.copies.len()).collect();
    let mut deleted = Deleted::none(&subject.name, all.len());
    let mut lies = Lies::new(subject);
    let chosen = sample(&all, effort);
    for copy in &chosen {
        let found = layout.without_copy(*copy);
        if found.proven < found.hints {
            deleted.free += 1;
        } else if is_lied_about(&layout, &net, &mut lies, *copy, effort.near)? {
            deleted.lies += 1;
        } else {
            let (left, right) = layout.copies[*copy];
            deleted.survivors.push(format!("{copy}, {left:?} to {right:?}: {UNKNOWN}"));
        }
        deleted.tried += 1;
        told(deleted.tried, chosen.len());
    }
    Ok(deleted)
}

/// Whether a lie that one gate refuses is accepted where a copy of one of its wires is not enforced.
fn is_lied_about(
    layout: &Layout,
    net: &Netlist,
    lies: &mut Lies<'_>,
    copy: usize,
    near: usize,
) -> Result<bool, Unlaid> {
    let Some(wire) = layout.wire_of(net, copy) else { return Ok(false) };
    for part in parts(net) {
        let Part::Gate(gate) = part else { continue };
        if lies.speaks_of(gate, wire) && has_lie(lies, part, near) {
            let values = lies.found[&part].clone();
            if layout.lie(net, copy, gate, &values)?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
