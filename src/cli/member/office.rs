//! The member administration at work.

use crate::cli::{context::Context, error::Failure, place, secret::Secret};
use plimsoll_circuits::{
    field::to_hex,
    member::{Address, Org},
    signature::SigningKey,
};
use plimsoll_client::{
    Clock, SystemClock,
    directory::{Directory, DirectoryEntry, SeenDirectories},
};
use plimsoll_contracts::{
    Domain, Ledger, Order, SignedOrder,
    rules::{MemberRecord, OrgRecord},
};
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
        let admin = place::admin_key(&place, &context.passphrase(&Secret::Administration, &place.admin())?)?;
        let lock = lock(&place.lock())?;
        let directory = context.directory(ledger.genesis())?;
        SeenDirectories::of(&context.globals.home).keep(&directory, &admin.public())?;
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

    /// Fails if the directory is older than the ledger: if it does not name a member, other than the one that is about to be
    /// changed.
    pub(super) fn names_every_member_but(&self, changed: Address) -> Result<(), Failure> {
        let members = self.ledger.view()?.members()?;
        let named = |address: &Address| *address == changed || self.directory.by_address(*address).is_some();
        let unnamed = members.iter().map(|member| member.address()).find(|address| !named(address));
        let Some(unnamed) = unnamed else { return Ok(()) };
        let (edition, unnamed) = (self.directory.edition(), to_hex(&unnamed.0));
        Err(Failure::refused(format!("edition {edition} of the directory does not name the ledger's member {unnamed}"))
            .code("DirectoryOutdated")
            .help(
                "an older edition was put back, or a `plimsoll member add` was interrupted: keep the file as evidence, and put the \
                 newest in its place (every party's folder keeps the newest that it has seen, in `directories`), or add that \
                 member's party.json again",
            ))
    }

    /// Puts an edition in the place of the old one.
    pub(super) fn publish(&self, next: &Directory, context: &Context) -> Result<u64, Failure> {
        next.save(context.place().directory())?;
        SeenDirectories::of(&context.globals.home).keep(next, &self.admin.public())?;
        Ok(next.edition())
    }

    /// What the ledger has of a member now; none if it is none.
    pub(super) fn member(&self, address: Address) -> Result<Option<MemberRecord>, Failure> {
        Ok(self.ledger.view()?.member(address)?.filter(MemberRecord::is_current))
    }

    /// What the ledger has of an organisation; none if none of its addresses ever was a member.
    pub(super) fn org(&self, org: Org) -> Result<Option<OrgRecord>, Failure> {
        Ok(self.ledger.view()?.org(org)?)
    }

    /// Which ledger it is.
    pub(super) fn domain(&self) -> Domain {
        self.ledger.genesis().domain()
    }

    /// For how many days a member is leaving before it is removed.
    pub(super) const fn leaving_days(&self) -> u32 {
        self.ledger.genesis().leaving_grace_days
    }
}

fn lock(path: &Path) -> Result<File, Failure> {
    let failed = |e: std::io::Error| Failure::usage(format!("cannot lock {}: {e}", path.display()));
    let file = File::options().create(true).append(true).open(path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}
