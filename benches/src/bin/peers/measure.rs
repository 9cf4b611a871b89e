//! Runs peers side by side: each proves once in every round, so that whatever else the machine does hits all alike.

use std::process::Command;

use ark_bn254::Bn254;
use ark_groth16::{Groth16, PreparedVerifyingKey, prepare_verifying_key};
use plimsoll_benches::spread::Spread;

use crate::{Result, case::Folder, child::Running, circuit::Circuit, peer::Entry};

/// What is to be measured.
pub struct Plan {
    pub circuit: Circuit,
    pub threads: usize,
    pub runs: usize,
}

/// What one peer's runs took.
pub struct Measured {
    pub name: &'static str,
    pub version: String,
    pub cpu_ms: Spread,
    pub wall_ms: Spread,
    pub peak_mib: Spread,
}

/// A peer that cannot be measured here.
pub struct Skipped {
    pub name: &'static str,
    pub reason: String,
}

struct Lane {
    name: &'static str,
    process: Running,
    /// Processor time, wall time, peak memory of each run.
    runs: Vec<[f64; 3]>,
}

/// What came of a plan.
pub struct Outcome {
    pub constraints: usize,
    pub peers: Vec<Measured>,
    pub skipped: Vec<Skipped>,
}

/// Measures the peers. One that does not start is skipped, unless it is marked as asked for. `pin` is called when only peers
/// are left to start.
pub fn measure(
    plan: &Plan,
    peers: &[(&'static Entry, bool)],
    pin: impl FnOnce() -> Result<()>,
) -> Result<Outcome> {
    let folder = Folder::of(plan.circuit)?;
    let case = folder.case()?;
    let verifier =
        Verifier { key: prepare_verifying_key(&case.proving_key.vk), inputs: case.posted().to_vec() };
    let constraints = case.constraints();
    drop(case);
    let commands: Vec<_> =
        peers.iter().map(|(peer, asked)| (*peer, *asked, peer.command(plan.circuit, &folder))).collect();
    pin()?;

    let (mut lanes, mut skipped) = (Vec::new(), Vec::new());
    for (peer, asked, command) in commands {
        match command.and_then(|command| start(command, plan, &verifier)) {
            Ok(process) => lanes.push(Lane { name: peer.name, process, runs: Vec::new() }),
            Err(error) if asked => return Err(format!("{}: {error}", peer.name).into()),
            Err(error) => skipped.push(Skipped { name: peer.name, reason: error.to_string() }),
        }
    }
    for _ in 0..plan.runs {
        for lane in &mut lanes {
            let run = verifier.run(&mut lane.process).map_err(|error| format!("{}: {error}", lane.name))?;
            lane.runs.push(run);
        }
    }
    Ok(Outcome { constraints, peers: lanes.into_iter().map(Lane::measured).collect(), skipped })
}

/// Starts a peer and lets it prove once, which is not counted.
fn start(command: Command, plan: &Plan, verifier: &Verifier) -> Result<Running> {
    let mut process = Running::start(command, plan.threads)?;
    verifier.run(&mut process)?;
    Ok(process)
}

struct Verifier {
    key: PreparedVerifyingKey<Bn254>,
    inputs: Vec<ark_bn254::Fr>,
}

impl Verifier {
    /// One run, and its proof's verification, outside what is measured.
    fn run(&self, process: &mut Running) -> Result<[f64; 3]> {
        let (answer, peak) = process.prove()?;
        if let Some(proof) = answer.proof
            && !Groth16::<Bn254>::verify_proof(&self.key, &proof, &self.inputs)?
        {
            let why = "its proof is wrong; if another run says so too, delete `peers` in the cache directory";
            return Err(why.into());
        }
        Ok([answer.cost.cpu.as_secs_f64() * 1e3, answer.cost.wall.as_secs_f64() * 1e3, peak])
    }
}

impl Lane {
    fn measured(self) -> Measured {
        let [cpu_ms, wall_ms, peak_mib] =
            std::array::from_fn(|i| Spread::of(self.runs.iter().map(|run| run[i])));
        Measured { name: self.name, version: self.process.version.clone(), cpu_ms, wall_ms, peak_mib }
    }
}
