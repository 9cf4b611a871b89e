//! `plimsoll export`: keys, posted values and proofs as files, for other verifiers.

use super::{context::Context, error::Failure, files, output::Done, values, verify};
use clap::ValueEnum;
use plimsoll_circuits::{field::to_bytes, statement::CircuitId};
use plimsoll_contracts::{EntryId, Transition};
use plimsoll_verifier::{Proof, VerifyingKey, snarkjs};
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  plimsoll export --circuit move --form snarkjs --out move
  plimsoll export --transition \\
      0x0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1 \\
      --form snarkjs --out proof
  plimsoll export --transition \\
      0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1 \\
      --form native --out proof

With --circuit the folder gets the verifying key that the ledger pins, with
--transition also what was posted and the proof. snarkjs verifies them with:
snarkjs groth16 verify verification_key.json public.json proof.json
That says something of posted.json only if public.json is made from it:
node digest.mjs move 2 posted.json public.json
Under the key of attest other programs must judge the posted values themselves:
docs/protocol.md, section 8.";

/// The format of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// snarkjs's JSON: verification_key.json, public.json, proof.json; circuit.json, posted.json and digest.mjs, which makes public.json
    Snarkjs,
    /// Bare bytes: CIRCUIT.vk, CIRCUIT.posted, CIRCUIT.proof
    Native,
}

/// What `export` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES, group = clap::ArgGroup::new("what").required(true))]
pub struct Args {
    /// The verifying key of this circuit: register-small, register-large, move, attest, amend or revalue
    #[arg(long, value_name = "CIRCUIT", group = "what", value_parser = values::circuit)]
    circuit: Option<CircuitId>,

    /// Key, posted values and proof of this accepted transition
    #[arg(long, value_name = "ID", group = "what", value_parser = values::identity)]
    transition: Option<EntryId>,

    /// The format of the files
    #[arg(long, value_name = "FORM")]
    form: Form,

    /// The folder for the files, new or empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Report {
    circuit: &'static str,
    form: &'static str,
    key_hash: String,
    files: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.files.iter().try_for_each(|file| writeln!(f, "{file}"))?;
        write!(f, "key of {}: SHA-256 {}", self.circuit, self.key_hash)
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_read()?;
    context.verifying_keys(ledger.genesis())?;
    let transition = args.transition.map(|id| verify::find(&ledger, id)).transpose()?.map(|(_, t)| t);
    let circuit = match (&transition, args.circuit) {
        (Some(t), _) => t.circuit,
        (None, Some(circuit)) => circuit,
        (None, None) => return Err(Failure::usage("nothing is named").help("give --circuit or --transition")),
    };
    // `verifying_keys` has held every key against the genesis.
    let path = context.place().key(circuit, circuit.version());
    let key = VerifyingKey::from_bytes(&files::read(&path)?).map_err(|e| {
        Failure::usage(format!("{} is damaged: {e}", path.display())).help("restore it from a copy")
    })?;
    let mut outputs = vec![key_file(args.form, circuit, &key)];
    if let Some(t) = &transition {
        let proof = Proof::from_bytes(&t.proof).map_err(|e| {
            Failure::refused(e)
                .code(e.code())
                .help("`plimsoll ledger verify` replays the ledger: tell its operator")
        })?;
        outputs.extend(proof_files(args.form, t, &proof));
    }
    let staged = files::StagedFolder::new(&args.out)?;
    for (name, bytes) in &outputs {
        files::create(&staged.path().join(name), bytes)?;
    }
    staged.publish()?;
    let shown = |(name, _): &(String, Vec<u8>)| path_text(&args.out.join(name));
    Ok(Done::new(&Report {
        circuit: circuit.name(),
        form: match args.form {
            Form::Snarkjs => "snarkjs",
            Form::Native => "native",
        },
        key_hash: hex::encode(key.hash()),
        files: outputs.iter().map(shown).collect(),
    }))
}

/// Makes the public inputs from what was posted, for programs that are not ours.
const DIGEST: &[u8] = include_bytes!("../../verifier/digest.mjs");

/// Which circuit a proof is of.
fn circuit_json(circuit: CircuitId, version: u32) -> Vec<u8> {
    serde_json::json!({ "circuit": circuit.name(), "version": version }).to_string().into_bytes()
}

fn path_text(path: &Path) -> String {
    path.display().to_string()
}

fn key_file(form: Form, circuit: CircuitId, key: &VerifyingKey) -> (String, Vec<u8>) {
    match form {
        Form::Snarkjs => {
            ("verification_key.json".to_owned(), snarkjs::verification_key_json(key).into_bytes())
        }
        Form::Native => (format!("{circuit}.vk"), key.to_bytes()),
    }
}

fn proof_files(form: Form, t: &Transition, proof: &Proof) -> Vec<(String, Vec<u8>)> {
    let circuit = t.circuit;
    match form {
        Form::Snarkjs => vec![
            ("circuit.json".to_owned(), circuit_json(circuit, t.version)),
            ("digest.mjs".to_owned(), DIGEST.to_vec()),
            ("posted.json".to_owned(), snarkjs::public_json(&t.posted).into_bytes()),
            ("public.json".to_owned(), snarkjs::public_json(&t.digest().inputs()).into_bytes()),
            ("proof.json".to_owned(), snarkjs::proof_json(proof).into_bytes()),
        ],
        Form::Native => vec![
            (format!("{circuit}.posted"), t.posted.iter().flat_map(to_bytes).collect()),
            (format!("{circuit}.proof"), proof.to_bytes().to_vec()),
        ],
    }
}
