//! What the kernel says about a process.

use crate::Result;
use serde::Serialize;
use std::{fs, time::Duration};

/// Parts of a second in which /proc counts processor time: the same on every Linux that this runs on.
const TICKS: f64 = 100.0;

/// Memory of a process, in MiB.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Memory {
    /// Now, with the pages of files that are mapped.
    pub resident: f64,
    /// Now, without them: what is the process's own.
    pub own: f64,
    /// The most it ever was, with them.
    pub peak: f64,
}

/// Processor time of all threads of a process, to the hundredth of a second.
pub fn processor(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in brackets may contain anything; user and system time are the 14th and 15th fields.
    let (_, rest) = stat.rsplit_once(')').ok_or("/proc/*/stat has another form")?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || fields.next().and_then(|text| text.parse::<u64>().ok());
    let (user, system) = ticks().zip(ticks()).ok_or("/proc/*/stat has another form")?;
    Ok(Duration::from_secs_f64((user + system) as f64 / TICKS))
}

/// Its memory.
pub fn memory(pid: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let field = |name: &str| -> Result<f64> {
        let line =
            status.lines().find_map(|line| line.strip_prefix(name)).ok_or("/proc/*/status lacks a line")?;
        let kib: f64 = line.trim_start_matches(':').trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib / 1024.0)
    };
    Ok(Memory { resident: field("VmRSS")?, own: field("RssAnon")?, peak: field("VmHWM")? })
}
