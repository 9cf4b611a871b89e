//! What commands say to the agent. A message is lines of text; a path is written in hexadecimal.

use super::{Kept, folder};
use crate::cli::error::Failure;
use std::{
    ffi::OsStr,
    fs,
    io::{Read, Write},
    net::Shutdown,
    os::unix::{ffi::OsStrExt, net::UnixStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use zeroize::Zeroizing;

/// More than any message has.
pub(super) const MAX_MESSAGE: usize = 64 << 10;

/// How long either end waits for the other.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Has a passphrase kept for a file, by an agent that is started if there is none.
pub(super) fn hold(path: &Path, passphrase: &str, length: Duration) -> Result<(), Failure> {
    let path =
        fs::canonicalize(path).map_err(|e| Failure::usage(format!("cannot use {}: {e}", path.display())))?;
    let seconds = length.as_secs();
    let message = Zeroizing::new(format!("hold\n{}\n{seconds}\n{passphrase}\n", named(&path)));
    folder::make()?;
    if ask("list\n").is_none() {
        start()?;
    }
    match ask(&message).as_deref().map(String::as_str) {
        Some("held\n") => Ok(()),
        _ => Err(Failure::usage("the session's agent does not take the passphrase")
            .help("close the session and open it again")),
    }
}

/// The passphrase that is kept for a file.
pub(super) fn give(path: &Path) -> Option<Zeroizing<String>> {
    let path = fs::canonicalize(path).ok()?;
    let said = ask(&format!("give\n{}\n", named(&path)))?;
    said.strip_prefix("given\n")?.strip_suffix('\n').map(|found| Zeroizing::new(found.to_owned()))
}

/// For which files passphrases are kept; none if there is no agent.
pub(super) fn list() -> Result<Vec<Kept>, Failure> {
    let said = ask("list\n").unwrap_or_default();
    let kept = |line: &str| {
        let (path, seconds) = line.split_once(' ')?;
        let file = PathBuf::from(OsStr::from_bytes(&hex::decode(path).ok()?)).display().to_string();
        Some(Kept { file, seconds_left: seconds.parse().ok()? })
    };
    said.lines()
        .map(|line| {
            kept(line).ok_or_else(|| Failure::usage("what answers on the session's socket is no agent"))
        })
        .collect()
}

/// Has everything forgotten, and waits until it is.
pub(super) fn forget() -> Result<(), Failure> {
    let Some(said) = ask("forget\n") else { return Ok(()) };
    if said.as_str() == "forgotten\n" {
        return Ok(());
    }
    Err(Failure::usage("the session's agent does not answer")
        .help("end the process `plimsoll session agent`"))
}

fn named(path: &Path) -> String {
    hex::encode(path.as_os_str().as_bytes())
}

/// The agent's answer; none if there is no agent.
fn ask(message: &str) -> Option<Zeroizing<String>> {
    let mut stream = UnixStream::connect(folder::socket()?).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(message.as_bytes()).ok()?;
    stream.shutdown(Shutdown::Write).ok()?;
    // As large as it may become, so that no copy of it is left where it grew.
    let mut said = Zeroizing::new(String::with_capacity(MAX_MESSAGE));
    stream.take(MAX_MESSAGE as u64).read_to_string(&mut said).ok()?;
    Some(said)
}

/// Starts an agent that outlives this command, and waits until it answers.
fn start() -> Result<(), Failure> {
    let failed = |why: String| {
        Failure::usage(format!("the session's agent does not start: {why}"))
            .help("run `plimsoll session agent` to see why")
    };
    let program = std::env::current_exe().map_err(|e| failed(e.to_string()))?;
    let mut command = Command::new(program);
    // It needs no settings, and must not keep a secret of this command's environment.
    let settings = std::env::vars_os().map(|(name, _)| name);
    for name in settings.filter(|name| name.as_bytes().starts_with(b"PLIMSOLL_")) {
        command.env_remove(name);
    }
    command.args(["session", "agent"]).current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|e| failed(e.to_string()))?;
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if ask("list\n").is_some() {
            return Ok(());
        }
        if let Ok(Some(status)) = child.try_wait() {
            // Another command may have been faster with its own.
            return ask("list\n").map(|_| ()).ok_or_else(|| failed(status.to_string()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(failed("it does not answer".to_owned()))
}
