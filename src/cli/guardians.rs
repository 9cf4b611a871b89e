//! The guardians of a ledger whose folders are on this machine.

use super::{
    context::Context,
    error::Failure,
    place::{GuardianPlace, GuardianSecrets, council_keys},
    refusal::unusable,
    vault,
};
use plimsoll_circuits::member::Address;
use plimsoll_client::{Clock, SystemClock, services::Replica};
use plimsoll_guardian::{Council, GuardianId, Surroundings, fingerprint::Limits, log::JsonLinesLog};
use std::path::Path;

/// The guardians `who`, or as many as must act together if none are named, with their secrets unlocked.
pub(super) fn unlock(
    context: &Context,
    folder: Option<&Path>,
    who: Option<&[GuardianId]>,
    replica: &Replica,
) -> Result<Council, Failure> {
    let place = context.place();
    let folder = folder.map_or_else(|| place.guardians(), Path::to_owned);
    let keys = council_keys(&place)?;
    let present = |id: &GuardianId| GuardianPlace::new(&folder, *id).secrets().exists();
    let needed = usize::from(keys.audit.threshold());
    let who: Vec<_> = match who {
        Some(who) => who.to_vec(),
        None => GuardianId::all(keys.audit.guardians()).filter(present).take(needed).collect(),
    };
    if let Some(absent) = who.iter().find(|id| !present(id)) {
        return Err(Failure::usage(format!("the folder of {absent} is not in {}", folder.display()))
            .help("name guardians whose folders are there, or give the right folder with --guardians"));
    }
    if who.len() < needed {
        return Err(Failure::usage(format!("{needed} guardians must act together, {} are here", who.len()))
            .help("give the folder with the guardians' folders with --guardians"));
    }
    let passphrase = context.guardian_passphrase(false)?;
    let step = context.progress.count(who.len() as u64, "unlocking the guardians' keys");
    let mut files = Vec::new();
    let mut logs = Vec::new();
    for id in &who {
        let own = GuardianPlace::new(&folder, *id);
        let secrets: GuardianSecrets = vault::open(&own.secrets(), &passphrase)?;
        let log = |path: &Path| {
            JsonLinesLog::open(path)
                .map_err(|e| Failure::usage(format!("cannot use {}: {e}", path.display())))
        };
        logs.push((*id, log(&own.evaluations())?, log(&own.openings())?));
        files.push(secrets.guardian);
        step.advance();
    }
    let surroundings = |id: GuardianId| {
        let accredited = replica.clone();
        let own = logs.iter().position(|(of, ..)| *of == id).map(|at| logs.swap_remove(at));
        let base = Surroundings {
            limits: Limits::default(),
            accreditation: Box::new(move |address: &Address| accredited.is_issuer(address)),
            ledger: Box::new(replica.clone()),
            ..Surroundings::default()
        };
        match own {
            Some((_, evaluations, openings)) => {
                Surroundings { evaluations: Box::new(evaluations), openings: Box::new(openings), ..base }
            }
            // Without its logs a guardian is not to answer: it accredits nobody and knows no transition.
            None => Surroundings::default(),
        }
    };
    Council::load(keys, files, surroundings, SystemClock.now()).map_err(unusable)
}
