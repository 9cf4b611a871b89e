//! What a ledger gives must be a chain: one hash stands for all that was read.

use crate::{
    fixture::{NOW, World},
    services::{Ask, Evidence, LedgerAccess, LedgerError, LocalLedger, Services, Terms},
    wallet::{Difference, Wallet, WalletError},
};
use plimsoll_circuits::{
    field::F,
    fingerprint::Class,
    member::{Address, Org},
};
use plimsoll_contracts::{
    Action, AttestError, Attestation, Demand, Entry, EntryId, Receipt, Snapshot, Transition, UnixTime,
};

/// A ledger that says of its entries what it wants.
struct Liar<'a>(LocalLedger<'a>, fn(Vec<Entry>) -> Vec<Entry>);

impl LedgerAccess for Liar<'_> {
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        self.0.entries(after, limit).map(self.1)
    }
    fn terms(&self) -> Terms {
        self.0.terms()
    }
    fn snapshot(&self) -> Result<Snapshot, LedgerError> {
        self.0.snapshot()
    }
    fn flushed(&self) -> Result<Snapshot, LedgerError> {
        self.0.flushed()
    }
    fn snapshot_at(&self, height: u64) -> Result<Option<Snapshot>, LedgerError> {
        self.0.snapshot_at(height)
    }
    fn evidence(&self, ask: &Ask) -> Result<Evidence, LedgerError> {
        self.0.evidence(ask)
    }
    fn entry_with(&self, class: Class, value: F) -> Result<Option<Entry>, LedgerError> {
        self.0.entry_with(class, value)
    }
    fn next_generation(&self, doc: F) -> Result<u64, LedgerError> {
        self.0.next_generation(doc)
    }
    fn soft_heights(&self, value: F) -> Result<Vec<u64>, LedgerError> {
        self.0.soft_heights(value)
    }
    fn organisation(&self, address: Address, as_of: Option<u64>) -> Result<Option<Org>, LedgerError> {
        self.0.organisation(address, as_of)
    }
    fn receipt(&self, id: EntryId) -> Result<Option<Receipt>, LedgerError> {
        self.0.receipt(id)
    }
    fn submit(&self, transition: &Transition) -> Result<Receipt, LedgerError> {
        self.0.submit(transition)
    }
    fn check_attest(&self, attestation: &Attestation, of: &Demand<'_>) -> Result<Snapshot, AttestError> {
        self.0.check_attest(attestation, of)
    }
}

fn without_the_third(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.remove(2);
    entries
}

/// Its height is the next one, and its chain another.
fn another_second(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries[1].time = UnixTime(entries[1].time.0 + 1);
    entries
}

/// The roots of a flush that only it says.
fn another_root(mut entries: Vec<Entry>) -> Vec<Entry> {
    let flush = entries.iter_mut().find_map(|entry| match &mut entry.action {
        Action::Flush(flush) => Some(flush),
        _ => None,
    });
    flush.unwrap().roots.notes = 7u64.into();
    entries
}

#[test]
fn entries_that_are_no_chain_are_refused() {
    let world = World::new();
    let local = world.ledger();
    for _ in 0..2 {
        world.ledger.flush(NOW).unwrap();
    }
    let entries = local.entries(0, 100).unwrap();
    let flush = entries.iter().find(|entry| matches!(entry.action, Action::Flush(_))).unwrap().height;
    for (lie, at) in [(without_the_third as fn(_) -> _, 4), (another_second, 3), (another_root, flush + 1)] {
        let liar = Liar(local, lie);
        let services = Services { ledger: &liar, ..world.services(&local) };
        let mut wallet = Wallet::open(&world.bank).unwrap();
        let refused = wallet.sync(&world.bank, &services).unwrap_err();
        assert!(
            matches!(refused, WalletError::OtherLedger(Difference::Broken { height }) if height == at),
            "{refused}"
        );
        assert_eq!((wallet.height(), Wallet::open(&world.bank).unwrap().height()), (0, 0));
    }
    let mut wallet = Wallet::open(&world.bank).unwrap();
    wallet.sync(&world.bank, &world.services(&local)).unwrap();
    assert_eq!(wallet.height(), local.snapshot().unwrap().height);
}
