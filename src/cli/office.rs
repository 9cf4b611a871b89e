//! The member administration at work.

use super::{
    context::Context,
    error::Failure,
    governance::{fresh, signed},
    governors,
    place::AdminKeys,
    secret::Secret,
};
use plimsoll_circuits::{document::CarrierTable, field::to_hex, member::Address};
use plimsoll_client::{
    Clock, SystemClock,
    directory::{Directory, DirectoryEntry, SeenDirectories},
};
use plimsoll_contracts::{
    ControlKey, Ledger, Order,
    rules::{MemberRecord, Need, OrderRefusal},
};
use std::{fs::File, path::Path};

/// It alone changes the directory, one change at a time.
pub(super) struct Office {
    pub(super) ledger: Ledger,
    pub(super) directory: Directory,
    admin: AdminKeys,
    _lock: File,
}

impl Office {
    pub(super) fn open(context: &Context) -> Result<Self, Failure> {
        let place = context.place();
        let ledger = context.ledger_to_write()?;
        let admin = AdminKeys::open(&place, &context.passphrase(&Secret::Administration, &place.admin())?)?;
        let lock = lock(&place.lock())?;
        let directory = context.directory(ledger.genesis())?;
        SeenDirectories::of(&context.globals.home).keep(&directory, &admin.directory.public())?;
        Ok(Self { ledger, directory, admin, _lock: lock })
    }

    /// Submits an order, signed by the governors that were chosen, else by the administration, or by nobody if it is open to all.
    ///
    /// # Errors
    /// If governors alone may give it and none was chosen; `instead` is what they propose then.
    pub(super) fn order(
        &self,
        order: Order,
        chosen: &governors::Choice,
        instead: &dyn Fn() -> String,
        context: &Context,
    ) -> Result<u64, Failure> {
        let keys = self.signers(&order, chosen, instead, context)?;
        let order = signed(fresh(order, 1, &self.ledger)?, &keys, &self.ledger)?;
        Ok(self.ledger.submit_order(&order, SystemClock.now())?.height)
    }

    fn signers(
        &self,
        order: &Order,
        chosen: &governors::Choice,
        instead: &dyn Fn() -> String,
        context: &Context,
    ) -> Result<Vec<ControlKey>, Failure> {
        let view = self.ledger.view()?;
        let council = view.council()?;
        match view.need(order, self.ledger.genesis(), SystemClock.now())? {
            Need::Nobody => Ok(Vec::new()),
            _ if !chosen.is_empty() => chosen.open_enough(&council, context),
            Need::Administration => Ok(vec![self.admin.control.clone()]),
            _ => {
                let needed = council.threshold;
                let refusal = OrderRefusal::TooFewSignatures {
                    needed: usize::try_from(needed).unwrap_or(usize::MAX),
                    got: 0,
                };
                Err(Failure::refused(format!("governors alone may order this, {needed} of them; nothing was signed"))
                    .code(refusal.code())
                    .help(format!(
                        "if their keys are here, say --governor N or --governor-key-file FILE for each; else \
                         `plimsoll governance propose {} --out order.json`, have them sign and submit that, and run this command again",
                        instead()
                    )))
            }
        }
    }

    /// The next edition of the directory, with this entry in the place of the party's old one. Nothing is written: a name
    /// that is taken is found before the ledger is changed.
    pub(super) fn next_edition(&self, entry: &DirectoryEntry) -> Result<Directory, Failure> {
        let address = entry.party.address;
        let others = self.directory.entries().iter().filter(|e| e.party.address != address);
        let entries = others.chain([entry]).cloned().collect();
        let carriers = self.directory.carriers().clone();
        Ok(self.directory.next(&self.admin.directory, entries, carriers)?)
    }

    /// The next edition of the directory, with these carriers. Nothing is written.
    pub(super) fn next_carriers(&self, carriers: CarrierTable) -> Result<Directory, Failure> {
        let entries = self.directory.entries().to_vec();
        Ok(self.directory.next(&self.admin.directory, entries, carriers)?)
    }

    /// Fails if the directory is older than the ledger: if it does not name a member, unless the one that is about to be changed is
    /// such a member itself.
    pub(super) fn names_every_member_but(&self, changed: Option<Address>) -> Result<(), Failure> {
        let members = self.ledger.view()?.members()?;
        let named = |address: &Address| self.directory.by_address(*address).is_some();
        let unnamed: Vec<_> = members.iter().map(MemberRecord::address).filter(|a| !named(a)).collect();
        let Some(unnamed) =
            unnamed.first().filter(|_| !changed.is_some_and(|changed| unnamed.contains(&changed)))
        else {
            return Ok(());
        };
        let (edition, unnamed) = (self.directory.edition(), to_hex(&unnamed.0));
        Err(Failure::refused(format!("edition {edition} of the directory does not name the ledger's member {unnamed}"))
            .code("DirectoryOutdated")
            .help(
                "governors admitted it or a `plimsoll member add` was interrupted: add that member's party.json; or an older edition \
                 was put back: keep the file as evidence, and put the newest in its place (every party's folder keeps the newest \
                 that it has seen, in `directories`)",
            ))
    }

    /// Puts an edition in the place of the old one.
    pub(super) fn publish(&self, next: &Directory, context: &Context) -> Result<u64, Failure> {
        next.save(context.place().directory())?;
        SeenDirectories::of(&context.globals.home).keep(next, &self.admin.directory.public())?;
        Ok(next.edition())
    }

    /// What the ledger has of a member now; none if it is none.
    pub(super) fn member(&self, address: Address) -> Result<Option<MemberRecord>, Failure> {
        Ok(self.ledger.view()?.member(address)?.filter(MemberRecord::is_current))
    }

    /// How many orders on an address came before.
    pub(super) fn changes(&self, address: Address) -> Result<u64, Failure> {
        Ok(self.ledger.view()?.member(address)?.map_or(0, |member| member.changes))
    }
}

fn lock(path: &Path) -> Result<File, Failure> {
    let failed = |e: std::io::Error| Failure::usage(format!("cannot lock {}: {e}", path.display()));
    let file = File::options().create(true).append(true).open(path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}
