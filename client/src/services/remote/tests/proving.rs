//! Proofs from the service.

use super::{
    client,
    server::{Answer, Asked, ID, Server, job, job_path, json},
};
use crate::{
    fixture,
    services::{
        Job, ProofService, ProveError,
        remote::{Progress, RemoteProver},
    },
};
use plimsoll_api::{
    Code, Failure, FailureCode, FieldElement, Problem, ProofHex, State, Submission, Witness, WitnessKey,
    WitnessKeys,
};
use plimsoll_circuits::{
    field::F,
    statement::{
        CircuitId,
        attest::{AttestPublic, AttestWitness},
    },
};
use plimsoll_params::KeyPolicy;
use rand::rngs::OsRng;
use std::{
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

type Statement = (AttestPublic<F>, AttestWitness);

/// A true statement and its proof, made once.
fn proven() -> &'static (Statement, [u8; 128]) {
    static PROVEN: OnceLock<(Statement, [u8; 128])> = OnceLock::new();
    PROVEN.get_or_init(|| {
        let (public, witness) = plimsoll_tests::World::new(7).attest_of_a_title();
        let proof = ProofService::prove(&fixture::prover().0, Job::Attest(&public, &witness)).unwrap();
        ((public, witness), proof)
    })
}

fn remote(server: &Server) -> RemoteProver {
    RemoteProver::new(client(&server.url), KeyPolicy::AllowInsecureDevelopment, Duration::from_secs(30))
}

fn prove(server: &Server) -> Result<[u8; 128], ProveError> {
    let (public, witness) = &proven().0;
    remote(server).prove(Job::Attest(public, witness))
}

fn stated(keys: &WitnessKeys) -> Answer {
    let public_key = format!("0x{}", hex::encode(keys.public().to_bytes()));
    json(200, &WitnessKey { id: keys.public().id(), public_key })
}

/// A service whose job, looked at so often, stands so; the last answer goes on.
fn service(states: Vec<plimsoll_api::Job>) -> Server {
    let keys = WitnessKeys::generate(&mut OsRng);
    let mut states = states.into_iter().peekable();
    Server::start(move |asked| match asked.line().as_str() {
        "GET /v1/witness-key" => stated(&keys),
        "POST /v1/jobs" => accepted(asked, &keys),
        _ => {
            let state = states.next().unwrap();
            if states.peek().is_none() {
                states = vec![state.clone()].into_iter().peekable();
            }
            json(200, &state)
        }
    })
}

/// As the service does: the seal must open, for this statement.
fn accepted(asked: &Asked, keys: &WitnessKeys) -> Answer {
    let submission: Submission = serde_json::from_slice(&asked.body).unwrap();
    assert!(submission.witness.is_none());
    let sealed = submission.sealed_witness.unwrap();
    if !keys.knows(&sealed.key) {
        return Answer::Problem(Problem::new(Code::UnknownWitnessKey, "sealed to an older key"));
    }
    let inputs: Vec<F> = submission.posted.iter().map(|input: &FieldElement| input.0).collect();
    let (public, witness) = &proven().0;
    assert_eq!(inputs, Job::Attest(public, witness).posted());
    let opened = keys.open(submission.circuit, &inputs, &sealed).unwrap();
    assert!(opened == Witness::attest(witness));
    json(201, &job(submission.circuit, State::Queued))
}

fn attest(state: State) -> plimsoll_api::Job {
    job(CircuitId::Attest, state)
}

fn succeeded(proof: [u8; 128]) -> plimsoll_api::Job {
    plimsoll_api::Job { proof: Some(ProofHex(proof)), ..attest(State::Succeeded) }
}

fn failed(code: FailureCode, check: Option<&str>) -> plimsoll_api::Job {
    let failure = Failure { code, check: check.map(str::to_owned), detail: "the words".to_owned() };
    plimsoll_api::Job { failure: Some(failure), ..attest(State::Failed) }
}

#[test]
fn a_proof_is_made_elsewhere_and_its_way_is_shown() {
    let proof = proven().1;
    let server = service(vec![attest(State::Queued), attest(State::Running), succeeded(proof)]);
    let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let shown = seen.clone();
    let prover = remote(&server).with_progress(move |event| shown.lock().unwrap().push(event.clone()));
    let (public, witness) = &proven().0;
    assert_eq!(prover.prove(Job::Attest(public, witness)).unwrap(), proof);
    let expected = [Progress::Sending, Progress::Queued, Progress::Proving, Progress::Ended, Progress::Ended];
    assert_eq!(*seen.lock().unwrap(), expected);
    let job = format!("GET {}", job_path());
    let lines = ["GET /v1/witness-key", "POST /v1/jobs", &job, &job, &job];
    assert_eq!(server.lines(), lines);
    // The key is asked for once.
    prover.prove(Job::Attest(public, witness)).unwrap();
    assert_eq!(server.lines().iter().filter(|line| line.ends_with("witness-key")).count(), 1);
}

#[test]
fn wrong_proofs_are_not_handed_out() {
    let (statement, proof) = proven();
    // A proof of another statement: the same with another time.
    let mut other = statement.clone();
    other.0.challenge = F::from(1u64);
    let server = {
        let keys = WitnessKeys::generate(&mut OsRng);
        Server::start(move |asked| match asked.line().as_str() {
            "GET /v1/witness-key" => stated(&keys),
            "POST /v1/jobs" => json(201, &attest(State::Queued)),
            _ => json(200, &succeeded(*proof)),
        })
    };
    let told = remote(&server).prove(Job::Attest(&other.0, &other.1)).unwrap_err().to_string();
    assert!(told.contains("is none") && told.contains("thrown away"), "{told}");
    // No proof at all.
    for bytes in [[0; 128], [0xff; 128]] {
        let told = prove(&service(vec![succeeded(bytes)])).unwrap_err().to_string();
        assert!(told.contains("thrown away"), "{told}");
    }
    // Success without a proof.
    assert!(matches!(prove(&service(vec![attest(State::Succeeded)])), Err(ProveError::Failed(_))));
}

#[test]
fn what_the_service_refuses_is_refused_with_the_check() {
    let server = service(vec![failed(FailureCode::StatementRefused, Some("ATTEST-7 encumbrance"))]);
    let expected = ProveError::RefusedByService {
        check: Some("ATTEST-7 encumbrance".into()),
        detail: "the words".into(),
    };
    assert_eq!(prove(&server).unwrap_err(), expected);
    for code in [FailureCode::MalformedWitness, FailureCode::DeadlinePassed, FailureCode::SetAside] {
        let Err(ProveError::Failed(why)) = prove(&service(vec![failed(code, None)])) else {
            panic!("{code:?}")
        };
        assert!(why.contains("the words") && why.contains("; "), "{why}");
    }
    let Err(ProveError::Failed(why)) = prove(&service(vec![attest(State::Cancelled)])) else { panic!() };
    assert!(why.contains("called off"), "{why}");
}

#[test]
fn a_key_that_the_service_no_longer_has_is_fetched_again_once() {
    let mut keys = WitnessKeys::generate(&mut OsRng);
    let mut asked_for = 0;
    let server = Server::start(move |asked| match asked.line().as_str() {
        "GET /v1/witness-key" => {
            let answer = stated(&keys);
            asked_for += 1;
            if asked_for == 1 {
                // The key that was just handed out is gone before it is used.
                keys = WitnessKeys::generate(&mut OsRng);
            }
            answer
        }
        "POST /v1/jobs" => accepted(asked, &keys),
        _ => json(200, &succeeded(proven().1)),
    });
    assert_eq!(prove(&server).unwrap(), proven().1);
    let posts = server.asked().into_iter().filter(|asked| asked.line() == "POST /v1/jobs");
    let keys: Vec<_> = posts.map(|asked| asked.header("idempotency-key").map(str::to_owned)).collect();
    // Nothing was accepted under it.
    assert!(keys.len() == 2 && keys[0] == keys[1]);

    let always = WitnessKeys::generate(&mut OsRng);
    let server = Server::start(move |asked| match asked.line().as_str() {
        "GET /v1/witness-key" => stated(&always),
        _ => Answer::Problem(Problem::new(Code::UnknownWitnessKey, "not mine")),
    });
    let told = prove(&server).unwrap_err().to_string();
    assert!(told.contains("sealed to another key"), "{told}");
    assert_eq!(server.lines().len(), 4);
}

#[test]
fn a_statement_whose_job_failed_before_is_another_job() {
    let keys = WitnessKeys::generate(&mut OsRng);
    let mut known = true;
    let server = Server::start(move |asked| match asked.line().as_str() {
        "GET /v1/witness-key" => stated(&keys),
        "POST /v1/jobs" if std::mem::take(&mut known) => json(200, &failed(FailureCode::SetAside, None)),
        "POST /v1/jobs" => accepted(asked, &keys),
        _ => json(200, &succeeded(proven().1)),
    });
    assert_eq!(prove(&server).unwrap(), proven().1);
    let posts = server.asked().into_iter().filter(|asked| asked.line() == "POST /v1/jobs");
    let keys: Vec<_> = posts.map(|asked| asked.header("idempotency-key").unwrap().to_owned()).collect();
    assert!(keys.len() == 2 && keys[1].starts_with(&keys[0]) && keys[1].len() > keys[0].len());
}

#[test]
fn nothing_is_sealed_to_a_key_that_is_not_what_it_says() {
    let keys = WitnessKeys::generate(&mut OsRng);
    let public_key = format!("0x{}", hex::encode(keys.public().to_bytes()));
    for (id, public_key) in [("0011223344556677", &*public_key), ("", "0x00"), ("", "nothing")] {
        let stated = WitnessKey { id: id.to_owned(), public_key: public_key.to_owned() };
        let server = Server::start(move |_| json(200, &stated));
        assert!(prove(&server).unwrap_err().to_string().contains("witness key"));
        assert_eq!(server.lines(), ["GET /v1/witness-key"]);
    }
}

#[test]
fn development_keys_are_refused_before_anything_is_sent() {
    let server = service(vec![succeeded(proven().1)]);
    let prover = RemoteProver::new(client(&server.url), KeyPolicy::ProductionOnly, Duration::from_secs(30));
    let (public, witness) = &proven().0;
    let refused = prover.prove(Job::Attest(public, witness));
    assert!(matches!(refused, Err(ProveError::DevelopmentRefused(_))));
    assert!(server.asked().is_empty());
}

#[test]
fn a_job_that_does_not_end_is_called_off() {
    let server = service(vec![attest(State::Running)]);
    let prover = RemoteProver::new(
        client(&server.url),
        KeyPolicy::AllowInsecureDevelopment,
        Duration::from_millis(700),
    );
    let (public, witness) = &proven().0;
    let told = prover.prove(Job::Attest(public, witness)).unwrap_err().to_string();
    assert!(told.contains(&ID.to_string()) && told.contains("--prover-timeout"), "{told}");
    assert_eq!(server.lines().last(), Some(&format!("DELETE {}", job_path())));
}

#[test]
fn whoever_is_interrupted_calls_off_what_is_under_way() {
    let (saw, sees) = std::sync::mpsc::channel();
    let keys = WitnessKeys::generate(&mut OsRng);
    let mut cancelled = false;
    let server = Server::start(move |asked| match asked.line().as_str() {
        "GET /v1/witness-key" => stated(&keys),
        "POST /v1/jobs" => accepted(asked, &keys),
        line => {
            cancelled |= line.starts_with("DELETE");
            let _ = saw.send(());
            json(200, &attest(if cancelled { State::Cancelled } else { State::Running }))
        }
    });
    let prover = remote(&server);
    let under_way = prover.under_way();
    under_way.cancel_all();
    assert!(server.asked().is_empty());
    let (public, witness) = &proven().0;
    std::thread::scope(|scope| {
        let proving = scope.spawn(|| prover.prove(Job::Attest(public, witness)));
        // The job has been looked at once, so it is under way.
        sees.recv().unwrap();
        under_way.cancel_all();
        assert!(proving.join().unwrap().unwrap_err().to_string().contains("called off"));
    });
    assert!(server.lines().contains(&format!("DELETE {}", job_path())));
}
