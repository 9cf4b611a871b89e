//! The built program: what it prints and how it exits.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};
use plimsoll_verifier::{CircuitId, VerifyingKey, inputs, snarkjs};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    fixture::{THREE, THREE_AGAIN, off_subgroup},
    snarkjs::{KEY, PROOF, PUBLIC, UNCONTRIBUTED, with},
};

/// A folder with the three files of a submission.
struct Submission {
    format: &'static str,
    /// Which option names the values: `public` or `posted`.
    values: &'static str,
    folder: TempDir,
}

impl Submission {
    fn new(format: &'static str, vk: &[u8], public: &[u8], proof: &[u8]) -> Self {
        Self::of("public", format, vk, public, proof)
    }

    fn of(values: &'static str, format: &'static str, vk: &[u8], given: &[u8], proof: &[u8]) -> Self {
        let submission = Self { format, values, folder: TempDir::new().unwrap() };
        submission.write("vk", vk).write(values, given).write("proof", proof);
        submission
    }

    fn native() -> Self {
        let (public, proof) = THREE.prove(5);
        Self::new("native", &THREE.key.key().to_bytes(), &inputs::encode(&public), &proof.to_bytes())
    }

    fn snarkjs() -> Self {
        Self::new("snarkjs", KEY.as_bytes(), PUBLIC.as_bytes(), PROOF.as_bytes())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn run(&self, more: &[&str]) -> Answer {
        let mut command = program();
        command.arg(self.format);
        for name in ["vk", self.values, "proof"] {
            command.arg(format!("--{name}")).arg(self.path(name));
        }
        Answer::of(command.args(more).output().unwrap())
    }

    /// Expects a refusal with `code`, the reason naming the file `name`.
    fn refused(&self, code: &str, name: &str) {
        let answer = self.run(&[]);
        assert_eq!(answer.status, 1, "{answer:?}");
        assert!(answer.stdout.starts_with(&format!("invalid: {code}: ")), "{answer:?}");
        assert!(answer.stdout.contains(name), "{answer:?}");
        assert_eq!(answer.stdout.lines().count(), 1);
        assert_eq!(answer.stderr, "");
    }

    /// Expects no verdict, for a reason that contains `why`.
    fn unusable(&self, more: &[&str], why: &str) {
        let answer = self.run(more);
        assert_eq!(answer.status, 2, "{answer:?}");
        assert!(answer.stderr.starts_with("no verdict: ") && answer.stderr.contains(why), "{answer:?}");
        assert_eq!(answer.stderr.lines().count(), 1);
        assert_eq!(answer.stdout, "");
    }
}

#[derive(Debug)]
struct Answer {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Answer {
    fn of(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn json(&self) -> Value {
        assert_eq!(self.stderr, "");
        serde_json::from_str(&self.stdout).unwrap()
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_plimsoll-verify"))
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_valid_proof_exits_with_0() {
    for submission in [Submission::native(), Submission::snarkjs()] {
        let answer = submission.run(&[]);
        assert_eq!(answer.status, 0, "{answer:?}");
        assert!(answer.stdout.starts_with("valid: "), "{answer:?}");
        assert_eq!(answer.stderr, "");
    }
}

#[test]
fn a_proof_of_something_else_is_a_bad_proof() {
    let submission = Submission::native();
    submission.write("proof", THREE.prove(6).1.to_bytes()).refused("BadProof", "");
    let submission = Submission::snarkjs();
    submission.write("public", "[\"42\", \"6\"]").refused("BadProof", "");
}

#[test]
fn proof_bytes_that_are_no_proof_are_malformed() {
    let submission = Submission::native();
    let proof = submission.read("proof");
    let (a, rest) = proof.split_at(32);
    let mut b = Vec::new();
    ark_serialize::CanonicalSerialize::serialize_compressed(&off_subgroup(), &mut b).unwrap();
    let bad = [
        vec![],
        proof[..127].to_vec(),
        [&proof[..], &[0]].concat(),
        [&[0; 32], rest].concat(),
        [a, &b, &rest[64..]].concat(),
    ];
    for proof in bad {
        submission.write("proof", proof).refused("Malformed", "proof");
    }
    submission.write("proof", [&[0x3f; 32], rest].concat()).refused("NotCanonical", "proof");
}

#[test]
fn inputs_in_a_wrong_number_are_malformed_and_above_r_not_canonical() {
    let submission = Submission::native();
    let public = submission.read("public");
    for public in [vec![], public[..64].to_vec(), public[..95].to_vec(), [&public[..], &[0; 32]].concat()] {
        submission.write("public", public).refused("Malformed", "public");
    }
    let r = Fr::MODULUS.to_bytes_be();
    submission.write("public", [&public[..64], &r].concat()).refused("NotCanonical", "public");

    let submission = Submission::snarkjs();
    submission.write("public", "[\"1\"]").refused("Malformed", "public");
    submission
        .write("public", json!(["1", Fr::MODULUS.to_string()]).to_string())
        .refused("NotCanonical", "public");
    submission.write("public", "[\"1\", \"01\"]").refused("NotCanonical", "public");
}

#[test]
fn a_snarkjs_proof_with_a_bad_point_is_refused() {
    let submission = Submission::snarkjs();
    submission.write("proof", with(PROOF, "/pi_a/0", json!("1"))).refused("Malformed", "proof");
    submission.write("proof", with(PROOF, "/pi_a", json!(["0", "1", "0"]))).refused("Malformed", "proof");
}

#[test]
fn files_that_cannot_be_read_give_no_verdict() {
    for name in ["vk", "public", "proof"] {
        for submission in [Submission::native(), Submission::snarkjs()] {
            fs::remove_file(submission.path(name)).unwrap();
            submission.unusable(&[], name);
            fs::create_dir(submission.path(name)).unwrap();
            submission.unusable(&[], name);
        }
        let submission = Submission::snarkjs();
        submission.write(name, "{").unusable(&[], "not the shape");
    }
    let submission = Submission::snarkjs();
    submission.write("proof", with(PROOF, "/protocol", json!("plonk"))).unusable(&[], "plonk");
    // An unreadable proof outweighs refused inputs.
    submission.write("public", "[\"x\", \"1\"]").unusable(&[], "plonk");
    let submission = Submission::native();
    fs::File::create(submission.path("proof")).unwrap().set_len(1 << 30).unwrap();
    submission.unusable(&[], "larger than");
}

#[test]
fn an_unusable_key_gives_no_verdict() {
    let submission = Submission::native();
    submission.write("vk", [0; 12]).unusable(&[], "no verifying key has 12 bytes");
    let key = THREE.key.key();
    let unsafe_key = VerifyingKey { gamma_g2: key.delta_g2, ..key.clone() };
    submission.write("vk", unsafe_key.to_bytes()).unusable(&[], "unsafe key: gamma and delta");
    let mut unsafe_key = key.clone();
    unsafe_key.ic[1] = Default::default();
    submission.write("vk", unsafe_key.to_bytes()).unusable(&[], "IC[1] is the identity");

    let submission = Submission::snarkjs();
    submission.write("vk", UNCONTRIBUTED).unusable(&[], "unsafe key");
    submission.write("vk", with(KEY, "/nPublic", json!(3))).unusable(&[], "nPublic");
    submission.write("vk", with(KEY, "/IC/0/0", json!("1"))).unusable(&[], "IC[0]");
}

#[test]
fn the_key_can_be_pinned() {
    let submission = Submission::native();
    let pinned = hex(&THREE.key.hash());
    assert_eq!(submission.run(&["--vk-hash", &pinned]).status, 0);
    assert_eq!(submission.run(&["--vk-hash", &pinned.to_uppercase()]).status, 0);
    submission.unusable(&["--vk-hash", &hex(&THREE_AGAIN.key.hash())], "not the pinned key");
    for no_hash in ["", "00", &pinned[1..], &format!("{pinned}0"), &pinned.replace(&pinned[..1], "g")] {
        assert_eq!(submission.run(&["--vk-hash", no_hash]).status, 2, "{no_hash}");
    }
}

#[test]
fn the_native_and_the_snarkjs_form_of_a_key_have_one_hash() {
    let (public, proof) = THREE.prove(5);
    let submission = Submission::new(
        "snarkjs",
        snarkjs::verification_key_json(THREE.key.key()).as_bytes(),
        snarkjs::public_json(&public).as_bytes(),
        snarkjs::proof_json(&proof).as_bytes(),
    );
    assert_eq!(submission.run(&["--vk-hash", &hex(&THREE.key.hash())]).status, 0);
}

#[test]
fn json_says_the_same() {
    let submission = Submission::native();
    let hash = hex(&THREE.key.hash());
    let valid = submission.run(&["--json"]);
    assert_eq!(valid.status, 0);
    assert_eq!(valid.json(), json!({"verdict": "valid", "vk_hash": hash, "values": 3}));

    submission.write("proof", THREE.prove(6).1.to_bytes());
    let invalid = submission.run(&["--json"]);
    assert_eq!(invalid.status, 1);
    let answer = invalid.json();
    assert_eq!((&answer["verdict"], &answer["code"]), (&json!("invalid"), &json!("BadProof")));
    assert_eq!(answer["vk_hash"], json!(hash));

    fs::remove_file(submission.path("proof")).unwrap();
    let unusable = submission.run(&["--json"]);
    assert_eq!(unusable.status, 2);
    let answer = unusable.json();
    assert_eq!(answer["verdict"], json!("unusable"));
    assert!(answer["reason"].as_str().unwrap().contains("proof"));
}

#[test]
fn usage() {
    let run = |args: &[&str]| Answer::of(program().args(args).output().unwrap());
    for args in [&[][..], &["native"], &["native", "--vk", "f"], &["--loud"], &["plonk"]] {
        assert_eq!(run(args).status, 2, "{args:?}");
    }
    let help = run(&["--help"]);
    assert_eq!(help.status, 0);
    assert!(help.stdout.contains("Examples:") && help.stdout.contains("Exit status:"), "{help:?}");
    assert_eq!(run(&["native", "--help"]).status, 0);
    assert_eq!(run(&["--version"]).status, 0);
}

/// A key under which anybody can forge gives no verdict, unless it is asked for.
#[test]
fn development_keys_are_refused_unless_asked_for() {
    let name = format!("../params/keys/move-v{}.insecure-dev.vk", CircuitId::Move.version());
    let key = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let (public, proof) = THREE.prove(5);
    let submission = Submission::of("posted", "native", &key, &inputs::encode(&public), &proof.to_bytes());
    submission.unusable(&[], "development key of move");
    let refused = submission.run(&["--insecure-dev-keys"]);
    assert_eq!(refused.status, 1, "{refused:?}");
    let json = submission.run(&["--json"]);
    assert_eq!(json.status, 2);
    assert_eq!((&json.json()["verdict"], &json.json()["circuit"]), (&json!("unusable"), &json!("move")));
}

/// What an Attest's circuit leaves to its verifier is refused with a proof that holds.
#[test]
fn an_attest_out_of_range_is_malformed() {
    for (rate, status) in [(10_000, 0), (10_001, 1)] {
        let (key, values, proof) = crate::rules::posted(|values| values[10] = rate.into());
        let values = inputs::encode(&values);
        let submission = Submission::of("posted", "native", &key.to_bytes(), &values, &proof.to_bytes());
        let said = submission.run(&["--circuit", "attest"]);
        assert_eq!(said.status, status, "{said:?}");
        assert_eq!(said.stdout.starts_with("invalid: Malformed: posted value 10"), status == 1, "{said:?}");
    }
}
