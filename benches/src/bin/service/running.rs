//! The program as processes: a coordinator, with a worker in it or without, and workers beside it.

use crate::{Failure, Result, client::Client};
use plimsoll_api::WitnessPublicKey;
use std::{
    fs::{self, File},
    net::IpAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// So long a process may take until it is ready: keys may have to be fetched.
const READY: Duration = Duration::from_secs(60);

/// So long it may take to end in good order.
const ENDED: Duration = Duration::from_secs(40);

/// How often it is looked at meanwhile.
const POLL: Duration = Duration::from_millis(10);

/// The real program.
pub struct Program(PathBuf);

impl Program {
    pub fn new(given: Option<PathBuf>) -> Result<Self> {
        let path = match given {
            Some(path) => path,
            None => std::env::current_exe()?.with_file_name("plimsoll"),
        };
        if !path.is_file() {
            return Err(format!("there is no {}; `cargo build --release` makes it", path.display()).into());
        }
        Ok(Self(path))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("--insecure-dev-keys").args(words).stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    fn call(&self, words: &[&str]) -> Result<String> {
        let output = self.command(words).output()?;
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            return Err(format!("plimsoll {}: {}", words.join(" "), String::from_utf8_lossy(&said)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// How a coordinator is set up.
#[derive(Clone)]
pub struct Setup {
    /// Threads of the worker in its process; 0 for none.
    pub threads: usize,
    /// Where it listens, with TLS that asks for client certificates, or without.
    pub host: IpAddr,
    pub tls: bool,
    /// How many jobs may wait.
    pub queued: u64,
    /// A database other than SQLite in its folder.
    pub store: Option<String>,
}

impl Setup {
    pub fn threads(threads: usize) -> Self {
        Self { threads, host: IpAddr::from([127, 0, 0, 1]), tls: threads == 0, queued: 100_000, store: None }
    }
}

/// A coordinator's folder with all that it needs, and a token for everything.
pub struct Place<'a> {
    program: &'a Program,
    folder: TempDir,
    setup: Setup,
    token: String,
}

impl<'a> Place<'a> {
    pub fn new(program: &'a Program, setup: Setup, workers: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let store = setup.store.clone().unwrap_or_else(|| at("queue.db"));
        let words = ["--json", "access", "grant", "--store", &store, "--tenant", "measured"];
        let granted = program.call(&[&words[..], &["--may", "submit,read,work,metrics"]].concat())?;
        let granted: serde_json::Value = serde_json::from_str(&granted)?;
        let token = granted["token"].as_str().ok_or("access grant gives no token")?.to_owned();
        program.call(&["witness-key", "new", &at("witness.key")])?;
        if setup.tls {
            let (tls, host) = (at("tls"), setup.host.to_string());
            let names: Vec<String> = (0..workers).map(worker_name).collect();
            let mut words = vec!["certificates", "--out", &tls, "--host", &host];
            names.iter().for_each(|name| words.extend(["--client", name]));
            program.call(&words)?;
            for name in names {
                let file = at(&format!("tls/{name}.pem"));
                let may = ["--tenant", "operator", "--may", "work,read", "--certificate", &file];
                program.call(&[&["access", "grant", "--store", &store][..], &may].concat())?;
            }
        }
        Ok(Self { program, folder, setup, token })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the coordinator, and waits until it serves.
    pub async fn serve(&self) -> Result<Serving> {
        let listen = format!("{}:0", self.setup.host);
        let (data, threads) = (self.folder.path().to_string_lossy(), self.setup.threads.to_string());
        let words = ["serve", "--listen", &listen, "--data", &data, "--threads", &threads];
        let mut command = self.program.command(&words);
        let mut set = |name: &str, value: &str| {
            command.env(format!("PLIMSOLL_SERVICE__{name}"), value);
        };
        set("LIMITS__QUEUED", &self.setup.queued.to_string());
        set("LIMITS__JOBS_PER_TENANT", "1000000");
        set("LIMITS__REQUESTS_PER_SECOND", "1000000");
        set("TELEMETRY__FORMAT", "json");
        if let Some(store) = &self.setup.store {
            set("STORE", store);
        }
        if self.setup.tls {
            set("TLS__CERTIFICATE", &self.path("tls/server.pem").to_string_lossy());
            set("TLS__KEY", &self.path("tls/server.key").to_string_lossy());
            set("TLS__CLIENT_AUTHORITY", &self.path("tls/ca.pem").to_string_lossy());
        }
        let (process, line) = Process::start(command, &self.path("coordinator.log"), "\"serving\"")?;
        let line: serde_json::Value = serde_json::from_str(&line)?;
        let address = line["address"].as_str().or_else(|| line["fields"]["address"].as_str());
        let address = address.ok_or("the coordinator does not tell its address")?;
        let url = format!("{}://{address}", if self.setup.tls { "https" } else { "http" });
        let authority = self.setup.tls.then(|| fs::read(self.path("tls/ca.pem"))).transpose()?;
        let client = Client::new(&url, &self.token, authority.as_deref())?;
        let witness_key = client.witness_key().await?;
        Ok(Serving { process, url, client, witness_key })
    }

    /// Starts a worker with one thread, in a network namespace if one is named, and waits until it works.
    pub fn worker(&self, serving: &Serving, number: usize, namespace: Option<&str>) -> Result<Process> {
        let name = worker_name(number);
        let at = |name: &str| self.path(name).to_string_lossy().into_owned();
        let (identity, authority, key) =
            (at(&format!("tls/{name}.pem")), at("tls/ca.pem"), at("witness.key"));
        let words = ["worker", "--coordinator", &serving.url, "--threads", "1", "--name", &name];
        let files = ["--identity", &identity, "--ca", &authority, "--witness-key", &key, "--log-json"];
        let mut command = self.program.command(&[&words[..], &files].concat());
        if let Some(namespace) = namespace {
            let inner = command;
            command = Command::new("ip");
            // `ip` becomes the program, so that the process is the worker's own.
            command.args(["netns", "exec", namespace]).arg(inner.get_program()).args(inner.get_args());
            command.stdin(Stdio::null());
        }
        Ok(Process::start(command, &self.path(&format!("{name}.log")), "\"working\"")?.0)
    }
}

fn worker_name(number: usize) -> String {
    format!("worker-{number}")
}

/// A coordinator that serves.
pub struct Serving {
    pub process: Process,
    pub url: String,
    pub client: Client,
    pub witness_key: WitnessPublicKey,
}

/// A process of the program. It is killed when it is dropped and has not ended.
pub struct Process(Child);

impl Process {
    /// Starts it and waits until a line of its log contains this; gives that line.
    fn start(mut command: Command, log: &Path, ready: &str) -> Result<(Self, String)> {
        // A file and not a pipe: nobody has to read along, which would cost time.
        command.stdout(Stdio::null()).stderr(File::create(log)?);
        let mut process = Self(command.spawn()?);
        let until = Instant::now() + READY;
        loop {
            let text = fs::read_to_string(log)?;
            // The last line may be half there.
            let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
            if let Some(line) = whole.lines().find(|line| line.contains(ready)) {
                return Ok((process, line.to_owned()));
            }
            if let Some(status) = process.0.try_wait()? {
                return Err(format!("the program ended ({status}) instead of starting:\n{text}").into());
            }
            if Instant::now() > until {
                return Err(format!("the program is not ready after {} s:\n{text}", READY.as_secs()).into());
            }
            thread::sleep(POLL);
        }
    }

    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// Ends it in good order, and waits for that. Connections to it close meanwhile, which it waits for.
    pub async fn end(mut self) -> Result<()> {
        self.ask()?;
        let until = Instant::now() + ENDED;
        while Instant::now() < until {
            if self.0.try_wait()?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(POLL).await;
        }
        Err(Failure::from("the program does not end"))
    }

    fn ask(&mut self) -> Result<()> {
        if self.0.try_wait()?.is_none() {
            let pid = i32::try_from(self.0.id()).ok().and_then(rustix::process::Pid::from_raw);
            rustix::process::kill_process(pid.ok_or("no process")?, rustix::process::Signal::TERM)?;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Only where a measurement failed, or it did not end as it should.
        if !matches!(self.0.try_wait(), Ok(Some(_))) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}
