//! Who is measured. A peer in Rust is a file here; one in another language is a program that speaks [`crate::protocol`].

mod ark;
mod engine;
mod external;
mod taceo;

use std::process::Command;

use ark_bn254::Bn254;
use ark_groth16::Proof;

use crate::{
    Result,
    case::{Case, Folder},
    circuit::Circuit,
    cost::Cost,
};
use external::External;

/// A prover in Rust.
pub trait Peer: Sync {
    /// Its version.
    fn version(&self) -> &'static str;

    /// Makes ready whatever it keeps between proofs of one circuit; not measured.
    fn prepare(&self, circuit: Circuit, case: Case) -> Result<Box<dyn Prepared>>;
}

/// A prover that waits for nothing but the next proof.
pub trait Prepared {
    /// One proof with fresh blinding, from the assignment, and what computing it cost.
    fn prove(&mut self) -> Result<(Proof<Bn254>, Cost)>;
}

/// The version of a crate that this workspace is locked to.
fn locked(name: &str) -> &'static str {
    let found = include_str!("../../../../../Cargo.lock").split("[[package]]").find_map(|package| {
        let (_, rest) = package.split_once(&format!("name = \"{name}\"\nversion = \""))?;
        rest.split('"').next()
    });
    found.unwrap_or("?")
}

/// Where a peer's code is.
enum Kind {
    Here(&'static dyn Peer),
    Outside(External),
}

/// One of the peers.
pub struct Entry {
    pub name: &'static str,
    kind: Kind,
}

/// The one that the others are compared with.
pub const ENGINE: &str = "engine";

/// All of them, ours first.
pub const ALL: &[Entry] = &[
    Entry { name: ENGINE, kind: Kind::Here(&engine::Engine::Usual) },
    Entry { name: "engine-portable", kind: Kind::Here(&engine::Engine::Portable) },
    Entry { name: "engine-small", kind: Kind::Here(&engine::Engine::Small) },
    Entry { name: "ark-groth16", kind: Kind::Here(&ark::WithMatrices) },
    Entry { name: "ark-groth16-stock", kind: Kind::Here(&ark::Stock) },
    Entry { name: "taceo-groth16", kind: Kind::Here(&taceo::Taceo) },
    Entry { name: "gnark", kind: Kind::Outside(External::Gnark) },
    Entry { name: "snarkjs", kind: Kind::Outside(External::Snarkjs) },
    Entry { name: "rapidsnark", kind: Kind::Outside(External::Rapidsnark) },
];

impl Entry {
    /// The peer of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|entry| entry.name == name)
    }

    /// The peer itself, if it is in Rust.
    pub const fn here(&self) -> Option<&'static dyn Peer> {
        match self.kind {
            Kind::Here(peer) => Some(peer),
            Kind::Outside(_) => None,
        }
    }

    /// The command that starts its process, or why there is none.
    pub fn command(&self, circuit: Circuit, folder: &Folder) -> Result<Command> {
        match &self.kind {
            Kind::Outside(external) => external.command(folder),
            Kind::Here(_) => {
                let mut command = Command::new(std::env::current_exe()?);
                command.args(["serve", self.name, &circuit.to_string()]).arg(folder.path());
                Ok(command)
            }
        }
    }
}
