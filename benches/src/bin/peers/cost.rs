//! What one proof costs a process.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// Time spent between two points of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub wall: Duration,
    /// Processor time of all threads.
    pub cpu: Duration,
}

impl Cost {
    /// The result, and what computing it cost.
    pub fn of<T>(compute: impl FnOnce() -> T) -> (T, Self) {
        let (started, before) = (Instant::now(), processor());
        let result = compute();
        let (wall, cpu) = (started.elapsed(), processor().saturating_sub(before));
        (result, Self { wall, cpu })
    }
}

fn processor() -> Duration {
    // The kernel's clock never goes below zero, and both parts fit.
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}
