//! What every command takes.

use super::{config::Configured, values};
use plimsoll_circuits::day::Day;
use plimsoll_contracts::Hash32;
use plimsoll_guardian::GuardianId;
use std::{path::PathBuf, time::Duration};

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

    /// The hash of the genesis that the ledger must have; else the one that the wallet saw
    #[arg(long, global = true, value_name = "HASH", env = "PLIMSOLL_GENESIS", hide_env_values = true)]
    #[arg(value_parser = values::hash, help_heading = "Common options")]
    pub genesis: Option<Hash32>,

    /// Confirm that this is today's date: asked for when the ledger was quiet for more than a week
    #[arg(long, global = true, value_name = "DATE", value_parser = values::day)]
    #[arg(help_heading = "Common options")]
    pub confirm_date: Option<Day>,

    /// A file whose first line is the passphrase; else PLIMSOLL_PASSPHRASE, else you are asked
    #[arg(long, global = true, value_name = "FILE", help_heading = "Common options")]
    pub passphrase_file: Option<PathBuf>,

    /// The same for guardian N itself, who opens audits; repeat for more. Else PLIMSOLL_GUARDIAN_PASSPHRASE_N, else it is asked
    #[arg(
        long = "guardian-passphrase-file",
        global = true,
        value_name = "N=FILE",
        help_heading = "Common options"
    )]
    #[arg(value_parser = values::guardian_file)]
    pub guardian_passphrase_files: Vec<(GuardianId, PathBuf)>,

    /// The same for guardian N's fingerprint share; repeat for more. Else PLIMSOLL_FINGERPRINT_PASSPHRASE_N, else you are asked
    #[arg(long = "fingerprint-passphrase-file", global = true, value_name = "N=FILE")]
    #[arg(value_parser = values::guardian_file, help_heading = "Common options")]
    pub fingerprint_passphrase_files: Vec<(GuardianId, PathBuf)>,

    /// The same for governor N's control key in the ledger's folder; repeat for more. Else PLIMSOLL_GOVERNOR_PASSPHRASE_N, else it is asked
    #[arg(long = "governor-passphrase-file", global = true, value_name = "N=FILE")]
    #[arg(value_parser = values::governor_file, help_heading = "Common options")]
    pub governor_passphrase_files: Vec<(u16, PathBuf)>,

    /// Settings in a file (TOML), for what no option and no variable says; else plimsoll.toml here, else the user's
    #[arg(long, global = true, value_name = "FILE", env = "PLIMSOLL_CONFIG", hide_env_values = true)]
    #[arg(help_heading = "Common options")]
    pub config_file: Option<PathBuf>,

    /// Files with secrets that the configuration names: they come behind the environment.
    #[arg(skip)]
    pub(super) configured: Configured,

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

    /// Where proofs are made, if not here.
    #[command(flatten)]
    pub service: ServiceOptions,
}

/// Which proving service makes the proofs, and how it is reached.
#[derive(Clone, Debug, clap::Args)]
pub struct ServiceOptions {
    /// Have proofs made by the proving service at this address, witnesses sealed to its workers; else they are made here
    #[arg(long, global = true, value_name = "URL", env = "PLIMSOLL_PROVER", hide_env_values = true)]
    #[arg(help_heading = "Proving service")]
    pub prover: Option<String>,

    /// A file whose first line is the service's bearer token; else PLIMSOLL_PROVER_TOKEN, else none is sent
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "PLIMSOLL_PROVER_TOKEN_FILE",
        hide_env_values = true
    )]
    #[arg(help_heading = "Proving service")]
    pub prover_token_file: Option<PathBuf>,

    /// The authorities to believe that it is the service, PEM; else those of the system
    #[arg(long, global = true, value_name = "FILE", env = "PLIMSOLL_PROVER_CA", hide_env_values = true)]
    #[arg(help_heading = "Proving service")]
    pub prover_ca: Option<PathBuf>,

    /// Your client certificate with its private key, PEM, where the service asks for one
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "PLIMSOLL_PROVER_IDENTITY",
        hide_env_values = true
    )]
    #[arg(help_heading = "Proving service")]
    pub prover_identity: Option<PathBuf>,

    /// How long to wait for the service and its proof, such as 90s or 10m
    #[arg(long, global = true, value_name = "TIME", env = "PLIMSOLL_PROVER_TIMEOUT", hide_env_values = true)]
    #[arg(default_value = "10m", value_parser = values::duration, help_heading = "Proving service")]
    pub prover_timeout: Duration,
}
