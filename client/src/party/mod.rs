//! A party's folder: its keys behind a passphrase, and what others may know of it.
//!
//! `keys.age` holds the three secret keys, encrypted under the passphrase (age, scrypt), `control.age` its organisation's control key, for as
//! long as that lies here. `party.json` is public, and signed by the party. `wallet` and `audit` are encrypted to keys that follow from the secret ones.

mod control;
mod dealings;
mod folder;
mod keys;
mod locked;
mod membership;
pub mod name;
mod public;
mod storage;

#[cfg(test)]
mod tests;

pub use control::{
    any_control_key, control_key_file, create_control_key, open_control_key, random_control_key,
};
pub use dealings::Dealings;
pub use folder::{Party, PartyError};
pub(crate) use keys::Kem;
pub use keys::{EncryptionPublicKey, EncryptionSecretKey, PartyKeys, StorageKey};
pub use membership::{ConsentFile, RevocationFile};
pub use name::NameError;
pub use public::{Difference, Lei, PublicParty, PublicPartyError};
