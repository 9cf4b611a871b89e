//! What a session is opened for: every passphrase is tried before it is kept.

use super::Of;
use crate::cli::{context::Context, error::Failure, guardians, place::AdminKeys, secret::Secret};
use plimsoll_client::Party;
use plimsoll_guardian::GuardianId;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A passphrase and the file that it opens.
pub(super) struct Opened {
    pub(super) path: PathBuf,
    pub(super) passphrase: Zeroizing<String>,
}

pub(super) fn opened(
    of: &[Of],
    folder: Option<&Path>,
    who: Option<&[GuardianId]>,
    context: &Context,
) -> Result<Vec<Opened>, Failure> {
    let mut opened = Vec::new();
    for of in of {
        match of {
            Of::Party => {
                let home = &context.globals.home;
                let path = Party::key_file(home);
                let passphrase = context.passphrase(&Secret::Party(Party::read_public(home)?.name), &path)?;
                Party::open(home, &passphrase)?;
                opened.push(Opened { path, passphrase });
            }
            Of::Administration => {
                let place = context.place();
                let path = place.admin();
                let passphrase = context.passphrase(&Secret::Administration, &path)?;
                AdminKeys::open(&place, &passphrase)?;
                opened.push(Opened { path, passphrase });
            }
            Of::Fingerprints => {
                for (path, passphrase) in guardians::fingerprint_passphrases(context, folder, who)? {
                    opened.push(Opened { path, passphrase });
                }
            }
        }
    }
    Ok(opened)
}
