//! The group elements that commitments are made of, in memory and in a file.

use crate::{ClaimEvent, ClaimProgress, ParametersError};
use halo2_proofs::poly::commitment::Params;
use halo2curves::bn256::G1Affine;
use plimsoll_params::{KeyEvent, cache, default_directory};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Instant,
};

/// The largest circuit has 2^this rows.
pub const MAX_K: u32 = 16;

/// blake3 of the parameters as halo2 writes them, a line for each k. They follow from hashing alone, so this is a fact and not
/// a choice; it keeps a changed file from choosing the generators.
const DIGESTS: &str = include_str!("digests.txt");

/// The parameters of circuits with 2^k rows.
#[derive(Debug)]
pub struct Parameters {
    params: Params<G1Affine>,
}

impl Parameters {
    /// The parameters for 2^k rows: from memory, else from the file in the directory of keys, else derived.
    ///
    /// # Errors
    /// If k is too large, or the directory cannot be used.
    pub fn load(k: u32, progress: &dyn ClaimProgress) -> Result<Arc<Self>, ParametersError> {
        static LOADED: OnceLock<Mutex<HashMap<u32, Arc<Parameters>>>> = OnceLock::new();
        let mut loaded = LOADED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parameters) = loaded.get(&k) {
            return Ok(parameters.clone());
        }
        let parameters = Arc::new(Self::load_from(&default_directory()?, k, progress)?);
        loaded.insert(k, parameters.clone());
        Ok(parameters)
    }

    /// The parameters for 2^k rows, from the file in this directory, else derived and written to it.
    ///
    /// # Errors
    /// If k is too large, or the directory cannot be used.
    pub fn load_from(
        directory: &Path,
        k: u32,
        progress: &dyn ClaimProgress,
    ) -> Result<Self, ParametersError> {
        let path = Self::path(directory, k)?;
        if let Some(parameters) = Self::read(&path, k, progress)? {
            return Ok(parameters);
        }
        // What this user cannot write there it makes for itself.
        let path = cache::writable(&path);
        let waiting = |event: &KeyEvent<'_>| {
            if let KeyEvent::Waiting { path } = event {
                progress.note(&ClaimEvent::Waiting { path });
            }
        };
        let _lock = cache::lock(&path, &waiting)?;
        // Whoever held the lock may have made them, or this user before.
        if let Some(parameters) = Self::read(&path, k, progress)? {
            return Ok(parameters);
        }
        let start = Instant::now();
        progress.note(&ClaimEvent::Deriving { k });
        let (parameters, bytes) = Self::derive(k)?;
        cache::write(&path, &[&bytes])?;
        progress.note(&ClaimEvent::Derived { path: &path, took: start.elapsed() });
        Ok(parameters)
    }

    /// The parameters for 2^k rows, derived; and as the file has them.
    ///
    /// # Errors
    /// If k is too large.
    pub fn derive(k: u32) -> Result<(Self, Vec<u8>), ParametersError> {
        let expected = digest_of(k).ok_or(ParametersError::TooLarge { k })?;
        let params = Params::new(k);
        let mut bytes = Vec::new();
        let written = params.write(&mut bytes);
        if written.is_err() || blake3::hash(&bytes).to_hex().as_str() != expected {
            return Err(ParametersError::Mismatch { k });
        }
        Ok((Self { params }, bytes))
    }

    /// Circuits have 2^k rows.
    #[must_use]
    pub fn k(&self) -> u32 {
        self.params.k()
    }

    pub(crate) fn params(&self) -> &Params<G1Affine> {
        &self.params
    }

    fn path(directory: &Path, k: u32) -> Result<PathBuf, ParametersError> {
        let digest = digest_of(k).ok_or(ParametersError::TooLarge { k })?;
        Ok(directory.join(format!("claims-{k}-{}.params", &digest[..16])))
    }

    fn read(path: &Path, k: u32, progress: &dyn ClaimProgress) -> Result<Option<Self>, ParametersError> {
        let start = Instant::now();
        let Some(bytes) = cache::read(path)? else { return Ok(None) };
        // The hash is checked before anything else, and it covers k.
        let intact = digest_of(k).is_some_and(|digest| blake3::hash(&bytes).to_hex().as_str() == digest);
        match intact.then(|| Params::read(&mut bytes.as_slice())) {
            Some(Ok(params)) => {
                progress.note(&ClaimEvent::Loaded { path, took: start.elapsed() });
                Ok(Some(Self { params }))
            }
            _ => {
                progress.note(&ClaimEvent::Discarded { path });
                Ok(None)
            }
        }
    }
}

fn digest_of(k: u32) -> Option<&'static str> {
    DIGESTS.lines().find_map(|line| line.strip_prefix(&format!("{k} ")))
}
