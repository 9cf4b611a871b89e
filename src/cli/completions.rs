//! `plimsoll completions`.

use super::{command, output::Done};
use clap_complete::Shell;
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll completions bash
  plimsoll completions zsh

Direct the output into the file where the shell looks:
~/.local/share/bash-completion/completions/plimsoll for bash, _plimsoll in a
folder of $fpath for zsh, ~/.config/fish/completions/plimsoll.fish for fish.";

/// What `completions` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Serialize)]
struct Report {
    shell: String,
    script: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.script)
    }
}

pub(super) fn run(args: &Args) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "plimsoll", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Done::verbatim(&Report { shell: args.shell.to_string(), script })
}
