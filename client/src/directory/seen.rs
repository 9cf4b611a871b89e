//! The newest edition of a directory that was seen: an older one that is put back, or a second one of the same number, is
//! noticed.

use super::{Directory, DirectoryError};
use plimsoll_circuits::signature::PublicKey;
use plimsoll_contracts::Hash32;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The newest editions that were seen from one folder, one file for each ledger. Each is the signed directory itself, so it can
/// be put in the place of one that is not to be trusted.
#[derive(Clone, Debug)]
pub struct SeenDirectories(PathBuf);

impl SeenDirectories {
    /// Those of a party's or the member administration's folder.
    #[must_use]
    pub fn of(home: &Path) -> Self {
        Self(home.join("directories"))
    }

    /// Compares a directory with the newest edition that was seen.
    ///
    /// # Errors
    /// [`DirectoryError::Outdated`], [`DirectoryError::Forked`]; or if what is kept cannot be read.
    pub fn compare(&self, directory: &Directory, admin: &PublicKey) -> Result<(), DirectoryError> {
        let (got, copy) = (directory.edition(), self.path(directory.content.genesis));
        let Some(newest) = newest(&copy, admin, directory.content.genesis)? else { return Ok(()) };
        match newest.edition() {
            seen if got < seen => Err(DirectoryError::Outdated { got, seen, copy }),
            seen if got == seen && directory.content != newest.content => {
                Err(DirectoryError::Forked { edition: seen, copy })
            }
            _ => Ok(()),
        }
    }

    /// Keeps a directory that was compared, if it is newer than what is kept.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&self, directory: &Directory, admin: &PublicKey) -> Result<(), DirectoryError> {
        let path = self.path(directory.content.genesis);
        let kept = newest(&path, admin, directory.content.genesis)?;
        if kept.is_some_and(|kept| kept.edition() >= directory.edition()) {
            return Ok(());
        }
        fs::create_dir_all(&self.0)?;
        directory.save(path)
    }

    /// The genesis names the ledger and its administration.
    fn path(&self, genesis: Hash32) -> PathBuf {
        self.0.join(format!("{}.json", &genesis.to_string()[2..34]))
    }
}

fn newest(path: &Path, admin: &PublicKey, genesis: Hash32) -> Result<Option<Directory>, DirectoryError> {
    match fs::read(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        read => Directory::from_json(&read?, admin, genesis).map(Some).map_err(|e| {
            let why = e.to_string();
            DirectoryError::Malformed(format!(
                "{} is damaged ({why}); restore it from your backup",
                path.display()
            ))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_circuits::signature::SigningKey;

    #[test]
    fn an_edition_that_is_put_back_or_forked_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let seen = SeenDirectories::of(folder.path());
        let (admin, other) = (SigningKey::from_bytes([7; 32]), SigningKey::from_bytes([8; 32]));
        let (genesis, other_genesis) = (Hash32([5; 32]), Hash32([6; 32]));
        let edition = |edition| Directory::sign(&admin, genesis, edition, Vec::new()).unwrap();
        let admin = admin.public();
        let (old, new) = (edition(2), edition(3));
        seen.compare(&old, &admin).unwrap();
        seen.keep(&old, &admin).unwrap();
        seen.compare(&new, &admin).unwrap();
        seen.keep(&new, &admin).unwrap();
        seen.compare(&new, &admin).unwrap();
        let put_back = seen.compare(&old, &admin).unwrap_err();
        let DirectoryError::Outdated { got: 2, seen: 3, copy } = put_back else { panic!("{put_back}") };
        // What is kept is the newest edition itself.
        assert_eq!(Directory::load(copy, &admin, genesis).unwrap(), new);
        seen.keep(&old, &admin).unwrap();
        assert!(matches!(seen.compare(&old, &admin), Err(DirectoryError::Outdated { .. })));

        let mut forked = new.clone();
        forked.content.entries = super::super::tests::one_entry();
        assert!(matches!(seen.compare(&forked, &admin), Err(DirectoryError::Forked { edition: 3, .. })));

        // Another ledger has editions of its own.
        let elsewhere = Directory::sign(&other, other_genesis, 1, Vec::new()).unwrap();
        seen.compare(&elsewhere, &other.public()).unwrap();
        seen.keep(&elsewhere, &other.public()).unwrap();
        assert!(matches!(seen.compare(&old, &admin), Err(DirectoryError::Outdated { .. })));

        for file in fs::read_dir(folder.path().join("directories")).unwrap() {
            fs::write(file.unwrap().path(), b"{}").unwrap();
        }
        assert!(matches!(seen.compare(&new, &admin), Err(DirectoryError::Malformed(_))));
    }
}
