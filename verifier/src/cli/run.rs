//! From files to an outcome.

use std::{
    format,
    path::Path,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    args::{Args, Files, Format},
    files::read,
    formats::{Native, Reader, Refusal, Snarkjs},
    report::{Outcome, hex},
};
use crate::{KnownKey, PreparedVerifyingKey, RefusalCode, Takes, VerifyingKey, verify};

/// Reads the files named in `args` and verifies. Prints nothing.
#[must_use]
pub fn run(args: &Args) -> Outcome {
    let (files, format): (_, &dyn Reader) = match &args.format {
        Format::Native(files) => (files, &Native),
        Format::Snarkjs(files) => (files, &Snarkjs),
    };
    match load(files, format) {
        Ok(Loaded { known: Some(KnownKey { circuit, insecure: true }), .. }) if !args.insecure_dev_keys => {
            Outcome::DevelopmentKey { circuit }
        }
        Ok(loaded) => judge(files, format, &loaded),
        Err(reason) => Outcome::Unusable { reason },
    }
}

/// A usable key, and the bytes of the submission.
struct Loaded {
    key: PreparedVerifyingKey,
    known: Option<KnownKey>,
    values: Vec<u8>,
    proof: Vec<u8>,
}

fn load(files: &Files, format: &dyn Reader) -> Result<Loaded, String> {
    let path = files.vk.display();
    let bytes = read(&files.vk).map_err(|e| e.to_string())?;
    let key = format.key(&bytes).map_err(|e| at(&files.vk, &e))?;
    let known = KnownKey::of(&key.hash());
    let takes = takes(files, &key, known).map_err(|reason| format!("{path}: {reason}"))?;
    let key = PreparedVerifyingKey::new(key, takes).map_err(|e| format!("{path}: unsafe key: {e}"))?;
    if files.vk_hash.is_some_and(|pinned| pinned != key.hash()) {
        return Err(format!("{path}: not the pinned key, its hash is {}", hex(&key.hash())));
    }
    Ok(Loaded {
        key,
        known,
        values: read(files.values()).map_err(|e| e.to_string())?,
        proof: read(&files.proof).map_err(|e| e.to_string())?,
    })
}

/// What the file of values holds. Of a circuit of ours nobody's public inputs are taken: they would bind nothing.
fn takes(files: &Files, key: &VerifyingKey, known: Option<KnownKey>) -> Result<Takes, String> {
    if files.posted.is_none() {
        return match known {
            None => Ok(Takes::Inputs),
            Some(known) => Err(format!(
                "this is the key of {}: its public inputs follow from what was posted; give that file as --posted",
                known.circuit
            )),
        };
    }
    match (known.map(|known| known.circuit), files.circuit) {
        (Some(known), Some(asked)) if known != asked => {
            Err(format!("this is the key of {known}, not of {asked}"))
        }
        (Some(circuit), _) | (None, Some(circuit)) => Ok(Takes::posted(circuit)),
        (None, None) => Err(format!(
            "not one of this version's keys, its hash is {}; say with --circuit of which circuit it is",
            hex(&key.hash())
        )),
    }
}

fn judge(files: &Files, format: &dyn Reader, loaded: &Loaded) -> Outcome {
    let Loaded { key, known, values, proof } = loaded;
    let refused = |code: RefusalCode, reason: String| Outcome::Refused { code, reason, vk_hash: key.hash() };
    let values = format.values(values, key.value_count()).map_err(|e| (e.code, at(files.values(), &e)));
    let proof = format.proof(proof).map_err(|e| (e.code, at(&files.proof, &e)));
    let (values, proof) = match (values, proof) {
        (Ok(values), Ok(proof)) => (values, proof),
        // A file that cannot be read outweighs a refusal of the other.
        (Err((None, reason)), _) | (_, Err((None, reason))) => return Outcome::Unusable { reason },
        (Err((Some(code), reason)), _) | (_, Err((Some(code), reason))) => {
            return refused(code, reason);
        }
    };
    match verify(key, &values, &proof) {
        Ok(()) => Outcome::Valid {
            circuit: known.map(|known| known.circuit).or(files.circuit),
            vk_hash: key.hash(),
            values: values.len(),
        },
        Err(e) => refused(e.code(), e.to_string()),
    }
}

fn at(path: &Path, refusal: &Refusal) -> String {
    format!("{}: {}", path.display(), refusal.reason)
}
