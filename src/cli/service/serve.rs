//! `plimsoll serve`.

use crate::cli::{
    context::Context, error::Failure, files, output::Done, progress::KeyProgress, refusal::unusable,
};
use plimsoll_params::KeyError;
use plimsoll_prover::ReadyError;
use plimsoll_server::proving::{
    coordinator::CircuitsError,
    serve::{Given, ServeError, Serving},
    worker::ProvingError,
};
use plimsoll_server::{Shutdown, config::ServiceConfig, telemetry::Telemetry};
use serde::Serialize;
use std::{fmt, net::SocketAddr, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll --insecure-dev-keys serve --data prover
  plimsoll serve --config /etc/plimsoll/service.toml
  plimsoll serve --print-config
  PLIMSOLL_SERVICE__STORE=postgres://plimsoll@db.example/plimsoll \\
      plimsoll serve --config service.toml --threads 0

Every setting has a default. A file changes it, then the environment
(PLIMSOLL_SERVICE__LIMITS__BATCH is `batch` in [limits]), then the options
here. `plimsoll access grant` lets clients in. SIGTERM or Ctrl-C ends it:
running proofs finish or go back to the queue.";

/// What `serve` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The configuration (TOML)
    #[arg(long, value_name = "FILE", env = "PLIMSOLL_SERVICE_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,

    /// Address and port to listen on; 127.0.0.1:8480 unless the configuration says otherwise
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,

    /// The folder of everything that lasts
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Threads for proofs; 0 for a coordinator alone
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Show the whole configuration, as it would be used, and end
    #[arg(long)]
    print_config: bool,
}

/// The configuration that is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(ServiceConfig);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_toml().map_err(|_| fmt::Error)?)
    }
}

/// How it ended.
#[derive(Serialize)]
struct Ended {
    address: SocketAddr,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ended: no longer serving on {}", self.address)
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let mut config = ServiceConfig::load(args.config.as_deref()).map_err(unusable)?;
    config.listen = args.listen.unwrap_or(config.listen);
    config.data = args.data.clone().unwrap_or(config.data);
    config.worker.threads = args.threads.or(config.worker.threads);
    if args.print_config {
        return Ok(Done::new(&Shown(config.without_password())));
    }
    closed_to_others(args, &config)?;
    let runtime = runtime()?;
    runtime.block_on(async {
        let telemetry = Telemetry::start(&config.telemetry, "plimsoll-coordinator").map_err(unusable)?;
        let shutdown = Shutdown::default();
        shutdown.on_signals().map_err(unusable)?;
        let given = Given {
            policy: context.policy(),
            progress: Box::new(KeyProgress::new(context.progress)),
            metrics: telemetry.metrics(),
        };
        let serving = Serving::start(&config, given).await?;
        let address = serving.address;
        serving.until(shutdown).await?;
        tokio::task::spawn_blocking(move || drop(telemetry)).await.map_err(unusable)?;
        Ok(Done::new(&Ended { address }))
    })
}

/// Refuses files of the service that hold a secret and that others may read.
fn closed_to_others(args: &Args, config: &ServiceConfig) -> Result<(), Failure> {
    let witness_key = config.witness_key();
    let secrets = [config.tls.key.as_deref(), Some(witness_key.as_path())];
    secrets.into_iter().flatten().try_for_each(files::closed_to_others)?;
    // A database's password makes the configuration itself a secret.
    let has_password = config.without_password().store != config.store;
    match args.config.as_deref().filter(|_| has_password) {
        Some(file) => files::closed_to_others(file),
        None => Ok(()),
    }
}

/// Threads for a service. Proofs have threads of their own.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().build().map_err(|e| unusable(format!("the system gives no threads: {e}")))
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Circuits(CircuitsError::Key(error)) => error.into(),
            ServeError::Proving(error) => error.into(),
            error => unusable(error),
        }
    }
}

impl From<ProvingError> for Failure {
    fn from(error: ProvingError) -> Self {
        match error {
            ProvingError::NotReady(ReadyError::Key(KeyError::DevelopmentRefused(refused))) => {
                Failure::from(KeyError::DevelopmentRefused(refused))
            }
            error => unusable(error),
        }
    }
}
