//! Runs the program.

use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The repository's root, where the samples are.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A sample's path.
pub fn sample(name: &str) -> String {
    root().join("samples").join(name).display().to_string()
}

/// Where proving keys are made once for all tests.
pub fn keys() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys")
}

/// A party's and the member administration's passphrase.
pub const PASSPHRASE: &str = "velvet anchor drifts north";

/// The environment variables with the guardians' passphrases: first those of their fingerprint shares, then their own.
pub fn of_guardian(number: u16) -> [(String, String); 2] {
    [
        (format!("PLIMSOLL_FINGERPRINT_PASSPHRASE_{number}"), format!("willow prism {number} by the pier")),
        (format!("PLIMSOLL_GUARDIAN_PASSPHRASE_{number}"), format!("amber kettle {number} under seal")),
    ]
}

/// The environment variable with a governor's passphrase.
pub fn of_governor(number: u16) -> (String, String) {
    (format!("PLIMSOLL_GOVERNOR_PASSPHRASE_{number}"), format!("copper gavel {number} strikes twice"))
}

/// What lets two of the three governors of a trial sign.
pub const GOVERNED: [&str; 4] = ["--governor", "1", "--governor", "2"];

/// Writes a file that only its owner may read.
pub fn secret(path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
    std::fs::write(&path, text).unwrap();
    mode(path, 0o600);
}

/// Says who may read a file.
pub fn mode(path: impl AsRef<Path>, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}

/// Runs a command that was given `--json`; the status and the one object on standard output.
pub fn answer(command: &mut Command) -> (i32, Value) {
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{command:?}: {e}: {text:?}\n{said}"));
    (output.status.code().unwrap(), value)
}

/// The program in a folder, free of the caller's environment.
pub struct Program {
    pub folder: PathBuf,
    /// The program's file.
    pub executable: PathBuf,
    pub passphrase: Option<String>,
    pub development_keys: bool,
}

impl Program {
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        let executable = env!("CARGO_BIN_EXE_plimsoll").into();
        let passphrase = Some(PASSPHRASE.to_owned());
        Self { folder: folder.into(), executable, passphrase, development_keys: false }
    }

    pub fn trusting_development_keys(self) -> Self {
        Self { development_keys: true, ..self }
    }

    pub fn output(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// The program about to run.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.executable);
        let of_the_caller = std::env::vars_os().map(|(name, _)| name);
        for variable in of_the_caller.filter(|name| name.to_string_lossy().starts_with("PLIMSOLL_")) {
            command.env_remove(variable);
        }
        command.env("PLIMSOLL_CACHE", keys());
        // Neither the user's settings nor the user's session.
        command.env("XDG_CONFIG_HOME", self.folder.join("settings")).env("XDG_RUNTIME_DIR", &self.folder);
        command.envs((1..=5).flat_map(of_guardian)).envs((1..=5).map(of_governor));
        if let Some(passphrase) = &self.passphrase {
            command.env("PLIMSOLL_PASSPHRASE", passphrase);
        }
        if self.development_keys {
            command.env("PLIMSOLL_INSECURE_DEV_KEYS", "yes");
        }
        command.current_dir(&self.folder).args(words).stdin(std::process::Stdio::null());
        command
    }

    /// Runs with `--json`; the status and the one object on standard output.
    pub fn json(&self, words: &[&str]) -> (i32, Value) {
        answer(&mut self.command(&[&["--json"], words].concat()))
    }

    /// Runs with `--json` and expects success.
    pub fn ok(&self, words: &[&str]) -> Value {
        let (status, value) = self.json(words);
        assert_eq!((status, &value["ok"]), (0, &Value::Bool(true)), "{words:?}: {value:#}");
        value
    }

    /// Runs with `--json` and expects a refusal.
    pub fn refused(&self, words: &[&str]) -> Value {
        let (status, value) = self.json(words);
        assert_eq!((status, &value["ok"]), (1, &Value::Bool(false)), "{words:?}: {value:#}");
        value
    }

    /// Runs with `--json` and expects that nothing could be decided.
    pub fn unusable(&self, words: &[&str]) -> Value {
        let (status, value) = self.json(words);
        assert_eq!((status, &value["ok"]), (2, &Value::Bool(false)), "{words:?}: {value:#}");
        value
    }
}

/// The names of an object's fields, sorted.
pub fn shape(value: &Value) -> Vec<&str> {
    let mut names: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}
