//! The member administration at work.

use crate::cli::{context::Context, error::Failure, place};
use plimsoll_circuits::{
    member::{Address, Roles},
    signature::SigningKey,
};
use plimsoll_client::{
    Clock, SystemClock,
    directory::{Directory, DirectoryEntry},
};
use plimsoll_contracts::{Ledger, Order, SignedOrder};
use std::{fs::File, path::Path};

/// It alone changes the directory, one change at a time.
pub(super) struct Office {
    ledger: Ledger,
    pub(super) directory: Directory,
    admin: SigningKey,
    _lock: File,
}

impl Office {
    pub(super) fn open(context: &Context) -> Result<Self, Failure> {
        let place = context.place();
        let ledger = context.ledger_to_write()?;
        let admin = place::admin_key(&place, &context.passphrase("the member administration", false)?)?;
        let lock = lock(&place.lock())?;
        let directory = context.directory(ledger.genesis())?;
        Ok(Self { ledger, directory, admin, _lock: lock })
    }

    /// Submits an order, with the next number.
    pub(super) fn order(&self, order: Order) -> Result<u64, Failure> {
        let sequence = self.ledger.view()?.control()?.sequence;
        let signed = SignedOrder::sign(&self.admin, self.ledger.genesis().domain(), sequence, order);
        Ok(self.ledger.submit_order(&signed, SystemClock.now())?.height)
    }

    /// The next edition of the directory, with this entry in the place of the party's old one. Nothing is written: a name
    /// that is taken is found before the ledger is changed.
    pub(super) fn next_edition(&self, entry: &DirectoryEntry) -> Result<Directory, Failure> {
        let address = entry.party.address;
        let others = self.directory.entries().iter().filter(|e| e.party.address != address);
        let entries = others.chain([entry]).cloned().collect();
        let (genesis, edition) = (self.ledger.genesis().hash(), self.directory.edition() + 1);
        Ok(Directory::sign(&self.admin, genesis, edition, entries)?)
    }

    /// Puts an edition in the place of the old one.
    pub(super) fn publish(&self, next: &Directory, context: &Context) -> Result<u64, Failure> {
        next.save(context.place().directory())?;
        Ok(next.edition())
    }

    /// What the ledger lets a member do now; none if it is none.
    pub(super) fn roles(&self, address: Address) -> Result<Option<Roles>, Failure> {
        let member = self.ledger.view()?.member(address)?;
        Ok(member.filter(|m| m.is_current()).map(|m| m.roles))
    }
}

fn lock(path: &Path) -> Result<File, Failure> {
    let failed = |e: std::io::Error| Failure::usage(format!("cannot lock {}: {e}", path.display()));
    let file = File::options().create(true).append(true).open(path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}
