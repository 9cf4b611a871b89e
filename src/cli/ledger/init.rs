//! `plimsoll ledger init`.

use crate::cli::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    place::{GuardianPlace, GuardianSecrets, Place, SecretKey},
    progress::KeyProgress,
    refusal::unusable,
    secret::Secret,
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
use plimsoll_guardian::{Council, GuardianId};
use plimsoll_params::{KeyError, KeyStore, StatementVisitor, verifying_key, with_statement};
use plimsoll_verifier::VerifyingKey;
use rand::rngs::OsRng;
use serde::Serialize;
use std::fmt;
use zeroize::Zeroizing;

const EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys ledger init --name \"Trial register\"
  plimsoll --insecure-dev-keys --ledger /srv/plimsoll ledger init \\
      --name Harbour --guardians 7 --threshold 4

The folder then holds:
  ledger.redb      the ledger itself
  genesis.json     what it starts from; its hash is what everybody pins
  keys/            verifying keys, pinned by the genesis
  directory.json   who is who, signed by the member administration
  admin.age        the member administration's key, behind your passphrase
  council.json     the public halves of the guardians' keys
  guardians/N/     guardian N's: fingerprint.age, its share of the fingerprint
                   key; guardian.age, its share of the audit key; each behind a
                   passphrase of its own. Its logs
  blobs/           sealed documents

Each guardian gives two passphrases of its own, which are asked for by its
number, or come from the files --guardian-passphrase-file N=FILE and
--fingerprint-passphrase-file N=FILE, or from PLIMSOLL_GUARDIAN_PASSPHRASE_N
and PLIMSOLL_FINGERPRINT_PASSPHRASE_N. No two may be alike. An issuer on this
machine is given those of the fingerprint shares, and no others: with them it
opens no audit.

All guardians' keys are generated on this machine, and whoever runs this
command could keep them. Copy each guardian's guardian.age to its owner and
delete it here.";

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

    /// For how many minutes a member root is accepted after its replacement, if nothing was revoked since
    #[arg(long, value_name = "MINUTES", default_value_t = 10, value_parser = clap::value_parser!(u64).range(..=1440))]
    grace: u64,

    /// For how many days a member is leaving before it may be removed
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(..=3650))]
    leaving_grace: u32,
}

/// What locks the new ledger's secrets.
struct Passphrases {
    admin: Zeroizing<String>,
    guardians: Vec<OfGuardian>,
}

/// A guardian's two passphrases: that of its fingerprint share, and its own.
struct OfGuardian {
    fingerprint: Zeroizing<String>,
    own: Zeroizing<String>,
}

impl Passphrases {
    fn ask(args: &Args, context: &Context) -> Result<Self, Failure> {
        let names = [args.name.as_str(), args.operator.as_str()];
        let admin = context.new_passphrase(&Secret::Administration, &names)?;
        let of = |id| {
            let fingerprint = context.new_passphrase(&Secret::Fingerprint(id), &names)?;
            Ok(OfGuardian { fingerprint, own: context.new_passphrase(&Secret::Guardian(id), &names)? })
        };
        let guardians = GuardianId::all(args.guardians).map(of).collect::<Result<_, Failure>>()?;
        let this = Self { admin, guardians };
        this.differ()?;
        Ok(this)
    }

    /// Whoever knew one that locks two things could open both.
    fn differ(&self) -> Result<(), Failure> {
        let mut seen = vec![(Secret::Administration, &self.admin)];
        for (id, own) in GuardianId::all(u16::MAX).zip(&self.guardians) {
            seen.extend([(Secret::Fingerprint(id), &own.fingerprint), (Secret::Guardian(id), &own.own)]);
        }
        for (i, (one, passphrase)) in seen.iter().enumerate() {
            if let Some((other, _)) = seen[..i].iter().find(|(_, earlier)| earlier == passphrase) {
                return Err(Failure::refused(format!("the passphrases of {other} and of {one} are the same"))
                    .code("SamePassphrase")
                    .help("let each guardian choose two of its own: one for its share of the fingerprint key, one for itself"));
            }
        }
        Ok(())
    }
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
    let passphrases = Passphrases::ask(args, context)?;
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
        leaving_grace_days: args.leaving_grace,
    };
    genesis.check().map_err(unusable)?;

    // The ledger appears under its name when everything is in it, and not before.
    let staged = files::StagedFolder::new(folder.folder())?;
    let place = Place::new(staged.path());
    files::create_folder(&staged.path().join("keys"))?;
    for (circuit, key) in &keys {
        files::create(&place.key(*circuit, circuit.version()), &key.to_bytes())?;
    }
    vault::create(&place.admin(), &SecretKey::of(&admin), &passphrases.admin)?;
    files::create_json(&place.council(), council.keys())?;
    let step = context.progress.count(u64::from(args.guardians), "the guardians' files");
    for ((id, governor), own_passphrases) in
        council.present().into_iter().zip(&governors).zip(&passphrases.guardians)
    {
        let (fingerprint, audit) =
            council.shares(id).ok_or_else(|| Failure::usage(format!("{id} has no shares")))?;
        let own = GuardianPlace::new(&place.guardians(), id);
        files::create_secret_folder(own.folder())?;
        vault::create(&own.fingerprint(), fingerprint.secret(), &own_passphrases.fingerprint)?;
        let secrets = GuardianSecrets { audit: audit.secret().clone(), governor: SecretKey::of(governor) };
        vault::create(&own.secrets(), &secrets, &own_passphrases.own)?;
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
