//! The command line.

use std::{
    format,
    path::{Path, PathBuf},
    string::String,
};

use clap::{Parser, Subcommand};

use crate::{CircuitId, pins::from_hex};

const EXAMPLES: &str = "\
Examples:
  plimsoll-verify native --vk move.vk --posted move.posted --proof move.proof
  plimsoll-verify native --vk move.vk --posted move.posted --proof move.proof --vk-hash 3f0c..9a
  plimsoll-verify --json snarkjs --vk verification_key.json --posted posted.json --proof proof.json
  plimsoll-verify --insecure-dev-keys native --vk attest.vk --posted attest.posted --proof attest.proof
  plimsoll-verify snarkjs --vk other.json --public public.json --proof proof.json

Exit status:
  0  the proof is valid
  1  the proof or what was posted with it is refused: Malformed, NotCanonical or BadProof
  2  no verdict: bad usage, a file that cannot be read, a key that is unusable or a development key";

/// Verifies one Groth16 proof over BN254, offline, from three files.
#[derive(Clone, Debug, Parser)]
#[command(name = "plimsoll-verify", version, after_help = EXAMPLES)]
pub struct Args {
    /// Print the verdict as one JSON object on standard output
    #[arg(long, global = true)]
    pub json: bool,

    /// Accept Plimsoll's development keys, under which anybody can forge proofs: for trials, never for money
    #[arg(long, global = true)]
    pub insecure_dev_keys: bool,

    /// The format of the three files
    #[command(subcommand)]
    pub format: Format,
}

/// The format of the three files, and where they are.
#[derive(Clone, Debug, Subcommand)]
pub enum Format {
    /// Binary files
    ///
    /// The key is compressed as arkworks does, a proof is 128 bytes, values are 32 bytes each, big-endian.
    Native(Files),
    /// snarkjs's JSON files
    Snarkjs(Files),
}

/// Where the files are.
#[derive(Clone, Debug, clap::Args)]
pub struct Files {
    /// The verifying key
    #[arg(long, value_name = "FILE")]
    pub vk: PathBuf,

    /// What was posted with the proof: the three public inputs of Plimsoll's circuits are made from it
    #[arg(long, value_name = "FILE", required_unless_present = "public", conflicts_with = "public")]
    pub posted: Option<PathBuf>,

    /// The public inputs themselves, under a key of another's circuit
    #[arg(long, value_name = "FILE")]
    pub public: Option<PathBuf>,

    /// The proof
    #[arg(long, value_name = "FILE")]
    pub proof: PathBuf,

    /// Refuse any key but the one with this hash: SHA-256 of its native file, 64 hexadecimal digits
    #[arg(long, value_name = "HEX", value_parser = parse_hash)]
    pub vk_hash: Option<[u8; 32]>,

    /// The circuit, where the key is none of this version's: register-small, register-large, move, attest, amend or revalue
    #[arg(long, value_name = "NAME", requires = "posted", value_parser = parse_circuit)]
    pub circuit: Option<CircuitId>,
}

impl Files {
    /// The file of values. clap sees to it that there is one.
    pub(super) fn values(&self) -> &Path {
        self.posted.as_deref().or(self.public.as_deref()).unwrap_or(Path::new(""))
    }
}

fn parse_circuit(text: &str) -> Result<CircuitId, String> {
    CircuitId::from_name(text).ok_or_else(|| {
        let names = CircuitId::ALL.map(CircuitId::name).join(", ");
        format!("no circuit has this name; there are {names}")
    })
}

fn parse_hash(text: &str) -> Result<[u8; 32], String> {
    from_hex(text).ok_or_else(|| "not 64 hexadecimal digits".into())
}
