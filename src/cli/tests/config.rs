//! Settings: an option comes before the environment, the environment before the file, the file before the default.

use crate::program::{PASSPHRASE, Program, answer, mode, secret};
use serde_json::Value;
use std::{fs, path::Path};

fn place() -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    for (home, name) in [("one", "One Ltd"), ("two", "Two Ltd"), ("three", "Three Ltd")] {
        program.ok(&["--home", home, "keys", "new", "--name", name]);
    }
    (folder, program)
}

fn message(said: &Value) -> &str {
    said["error"]["message"].as_str().unwrap()
}

#[test]
fn each_place_outranks_the_next() {
    let (folder, program) = place();
    let write = |path: &Path, text: &str| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let show = |change: &dyn Fn(&mut std::process::Command), more: &[&str]| {
        let mut command = program.command(&[&["--json"], more, &["keys", "show"]].concat());
        change(&mut command);
        let (status, said) = answer(&mut command);
        (status, said["name"].as_str().unwrap_or_default().to_owned())
    };
    let plain = |_: &mut std::process::Command| {};
    let of_the_user = folder.path().join("settings/plimsoll/plimsoll.toml");
    assert_eq!(show(&plain, &[]).0, 2, "there is no party in the default folder");
    write(&of_the_user, &format!("home = {:?}\n", folder.path().join("one")));
    assert_eq!(show(&plain, &[]), (0, "One Ltd".to_owned()));
    write(&folder.path().join("plimsoll.toml"), "home = \"two\"\n");
    assert_eq!(show(&plain, &[]), (0, "Two Ltd".to_owned()));
    // Paths start at the file.
    write(&folder.path().join("elsewhere/own.toml"), "home = \"../three\"\n");
    assert_eq!(show(&plain, &["--config-file", "elsewhere/own.toml"]), (0, "Three Ltd".to_owned()));
    let named = |command: &mut std::process::Command| {
        command.env("PLIMSOLL_CONFIG", "elsewhere/own.toml");
    };
    assert_eq!(show(&named, &[]), (0, "Three Ltd".to_owned()));
    let variable = |command: &mut std::process::Command| {
        command.env("PLIMSOLL_HOME", "one");
    };
    assert_eq!(show(&variable, &[]), (0, "One Ltd".to_owned()));
    assert_eq!(show(&variable, &["--home", "three"]), (0, "Three Ltd".to_owned()));

    // The same of what is not text, and of files with secrets.
    write(&folder.path().join("plimsoll.toml"), "insecure_dev_keys = true\nprover_timeout = \"7s\"\n");
    program.ok(&["ledger", "init", "--name", "Trial", "--guardians", "2", "--threshold", "2"]);
    let (status, _) =
        answer(program.command(&["--json", "ledger", "verify"]).env("PLIMSOLL_INSECURE_DEV_KEYS", "no"));
    assert_eq!(status, 2, "the environment outranks the file");
    secret(folder.path().join("right"), PASSPHRASE);
    secret(folder.path().join("wrong"), "another passphrase of some words");
    let open = |file: &str, variable: Option<&str>, option: &[&str]| {
        write(&folder.path().join("plimsoll.toml"), &format!("home = \"one\"\npassphrase_file = {file:?}\n"));
        let mut command = program.command(&[&["--json"], option, &["session", "open"]].concat());
        command.env_remove("PLIMSOLL_PASSPHRASE").envs(variable.map(|word| ("PLIMSOLL_PASSPHRASE", word)));
        let (status, _) = answer(&mut command);
        program.ok(&["session", "close"]);
        status
    };
    if cfg!(unix) {
        assert_eq!(open("right", None, &[]), 0);
        assert_eq!(open("wrong", None, &[]), 1);
        assert_eq!(open("wrong", Some(PASSPHRASE), &[]), 0);
        assert_eq!(open("right", Some("another"), &[]), 1);
        assert_eq!(open("wrong", Some("another"), &["--passphrase-file", "right"]), 0);
    }
}

#[test]
fn what_is_wrong_is_refused_with_its_line() {
    let (folder, program) = place();
    let file = folder.path().join("plimsoll.toml");
    for (text, line, why) in [
        ("home = \"one\"\nledgre = \"x\"\n", 2, "unknown field `ledgre`"),
        ("\n\n\npassphrase = \"secret words\"\n", 4, "unknown field `passphrase`"),
        ("prover_token = \"plm_x\"\n", 1, "unknown field `prover_token`"),
        ("home = \"one\"\nprover_timeout = \"10\"\n", 2, "write a number"),
        ("home = 3\n", 1, "invalid type"),
        ("home = \"one\n", 1, ""),
        ("[guardian_passphrase_files]\nfirst = \"x\"\n", 1, "no guardian's number"),
    ] {
        fs::write(&file, text).unwrap();
        let said = program.unusable(&["keys", "show"]);
        assert!(message(&said).contains(&format!("plimsoll.toml, line {line}: ")), "{said}");
        assert!(message(&said).contains(why), "{said}");
        assert!(!said.to_string().contains("secret words"), "{said}");
    }
    fs::write(&file, "passphrase = \"secret words\"\n").unwrap();
    let help = program.unusable(&["keys", "show"])["error"]["help"].clone();
    assert!(help.as_str().unwrap().contains("no secret belongs in it"));
    program.unusable(&["--config-file", "missing.toml", "keys", "show"]);
    // Anybody could have written it.
    fs::write(&file, "home = \"one\"\n").unwrap();
    if cfg!(unix) {
        mode(&file, 0o666);
        assert!(message(&program.unusable(&["keys", "show"])).contains("others may change it"));
        mode(&file, 0o644);
    }
    assert_eq!(program.ok(&["keys", "show"])["name"], "One Ltd");
}

#[test]
fn a_folder_does_not_choose_a_proving_service_in_silence() {
    let (folder, program) = place();
    fs::write(folder.path().join("plimsoll.toml"), "home = \"one\"\nprover = \"https://prover.example\"\n")
        .unwrap();
    let said = |words: &[&str]| String::from_utf8(program.output(words).stderr).unwrap();
    assert!(said(&["keys", "show"]).contains("names the proving service https://prover.example"));
    assert_eq!(said(&["--quiet", "keys", "show"]), "");
}
