//! The commands of a proving service's clients and operators, against a server that plays it.

use crate::{
    program::{Program, sample, shape},
    server::{self, Answer, ID, Server, job, job_path},
};
use plimsoll_api::{
    Code, Failure, FailureCode, FieldElement, Job, JobList, Problem, ProofHex, State, VerifyRequest,
};
use plimsoll_circuits::{field::F, statement::CircuitId};
use plimsoll_server::auth::token::Token;
use serde_json::{Value, json};

/// The program in a folder, using the service at this address.
struct Client {
    folder: tempfile::TempDir,
    program: Program,
    url: String,
}

impl Client {
    fn of(server: &Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        crate::program::secret(folder.path().join("token"), "plm_very-secret\n");
        let program = Program::in_folder(folder.path()).trusting_development_keys();
        Self { folder, program, url: server.url.clone() }
    }

    /// Runs with `--json`; the status and the result. The token is in nothing that is said.
    fn run(&self, words: &[&str]) -> (i32, Value) {
        let service =
            ["--json", "--prover", &self.url, "--prover-token-file", "token", "--prover-timeout", "20s"];
        let output = self.program.output(&[&service, words].concat());
        let said = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
        assert!(said.iter().all(|text| !text.contains("very-secret")), "{said:?}");
        let value = serde_json::from_str(&said[0]).unwrap_or_else(|e| panic!("{words:?}: {e}: {said:?}"));
        (output.status.code().unwrap(), value)
    }

    fn write(&self, name: &str, value: &Value) {
        std::fs::write(self.folder.path().join(name), value.to_string()).unwrap();
    }
}

fn succeeded() -> Job {
    Job {
        proof: Some(ProofHex([7; 128])),
        proving_us: Some(1_500_000),
        ..job(CircuitId::Move, State::Succeeded)
    }
}

fn failed() -> Job {
    let failure = Failure {
        code: FailureCode::StatementRefused,
        check: Some("MOVE-7 value cap".to_owned()),
        detail: "the value is passed".to_owned(),
    };
    Job { failure: Some(failure), ..job(CircuitId::Move, State::Failed) }
}

/// A sample of a submission, its witness in the open.
fn submission(circuit: &str) -> Value {
    let text = std::fs::read(sample(&format!("jobs/{circuit}.json"))).unwrap();
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn jobs_are_shown_and_listed() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1/jobs" => server::json(200, &JobList { jobs: vec![succeeded(), failed()], cursor: None }),
        _ => server::json(200, &succeeded()),
    });
    let client = Client::of(&server);
    let id = ID.to_string();
    let (status, shown) = client.run(&["jobs", "show", &id, "--proof-out", "move.proof"]);
    assert_eq!(
        (status, &shown["state"], &shown["proof_file"]),
        (0, &json!("succeeded"), &json!("move.proof"))
    );
    assert_eq!(std::fs::read(client.folder.path().join("move.proof")).unwrap(), [7; 128]);
    // It is never written over.
    assert_eq!(client.run(&["jobs", "show", &id, "--proof-out", "move.proof"]).0, 2);

    let (status, listed) = client.run(&["jobs", "list", "--state", "failed", "--limit", "7"]);
    assert_eq!((status, shape(&listed)), (0, vec!["jobs", "more", "ok"]));
    assert_eq!(listed["jobs"][1]["failure"]["check"], "MOVE-7 value cap");
    let asked = server.asked();
    assert_eq!(asked.last().unwrap().query, "state=failed&limit=7");
    assert!(asked.iter().all(|asked| asked.header("authorization") == Some("Bearer plm_very-secret")));
    let table = client.program.output(&["--prover", &client.url, "jobs", "list"]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(table.starts_with("JOB ") && table.contains("failed: statement-refused"), "{table}");
}

#[test]
fn what_failed_or_was_called_off_is_status_1() {
    let server = Server::start(|asked| match asked.line().as_str() {
        line if line.starts_with("DELETE") => {
            Answer::Problem(Problem::new(Code::AlreadyEnded, "the job has failed already"))
        }
        line if line.ends_with("/events") => {
            let event = |job: &Job| format!("event: job\ndata: {}\n\n", serde_json::to_string(job).unwrap());
            Answer::Events(vec![event(&job(CircuitId::Move, State::Running)), event(&failed())])
        }
        _ => server::json(200, &failed()),
    });
    let client = Client::of(&server);
    let id = ID.to_string();
    for words in [&["jobs", "show", &id][..], &["jobs", "show", &id, "--wait"], &["jobs", "watch", &id]] {
        let (status, job) = client.run(words);
        assert_eq!((status, &job["ok"], &job["state"]), (1, &json!(false), &json!("failed")), "{words:?}");
    }
    let watched = client.program.output(&["--prover", &client.url, "jobs", "watch", &id]);
    assert_eq!(String::from_utf8(watched.stderr).unwrap(), "running\nfailed: statement-refused\n");
    let (status, refused) = client.run(&["jobs", "cancel", &id]);
    assert_eq!((status, &refused["error"]["code"]), (1, &json!("already-ended")));
}

#[test]
fn one_file_is_a_job_and_several_are_a_batch() {
    let server = Server::start(|asked| match asked.line().as_str() {
        "GET /v1/witness-key" => {
            let keys = plimsoll_api::WitnessKeys::generate(&mut rand::rngs::OsRng);
            let public_key = format!("0x{}", hex::encode(keys.public().to_bytes()));
            server::json(200, &plimsoll_api::WitnessKey { id: keys.public().id(), public_key })
        }
        "POST /v1/batches" => {
            let job = job(CircuitId::Move, State::Queued);
            server::json(201, &json!({ "id": ID, "jobs": [job, job] }))
        }
        "POST /v1/jobs" => server::json(200, &job(CircuitId::Move, State::Queued)),
        _ => server::json(200, &succeeded()),
    });
    let client = Client::of(&server);
    client.write("one.json", &submission("move"));
    client.write("two.json", &submission("attest"));
    let words = [
        "jobs",
        "submit",
        "one.json",
        "--priority",
        "batch",
        "--deadline",
        "10m",
        "--idempotency-key",
        "mine",
    ];
    let (status, submitted) = client.run(&words);
    assert_eq!(
        (status, &submitted["repeated"], &submitted["jobs"][0]["file"]),
        (0, &json!(true), &json!("one.json"))
    );
    let asked = server.asked().pop().unwrap();
    assert_eq!((asked.header("idempotency-key"), &asked.json()["priority"]), (Some("mine"), &json!("batch")));
    assert!(asked.json()["deadline"].is_string());
    // The witness is sealed before it leaves.
    assert!(asked.json()["witness"].is_null() && asked.json()["sealed_witness"]["ciphertext"].is_string());

    let (status, batch) = client.run(&["jobs", "submit", "one.json", "two.json"]);
    assert_eq!((status, &batch["batch"], &batch["repeated"]), (0, &json!(ID), &json!(false)));
    let jobs = server.asked().pop().unwrap().json()["jobs"].clone();
    assert_eq!(jobs[1]["circuit"], "attest");
    assert!(jobs.as_array().unwrap().iter().all(|job| job["witness"].is_null()));

    // What the service calls a proof is none: nothing is written.
    let (status, wrong) = client.run(&["jobs", "submit", "one.json", "--wait", "--out", "proofs"]);
    assert_eq!((status, &wrong["error"]["code"]), (2, &json!("NoProof")));
    assert!(!client.folder.path().join("proofs").exists());
    assert!(server.lines().contains(&format!("GET {}", job_path())));
}

#[test]
fn a_job_that_is_said_to_have_succeeded_without_a_proof_has_not() {
    let server = Server::start(|asked| match asked.line().as_str() {
        "GET /v1/witness-key" => {
            let keys = plimsoll_api::WitnessKeys::generate(&mut rand::rngs::OsRng);
            let public_key = format!("0x{}", hex::encode(keys.public().to_bytes()));
            server::json(200, &plimsoll_api::WitnessKey { id: keys.public().id(), public_key })
        }
        "POST /v1/jobs" => server::json(200, &job(CircuitId::Move, State::Queued)),
        _ => server::json(200, &Job { proof: None, ..succeeded() }),
    });
    let client = Client::of(&server);
    client.write("one.json", &submission("move"));
    let (status, wrong) = client.run(&["jobs", "submit", "one.json", "--wait"]);
    assert_eq!((status, &wrong["error"]["code"]), (2, &json!("NoProof")));
    assert_eq!(client.run(&["jobs", "show", &ID.to_string(), "--wait", "--proof-out", "move.proof"]).0, 1);
    assert!(!client.folder.path().join("move.proof").exists());
}

#[test]
fn a_submission_that_cannot_be_read_is_not_quoted() {
    let server = Server::start(|_| server::json(200, &succeeded()));
    let client = Client::of(&server);
    let mut bad = submission("move");
    bad["witness"]["move"]["secret-name"] = json!("0xsecret");
    client.write("bad.json", &bad);
    let (status, told) = client.run(&["jobs", "submit", "bad.json"]);
    assert_eq!(status, 2);
    assert!(!told.to_string().contains("secret") && told.to_string().contains("witness"), "{told}");
    assert!(server.asked().is_empty());
}

#[test]
fn a_proof_is_verified_by_the_service() {
    let server = Server::start(|asked| {
        let valid = asked.json()["circuit"] == "move";
        let reason = (!valid).then_some("the equation does not hold");
        server::json(200, &json!({ "valid": valid, "reason": reason }))
    });
    let client = Client::of(&server);
    for (circuit, expected) in
        [(CircuitId::Move, (0, json!("valid"))), (CircuitId::Attest, (1, json!("invalid")))]
    {
        let inputs = vec![FieldElement(F::from(5u64))];
        let request = VerifyRequest { circuit, posted: inputs, proof: ProofHex([1; 128]) };
        client.write("proof.json", &serde_json::to_value(request).unwrap());
        let (status, verdict) = client.run(&["jobs", "verify", "proof.json"]);
        assert_eq!((status, verdict["verdict"].clone()), expected);
    }
}

#[test]
fn a_service_that_is_not_reached_decides_nothing() {
    let server = Server::start(|_| Answer::Problem(Problem::new(Code::Unauthenticated, "who are you?")));
    let client = Client::of(&server);
    let id = ID.to_string();
    let (status, told) = client.run(&["jobs", "show", &id]);
    assert_eq!((status, &told["error"]["code"]), (2, &json!("unauthenticated")));
    assert!(told["error"]["help"].as_str().unwrap().contains("--prover-token-file"));

    let program = &client.program;
    assert!(program.unusable(&["jobs", "show", &id])["error"]["help"].as_str().unwrap().contains("--prover"));
    let plain = program.unusable(&["--prover", "http://prover.example", "jobs", "show", &id]);
    assert!(plain["error"]["message"].as_str().unwrap().contains("not encrypted"));
    let missing = program.unusable(&["--prover", &client.url, "--prover-ca", "none.pem", "jobs", "list"]);
    assert!(missing["error"]["message"].as_str().unwrap().contains("none.pem"));
    program.unusable(&["jobs", "show", "no-id"]);
}

#[test]
fn access_is_granted_in_a_store_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    let missing = program.unusable(&["access", "list", "--data", "nowhere"]);
    assert!(missing["error"]["message"].as_str().unwrap().contains("queue.db"));
    assert!(!folder.path().join("nowhere").exists());
    let grant = ["access", "grant", "--data", "nowhere", "--tenant"];
    for wrong in [["Bank A", "--may", "submit"], ["bank-a", "--may", "everything"]] {
        program.unusable(&[&grant[..], &wrong].concat());
    }
    program.unusable(&["access", "list"]);
}

#[test]
fn a_token_is_shown_once_and_known_by_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    let file = folder.path().join("queue.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let open = || runtime.block_on(plimsoll_server::proving::store::open(file.to_str().unwrap())).unwrap();
    drop(open());

    let grant =
        ["access", "grant", "--data", ".", "--tenant", "bank-a", "--may", "submit,read", "--expires", "90d"];
    let granted = program.ok(&grant);
    let token = Token::parse(granted["token"].as_str().unwrap()).unwrap();
    assert_eq!((&granted["kind"], &granted["may"]), (&json!("token"), &json!(["submit", "read"])));
    let kept = runtime.block_on(open().credential(&token.hash())).unwrap().unwrap();
    assert_eq!(json!(kept.number), granted["number"]);
    assert!(kept.content.expires_at.is_some());
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(token.expose().len()).any(|part| part == token.expose().as_bytes()));

    let made = rcgen::generate_simple_self_signed(["worker".to_owned()]).unwrap();
    std::fs::write(folder.path().join("worker.pem"), made.cert.pem()).unwrap();
    let admit = [
        "access",
        "grant",
        "--data",
        ".",
        "--tenant",
        "operator",
        "--may",
        "work",
        "--certificate",
        "worker.pem",
    ];
    let admitted = program.ok(&admit);
    assert_eq!((&admitted["kind"], &admitted["token"]), (&json!("certificate"), &Value::Null));
    let twice = program.refused(&admit);
    assert!(twice["error"]["message"].as_str().unwrap().contains("let in already"));

    let number = granted["number"].to_string();
    assert_eq!(program.ok(&["access", "revoke", &number, "--data", "."])["number"], granted["number"]);
    program.refused(&["access", "revoke", "99", "--data", "."]);
    let listed = program.ok(&["access", "list", "--data", "."]);
    let validity: Vec<_> =
        listed["credentials"].as_array().unwrap().iter().map(|one| &one["valid"]).collect();
    assert_eq!(validity, [&json!(false), &json!(true)]);
    assert!(!listed.to_string().contains(token.expose()));
}
