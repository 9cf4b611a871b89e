//! Every statement without any one of its rows: what notices that the row is missing.
//!
//! A row is noticed in one of three ways:
//!
//! - without it some hint is not determined any more, of which the derivation of [`unique`](crate::unique) tells;
//! - a *lie* passes: a witness that natively is refused, and whose assignment satisfies all rows but this one. Lies are those of
//!   [`native`](crate::native): what follows from a change is made anew, so that nothing but what is false stands against it;
//! - it is *independent*: near a true assignment, its differential is no combination of the others', with inputs and hints all free to
//!   move. Without it more satisfies the rest, by one dimension, and where hints are determined all the same, that is a statement that
//!   was refused. (Rows that add no rank there must follow from the others for that; they are those that are listed.)
//!
//! Rows that none notices are listed, with those that say the same.

mod lies;

use crate::native::{
    compare::seed_of,
    draft::{Draft, Maker},
    scene::Scene,
};
use lies::Lies;
use plimsoll_circuits::{
    soundness::{Dependence, Synthesized},
    statement::{
        amend::Amend,
        attest::Attest,
        movement::Move,
        register::{RegisterLarge, RegisterSmall},
        revalue::Revalue,
    },
};
use plimsoll_tests::twin::{assignment, blank};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, time::Instant};

/// True assignments near which it is looked which rows depend on others.
const NEAR: usize = 6;

/// What is run.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Rows of each statement that are left out, one at a time [default: every row]
    #[arg(long)]
    pub rows: Option<usize>,
    /// Lies that are told of each statement at most
    #[arg(long, default_value_t = 3_000)]
    pub lies: u64,
    /// What the randomness follows from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// One statement alone, such as move
    #[arg(long)]
    pub statement: Option<String>,
}

/// What was found of one statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The statement's circuit.
    pub circuit: String,
    /// Its rows.
    pub rows: usize,
    /// Rows that were left out, one at a time.
    pub deleted: usize,
    /// Those without which some hint is not determined.
    pub open: usize,
    /// Of the others, those without which a lie passes.
    pub lied: usize,
    /// Of the others, those that are independent near a true assignment.
    pub independent: usize,
    /// Those that nothing shows.
    pub survivors: Vec<Survivor>,
}

/// A row that nothing notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survivor {
    /// The row.
    pub row: usize,
    /// The names that it stands under, innermost first.
    pub names: Vec<String>,
    /// The fewest rows that it follows from near one of the true assignments.
    pub implied_by: Vec<usize>,
}

impl fmt::Display for Survivor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.row)?;
        if !self.names.is_empty() {
            write!(f, " ({})", self.names.join(", "))?;
        }
        match &self.implied_by[..] {
            [] => Ok(()),
            rows if rows.len() > 8 => write!(f, ", which {} others imply", rows.len()),
            rows => {
                let rows: Vec<String> = rows.iter().map(usize::to_string).collect();
                write!(f, ", which {} imply", rows.join(", "))
            }
        }
    }
}

/// What was found of the statements that are asked for.
///
/// # Errors
/// If there is no such statement.
pub fn run(options: &Options) -> Result<Vec<Figures>, String> {
    let mut found = Vec::new();
    of::<Move>(options, &mut found);
    of::<RegisterSmall>(options, &mut found);
    of::<RegisterLarge>(options, &mut found);
    of::<Attest>(options, &mut found);
    of::<Amend>(options, &mut found);
    of::<Revalue>(options, &mut found);
    match &options.statement {
        Some(name) if found.is_empty() => {
            Err(format!("there is no statement {name}; leave --statement out to see them all"))
        }
        _ => Ok(found),
    }
}

/// A row that alone stops a lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopping {
    /// The names that it stands under, innermost first.
    pub names: Vec<&'static str>,
    /// Whether it says of a private input that it is a bit.
    pub bit: bool,
}

/// The rows of a statement each of which alone stops one of so many lies.
#[must_use]
pub fn stopping<S: Maker>(lies: u64, seed: u64) -> Vec<Stopping> {
    let laid = blank::<S>();
    let all: BTreeSet<usize> = (0..laid.matrices[0].len()).collect();
    let mut rest = all.clone();
    let told = Lies::<S>::new(&laid, seed);
    told.tell(lies, &mut rest);
    let stopping = |row: &usize| Stopping { names: laid.names_of(*row), bit: told.is_bit(*row) };
    all.difference(&rest).map(stopping).collect()
}

fn of<S: Maker>(options: &Options, found: &mut Vec<Figures>) {
    if options.statement.as_deref().is_none_or(|name| name == S::CIRCUIT.name()) {
        found.push(statement::<S>(options));
    }
}

fn statement<S: Maker>(options: &Options) -> Figures {
    let start = Instant::now();
    let tell = |what: &str| eprintln!("{}: {what}, {} s", S::CIRCUIT, start.elapsed().as_secs());
    let laid = blank::<S>();
    let rows = laid.matrices[0].len();
    let deleted = sample(rows, options);
    let needed = those(&deleted, |rows| laid.needed_rows(rows));
    let mut rest: BTreeSet<usize> = deleted.iter().copied().filter(|row| !needed.contains(row)).collect();
    tell(&format!("{} of {} rows determine hints around them", needed.len(), deleted.len()));
    let mut open = needed.len();

    let before = rest.len();
    Lies::<S>::new(&laid, options.seed).tell(options.lies, &mut rest);
    let lied = before - rest.len();
    tell(&format!("{lied} of the other {before} stop a lie"));

    let before = rest.len();
    let near = dependences::<S>(&laid, options.seed);
    let dependent =
        near.iter().map(Dependence::constraints).reduce(|all, these| &all & &these).unwrap_or_default();
    rest.retain(|row| dependent.contains(row));
    let independent = before - rest.len();
    tell(&format!("{independent} of the other {before} are independent"));

    // What a look around does not show, the whole derivation may.
    let left: Vec<usize> = rest.iter().copied().collect();
    let is_open = |row: &usize| !laid.without(*row).uniqueness().is_complete();
    let whole = those(&left, |rows| rows.iter().map(is_open).collect());
    open += whole.len();
    rest.retain(|row| !whole.contains(row));
    tell(&format!("{} more determine hints, {} are left", whole.len(), rest.len()));
    let survivor = |row: usize| Survivor {
        row,
        names: laid.names_of(row).into_iter().map(str::to_owned).collect(),
        implied_by: near
            .iter()
            .map(|dependence| dependence.implying(row))
            .min_by_key(Vec::len)
            .unwrap_or_default(),
    };
    let survivors = rest.into_iter().map(survivor).collect();
    Figures {
        circuit: S::CIRCUIT.name().to_owned(),
        rows,
        deleted: deleted.len(),
        open,
        lied,
        independent,
        survivors,
    }
}

/// What depends on what near true assignments.
fn dependences<S: Maker>(laid: &Synthesized, seed: u64) -> Vec<Dependence> {
    let mut scene = Scene::new(seed_of(seed, S::CIRCUIT.name(), u64::MAX));
    let true_ones = std::iter::repeat_with(|| Draft::<S>::upright(&mut scene)).flatten();
    true_ones
        .take(NEAR)
        .map(|draft| laid.dependence(&assignment::<S>(&draft.public, &draft.witness)))
        .collect()
}

/// Those of some rows of which this is so, found by as many threads as there are cores.
fn those(rows: &[usize], are: impl Fn(&[usize]) -> Vec<bool> + Sync) -> BTreeSet<usize> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|first| {
                let part: Vec<usize> = rows.iter().copied().skip(first).step_by(threads).collect();
                let are = &are;
                scope.spawn(move || {
                    let found = are(&part);
                    part.into_iter().zip(found).filter_map(|(row, is)| is.then_some(row)).collect::<Vec<_>>()
                })
            })
            .collect();
        started
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// The rows to leave out: all of them, or a sample.
fn sample(rows: usize, options: &Options) -> Vec<usize> {
    let mut all: Vec<usize> = (0..rows).collect();
    if let Some(n) = options.rows {
        all.shuffle(&mut ChaCha20Rng::seed_from_u64(options.seed));
        all.truncate(n);
        all.sort_unstable();
    }
    all
}
