mod archived;
mod chain;
mod recovered;
mod remade;

use super::{Difference, LedgerSeen, Wallet, WalletError};
use crate::{
    directory::{Directory, DirectoryError},
    fixture::{NOW, World, desk, sample},
    issuer::SignedDocuments as _,
    services::{LedgerAccess, LocalLedger},
};
use plimsoll_contracts::{Hash32, Ledger, Order};

#[test]
fn a_wallet_warns_of_missing_documents_and_takes_them_later() {
    let mut world = World::new();
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value(&issued);
    let mut rng = world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    trader.register(&issued, &valuation, &mut rng).unwrap();
    let (blobs, aside) = (world.folder.path().join("blobs"), world.folder.path().join("aside"));
    std::fs::rename(&blobs, &aside).unwrap();
    std::fs::create_dir(&blobs).unwrap();
    // The documents are sealed anew for the buyer: they and their book are what is missing.
    for blob in std::fs::read_dir(&aside).unwrap().map(Result::unwrap) {
        std::fs::copy(blob.path(), blobs.join(blob.file_name())).unwrap();
    }
    trader.endorse(issued.lot(), world.buyer.public(), &mut rng).unwrap();
    let here = world.folder.path().join("here");
    std::fs::rename(&blobs, &here).unwrap();
    std::fs::rename(&aside, &blobs).unwrap();
    let mut wallet = Wallet::open(&world.buyer).unwrap();
    let report = wallet.sync(&world.buyer, &services).unwrap();
    assert_eq!((report.received.len(), report.warnings.len()), (1, 1));
    assert!(report.warnings[0].contains("not in the blob store"), "{}", report.warnings[0]);
    assert_eq!(wallet.title(issued.lot()).unwrap().read, None);

    std::fs::remove_dir_all(&blobs).unwrap();
    std::fs::rename(&here, &blobs).unwrap();
    let mut wallet = Wallet::open(&world.buyer).unwrap();
    let report = wallet.sync(&world.buyer, &services).unwrap();
    assert_eq!((report.received.len(), report.warnings.len()), (0, 0));
    let title = wallet.title(issued.lot()).unwrap();
    assert_eq!(title.value().unwrap().to_string(), "375,000.00 USD");
    assert_eq!(wallet.find(&title.id().to_string()[..14]).unwrap(), title);
    assert_eq!(wallet.find("0x"), None);
    let lot = plimsoll_circuits::field::to_hex(&issued.lot().0);
    assert_eq!(wallet.find_lot(&lot).unwrap(), Some(issued.lot()));
}

#[test]
fn another_ledger_and_a_damaged_file_are_noticed() {
    let world = World::new();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut wallet = Wallet::open(&world.bank).unwrap();
    wallet.sync(&world.bank, &services).unwrap();
    assert!(wallet.height() > 0);

    // A ledger of the same name that started anew.
    let anew = World::seeded(43);
    let other = anew.ledger();
    let services = anew.services(&other);
    assert!(matches!(wallet.sync(&world.bank, &services), Err(WalletError::OtherLedger(_))));

    let file = world.bank.home().join("wallet.sealed");
    std::fs::copy(&file, world.buyer.home().join("wallet.sealed")).unwrap();
    assert!(matches!(Wallet::open(&world.buyer), Err(WalletError::Damaged(_))));
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(matches!(Wallet::open(&world.bank), Err(WalletError::Damaged(_))));
    let damaged = std::fs::read(&file).unwrap();
    let kept = Wallet::set_aside(&world.bank).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(std::fs::read(&kept[0]).unwrap(), damaged, "the replaced file is kept");
    assert_eq!(Wallet::set_aside(&world.bank).unwrap(), Vec::<std::path::PathBuf>::new());
    let mut wallet = Wallet::open(&world.bank).unwrap();
    assert_eq!(wallet.height(), 0);
    // What was seen outlives the wallet's file.
    let anew = wallet.sync(&world.bank, &services);
    assert!(matches!(anew, Err(WalletError::OtherLedger(Difference::Genesis { .. }))));
    wallet.sync(&world.bank, &world.services(&ledger)).unwrap();
    assert!(wallet.height() > 0);
}

/// A copy of the world's ledger as it is now.
fn copy(world: &World, name: &str) -> Ledger {
    let to = world.folder.path().join(name);
    std::fs::copy(world.ledger.path(), &to).unwrap();
    Ledger::open(to).unwrap()
}

#[test]
fn an_older_copy_put_back_and_a_rewritten_ledger_are_noticed_and_the_evidence_is_kept() {
    let mut world = World::new();
    let older = copy(&world, "older");
    let rewritten = copy(&world, "rewritten");
    world.order(Order::Pause { emergency: false });
    let ledger = world.ledger();
    Wallet::open(&world.bank).unwrap().sync(&world.bank, &world.services(&ledger)).unwrap();
    let newest = ledger.snapshot().unwrap();
    let seen = LedgerSeen::load(world.bank.home()).unwrap().unwrap();
    assert_eq!(seen, LedgerSeen::new(world.ledger.genesis().hash(), newest.into()));

    // What a fork does instead: pause is ordered at another moment.
    let other = world.signed(Order::Pause { emergency: false }, Hash32([9; 32]));
    rewritten.submit_order(&other, NOW.after(1)).unwrap();
    for (ledger, shorter) in [(&older, true), (&rewritten, false)] {
        let ledger = LocalLedger::new(ledger, &world.keys, &world.clock);
        let services = world.services(&ledger);
        let refused = |wallet: &mut Wallet| match wallet.sync(&world.bank, &services).unwrap_err() {
            WalletError::OtherLedger(Difference::Shorter { seen }) => (true, seen),
            WalletError::OtherLedger(Difference::Other { seen, .. }) => (false, seen),
            other => panic!("{other}"),
        };
        assert_eq!(refused(&mut Wallet::open(&world.bank).unwrap()), (shorter, newest.into()));
        // A wallet that is made anew knows it still.
        let kept = Wallet::set_aside(&world.bank).unwrap().remove(0);
        assert_eq!(refused(&mut Wallet::open(&world.bank).unwrap()), (shorter, newest.into()));
        std::fs::rename(kept, world.bank.home().join("wallet.sealed")).unwrap();
    }
    // Taken in spite of that, everything of before is kept.
    let kept = Wallet::accept_other_ledger(&world.bank).unwrap();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|file| file.exists()));
    let older = LocalLedger::new(&older, &world.keys, &world.clock);
    Wallet::open(&world.bank).unwrap().sync(&world.bank, &world.services(&older)).unwrap();
}

#[test]
fn a_ledger_of_the_same_domain_with_other_verifying_keys_is_another() {
    let world = World::new();
    let mut genesis = world.ledger.genesis().clone();
    genesis.circuits.pop();
    assert_eq!(genesis.domain(), world.ledger.genesis().domain());
    let swapped = Ledger::create(world.folder.path().join("swapped"), &genesis).unwrap();
    let ledger = LocalLedger::new(&swapped, &world.keys, &world.clock);
    // A wallet that read nothing but the genesis has it pinned.
    let empty = Ledger::create(world.folder.path().join("empty"), world.ledger.genesis()).unwrap();
    let own = LocalLedger::new(&empty, &world.keys, &world.clock);
    let mut wallet = Wallet::open(&world.buyer).unwrap();
    wallet.sync(&world.buyer, &world.services(&own)).unwrap();
    assert_eq!(wallet.height(), 0);
    let other = wallet.sync(&world.buyer, &world.services(&ledger));
    assert!(matches!(other, Err(WalletError::OtherLedger(Difference::Genesis { .. }))));
    // For one that read nothing at all, the administration's directory vouches for the ledger: it is none of this one.
    let path = world.folder.path().join("directory.json");
    world.directory.save(&path).unwrap();
    let directory = Directory::load(&path, &genesis.member_admin, genesis.hash());
    assert!(matches!(directory, Err(DirectoryError::Domain)));
}
