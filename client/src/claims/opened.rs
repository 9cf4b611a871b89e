//! List files, opened: the tree of a large one is hashed once, and lies in the cache folder from then on.
//!
//! The folder is trusted as that of proving keys is: whoever can write there is taken for whoever may replace the lists themselves. What it can and
//! cannot do is said where prepared trees are read ([`List::parse_prepared`]).

use super::shelf::MAX_BYTES;
use plimsoll_circuits::policy::{List, ListError};
use plimsoll_params::{cache, default_directory};
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

/// Bytes of a file from which its tree is worth keeping: some 10,000 entries.
const WORTH: usize = 256 << 10;

/// How many trees are kept: the newest. One of a million entries has 75 MB.
const KEPT: usize = 16;

/// Why a file gives no list.
#[derive(Debug, thiserror::Error)]
pub enum ListFileError {
    /// The file system refuses, or the file is too large.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// It is no list file.
    #[error(transparent)]
    List(#[from] ListError),
}

/// Reads a list file; the tree of a large one comes from the cache folder, or goes there.
///
/// # Errors
/// [`ListFileError`]. A cache folder that cannot be used costs time alone.
pub fn open_list(path: &Path) -> Result<List, ListFileError> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it is larger than any list").into());
    }
    match default_directory() {
        Ok(folder) if bytes.len() >= WORTH => Ok(open_in(&folder.join("lists"), &bytes)?),
        _ => Ok(List::parse(&bytes)?),
    }
}

/// Reads a list file, its tree being kept in this folder.
fn open_in(folder: &Path, bytes: &[u8]) -> Result<List, ListError> {
    let path = folder.join(format!("{}.tree", hex::encode(Sha256::digest(bytes))));
    let kept = |path: &Path| match cache::read(path) {
        Ok(Some(prepared)) => List::parse_prepared(bytes, &prepared),
        _ => Ok(None),
    };
    if let Some(list) = kept(&path)? {
        return Ok(list);
    }
    // Where this user cannot write, it keeps its own.
    let own = cache::writable(&path);
    if own != path
        && let Some(list) = kept(&own)?
    {
        return Ok(list);
    }
    let list = List::parse(bytes)?;
    if cache::write(&own, &[&list.prepared(bytes)]).is_ok() {
        forget_oldest(own.parent().unwrap_or(folder));
    }
    Ok(list)
}

/// Deletes all trees but the newest ones. Whatever fails here costs space alone.
fn forget_oldest(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let trees = entries.filter(|entry| entry.path().extension().is_some_and(|e| e == "tree"));
    let mut trees: Vec<_> =
        trees.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    trees.sort();
    let surplus = trees.len().saturating_sub(KEPT);
    for (_, path) in &trees[..surplus] {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_circuits::{
        credential::Day,
        policy::{ListHead, ListKind, list::Entry},
    };

    fn list(entries: u64) -> List {
        let head = ListHead {
            name: "goods".to_owned(),
            kind: ListKind::Hs,
            prices_in: None,
            edition: 1,
            dated: Day(20_500),
            source: "made up".to_owned(),
        };
        let entry = |i| Entry { value: format!("{:08}", 10_000_000 + i * 97), ..Entry::default() };
        List::new(head, (0..entries).map(entry).collect()).unwrap()
    }

    #[test]
    fn a_tree_is_kept_and_a_spoilt_one_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let list = list(500);
        let bytes = list.to_json().into_bytes();
        let trees = || fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect::<Vec<_>>();
        assert_eq!(open_in(folder.path(), &bytes).unwrap().root(), list.root());
        let [kept] = trees().try_into().unwrap();
        let whole = fs::read(&kept).unwrap();
        assert_eq!(open_in(folder.path(), &bytes).unwrap().to_json().into_bytes(), bytes);
        // Spoilt or cut off, it is made again, and says what it said.
        for spoilt in [&whole[..whole.len() / 2], b"", &[&whole[..200], &[0; 32], &whole[232..]].concat()] {
            fs::write(&kept, spoilt).unwrap();
            assert_eq!(open_in(folder.path(), &bytes).unwrap().root(), list.root());
            assert_eq!(fs::read(&kept).unwrap(), whole);
        }
        // A file whose root is not its entries' is refused with a tree beside it, too.
        let altered = String::from_utf8(bytes).unwrap().replacen("10000000", "10000001", 1);
        assert!(matches!(open_in(folder.path(), altered.as_bytes()), Err(ListError::Root { .. })));
        assert_eq!(trees().len(), 1);
    }

    #[test]
    fn the_oldest_trees_go() {
        let folder = tempfile::tempdir().unwrap();
        for entries in 1..=KEPT as u64 + 3 {
            open_in(folder.path(), list(entries).to_json().as_bytes()).unwrap();
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), KEPT);
    }

    #[test]
    fn small_lists_leave_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("goods.json");
        let list = list(5);
        fs::write(&path, list.to_json()).unwrap();
        assert_eq!(open_list(&path).unwrap().root(), list.root());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(matches!(open_list(&folder.path().join("none.json")), Err(ListFileError::Read(_))));
    }
}
