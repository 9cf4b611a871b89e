//! A document's file as the readers of documents take it, whatever format it is in.

use crate::cli::{error::Failure, files};
use plimsoll_circuits::document::{Faults, Invoice};
use plimsoll_formats::{Read, Refused};
use std::path::Path;

/// A document's JSON, and what it was made of if the file is in a format of others.
pub(super) struct Paper {
    pub(super) bytes: Vec<u8>,
    pub(super) read: Option<Box<Read>>,
}

impl Paper {
    /// Opens a file; what is in a format of others is read into JSON, or refused in a sentence.
    pub(super) fn open(path: &Path) -> Result<Result<Self, Refused>, Failure> {
        let bytes = files::read(path)?;
        Ok(match plimsoll_formats::read(&bytes) {
            None => Ok(Self { bytes, read: None }),
            Some(Ok(read)) => Ok(Self { bytes: read.bytes(), read: Some(Box::new(read)) }),
            Some(Err(refused)) => Err(refused),
        })
    }

    /// What a reader says of it, with faults at their places in the file.
    pub(super) fn placed<T>(&self, judged: Result<T, Faults>) -> Result<T, Faults> {
        match &self.read {
            Some(read) => judged.map_err(|found| read.in_the_file(found)),
            None => judged,
        }
    }
}

/// The JSON of a document that is to be signed; of one in a format of others what is wrong with it is told here, with places in the file, and
/// what is to be looked at in it is added to `advice`.
pub(super) fn bytes(path: &Path, advice: &mut Vec<String>) -> Result<Vec<u8>, Failure> {
    let refused = |why: String| {
        Failure::refused(format!("{}: {why}", path.display()))
            .help("`plimsoll bill read` shows what is read of it")
    };
    let paper = Paper::open(path)?.map_err(|e| refused(e.to_string()))?;
    if let Some(read) = &paper.read {
        if read.is_invoice() {
            paper.placed(Invoice::parse(&paper.bytes)).map_err(|found| refused(found.to_string()))?;
        }
        advice.extend(read.advice.iter().map(|told| format!("{} {told}", path.display())));
    }
    Ok(paper.bytes)
}
