//! Submissions and batches.

use crate::common::submissions;
use plimsoll_api::{Batch, Priority, Submission, WitnessKeys};
use plimsoll_circuits::{field::F, statement::CircuitId};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use std::collections::HashSet;
use time::{Duration, OffsetDateTime, UtcOffset};

fn movement(seed: u64) -> Submission {
    let [_, (_, submission), ..] = submissions(seed);
    submission
}

fn public(submission: &Submission) -> Vec<F> {
    submission.posted.iter().map(|element| element.0).collect()
}

fn text(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("JSON")
}

#[test]
fn open_and_sealed_forms_of_a_statement_ask_for_the_same() {
    let submission = movement(1);
    let (public, digest) = (public(&submission), submission.digest());
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let keys = WitnessKeys::generate(&mut rng);
    for _ in 0..2 {
        let witness = submission.witness.as_deref().expect("in the open");
        let sealed = keys.public().seal(submission.circuit, &public, witness, &mut rng).expect("sealed");
        let sealed = Submission::sealed(submission.circuit, &public, sealed);
        assert_eq!(sealed.digest(), digest);
        let read = Submission::from_json(&text(&sealed)).expect("what is written is read");
        assert!(read.digest() == digest && read.sealed_witness == sealed.sealed_witness);
    }
}

#[test]
fn whatever_else_differs_asks_for_something_else() {
    let deadline = OffsetDateTime::UNIX_EPOCH + Duration::days(20_600);
    let mut all = vec![
        movement(1),
        movement(2),
        movement(1).with_priority(Priority::Batch),
        movement(1).with_deadline(deadline),
        movement(1).with_deadline(deadline + Duration::nanoseconds(1)),
        movement(1).with_deadline(OffsetDateTime::UNIX_EPOCH),
        movement(1).with_reference("order 17"),
        movement(1).with_reference("order 18"),
    ];
    for i in 0..21 {
        let mut changed = movement(1);
        changed.posted[i].0 += F::from(1u64);
        all.push(changed);
    }
    let mut other = movement(1);
    other.circuit = CircuitId::Attest;
    all.push(other);
    let mut longer = movement(1);
    longer.posted.push(plimsoll_api::FieldElement(F::from(0u64)));
    all.push(longer);
    let digests: HashSet<_> = all.iter().map(Submission::digest).collect();
    assert_eq!(digests.len(), all.len());

    let elsewhere = deadline.to_offset(UtcOffset::from_hms(8, 0, 0).expect("an offset"));
    assert_eq!(movement(1).with_deadline(elsewhere).digest(), movement(1).with_deadline(deadline).digest());
}

#[test]
fn a_submission_has_one_witness_that_fits_and_all_public_inputs() {
    let why =
        |submission: &Submission| Submission::from_json(&text(submission)).expect_err("refused").to_string();
    let mut submission = movement(1);
    submission.posted.pop();
    assert_eq!(why(&submission), "posted: expected 21 field elements");
    let mut submission = movement(1);
    let [_, _, (_, attest), ..] = submissions(1);
    submission.witness = attest.witness;
    assert_eq!(why(&submission), "witness: a witness of attest is none of move");
    let mut submission = movement(1).with_reference("\u{e9}".repeat(128));
    assert!(Submission::from_json(&text(&submission)).is_ok());
    for wrong in [String::new(), "x".repeat(129), "two\nlines".to_owned()] {
        submission.reference = Some(wrong);
        assert_eq!(why(&submission), "reference: expected 1 to 128 characters on one line");
    }
    submission.reference = None;
    let mut null = serde_json::to_value(&submission).expect("JSON");
    null["reference"] = serde_json::Value::Null;
    let null = Submission::from_json(null.to_string().as_bytes()).expect_err("null is no name");
    assert_eq!(null.path, "reference");
    submission.witness = None;
    assert_eq!(why(&submission), ".: expected either witness or sealed_witness");
    let malformed = Submission::from_json(br#"{"circuit":"QqQ"}"#).expect_err("no circuit");
    assert!(malformed.path == "circuit" && !malformed.why.contains("QqQ"), "{malformed}");
}

#[test]
fn a_batch_names_the_job_that_is_wrong() {
    let batch = |jobs: Vec<Submission>| Batch::from_json(&text(&Batch { jobs }));
    assert_eq!(batch(vec![movement(1), movement(2)]).expect("a batch").jobs.len(), 2);
    assert_eq!(batch(vec![]).expect_err("empty").path, "jobs");
    let mut short = movement(2);
    short.posted.pop();
    assert_eq!(batch(vec![movement(1), short]).expect_err("too short").path, "jobs[1].posted");
    let mut bare = movement(2);
    bare.witness = None;
    assert_eq!(batch(vec![bare]).expect_err("no witness").path, "jobs[0]");
}
