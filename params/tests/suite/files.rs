use std::{fs, path::PathBuf, sync::Arc};

use plimsoll_circuits::statement::CircuitId;
use plimsoll_params::{KeyStore, Manifest, Pin};

use crate::{
    Events, store,
    tiny::{self, Tiny},
};

/// The one key file in the directory.
fn file(directory: &tempfile::TempDir) -> PathBuf {
    let mut files = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "pk"));
    let path = files.next().expect("a key file");
    assert!(files.next().is_none(), "one key file");
    path
}

/// What happens when a new process asks for the key of `Tiny<5>`.
fn ask(directory: &tempfile::TempDir, manifest: &Manifest) -> Vec<&'static str> {
    let events = Events::default();
    store(directory, manifest.clone()).key::<Tiny<5>>(&events).unwrap();
    events.take()
}

const MADE: [&str; 3] = ["read", "generating", "generated"];
const MADE_AGAIN: [&str; 4] = ["read", "discarded", "generating", "generated"];
const LOADED: [&str; 2] = ["read", "loaded"];

#[test]
fn a_key_is_made_once_and_then_read() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(ask(&directory, &Manifest::empty()), MADE);
    assert_eq!(ask(&directory, &Manifest::empty()), LOADED);
    let name = file(&directory).file_name().unwrap().to_string_lossy().into_owned();
    let start = format!("attest-v{}.insecure-dev.", CircuitId::Attest.version());
    assert!(name.starts_with(&start), "{name}");
}

#[test]
fn within_a_process_a_key_is_read_once() {
    let directory = tempfile::tempdir().unwrap();
    let (store, events) = (store(&directory, Manifest::empty()), Events::default());
    let first = store.key::<Tiny<5>>(&events).unwrap();
    assert_eq!(events.take(), MADE);
    assert!(Arc::ptr_eq(&first, &store.key::<Tiny<5>>(&events).unwrap()));
    assert_eq!(events.take(), [""; 0]);
}

#[test]
fn threads_that_ask_at_once_share_one_generation() {
    let directory = tempfile::tempdir().unwrap();
    let (one, events) = (store(&directory, Manifest::empty()), Events::default());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| one.key::<Tiny<5>>(&events).unwrap());
        }
    });
    assert_eq!(events.take(), MADE);
}

/// Two stores stand for two processes: they share the file lock, nothing else.
#[test]
fn processes_that_ask_at_once_share_one_generation() {
    let directory = tempfile::tempdir().unwrap();
    let stores: Vec<KeyStore> = (0..2).map(|_| store(&directory, Manifest::empty())).collect();
    let events = Events::default();
    std::thread::scope(|scope| {
        for one in &stores {
            scope.spawn(|| one.key::<Tiny<900>>(&events).unwrap());
        }
    });
    assert_eq!(events.take().iter().filter(|e| **e == "generated").count(), 1);
}

#[test]
fn two_statements_do_not_share_a_key() {
    let directory = tempfile::tempdir().unwrap();
    let (store, events) = (store(&directory, Manifest::empty()), Events::default());
    let (five, six) = (store.key::<Tiny<5>>(&events).unwrap(), store.key::<Tiny<6>>(&events).unwrap());
    assert_ne!(five.hash(), six.hash());
}

#[test]
fn damaged_files_are_made_again() {
    let pinned = Manifest::new(vec![Pin::of(tiny::keys::<5>().key())]).unwrap();
    for manifest in [Manifest::empty(), pinned] {
        let directory = tempfile::tempdir().unwrap();
        ask(&directory, &manifest);
        let path = file(&directory);
        let whole = fs::read(&path).unwrap();
        let changed = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            bytes
        };
        let header = [0, 8, 12, 16, 20, 24, 55, 56, 63, 64, 95].map(changed);
        let content = [96, 200, whole.len() / 2, whole.len() - 1].map(changed);
        let cut = [0, 5, 95, 96, 97, whole.len() - 1].map(|end| whole[..end].to_vec());
        let longer = [whole.iter().copied().chain([0]).collect(), b"another file".to_vec()];
        for bytes in header.into_iter().chain(content).chain(cut).chain(longer) {
            fs::write(&path, bytes).unwrap();
            assert_eq!(ask(&directory, &manifest), MADE_AGAIN);
            assert_eq!(fs::read(&path).unwrap(), whole);
        }
        assert_eq!(ask(&directory, &manifest), LOADED);
    }
}

/// Whoever replaces content and hash together is stopped by the pin, and without a pin by the check of every point.
#[test]
fn a_forged_file_with_a_right_hash_is_made_again() {
    let keys = tiny::keys::<5>();
    let other_point = |bytes: &[u8]| {
        let mut forged = bytes.to_vec();
        forged[96] ^= 1;
        let hash = blake3::hash(&forged[96..]);
        forged[64..96].copy_from_slice(hash.as_bytes());
        forged
    };
    for manifest in [Manifest::empty(), Manifest::new(vec![Pin::of(keys.key())]).unwrap()] {
        let directory = tempfile::tempdir().unwrap();
        ask(&directory, &manifest);
        let path = file(&directory);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, other_point(&whole)).unwrap();
        assert_eq!(ask(&directory, &manifest), MADE_AGAIN);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let blocked = directory.path().join("file");
    fs::write(&blocked, "").unwrap();
    let policy = plimsoll_params::KeyPolicy::AllowInsecureDevelopment;
    let store = KeyStore::open_in(blocked.join("keys"), policy, Manifest::empty());
    let message = store.key::<Tiny<5>>(&Events::default()).unwrap_err().to_string();
    assert!(message.contains("PLIMSOLL_CACHE"), "{message}");
}

/// Where nobody may write, root included: the directory of somebody else.
#[cfg(target_os = "linux")]
const OF_SOMEBODY_ELSE: &str = "/sys/plimsoll-keys";

/// The variable by which a process of this program that stands for a user finds out that it does.
#[cfg(target_os = "linux")]
const AS_A_USER: &str = "PLIMSOLL_TEST_AS_A_USER";

#[cfg(target_os = "linux")]
#[test]
fn what_a_directory_of_somebody_elses_lacks_each_user_makes_for_itself() {
    let policy = plimsoll_params::KeyPolicy::AllowInsecureDevelopment;
    let store = || KeyStore::open_in(OF_SOMEBODY_ELSE, policy, Manifest::empty());
    if std::env::var_os(AS_A_USER).is_none() {
        // The user's own directory follows from the environment, so it takes a process of its own.
        let home = tempfile::tempdir().unwrap();
        let name = "files::what_a_directory_of_somebody_elses_lacks_each_user_makes_for_itself";
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env(AS_A_USER, "yes")
            .env("XDG_CACHE_HOME", home.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
        return;
    }
    let events = Events::default();
    let key = store().key::<Tiny<5>>(&events).unwrap();
    assert_eq!(events.take(), MADE);
    store().key::<Tiny<5>>(&events).unwrap();
    assert_eq!(events.take(), LOADED);
    let own = plimsoll_params::cache::own_directory().unwrap();
    let path = store().standard_file(&Pin::of(&key)).unwrap().unwrap();
    assert_eq!(path.parent(), Some(own.as_path()));
    assert!(path.starts_with(std::env::var_os("XDG_CACHE_HOME").unwrap()));

    // What came from elsewhere is kept there too; what is damaged is not taken for present.
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[1..]).unwrap();
    assert_eq!(store().standard_file(&Pin::of(&key)).unwrap(), None);
    assert_eq!(store().install(&Pin::of(&key), &whole).unwrap(), path);
    assert_eq!(fs::read(&path).unwrap(), whole);
}

/// Other users can read what one has made, and cannot change it.
#[cfg(unix)]
#[test]
fn key_files_are_for_all_to_read_and_for_their_owner_to_write() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    ask(&directory, &Manifest::empty());
    // The umask decides whether they do; what it leaves is asked of a file that asks for as much.
    let other = directory.path().join("other");
    fs::write(&other, "").unwrap();
    let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file(&directory)), mode(&other) & 0o644);
}
