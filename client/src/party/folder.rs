//! Creating and opening a party's folder.

use super::{
    Lei, NameError, PartyKeys, PublicParty, PublicPartyError, StorageKey,
    control::{control_key_file, create_control_key},
    locked,
};
use crate::files::{self, Access};
use plimsoll_circuits::member::Address;
use plimsoll_contracts::ControlAddress;
use rand::{CryptoRng, RngCore};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const KEYS: &str = "keys.age";
const PUBLIC: &str = "party.json";

/// A party with its keys unlocked.
pub struct Party {
    home: PathBuf,
    keys: PartyKeys,
    public: PublicParty,
}

/// Why a party's folder could not be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum PartyError {
    /// There are keys already.
    #[error("{0} holds keys already, which are never overwritten; use them, or choose another folder")]
    Exists(PathBuf),
    /// There is no control key.
    #[error("{0} holds no control key: name the file of your organisation's, wherever you keep it")]
    NoControlKey(PathBuf),
    /// The control key is another one.
    #[error(
        "{path} holds the control key {holds}, and the organisation's is {expected}: name that one's file"
    )]
    OtherControlKey {
        /// The file.
        path: PathBuf,
        /// The key in it.
        holds: ControlAddress,
        /// The organisation's.
        expected: ControlAddress,
    },
    /// There is nothing there.
    #[error("{0} holds no party; create one there first")]
    Missing(PathBuf),
    /// No name, or none that others could tell from another.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Too short to keep anything.
    #[error("the passphrase is empty; choose one of several words")]
    EmptyPassphrase,
    /// Others can read the keys, or put others in their place.
    #[error("{0}")]
    Exposed(String),
    /// The wrong passphrase.
    #[error("this passphrase does not open {0}; try again (there is no way to recover a lost one)")]
    WrongPassphrase(PathBuf),
    /// The file is not what was written.
    #[error("{path} is damaged ({why}); restore it from your backup")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file system refuses.
    #[error("cannot read or write {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Party {
    /// Makes keys in a folder that holds none yet, with a control key for the party's organisation.
    ///
    /// # Errors
    /// [`PartyError::Exists`] if it does; or if name or passphrase are empty, or the folder cannot be written.
    pub fn create<R: RngCore + CryptoRng>(
        home: impl AsRef<Path>,
        name: &str,
        lei: Option<Lei>,
        passphrase: &str,
        rng: &mut R,
    ) -> Result<Self, PartyError> {
        Self::make(home.as_ref(), (name, lei), None, passphrase, rng)
    }

    /// Makes keys for a further address of an organisation that has a control key already.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_further<R: RngCore + CryptoRng>(
        home: impl AsRef<Path>,
        name: &str,
        lei: Lei,
        control: ControlAddress,
        passphrase: &str,
        rng: &mut R,
    ) -> Result<Self, PartyError> {
        Self::make(home.as_ref(), (name, Some(lei)), Some(control), passphrase, rng)
    }

    fn make<R: RngCore + CryptoRng>(
        home: &Path,
        (name, lei): (&str, Option<Lei>),
        control: Option<ControlAddress>,
        passphrase: &str,
        rng: &mut R,
    ) -> Result<Self, PartyError> {
        if passphrase.is_empty() {
            return Err(PartyError::EmptyPassphrase);
        }
        let name = super::name::normalised(name)?;
        let keys = PartyKeys::random(rng);
        let (key_file, control_file) = (Self::key_file(home), control_key_file(home));
        if let Some(there) = [&key_file, &control_file].into_iter().find(|file| file.exists()) {
            return Err(PartyError::Exists(there.clone()));
        }
        files::secret_folder(home).map_err(io_error(home))?;
        // The key file comes first and decides: without the others it is of no use yet, and nothing is overwritten.
        locked::create(&key_file, &keys.to_bytes(), passphrase)?;
        let control = match control {
            Some(control) => control,
            None => create_control_key(&control_file, passphrase, rng)?.address(),
        };
        let public = PublicParty::new(&name, lei, control, &keys)?;
        write_public(home, &public)?;
        Ok(Self { home: home.to_owned(), keys, public })
    }

    /// Opens a party's folder.
    ///
    /// # Errors
    /// If there is none, the passphrase is wrong, or a file is damaged.
    pub fn open(home: impl AsRef<Path>, passphrase: &str) -> Result<Self, PartyError> {
        let home = home.as_ref().to_owned();
        let path = Self::key_file(&home);
        if let Some(exposed) = files::exposed(&home) {
            return Err(PartyError::Exposed(exposed.to_string()));
        }
        let bytes = locked::open(&path, passphrase)?.ok_or_else(|| PartyError::Missing(home.clone()))?;
        let keys = PartyKeys::from_bytes(&bytes)
            .ok_or_else(|| PartyError::Damaged { path, why: "it holds no keys of version 1".to_owned() })?;
        let public = Self::read_public(&home)?;
        if public.ak != keys.signing.public()
            || public.nkc != keys.nkc()
            || public.encryption_key != keys.encryption.public()
        {
            let why = "it is not of the keys beside it".to_owned();
            return Err(PartyError::Damaged { path: home.join(PUBLIC), why });
        }
        Ok(Self { home, keys, public })
    }

    /// What others may know of the party in a folder; needs no passphrase.
    ///
    /// # Errors
    /// If there is none, or its file is damaged.
    pub fn read_public(home: impl AsRef<Path>) -> Result<PublicParty, PartyError> {
        let path = home.as_ref().join(PUBLIC);
        let bytes = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(PartyError::Missing(home.as_ref().to_owned()));
            }
            read => read.map_err(io_error(&path))?,
        };
        let damaged = |why: String| PartyError::Damaged { path: path.clone(), why };
        let public: PublicParty = serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))?;
        public.check().map_err(|e| damaged(what_is_wrong(&e)))?;
        Ok(public)
    }

    /// The file in a party's folder that its passphrase opens.
    #[must_use]
    pub fn key_file(home: impl AsRef<Path>) -> PathBuf {
        home.as_ref().join(KEYS)
    }

    /// The folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// What others may know.
    #[must_use]
    pub const fn public(&self) -> &PublicParty {
        &self.public
    }

    /// The address.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.public.address
    }

    /// The secret keys.
    #[must_use]
    pub const fn keys(&self) -> &PartyKeys {
        &self.keys
    }

    /// The key for the party's own files of one purpose.
    #[must_use]
    pub fn storage_key(&self, purpose: &str) -> StorageKey {
        self.keys.storage_key(purpose)
    }
}

fn write_public(home: &Path, public: &PublicParty) -> Result<(), PartyError> {
    let path = home.join(PUBLIC);
    let mut json = serde_json::to_vec_pretty(public)
        .map_err(|e| PartyError::Damaged { path: path.clone(), why: e.to_string() })?;
    json.push(b'\n');
    files::replace(&path, &json, Access::Public).map_err(io_error(&path))
}

/// The error without its advice, which is for whoever got the file from somebody else.
fn what_is_wrong(error: &PublicPartyError) -> String {
    let text = error.to_string();
    text.split_once("; ").map_or(text.clone(), |(wrong, _)| wrong.to_owned())
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> PartyError {
    let path = path.to_owned();
    move |source| PartyError::Io { path, source }
}
