//! `plimsoll ledger init`.

mod circuits;
mod passphrases;

use crate::cli::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    place::{AdminKeys, AdminSecrets, GuardianPlace, GuardianSecrets, Place, SecretKey},
    refusal::unusable,
    table::Fields,
    values, vault,
};
use circuits::circuit_keys;
use passphrases::Passphrases;
use plimsoll_circuits::{
    document::CarrierTable,
    signature::{PublicKey, SigningKey},
};
use plimsoll_client::{
    clock::{Clock, SystemClock},
    directory::Directory,
    party::{create_control_key, random_control_key},
};
use plimsoll_contracts::{
    ActiveCircuit, ControlAddress, ControlKey, Genesis, Hash32, Ledger, order::Guardians,
};
use plimsoll_guardian::Council;
use rand::rngs::OsRng;
use serde::Serialize;
use std::fmt;
use zeroize::Zeroizing;

const EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys ledger init --name \"Trial register\"
  plimsoll --insecure-dev-keys --ledger /srv/plimsoll ledger init \\
      --name Harbour --guardians 7 --threshold 4 \\
      --governors 5 --governors-threshold 3

The folder then holds:
  ledger.redb      the ledger itself
  genesis.json     what it starts from; its hash is what everybody pins
  keys/            verifying keys, pinned by the genesis
  directory.json   who is who, and carriers, signed by the member administration
  admin.age        the member administration's keys, behind your passphrase: one
                   signs the directory, one admits holders and banks
  governors/N.age  governor N's control key, behind a passphrase of its own
  council.json     the public halves of the guardians' keys
  guardians/N/     guardian N's: fingerprint.age, its share of the fingerprint
                   key; guardian.age, its share of the audit key and its control
                   key; each behind a passphrase of its own. Its logs
  blobs/           sealed documents

Each governor gives a passphrase of its own and each guardian two, which are
asked for by its number, or come from the files
--governor-passphrase-file N=FILE, --guardian-passphrase-file N=FILE and
--fingerprint-passphrase-file N=FILE, or from PLIMSOLL_GOVERNOR_PASSPHRASE_N,
PLIMSOLL_GUARDIAN_PASSPHRASE_N and PLIMSOLL_FINGERPRINT_PASSPHRASE_N. No two may
be alike. An issuer on this machine is given those of the fingerprint shares,
and no others: with them it opens no audit.

All keys are generated on this machine, and whoever runs this command could keep
them. Copy each governor's N.age and each guardian's guardian.age to its owner
and delete it here; an order then names the governors' own keys:
`plimsoll governance propose governors`.";

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

    /// How many governors there are
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=64))]
    governors: u16,

    /// How many of them must sign an order: more than half
    #[arg(long, value_name = "M", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    governors_threshold: u16,

    /// For how many minutes a member root is accepted after its replacement, if nothing was revoked since
    #[arg(long, value_name = "MINUTES", default_value_t = 10, value_parser = clap::value_parser!(u64).range(..=1440))]
    grace: u64,

    /// For how many days a member is leaving before it may be removed
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(..=3650))]
    leaving_grace: u32,
}

#[derive(Serialize)]
struct Report {
    folder: String,
    name: String,
    operator: String,
    genesis: String,
    guardians: u16,
    threshold: u16,
    /// The governors' control keys, by their numbers.
    governors: Vec<String>,
    governors_threshold: u16,
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
        let (governors, needed) = (self.governors.len(), self.governors_threshold);
        fields.add("governors", format!("{governors}, any {needed} of whom give orders"));
        fields.add("circuits", self.circuits.join(" "));
        fields.add("next", "plimsoll keys new, then plimsoll member add");
        write!(f, "{fields}")
    }
}

impl Args {
    fn check(&self) -> Result<(), Failure> {
        if self.threshold > self.guardians {
            return Err(Failure::usage(format!(
                "{} of {} guardians cannot act",
                self.threshold, self.guardians
            ))
            .help("let --threshold be at most --guardians"));
        }
        let (needed, all) = (self.governors_threshold, self.governors);
        if needed > all || 2 * needed <= all {
            let why = match needed > all {
                true => format!("{needed} of {all} governors cannot act"),
                false => {
                    format!("{needed} of {all} governors are no majority: others could order the contrary")
                }
            };
            return Err(Failure::usage(why).help(format!(
                "let --governors-threshold be more than half of --governors and at most as many: {} of {all}",
                all / 2 + 1
            )));
        }
        Ok(())
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    args.check()?;
    let folder = context.place();
    files::vacant_folder(folder.folder())?;
    let passphrases = Passphrases::ask(args, context)?;
    let keys = circuit_keys(context)?;

    let step = context.progress.step("the guardians generate their keys");
    let council = Council::generate(args.guardians, args.threshold, &mut OsRng).map_err(unusable)?;
    drop(step);
    let guardians: Vec<_> = council.present().iter().map(|_| random_control_key(&mut OsRng)).collect();
    let admin =
        AdminKeys { directory: SigningKey::random(&mut OsRng), control: random_control_key(&mut OsRng) };

    // The ledger appears under its name when everything is in it, and not before.
    let staged = files::StagedFolder::new(folder.folder())?;
    let place = Place::new(staged.path());
    let governors = governors(&place, &passphrases.governors)?;
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
        guardians: Guardians {
            keys: guardians.iter().map(ControlKey::address).collect(),
            threshold: u32::from(args.threshold),
        },
        governors,
        threshold: u32::from(args.governors_threshold),
        administrators: vec![admin.control.address()],
        member_admin: admin.directory.public(),
        member_grace_seconds: args.grace * 60,
        leaving_grace_days: args.leaving_grace,
    };
    genesis.check().map_err(unusable)?;

    files::create_folder(&staged.path().join("keys"))?;
    for (circuit, key) in &keys {
        files::create(&place.key(*circuit, circuit.version()), &key.to_bytes())?;
    }
    let secrets = AdminSecrets {
        directory: SecretKey::of(admin.directory.expose()),
        control: SecretKey::of(&admin.control.expose()),
    };
    vault::create(&place.admin(), &secrets, &passphrases.admin)?;
    files::create_json(&place.council(), council.keys())?;
    let step = context.progress.count(u64::from(args.guardians), "the guardians' files");
    for ((id, control), own_passphrases) in
        council.present().into_iter().zip(&guardians).zip(&passphrases.guardians)
    {
        let (fingerprint, audit) =
            council.shares(id).ok_or_else(|| Failure::usage(format!("{id} has no shares")))?;
        let own = GuardianPlace::new(&place.guardians(), id);
        files::create_secret_folder(own.folder())?;
        vault::create(&own.fingerprint(), fingerprint.secret(), &own_passphrases.fingerprint)?;
        let secrets =
            GuardianSecrets { audit: audit.secret().clone(), control: SecretKey::of(&control.expose()) };
        vault::create(&own.secrets(), &secrets, &own_passphrases.own)?;
        step.advance();
    }
    drop(step);
    files::create_folder(&place.blobs())?;
    let carriers = CarrierTable::standard();
    Directory::sign(&admin.directory, genesis.hash(), 0, Vec::new(), carriers)?.save(place.directory())?;
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
        governors: genesis.governors.iter().map(ToString::to_string).collect(),
        governors_threshold: args.governors_threshold,
        circuits: keys.iter().map(|(circuit, _)| format!("{circuit}-v{}", circuit.version())).collect(),
    };
    Ok(Done::new(&report))
}

/// Makes the governors' control keys, each behind its own passphrase; their addresses.
fn governors(place: &Place, passphrases: &[Zeroizing<String>]) -> Result<Vec<ControlAddress>, Failure> {
    files::create_secret_folder(&place.governors())?;
    let make = |(number, passphrase): (u16, &Zeroizing<String>)| {
        Ok(create_control_key(&place.governor(number), passphrase, &mut OsRng)?.address())
    };
    (1..).zip(passphrases).map(make).collect()
}

fn public(point: plimsoll_circuits::field::Point) -> Result<PublicKey, Failure> {
    PublicKey::new(point)
        .ok_or_else(|| Failure::usage("the guardians' key is no point of the subgroup").help("try again"))
}
