//! The store: a circuit's keys, read or made once per process.

use std::{
    any::TypeId,
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use plimsoll_circuits::statement::{CircuitId, Statement};

use crate::{
    CacheError, CircuitKey, CircuitShape, DevelopmentKeyError, DevelopmentKeys, DevelopmentRefused,
    FileDefect, KeyEvent, KeyIdentity, KeyPolicy, KeySource, Manifest, ManifestError, MatrixHash, Pin,
    Progress, ProvingKeyHash, ShapeError, VerifyingKeyHash, cache, file,
};

/// Keys by statement, each loaded once. Share it as `Arc<KeyStore>`.
pub struct KeyStore {
    policy: KeyPolicy,
    directory: PathBuf,
    manifest: Manifest,
    /// By statement, not by circuit id: what a key is for is decided by the code that it was made from.
    slots: Mutex<HashMap<TypeId, Slot>>,
}

/// Where one statement's key stands, or is waited for.
type Slot = Arc<Mutex<Option<Arc<CircuitKey>>>>;

/// Why there is no key to prove with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Only development keys exist, and the policy refuses them.
    #[error(transparent)]
    DevelopmentRefused(#[from] DevelopmentRefused),
    /// The circuit has no matrices.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// The circuit is not the one whose keys are pinned.
    #[error(
        "{circuit} version {version} changed: its matrices have hash {found}, its keys were made for {pinned}. Raise \
         its version and write its keys anew (`keys -- write` of plimsoll-params)"
    )]
    CircuitChanged {
        /// The circuit.
        circuit: CircuitId,
        /// Its version.
        version: u32,
        /// The hash that its keys are for.
        pinned: MatrixHash,
        /// The hash of its matrices.
        found: MatrixHash,
    },
    /// The directory of keys cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// A ceremony's key cannot be made here: it must be fetched.
    #[error("the proving key of {circuit} is missing or may not be read: fetch it from the ceremony's records to {}", path.display())]
    Missing {
        /// The circuit.
        circuit: CircuitId,
        /// Where the file is expected.
        path: PathBuf,
    },
    /// A ceremony's key file is damaged, and cannot be made again here.
    #[error("{} cannot be used: {defect}. Fetch it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        defect: FileDefect,
    },
    /// Key generation failed.
    #[error(transparent)]
    Generation(#[from] DevelopmentKeyError),
    /// The generated proving key is not the pinned one, so proofs under it would be refused.
    #[error(
        "the key generated for {circuit} has hash {found}, pinned is {pinned}: this program and the manifest do not \
         belong together. Use a matching pair, or write the keys anew (`keys -- write` of plimsoll-params)"
    )]
    NotThePinned {
        /// The circuit.
        circuit: CircuitId,
        /// The pinned hash.
        pinned: ProvingKeyHash,
        /// The generated key's.
        found: ProvingKeyHash,
    },
    /// The proving key's verifying key is not the pinned one, so proofs under it would be refused.
    #[error("the verifying key of {circuit} has hash {found}, pinned is {pinned}: restore the manifest")]
    NotThePinnedVerifyingKey {
        /// The circuit.
        circuit: CircuitId,
        /// The pinned hash.
        pinned: VerifyingKeyHash,
        /// The key's.
        found: VerifyingKeyHash,
    },
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no place for keys.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The committed manifest is damaged.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

impl KeyStore {
    /// The store of the [default directory](crate::default_directory) with the committed manifest.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(policy: KeyPolicy) -> Result<Self, OpenError> {
        Ok(Self::open_in(cache::default_directory()?, policy, Manifest::committed()?))
    }

    /// The store of this directory with this manifest. The directory is made when it is first needed.
    #[must_use]
    pub fn open_in(directory: impl Into<PathBuf>, policy: KeyPolicy, manifest: Manifest) -> Self {
        Self { policy, directory: directory.into(), manifest, slots: Mutex::default() }
    }

    /// Where the key files are.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The file of the standard proving key of this pin, if there is one and it is the pinned key to the byte.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn standard_file(&self, pin: &Pin) -> Result<Option<PathBuf>, CacheError> {
        let intact = |path: &Path| -> Result<bool, CacheError> {
            Ok(cache::read(path)?.is_some_and(|found| file::check(&found, pin).is_ok()))
        };
        let path = cache::file_of(&self.directory, pin);
        if intact(&path)? {
            return Ok(Some(path));
        }
        let own = cache::writable(&path);
        Ok(if own != path && intact(&own)? { Some(own) } else { None })
    }

    /// Keeps the file of a standard proving key that came from elsewhere, if it is the pinned one to the byte. A file that
    /// is there already stays.
    ///
    /// # Errors
    /// [`KeyError::Damaged`] if the bytes are not those of the pinned key; [`KeyError::Cache`].
    pub fn install(&self, pin: &Pin, bytes: &[u8]) -> Result<PathBuf, KeyError> {
        let path = cache::file_of(&self.directory, pin);
        if let Err(defect) = file::check(bytes, pin) {
            return Err(KeyError::Damaged { path, defect });
        }
        if let Some(found) = self.standard_file(pin)? {
            return Ok(found);
        }
        let path = cache::writable(&path);
        let _lock = cache::lock(&path, &crate::Silent)?;
        if cache::read(&path)?.is_none_or(|found| file::check(&found, pin).is_err()) {
            cache::write(&path, &[bytes])?;
        }
        Ok(path)
    }

    /// Which key is the statement's, and what verifies its proofs. For a pinned key whose verifying key is committed this takes
    /// no reading and no making of proving keys, so nor is it asked whether the circuit is the pinned one: tests of this crate
    /// ask that, and [`KeyStore::key`]. Otherwise it is what [`KeyStore::key`] gives.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn identify<S: Statement>(&self, progress: &dyn Progress) -> Result<KeyIdentity, KeyError> {
        let committed = match self.manifest.pin(S::CIRCUIT) {
            Some(pin) => {
                self.policy.admit(S::CIRCUIT, pin.source)?;
                KeyIdentity::committed(pin)
            }
            None => None,
        };
        match committed {
            Some(identity) => Ok(identity),
            None => Ok(KeyIdentity::of(&*self.key::<S>(progress)?)),
        }
    }

    /// The statement's key. The first caller reads it, or makes development keys; callers at the same time wait for
    /// him, later ones have it at once. After an error the next caller tries again.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn key<S: Statement>(&self, progress: &dyn Progress) -> Result<Arc<CircuitKey>, KeyError> {
        let slot = lock(&self.slots).entry(TypeId::of::<S>()).or_default().clone();
        let mut slot = lock(&slot);
        if let Some(key) = &*slot {
            return Ok(key.clone());
        }
        let key = Arc::new(self.load::<S>(progress)?);
        *slot = Some(key.clone());
        Ok(key)
    }

    /// The statement's key from its file, or made anew, whatever is in memory: a file that is missing or damaged is there again.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn load<S: Statement>(&self, progress: &dyn Progress) -> Result<CircuitKey, KeyError> {
        let circuit = S::CIRCUIT;
        let pin = self.manifest.pin(circuit);
        let source = pin.map_or(KeySource::InsecureDevelopment, |pin| pin.source);
        self.policy.admit(circuit, source)?;

        let started = Instant::now();
        let shape = Arc::new(CircuitShape::of::<S>()?);
        let (constraints, took) = (shape.counts().constraints, started.elapsed());
        progress.note(&KeyEvent::CircuitRead { circuit, constraints, took });
        if let Some(pin) = pin.filter(|pin| pin.matrices != shape.hash()) {
            let (pinned, found) = (pin.matrices, shape.hash());
            return Err(KeyError::CircuitChanged { circuit, version: shape.version(), pinned, found });
        }

        let mut path = cache::file_path(&self.directory, &shape, source);
        let mut found = read(&path, &shape, source, pin, progress)?;
        if !matches!(found, Some(Ok(_))) {
            let own = cache::writable(&path);
            if own != path {
                if let Some(Err(defect)) = &found {
                    progress.note(&KeyEvent::Discarded { path: &path, defect });
                }
                (found, path) = (read(&own, &shape, source, pin, progress)?, own);
            }
        }
        let key = match (found, source) {
            (Some(Ok(key)), _) => key,
            (Some(Err(defect)), KeySource::Ceremony) => return Err(KeyError::Damaged { path, defect }),
            (None, KeySource::Ceremony) => return Err(KeyError::Missing { circuit, path }),
            (_, KeySource::InsecureDevelopment) => {
                let _lock = cache::lock(&path, progress)?;
                match read(&path, &shape, source, pin, progress)? {
                    Some(Ok(key)) => key,
                    Some(Err(defect)) => {
                        progress.note(&KeyEvent::Discarded { path: &path, defect: &defect });
                        self.generate::<S>(shape, progress)?
                    }
                    None => self.generate::<S>(shape, progress)?,
                }
            }
        };
        check_verifying_key(&key, pin)?;
        Ok(key)
    }

    fn generate<S: Statement>(
        &self,
        shape: Arc<CircuitShape>,
        progress: &dyn Progress,
    ) -> Result<CircuitKey, KeyError> {
        let (circuit, constraints) = (S::CIRCUIT, shape.counts().constraints);
        progress.note(&KeyEvent::GeneratingInsecure { circuit, constraints });
        let started = Instant::now();
        let keys = DevelopmentKeys::generate::<S>(shape)?;
        let path = self.keep(&keys)?;
        let (bytes, took) = (keys.bytes().len(), started.elapsed());
        progress.note(&KeyEvent::GeneratedInsecure { circuit, path: &path, bytes, took });
        Ok(keys.into_key())
    }

    /// Writes development keys to their file, in place of what stands there, and says where.
    ///
    /// # Errors
    /// If another key is pinned, or the directory cannot be used.
    pub fn keep(&self, keys: &DevelopmentKeys) -> Result<PathBuf, KeyError> {
        let key = keys.key();
        let (circuit, found) = (key.circuit(), key.hash());
        if let Some(pin) = self.manifest.pin(circuit).filter(|pin| pin.proving_key != found) {
            return Err(KeyError::NotThePinned { circuit, pinned: pin.proving_key, found });
        }
        let path = cache::writable(&cache::file_path(&self.directory, key.shape(), key.source()));
        let header = file::header(key.shape(), key.source(), keys.bytes());
        cache::write(&path, &[&header, keys.bytes()])?;
        Ok(path)
    }
}

impl std::fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyStore")
            .field("policy", &self.policy)
            .field("directory", &self.directory)
            .finish_non_exhaustive()
    }
}

/// The key in the file: `None` without a file, the defect if the file is unusable.
fn read(
    path: &Path,
    shape: &Arc<CircuitShape>,
    source: KeySource,
    pin: Option<&Pin>,
    progress: &dyn Progress,
) -> Result<Option<Result<CircuitKey, FileDefect>>, CacheError> {
    let started = Instant::now();
    let Some(bytes) = cache::read(path)? else { return Ok(None) };
    let key = file::decode(&bytes, shape.clone(), source, pin.map(|pin| pin.proving_key));
    if key.is_ok() {
        let (circuit, bytes, took) = (shape.circuit(), bytes.len(), started.elapsed());
        progress.note(&KeyEvent::Loaded { circuit, path, bytes, took });
    }
    Ok(Some(key))
}

fn check_verifying_key(key: &CircuitKey, pin: Option<&Pin>) -> Result<(), KeyError> {
    let found = key.verifying_key_hash();
    match pin.filter(|pin| pin.verifying_key != found) {
        Some(pin) => {
            let (circuit, pinned) = (key.circuit(), pin.verifying_key);
            Err(KeyError::NotThePinnedVerifyingKey { circuit, pinned, found })
        }
        None => Ok(()),
    }
}

/// A key that another thread failed to load is no harm: its slot is empty.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
