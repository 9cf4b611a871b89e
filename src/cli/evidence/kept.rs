//! The folders of evidence in a party's home: `evidence/DAY/TIME-KIND-DIGEST`.

use crate::cli::{
    context::Context,
    error::{Failure, Kind},
    files::{self, StagedFolder},
    output::Done,
};
use plimsoll_client::{Party, clock::UnixTime};
use plimsoll_contracts::{Hash32, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The form of verdicts that are kept.
const SCHEMA: &str = "plimsoll.evidence/1";

/// The folder in a party's home.
const FOLDER: &str = "evidence";

/// The verdict's file.
const VERDICT: &str = "verdict.json";

/// An answer and what it answers, as they were read, and for when they were judged.
pub(in crate::cli) struct Judged<'a> {
    /// `bundle` or `attest`: the answer's file is named so.
    pub(in crate::cli) kind: &'static str,
    /// The answer.
    pub(in crate::cli) answer: &'a [u8],
    /// `request` or `challenge`.
    pub(in crate::cli) asked: &'static str,
    /// What it answers.
    pub(in crate::cli) question: &'a [u8],
    /// When.
    pub(in crate::cli) at: UnixTime,
    /// Where the ledger stood.
    pub(in crate::cli) ledger: Snapshot,
    /// Which ledger.
    pub(in crate::cli) genesis: Hash32,
}

/// What `verdict.json` says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    schema: String,
    pub(super) kind: String,
    pub(super) asked: String,
    /// RFC 3339.
    pub(super) judged_at: String,
    /// The ledger, by its genesis hash.
    pub(super) genesis: String,
    /// Where it stood.
    pub(super) ledger: Snapshot,
    /// The object that the command wrote with `--json`.
    pub(super) verdict: Value,
}

/// One folder of evidence.
pub(super) struct Found {
    /// `DAY/TIME-KIND-DIGEST`.
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) record: Record,
}

/// Where something was kept, or why it was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::cli) enum Kept {
    /// The folder.
    Kept(String),
    /// Why not.
    NotKept(String),
}

impl std::fmt::Display for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Kept::Kept(folder) => f.write_str(folder),
            Kept::NotKept(why) => write!(f, "nothing: {why}"),
        }
    }
}

/// Keeps what was judged in the party's home, and says where with the verdict. The verdict stands, whether or not it can be
/// kept; a failure to decide anything is no verdict.
pub(in crate::cli) fn keep_with_verdict(
    judged: &Judged<'_>,
    verdict: Result<Done, Failure>,
    context: &Context,
) -> Result<Done, Failure> {
    match verdict {
        Ok(done) => {
            let kept = keep(judged, done.json(), context);
            Ok(done.and("kept", &kept))
        }
        Err(failure) if failure.kind == Kind::Refused => {
            let kept = keep(judged, failure.json(), context);
            context.progress.note(format!("kept: {kept}"));
            Err(failure)
        }
        Err(failure) => Err(failure),
    }
}

/// Keeps what was judged, with the verdict as it is written with `--json`.
pub(in crate::cli) fn keep(judged: &Judged<'_>, verdict: Value, context: &Context) -> Kept {
    let home = &context.globals.home;
    if Party::read_public(home).is_err() {
        return Kept::NotKept(format!("{} holds no party; name yours with --home", home.display()));
    }
    match write(judged, verdict, home) {
        Ok(folder) => Kept::Kept(folder.display().to_string()),
        Err(failure) => Kept::NotKept(failure.message),
    }
}

fn write(judged: &Judged<'_>, verdict: Value, home: &Path) -> Result<PathBuf, Failure> {
    let Judged { kind, answer, asked, question, at, ledger, genesis } = *judged;
    let record = Record {
        schema: SCHEMA.to_owned(),
        kind: kind.to_owned(),
        asked: asked.to_owned(),
        judged_at: at.to_string(),
        genesis: genesis.to_string(),
        ledger,
        verdict,
    };
    let all = home.join(FOLDER);
    files::create_secret_folder(&all)?;
    let day = all.join(at.day().to_string());
    files::create_secret_folder(&day)?;
    let time = record.judged_at.get(11..19).unwrap_or_default().replace(':', "");
    let said = serde_json::to_vec(&record.verdict).unwrap_or_default();
    let digest = plimsoll_circuits::statement::external_hash(&[question, answer, &said]);
    let digest = plimsoll_circuits::field::to_hex(&digest);
    let folder = day.join(format!("{time}-{kind}-{}", crate::cli::shown::short(&digest)));
    // Judged twice in one second, with the same verdict: it is there.
    if folder.join(VERDICT).exists() {
        return Ok(folder);
    }
    let staged = StagedFolder::new(&folder)?;
    files::create_secret(&staged.path().join(format!("{asked}.json")), question)?;
    files::create_secret(&staged.path().join(format!("{kind}.json")), answer)?;
    files::create_secret_json(&staged.path().join(VERDICT), &record)?;
    staged.publish()?;
    Ok(folder)
}

/// All that a party kept, oldest first.
pub(super) fn all(home: &Path) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for day in folders(&home.join(FOLDER))? {
        for folder in folders(&day)? {
            let path = folder.join(VERDICT);
            let record: Record = files::read_json(&path, "plimsoll verify")?;
            if record.schema != SCHEMA {
                return Err(Failure::usage(format!(
                    "{} is of the form {:?}, which this program does not know",
                    path.display(),
                    record.schema
                ))
                .help("update the program"));
            }
            let part = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push(Found { name: format!("{}/{}", part(&day), part(&folder)), folder, record });
        }
    }
    Ok(found)
}

/// The folders in a folder, by name; those that are being written are none yet.
fn folders(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |e: io::Error| {
        Failure::usage(format!("cannot read {}: {e}", path.display())).help("see who may read that folder")
    };
    let entries = match fs::read_dir(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
