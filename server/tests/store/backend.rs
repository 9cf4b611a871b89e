//! A fresh store in each database.

use plimsoll_server::proving::store::{Store, open};
use plimsoll_tests::postgres::Postgres;
use std::sync::Arc;
use tempfile::TempDir;

/// A store, and what it needs to live.
pub struct Place<T> {
    pub store: Arc<dyn Store>,
    pub url: String,
    pub home: T,
}

pub async fn sqlite() -> Place<TempDir> {
    let home = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/queue.db", home.path().display());
    Place { store: open(&url).await.unwrap(), url, home }
}

pub async fn postgres() -> Option<Place<Arc<Postgres>>> {
    let server = tokio::task::spawn_blocking(|| {
        let server = Postgres::shared()?;
        let url = server.database();
        Some((server, url))
    });
    let (home, url) = server.await.unwrap()?;
    Some(Place { store: open(&url).await.unwrap(), url, home })
}
