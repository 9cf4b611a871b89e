//! Nothing faulty leaves the prover: each fault of a circuit or an engine has its own error.

use std::{
    fs,
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};

use ark_r1cs_std::{alloc::AllocVar, eq::EqGadget, fields::fp::FpVar};
use ark_relations::gr1cs::SynthesisError;
use plimsoll_circuits::{
    field::F,
    gadget::Cs,
    signature::SigningKey,
    statement::{
        CircuitId, Refusal, Statement,
        attest::{Attest, AttestPublic, AttestWitness, MAX_RATE_BPS, designation},
        digest_gadget::posted,
        movement::Move,
        sighash,
    },
};
use plimsoll_params::{CircuitShape, KeyError, KeyEvent, KeyPolicy, KeyStore};
use plimsoll_prover::{
    ArkEngine, Assignment, AssignmentError, Blinding, Engine, EngineError, EngineKey, ProveError, Proven,
    Prover, ReadyError, Stop, Wanted,
};
use plimsoll_verifier::{Proof, VerifyError};

use crate::{
    gadgets::{Gadgets, Values},
    prover,
};

/// The circuit is right. The native check, which accepts everything, is not.
const NONE: u8 = 0;
/// The circuit has a column more if x is not zero.
const VARIES: u8 = 1;
/// The circuit takes the posted values in another order.
const SWAPS: u8 = 2;
/// The circuit cannot compute a hint.
const FAILS: u8 = 3;

/// "I know x whose square and cube are these", with a fault in the circuit.
struct Flawed<const FLAW: u8>;

impl<const FLAW: u8> Statement for Flawed<FLAW> {
    const CIRCUIT: CircuitId = CircuitId::Move;
    type Public = Values;
    type Witness = F;

    fn check(_: &Values, _: &F) -> Result<(), Refusal> {
        Ok(())
    }

    fn blank() -> (Values, F) {
        (Values([F::from(0u64); 2]), F::from(0u64))
    }

    fn synthesize(cs: &Cs, public: &Values, x: &F) -> ark_relations::gr1cs::Result<()> {
        let [square, cube] = public.0;
        let stated = if FLAW == SWAPS { Values([cube, square]) } else { public.clone() };
        let posted = posted(cs, Self::CIRCUIT, &stated)?.values;
        if FLAW == VARIES && *x != F::from(0u64) {
            let _ = FpVar::new_witness(cs.clone(), || Ok(*x))?;
        }
        let hint = if FLAW == FAILS { Err(SynthesisError::DivisionByZero) } else { Ok(*x) };
        let x = FpVar::new_witness(cs.clone(), || hint)?;
        let found = &x * &x;
        found.enforce_equal(&posted[0])?;
        (&found * &x).enforce_equal(&posted[1])
    }
}

fn prove<const FLAW: u8>(square: u64, cube: u64, x: u64) -> Result<Proven, ProveError> {
    let (_directory, prover) = prover();
    prover.prove::<Flawed<FLAW>>(&Values([F::from(square), F::from(cube)]), &F::from(x))
}

#[test]
fn without_a_fault_it_is_proven() {
    prove::<NONE>(4, 8, 2).unwrap();
}

#[test]
fn a_circuit_that_disagrees_with_the_native_check_is_named() {
    let error = prove::<NONE>(4, 9, 2).unwrap_err();
    // The last of its constraints, which stand behind those of the digest.
    let last = CircuitShape::of::<Flawed<NONE>>().unwrap().counts().constraints - 1;
    assert!(
        matches!(error, ProveError::Disagreement { constraint, .. } if constraint == last),
        "{error}, of {last} and more"
    );
}

#[test]
fn a_circuit_whose_shape_depends_on_values_is_named() {
    let error = prove::<VARIES>(4, 8, 2).unwrap_err();
    let ProveError::Assignment { cause: AssignmentError::Columns { witness, found_witness, .. }, .. } = error
    else {
        panic!("{error}")
    };
    assert_eq!(found_witness, witness + 1);
}

#[test]
fn a_circuit_that_swaps_public_inputs_is_named() {
    let error = prove::<SWAPS>(4, 8, 2).unwrap_err();
    let ProveError::Assignment { cause, .. } = error else { panic!("{error}") };
    assert_eq!(cause, AssignmentError::PublicInput(0));
}

#[test]
fn a_circuit_without_a_hint_is_named() {
    let error = prove::<FAILS>(4, 8, 2).unwrap_err();
    let ProveError::Assignment { cause, .. } = error else { panic!("{error}") };
    assert_eq!(cause, AssignmentError::Synthesis(SynthesisError::DivisionByZero));
}

/// Swaps A and C of what the true engine gives, or gives up.
struct Faulty {
    gives_up: bool,
}

impl Engine for Faulty {
    fn name(&self) -> &'static str {
        "faulty"
    }

    fn make_ready(&self, wanted: &Wanted<'_>) -> Result<Box<dyn EngineKey>, ReadyError> {
        Ok(Box::new(FaultyKey { key: ArkEngine.make_ready(wanted)?, gives_up: self.gives_up }))
    }
}

struct FaultyKey {
    key: Box<dyn EngineKey>,
    gives_up: bool,
}

impl EngineKey for FaultyKey {
    fn columns(&self) -> usize {
        self.key.columns()
    }

    fn bytes(&self) -> usize {
        self.key.bytes()
    }

    fn domain(&self) -> usize {
        self.key.domain()
    }

    fn working_set(&self, threads: usize) -> usize {
        self.key.working_set(threads)
    }

    fn prove(&self, values: &Assignment, blinding: &Blinding, stop: &Stop) -> Result<Proof, EngineError> {
        if self.gives_up {
            return Err(EngineError::Computation(SynthesisError::MissingCS));
        }
        let proof = self.key.prove(values, blinding, stop)?;
        Ok(Proof::new(*proof.c(), *proof.b(), *proof.a())?)
    }
}

#[test]
fn a_proof_that_does_not_verify_does_not_leave() {
    let (_directory, prover) = prover();
    let prover = prover.with_engine(Faulty { gives_up: false });
    assert_eq!(prover.engine_name(), "faulty");
    let x = F::from(2u64);
    let error = prover.prove::<Gadgets>(&Gadgets::public(x), &x).unwrap_err();
    assert!(matches!(error, ProveError::Unverified { cause: VerifyError::Invalid, .. }), "{error}");
}

#[test]
fn an_engine_that_gives_up_is_named() {
    let (_directory, prover) = prover();
    let x = F::from(2u64);
    let error =
        prover.with_engine(Faulty { gives_up: true }).prove::<Gadgets>(&Gadgets::public(x), &x).unwrap_err();
    assert!(matches!(error, ProveError::Engine { cause: EngineError::Computation(_), .. }), "{error}");
}

/// The key's file is there and the circuit is another one: what does not fit is explained by that.
#[test]
fn a_circuit_that_is_not_the_one_of_the_pinned_key_is_named() {
    let keys = || Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap());
    Prover::new(keys()).warm_up::<Move>().unwrap();
    let x = F::from(2u64);
    let error = Prover::new(keys()).prove::<Gadgets>(&Gadgets::public(x), &x).unwrap_err();
    assert!(matches!(error, ProveError::Key(KeyError::CircuitChanged { .. })), "{error}");
}

/// What is secret is not printed.
#[test]
fn secrets_have_no_debug_form() {
    assert_eq!(format!("{:?}", Blinding::fresh().unwrap()), "Blinding(not shown)");
}

/// A bit that is lost after the key was opened: the proof fails, the file is hashed, discarded and made anew, and the proof is
/// made again. The next process finds a whole file.
#[test]
fn a_key_that_was_damaged_since_it_was_opened_is_made_anew() {
    let (directory, prover) = prover();
    let said = Arc::new(Mutex::new(Vec::new()));
    let prover = prover.with_progress({
        let said = said.clone();
        move |event: &KeyEvent<'_>| match event {
            KeyEvent::Discarded { .. } => said.lock().unwrap().push("discarded"),
            KeyEvent::Prepared { .. } => said.lock().unwrap().push("prepared"),
            _ => {}
        }
    });
    let x = F::from(2u64);
    let prove = |prover: &Prover| prover.prove::<Gadgets>(&Gadgets::public(x), &x);
    prove(&prover).unwrap();
    assert_eq!(std::mem::take(&mut *said.lock().unwrap()), ["prepared"]);
    damage(directory.path());
    prove(&prover).unwrap();
    assert_eq!(std::mem::take(&mut *said.lock().unwrap()), ["discarded", "prepared"]);
    prove(&prover).unwrap();
    assert_eq!(said.lock().unwrap().len(), 0);

    // Many threads that meet it at once make it anew once.
    damage(directory.path());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| prove(&prover).unwrap());
        }
    });
    assert_eq!(std::mem::take(&mut *said.lock().unwrap()), ["discarded", "prepared"]);
}

/// Changes a bit of every cache line in the second half of the prepared key, in place: that is where its points are.
fn damage(directory: &Path) {
    let ready = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let path = ready.into_iter().find(|path| path.extension().is_some_and(|e| e == "ready")).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].iter_mut().step_by(64).for_each(|byte| *byte ^= 1);
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    file.write_all(&bytes).unwrap();
}

/// What Attest's circuit leaves to its verifier no verifier accepts, so no proof of it is made. The native check of an Attest that
/// the verifier's own key makes up asks for nothing but the signature.
#[test]
fn an_attest_that_no_verifier_accepts_is_not_proven() {
    let prover = Prover::new(Arc::new(KeyStore::open(KeyPolicy::AllowInsecureDevelopment).unwrap()));
    let key = SigningKey::from_bytes([7; 32]);
    let mut public = AttestPublic::blank();
    public.verifier = designation(Some(&key.public()));
    let made_up = |public: &AttestPublic<F>| {
        prover.prove::<Attest>(public, &AttestWitness::simulated(key.sign(sighash(Attest::CIRCUIT, public))))
    };
    made_up(&public).unwrap();
    public.rate_bps = F::from(MAX_RATE_BPS + 1);
    let ProveError::Refused { refusal, .. } = made_up(&public).unwrap_err() else { panic!("refused") };
    assert_eq!(refusal.check, "posted values");
    assert!(refusal.why.contains("100 %"), "{refusal}");
}
