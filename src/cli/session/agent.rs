//! The process that keeps passphrases.

use super::{
    LONGEST,
    client::{MAX_MESSAGE, PATIENCE},
    folder,
};
use crate::cli::error::Failure;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::{
    collections::BTreeMap,
    fs::{File, Permissions},
    io::{ErrorKind, Read, Write},
    os::unix::{
        fs::PermissionsExt,
        net::{UnixListener, UnixStream},
    },
    time::{Duration, Instant, SystemTime},
};
use zeroize::Zeroizing;

/// An agent that has nothing to keep waits so long for the first passphrase.
const IDLE: Duration = Duration::from_secs(10);

/// How often it looks whether a time is over.
const TICK: Duration = Duration::from_secs(1);

/// When a passphrase is forgotten: by whichever clock comes there first, since one of them stands still while a machine sleeps and
/// the other may be set.
#[derive(Clone, Copy)]
struct Limit(Instant, SystemTime);

impl Limit {
    fn after(length: Duration) -> Self {
        Self(Instant::now() + length, SystemTime::now() + length)
    }

    fn left(self) -> Duration {
        let by_clock = self.1.duration_since(SystemTime::now()).unwrap_or_default();
        self.0.saturating_duration_since(Instant::now()).min(by_clock)
    }

    fn is_over(self) -> bool {
        self.left().is_zero()
    }
}

/// Passphrases by the files that they open, both as they are written in messages.
#[derive(Default)]
struct Kept(BTreeMap<String, (Zeroizing<String>, Limit)>);

impl Kept {
    /// The answer to a message, and whether all is to be forgotten. What is no message has no answer.
    fn answer(&mut self, message: &str) -> Option<(Zeroizing<String>, bool)> {
        let (verb, rest) = message.split_once('\n')?;
        let text = match verb {
            "hold" => {
                let mut parts = rest.splitn(3, '\n');
                let (path, seconds) = (parts.next()?, parts.next()?.parse().ok()?);
                let passphrase = parts.next()?.strip_suffix('\n')?;
                let limit = Limit::after(Duration::from_secs(seconds).min(LONGEST));
                self.0.insert(path.to_owned(), (Zeroizing::new(passphrase.to_owned()), limit));
                "held\n".to_owned()
            }
            "give" => match self.0.get(rest.strip_suffix('\n')?) {
                Some((passphrase, limit)) if !limit.is_over() => format!("given\n{}\n", **passphrase),
                _ => "none\n".to_owned(),
            },
            "list" => {
                let line = |(path, (_, limit)): (&String, &(_, Limit))| {
                    format!("{path} {}\n", limit.left().as_secs_f64().ceil())
                };
                self.0.iter().filter(|(_, (_, limit))| !limit.is_over()).map(line).collect()
            }
            "forget" => {
                self.0.clear();
                return Some((Zeroizing::new("forgotten\n".to_owned()), true));
            }
            _ => return None,
        };
        Some((Zeroizing::new(text), false))
    }
}

/// Keeps passphrases until there are none left to keep.
pub(super) fn run() -> Result<(), Failure> {
    if !plimsoll_prover::no_core_dumps() {
        eprintln!("warning: core dumps cannot be switched off; they may hold passphrases");
    }
    // Away from the terminal, so that it outlives the shell; whoever runs it by hand keeps it there.
    let _ = rustix::process::setsid();
    let failed = |e: std::io::Error| Failure::usage(format!("the session's agent cannot run: {e}"));
    let folder = folder::make()?;
    let lock = File::options().create(true).append(true).open(folder.join("agent.lock")).map_err(failed)?;
    if lock.try_lock().is_err() {
        return Err(
            Failure::usage("another agent runs").help("close its session with `plimsoll session close`")
        );
    }
    let socket = folder.join("agent.sock");
    match std::fs::remove_file(&socket) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(e)),
        // One that was killed left it.
        _ => {}
    }
    let served = UnixListener::bind(&socket).and_then(|listener| {
        std::fs::set_permissions(&socket, Permissions::from_mode(0o600))?;
        serve(&listener)
    });
    // The next agent removes it if this one cannot.
    let _ = std::fs::remove_file(&socket);
    served.map_err(failed)
}

/// One message after another, until there is nothing to keep. A signal ends the process, and its memory with it; the next agent
/// removes the socket.
fn serve(listener: &UnixListener) -> std::io::Result<()> {
    let mut kept = Kept::default();
    let idle = Limit::after(IDLE);
    let tick = Timespec { tv_sec: TICK.as_secs().cast_signed(), tv_nsec: 0 };
    loop {
        let mut waiting = [PollFd::new(listener, PollFlags::IN)];
        let somebody_came = match poll(&mut waiting, Some(&tick)) {
            Ok(found) => found > 0,
            Err(rustix::io::Errno::INTR) => false,
            Err(e) => return Err(e.into()),
        };
        if somebody_came
            && let Ok((stream, _)) = listener.accept()
            && hear(stream, &mut kept) == Some(true)
        {
            return Ok(());
        }
        kept.0.retain(|_, (_, limit)| !limit.is_over());
        if kept.0.is_empty() && idle.is_over() {
            return Ok(());
        }
    }
}

/// Answers one message of this user's; whether all is forgotten. Who does not get to the end of a message in time is not
/// waited for.
fn hear(mut stream: UnixStream, kept: &mut Kept) -> Option<bool> {
    if !is_own(&stream) {
        return None;
    }
    let end = Instant::now() + PATIENCE;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let mut message = Zeroizing::new(vec![0; MAX_MESSAGE]);
    let mut length = 0;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        stream.set_read_timeout(Some(left).filter(|left| !left.is_zero())).ok()?;
        match stream
            .read(message.get_mut(length..).filter(|room| !room.is_empty() && !left.is_zero())?)
            .ok()?
        {
            0 => break,
            read => length += read,
        }
    }
    let (answer, forget) = kept.answer(std::str::from_utf8(message.get(..length)?).ok()?)?;
    stream.write_all(answer.as_bytes()).ok()?;
    Some(forget)
}

/// Whether the other side is a process of this user. Its folder and socket let no other in; where the system tells who it is, that is
/// asked, too.
fn is_own(stream: &UnixStream) -> bool {
    #[cfg(target_os = "linux")]
    {
        let own = rustix::process::geteuid();
        rustix::net::sockopt::socket_peercred(stream).is_ok_and(|peer| peer.uid == own)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = stream;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kept: &mut Kept, message: &str) -> Option<String> {
        kept.answer(message).map(|(text, _)| (*text).clone())
    }

    #[test]
    fn a_passphrase_is_given_for_its_file_until_its_time_is_over() {
        let mut kept = Kept::default();
        assert_eq!(said(&mut kept, "hold\naa\n60\nwith spaces \n").as_deref(), Some("held\n"));
        assert_eq!(said(&mut kept, "hold\nbb\n0\nover\n").as_deref(), Some("held\n"));
        assert_eq!(said(&mut kept, "give\naa\n").as_deref(), Some("given\nwith spaces \n"));
        assert_eq!(said(&mut kept, "give\nbb\n").as_deref(), Some("none\n"));
        assert_eq!(said(&mut kept, "give\ncc\n").as_deref(), Some("none\n"));
        assert_eq!(said(&mut kept, "list\n").as_deref(), Some("aa 60\n"));
        // No longer than the longest, whatever is asked for.
        said(&mut kept, &format!("hold\naa\n{}\nx\n", u64::MAX)).unwrap();
        assert_eq!(said(&mut kept, "list\n"), Some(format!("aa {}\n", LONGEST.as_secs())));
        assert_eq!(said(&mut kept, "forget\n").as_deref(), Some("forgotten\n"));
        assert!(kept.0.is_empty());
        for wrong in
            ["", "hold\n", "hold\naa\n", "hold\naa\nsoon\nx\n", "hold\naa\n60\nx", "give\naa", "other\n"]
        {
            assert!(kept.answer(wrong).is_none(), "{wrong:?}");
        }
    }
}
