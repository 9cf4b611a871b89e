//! The newest edition of a directory that was seen: an older one that is put back, a second one of the same number, or a later one
//! that renumbers carriers, is noticed.

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
    /// [`DirectoryError::Outdated`], [`DirectoryError::Forked`], [`DirectoryError::Renumbered`]; or if what is kept cannot be read.
    pub fn compare(&self, directory: &Directory, admin: &PublicKey) -> Result<(), DirectoryError> {
        let (got, copy) = (directory.edition(), self.path(directory.content.genesis));
        let Some(newest) = newest(&copy, admin, directory.content.genesis)? else { return Ok(()) };
        match newest.edition() {
            seen if got < seen => Err(DirectoryError::Outdated { got, seen, copy }),
            seen if got == seen && directory.content != newest.content => {
                Err(DirectoryError::Forked { edition: seen, copy })
            }
            seen => directory
                .carriers()
                .continues(newest.carriers())
                .map_err(|how| DirectoryError::Renumbered { got, seen, how, copy }),
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
    use super::{
        super::tests::{carriers, one_entry, sign},
        *,
    };
    use plimsoll_circuits::{document::carrier::Renumbered, signature::SigningKey};

    #[test]
    fn an_edition_that_is_put_back_or_forked_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let seen = SeenDirectories::of(folder.path());
        let (admin, other) = (SigningKey::from_bytes([7; 32]), SigningKey::from_bytes([8; 32]));
        let (genesis, other_genesis) = (Hash32([5; 32]), Hash32([6; 32]));
        let edition = |edition| sign(&admin, genesis, edition, Vec::new()).unwrap();
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
        forked.content.entries = one_entry();
        assert!(matches!(seen.compare(&forked, &admin), Err(DirectoryError::Forked { edition: 3, .. })));

        // Another ledger has editions of its own.
        let elsewhere = sign(&other, other_genesis, 1, Vec::new()).unwrap();
        seen.compare(&elsewhere, &other.public()).unwrap();
        seen.keep(&elsewhere, &other.public()).unwrap();
        assert!(matches!(seen.compare(&old, &admin), Err(DirectoryError::Outdated { .. })));

        for file in fs::read_dir(folder.path().join("directories")).unwrap() {
            fs::write(file.unwrap().path(), b"{}").unwrap();
        }
        assert!(matches!(seen.compare(&new, &admin), Err(DirectoryError::Malformed(_))));
    }

    #[test]
    fn an_edition_that_renumbers_a_carrier_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let seen = SeenDirectories::of(folder.path());
        let (admin, genesis) = (SigningKey::from_bytes([7; 32]), Hash32([5; 32]));
        let edition =
            |edition, carriers| Directory::sign(&admin, genesis, edition, Vec::new(), carriers).unwrap();
        let first = edition(1, carriers(&|_| ()));
        seen.keep(&first, &admin.public()).unwrap();
        // Editions in between need not have been seen.
        let honest = carriers(&|carriers| {
            let further = "NMFTA:ZZNX".parse().unwrap();
            carriers[0].further.push(further);
            carriers[1].name = "Another name".to_owned();
        });
        seen.compare(&edition(4, honest), &admin.public()).unwrap();
        // A financed bill of this carrier would get a new fingerprint under its new id.
        let renumbered = edition(4, carriers(&|carriers| carriers[0].id = 999));
        let noticed = seen.compare(&renumbered, &admin.public()).unwrap_err();
        let DirectoryError::Renumbered { got: 4, seen: 1, how: Renumbered::Gone(1), copy } = noticed else {
            panic!("{noticed}")
        };
        // What is kept is the edition before it, and stays.
        assert_eq!(Directory::load(copy, &admin.public(), genesis).unwrap(), first);
        for broken in [
            carriers(&|carriers| drop(carriers.remove(0))),
            carriers(&|carriers| drop(carriers[0].codes.pop())),
            carriers(&|carriers| carriers[0].codes.push("NMFTA:ZZNX".parse().unwrap())),
        ] {
            let noticed = seen.compare(&edition(2, broken), &admin.public());
            assert!(matches!(noticed, Err(DirectoryError::Renumbered { .. })));
        }
    }
}
