//! A coordinator as a process: store, API, and a worker beside it.

use crate::{
    Shutdown,
    config::{ConfigError, ServiceConfig},
    descriptors,
    http::{
        Rate,
        connections::Connections,
        listen::{Front, Known, Listener},
        tls::TlsError,
    },
    proving::{
        coordinator::{Circuits, CircuitsError, Coordinator, Sealing},
        routes::{self, Api, KEY_FILES},
        store::{self, Store},
        worker::{Proving, ProvingError, ProvingOptions, SourceError, Worker, WorkerOptions},
    },
    webhook,
};
use axum_server::{Handle, Server};
use metrics_exporter_prometheus::PrometheusHandle;
use plimsoll_api::{WitnessKeys, WitnessPublicKey};
use plimsoll_params::{KeyEvent, KeyPolicy, KeyStore, OpenError, Progress};
use plimsoll_prover::Prover;
use rand::rngs::OsRng;
use std::{
    io::{self, ErrorKind, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    task::{JoinHandle, spawn_blocking},
};

/// Why the service does not start, or ends.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The configuration makes no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// The keys cannot be opened.
    #[error(transparent)]
    Keys(#[from] OpenError),
    /// The circuits are not known.
    #[error(transparent)]
    Circuits(#[from] CircuitsError),
    /// Nothing can be proven in this process.
    #[error(transparent)]
    Proving(#[from] ProvingError),
    /// TLS cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A file or folder cannot be used.
    #[error("cannot {action} {}: {cause}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        cause: io::Error,
    },
    /// The witness keys are damaged.
    #[error("{} holds no witness keys; restore it from your backup: without it, jobs that wait cannot be proven", .0.display())]
    WitnessKeys(PathBuf),
    /// A public witness key is none.
    #[error("`{0}` is no public witness key; it has 64 hexadecimal digits")]
    WitnessPublicKey(String),
    /// A coordinator alone does not know to which key witnesses are sealed.
    #[error(
        "a coordinator without a worker needs `worker.witness_public_keys`, or the file of the workers' keys"
    )]
    NoWitnessKey,
    /// There is no room for connections.
    #[error(transparent)]
    Descriptors(#[from] descriptors::TooFew),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}; is something else listening there?")]
    Listen(SocketAddr, io::Error),
    /// Something that must not end has ended.
    #[error("the service failed: {0}")]
    Failed(String),
}

/// What the service is given beside its configuration.
pub struct Given {
    /// Whether development keys are admitted.
    pub policy: KeyPolicy,
    /// Who is told how keys are made ready.
    pub progress: Box<dyn Progress>,
    /// What `/metrics` shows.
    pub metrics: Option<PrometheusHandle>,
}

/// A service that runs.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    coordinator: Arc<Coordinator>,
    shutdown: Shutdown,
    handle: Handle<Front>,
    server: JoinHandle<io::Result<()>>,
    worker: Option<JoinHandle<Result<(), SourceError>>>,
    webhooks: JoinHandle<()>,
    sweeper: JoinHandle<()>,
    grace: Duration,
}

/// So often the other end of an HTTP/2 connection is asked whether it is there.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Reads the workers' secret keys, or makes them if `make`; `None` if they are not there.
///
/// # Errors
/// If the file cannot be read or written, or holds something else.
pub fn witness_keys(path: &Path, make: bool) -> Result<Option<WitnessKeys>, ServeError> {
    let file = |action, cause| ServeError::File { action, path: path.to_owned(), cause };
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let text = zeroize::Zeroizing::new(text);
            Ok(Some(WitnessKeys::from_text(&text).ok_or_else(|| ServeError::WitnessKeys(path.to_owned()))?))
        }
        Err(e) if e.kind() == ErrorKind::NotFound && make => {
            let keys = WitnessKeys::generate(&mut OsRng);
            match write_secret(path, keys.to_text().as_bytes()) {
                Ok(()) => Ok(Some(keys)),
                // Another process was faster.
                Err(e) if e.kind() == ErrorKind::AlreadyExists => witness_keys(path, false),
                Err(e) => Err(file("write", e)),
            }
        }
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(file("read", e)),
    }
}

/// A new file that its owner alone may read, whole or not at all.
fn write_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|e| e.error)?;
    Ok(())
}

impl Serving {
    /// Starts everything; gives it back when it listens and, if it proves, can prove.
    ///
    /// # Errors
    /// See [`ServeError`].
    pub async fn start(config: &ServiceConfig, given: Given) -> Result<Self, ServeError> {
        config.check()?;
        let tls = config.tls()?;
        no_core_dumps();
        std::fs::create_dir_all(&config.data).map_err(|cause| ServeError::File {
            action: "make",
            path: config.data.clone(),
            cause,
        })?;
        let limits = config.limits;
        let connections = Connections::new(
            descriptors::connections(limits.connections)?,
            Duration::from_secs(limits.idle_seconds),
        );
        let listener = std::net::TcpListener::bind(config.listen)
            .and_then(|socket| Ok((socket.local_addr()?, Listener::new(socket, connections.clone())?)));
        let (address, listener) = listener.map_err(|e| ServeError::Listen(config.listen, e))?;
        let handshake = Duration::from_secs(limits.handshake_seconds);
        let acceptor = tls.map(|files| files.acceptor(handshake)).transpose()?;
        let store = store::open(&config.store()).await?;
        let keys = Arc::new(KeyStore::open(given.policy)?);
        let circuits = Arc::new(Circuits::new(given.policy, keys.clone())?);
        let threads = config.worker.threads();
        // A coordinator alone that knows the public keys leaves the secret ones where they are.
        let secret = match threads {
            None if !config.worker.witness_public_keys.is_empty() => None,
            _ => witness_keys(&config.witness_key(), threads.is_some())?.map(Arc::new),
        };
        let sealing = sealing(config, secret.as_deref())?;
        let coordinator = Arc::new(Coordinator::new(store, circuits, sealing, config.rules()));
        let (shutdown, grace) = (Shutdown::default(), Duration::from_secs(config.grace_seconds));

        let worker = match (threads, secret) {
            (Some(threads), Some(secret)) => {
                let prefetch = config.worker.prefetch.unwrap_or(threads.get());
                let options = ProvingOptions {
                    threads,
                    memory: config.worker.memory(),
                    waiting: 4 * threads.get() + prefetch,
                };
                let prover =
                    Prover::new(keys).with_progress(move |event: &KeyEvent<'_>| given.progress.note(event));
                let proving = spawn_blocking(move || Proving::new(Arc::new(prover), options)).await;
                let proving = proving.map_err(|e| ServeError::Failed(e.to_string()))??;
                let options = WorkerOptions { name: config.worker.name(), prefetch, grace };
                let worker = Arc::new(Worker::new(coordinator.clone(), proving, secret, options));
                Some(tokio::spawn(worker.run(shutdown.clone())))
            }
            _ => None,
        };

        let bounds = config.bounds();
        let rate = Arc::new(Rate::new(bounds.rate, bounds.in_flight));
        let api = Api {
            coordinator: coordinator.clone(),
            rate: rate.clone(),
            metrics: given.metrics.clone(),
            key_files: Arc::new(Semaphore::new(KEY_FILES)),
            private_webhooks: config.webhooks.private_addresses,
        };
        let router = routes::router(api, &bounds);
        let handle = Handle::new();
        // Who connects has to ask for something, and cannot take for ever to do it.
        let header = Duration::from_secs(limits.header_seconds);
        let mut server =
            Server::<Front>::from_listener(listener).handle(handle.clone()).first_request_timeout(header);
        server = server.accept_error_handler(|from: Option<&Front>, error| match from {
            None => tracing::warn!(%error, "no connection can be accepted"),
            Some(from) => tracing::debug!(peer = %from.address, %error, "a connection did not come about"),
        });
        server.http_builder().http1().header_read_timeout(header);
        server.http_builder().http2().keep_alive_interval(KEEP_ALIVE);
        let service = router.into_make_service();
        let server = match acceptor {
            Some(acceptor) => tokio::spawn(server.acceptor(Known(acceptor)).serve(service)),
            None => tokio::spawn(server.map(Known).serve(service)),
        };
        let webhooks = tokio::spawn(send_webhooks(
            coordinator.store().clone(),
            config.webhooks.private_addresses,
            shutdown.clone(),
        ));
        let most = connections.most();
        let sweeper = tokio::spawn(sweep(coordinator.clone(), rate, connections, given.metrics));
        tracing::info!(%address, tls = config.tls.certificate.is_some(), threads = threads.map_or(0, usize::from), connections = most, "serving");
        Ok(Self { address, coordinator, shutdown, handle, server, worker, webhooks, sweeper, grace })
    }

    /// The coordinator.
    #[must_use]
    pub const fn coordinator(&self) -> &Arc<Coordinator> {
        &self.coordinator
    }

    /// Serves until `shutdown` is asked or the server fails. Then it takes no more jobs, lets running proofs finish or go back
    /// to the queue, answers those who wait, and ends.
    ///
    /// # Errors
    /// [`ServeError::Failed`] if the server ended by itself.
    pub async fn until(mut self, shutdown: Shutdown) -> Result<(), ServeError> {
        let failed = tokio::select! {
            () = shutdown.asked() => None,
            ended = &mut self.server => Some(match ended {
                Ok(Ok(())) => "the listener ended".to_owned(),
                Ok(Err(e)) => e.to_string(),
                Err(e) => e.to_string(),
            }),
            ended = of(&mut self.worker) => Some(format!("the worker ended: {ended}")),
        };
        self.shutdown.ask();
        self.coordinator.drain();
        if let Some(worker) = self.worker.take().filter(|worker| !worker.is_finished()) {
            // The worker keeps its own time.
            let _ = worker.await;
        }
        // Results are in the store by now: who waits for them may have them.
        self.handle
            .graceful_shutdown(Some(Duration::from_secs(5).min(self.grace.max(Duration::from_secs(1)))));
        if !self.server.is_finished() {
            let _ = (&mut self.server).await;
        }
        self.sweeper.abort();
        // What was not sent yet is sent when the service runs again.
        self.webhooks.abort();
        failed.map_or(Ok(()), |cause| Err(ServeError::Failed(cause)))
    }
}

/// Why the worker ended, when it has; a service without one waits for ever.
async fn of(worker: &mut Option<JoinHandle<Result<(), SourceError>>>) -> String {
    match worker {
        None => std::future::pending().await,
        Some(worker) => match worker.await {
            Ok(Ok(())) => "without a reason".to_owned(),
            Ok(Err(e)) => e.to_string(),
            Err(e) => e.to_string(),
        },
    }
}

/// To which key witnesses are sealed.
fn sealing(config: &ServiceConfig, secret: Option<&WitnessKeys>) -> Result<Sealing, ServeError> {
    if let Some(secret) = secret {
        return Ok(Sealing::new(secret.public().clone(), secret.older().map(WitnessPublicKey::id)));
    }
    let read = |text: &String| {
        let bytes = hex::decode(text.trim_start_matches("0x")).ok();
        let key =
            bytes.filter(|bytes| bytes.len() == 32).and_then(|bytes| WitnessPublicKey::from_bytes(&bytes));
        key.ok_or_else(|| ServeError::WitnessPublicKey(text.clone()))
    };
    let keys: Vec<_> = config.worker.witness_public_keys.iter().map(read).collect::<Result<_, _>>()?;
    let mut keys = keys.into_iter();
    let newest = keys.next().ok_or(ServeError::NoWitnessKey)?;
    Ok(Sealing::new(newest, keys.map(|key| key.id())))
}

/// Sends webhooks; without certificates to know receivers by, they stay where they are.
async fn send_webhooks(store: Arc<dyn Store>, private: bool, shutdown: Shutdown) {
    match webhook::Sender::new(store, private) {
        Ok(sender) => Arc::new(sender).run(shutdown).await,
        Err(error) => {
            tracing::warn!(%error, "webhooks are not sent; install the certificates of authorities")
        }
    }
}

/// Does every second what time demands.
async fn sweep(
    coordinator: Arc<Coordinator>,
    rate: Arc<Rate>,
    connections: Arc<Connections>,
    metrics: Option<PrometheusHandle>,
) {
    let mut second = tokio::time::interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        second.tick().await;
        if let Err(problem) = coordinator.sweep().await {
            tracing::warn!(detail = problem.detail, "the queue could not be swept");
        }
        rate.tidy();
        connections.tidy();
        if let Some(metrics) = &metrics {
            metrics.run_upkeep();
        }
    }
}

/// Memory with witnesses in it never goes into a file when the process dies.
pub fn no_core_dumps() {
    if !plimsoll_prover::no_core_dumps() {
        tracing::warn!("core dumps cannot be switched off; they may hold witnesses");
    }
}
