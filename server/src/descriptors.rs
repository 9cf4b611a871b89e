//! File descriptors: what connections take, the store and everything else must not lack.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Kept for everything but connections: the store (SQLite's five connections have three files each, PostgreSQL's are sixteen),
/// key files that are being sent (8), the runtime, standard streams and the listener (16), traces, webhooks and their look-ups
/// of names (24).
pub const RESERVE: u64 = 64;

/// Fewer connections are no service.
pub const FEWEST: usize = 16;

/// More are not opened unless the configuration says so: each takes memory, too.
const USUAL: usize = 10_000;

/// Why connections cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error(
    "this process may open {limit} files, and {wanted} connections need {needed}; raise the limit (`ulimit -n`, LimitNOFILE= in \
     a unit of systemd), or lower `limits.connections`"
)]
pub struct TooFew {
    limit: u64,
    wanted: usize,
    needed: u64,
}

/// How many connections there may be: as many as are wanted, else as many as the process's limit of open files leaves room
/// for. The limit is raised as far as the system allows first.
///
/// # Errors
/// If there is no room for those that are wanted, or for the fewest that make a service.
pub fn connections(wanted: Option<usize>) -> Result<usize, TooFew> {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let raised = rustix::process::Rlimit { current: limit.maximum, maximum: limit.maximum };
        // Where it cannot be raised, it is as it was.
        if setrlimit(Resource::Nofile, raised).is_ok() {
            limit = raised;
        }
    }
    within(limit.current.unwrap_or(u64::MAX), wanted)
}

fn within(limit: u64, wanted: Option<usize>) -> Result<usize, TooFew> {
    let room = usize::try_from(limit.saturating_sub(RESERVE)).unwrap_or(usize::MAX);
    let most = wanted.unwrap_or(room.clamp(FEWEST, USUAL));
    if most > room {
        return Err(TooFew { limit, wanted: most, needed: most as u64 + RESERVE });
    }
    Ok(most)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_reserve_is_never_given_away() {
        assert_eq!(within(150, None).unwrap(), 86);
        assert_eq!(within(1_048_576, None).unwrap(), USUAL);
        assert_eq!(within(u64::MAX, Some(50_000)).unwrap(), 50_000);
        assert_eq!(within(150, Some(86)).unwrap(), 86);
        assert!(within(150, Some(87)).unwrap_err().to_string().contains("need 151"));
        assert!(within(79, None).unwrap_err().to_string().contains("ulimit"));
        assert_eq!(within(80, None).unwrap(), FEWEST);
    }
}
