//! Files with secrets that others can read are refused, each with the command that closes it.

use crate::program::{PASSPHRASE, Program, mode, secret};
use std::path::Path;

/// Open to others in every way, then closed as the help says.
fn refused_until_closed(program: &Program, path: &Path, words: &[&str]) {
    for open in [0o644, 0o640, 0o604, 0o620, 0o666, 0o777] {
        mode(path, open);
        let said = program.unusable(words);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(
            message.contains("others can read or change") && message.contains(&format!("{open:04o}")),
            "{said}"
        );
        let help = said["error"]["help"].as_str().unwrap();
        assert!(help.contains("`chmod 600 "), "{help}");
        let command = help.split('`').nth(1).unwrap();
        let closed =
            std::process::Command::new("sh").args(["-c", command]).current_dir(&program.folder).status();
        assert!(closed.unwrap().success(), "{command}");
    }
}

/// Whether a command gets past the files that it reads.
fn is_taken(program: &Program, words: &[&str]) {
    let (_, said) = program.json(words);
    let message = said["error"]["message"].as_str().unwrap_or_default();
    assert!(!message.contains("others can read"), "{said}");
}

#[test]
fn passphrases_and_keys_of_parties() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::in_folder(folder.path());
    program.ok(&["--home", "bank", "keys", "new", "--name", "Bank A"]);
    program.passphrase = None;
    let file = folder.path().join("the bank's pass.txt");
    secret(&file, PASSPHRASE);
    let words = ["--home", "bank", "--passphrase-file", "the bank's pass.txt", "session", "open"];
    let close = |program: &Program| program.ok(&["session", "close"]);
    refused_until_closed(&program, &file, &words);
    program.ok(&words);
    close(&program);

    refused_until_closed(&program, &folder.path().join("bank/keys.age"), &words);
    // A folder may be looked into, but not changed.
    for open in [0o722, 0o702, 0o777] {
        mode(folder.path().join("bank"), open);
        assert!(program.unusable(&words)["error"]["help"].as_str().unwrap().contains("`chmod 700 bank`"));
    }
    mode(folder.path().join("bank"), 0o755);
    program.ok(&words);
    close(&program);
}

#[test]
fn tokens_certificates_and_witness_keys() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path()).trusting_development_keys();
    let at = |name: &str| folder.path().join(name);
    secret(at("token"), "plm_token");
    let service = ["--prover", "http://127.0.0.1:9", "--prover-timeout", "1s"];
    let list = ["jobs", "list"];
    let words = [&service[..], &["--prover-token-file", "token"], &list].concat();
    refused_until_closed(&program, &at("token"), &words);
    is_taken(&program, &words);

    program.ok(&["certificates", "--out", "tls", "--host", "127.0.0.1", "--client", "worker"]);
    let words = [&service[..], &["--prover-identity", "tls/worker.pem"], &list].concat();
    refused_until_closed(&program, &at("tls/worker.pem"), &words);
    is_taken(&program, &words);

    program.ok(&["witness-key", "new", "witness.key"]);
    refused_until_closed(&program, &at("witness.key"), &["witness-key", "show", "witness.key"]);
    program.ok(&["witness-key", "show", "witness.key"]);
    let worker = ["worker", "--coordinator", "https://127.0.0.1:9", "--witness-key", "witness.key"];
    let words = [&worker[..], &["--identity", "tls/worker.pem"]].concat();
    refused_until_closed(&program, &at("witness.key"), &words);
    refused_until_closed(&program, &at("tls/worker.pem"), &words);
    let words = [&worker[..], &["--token-file", "token"]].concat();
    refused_until_closed(&program, &at("token"), &words);

    let tls = "listen = \"127.0.0.1:0\"\n[tls]\ncertificate = \"tls/server.pem\"\nkey = \"tls/server.key\"\n";
    std::fs::write(
        at("service.toml"),
        format!("data = \"data\"\n{tls}[worker]\nwitness_key = \"witness.key\"\n"),
    )
    .unwrap();
    let serve = ["serve", "--config", "service.toml"];
    refused_until_closed(&program, &at("tls/server.key"), &serve);
    refused_until_closed(&program, &at("witness.key"), &serve);
    // The database's password makes the configuration a secret.
    std::fs::write(at("service.toml"), "store = \"postgres://plimsoll:word@127.0.0.1:9/plimsoll\"\n")
        .unwrap();
    refused_until_closed(&program, &at("service.toml"), &serve);
}

#[test]
fn keys_of_administrations_and_guardians() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path()).trusting_development_keys();
    program.ok(&["ledger", "init", "--name", "Trial", "--guardians", "2", "--threshold", "2"]);
    let administration = ["session", "open", "--of", "administration"];
    refused_until_closed(&program, &folder.path().join("ledger/admin.age"), &administration);
    let fingerprints = ["session", "open", "--of", "fingerprints"];
    for number in ["1", "2"] {
        let file = folder.path().join("ledger/guardians").join(number).join("fingerprint.age");
        mode(&file, 0o644);
        let said = program.unusable(&fingerprints);
        assert!(said["error"]["message"].as_str().unwrap().contains("others can read or change"), "{said}");
        mode(&file, 0o600);
    }
    program.ok(&[&administration[..3], &["administration,fingerprints"]].concat());
    program.ok(&["session", "close"]);
}
