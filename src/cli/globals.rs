//! What every command takes.

use std::path::PathBuf;

/// Options that stand before or behind any command.
#[derive(Clone, Debug, clap::Args)]
pub struct Globals {
    /// Your party's folder: keys, wallet, documents
    #[arg(long, global = true, value_name = "DIR", env = "PLIMSOLL_HOME", default_value = ".")]
    #[arg(hide_env_values = true, help_heading = "Common options")]
    pub home: PathBuf,

    /// The ledger's folder, which all parties share
    #[arg(long, global = true, value_name = "DIR", env = "PLIMSOLL_LEDGER", default_value = "ledger")]
    #[arg(hide_env_values = true, help_heading = "Common options")]
    pub ledger: PathBuf,

    /// A file whose first line is the passphrase; else PLIMSOLL_PASSPHRASE, else you are asked
    #[arg(long, global = true, value_name = "FILE", help_heading = "Common options")]
    pub passphrase_file: Option<PathBuf>,

    /// The same for the guardians' files; else PLIMSOLL_GUARDIAN_PASSPHRASE, else you are asked
    #[arg(long, global = true, value_name = "FILE", help_heading = "Common options")]
    pub guardian_passphrase_file: Option<PathBuf>,

    /// Print the result as one JSON object on standard output
    #[arg(long, global = true, help_heading = "Common options")]
    pub json: bool,

    /// No progress and no notes on standard error, errors only
    #[arg(long, global = true, help_heading = "Common options")]
    pub quiet: bool,

    /// Accept development proving keys, under which anybody can forge proofs: for trials, never for money
    #[arg(long, global = true, env = "PLIMSOLL_INSECURE_DEV_KEYS", hide_env_values = true)]
    #[arg(value_parser = clap::builder::BoolishValueParser::new(), help_heading = "Common options")]
    pub insecure_dev_keys: bool,
}
