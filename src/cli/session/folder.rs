//! Where the agent's socket lies: in a folder that only this user may enter.

use crate::cli::error::Failure;
use std::{
    env, fs,
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
};

/// The agent's folder, made if it is not there.
pub(super) fn make() -> Result<PathBuf, Failure> {
    let path = path();
    match fs::DirBuilder::new().mode(0o700).create(&path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => {
            return Err(Failure::usage(format!("cannot make the folder {}: {e}", path.display()))
                .help("set XDG_RUNTIME_DIR to a folder of your own"));
        }
        _ => {}
    }
    if is_own(&path) {
        return Ok(path);
    }
    Err(Failure::usage(format!("{} is not a folder that only you may enter", path.display()))
        .help("remove it, or set XDG_RUNTIME_DIR to a folder of your own"))
}

/// The agent's socket, if it could be this user's.
pub(super) fn socket() -> Option<PathBuf> {
    let path = path();
    is_own(&path).then(|| path.join("agent.sock"))
}

fn path() -> PathBuf {
    match env::var_os("XDG_RUNTIME_DIR").filter(|folder| Path::new(folder).is_absolute()) {
        Some(folder) => Path::new(&folder).join("plimsoll"),
        None => env::temp_dir().join(format!("plimsoll-{}", rustix::process::geteuid().as_raw())),
    }
}

/// Anybody may have made a folder of that name where temporary files lie.
fn is_own(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| {
        found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0
    })
}
