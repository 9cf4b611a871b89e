//! `samples/jobs`: complete submissions.

use crate::common::{holds, submissions};
use plimsoll_api::Submission;
use std::{fs, path::Path};

/// The world that the samples are from.
const SEED: u64 = 60_001;

/// The samples, made again: `PLIMSOLL_MAKE_SAMPLES=1` writes them.
#[test]
fn sample_jobs_are_true_and_follow_from_their_world() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/jobs");
    for (name, submission) in submissions(SEED) {
        let path = folder.join(format!("{name}.json"));
        let made = serde_json::to_string_pretty(&submission).expect("a submission is JSON") + "\n";
        if std::env::var_os("PLIMSOLL_MAKE_SAMPLES").is_some() {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&path, &made).expect("the sample is written");
        }
        let kept = fs::read_to_string(&path).expect("the sample");
        assert!(kept == made, "samples/jobs/{name}.json is not what its world makes");
        let read = Submission::from_json(kept.as_bytes()).expect("the sample is a submission");
        assert_eq!(read.circuit.name(), name);
        assert!(holds(&read), "{name}");
    }
}
