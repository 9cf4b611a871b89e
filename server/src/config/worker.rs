//! A worker's part of the configuration, and what this machine lends it.

use super::one_or_many;
use serde::{Deserialize, Serialize};
use std::{num::NonZeroUsize, path::PathBuf};

/// A worker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkerConfig {
    /// Its name; else the machine's name and the process's number.
    pub name: Option<String>,
    /// Threads for proofs; 0 for none (a coordinator alone), else as many as the machine has.
    pub threads: Option<usize>,
    /// MiB for keys and proofs; else three quarters of the machine's memory, or of what its container allows.
    pub memory_mib: Option<u64>,
    /// Jobs taken beforehand while more wait than can start; else as many as threads.
    pub prefetch: Option<usize>,
    /// The file of the workers' secret keys; else `witness.key` in the data folder, made when it is not there.
    pub witness_key: Option<PathBuf>,
    /// For a coordinator alone: the workers' public keys in hexadecimal, newest first, in the environment with commas between.
    /// Then it needs no secret.
    #[serde(deserialize_with = "one_or_many")]
    pub witness_public_keys: Vec<String>,
}

impl WorkerConfig {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| {
            let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
            let host: String =
                host.trim().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
            format!("{}-{}", if host.is_empty() { "worker" } else { &host }, std::process::id())
        })
    }

    /// Threads for proofs; `None` if there is to be no worker.
    #[must_use]
    pub fn threads(&self) -> Option<NonZeroUsize> {
        let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.threads.map_or_else(|| Some(all()), NonZeroUsize::new)
    }

    /// Bytes for keys and proofs.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.memory_mib.map_or_else(|| memory_here() / 4 * 3, |mib| mib.saturating_mul(1 << 20))
    }
}

/// The memory of this machine, or what its container allows: 4 GiB if neither is known.
fn memory_here() -> u64 {
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
    });
    let container =
        std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    match (machine, container) {
        (Some(machine), Some(container)) => machine.min(container),
        (Some(known), None) | (None, Some(known)) => known,
        (None, None) => 4 << 30,
    }
}
