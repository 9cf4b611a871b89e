//! Nothing of a witness is told, logged or kept, while its job waits and afterwards.

use crate::{
    ask::Asker,
    place::{Coordinator, Place},
    process::Process,
    statements::{again, sealed, with_witness},
};
use ark_ff::{BigInteger, PrimeField};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use plimsoll_api::{FailureCode, Job, JobId, State, Submission, WitnessKeys, WitnessPublicKey};
use plimsoll_circuits::field::F;
use plimsoll_tests::World;
use serde_json::{Value, json};
use std::{
    collections::{BTreeSet, HashSet},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
};

/// A value that stands in no other place.
const AMOUNT: u64 = 1_283_746_591_827_364_519;

const LOUD: &str = "[telemetry]\nfilter = \"trace\"\nformat = \"text\"\n[jobs]\nattempts = 1\n";

/// So many bytes of a secret are looked for: enough that none is met by chance.
const PART: usize = 16;

/// Recognisable parts of secrets, in every form that they may be written in.
#[derive(Default)]
struct Planted(HashSet<[u8; PART]>);

impl Planted {
    fn text(&mut self, text: &str) {
        let middle = text.len().saturating_sub(PART) / 2;
        if let Some(part) = text.as_bytes().get(middle..middle + PART) {
            self.0.insert(part.try_into().unwrap());
        }
    }

    fn element(&mut self, bytes: &[u8; 32]) {
        let digits = hex::encode(bytes);
        self.text(&digits);
        self.text(&digits.to_uppercase());
        let x = F::from_be_bytes_mod_order(bytes);
        self.text(&x.to_string());
        for limb in x.into_bigint().0 {
            self.text(&limb.to_string());
        }
        for bytes in [bytes.to_vec(), x.into_bigint().to_bytes_le(), x.0.to_bytes_le()] {
            self.0.insert(bytes[8..8 + PART].try_into().unwrap());
            let list: Vec<_> = bytes.iter().map(u8::to_string).collect();
            self.text(&list.join(", "));
            self.text(&STANDARD.encode(&bytes[..30]));
        }
    }

    /// Every number of a witness that says something, except the public ones.
    fn witness(&mut self, witness: &Value, public: &BTreeSet<String>) {
        match witness {
            Value::Object(fields) => fields.values().for_each(|value| self.witness(value, public)),
            Value::Array(values) => values.iter().for_each(|value| self.witness(value, public)),
            Value::String(text) if !public.contains(text) => {
                let bytes = text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
                let bytes: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
                // Zeros, and numbers with nothing but zeros before them, are met everywhere.
                let telling = |bytes: &[u8; 32]| bytes.iter().collect::<BTreeSet<_>>().len() > 20;
                if let Some(bytes) = bytes.filter(telling) {
                    self.element(&bytes);
                }
            }
            _ => {}
        }
    }

    fn submissions(submissions: &[Submission]) -> Self {
        let values: Vec<_> = submissions.iter().map(|s| serde_json::to_value(s).unwrap()).collect();
        let public: BTreeSet<String> = values
            .iter()
            .flat_map(|value| value["posted"].as_array().unwrap())
            .map(|input| input.as_str().unwrap().to_owned())
            .collect();
        let mut this = Self::default();
        values.iter().for_each(|value| this.witness(&value["witness"], &public));
        assert!(this.0.len() > 1000);
        this.text(&AMOUNT.to_string());
        this.text(&format!("{AMOUNT:x}"));
        this
    }

    fn within(&self, bytes: &[u8]) -> Option<String> {
        let found = bytes.windows(PART).position(|part| self.0.contains(part));
        found.map(|at| {
            let around = &bytes[at.saturating_sub(200)..bytes.len().min(at + 100)];
            String::from_utf8_lossy(around).into_owned()
        })
    }

    /// The files of a folder, and of those in it, that hold a secret.
    fn files(&self, folder: &Path) -> Vec<(PathBuf, String)> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let of = |path: PathBuf| {
            if path.is_dir() {
                return self.files(&path);
            }
            let found = self.within(&std::fs::read(&path).unwrap());
            found.map(|text| (path, text)).into_iter().collect()
        };
        entries.flat_map(of).collect()
    }
}

/// A register, a move and an attest, each with a secret amount where it may have one.
fn statements() -> Vec<Submission> {
    let mut world = World::new(71);
    let (public, witness) = world.register_small(AMOUNT);
    let register = Submission::register(&public, &witness);
    let (public, witness) = world.pledge();
    let movement = Submission::movement(&public, &witness);
    let (public, witness) = world.attest_of_a_title();
    vec![register, movement, Submission::attest(&public, &witness)]
}

/// The submission with one number of its witness replaced by another secret: each number of the witness once, of paths the first.
fn changed(submission: &Submission) -> Vec<String> {
    fn places(value: &Value, here: &str, all: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| places(value, &format!("{here}/{name}"), all));
            }
            Value::Array(values) if values[0].is_string() || values[0].is_array() => {
                places(&values[0], &format!("{here}/0"), all);
            }
            Value::Array(values) => {
                values.iter().enumerate().for_each(|(i, value)| places(value, &format!("{here}/{i}"), all));
            }
            _ => all.push(here.to_owned()),
        }
    }
    let value = serde_json::to_value(submission).unwrap();
    let mut all = Vec::new();
    places(&value["witness"], "/witness", &mut all);
    let other = hex::encode(F::from(AMOUNT).into_bigint().to_bytes_be());
    let replaced = |place: &String| {
        let mut value = value.clone();
        let leaf = value.pointer_mut(place).unwrap();
        *leaf = match leaf {
            Value::String(text) if text.starts_with("0x") => json!(format!("0x{other}")),
            Value::String(_) => json!(AMOUNT.to_string()),
            _ => json!(AMOUNT),
        };
        value.to_string()
    };
    all.iter().map(replaced).collect()
}

/// Requests that cannot be read, with secrets in the wrong places.
fn malformed(submission: &Submission) -> Vec<String> {
    let value = serde_json::to_value(submission).unwrap();
    let secret = value["witness"]["move"]["owner"]["nk"].as_str().unwrap().to_owned();
    let with = |place: &str, new: Value| {
        let mut value = value.clone();
        *value.pointer_mut(place).unwrap() = new;
        value.to_string()
    };
    let mut renamed = value.clone();
    renamed["witness"]["move"][&secret] = json!(1);
    let mut twice = value.to_string();
    twice.truncate(twice.len() / 2);
    vec![
        with("/witness/move/owner/nk", json!(AMOUNT)),
        with("/witness/move/owner/nk", json!(format!("{secret}0"))),
        with("/witness/move/owner/nk", json!([secret])),
        with("/witness/move/owner", json!(secret)),
        with("/witness/move/inputs", json!({ &secret: secret })),
        with("/witness/move", json!(secret)),
        with("/witness", json!({ &secret: value["witness"]["move"] })),
        with("/circuit", json!(secret)),
        with("/priority", json!(secret)),
        with("/posted", json!([AMOUNT])),
        renamed.to_string(),
        twice,
        secret,
    ]
}

/// Sealed witnesses that do not open, or are of another statement.
fn ill_sealed(statements: &[Submission], key: &WitnessPublicKey) -> Vec<Submission> {
    let mut moved = sealed(&statements[1], key);
    moved.posted[0].0 += F::from(1u64);
    let other = with_witness(&statements[1], *again(&statements[0]).witness.unwrap());
    vec![moved, sealed(&other, key)]
}

#[test]
fn nothing_of_a_witness_is_told_logged_or_kept() {
    let place = Place::new(LOUD);
    let mut coordinator = place.coordinator(0, None);
    let may = "submit,read,metrics";
    let bank = place.asker(&coordinator, "bank-a", may);
    let statements = statements();
    let planted = Planted::submissions(&statements);

    // The search finds what is there: in a file, and in what was said.
    let canary = place.path().join("data/canary");
    std::fs::write(&canary, format!("before {} after", serde_json::to_string(&statements[1]).unwrap()))
        .unwrap();
    let found = planted.files(place.path());
    assert!(found.len() == 1 && found[0].0 == canary, "{found:?}");
    std::fs::write(&canary, AMOUNT.to_string()).unwrap();
    assert_eq!(planted.files(place.path()).len(), 1);
    std::fs::remove_file(&canary).unwrap();

    let keys = WitnessKeys::from_text(std::str::from_utf8(&place.read("data/witness.key")).unwrap()).unwrap();
    let mut good = Vec::new();
    for statement in &statements {
        good.push(bank.accepted(statement));
        good.push(bank.accepted(&sealed(statement, keys.public())));
    }
    let ill: Vec<_> = ill_sealed(&statements, keys.public()).iter().map(|s| bank.accepted(s)).collect();
    for text in malformed(&statements[1]) {
        let answer = bank.post("/v1/jobs", text.clone(), None);
        assert!([400, 422].contains(&answer.status), "{answer:?}");
        bank.post("/v1/batches", format!(r#"{{"jobs":[{text}]}}"#), None);
    }
    let post = bank.request(reqwest::Method::POST, "/v1/jobs").body(malformed(&statements[1])[0].clone());
    bank.send(post);
    let answers = statements.iter().flat_map(changed).map(|text| bank.post("/v1/jobs", text, None));
    let false_ones: Vec<JobId> =
        answers.filter(|answer| answer.status == 201).map(|answer| answer.is::<Job>(201).id).collect();
    assert!(false_ones.len() > 30);
    // All wait: that is when most is there to be found.
    nothing_is_found(&place, &bank, &planted);
    assert!(coordinator.process.end().success());

    let settings = place.path().join("service.toml");
    let json = std::fs::read_to_string(&settings).unwrap().replace("\"text\"", "\"json\"");
    std::fs::write(settings, json).unwrap();
    let coordinator = place.coordinator(0, None);
    let bank = place.asker(&coordinator, "bank-a", may);
    let workers = [
        place.worker(&coordinator, "text", &["--log", "trace"]),
        place.worker(&coordinator, "json", &["--log", "trace", "--log-json"]),
    ];
    assert!(good.iter().all(|id| bank.ended(*id).state == State::Succeeded));
    for id in ill {
        assert_eq!(bank.ended(id).failure.unwrap().code, FailureCode::MalformedWitness);
    }
    let ended: Vec<Job> = false_ones.into_iter().map(|id| bank.ended(id)).collect();
    let refused = |job: &&Job| job.failure.as_ref().is_some_and(|f| f.code == FailureCode::StatementRefused);
    assert!(ended.iter().filter(refused).count() > 30);
    bank.get("/v1/jobs?limit=500");
    nothing_is_found(&place, &bank, &planted);
    // However loud they are told to be: what libraries say below a warning is not in them.
    for (name, loudest) in [("text.log", "INFO"), ("json.log", "INFO"), ("coordinator.log", "DEBUG")] {
        let log = String::from_utf8(place.read(name)).unwrap();
        assert!(log.contains(loudest) && !log.contains("TRACE"), "{name} is too quiet or too loud");
    }
    no_process_leaves_its_memory(coordinator, workers);
}

/// Neither logs, nor data, nor answers hold a secret.
fn nothing_is_found(place: &Place, bank: &Asker, planted: &Planted) {
    assert_eq!(bank.get("/metrics").status, 200);
    // One of the few that the log has below `info`.
    assert_eq!(bank.get("/v1/health").status, 200);
    assert_eq!(planted.within(bank.heard().as_bytes()), None, "in an answer");
    let found = planted.files(place.path());
    assert!(found.is_empty(), "{found:?}");
}

/// Processes that are killed by a signal with a core dump write none.
fn no_process_leaves_its_memory(coordinator: Coordinator, workers: [Process; 2]) {
    let [first, second] = workers;
    for mut process in [first, second, coordinator.process] {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.id())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
        process.signal("ABRT");
        let status = process.ended();
        assert_eq!((status.signal(), status.core_dumped()), (Some(6), false));
    }
}
