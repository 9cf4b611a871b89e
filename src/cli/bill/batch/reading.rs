//! What can be said of an entry before any key is unlocked and any guardian is asked.

use super::book::Item;
use crate::cli::{bill::issue::DEFAULT_DAYS, error::Failure, files};
use plimsoll_circuits::{
    credential::Day,
    document::{Bundle, bundle::BundleSource},
    fingerprint::keys::{self, KeyInput},
};
use plimsoll_client::{
    Clock as _, PublicParty, SystemClock,
    directory::Directory,
    issuer::{Admitted, IssuanceInput, IssueError, IssuedBill, SignedDocuments as _, admit, read_documents},
};
use plimsoll_contracts::Domain;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What entries are read by.
pub(super) struct Reader<'a> {
    pub(super) issuer: &'a PublicParty,
    pub(super) domain: Domain,
    pub(super) directory: &'a Directory,
    /// Where issued bills go.
    pub(super) out: &'a Path,
}

/// An entry that may be issued, or was.
pub(super) struct Ready {
    pub(super) holder: PublicParty,
    pub(super) inputs: Vec<KeyInput>,
    pub(super) state: State,
    /// What is to be looked at in its files in formats of others.
    pub(super) advice: Vec<String>,
}

pub(super) enum State {
    /// It can be fingerprinted and signed.
    Admitted(Box<Admitted>),
    /// Its file is there, and is of these documents for this holder.
    Issued(Box<IssuedBill>),
}

impl Reader<'_> {
    /// Where the issued bill of an entry is, or will be.
    pub(super) fn file(&self, id: &str) -> PathBuf {
        self.out.join(format!("{id}.json"))
    }

    /// Reads an entry's files, as far as the issuer may sign for them.
    pub(super) fn read(&self, item: &Item) -> Result<Ready, Failure> {
        let holder = self.directory.find(&item.holder, SystemClock.now())?.party.clone();
        let (file, today) = (self.file(&item.id), SystemClock.now().day());
        if file.exists() {
            let (issued, inputs) = self.issued(item, &holder, &file, today).map_err(|failure| {
                let message =
                    format!("{} is there, and is left as it is: {}", file.display(), failure.message);
                Failure { message, ..failure }
            })?;
            return Ok(Ready { holder, inputs, state: State::Issued(Box::new(issued)), advice: Vec::new() });
        }
        let (request, annexes, advice) = item.given.read()?;
        let input = IssuanceInput {
            request: &request,
            annexes: &annexes,
            first_holder: &holder,
            confirmed: &item.confirmed,
            valid_until: item.valid_until.unwrap_or(Day(today.0 + DEFAULT_DAYS)),
        };
        let carriers = self.directory.carriers();
        let admitted = admit(&input, (self.issuer, today), carriers, &item.given.trusted(carriers)?)?;
        let inputs = inputs(admitted.bundle())?;
        Ok(Ready { holder, inputs, state: State::Admitted(Box::new(admitted)), advice })
    }

    /// What an earlier run wrote, if it is this issuer's, of the entry's documents as they are now, and for its holder.
    fn issued(
        &self,
        item: &Item,
        holder: &PublicParty,
        file: &Path,
        today: Day,
    ) -> Result<(IssuedBill, Vec<KeyInput>), Failure> {
        let issued: IssuedBill = files::read_json(file, "plimsoll bill batch")?;
        let carriers = self.directory.carriers();
        issued.verify(self.domain, carriers)?;
        let (request, annexes, _) = item.given.read()?;
        let trusted = item.given.trusted(carriers)?;
        let bundle = read_documents(&request, &annexes, (self.issuer, today), carriers, &trusted)?;
        let difference = if issued.credential.signer() != self.issuer.address {
            Some("another issuer signed it")
        } else if without_day(issued.documents.clone()) != without_day(bundle.source()) {
            Some("the entry's documents are others now")
        } else if issued.credential.content.first_holder != holder.address {
            Some("the entry names another holder now")
        } else {
            None
        };
        match difference {
            None => Ok((issued, inputs(&bundle)?)),
            Some(difference) => Err(Failure::refused(difference).code("Changed").help(
                "give the entry another id if it is another document, or take the file away to have it issued anew",
            )),
        }
    }
}

fn inputs(bundle: &Bundle) -> Result<Vec<KeyInput>, Failure> {
    Ok(keys::inputs(bundle).map_err(IssueError::Uncovered)?)
}

/// The documents, and what an issuer attests of them, whenever it did.
fn without_day(documents: BundleSource) -> (BundleSource, Option<Value>) {
    let BundleSource { attestation, .. } = &documents;
    let mut said: Option<Value> = attestation.as_deref().and_then(|text| serde_json::from_str(text).ok());
    if let Some(said) = said.as_mut().and_then(Value::as_object_mut) {
        said.remove("attestedOn");
    }
    (BundleSource { attestation: None, ..documents }, said)
}
