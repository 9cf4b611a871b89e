//! The proving service as its users meet it: the real program, driven over HTTP.

mod case;
mod client;
mod coordinator;
mod latency;
mod load;
mod network;
mod overhead;
mod process;
mod proofs;
mod report;
mod running;
mod sizes;
mod store;
mod throughput;

use case::Case;
use clap::{Parser, ValueEnum};
use report::Results;
use running::Program;
use std::{
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

/// Whatever stops a measurement, for people to read.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What may be stopped, by a [`Failure`] if nothing else is said.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

const EXAMPLES: &str = "\
Examples:
  service                                              # everything, about five minutes
  service --parts latency --seconds 30 --json latency.json
  service --parts store,coordinator --seconds 5";

/// Measures the proving service: throughput, latency under load, overhead, and what its parts can do alone.
#[derive(Parser)]
#[command(name = "service", after_help = EXAMPLES)]
struct Arguments {
    /// The program [default: `plimsoll` beside this one]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// What to measure, with commas between [default: everything]
    #[arg(long, value_enum, value_delimiter = ',')]
    parts: Vec<Part>,
    /// Moves in a run, where a number of them is proven
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(8..))]
    proofs: u32,
    /// Seconds of each load of the latency
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// Rounds of the overhead, each with and without the service
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Write all results there as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the tables there
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Proofs,
    Throughput,
    Latency,
    Overhead,
    Coordinator,
    Store,
    Sizes,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("service: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let mut results = Results::new();
    let measured = measure(arguments, &mut results);
    // What was measured before something failed is worth having.
    let tables = results.tables();
    println!("{tables}");
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, &tables).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    }
    if let Some(path) = &arguments.json {
        let text = serde_json::to_vec_pretty(&results)?;
        std::fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    }
    measured
}

/// Measures what is wanted, one part after the other.
fn measure(arguments: &Arguments, results: &mut Results) -> Result<()> {
    let wanted = |part| arguments.parts.is_empty() || arguments.parts.contains(&part);
    let program = Program::new(arguments.program.clone())?;
    let case = Case::new()?;
    let moves = arguments.proofs as usize;
    // One thread for all requests: the processors are the service's.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let began = Instant::now();
    let told = |part: &str| eprintln!("{:6.1} s  {part}", began.elapsed().as_secs_f64());
    if wanted(Part::Proofs) {
        told("proofs");
        results.proofs = proofs::measure(&case, moves / 4)?;
    }
    if wanted(Part::Throughput) {
        told("throughput");
        results.throughput = runtime.block_on(throughput::measure(&program, &case, moves))?;
    }
    if wanted(Part::Latency) {
        told("latency");
        let time = Duration::from_secs(arguments.seconds);
        results.latency = Some(runtime.block_on(latency::measure(&program, &case, moves, time))?);
    }
    if wanted(Part::Overhead) {
        told("overhead");
        results.overhead =
            runtime.block_on(overhead::measure(&program, &case, moves / 2, arguments.rounds))?;
    }
    if wanted(Part::Coordinator) {
        told("coordinator");
        results.coordinator = runtime.block_on(coordinator::measure(&program, &case))?;
    }
    if wanted(Part::Store) {
        told("store");
        // Here the store is in this process, and has all its threads.
        let runtime = tokio::runtime::Runtime::new()?;
        results.store = runtime.block_on(store::measure(&case))?;
    }
    if wanted(Part::Sizes) {
        told("sizes");
        results.sizes = Some(runtime.block_on(sizes::measure(&program, &case))?);
    }
    told("done");
    Ok(())
}
