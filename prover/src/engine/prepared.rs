//! The engine that is used: keys with precomputed multiples, in files of their own.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Instant,
};

use plimsoll_engine::{FileError, Isa, Key, KeyOptions, Origin, Stop};
use plimsoll_params::{KeyEvent, cache};
use plimsoll_verifier::Proof;

use super::{Engine, EngineError, EngineKey, Wanted};
use crate::{Assignment, Blinding, ReadyError};

/// The environment variable for how much memory a circuit's key may take, in MiB.
pub const MEMORY_VARIABLE: &str = "PLIMSOLL_KEY_MEMORY";

/// `plimsoll-engine`: from the standard key it makes one of its own, once, in a file beside the standard key's. Later the
/// file is opened, and the standard key is not read at all.
///
/// With the same blinding it gives the same points as [`ArkEngine`](super::ArkEngine) for every assignment that satisfies
/// the circuit.
#[derive(Clone, Copy, Debug, Default)]
pub struct PreparedEngine {
    isa: Option<Isa>,
    memory: Option<usize>,
}

impl PreparedEngine {
    /// With these kernels instead of the best ones of this processor.
    #[must_use]
    pub const fn with_isa(self, isa: Isa) -> Self {
        Self { isa: Some(isa), ..self }
    }

    /// With so many MiB for each circuit's key, whatever [`MEMORY_VARIABLE`] says. 0 is the small mode, without multiples.
    #[must_use]
    pub const fn with_memory(self, mib: usize) -> Self {
        Self { memory: Some(mib), ..self }
    }

    fn options(&self) -> Result<KeyOptions, ReadyError> {
        let isa = match self.isa {
            Some(isa) => isa.available()?,
            None => Isa::of_this_machine()?,
        };
        let mib = match (self.memory, std::env::var(MEMORY_VARIABLE)) {
            (Some(mib), _) => Some(mib),
            (None, Ok(text)) if !text.is_empty() => Some(text.parse().map_err(|_| ReadyError::Memory(text))?),
            _ => None,
        };
        let budget = mib.map_or(KeyOptions::BUDGET, |mib| mib.saturating_mul(1 << 20));
        Ok(KeyOptions { isa, budget })
    }
}

impl Engine for PreparedEngine {
    fn name(&self) -> &'static str {
        "plimsoll-engine"
    }

    fn make_ready(&self, wanted: &Wanted<'_>) -> Result<Box<dyn EngineKey>, ReadyError> {
        let options = self.options()?;
        let path = file_path(wanted, options);
        if let Some(key) = usable(wanted, &path, options)? {
            return Ok(Box::new(key));
        }
        // What this user cannot write there it makes for itself.
        let own = cache::writable(&path);
        if own != path
            && let Some(key) = usable(wanted, &own, options)?
        {
            return Ok(Box::new(key));
        }
        Ok(Box::new(prepare(wanted, &own, options)?))
    }
}

impl EngineKey for Key {
    fn columns(&self) -> usize {
        Key::columns(self)
    }

    fn bytes(&self) -> usize {
        Key::bytes(self)
    }

    fn domain(&self) -> usize {
        Key::domain(self)
    }

    fn working_set(&self, threads: usize) -> usize {
        Key::working_set(self, threads)
    }

    fn recheck(&self) -> Result<(), FileError> {
        self.rehash()
    }

    fn prove(&self, assignment: &Assignment, blinding: &Blinding, stop: &Stop) -> Result<Proof, EngineError> {
        let proof = Key::prove(self, assignment.values(), blinding.r(), blinding.s(), stop)?;
        Ok(Proof::new(proof.a, proof.b, proof.c)?)
    }
}

/// Beside the standard key's file, whose name it shares up to the kernels and the memory.
fn file_path(wanted: &Wanted<'_>, options: KeyOptions) -> PathBuf {
    let name = format!(
        "{}.{}-{}.ready",
        wanted.identity.pin().file_stem(),
        options.isa.form_name(),
        options.budget >> 20
    );
    wanted.directory.join(name)
}

fn origin(wanted: &Wanted<'_>) -> Origin {
    let pin = wanted.identity.pin();
    Origin { proving_key: *pin.proving_key.as_bytes(), matrices: *pin.matrices.as_bytes() }
}

/// The key in this file, if there is one that can be used.
fn usable(wanted: &Wanted<'_>, path: &Path, options: KeyOptions) -> Result<Option<Key>, ReadyError> {
    match open(wanted, path, options) {
        Ok(key) => Ok(Some(key)),
        Err(FileError::Missing) => Ok(None),
        Err(defect @ FileError::Io { .. }) => Err(defect.into()),
        Err(defect) => {
            wanted.progress.note(&KeyEvent::Discarded { path, defect: &defect });
            Ok(None)
        }
    }
}

fn open(wanted: &Wanted<'_>, path: &Path, options: KeyOptions) -> Result<Key, FileError> {
    let started = Instant::now();
    let key = Key::open(path, &origin(wanted), options, cache::own_directory().ok().as_deref())?;
    let verifying_key = wanted.identity.verifying_key().key();
    if !key.belongs_to(&verifying_key.alpha_g1, &verifying_key.beta_g2, &verifying_key.delta_g2) {
        return Err(FileError::Foreign("the verifying key"));
    }
    let circuit = wanted.identity.pin().circuit;
    wanted.progress.note(&KeyEvent::Opened { circuit, path, took: started.elapsed() });
    Ok(key)
}

/// Makes the key, writes it, and opens what was written: so all of it is hashed, and its pages are shared.
fn prepare(wanted: &Wanted<'_>, path: &Path, options: KeyOptions) -> Result<Key, ReadyError> {
    let standard = wanted.standard()?;
    let circuit = standard.circuit();
    wanted.progress.note(&KeyEvent::Preparing { circuit });
    let started = Instant::now();
    let shape = standard.shape();
    let [a, b, c] = shape.matrices() else { return Err(ReadyError::NotRankOne(circuit)) };
    let key = Key::prepare(standard.proving_key(), [a, b, c], shape.counts().instance, options)
        .map_err(|cause| ReadyError::Prepare { circuit, cause })?;
    make_directory(path.parent().unwrap_or(wanted.directory))?;
    let bytes = key.save(path, &origin(wanted))?;
    drop(key);
    let key = open(wanted, path, options)?;
    wanted.progress.note(&KeyEvent::Prepared { circuit, path, bytes, took: started.elapsed() });
    Ok(key)
}

fn make_directory(path: &Path) -> Result<(), FileError> {
    let failed = |cause: io::Error| FileError::Io { action: "create", path: path.to_owned(), cause };
    fs::create_dir_all(path).map_err(failed)
}
