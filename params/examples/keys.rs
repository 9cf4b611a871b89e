//! Writes or checks the committed verifying keys and their manifest.
//!
//! ```sh
//! cargo run --release -p plimsoll-params --example keys -- write
//! cargo run --release -p plimsoll-params --example keys -- check
//! ```

use std::{error::Error, fs, path::Path, process::ExitCode, sync::Arc, time::Instant};

use plimsoll_circuits::statement::{CircuitId, Statement};
use plimsoll_params::{
    CircuitShape, DevelopmentKeys, KeyPolicy, KeySource, KeyStore, Manifest, Pin, StatementVisitor,
    default_directory, with_statement,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write"] => write(),
        ["check"] => check(),
        _ => Err("say `write` or `check`".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("keys: {e}");
            ExitCode::FAILURE
        }
    }
}

/// Makes development keys for every circuit that has no ceremony's key, writes verifying keys, manifest and the verifier's list
/// of them, and keeps the proving keys in the cache, where the prover finds them.
fn write() -> Outcome<()> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("keys");
    let before = Manifest::committed()?;
    let mut pins = Vec::new();
    let mut made = Vec::new();
    for circuit in CircuitId::ALL {
        if let Some(pin) = before.pin(circuit).filter(|pin| pin.source == KeySource::Ceremony) {
            pins.push(*pin);
            continue;
        }
        let keys = generate(circuit)?;
        pins.push(Pin::of(keys.key()));
        made.push(keys);
    }

    let manifest = Manifest::new(pins)?;
    for old in before.pins().iter().filter(|old| !manifest.pins().contains(old)) {
        fs::remove_file(directory.join(old.file_name()))?;
    }
    let store =
        KeyStore::open_in(default_directory()?, KeyPolicy::AllowInsecureDevelopment, manifest.clone());
    for keys in made {
        fs::write(
            directory.join(Pin::of(keys.key()).file_name()),
            keys.key().verifying_key().key().to_bytes(),
        )?;
        println!("  {}", store.keep(&keys)?.display());
    }
    fs::write(directory.join("manifest.json"), manifest.to_json()?)?;
    // The verifier, which depends on nothing here, knows them by a list of its own.
    let pins = manifest
        .pins()
        .iter()
        .map(|pin| format!("{} {} {} {}\n", pin.circuit, pin.version, pin.source, pin.verifying_key));
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("../verifier/src/pins.txt");
    fs::write(known, pins.collect::<String>())?;
    println!("wrote {}", directory.display());
    Ok(())
}

/// Makes all development keys again and compares them with the manifest.
fn check() -> Outcome<()> {
    let manifest = Manifest::committed()?;
    for circuit in CircuitId::ALL {
        let pin =
            manifest.pin(circuit).ok_or_else(|| format!("no key is pinned for {circuit}: run `write`"))?;
        if pin.source == KeySource::Ceremony {
            println!("{circuit}: a ceremony's key, not made here");
        } else if Pin::of(generate(circuit)?.key()) != *pin {
            return Err(format!("{circuit} gives another key than the pinned one: run `write`").into());
        }
        plimsoll_params::verifying_key(circuit, KeyPolicy::AllowInsecureDevelopment)?;
    }
    println!("all keys are the pinned ones");
    Ok(())
}

fn generate(circuit: CircuitId) -> Outcome<DevelopmentKeys> {
    with_statement(circuit, Generate).ok_or_else(|| format!("no statement is known for {circuit}"))?
}

struct Generate;

impl StatementVisitor for Generate {
    type Output = Outcome<DevelopmentKeys>;
    fn visit<S: Statement>(self) -> Self::Output {
        let started = Instant::now();
        let shape = Arc::new(CircuitShape::of::<S>()?);
        let (counts, read) = (shape.counts(), started.elapsed());
        let keys = DevelopmentKeys::generate::<S>(shape)?;
        println!(
            "{}: {} constraints, {:?} non-zeros, {} witness values; read in {} ms, insecure key of {} KiB in {} ms: {}",
            S::CIRCUIT,
            counts.constraints,
            counts.non_zeros,
            counts.witness,
            read.as_millis(),
            keys.bytes().len() / 1024,
            (started.elapsed() - read).as_millis(),
            keys.key().hash(),
        );
        Ok(keys)
    }
}
