//! The command line.

use std::{format, path::PathBuf, string::String};

use clap::{Parser, Subcommand};

use crate::pins::from_hex;

const EXAMPLES: &str = "\
Examples:
  plimsoll-verify native --vk move.vk --public move.public --proof move.proof
  plimsoll-verify native --vk move.vk --public move.public --proof move.proof --vk-hash 3f0c..9a
  plimsoll-verify --json snarkjs --vk verification_key.json --public public.json --proof proof.json
  plimsoll-verify --insecure-dev-keys native --vk attest.vk --public attest.public --proof attest.proof

Exit status:
  0  the proof is valid
  1  the proof or its public inputs are refused: Malformed, NotCanonical or BadProof
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
    /// The key is compressed as arkworks does, a proof is 128 bytes, public inputs are 32 bytes each, big-endian.
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

    /// The public inputs
    #[arg(long, value_name = "FILE")]
    pub public: PathBuf,

    /// The proof
    #[arg(long, value_name = "FILE")]
    pub proof: PathBuf,

    /// Refuse any key but the one with this hash: SHA-256 of its native file, 64 hexadecimal digits
    #[arg(long, value_name = "HEX", value_parser = parse_hash)]
    pub vk_hash: Option<[u8; 32]>,

    /// Judge the public inputs as an Attest's, under a key that is none of this version's: those it knows by itself
    #[arg(long)]
    pub attest: bool,
}

fn parse_hash(text: &str) -> Result<[u8; 32], String> {
    from_hex(text).ok_or_else(|| "not 64 hexadecimal digits".into())
}
