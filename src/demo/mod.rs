//! `plimsoll demo`: the whole way on one machine, with the real parts.
//!
//! A bill is issued, registered, shown to a bank and pledged; every trick that the ledger, the prover or a verifier must
//! refuse is tried; then what must work is done; banks ask under their policies; at last a regulator replays the ledger and guardians open one transition.
//! Each step has an expected verdict, and the demo fails if one differs.

mod attempts;
mod council;
mod counter;
mod financing;
mod fresh;
mod governing;
mod kinds;
mod lifecycle;
mod oversight;
mod papers;
mod report;
mod screening;
mod stage;
mod stuck;
mod switching;
mod tale;

pub use report::{KeySize, Report, Step};

use papers::Papers;
use plimsoll_client::claims::ClaimService;
use plimsoll_params::{KeyPolicy, KeyStore, Progress};
use plimsoll_prover::Prover;
use stage::Stage;
use std::{path::PathBuf, sync::Arc};
use tale::Tale;

/// What the demo is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Leave the working folder here, with every accepted proof in `proofs/<step>/`.
    pub keep: Option<PathBuf>,
    /// Run on this document instead of the sample bill: a DCSA transport document or issuance request, a bulk bill, a warehouse receipt, or an invoice alone, which may be in a format of others.
    pub bill: Option<PathBuf>,
}

/// Where the demo tells what happens, line by line, while it happens.
pub trait Narrator {
    /// A new chapter begins.
    fn chapter(&mut self, title: &str);
    /// A step began that takes longer than a moment.
    fn long(&mut self, _name: &str) {}
    /// A step ended.
    fn step(&mut self, step: &Step);
}

/// Tells nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silence;

impl Narrator for Silence {
    fn chapter(&mut self, _: &str) {}
    fn step(&mut self, _: &Step) {}
}

/// Why the demo could not be staged. A step that goes wrong is no error: it stands in the report with its verdict.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder to keep things in is in use.
    #[error("{0} is there already and not empty; name a new folder with --keep")]
    Occupied(PathBuf),
    /// The user's bill cannot be used.
    #[error("the bill cannot be used: {0}")]
    Bill(String),
    /// The user's bill cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// The ledger does not take such a document.
    #[error("the bill cannot be used: {0}")]
    NotRegistrable(String),
    /// A step on which the rest stands failed.
    #[error("{0}")]
    Stage(String),
    /// The file system refuses.
    #[error("cannot write the demo's folder: {0}")]
    Io(#[from] std::io::Error),
}

impl Error {
    fn stage(e: impl std::fmt::Display) -> Self {
        Self::Stage(e.to_string())
    }
}

/// Runs the demo; `claims` proves and verifies what policies ask of documents. Its folder is temporary unless it is to be kept.
///
/// # Errors
/// If the demo cannot be staged.
pub fn run(
    options: &Options,
    progress: impl Progress + 'static,
    claims: &dyn ClaimService,
    narrator: &mut dyn Narrator,
) -> Result<Report, Error> {
    let papers = match &options.bill {
        None => Papers::samples(),
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|cause| Error::Read { path: path.clone(), cause })?;
            let bytes = match plimsoll_formats::read(&bytes) {
                Some(read) => read.map_err(|e| Error::Bill(e.to_string()))?.bytes(),
                None => bytes,
            };
            Papers::of_user(&bytes)?
        }
    };
    let temporary;
    let folder = match &options.keep {
        Some(folder) => {
            if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
                return Err(Error::Occupied(folder.clone()));
            }
            std::fs::create_dir_all(folder)?;
            folder.as_path()
        }
        None => {
            temporary = tempfile::Builder::new().prefix("plimsoll-demo-").tempdir()?;
            temporary.path()
        }
    };
    let store = Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).map_err(Error::stage)?);
    let prover = Prover::new(store.clone()).with_progress(progress);
    let mut tale = Tale::new(narrator, options.keep.as_ref().map(|folder| folder.join("proofs")));

    tale.chapter("Setting up");
    let keys = financing::prepare_keys(&mut tale, &prover, &papers)?;
    let stage = Stage::new(folder, &prover, &mut tale)?;
    let cargo = financing::finance(&stage, &papers, &mut tale)?;
    attempts::try_tricks(&stage, &papers, &cargo, &mut tale)?;
    let retired = lifecycle::live(&stage, &papers, &cargo, &mut tale)?;
    attempts::try_after_delivery(&stage, &retired, &mut tale)?;
    kinds::finance(&stage, &mut tale)?;
    screening::ask(&stage, claims, &mut tale)?;
    stuck::recover(&stage, &mut tale)?;
    governing::govern(&stage, &papers, &cargo, &mut tale)?;
    oversight::look(&stage, &cargo, &mut tale)?;
    Ok(tale.report(keys))
}
