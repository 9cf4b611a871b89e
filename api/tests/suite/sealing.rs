//! Sealed witnesses.

use crate::common::submissions;
use plimsoll_api::{OpenError, SealedWitness, Submission, Witness, WitnessKeys, WitnessPublicKey};
use plimsoll_circuits::{
    field::F,
    note::Content,
    statement::{CircuitId, attest, movement, register},
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{self, CryptoRng, RngCore, SeedableRng},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

struct Sealed {
    keys: WitnessKeys,
    circuit: CircuitId,
    public: Vec<F>,
    witness: Witness,
    sealed: SealedWitness,
}

fn sealed(which: usize) -> Sealed {
    let (_, submission) = submissions(7).into_iter().nth(which).expect("three");
    let keys = WitnessKeys::generate(&mut rng());
    let public: Vec<F> = submission.posted.iter().map(|element| element.0).collect();
    let witness = *submission.witness.expect("in the open");
    let sealed = keys.public().seal(submission.circuit, &public, &witness, &mut rng()).expect("it is sealed");
    Sealed { keys, circuit: submission.circuit, public, witness, sealed }
}

#[test]
fn a_sealed_witness_opens_to_what_it_was() {
    for which in 0..3 {
        let Sealed { keys, circuit, public, witness, sealed } = sealed(which);
        assert!(keys.open(circuit, &public, &sealed).expect("it opens") == witness);
        let text = serde_json::to_vec(&sealed).expect("JSON");
        let read: SealedWitness = serde_json::from_slice(&text).expect("what is written is read");
        assert!(read == sealed);
        let again = keys.public().seal(circuit, &public, &witness, &mut ChaCha20Rng::seed_from_u64(2));
        assert!(again.expect("it is sealed again").ciphertext != sealed.ciphertext);
    }
}

#[test]
fn it_opens_for_its_own_statement_only() {
    let Sealed { keys, circuit, public, sealed, .. } = sealed(1);
    for other in CircuitId::ALL.into_iter().filter(|other| *other != circuit) {
        assert_eq!(keys.open(other, &public, &sealed).err(), Some(OpenError::Damaged), "{other}");
    }
    for i in 0..public.len() {
        let mut changed = public.clone();
        changed[i] += F::from(1u64);
        assert_eq!(keys.open(circuit, &changed, &sealed).err(), Some(OpenError::Damaged), "{i}");
    }
    assert_eq!(keys.open(circuit, &public[1..], &sealed).err(), Some(OpenError::Damaged));
}

#[test]
fn no_changed_byte_and_no_other_key_opens_it() {
    let Sealed { keys, circuit, public, sealed, .. } = sealed(2);
    let damaged = |sealed: &SealedWitness| keys.open(circuit, &public, sealed).err();
    for at in (0..sealed.ciphertext.len()).step_by(997).chain([sealed.ciphertext.len() - 1]) {
        let mut changed = sealed.clone();
        changed.ciphertext[at] ^= 1;
        assert_eq!(damaged(&changed), Some(OpenError::Damaged), "{at}");
    }
    for at in 0..32 {
        let mut changed = sealed.clone();
        changed.encapsulated[at] ^= 1;
        assert_eq!(damaged(&changed), Some(OpenError::Damaged), "{at}");
    }
    for (encapsulated, ciphertext) in
        [(vec![0; 32], sealed.ciphertext.clone()), (vec![], vec![]), (sealed.encapsulated.clone(), vec![])]
    {
        let changed = SealedWitness { encapsulated, ciphertext, ..sealed.clone() };
        assert_eq!(damaged(&changed), Some(OpenError::Damaged));
    }
    let other = WitnessKeys::generate(&mut ChaCha20Rng::seed_from_u64(9));
    assert_eq!(other.open(circuit, &public, &sealed).err(), Some(OpenError::UnknownKey));
    let renamed = SealedWitness { key: other.public().id(), ..sealed };
    assert_eq!(other.open(circuit, &public, &renamed).err(), Some(OpenError::Damaged));
}

#[test]
fn rotation_keeps_as_many_old_keys_as_it_is_told() {
    let Sealed { keys, circuit, public, witness, sealed } = sealed(0);
    let first = keys.public().id();
    let keys = keys.rotated(1, &mut ChaCha20Rng::seed_from_u64(3));
    assert!(keys.public().id() != first && keys.knows(&first));
    assert!(keys.open(circuit, &public, &sealed).expect("the old key is kept") == witness);
    let anew = keys.public().seal(circuit, &public, &witness, &mut rng()).expect("it is sealed");
    assert_eq!(anew.key, keys.public().id());
    assert!(keys.open(circuit, &public, &anew).is_ok());

    let read = WitnessKeys::from_text(&keys.to_text()).expect("what is written is read");
    assert_eq!(format!("{read:?}"), format!("{keys:?}"));
    assert!(read.open(circuit, &public, &sealed).is_ok() && read.open(circuit, &public, &anew).is_ok());

    let keys = keys.rotated(1, &mut ChaCha20Rng::seed_from_u64(4));
    assert_eq!(keys.open(circuit, &public, &sealed).err(), Some(OpenError::UnknownKey));
    assert!(keys.open(circuit, &public, &anew).is_ok());
}

#[test]
fn only_whole_keys_are_read() {
    let keys = WitnessKeys::generate(&mut rng());
    let text = keys.to_text();
    let secret = text.split('"').nth(3).expect("the key");
    assert!(!format!("{keys:?}").contains(secret), "a secret key is not shown");
    for bad in
        ["", "{}", r#"{"keys":[]}"#, r#"{"keys":["00"]}"#, r#"{"keys":["zz"]}"#, r#"{"keys":[],"x":1}"#]
    {
        assert!(WitnessKeys::from_text(bad).is_none(), "{bad}");
    }
    let public = keys.public().to_bytes();
    assert_eq!(WitnessPublicKey::from_bytes(&public).expect("a key").id(), keys.public().id());
    assert!(WitnessPublicKey::from_bytes(&public[1..]).is_none());
}

/// The shortest and the longest witness of each statement: the seal's length tells neither kind nor amounts.
#[test]
fn all_witnesses_of_a_statement_are_of_one_length() {
    let keys = WitnessKeys::generate(&mut rng());
    let length = |witness: &Witness| {
        let sealed = keys.public().seal(CircuitId::Move, &[], witness, &mut rng()).expect("it is sealed");
        (serde_json::to_vec(witness).expect("JSON").len(), sealed.ciphertext.len() - 16)
    };
    let mut register = register::RegisterWitness::blank();
    let mut movement = movement::MoveWitness::blank();
    let mut attest = attest::AttestWitness::blank();
    let least = [Witness::register(&register), Witness::movement(&movement), Witness::attest(&attest)]
        .map(|w| length(&w));

    let full = |content: &mut Content| {
        content.kind = plimsoll_circuits::note::Kind::Retired;
        (content.amount, content.prior, content.pool) = (u64::MAX, u64::MAX, u64::MAX);
    };
    let credential = &mut register.credential.content;
    (credential.generation, credential.valid_until.0) = (u64::MAX, u32::MAX);
    let valuation = &mut register.valuation.content;
    (valuation.value, valuation.valued_at.0, valuation.expires.0) = (u64::MAX, u32::MAX, u32::MAX);
    for member in [&mut register.issuer, &mut register.valuer, &mut register.holder] {
        (member.roles.0, member.path.index) = (15, 65_535);
    }
    for input in movement.inputs.iter_mut().chain([&mut attest.title]) {
        full(&mut input.content);
        input.path.index = u64::from(u32::MAX);
    }
    for output in &mut movement.outputs {
        full(&mut output.content);
        (output.member.roles.0, output.member.path.index) = (15, 65_535);
    }
    for owner in [&mut movement.owner, &mut attest.owner] {
        (owner.member.roles.0, owner.member.path.index) = (15, 65_535);
    }
    for bill in [&mut movement.bill, &mut attest.bill] {
        (bill.value, bill.valued_at.0) = (u64::MAX, u32::MAX);
    }
    movement.frozen.path.index = 65_535;
    attest.frozen.path.index = 65_535;
    attest.live.path.index = u64::from(u32::MAX);
    let most = [Witness::register(&register), Witness::movement(&movement), Witness::attest(&attest)]
        .map(|w| length(&w));

    for ((shortest, least), (longest, most)) in least.into_iter().zip(most) {
        assert!(shortest < longest, "{shortest} {longest}");
        assert_eq!(least, most, "{shortest} to {longest} bytes of text");
    }
}

#[test]
fn a_submission_names_what_is_wrong_with_a_sealed_witness_without_its_bytes() {
    let Sealed { circuit, public, sealed, .. } = sealed(1);
    let submission = Submission::sealed(circuit, &public, sealed);
    let mut value = serde_json::to_value(&submission).expect("JSON");
    value["sealed_witness"]["ciphertext"] = "0xQqQq".into();
    let malformed =
        Submission::from_json(&serde_json::to_vec(&value).expect("JSON")).expect_err("no hexadecimal");
    assert_eq!(malformed.path, "sealed_witness.ciphertext");
    assert!(!malformed.to_string().contains("Qq"));
}

/// Gives the same 32 bytes whenever it is asked: what the encapsulated key of a test vector follows from.
struct Ephemeral([u8; 32]);

impl RngCore for Ephemeral {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.copy_from_slice(&self.0[..bytes.len()]);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Ephemeral {}

/// What the sample jobs are when they are sealed with a key that is in the open. The TypeScript client's tests read the same file
/// and make the same bytes. `PLIMSOLL_MAKE_SAMPLES=1` writes it.
#[test]
fn sealed_samples_are_those_that_other_clients_make() {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| folder.join("samples/jobs").exists());
    let root = root.expect("the repository");
    let [secret, ephemeral] = [[0x11; 32], [0x22; 32]];
    let keys = WitnessKeys::from_text(&json!({ "keys": [hex::encode(secret)] }).to_string()).expect("a key");
    let hexadecimal = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
    let jobs = ["attest.json", "move.json", "register-small.json"].map(|name| {
        let sample = fs::read(root.join("samples/jobs").join(name)).expect("the sample");
        let submission = Submission::from_json(&sample).expect("a submission");
        let public: Vec<F> = submission.posted.iter().map(|element| element.0).collect();
        let witness = *submission.witness.expect("in the open");
        let circuit = submission.circuit;
        let sealed =
            keys.public().seal(circuit, &public, &witness, &mut Ephemeral(ephemeral)).expect("sealed");
        assert!(keys.open(circuit, &public, &sealed).expect("it opens") == witness);
        json!({
            "sample": name,
            "encapsulated": hexadecimal(&sealed.encapsulated),
            "ciphertext_bytes": sealed.ciphertext.len(),
            "ciphertext_sha256": hexadecimal(&Sha256::digest(&sealed.ciphertext)),
        })
    });
    let made = json!({
        "witness_key": { "id": keys.public().id(), "public_key": hexadecimal(&keys.public().to_bytes()) },
        "secret_key": hexadecimal(&secret),
        "ephemeral": hexadecimal(&ephemeral),
        "sealed": jobs,
    });
    let path = root.join("clients/typescript/test/sealed.json");
    if std::env::var_os("PLIMSOLL_MAKE_SAMPLES").is_some() {
        fs::write(&path, format!("{made:#}\n")).expect("the vector is written");
    }
    let kept: Value = serde_json::from_slice(&fs::read(&path).expect("the vector")).expect("JSON");
    assert_eq!(kept, made);
}
