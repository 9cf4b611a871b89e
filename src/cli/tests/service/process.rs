//! A process of the program that runs on, and its log.

use std::{
    fs::{self, OpenOptions},
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// What takes longer never comes: a guard against tests that hang, far from what is usual.
pub const GUARD: Duration = Duration::from_secs(300);

/// Waits until there is something.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + GUARD;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited in vain: {what}");
        sleep(Duration::from_millis(25));
    }
}

/// A process that is killed when this is dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
    /// Where its part of the log begins.
    begin: usize,
}

impl Process {
    /// Starts it; what it says on standard error is added to the log.
    pub fn start(mut command: Command, log: PathBuf) -> Self {
        let file = OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let begin = usize::try_from(file.metadata().unwrap().len()).unwrap();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file).spawn().unwrap();
        Self { child, log, begin }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has said.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap()[self.begin..]).into_owned()
    }

    /// The first line that it says with all of these in it. `None` if it ends before.
    pub fn line(&mut self, parts: &[&str]) -> Option<String> {
        until("a line of a log", || {
            let ended = self.child.try_wait().unwrap().is_some();
            let said = self.said();
            let complete = &said[..said.rfind('\n').map_or(0, |end| end + 1)];
            let line =
                complete.lines().find(|line| parts.iter().all(|part| line.contains(part))).map(str::to_owned);
            if line.is_some() || ended { Some(line) } else { None }
        })
    }

    /// Sends a signal, by its name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Kills it where it stands.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().signal(), Some(9));
    }

    /// Waits until it has ended.
    pub fn ended(&mut self) -> ExitStatus {
        until("the process ends", || self.child.try_wait().unwrap())
    }

    /// Tells it to end, and waits until it has.
    pub fn end(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.ended()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let said = self.said();
            let lines: Vec<_> = said.lines().collect();
            eprintln!("--- {}:\n{}", self.log.display(), lines[lines.len().saturating_sub(40)..].join("\n"));
        }
    }
}
