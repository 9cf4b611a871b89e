//! How old an answer and the ledger may be, and as of when they are judged.

use crate::cli::{error::Failure, shown::moment, values};
use plimsoll_circuits::credential::Day;
use plimsoll_client::{
    Clock as _, SystemClock, claims::moment_as_of, clock::FixedClock, ops::DEFAULT_MAX_AGE,
    services::LocalLedger,
};
use plimsoll_contracts::{Keys, Ledger, MaxAge, Snapshot, UnixTime};
use serde::Serialize;
use std::{fmt, time::Duration};

/// Options of commands that hold an answer against the ledger.
#[derive(Clone, Debug, clap::Args)]
pub struct Standing {
    /// For how long the ledger may have moved on from what the answer saw; at most 128 entries in any case
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = values::duration)]
    max_age: Duration,

    /// How old the newest entry of your copy of the ledger may be: an old copy lacks what came since
    #[arg(long, value_name = "TIME", default_value = "1d", value_parser = values::duration)]
    max_ledger_age: Duration,

    /// Judge as it could be judged when the ledger stood at this height
    #[arg(long, value_name = "HEIGHT")]
    as_of: Option<u64>,

    /// .. and at this moment, such as 2026-11-20T09:30:00Z; the first that fits if not given
    #[arg(long, value_name = "TIME", requires = "as_of", value_parser = values::moment)]
    at: Option<UnixTime>,
}

/// The ledger's copy that an answer was held against.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LedgerCopy {
    /// Its newest entry, or that of the height as of which it was judged.
    pub(super) height: u64,
    time: String,
    entry_hash: String,
    /// Seconds from that entry to the judgement.
    age_seconds: u64,
    /// When it was judged.
    pub(super) judged_at: String,
}

impl Standing {
    pub(super) const fn max_age(&self) -> MaxAge {
        let (seconds, ledger) = (self.max_age.as_secs(), self.max_ledger_age.as_secs());
        MaxAge { seconds, ledger, ..DEFAULT_MAX_AGE }
    }

    /// Where the ledger stands, and for which moment everything is judged. Whatever is accepted meanwhile is not looked at.
    pub(super) fn of(&self, ledger: &Ledger, keys: &Keys, asked_on: Option<Day>) -> Result<Stand, Failure> {
        let now = SystemClock.now();
        let view = ledger.view()?;
        let Some(height) = self.as_of else {
            return Ok(Stand { ledger: view.latest()?, clock: FixedClock(now) });
        };
        let access = LocalLedger::new(ledger, keys, &SystemClock);
        let (Some(at), Some(first)) =
            (view.snapshot_at(height)?, moment_as_of(&access, height, asked_on, now)?)
        else {
            return Err(Failure::refused(format!("the ledger has not come to height {height}"))
                .code("NoSuchHeight")
                .help("`plimsoll ledger status` shows the newest; bring your copy up to date if it lacks this one"));
        };
        let until = view.snapshot_at(height.saturating_add(1))?.map_or(now, |next| next.time);
        if let Some(asked) = self.at.filter(|asked| *asked < at.time || *asked > until) {
            let span = format!("from {} to {}", at.time, until);
            return Err(Failure::usage(format!(
                "the ledger stood at height {height} {span}, not at {asked}"
            ))
            .help("give a moment between the two, or leave --at out"));
        }
        Ok(Stand { ledger: at, clock: FixedClock(self.at.unwrap_or(first)) })
    }

    /// Whether this is no look back: what is judged now is kept.
    pub(super) const fn is_now(&self) -> bool {
        self.as_of.is_none()
    }
}

/// The ledger at one height, at one moment.
pub(super) struct Stand {
    pub(super) ledger: Snapshot,
    pub(super) clock: FixedClock,
}

impl Stand {
    pub(super) const fn now(&self) -> UnixTime {
        self.clock.0
    }
}

impl LedgerCopy {
    pub(super) fn of(stand: &Stand) -> Self {
        let (ledger, judged_at) = (&stand.ledger, stand.now());
        Self {
            height: ledger.height,
            time: moment(ledger.time),
            entry_hash: ledger.entry_hash.to_string(),
            age_seconds: judged_at.seconds_since(ledger.time),
            judged_at: moment(judged_at),
        }
    }
}

impl fmt::Display for LedgerCopy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { height, time, judged_at, .. } = self;
        write!(f, "ends at height {height}, accepted {time}; judged at {judged_at}")
    }
}
