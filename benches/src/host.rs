//! What was measured on: figures of one host say little about another.

use serde::Serialize;
use std::{fmt, fs, thread::available_parallelism};

/// The machine that this runs on.
#[derive(Clone, Debug, Serialize)]
pub struct Host {
    /// The processor's name as the system gives it, `unknown` where it gives none.
    pub processor: String,
    /// How many processors this process may use.
    pub processors: usize,
}

impl Host {
    /// This one.
    #[must_use]
    pub fn this() -> Self {
        let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        Self {
            processor: processor_in(&about).unwrap_or("unknown").to_owned(),
            processors: available_parallelism().map_or(0, usize::from),
        }
    }
}

fn processor_in(about: &str) -> Option<&str> {
    let name = about.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(name.trim_start_matches([':', ' ', '\t']))
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} processors", self.processor, self.processors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_read_from_what_the_system_says() {
        let about = "processor\t: 0\nvendor_id\t: Any\nmodel name\t: Any Processor 9000\nstepping\t: 1\n";
        assert_eq!(processor_in(about), Some("Any Processor 9000"));
        assert_eq!(processor_in(""), None);
        assert!(Host::this().processors > 0);
    }
}
