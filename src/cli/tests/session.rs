//! A session keeps passphrases in the memory of one process, for this user and for a time.

use crate::program::{PASSPHRASE, Program, answer, of_guardian};
use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::Path,
    time::Duration,
};

/// The session is closed whatever happens.
struct Place {
    folder: tempfile::TempDir,
    program: Program,
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.program.command(&["session", "close"]).output();
    }
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::in_folder(folder.path()).trusting_development_keys();
        program.ok(&["--home", "bank", "keys", "new", "--name", "Bank A"]);
        Self { folder, program }
    }

    /// Runs without any passphrase at hand.
    fn without(&self, words: &[&str]) -> (i32, Value) {
        let mut command = self.program.command(&[&["--json"], words].concat());
        command.env_remove("PLIMSOLL_PASSPHRASE");
        (1..=5).flat_map(of_guardian).for_each(|(variable, _)| {
            command.env_remove(variable);
        });
        answer(&mut command)
    }

    fn socket(&self) -> std::path::PathBuf {
        self.folder.path().join("plimsoll/agent.sock")
    }

    fn kept(&self) -> usize {
        self.program.ok(&["session", "status"])["kept"].as_array().unwrap().len()
    }
}

/// Every file below, as bytes.
fn contents(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => all.extend(contents(&entry.path())),
            kind if kind.is_file() => all.extend(fs::read(entry.path()).unwrap()),
            _ => {}
        }
    }
    all
}

#[test]
fn a_passphrase_is_asked_for_once_and_forgotten_when_told() {
    let place = Place::new();
    let open = ["--home", "bank", "session", "open"];
    assert_eq!(place.without(&open).0, 2);
    assert_eq!(place.kept(), 0);
    let opened = place.program.ok(&open);
    assert!(opened["kept"][0]["file"].as_str().unwrap().ends_with("bank/keys.age"));
    let left = opened["kept"][0]["seconds_left"].as_u64().unwrap();
    assert!((1..=900).contains(&left));
    // From here on it is the session that knows it, in whatever way the folder is named.
    assert_eq!(place.without(&open).0, 0);
    assert_eq!(place.without(&["--home", "./bank/../bank", "session", "open"]).0, 0);
    let other = place.program.ok(&["--home", "other", "keys", "new", "--name", "Other Ltd"]);
    assert_eq!(other["name"], "Other Ltd");
    assert_eq!(place.without(&["--home", "other", "session", "open"]).0, 2, "it knows that file's alone");

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&place.socket()), mode(place.socket().parent().unwrap())), (0o600, 0o700));
    let written = contents(place.folder.path());
    assert!(!written.windows(PASSPHRASE.len()).any(|found| found == PASSPHRASE.as_bytes()));

    place.program.ok(&["session", "close"]);
    assert_eq!(place.kept(), 0);
    assert_eq!(place.without(&open).0, 2);
    place.program.ok(&["session", "close"]);
}

#[test]
fn a_wrong_passphrase_is_never_kept_and_time_ends_a_session() {
    let place = Place::new();
    let open = ["--home", "bank", "session", "open", "--for"];
    let mut wrong = place.program.command(&[&["--json"], &open[..], &["1h"]].concat());
    let (status, _) = answer(wrong.env("PLIMSOLL_PASSPHRASE", "another one of four words"));
    assert_eq!((status, place.kept()), (1, 0));
    for bad in ["13h", "0s", "soon"] {
        place.program.unusable(&[&open[..], &[bad]].concat());
    }
    place.program.ok(&[&open[..], &["1s"]].concat());
    // The agent ends when there is nothing left to keep.
    while place.socket().exists() {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(place.without(&[&open[..], &["1s"]].concat()).0, 2);
}

#[test]
fn an_open_session_serves_administration_and_issuers_but_no_audit() {
    let place = Place::new();
    place.program.ok(&["ledger", "init", "--name", "Trial", "--guardians", "3", "--threshold", "2"]);
    let member = ["member", "add", "bank/party.json", "--role", "bank"];
    assert_eq!(place.without(&member).0, 2);
    let opened =
        place.program.ok(&["session", "open", "--of", "administration,fingerprints", "--with", "1,3"]);
    assert_eq!(opened["kept"].as_array().unwrap().len(), 3);
    assert_eq!(place.without(&member).0, 0);
    assert_eq!(place.without(&["session", "open", "--of", "fingerprints", "--with", "1,3"]).0, 0);
    let (status, said) = place.without(&["session", "open", "--of", "fingerprints", "--with", "1,2"]);
    assert_eq!(status, 2, "{said}");
    // There is no way to have a guardian's own passphrase kept.
    place.program.unusable(&["session", "open", "--of", "guardians"]);
}

#[test]
fn the_agent_survives_whatever_it_is_told() {
    let place = Place::new();
    let open = ["--home", "bank", "session", "open"];
    place.program.ok(&open);
    for nonsense in [&b"give\n"[..], b"", b"\xff\xfe", b"hold\nzz\n", &[b'a'; 100_000]] {
        let mut stream = UnixStream::connect(place.socket()).unwrap();
        // It may hang up before everything is said.
        let _ = stream.write_all(nonsense);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        assert!(said.is_empty(), "{said:?}");
    }
    assert_eq!(place.without(&open).0, 0);
    // A socket that a killed agent left does not stop the next one.
    place.program.ok(&["session", "close"]);
    while place.socket().exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(std::os::unix::net::UnixListener::bind(place.socket()).unwrap());
    place.program.ok(&open);
    assert_eq!(place.without(&open).0, 0);
}

#[test]
fn a_folder_that_others_may_enter_is_not_used() {
    let place = Place::new();
    let folder = place.folder.path().join("plimsoll");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let said = place.program.unusable(&["--home", "bank", "session", "open"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("only you may enter"), "{said}");
}
