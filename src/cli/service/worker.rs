//! `plimsoll worker`.

use super::serve::runtime;
use crate::cli::{
    context::Context, error::Failure, files, output::Done, progress::KeyProgress, refusal::unusable,
};
use plimsoll_params::KeyEvent;
use plimsoll_prover::Prover;
use plimsoll_server::proving::{
    serve::{no_core_dumps, witness_keys},
    worker::{Proving, ProvingOptions, RemoteOptions, RemoteSource, Worker, WorkerOptions},
};
use plimsoll_server::{
    Shutdown,
    auth::Token,
    config::{LogFormat, TelemetryConfig, WorkerConfig},
    telemetry::Telemetry,
};
use serde::Serialize;
use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

const EXAMPLES: &str = "\
Examples:
  plimsoll worker --coordinator https://prover.example:8480 \\
      --identity worker-1.pem --witness-key witness.key
  plimsoll worker --coordinator https://prover.example:8480 --ca ca.pem \\
      --identity worker-1.pem --witness-key witness.key --threads 8

A worker needs no database and keeps nothing but proving keys, which it fetches
from the coordinator once, by their hashes. The file of the witness key is the
coordinator's witness.key, or made by `plimsoll witness-key new`: whoever has
it reads witnesses. The certificate is let in by
`plimsoll access grant --may work --certificate FILE`.";

/// What `worker` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The coordinator's address
    #[arg(long, value_name = "URL", env = "PLIMSOLL_WORKER_COORDINATOR")]
    coordinator: String,

    /// The worker's certificate and its private key, PEM
    #[arg(long, value_name = "FILE", env = "PLIMSOLL_WORKER_IDENTITY", hide_env_values = true)]
    identity: Option<PathBuf>,

    /// A file whose first line is a bearer token, where there is no certificate; else PLIMSOLL_WORKER_TOKEN
    #[arg(long, value_name = "FILE", env = "PLIMSOLL_WORKER_TOKEN_FILE", hide_env_values = true)]
    token_file: Option<PathBuf>,

    /// The authorities that sign the coordinator's certificate, PEM; else those of the system
    #[arg(long, value_name = "FILE", env = "PLIMSOLL_WORKER_CA", hide_env_values = true)]
    ca: Option<PathBuf>,

    /// The workers' secret keys, to which witnesses are sealed
    #[arg(long, value_name = "FILE", env = "PLIMSOLL_WORKER_WITNESS_KEY", hide_env_values = true)]
    witness_key: PathBuf,

    /// Its name in logs; else the machine's name and the process's number
    #[arg(long, value_name = "NAME", env = "PLIMSOLL_WORKER_NAME", hide_env_values = true)]
    name: Option<String>,

    /// Threads for proofs; else as many as the machine has
    #[arg(long, value_name = "N", env = "PLIMSOLL_WORKER_THREADS", hide_env_values = true)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,

    /// MiB for keys and proofs; else three quarters of what there is
    #[arg(long, value_name = "MIB", env = "PLIMSOLL_WORKER_MEMORY", hide_env_values = true)]
    memory: Option<u64>,

    /// Jobs taken beforehand while more wait than can start; else as many as threads
    #[arg(long, value_name = "N", env = "PLIMSOLL_WORKER_PREFETCH", hide_env_values = true)]
    prefetch: Option<usize>,

    /// When told to end, running proofs may take so long; then they go back to the queue
    #[arg(long, value_name = "TIME", env = "PLIMSOLL_WORKER_GRACE", hide_env_values = true)]
    #[arg(default_value = "30s", value_parser = crate::cli::values::duration)]
    grace: Duration,

    /// Write logs as JSON
    #[arg(long, env = "PLIMSOLL_WORKER_LOG_JSON", hide_env_values = true)]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    log_json: bool,

    /// What is logged
    #[arg(
        long,
        value_name = "FILTER",
        env = "PLIMSOLL_WORKER_LOG",
        default_value = "info",
        hide_env_values = true
    )]
    log: String,

    /// Where traces go: an OpenTelemetry collector, OTLP over HTTP
    #[arg(long, value_name = "URL", env = "PLIMSOLL_WORKER_OTLP", hide_env_values = true)]
    otlp: Option<String>,
}

/// How it ended.
#[derive(Serialize)]
struct Ended {
    worker: String,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ended: {}", self.worker)
    }
}

impl Args {
    fn remote(&self) -> Result<RemoteOptions, Failure> {
        let token = super::token::token(self.token_file.as_deref(), None, "PLIMSOLL_WORKER_TOKEN")?;
        let token = token
            .map(|text| {
                Token::parse(&text).ok_or_else(|| {
                    Failure::usage("the bearer token is none; `plimsoll access grant` makes one")
                })
            })
            .transpose()?;
        let (url, authority, identity) = (self.coordinator.clone(), self.ca.clone(), self.identity.clone());
        Ok(RemoteOptions { url, authority, identity, token })
    }

    fn worker(&self) -> WorkerConfig {
        WorkerConfig {
            name: self.name.clone(),
            threads: self.threads.map(usize::from),
            memory_mib: self.memory,
            ..WorkerConfig::default()
        }
    }

    fn telemetry(&self) -> TelemetryConfig {
        TelemetryConfig {
            format: if self.log_json { LogFormat::Json } else { LogFormat::Text },
            filter: self.log.clone(),
            otlp: self.otlp.clone(),
            metrics: false,
        }
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    [args.identity.as_deref(), Some(args.witness_key.as_path())]
        .into_iter()
        .flatten()
        .try_for_each(files::closed_to_others)?;
    let source = RemoteSource::new(&args.remote()?).map_err(unusable)?;
    let secret = witness_keys(&args.witness_key, false)?.ok_or_else(|| {
        Failure::usage(format!("there is no file {}", args.witness_key.display()))
            .help("copy the coordinator's witness.key, or make a key with `plimsoll witness-key new`")
    })?;
    let keys = Arc::new(context.key_store()?);
    let config = args.worker();
    let threads = config.threads().ok_or_else(|| Failure::usage("a worker has at least one thread"))?;
    no_core_dumps();
    runtime()?.block_on(async {
        let telemetry = Telemetry::start(&args.telemetry(), "plimsoll-worker").map_err(unusable)?;
        let shutdown = Shutdown::default();
        shutdown.on_signals().map_err(unusable)?;
        tokio::select! {
            fetched = source.fetch_keys(&keys) => fetched.map_err(unusable)?,
            () = shutdown.asked() => return Err(Failure::usage("told to end before there were proving keys")),
        }
        let progress = KeyProgress::new(context.progress);
        let prover = Prover::new(keys)
            .with_progress(move |event: &KeyEvent<'_>| plimsoll_params::Progress::note(&progress, event));
        let prefetch = args.prefetch.unwrap_or(threads.get());
        let options =
            ProvingOptions { threads, memory: config.memory(), waiting: 4 * threads.get() + prefetch };
        let proving = tokio::task::spawn_blocking(move || Proving::new(Arc::new(prover), options)).await;
        let proving = proving.map_err(unusable)??;
        let name = config.name();
        tracing::info!(worker = name, coordinator = args.coordinator, threads = threads.get(), "working");
        let options = WorkerOptions { name: name.clone(), prefetch, grace: args.grace };
        let worker = Arc::new(Worker::new(Arc::new(source), proving, Arc::new(secret), options));
        let ended = worker.run(shutdown).await;
        tokio::task::spawn_blocking(move || drop(telemetry)).await.map_err(unusable)?;
        ended.map_err(|e| unusable(e).help("see that its credentials are granted `work` and not revoked"))?;
        Ok(Done::new(&Ended { worker: name }))
    })
}
