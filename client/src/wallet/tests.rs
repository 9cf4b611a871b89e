use super::{Wallet, WalletError};
use crate::fixture::{World, desk, sample};

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
    trader.endorse(issued.lot(), world.buyer.public(), &mut rng).unwrap();

    let hash = trader.wallet().history()[0].documents.as_ref().unwrap().hash;
    let blob = world.folder.path().join("blobs").join(hash.to_string());
    let aside = world.folder.path().join("aside");
    std::fs::rename(&blob, &aside).unwrap();
    let mut wallet = Wallet::open(&world.buyer).unwrap();
    let report = wallet.sync(&world.buyer, &services).unwrap();
    assert_eq!((report.received.len(), report.warnings.len()), (1, 1));
    assert!(report.warnings[0].contains("not in the blob store"), "{}", report.warnings[0]);
    assert_eq!(wallet.title(issued.lot()).unwrap().bill, None);

    std::fs::rename(&aside, &blob).unwrap();
    let mut wallet = Wallet::open(&world.buyer).unwrap();
    let report = wallet.sync(&world.buyer, &services).unwrap();
    assert_eq!((report.received.len(), report.warnings.len()), (0, 0));
    let title = wallet.title(issued.lot()).unwrap();
    assert_eq!(title.value().unwrap().to_string(), "375,000.00 USD");
    assert_eq!(wallet.find(&title.id().to_string()[..14]).unwrap(), title);
    assert_eq!(wallet.find("0x"), None);
    assert_eq!(wallet.find_lot(&plimsoll_circuits::field::to_hex(&issued.lot().0)), Some(issued.lot()));
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
    Wallet::forget(&world.bank).unwrap();
    Wallet::forget(&world.bank).unwrap();
    assert_eq!(Wallet::open(&world.bank).unwrap().height(), 0);
}
