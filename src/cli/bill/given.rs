//! What is given for one document: its file, its annexes, and what shows that it is genuine.

use super::{documents::trusted, paper};
use crate::cli::{error::Failure, files};
use plimsoll_circuits::document::{CarrierTable, Ground};
use plimsoll_client::{
    carrier_signature::TrustedKeys,
    issuer::{Annexes, Attested},
};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeSet, path::PathBuf};

/// A document with its annexes, each by its file. It is signed by a carrier, or attested by the issuer.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) document: PathBuf,
    pub(super) signed: Option<KeySets>,
    pub(super) attested: Option<Word>,
    pub(super) invoices: Vec<PathBuf>,
    pub(super) packing_list: Option<PathBuf>,
    pub(super) insurance: Option<PathBuf>,
    pub(super) vessels: Vec<PathBuf>,
    pub(super) part_loads: BTreeSet<String>,
}

/// The key sets that signatures are held against: the carrier's, and those of platforms by their codes.
#[derive(Clone, Debug)]
pub(super) struct KeySets {
    pub(super) carrier: String,
    pub(super) jwks: PathBuf,
    pub(super) platforms: Vec<(String, PathBuf)>,
}

/// What an issuer says of a document that no carrier signs, and the files on which that rests.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) ground: Ground,
    pub(super) originals_held: Option<u64>,
    pub(super) platform: Option<String>,
    pub(super) evidence: Vec<PathBuf>,
}

impl Given {
    /// The keys that the carrier's and the platforms' signatures are held against; none of a document that the issuer attests.
    pub(super) fn trusted(&self, carriers: &CarrierTable) -> Result<TrustedKeys, Failure> {
        match &self.signed {
            Some(KeySets { carrier, jwks, platforms }) => trusted(jwks, carrier, platforms, carriers),
            None => Ok(TrustedKeys::new()),
        }
    }

    /// Bill and annexes: JSON byte for byte, and of files in formats of others what is read of them, with what is to be looked at in those.
    pub(super) fn read(&self) -> Result<(Vec<u8>, Annexes, Vec<String>), Failure> {
        let mut advice = Vec::new();
        let document = paper::bytes(&self.document, &mut advice)?;
        let optional = |path: &Option<PathBuf>| path.as_deref().map(files::read).transpose();
        let annexes = Annexes {
            invoices: self
                .invoices
                .iter()
                .map(|path| paper::bytes(path, &mut advice))
                .collect::<Result<_, _>>()?,
            packing_list: optional(&self.packing_list)?,
            insurance: optional(&self.insurance)?,
            vessels: self.vessels.iter().map(|path| files::read(path)).collect::<Result<_, _>>()?,
            part_loads: self.part_loads.clone(),
            attested: self.attested.as_ref().map(Word::read).transpose()?,
        };
        Ok((document, annexes, advice))
    }
}

impl Word {
    /// The same, with the checksums of what it rests on.
    fn read(&self) -> Result<Attested, Failure> {
        let checksum = |path: &PathBuf| Ok(Sha256::digest(files::read(path)?).into());
        Ok(Attested {
            ground: self.ground,
            originals_held: self.originals_held,
            platform: self.platform.clone(),
            evidence: self.evidence.iter().map(checksum).collect::<Result<_, Failure>>()?,
        })
    }
}
