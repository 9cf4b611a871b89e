//! A PostgreSQL server for tests alone: its own files in a folder for a while, on a socket there, and no port.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio, id},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
    },
    thread::sleep,
    time::Duration,
};

/// Set to `required`, tests fail where there is no PostgreSQL. Otherwise they say so and do nothing.
pub const VARIABLE: &str = "PLIMSOLL_TEST_POSTGRES";

const USER: &str = "plimsoll";

/// A server. It is stopped and erased when this is dropped.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    as_root: bool,
}

impl Postgres {
    /// Starts a server. `None`, with a line on standard error, if PostgreSQL is not installed.
    ///
    /// # Panics
    /// If it does not start, or is not installed although it is required.
    #[must_use]
    pub fn start_new() -> Option<Self> {
        let Some(programs) = programs() else {
            let required = std::env::var(VARIABLE).is_ok_and(|value| value == "required");
            assert!(!required, "PostgreSQL is not installed, and {VARIABLE}=required: install postgresql");
            eprintln!("SKIPPED: PostgreSQL is not installed ({VARIABLE}=required makes this a failure)");
            return None;
        };
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("plimsoll-postgres-{}-{}", id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).expect("a folder for the server");
        let as_root = output(Command::new("id").arg("-u")).trim() == "0";
        if as_root {
            // The server does not run as root.
            output(Command::new("chown").arg("postgres").arg(&folder));
        }
        let server = Self { programs, folder, as_root };
        let data = server.data();
        server.call(
            "initdb",
            ["-D", &data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        );
        server.start();
        Some(server)
    }

    /// A server that all tests of this process share while they run.
    #[must_use]
    pub fn shared() -> Option<Arc<Self>> {
        static SHARED: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return Some(server);
        }
        let server = Arc::new(Self::start_new()?);
        *shared = Arc::downgrade(&server);
        Some(server)
    }

    /// Creates an empty database. Gives its address.
    #[must_use]
    pub fn database(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.call("createdb", ["-h", &self.socket(), "-U", USER, &name]);
        format!("postgres://{USER}@localhost/{name}?host={}", self.socket())
    }

    /// Starts the server after it was stopped or killed.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(&self) {
        let options =
            format!("-k {} -c listen_addresses='' -c fsync=off -c max_connections=200", self.socket());
        let log = self.folder.join("log").display().to_string();
        for _ in 0..50 {
            // After a kill the old server's children need a moment to see that they are orphans.
            if self
                .try_call("pg_ctl", ["-D", &self.data(), "-w", "-l", &log, "-o", &options, "start"])
                .is_ok()
            {
                return;
            }
            sleep(Duration::from_millis(200));
        }
        panic!("PostgreSQL does not start:\n{}", fs::read_to_string(&log).unwrap_or_default());
    }

    /// Stops the server in good order; connections are cut.
    pub fn stop(&self) {
        self.call("pg_ctl", ["-D", &self.data(), "-w", "-m", "fast", "stop"]);
    }

    /// Stops and starts it.
    pub fn restart(&self) {
        self.stop();
        self.start();
    }

    /// Kills the server where it stands (`kill -9`). What was committed is there after [`Postgres::start`].
    ///
    /// # Panics
    /// If it does not run.
    pub fn kill(&self) {
        let pid = fs::read_to_string(self.folder.join("data/postmaster.pid")).expect("a server that runs");
        let pid = pid.lines().next().expect("its number").to_owned();
        output(Command::new("kill").args(["-9", &pid]));
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn socket(&self) -> String {
        self.folder.display().to_string()
    }

    fn call<S: AsRef<OsStr>>(&self, program: &str, arguments: impl IntoIterator<Item = S>) {
        self.try_call(program, arguments).unwrap_or_else(|error| panic!("{program}: {error}"));
    }

    fn try_call<S: AsRef<OsStr>>(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<(), String> {
        let program = self.programs.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // Not a pipe: the server would keep it open.
        let errors = fs::File::create(self.folder.join("errors")).map_err(|error| error.to_string())?;
        let done = command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .status();
        match done {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(fs::read_to_string(self.folder.join("errors")).unwrap_or_default()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.try_call("pg_ctl", ["-D", &self.data(), "-w", "-m", "immediate", "stop"]);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder with the server's programs: the newest in Debian's place, or the one in the search path.
fn programs() -> Option<PathBuf> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version =
        |path: &Path| path.file_name().and_then(OsStr::to_str).and_then(|name| name.parse::<u32>().ok());
    let newest = installed.map(|entry| entry.path()).max_by_key(|path| version(path));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let search: Vec<PathBuf> = std::env::split_paths(&path).collect();
    newest
        .map(|folder| folder.join("bin"))
        .into_iter()
        .chain(search)
        .find(|folder| ["initdb", "pg_ctl", "createdb"].iter().all(|program| folder.join(program).exists()))
}

fn output(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}
