//! A bill becomes a lot with its proof made by a service, which may fail in every way.

use crate::{
    flow::{Trade, text},
    program::keys,
    server::{Answer, Asked, Server, job, job_path, json},
};
use plimsoll_api::{Failure, FailureCode, Job, ProofHex, State, Submission, WitnessKey, WitnessKeys};
use plimsoll_circuits::statement::CircuitId;
use plimsoll_params::{KeyPolicy, KeyStore, Manifest};
use plimsoll_prover::{ProveOptions, Prover};
use std::{process::Stdio, sync::Arc, time::Duration};

const REGISTER: [&str; 5] = ["lot", "register", "issued.json", "--valuation", "valuation.json"];

/// A service that does this with the job of a statement.
fn service(mut end: impl FnMut(plimsoll_prover::Job) -> Job + Send + 'static) -> Server {
    let keys = WitnessKeys::generate(&mut rand::rngs::OsRng);
    let mut ended = None;
    Server::start(move |asked: &Asked| match asked.line().as_str() {
        "GET /v1/witness-key" => {
            let public_key = format!("0x{}", hex::encode(keys.public().to_bytes()));
            json(200, &WitnessKey { id: keys.public().id(), public_key })
        }
        "POST /v1/jobs" => {
            let submission = Submission::from_json(&asked.body).unwrap();
            let inputs: Vec<_> = submission.posted.iter().map(|input| input.0).collect();
            let sealed = submission.sealed_witness.unwrap();
            let witness = keys.open(submission.circuit, &inputs, &sealed).unwrap();
            let wanted = plimsoll_prover::Job::read(submission.circuit, &inputs, &(&witness).into()).unwrap();
            ended = Some(end(wanted));
            json(201, &job(CircuitId::RegisterSmall, State::Queued))
        }
        line if line.starts_with("DELETE") => json(200, &job(CircuitId::RegisterSmall, State::Cancelled)),
        _ => ended.as_ref().map_or(Answer::Json(404, serde_json::Value::Null), |job| json(200, job)),
    })
}

fn register(state: State) -> Job {
    job(CircuitId::RegisterSmall, state)
}

/// Registers with this service; no proving key is at hand.
fn registering(trade: &Trade, server: &Server) -> std::process::Command {
    let none = trade.program.folder.join("no-keys");
    let words = [&["--json", "--home", "copper", "--prover", &server.url], &REGISTER[..]].concat();
    let mut command = trade.program.command(&words);
    command.env("PLIMSOLL_CACHE", none);
    command
}

fn registered(trade: &Trade, server: &Server) -> (i32, serde_json::Value) {
    let output = registering(trade, server).output().unwrap();
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_service_makes_the_proof_and_nothing_wrong_gets_past() {
    let trade = Trade::new();
    trade.issue("issued.json");
    let value = ["bill", "value", "issued.json", "--value", "100000 USD", "--expires", "2199-12-31"];
    trade.at("carrier", &[&value[..], &["--out", "valuation.json"]].concat());

    refused_by_the_service(&trade);
    given_a_wrong_proof(&trade);
    #[cfg(unix)]
    interrupted(&trade);

    let store =
        KeyStore::open_in(keys(), KeyPolicy::AllowInsecureDevelopment, Manifest::committed().unwrap());
    let prover = Prover::new(Arc::new(store));
    let server = service(move |wanted| {
        let proven = prover.prove_job(&wanted, &ProveOptions::default()).unwrap();
        Job { proof: Some(ProofHex(proven.to_bytes())), ..register(State::Succeeded) }
    });
    let (status, lot) = registered(&trade, &server);
    assert_eq!((status, lot["intent"].as_str()), (0, Some("register")), "{lot}");
    assert!(!trade.program.folder.join("no-keys").exists());
    assert_eq!(trade.program.ok(&["ledger", "verify"])["verdict"], "sound");
}

fn refused_by_the_service(trade: &Trade) {
    let server = service(|_| {
        let failure = Failure {
            code: FailureCode::StatementRefused,
            check: Some("REG-3 issuer".to_owned()),
            detail: "the issuer is none".to_owned(),
        };
        Job { failure: Some(failure), ..register(State::Failed) }
    });
    let (status, told) = registered(trade, &server);
    assert_eq!((status, told["error"]["code"].as_str()), (1, Some("REG-3 issuer")), "{told}");
}

fn given_a_wrong_proof(trade: &Trade) {
    let server = service(|_| Job { proof: Some(ProofHex([9; 128])), ..register(State::Succeeded) });
    let height = trade.program.ok(&["ledger", "status"])["height"].clone();
    let (status, told) = registered(trade, &server);
    assert_eq!((status, told["error"]["kind"].as_str()), (2, Some("unusable")), "{told}");
    assert!(text(&told["error"]["message"]).contains("thrown away"), "{told}");
    assert_eq!(trade.program.ok(&["ledger", "status"])["height"], height);
}

/// Who interrupts the command calls the job off.
#[cfg(unix)]
fn interrupted(trade: &Trade) {
    let server = service(|_| register(State::Running));
    let mut child = registering(trade, &server).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !server.lines().contains(&format!("GET {}", job_path())) {
        assert!(child.try_wait().unwrap().is_none(), "{:?}", server.lines());
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(server.lines().contains(&format!("DELETE {}", job_path())));
}
