//! The coordinator's store, as the operator names it.

use crate::cli::{error::Failure, refusal::unusable};
use plimsoll_server::proving::store::{OpenError, Store, StoreError, open};
use std::{path::PathBuf, sync::Arc};

/// The file of the store in a coordinator's folder.
const FILE: &str = "queue.db";

/// Which store.
#[derive(Clone, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Where {
    /// The coordinator's folder, which holds queue.db
    #[arg(long, value_name = "DIR", env = "PLIMSOLL_DATA", hide_env_values = true)]
    data: Option<PathBuf>,

    /// The coordinator's database, such as postgres://plimsoll@db.example/plimsoll
    #[arg(long, value_name = "URL", env = "PLIMSOLL_STORE", hide_env_values = true)]
    store: Option<String>,
}

impl std::fmt::Debug for Where {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        write!(f, "Where({:?}, store not shown)", self.data)
    }
}

impl Where {
    /// Opens the store and works with it.
    pub(super) fn with<T>(
        &self,
        work: impl AsyncFnOnce(Arc<dyn Store>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|e| Failure::usage(format!("no threads to work on: {e}")))?;
        runtime.block_on(async { work(open(&self.url()?).await?).await })
    }

    fn url(&self) -> Result<String, Failure> {
        match (&self.data, &self.store) {
            (_, Some(url)) => Ok(url.clone()),
            (Some(folder), None) => {
                let file = folder.join(FILE);
                // A folder without a store is a mistyped one: an empty store must not come to be there.
                if !file.exists() {
                    return Err(Failure::usage(format!("there is no {}", file.display()))
                        .help("give the folder of a coordinator that has run once"));
                }
                let path = file.to_str().map(str::to_owned);
                path.ok_or_else(|| Failure::usage(format!("the path {} is not UTF-8", file.display())))
            }
            (None, None) => Err(Failure::usage("no store is named").help("give --data or --store")),
        }
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        unusable(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        unusable(error)
    }
}
