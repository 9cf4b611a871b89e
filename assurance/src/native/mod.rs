//! The native relation of each statement against its circuit, on witnesses made at random: the same answer, and where they refuse, the same
//! check first.
//!
//! Half of the witnesses are true. The others are true ones of which one thing was changed, in the witness or in what is posted, and what
//! follows from it made anew, signatures, too: so that one check refuses it, and it is known which. Some have several changes; of those it
//! is asked that both refuse on the same check.
//!
//! Two kinds of changes are made beside these and counted apart, since the two cannot say the same of them:
//!
//! - *What a type says.* A value of more than 64 bits is no native value. There the circuit's bits of the value are changed, which that check
//!   alone must refuse.
//! - *What a circuit does not read.* A witness says some things twice: a valuation names the lot that the statement speaks of. The circuit
//!   hashes the latter into what the valuer signed and never sees the former; likewise positions of paths, kinds of a note that can be a title
//!   only, and roles that there are not. Natively both must agree, so it refuses more, never less.
//!
//! Not made are postings of what whoever verifies pins or refuses before any proof: an audit key or a verifier's key that is no key, of which
//! the circuits say nothing; and indexed trees that no ledger has, with a gap of more than 2^252.

mod amend;
mod attest;
pub mod compare;
pub mod draft;
mod edge;
pub mod figures;
mod movement;
pub mod part;
mod parts;
mod register;
mod revalue;
pub(crate) mod scene;
mod spent;
mod valued;

use compare::Twins;
use draft::Maker;
use figures::{Figures, Mismatch, OfStatement};
use part::PART;
use plimsoll_circuits::statement::{
    amend::Amend,
    attest::Attest,
    movement::Move,
    register::{RegisterLarge, RegisterSmall},
    revalue::Revalue,
};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

/// What is run.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Witnesses of each statement
    #[arg(long, default_value_t = 17_000)]
    pub witnesses: u64,
    /// What the randomness follows from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// One statement alone, such as move
    #[arg(long)]
    pub statement: Option<String>,
    /// Threads [default: as many as the machine has cores]
    #[arg(long)]
    pub threads: Option<usize>,
}

impl Options {
    fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.unwrap_or_else(cores).max(1)
    }
}

/// What was found of the statements that are asked for, and the answers that should not have been given.
///
/// # Errors
/// If there is no such statement, or of some check no false witness came about.
pub fn run(options: &Options) -> Result<(Figures, Vec<Mismatch>), String> {
    let mut found = Vec::new();
    of::<Move>(options, &mut found)?;
    of::<RegisterSmall>(options, &mut found)?;
    of::<RegisterLarge>(options, &mut found)?;
    of::<Attest>(options, &mut found)?;
    of::<Amend>(options, &mut found)?;
    of::<Revalue>(options, &mut found)?;
    if found.is_empty() {
        let name = options.statement.as_deref().unwrap_or_default();
        return Err(format!("there is no statement {name}; leave --statement out to see them all"));
    }
    let (statements, mismatches): (Vec<OfStatement>, Vec<_>) = found.into_iter().unzip();
    let figures = Figures {
        seed: options.seed,
        witnesses: statements.iter().map(|statement| statement.witnesses).sum(),
        mismatches: statements.iter().map(|statement| statement.mismatches).sum(),
        statements,
    };
    Ok((figures, mismatches.concat()))
}

/// Figures, and the answers that should not have been given.
type Found = (OfStatement, Vec<Mismatch>);

/// Adds what was found of one statement, if it is asked for.
fn of<S: Maker>(options: &Options, found: &mut Vec<Found>) -> Result<(), String> {
    if options.statement.as_deref().is_some_and(|name| name != S::CIRCUIT.name()) {
        return Ok(());
    }
    found.push(statement::<S>(options)?);
    Ok(())
}

/// What was found of one statement. Threads take parts as they come; what is found does not depend on who takes which.
fn statement<S: Maker>(options: &Options) -> Result<Found, String> {
    let twins = Twins::<S>::new();
    let parts = options.witnesses.div_ceil(PART);
    let (next, done, start) = (AtomicU64::new(0), AtomicU64::new(0), Instant::now());
    let work = || -> Result<Vec<(u64, Found)>, String> {
        let mut found = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= parts {
                return Ok(found);
            }
            let n = PART.min(options.witnesses - number * PART);
            found.push((number, part::run(&twins, options.seed, number, n)?));
            let done = done.fetch_add(n, Ordering::Relaxed) + n;
            eprintln!("{}: {done} of {}, {} s", S::CIRCUIT, options.witnesses, start.elapsed().as_secs());
        }
    };
    let mut found = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..options.threads()).map(|_| scope.spawn(work)).collect();
        let joined = threads.into_iter().map(|thread| {
            thread.join().unwrap_or_else(|_| Err(format!("{}: a thread ended early", S::CIRCUIT)))
        });
        joined.collect::<Result<Vec<_>, String>>()
    })?
    .concat();
    found.sort_unstable_by_key(|(number, _)| *number);

    let mut all = (OfStatement::of::<S>(), Vec::new());
    for (_, (figures, mismatches)) in found {
        all.0.add(&figures);
        all.1.extend(mismatches);
    }
    Ok(all)
}
