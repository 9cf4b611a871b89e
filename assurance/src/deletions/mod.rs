//! Every statement without any one of its rows: what notices that the row is missing.
//!
//! A row is noticed in one of two ways. Without it some hint is not determined any more, of which the derivation of
//! [`unique`](crate::unique) tells; or a *lie* passes: a witness that natively is refused, and whose assignment satisfies all rows but this
//! one. Lies are those of [`native`](crate::native): what follows from a change is made anew, so that nothing but what is false stands
//! against it. Rows that neither notices are listed, with what else says the same.

mod lies;

use crate::native::draft::Maker;
use lies::Lies;
use plimsoll_circuits::{
    soundness::Synthesized,
    statement::{
        amend::Amend,
        attest::Attest,
        movement::Move,
        register::{RegisterLarge, RegisterSmall},
        revalue::Revalue,
    },
};
use plimsoll_tests::twin::blank;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, time::Instant};

/// What is run.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Rows of each statement that are left out, one at a time [default: every row]
    #[arg(long)]
    pub rows: Option<usize>,
    /// Lies that are told of each statement at most
    #[arg(long, default_value_t = 20_000)]
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
    /// Those that neither shows.
    pub survivors: Vec<Survivor>,
}

/// A row that nothing notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survivor {
    /// The row.
    pub row: usize,
    /// The names that it stands under, innermost first.
    pub names: Vec<String>,
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
    let needed: BTreeSet<usize> = needed_rows(&laid, &deleted);
    let mut rest: BTreeSet<usize> = deleted.iter().copied().filter(|row| !needed.contains(row)).collect();
    tell(&format!("{} of {} rows determine hints around them", needed.len(), deleted.len()));
    let mut open = needed.len();

    let before = rest.len();
    Lies::<S>::new(&laid, options.seed).tell(options.lies, &mut rest);
    let lied = before - rest.len();
    tell(&format!("{lied} of the other {before} stop a lie"));

    // What a look around does not show, the whole derivation may.
    let whole: Vec<usize> =
        rest.iter().copied().filter(|row| !laid.without(*row).uniqueness().is_complete()).collect();
    open += whole.len();
    rest.retain(|row| !whole.contains(row));
    tell(&format!("{} more determine hints, {} are left", whole.len(), rest.len()));
    let name = |row: usize| laid.names_of(row).into_iter().map(str::to_owned).collect();
    let survivors = rest.into_iter().map(|row| Survivor { row, names: name(row) }).collect();
    Figures { circuit: S::CIRCUIT.name().to_owned(), rows, deleted: deleted.len(), open, lied, survivors }
}

fn needed_rows(laid: &Synthesized, rows: &[usize]) -> BTreeSet<usize> {
    rows.iter()
        .copied()
        .zip(laid.needed_rows(rows))
        .filter(|(_, needed)| *needed)
        .map(|(row, _)| row)
        .collect()
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
