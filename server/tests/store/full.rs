//! A disk without room.

use crate::world::{LATER, NOW, POLICY, WIDE, job, lease, proof, tenant};
use plimsoll_api::State;
use plimsoll_server::proving::store::{Outcome, Store, StoreError, SubmitError, open};
use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

/// A small file system of its own.
struct Disk(tempfile::TempDir);

impl Disk {
    /// `None` where this user may not mount one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(folder.path()).stderr(Stdio::null());
        let mounted = mount.status().is_ok_and(|status| status.success());
        mounted.then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Leaves no room.
    fn fill(&self) -> PathBuf {
        let path = self.path().join("filler");
        let mut file = File::create(&path).unwrap();
        while file.write_all(&[0; 512]).is_ok() {}
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a connection may still be closing.
        let _ = Command::new("umount").args(["-l"]).arg(self.path()).status();
    }
}

async fn is_full(store: &Arc<dyn Store>) {
    let refused = store.submit(&[job("a")], WIDE, NOW).await.unwrap_err();
    assert!(matches!(refused, SubmitError::Store(StoreError::Full(_))), "{refused}");
    let refused = store.beat(NOW).await.unwrap_err();
    assert!(matches!(refused, StoreError::Full(_)), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_passes() {
    let Some(disk) = Disk::mount() else {
        eprintln!("skipped: this user may not mount a file system; tests/full_disk needs none");
        return;
    };
    let store = open(disk.path().join("queue.db").to_str().unwrap()).await.unwrap();
    let kept = store.submit(&[job("a")], WIDE, NOW).await.unwrap().jobs.remove(0).id;
    let leased = lease(&store, 1).await.pop().unwrap();
    for _ in 0..2 {
        let filler = disk.fill();
        is_full(&store).await;
        is_full(&store).await;
        // What only reads goes on.
        assert_eq!(store.job(&tenant("a"), kept).await.unwrap().unwrap().state, State::Running);
        std::fs::remove_file(filler).unwrap();
        store.beat(NOW).await.unwrap();
        store.submit(&[job("a")], WIDE, NOW).await.unwrap();
    }
    assert!(store.finish(kept, leased.fence, &Outcome::Proven(proof(1), 1), &POLICY, LATER).await.unwrap());
    assert_eq!(store.depth(NOW).await.unwrap().waiting(), 2);
}
