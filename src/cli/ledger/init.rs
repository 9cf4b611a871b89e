//! `plimsoll ledger init`.

use crate::cli::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    place::{GuardianPlace, GuardianSecrets, Place, SecretKey},
    progress::KeyProgress,
    refusal::unusable,
    site::CIRCUITS,
    table::Fields,
    values, vault,
};
use plimsoll_circuits::{
    signature::{PublicKey, SigningKey},
    statement::{CircuitId, Statement},
};
use plimsoll_client::{
    clock::{Clock, SystemClock},
    directory::Directory,
};
use plimsoll_contracts::{ActiveCircuit, Genesis, Hash32, Ledger};
use plimsoll_guardian::Council;
use plimsoll_params::{KeyError, KeyStore, StatementVisitor, verifying_key, with_statement};
use plimsoll_verifier::VerifyingKey;
use rand::rngs::OsRng;
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys ledger init --name \"Trial register\"
  plimsoll --insecure-dev-keys --ledger /srv/plimsoll ledger init --name Harbour --guardians 7 --threshold 4

The folder then holds:
  ledger.redb      the ledger itself
  genesis.json     what it starts from; its hash is what everybody pins
  keys/            verifying keys, pinned by the genesis
  directory.json   who is who, signed by the member administration
  admin.age        the member administration's key, behind your passphrase
  council.json     the public halves of the guardians' keys
  guardians/N/     guardian N's shares, behind the guardians' passphrase; its logs
  blobs/           sealed documents

All guardians' keys are generated on this machine: move each guardian's folder to its owner and delete it here.";

/// What `ledger init` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Name of the register; with the operator's name it tells this ledger from all others
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    name: String,

    /// Name of the chain or the operator
    #[arg(long, value_name = "NAME", default_value = "plimsoll", value_parser = values::name)]
    operator: String,

    /// How many guardians there are
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(2..=64))]
    guardians: u16,

    /// How many of them must act together
    #[arg(long, value_name = "T", default_value_t = 3, value_parser = clap::value_parser!(u16).range(2..=64))]
    threshold: u16,

    /// For how many minutes the member root before the newest is accepted, after a change that revoked nothing
    #[arg(long, value_name = "MINUTES", default_value_t = 10, value_parser = clap::value_parser!(u64).range(..=1440))]
    grace: u64,
}

#[derive(Serialize)]
struct Report {
    folder: String,
    name: String,
    operator: String,
    genesis: String,
    guardians: u16,
    threshold: u16,
    circuits: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields
            .add("ledger", &self.folder)
            .add("name", format!("{}, operated by {}", self.name, self.operator));
        fields.add("genesis", &self.genesis);
        fields.add("guardians", format!("{}, any {} of whom act together", self.guardians, self.threshold));
        fields.add("circuits", self.circuits.join(" "));
        fields.add("next", "plimsoll keys new, then plimsoll member add");
        write!(f, "{fields}")
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    if args.threshold > args.guardians {
        return Err(Failure::usage(format!("{} of {} guardians cannot act", args.threshold, args.guardians))
            .help("let --threshold be at most --guardians"));
    }
    let folder = context.place();
    files::vacant_folder(folder.folder())?;
    let admin_passphrase = context.passphrase("the member administration", true)?;
    let guardian_passphrase = context.guardian_passphrase(true)?;
    let keys = circuit_keys(context)?;

    let step = context.progress.step("the guardians generate their keys");
    let council = Council::generate(args.guardians, args.threshold, &mut OsRng).map_err(unusable)?;
    let governors: Vec<_> = council.present().iter().map(|_| SigningKey::random(&mut OsRng)).collect();
    let admin = SigningKey::random(&mut OsRng);
    drop(step);

    let genesis = Genesis {
        chain: args.operator.clone(),
        registry: args.name.clone(),
        created: SystemClock.now(),
        circuits: keys
            .iter()
            .map(|(circuit, key)| ActiveCircuit {
                circuit: *circuit,
                version: circuit.version(),
                key_hash: Hash32(key.hash()),
            })
            .collect(),
        fingerprint_key: public(council.keys().fingerprint.key())?,
        audit_key: public(council.keys().audit.key())?,
        governors: governors.iter().map(SigningKey::public).collect(),
        threshold: u32::from(args.threshold),
        member_admin: admin.public(),
        member_grace_seconds: args.grace * 60,
    };
    genesis.check().map_err(unusable)?;

    // The ledger appears under its name when everything is in it, and not before.
    let staged = files::StagedFolder::new(folder.folder())?;
    let place = Place::new(staged.path());
    files::create_folder(&staged.path().join("keys"))?;
    for (circuit, key) in &keys {
        files::create(&place.key(*circuit, circuit.version()), &key.to_bytes())?;
    }
    vault::create(&place.admin(), &SecretKey::of(&admin), &admin_passphrase)?;
    files::create_json(&place.council(), council.keys())?;
    let step = context.progress.count(u64::from(args.guardians), "the guardians' files");
    for (id, governor) in council.present().into_iter().zip(&governors) {
        let guardian = council.file(id).ok_or_else(|| Failure::usage(format!("{id} has no file")))?;
        let own = GuardianPlace::new(&place.guardians(), id);
        files::create_secret_folder(own.folder())?;
        let secrets = GuardianSecrets { guardian, governor: SecretKey::of(governor) };
        vault::create(&own.secrets(), &secrets, &guardian_passphrase)?;
        step.advance();
    }
    drop(step);
    files::create_folder(&place.blobs())?;
    Directory::sign(&admin, genesis.hash(), 0, Vec::new())?.save(place.directory())?;
    files::create_json(&place.genesis(), &genesis)?;
    drop(Ledger::create(place.database(), &genesis)?);
    staged.publish()?;
    let report = Report {
        folder: folder.folder().display().to_string(),
        name: args.name.clone(),
        operator: args.operator.clone(),
        genesis: genesis.hash().to_string(),
        guardians: args.guardians,
        threshold: args.threshold,
        circuits: keys.iter().map(|(circuit, _)| format!("{circuit}-v{}", circuit.version())).collect(),
    };
    Ok(Done::new(&report))
}

fn public(point: plimsoll_circuits::field::Point) -> Result<PublicKey, Failure> {
    PublicKey::new(point)
        .ok_or_else(|| Failure::usage("the guardians' key is no point of the subgroup").help("try again"))
}

/// The verifying key of every circuit: the committed one, or that of the development key made here.
fn circuit_keys(context: &Context) -> Result<Vec<(CircuitId, VerifyingKey)>, Failure> {
    let store = context.key_store()?;
    let progress = KeyProgress::new(context.progress);
    let step = context.progress.count(CIRCUITS.len() as u64, "verifying keys");
    let mut keys = Vec::new();
    for circuit in CIRCUITS {
        step.now(format!("verifying key of {circuit}"));
        let key = match verifying_key(circuit, context.policy()) {
            Ok(key) => key,
            Err(plimsoll_params::CommittedKeyError::NotPinned { .. }) => {
                let made = with_statement(circuit, Made { store: &store, progress: &progress });
                made.ok_or_else(|| Failure::usage(format!("this program has no circuit {circuit}")))??
            }
            Err(e) => return Err(e.into()),
        };
        keys.push((circuit, key));
        step.advance();
    }
    Ok(keys)
}

struct Made<'a> {
    store: &'a KeyStore,
    progress: &'a KeyProgress,
}

impl StatementVisitor for Made<'_> {
    type Output = Result<VerifyingKey, KeyError>;

    fn visit<S: Statement>(self) -> Self::Output {
        Ok(self.store.key::<S>(self.progress)?.verifying_key().key().clone())
    }
}
