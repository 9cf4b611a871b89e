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
use crate::{InputRules, KnownKey, PreparedVerifyingKey, RefusalCode, verify};

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
    public: Vec<u8>,
    proof: Vec<u8>,
}

fn load(files: &Files, format: &dyn Reader) -> Result<Loaded, String> {
    let path = files.vk.display();
    let bytes = read(&files.vk).map_err(|e| e.to_string())?;
    let key = format.key(&bytes).map_err(|e| at(&files.vk, &e))?;
    let known = KnownKey::of(&key.hash());
    let circuit = if files.attest { Some("attest") } else { known.map(|known| known.circuit) };
    let rules = circuit.map_or(InputRules::Count, InputRules::of);
    let key = PreparedVerifyingKey::new(key, rules).map_err(|e| format!("{path}: unsafe key: {e}"))?;
    if files.vk_hash.is_some_and(|pinned| pinned != key.hash()) {
        return Err(format!("{path}: not the pinned key, its hash is {}", hex(&key.hash())));
    }
    Ok(Loaded {
        key,
        known,
        public: read(&files.public).map_err(|e| e.to_string())?,
        proof: read(&files.proof).map_err(|e| e.to_string())?,
    })
}

fn judge(files: &Files, format: &dyn Reader, loaded: &Loaded) -> Outcome {
    let Loaded { key, known, public, proof } = loaded;
    let refused = |code: RefusalCode, reason: String| Outcome::Refused { code, reason, vk_hash: key.hash() };
    let public = format.public(public, key.input_count()).map_err(|e| (e.code, at(&files.public, &e)));
    let proof = format.proof(proof).map_err(|e| (e.code, at(&files.proof, &e)));
    let (public, proof) = match (public, proof) {
        (Ok(public), Ok(proof)) => (public, proof),
        // A file that cannot be read outweighs a refusal of the other.
        (Err((None, reason)), _) | (_, Err((None, reason))) => return Outcome::Unusable { reason },
        (Err((Some(code), reason)), _) | (_, Err((Some(code), reason))) => {
            return refused(code, reason);
        }
    };
    match verify(key, &public, &proof) {
        Ok(()) => Outcome::Valid {
            circuit: known.map(|known| known.circuit),
            vk_hash: key.hash(),
            inputs: public.len(),
        },
        Err(e) => refused(e.code(), e.to_string()),
    }
}

fn at(path: &Path, refusal: &Refusal) -> String {
    format!("{}: {}", path.display(), refusal.reason)
}
