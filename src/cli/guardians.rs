//! The guardians of a ledger whose folders are on this machine: each unlocks its own shares, one kind without the other.

use super::{
    context::Context,
    error::{Failure, Kind},
    place::{GuardianPlace, GuardianSecrets, council_keys},
    refusal::unusable,
    secret::Secret,
    values::{self, Guardians},
    vault,
};
use plimsoll_circuits::member::Address;
use plimsoll_client::{Clock, SystemClock, services::Replica};
use plimsoll_contracts::ControlKey;
use plimsoll_guardian::{
    CouncilKeys, Evaluators, GuardianId, Seated,
    fingerprint::{Evaluator, Limits},
    keygen::{Fingerprint, KeyShare, SecretShare},
    log::JsonLinesLog,
    opening::{
        Opener, Opening, OpeningEndpoint, OpeningError, OpeningRefused, OpeningRequest, OpeningShare, open,
    },
};
use rand::rngs::OsRng;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Where guardians' folders lie, and who is asked.
struct Bench {
    keys: CouncilKeys,
    folder: PathBuf,
    asked: Vec<GuardianId>,
}

impl Bench {
    /// The guardians `who`, or all whose folders are there.
    fn of(context: &Context, folder: Option<&Path>, who: Option<&[GuardianId]>) -> Result<Self, Failure> {
        let place = context.place();
        let folder = folder.map_or_else(|| place.guardians(), Path::to_owned);
        let keys = council_keys(&place)?;
        let asked = match who {
            Some(who) => who.to_vec(),
            None => GuardianId::all(keys.audit.guardians())
                .filter(|id| GuardianPlace::new(&folder, *id).folder().exists())
                .collect(),
        };
        let needed = usize::from(keys.audit.threshold());
        if asked.len() < needed {
            let failure =
                Failure::usage(format!("{needed} guardians must act together, {} are asked", asked.len()));
            return Err(failure.help(match who {
                Some(_) => "name at least as many guardians as must act together",
                None => "give the folder with the guardians' folders with --guardians",
            }));
        }
        Ok(Self { keys, folder, asked })
    }

    fn place(&self, id: GuardianId) -> GuardianPlace {
        GuardianPlace::new(&self.folder, id)
    }
}

fn log(path: &Path) -> Result<JsonLinesLog, Failure> {
    JsonLinesLog::open(path).map_err(|e| Failure::usage(format!("cannot use {}: {e}", path.display())))
}

/// Which guardians on this machine evaluate fingerprints, as a command is told.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Choice {
    /// The folder with the guardians' folders; that of the ledger if not given
    #[arg(long, value_name = "DIR")]
    guardians: Option<PathBuf>,

    /// Which guardians may evaluate, at least as many as must act together; those that are there if not given
    #[arg(long = "with", value_name = "NUMBERS", value_parser = values::guardians)]
    who: Option<Guardians>,
}

impl Choice {
    /// As many guardians as must act together with their fingerprint shares unlocked, of those named or of those that are
    /// there. Nothing that opens audits is touched.
    pub(super) fn unlocked(&self, context: &Context, replica: &Replica) -> Result<Evaluators, Failure> {
        let who = self.who.as_ref().map(|who| who.0.as_slice());
        let bench = Bench::of(context, self.guardians.as_deref(), who)?;
        let desk = |Unlocked { share, .. }: Unlocked| {
            let evaluations = Box::new(log(&bench.place(share.id()).evaluations())?);
            let share = KeyShare::new(share, bench.keys.fingerprint.clone()).map_err(unusable)?;
            let accredited = replica.clone();
            let accreditation = Box::new(move |address: &Address| accredited.is_issuer(address));
            Evaluator::new(share, Limits::default(), accreditation, evaluations, SystemClock.now())
                .map_err(unusable)
        };
        let desks: Vec<_> =
            bench.unlocked_fingerprints(context)?.into_iter().map(desk).collect::<Result<_, Failure>>()?;
        Evaluators::new(bench.keys.fingerprint.clone(), desks).map_err(unusable)
    }
}

/// The files of as many fingerprint shares as must act together, of `who` or of those that are there, with the passphrases that
/// open them.
pub(super) fn fingerprint_passphrases(
    context: &Context,
    folder: Option<&Path>,
    who: Option<&[GuardianId]>,
) -> Result<Vec<(PathBuf, Zeroizing<String>)>, Failure> {
    let bench = Bench::of(context, folder, who)?;
    Ok(bench
        .unlocked_fingerprints(context)?
        .into_iter()
        .map(|unlocked| (unlocked.path, unlocked.passphrase))
        .collect())
}

/// A guardian's share of the fingerprint key, and what opened it.
struct Unlocked {
    share: SecretShare<Fingerprint>,
    path: PathBuf,
    passphrase: Zeroizing<String>,
}

impl Bench {
    fn unlocked_fingerprints(&self, context: &Context) -> Result<Vec<Unlocked>, Failure> {
        let needed = usize::from(self.keys.fingerprint.threshold());
        let (mut unlocked, mut locked) = (Vec::new(), Vec::new());
        for id in &self.asked {
            if unlocked.len() == needed {
                break;
            }
            match self.unlocked_fingerprint(context, *id) {
                Ok(found) => unlocked.push(found),
                Err(failure) => locked.push((*id, failure)),
            }
        }
        if unlocked.len() == needed {
            return Ok(unlocked);
        }
        let given = unlocked.len();
        let why: Vec<_> = locked.iter().map(|(id, failure)| format!("{id}: {}", failure.message)).collect();
        let why = why.join(", ");
        let message = format!("{given} of the {needed} guardians that must act together are unlocked: {why}");
        Err(too_few(message, locked.into_iter().map(|(_, failure)| failure).collect()))
    }

    fn unlocked_fingerprint(&self, context: &Context, id: GuardianId) -> Result<Unlocked, Failure> {
        let path = there(self.place(id).fingerprint())?;
        let passphrase = context.passphrase(&Secret::Fingerprint(id), &path)?;
        let share: SecretShare<Fingerprint> = vault::open(&path, &passphrase)?;
        if share.id() != id {
            return Err(Failure::usage(format!("{} holds the share of {}", path.display(), share.id())));
        }
        Ok(Unlocked { share, path, passphrase })
    }
}

/// A secret's file; whoever has none here cannot be asked.
fn there(path: PathBuf) -> Result<PathBuf, Failure> {
    if path.exists() {
        return Ok(path);
    }
    Err(Failure::usage(format!("there is no {}", path.display()))
        .help("name guardians whose folders are there, or give the right folder with --guardians"))
}

/// What is said when too few guardians could act, for these reasons.
pub(super) fn too_few(message: String, locked: Vec<Failure>) -> Failure {
    let failure = match locked.iter().any(|why| why.kind == Kind::Refused) {
        true => Failure::refused(message),
        false => Failure::usage(message),
    };
    match locked.into_iter().find_map(|why| why.help) {
        Some(help) => failure.help(help),
        None => failure,
    }
}

/// Guardians that can open audits. Each is asked for its own passphrase when its turn comes, and not before.
pub(super) fn openers<'a>(
    context: &'a Context,
    folder: Option<&Path>,
    who: Option<&[GuardianId]>,
    replica: &'a Replica,
) -> Result<Doors<'a>, Failure> {
    let bench = Bench::of(context, folder, who)?;
    let locked = bench.asked.iter().map(|_| None).collect();
    Ok(Doors { context, replica, bench, locked })
}

/// The doors of the guardians that are asked to open.
pub(super) struct Doors<'a> {
    context: &'a Context,
    replica: &'a Replica,
    bench: Bench,
    /// Why each stayed locked, if it did.
    locked: Vec<Option<Failure>>,
}

impl Doors<'_> {
    /// Asks one guardian after the other, until as many have answered as must act together.
    pub(super) fn open(&mut self, request: &OpeningRequest) -> Result<Opening, OpeningError> {
        let Self { context, replica, bench, locked } = self;
        let knock = |(id, locked)| Door { context, replica, bench, id, locked };
        let mut doors: Vec<_> = bench.asked.iter().copied().zip(locked).map(knock).collect();
        let mut endpoints: Vec<_> = doors.iter_mut().map(|door| door as &mut dyn OpeningEndpoint).collect();
        open(&bench.keys.audit, *replica, request, &mut endpoints)
    }

    /// Why guardians stayed locked.
    pub(super) fn locked(&mut self) -> Vec<Failure> {
        self.locked.iter_mut().filter_map(Option::take).collect()
    }
}

/// One guardian's.
struct Door<'a> {
    context: &'a Context,
    replica: &'a Replica,
    bench: &'a Bench,
    id: GuardianId,
    locked: &'a mut Option<Failure>,
}

impl Door<'_> {
    fn unlock(&self) -> Result<Opener, Failure> {
        let place = self.bench.place(self.id);
        let path = there(place.secrets())?;
        let passphrase = self.context.passphrase(&Secret::Guardian(self.id), &path)?;
        let secrets: GuardianSecrets = vault::open(&path, &passphrase)?;
        let share = KeyShare::new(secrets.audit, self.bench.keys.audit.clone()).map_err(unusable)?;
        Ok(Opener::new(share, Box::new(self.replica.clone()), Box::new(log(&place.openings())?)))
    }
}

impl OpeningEndpoint for Door<'_> {
    fn id(&self) -> GuardianId {
        self.id
    }

    fn share(&mut self, request: &OpeningRequest) -> Result<OpeningShare, OpeningRefused> {
        match self.unlock() {
            Ok(mut desk) => Seated::new(&mut desk, SystemClock.now(), &mut OsRng).share(request),
            Err(failure) => {
                let why = OpeningRefused::Locked(failure.message.clone());
                *self.locked = Some(failure);
                Err(why)
            }
        }
    }
}

/// The control key of a guardian whose secrets lie in the ledger's folder.
pub(super) fn control_key_of(id: GuardianId, context: &Context) -> Result<ControlKey, Failure> {
    let path = there(GuardianPlace::new(&context.place().guardians(), id).secrets())?;
    let passphrase = context.passphrase(&Secret::Guardian(id), &path)?;
    let secrets: GuardianSecrets = vault::open(&path, &passphrase)?;
    secrets.control_key().ok_or_else(|| {
        Failure::usage(format!("{} is damaged", path.display())).help("restore it from your backup")
    })
}
