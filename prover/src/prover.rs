//! From a statement's public inputs and witness to a verified proof.

use std::{
    any::TypeId,
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use plimsoll_circuits::{
    field::F,
    statement::{Public as _, Refusal, Statement},
};
use plimsoll_params::{CircuitKey, KeyStore, Progress, Silent};
use plimsoll_verifier::{Proof, verify};
use rayon::join;

use crate::{
    Assignment, Blinding, Engine, EngineError, Job, PreparedEngine, ProveError, ProveOptions, Proven,
    ReadyError, ReadyKey, Stage, Timings, Wanted, threads::Threads,
};

/// Proves statements. Share it as `Arc<Prover>`: keys are made ready once, and any number of threads may prove.
pub struct Prover {
    keys: Arc<KeyStore>,
    engine: Box<dyn Engine>,
    progress: Box<dyn Progress>,
    threads: Threads,
    /// By statement: what a key is for is decided by the code that it was made from.
    slots: Mutex<HashMap<TypeId, Slot>>,
}

/// Where one statement's key stands, or is waited for.
type Slot = Arc<Mutex<Option<Arc<ReadyKey>>>>;

impl Prover {
    /// A prover with the keys of this store and the [`PreparedEngine`], which proves on the threads of its caller's rayon pool.
    #[must_use]
    pub fn new(keys: Arc<KeyStore>) -> Self {
        Self {
            keys,
            engine: Box::new(PreparedEngine::default()),
            progress: Box::new(Silent),
            threads: Threads::default(),
            slots: Mutex::default(),
        }
    }

    /// The same with another engine.
    #[must_use]
    pub fn with_engine(self, engine: impl Engine + 'static) -> Self {
        Self { engine: Box::new(engine), slots: Mutex::default(), ..self }
    }

    /// The same, telling `progress` what happens while keys are made ready.
    #[must_use]
    pub fn with_progress(self, progress: impl Progress + 'static) -> Self {
        Self { progress: Box::new(progress), ..self }
    }

    /// The same, with so many threads for each proof, which no other proof uses. Fewer threads make a proof later and more
    /// proofs in all: with 1, as many callers as there are cores keep every core busy without any work to share it out.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads: Threads::of_its_own(NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN)), ..self }
    }

    /// The engine's name.
    #[must_use]
    pub fn engine_name(&self) -> &'static str {
        self.engine.name()
    }

    /// Makes the statement's key ready, so that the first proof does not wait for it. The first caller does it; callers at the
    /// same time wait for him, later ones have it at once. After an error the next caller tries again.
    ///
    /// # Errors
    /// See [`ReadyError`].
    pub fn warm_up<S: Statement>(&self) -> Result<Arc<ReadyKey>, ReadyError> {
        let slot = lock(&self.slots).entry(TypeId::of::<S>()).or_default().clone();
        let mut slot = lock(&slot);
        if let Some(key) = &*slot {
            return Ok(key.clone());
        }
        let key = Arc::new(self.threads.apart(|| self.make_ready::<S>())??);
        *slot = Some(key.clone());
        Ok(key)
    }

    fn make_ready<S: Statement>(&self) -> Result<ReadyKey, ReadyError> {
        let identity = self.keys.identify::<S>(&*self.progress)?;
        let key = self.engine.make_ready(&Wanted {
            identity: &identity,
            directory: self.keys.directory(),
            standard: &|| self.keys.key::<S>(&*self.progress),
            progress: &*self.progress,
        })?;
        Ok(ReadyKey::new(identity, key))
    }

    /// Proves the statement: the native check, the key, the witness, the proof with fresh randomness, and its
    /// verification. Two proofs of one statement differ. Memory that held the assignment is overwritten.
    ///
    /// # Errors
    /// [`ProveError::Refused`] if the witness does not satisfy the statement; others say what is wrong with the
    /// installation. No proof leaves that the verifier refuses.
    pub fn prove<S: Statement>(
        &self,
        public: &S::Public,
        witness: &S::Witness,
    ) -> Result<Proven, ProveError> {
        self.prove_with::<S>(&ProveOptions::default(), public, witness)
    }

    /// The same on another number of threads, until it is asked to stop, or telling how far it is. Keys are shared by all
    /// proofs, whatever their threads.
    ///
    /// # Errors
    /// Those of [`Self::prove`], and [`ProveError::Stopped`].
    pub fn prove_with<S: Statement>(
        &self,
        options: &ProveOptions<'_>,
        public: &S::Public,
        witness: &S::Witness,
    ) -> Result<Proven, ProveError> {
        go_on::<S>(options)?;
        let key = match self.known::<S>() {
            Some(key) => key,
            None => {
                // What is false is said before anything is made.
                (options.tell)(Stage::Checking);
                refuse::<S>(S::check(public, witness))?;
                self.warm_up::<S>()?
            }
        };
        self.threads.run(options.threads, || self.compute::<S>(options, &key, public, witness))?
    }

    /// The same for a job of any statement.
    ///
    /// # Errors
    /// Those of [`Self::prove_with`].
    pub fn prove_job(&self, job: &Job, options: &ProveOptions<'_>) -> Result<Proven, ProveError> {
        job.prove(self, options)
    }

    /// Makes the key of a job's circuit ready, as [`Self::warm_up`] does.
    ///
    /// # Errors
    /// See [`ReadyError`].
    pub fn warm_up_for(&self, job: &Job) -> Result<Arc<ReadyKey>, ReadyError> {
        job.warm_up(self)
    }

    /// Bytes that one proof of the statement on so many threads takes while it is computed, beside the key, which all
    /// proofs share ([`ReadyKey::bytes`]). Makes the key ready, since they follow from its sizes.
    ///
    /// # Errors
    /// See [`ReadyError`].
    pub fn working_set<S: Statement>(&self, threads: NonZeroUsize) -> Result<usize, ReadyError> {
        Ok(self.warm_up::<S>()?.working_set(threads))
    }

    /// The statement's key, if it is ready.
    fn known<S: Statement>(&self) -> Option<Arc<ReadyKey>> {
        let slot = lock(&self.slots).get(&TypeId::of::<S>())?.clone();
        slot.try_lock().ok().and_then(|key| key.clone())
    }

    fn compute<S: Statement>(
        &self,
        options: &ProveOptions<'_>,
        key: &Arc<ReadyKey>,
        public: &S::Public,
        witness: &S::Witness,
    ) -> Result<Proven, ProveError> {
        go_on::<S>(options)?;
        let (circuit, tell) = (S::CIRCUIT, options.tell);
        let started = Instant::now();
        let columns = key.engine_key().columns();
        let ((checked, check), (assignment, generate)) = join(
            || {
                tell(Stage::Checking);
                timed(|| S::check(public, witness))
            },
            || {
                tell(Stage::Witness);
                timed(|| Assignment::generate::<S>(columns, public, witness))
            },
        );
        // Of a false statement the circuit may say anything.
        refuse::<S>(checked)?;
        let assignment = match assignment {
            Ok(assignment) => assignment,
            // If the circuit is not the one of the key, say so.
            Err(cause) => {
                return Err(self.standard::<S>().err().unwrap_or(ProveError::Assignment { circuit, cause }));
            }
        };

        // What the circuit leaves to the verifier is refused before it is proven in vain.
        let posted = public.to_fields();
        key.verifying_key().check(&posted).map_err(|cause| {
            let refusal = Refusal { check: "posted values", why: cause.to_string() };
            ProveError::Refused { circuit, refusal }
        })?;
        let mut tried = attempt::<S>(options, key, &assignment, &posted);
        if tried.as_ref().is_err_and(casts_doubt_on_the_key)
            && let Some(mended) = self.mend::<S>(key)?
        {
            tried = attempt::<S>(options, &mended, &assignment, &posted);
        }
        match tried {
            Ok((proof, prove, verify)) => {
                let total = started.elapsed();
                Ok(Proven::new(proof, Timings { check, witness: generate, prove, verify, total }))
            }
            Err(error @ ProveError::Unverified { .. }) => {
                Err(match self.standard::<S>()?.shape().first_broken(assignment.values()) {
                    Some(constraint) => ProveError::Disagreement { circuit, constraint },
                    None => error,
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Another key than the one whose proof failed, if that one was damaged since it was made ready: made anew, or by whoever
    /// met the same before.
    fn mend<S: Statement>(&self, failed: &Arc<ReadyKey>) -> Result<Option<Arc<ReadyKey>>, ReadyError> {
        let slot = lock(&self.slots).entry(TypeId::of::<S>()).or_default().clone();
        {
            let mut slot = lock(&slot);
            match &*slot {
                Some(key) if !Arc::ptr_eq(key, failed) => return Ok(Some(key.clone())),
                _ if self.threads.apart(|| failed.engine_key().recheck())?.is_ok() => return Ok(None),
                _ => *slot = None,
            }
        }
        self.warm_up::<S>().map(Some)
    }

    /// The standard key and the circuit's matrices, to explain what went wrong.
    fn standard<S: Statement>(&self) -> Result<Arc<CircuitKey>, ProveError> {
        Ok(self.threads.apart(|| self.keys.key::<S>(&*self.progress))??)
    }
}

impl std::fmt::Debug for Prover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prover").field("engine", &self.engine.name()).field("keys", &self.keys).finish()
    }
}

/// A proof under this key and its verification, with how long each took.
fn attempt<S: Statement>(
    options: &ProveOptions<'_>,
    key: &ReadyKey,
    assignment: &Assignment,
    posted: &[F],
) -> Result<(Proof, Duration, Duration), ProveError> {
    go_on::<S>(options)?;
    let (circuit, tell) = (S::CIRCUIT, options.tell);
    tell(Stage::Proving);
    let blinding = Blinding::fresh()?;
    let (proof, proving) = timed(|| key.engine_key().prove(assignment, &blinding, options.stop));
    let proof = proof.map_err(|cause| match cause {
        EngineError::Stopped(_) => ProveError::Stopped(circuit),
        cause => ProveError::Engine { circuit, cause },
    })?;
    drop(blinding);

    tell(Stage::Verifying);
    let (verified, verifying) = timed(|| verify(key.verifying_key(), posted, &proof));
    verified.map_err(|cause| ProveError::Unverified { circuit, cause })?;
    Ok((proof, proving, verifying))
}

/// Whether a key that was damaged since it was made ready would explain it.
fn casts_doubt_on_the_key(error: &ProveError) -> bool {
    matches!(
        error,
        ProveError::Unverified { .. } | ProveError::Engine { cause: EngineError::Degenerate(_), .. }
    )
}

/// Whether nobody asked to stop.
fn go_on<S: Statement>(options: &ProveOptions<'_>) -> Result<(), ProveError> {
    options.stop.check().map_err(|_| ProveError::Stopped(S::CIRCUIT))
}

fn refuse<S: Statement>(checked: Result<(), Refusal>) -> Result<(), ProveError> {
    checked.map_err(|refusal| ProveError::Refused { circuit: S::CIRCUIT, refusal })
}

/// A key that another thread failed to make ready is no harm: its slot is empty.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The result, and how long it took.
fn timed<T>(f: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = f();
    (result, started.elapsed())
}
