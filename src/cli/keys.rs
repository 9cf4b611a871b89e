//! `plimsoll keys`: a party's own keys, and the proving keys of this machine.

use super::{
    context::Context, error::Failure, output::Done, progress::KeyProgress, secret::Secret, table::Fields,
};
use clap::Subcommand;
use plimsoll_circuits::{
    field::to_hex,
    statement::{CircuitId, Statement},
};
use plimsoll_client::{
    Party, PublicParty,
    party::{Lei, control_key_file},
};
use plimsoll_contracts::ControlAddress;
use plimsoll_params::{KeyEvent, Progress as _, StatementVisitor, with_statement};
use plimsoll_prover::{PreparedEngine, Prover, ReadyError};
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

const EXAMPLES: &str = "\
Examples:
  plimsoll keys new --home bank-a --name \"Bank A\"
  plimsoll keys show --home bank-a
  plimsoll --insecure-dev-keys keys prepare";

const NEW_EXAMPLES: &str = "\
Examples:
  plimsoll keys new --home bank-a --name \"Bank A\"
  plimsoll --home copper keys new --name \"Fictional Copper Trading Ltd\" \\
      --lei ZZZZ00COPPER00000065
  plimsoll --home desk-2 keys new --name \"Copper Trading, second desk\" \\
      --lei ZZZZ00COPPER00000065 \\
      --control-key 0x4a62316623ad457f02cdc5d997ded67a383ec569

Hand the file party.json to the member administration; keep the folder and its
passphrase to yourself, with a backup.

control.age, under the same passphrase, is the control key of your organisation:
with it you consent to further addresses, and disown one whose keys are stolen.
Move it to where the other keys are not. A further address of an organisation
names that key with --control-key, and gets none of its own.";

const SHOW_EXAMPLES: &str = "\
Examples:
  plimsoll keys show --home bank-a
  plimsoll --json keys show";

const PREPARE_EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys keys prepare
  plimsoll --insecure-dev-keys keys prepare --circuit move --circuit attest
  PLIMSOLL_KEY_MEMORY=0 plimsoll --insecure-dev-keys keys prepare

Keys are kept in the folder that PLIMSOLL_CACHE names, else in your cache
folder; all parties of a machine share them. Where you may read that folder and
not write to it, what is missing there is made in your cache folder. Commands
that prove take the memory from PLIMSOLL_KEY_MEMORY, too: with another number
they make keys of their own.";

/// Commands about keys.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Create a party: its secret keys, behind a passphrase, and what others may know of it
    #[command(after_help = NEW_EXAMPLES)]
    New {
        /// Legal name, as the directory of members will have it
        #[arg(long, value_name = "NAME", value_parser = super::values::name)]
        name: String,
        /// Legal entity identifier (ISO 17442)
        #[arg(long, value_name = "LEI")]
        lei: Option<Lei>,
        /// The control key of its organisation, if that has one already
        #[arg(long, value_name = "ADDRESS", requires = "lei")]
        control_key: Option<ControlAddress>,
    },
    /// Show what others may know of the party
    #[command(after_help = SHOW_EXAMPLES)]
    Show,
    /// Make proving keys ready, so that the first proof does not wait for them
    #[command(after_help = PREPARE_EXAMPLES)]
    Prepare {
        /// Only this circuit: register-small, register-large, move, attest, amend or revalue; repeat for more
        #[arg(long = "circuit", value_name = "CIRCUIT", value_parser = super::values::circuit)]
        circuits: Vec<CircuitId>,
        /// Memory and disk that a circuit's key may take, in MiB: less of it is slower, 0 is the least [default: 256]
        #[arg(long, value_name = "MIB", env = "PLIMSOLL_KEY_MEMORY", hide_env_values = true)]
        key_memory: Option<usize>,
    },
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::New { name, lei, control_key } => {
            let passphrase = context.new_passphrase(&Secret::Party(name.clone()), &[])?;
            let (home, rng) = (&context.globals.home, &mut rand::rngs::OsRng);
            let party = match (lei, control_key) {
                (Some(lei), Some(key)) => Party::create_further(home, &name, lei, key, &passphrase, rng)?,
                (lei, _) => Party::create(home, &name, lei, &passphrase, rng)?,
            };
            Ok(Done::new(&PartyReport::of(party.public(), context)))
        }
        Command::Show => {
            let public = Party::read_public(&context.globals.home)?;
            Ok(Done::new(&PartyReport::of(&public, context)))
        }
        Command::Prepare { circuits, key_memory } => prepare(&circuits, key_memory, context),
    }
}

#[derive(Serialize)]
struct PartyReport {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lei: Option<String>,
    address: String,
    /// Where memos for it are encrypted to.
    encryption_key: String,
    /// The control key of its organisation.
    control_key: String,
    /// Where that lies, if it lies in the party's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    control_key_file: Option<String>,
    /// The file to hand to the member administration.
    file: String,
}

impl PartyReport {
    fn of(party: &PublicParty, context: &Context) -> Self {
        let control = control_key_file(&context.globals.home);
        Self {
            name: party.name.clone(),
            lei: party.lei.as_ref().map(ToString::to_string),
            address: to_hex(&party.address.0),
            encryption_key: format!("{:?}", party.encryption_key),
            control_key: party.control_key.to_string(),
            control_key_file: control.exists().then(|| control.display().to_string()),
            file: context.globals.home.join("party.json").display().to_string(),
        }
    }
}

impl fmt::Display for PartyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("name", &self.name).maybe("lei", self.lei.as_ref());
        fields.add("address", &self.address).add("encryption key", &self.encryption_key);
        fields.add("control key", &self.control_key);
        fields.maybe("to move away", self.control_key_file.as_ref());
        fields.add("to hand out", &self.file);
        write!(f, "{fields}")
    }
}

#[derive(Serialize)]
struct PrepareReport {
    folder: String,
    keys: Vec<Prepared>,
}

#[derive(Serialize)]
struct Prepared {
    circuit: &'static str,
    version: u32,
    source: String,
    constraints: usize,
    verifying_key: String,
    /// Of the prepared key.
    bytes: usize,
    /// Where it lies.
    file: String,
    took_ms: u64,
}

impl fmt::Display for PrepareReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = super::table::Table::new(&[
            "circuit",
            "version",
            "source",
            "constraints",
            "verifying key",
            "prepared size",
            "took",
        ]);
        for key in &self.keys {
            let hash = format!("{}..", super::shown::short(&key.verifying_key));
            table.row([
                key.circuit.into(),
                key.version.to_string(),
                key.source.clone(),
                key.constraints.to_string(),
                hash,
                format!("{:.1} MiB", key.bytes as f64 / f64::from(1 << 20)),
                format!("{:.1} s", key.took_ms as f64 / 1e3),
            ]);
        }
        let mut folders: Vec<_> =
            self.keys.iter().filter_map(|key| Path::new(&key.file).parent()).map(Path::display).collect();
        folders.dedup_by_key(|folder| folder.to_string());
        let folders: Vec<_> = folders.iter().map(ToString::to_string).collect();
        write!(f, "{table}\nin {}", folders.join(" and "))
    }
}

/// Makes one circuit's key ready, and says which file was opened for it.
struct Prepare<'a>(&'a Prover, &'a Mutex<PathBuf>);

impl StatementVisitor for Prepare<'_> {
    type Output = Result<Prepared, ReadyError>;

    fn visit<S: Statement>(self) -> Self::Output {
        let started = Instant::now();
        let key = self.0.warm_up::<S>()?;
        let pin = key.pin();
        Ok(Prepared {
            circuit: S::CIRCUIT.name(),
            version: pin.version,
            source: pin.source.to_string(),
            constraints: pin.constraints,
            verifying_key: pin.verifying_key.to_string(),
            bytes: key.bytes(),
            file: self.1.lock().unwrap_or_else(PoisonError::into_inner).display().to_string(),
            took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }
}

fn prepare(circuits: &[CircuitId], key_memory: Option<usize>, context: &Context) -> Result<Done, Failure> {
    let store = Arc::new(context.key_store()?);
    let engine = PreparedEngine::default();
    let opened = Arc::new(Mutex::new(PathBuf::new()));
    let prover = Prover::new(store.clone())
        .with_engine(key_memory.map_or(engine, |mib| engine.with_memory(mib)))
        .with_progress({
            let (shown, opened) = (KeyProgress::new(context.progress), opened.clone());
            move |event: &KeyEvent<'_>| {
                if let KeyEvent::Opened { path, .. } = event {
                    *opened.lock().unwrap_or_else(PoisonError::into_inner) = path.to_path_buf();
                }
                shown.note(event);
            }
        });
    let wanted = if circuits.is_empty() { &CircuitId::ALL[..] } else { circuits };
    let mut keys = Vec::new();
    let step = context.progress.count(wanted.len() as u64, "proving keys");
    for circuit in wanted {
        step.now(format!("proving key of {circuit}"));
        let made = with_statement(*circuit, Prepare(&prover, &opened));
        keys.push(made.ok_or_else(|| Failure::usage(format!("this program has no circuit {circuit}")))??);
        step.advance();
    }
    drop(step);
    Ok(Done::new(&PrepareReport { folder: store.directory().display().to_string(), keys }))
}
