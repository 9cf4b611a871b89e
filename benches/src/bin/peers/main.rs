//! Our Groth16 engine beside others: same circuit, same witness, same key where a peer takes one, in one run.

mod case;
mod child;
mod circuit;
mod cost;
mod formats;
mod measure;
mod peer;
mod poseidon;
mod protocol;
mod report;

use std::{io, num::NonZeroUsize, path::PathBuf, process::ExitCode, thread::available_parallelism};

use clap::{Parser, Subcommand};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use case::Folder;
use circuit::Circuit;
use measure::Plan;
use peer::{ALL, Entry};

/// Whatever stops a measurement, for people to read.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What may be stopped, by a [`Failure`] if nothing else is said.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

const EXAMPLES: &str = "\
Examples:
  peers --circuit move
  peers --circuit poseidon-17 --peers ark-groth16,gnark --threads 1 --runs 15
  PLIMSOLL_GNARK=~/gnark-peer peers --circuit attest --peers gnark --json

Peers:
  ark-groth16, ark-groth16-stock, taceo-groth16
  gnark, snarkjs, rapidsnark, where PLIMSOLL_GNARK, PLIMSOLL_SNARKJS,
  PLIMSOLL_RAPIDSNARK name them: see benches/README.md
The engine is always measured.";

/// Measures our Groth16 engine beside others. Every peer is a process of its own; they prove in turns.
#[derive(Parser)]
#[command(name = "peers", after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// What to prove: move, attest, register-small, register-large, or poseidon-N with about 2^N constraints
    #[arg(long, default_value = "move")]
    circuit: Circuit,
    /// Peers, with commas between them [default: all that are found]
    #[arg(long, value_delimiter = ',', value_parser = peer)]
    peers: Option<Vec<&'static Entry>>,
    /// Threads, and cores that they may run on [default: all cores]
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// Proofs of each peer, after one that is not counted
    #[arg(long, default_value = "7")]
    runs: NonZeroUsize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Role>,
}

#[derive(Subcommand)]
enum Role {
    /// Be one peer's process
    #[command(hide = true)]
    Serve {
        #[arg(value_parser = peer)]
        peer: &'static Entry,
        circuit: Circuit,
        folder: PathBuf,
    },
}

fn peer(name: &str) -> Result<&'static Entry, String> {
    let known = || ALL.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ");
    Entry::named(name).ok_or_else(|| format!("known are {}", known()))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let serves = arguments.command.is_some();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever asked for a peer's process reads it there.
            if serves {
                println!("error {error}")
            } else {
                eprintln!("error: {error}")
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    if let Some(Role::Serve { peer, circuit, folder }) = arguments.command {
        let peer = peer.here().ok_or("this peer is another program")?;
        let mut prepared = peer.prepare(circuit, Folder::at(folder).case()?)?;
        return protocol::serve(peer.version(), &mut *prepared, io::stdin().lock(), io::stdout().lock());
    }
    let cores = available_parallelism()?;
    let threads = arguments.threads.unwrap_or(cores).get();
    if threads > cores.get() {
        return Err(format!("{threads} threads on {cores} cores would measure their quarrel").into());
    }
    let plan = Plan { circuit: arguments.circuit, threads, runs: arguments.runs.get() };
    let peers = select(arguments.peers.as_deref());
    let outcome = measure::measure(&plan, &peers, || pin(threads))?;
    if arguments.json {
        println!("{:#}", report::json(&plan, &outcome));
    } else {
        println!("{}", report::table(&plan, &outcome));
    }
    Ok(())
}

/// The engine and the peers that were asked for, or all; with each, whether it was asked for by name.
fn select(asked: Option<&[&'static Entry]>) -> Vec<(&'static Entry, bool)> {
    let by_name = |entry: &Entry| asked.is_some_and(|list| list.iter().any(|e| e.name == entry.name));
    ALL.iter()
        .map(|entry| (entry, by_name(entry)))
        .filter(|(entry, by_name)| *by_name || asked.is_none() || entry.name == peer::ENGINE)
        .collect()
}

/// Keeps this process, and those that it starts from now on, on so many cores: threads that a peer starts beyond its number
/// share them.
fn pin(threads: usize) -> Result<()> {
    let allowed = sched_getaffinity(None)?;
    let mut chosen = CpuSet::new();
    (0..CpuSet::MAX_CPU).filter(|cpu| allowed.is_set(*cpu)).take(threads).for_each(|cpu| chosen.set(cpu));
    Ok(sched_setaffinity(None, &chosen)?)
}
