//! A folder with what the processes of a service need.

use crate::{ask::Asker, process::Process};
use plimsoll_client::services::remote::{Client, Options};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// Where proving keys lie: where the caller says, so that they are made once.
fn keys() -> PathBuf {
    let said = std::env::var_os("PLIMSOLL_CACHE").map(PathBuf::from);
    said.unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys"))
}

/// The program, free of the caller's environment.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let of_the_caller = std::env::vars_os().map(|(name, _)| name);
    for variable in of_the_caller.filter(|name| name.to_string_lossy().starts_with("PLIMSOLL_")) {
        command.env_remove(variable);
    }
    command.env("PLIMSOLL_CACHE", keys()).env("PLIMSOLL_INSECURE_DEV_KEYS", "yes").current_dir(folder);
    command
}

/// The same command, once a shell has done this: limits and signals that are passed over are handed on.
fn after(first: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{first} && exec \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    shell
}

/// Settings of a service, its data and its logs. The coordinator's data lie in `data`, logs beside.
pub struct Place {
    folder: tempfile::TempDir,
    tls: bool,
    store: Option<String>,
}

/// A coordinator that runs.
pub struct Coordinator {
    pub process: Process,
    pub address: String,
    pub url: String,
}

impl Place {
    /// A service with these settings (TOML), reached in the open.
    pub fn new(settings: &str) -> Self {
        Self::with(settings, false, None)
    }

    /// The same over TLS with client certificates, and in this database if one is named.
    pub fn with(settings: &str, tls: bool, store: Option<String>) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap(), tls, store };
        let mut text = String::new();
        if let Some(store) = &place.store {
            text += &format!("store = {store:?}\n");
        }
        text += "data = \"data\"\n";
        text += settings;
        if tls {
            text += "\n[tls]\ncertificate = \"tls/server.pem\"\nkey = \"tls/server.key\"\nclient_authority = \"tls/ca.pem\"\n";
            let words = ["certificates", "--out", "tls", "--host", "127.0.0.1", "--client", "worker"];
            place.ok(&[&words[..], &["--client", "client", "--client", "stranger"]].concat());
        }
        std::fs::write(place.path().join("service.toml"), text).unwrap();
        std::fs::create_dir(place.path().join("data")).unwrap();
        place.ok(&["witness-key", "new", "data/witness.key"]);
        place
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command that succeeds, with `--json`.
    pub fn ok(&self, words: &[&str]) -> Value {
        let output = program(self.path()).arg("--json").args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Starts the coordinator with so many threads for proofs, at this address or anywhere.
    pub fn coordinator(&self, threads: usize, address: Option<&str>) -> Coordinator {
        self.coordinator_after(None, threads, address)
    }

    /// The same, once a shell has done this.
    pub fn coordinator_after(
        &self,
        first: Option<&str>,
        threads: usize,
        address: Option<&str>,
    ) -> Coordinator {
        // The port of one that was killed may be somebody's else for a moment.
        for _ in 0..100 {
            let mut command = program(self.path());
            command.args(["serve", "--config", "service.toml", "--threads", &threads.to_string()]);
            command.args(["--listen", address.unwrap_or("127.0.0.1:0")]);
            let command = match first {
                Some(first) => after(first, &command),
                None => command,
            };
            let mut process = Process::start(command, self.path().join("coordinator.log"));
            let Some(line) = process.line(&["serving", "address", "threads"]) else {
                assert!(process.said().contains("cannot listen"), "{}", process.said());
                std::thread::sleep(Duration::from_millis(200));
                continue;
            };
            let after = line.split("address").nth(1).unwrap().trim_start_matches(['"', '=', ':']);
            let address: String =
                after.chars().take_while(|c| c.is_ascii_digit() || ".:".contains(*c)).collect();
            let scheme = if self.tls { "https" } else { "http" };
            return Coordinator { process, url: format!("{scheme}://{address}"), address };
        }
        panic!("{address:?} stays occupied");
    }

    /// Starts a worker, by its certificate.
    pub fn worker(&self, coordinator: &Coordinator, name: &str, more: &[&str]) -> Process {
        let mut command = program(self.path());
        command.args(["worker", "--coordinator", &coordinator.url, "--name", name, "--threads", "1"]);
        command.args(["--witness-key", "data/witness.key"]).args(more);
        if self.tls {
            command.args(["--ca", "tls/ca.pem", "--identity", "tls/worker.pem"]);
        } else {
            command.env("PLIMSOLL_WORKER_TOKEN", self.token("workers", "work,read"));
        }
        Process::start(command, self.path().join(format!("{name}.log")))
    }

    /// Grants something; the whole answer.
    pub fn grant(&self, tenant: &str, may: &str, more: &[&str]) -> Value {
        let store = match &self.store {
            Some(url) => ["--store", url],
            None => ["--data", "data"],
        };
        self.ok(&[&["access", "grant", "--tenant", tenant, "--may", may], &store[..], more].concat())
    }

    /// A fresh token.
    pub fn token(&self, tenant: &str, may: &str) -> String {
        self.grant(tenant, may, &[])["token"].as_str().unwrap().to_owned()
    }

    fn options(&self, coordinator: &Coordinator) -> Options {
        let options = Options::new(&coordinator.url).unwrap();
        if self.tls { options.with_roots(&self.read("tls/ca.pem")).unwrap() } else { options }
    }

    /// A client of this tenant who may submit and read.
    pub fn client(&self, coordinator: &Coordinator, tenant: &str) -> Client {
        let token = self.token(tenant, "submit,read");
        Client::new(self.options(coordinator).with_token(&token).unwrap()).unwrap()
    }

    /// Speaks plain HTTP for this tenant, who may do this.
    pub fn asker(&self, coordinator: &Coordinator, tenant: &str, may: &str) -> Asker {
        Asker::new(&coordinator.url, Some(self.token(tenant, may)))
    }

    /// What a coordinator says that does not start, once a shell has done this.
    pub fn refused_to_serve(&self, first: &str) -> String {
        let mut command = program(self.path());
        command.args(["serve", "--config", "service.toml", "--threads", "0", "--listen", "127.0.0.1:0"]);
        let output = after(first, &command).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }
}
