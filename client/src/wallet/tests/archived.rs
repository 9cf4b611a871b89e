//! What is spent lies apart: no sync needs it, none loses it, and it is found again by whoever asks.

use crate::{
    Money,
    fixture::{World, desk, sample},
    issuer::{IssuedBill, SignedDocuments as _},
    ops::{Desk, PlanError},
    party::{Party, PartyKeys, PublicParty},
    services::Services,
    wallet::{Held, NoteId, OpenedEntry, RecoverError, Wallet, WalletError, archive::Archive},
};
use plimsoll_circuits::{
    credential::{Signed, Valuation},
    field::F,
    note::{Kind, Note},
};
use plimsoll_guardian::opening::{Opened, OpenedMove, OpenedOutput, OpenedRegister};
use std::{collections::HashSet, fs, path::PathBuf};

fn usd(text: &str) -> Money {
    format!("{text} USD").parse().unwrap()
}

fn issue(world: &mut World) -> (IssuedBill, Signed<Valuation>) {
    let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
    let valuation = world.value(&issued);
    (issued, valuation)
}

fn only(desk: &Desk<'_>, kind: Kind) -> NoteId {
    let notes: Vec<_> = desk.wallet().notes().filter(|held| held.kind() == kind).map(Held::id).collect();
    assert_eq!(notes.len(), 1);
    notes[0]
}

/// The files of a party's archive, by lot.
fn files(party: &Party) -> Vec<PathBuf> {
    let list = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = list(Archive::path(party)).flat_map(list).collect();
    files.sort();
    files
}

/// Kind, amount and whether it is spent, of all notes that ever were.
fn history(party: &Party) -> Vec<(Kind, u64, bool)> {
    let history = Wallet::open(party).unwrap().history().unwrap();
    let ids: HashSet<_> = history.iter().map(Held::id).collect();
    assert_eq!(ids.len(), history.len(), "each note once");
    history.iter().map(|held| (held.kind(), held.note.content.amount, held.spent_at.is_some())).collect()
}

#[test]
fn a_sync_neither_reads_nor_carries_along_what_is_spent() {
    let mut world = World::new();
    let (issued, valuation) = issue(&mut world);
    let (lot, rng) = (issued.lot(), &mut world.rng.clone());
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let (mut trader, mut bank) = (desk(&world.trader, services), desk(&world.bank, services));
    trader.register(&issued, &valuation, rng).unwrap();
    trader.pledge(lot, world.bank.public(), usd("100"), rng).unwrap();
    let archived = files(&world.trader);
    assert_eq!(archived.len(), 1);
    let sealed = |party: &Party| fs::read(party.home().join("wallet.sealed")).unwrap().len();
    let size = sealed(&world.trader);
    let told = archived[0].to_string_lossy().contains(&plimsoll_circuits::field::to_hex(&lot.0)[2..]);
    assert!(!told, "names tell no lot");

    // Whatever reads the archive now says so.
    let unreadable = archived[0].with_file_name("0.sealed");
    fs::write(&unreadable, b"spoilt").unwrap();
    bank.sync().unwrap();
    bank.discharge(only(&bank, Kind::Lien), None, rng).unwrap();
    drop(trader);
    let mut trader = desk(&world.trader, services);
    trader.merge(lot, only(&trader, Kind::Release), rng).unwrap();
    trader.pledge(lot, world.bank.public(), usd("250"), rng).unwrap();
    assert_eq!(trader.wallet().state.notes.len(), 1, "the title alone lives");
    assert!(sealed(&world.trader) < size + 200, "{} after {size}", sealed(&world.trader));
    let grown = files(&world.trader);
    assert!(trader.sync().unwrap().spent.is_empty());
    assert_eq!(files(&world.trader), grown, "nothing was spent");
    trader.endorse(lot, world.buyer.public(), rng).unwrap();
    assert_eq!(trader.wallet().state.notes, []);
    for refused in [trader.wallet().history().map(drop), trader.wallet().find_lot("0x000000").map(drop)] {
        assert!(matches!(refused, Err(WalletError::Damaged(file)) if file == unreadable));
    }

    fs::remove_file(unreadable).unwrap();
    let expected = [
        (Kind::Title, 0),
        (Kind::Title, 10_000),
        (Kind::Release, 10_000),
        (Kind::Title, 0),
        (Kind::Title, 25_000),
    ];
    assert_eq!(history(&world.trader), expected.map(|(kind, amount)| (kind, amount, true)));
    let known = trader.wallet().history().unwrap();
    assert!(known.iter().all(|held| held.currency == Some(valuation.content.currency)));
    let name = plimsoll_circuits::field::to_hex(&lot.0);
    assert_eq!(trader.wallet().find_lot(&name).unwrap(), Some(lot));

    // A wallet that is made anew takes its archive with it.
    let kept = Wallet::set_aside(&world.trader).unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(history(&world.trader), []);
}

#[test]
fn interrupted_between_its_two_files_a_wallet_has_every_note_once() {
    let mut world = World::new();
    let (issued, valuation) = issue(&mut world);
    let (lot, rng) = (issued.lot(), &mut world.rng.clone());
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    trader.register(&issued, &valuation, rng).unwrap();
    let (file, before) = (world.trader.home().join("wallet.sealed"), world.folder.path().join("before"));
    fs::copy(&file, &before).unwrap();
    trader.pledge(lot, world.bank.public(), usd("100"), rng).unwrap();
    let archived = files(&world.trader);

    // The archive was written, the wallet's file was not.
    fs::copy(&before, &file).unwrap();
    fs::write(archived[0].with_file_name(".new-cut-off"), b"half").unwrap();
    assert_eq!(history(&world.trader), [(Kind::Title, 0, false)], "as the wallet's own height says");
    let mut trader = desk(&world.trader, services);
    let twice = [(Kind::Title, 0, true), (Kind::Title, 10_000, false)];
    assert_eq!(history(&world.trader), twice);
    fs::remove_file(archived[0].with_file_name(".new-cut-off")).unwrap();
    assert_eq!(files(&world.trader), archived, "the same once more is no other file");

    // Interrupted again, and more is spent before the next sync: then it stands in two files.
    trader.pledge(lot, world.bank.public(), usd("50"), rng).unwrap();
    fs::copy(&before, &file).unwrap();
    let trader = desk(&world.trader, services);
    assert_eq!(history(&world.trader), [twice[0], (Kind::Title, 10_000, true), (Kind::Title, 15_000, false)]);
    assert!(trader.wallet().archive.all().unwrap().len() > 2);
    // Where writing the archive fails, the wallet stays as it was.
    fs::copy(&before, &file).unwrap();
    fs::rename(Archive::path(&world.trader), world.folder.path().join("aside")).unwrap();
    fs::write(Archive::path(&world.trader), b"in its place").unwrap();
    let mut wallet = Wallet::open(&world.trader).unwrap();
    assert!(matches!(wallet.sync(&world.trader, &services), Err(WalletError::Io { .. })));
    assert_eq!(fs::read(&file).unwrap(), fs::read(&before).unwrap());
    assert_eq!((wallet.notes().count(), wallet.titles().count()), (1, 1));
}

#[test]
fn a_title_that_comes_back_finds_what_is_new_and_archives_nothing_twice() {
    let mut world = World::new();
    let (issued, valuation) = issue(&mut world);
    let (lot, rng) = (issued.lot(), &mut world.rng.clone());
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let (mut trader, mut bank) = (desk(&world.trader, services), desk(&world.bank, services));
    let mut buyer = desk(&world.buyer, services);
    trader.register(&issued, &valuation, rng).unwrap();
    trader.pledge(lot, world.bank.public(), usd("1000"), rng).unwrap();
    let mut give_back = |amount, rng: &mut _| {
        bank.sync().unwrap();
        bank.discharge(only(&bank, Kind::Lien), Some(usd(amount)), rng).unwrap();
    };
    give_back("300", rng);
    trader.sync().unwrap();
    trader.merge(lot, only(&trader, Kind::Release), rng).unwrap();
    trader.endorse(lot, world.buyer.public(), rng).unwrap();
    assert_eq!(trader.wallet().state.notes, [], "no secret of the pledge is here any more");

    give_back("200", rng);
    trader.sync().unwrap();
    assert_eq!(trader.wallet().state.notes, []);
    // The buyer never saw the first release alive: the book's secret shows it to him, spent.
    let report = buyer.sync().unwrap();
    assert_eq!((report.received.len(), report.spent.len()), (3, 1));
    buyer.merge(lot, only(&buyer, Kind::Release), rng).unwrap();
    give_back("100", rng);
    buyer.endorse(lot, world.trader.public(), rng).unwrap();
    assert_eq!(buyer.wallet().notes().count(), 0, "a release counts beside its title");

    let before = trader.wallet().archive.all().unwrap().len();
    let report = trader.sync().unwrap();
    // The title, what the buyer merged, and what nobody did; not what was merged here.
    assert_eq!((report.received.len(), report.spent.len()), (3, 1));
    assert_eq!(trader.wallet().archive.all().unwrap().len(), before + 1);
    let title = trader.wallet().title(lot).unwrap();
    assert_eq!((title.amount(), title.value()), (Some(usd("500")), Some(usd("375000"))));
    trader.merge(lot, only(&trader, Kind::Release), rng).unwrap();
    assert_eq!(trader.wallet().title(lot).unwrap().read.as_ref().unwrap().bears(), 40_000);
    let releases = history(&world.trader).into_iter().filter(|(kind, ..)| *kind == Kind::Release);
    assert_eq!(
        releases.map(|(_, amount, spent)| (amount, spent)).collect::<Vec<_>>(),
        [(30_000, true), (20_000, true), (10_000, true)]
    );
}

/// What guardians open of an entry that registers.
fn opened_register(world: &World, title: &Note) -> Opened {
    let (issuer, valuer) = (world.issuer.address(), world.valuer.address());
    let (lot, bill) = (title.content.lot, title.content.bill);
    Opened::Register(OpenedRegister { issuer, valuer, holder: title.owner, lot, bill, value: 0, r: title.r })
}

/// What guardians open of a Move with two outputs.
fn opened_move(actor: &Party, makes: &[Note]) -> Opened {
    let output = |note: &Note| {
        let (owner, c, r) = (note.owner, note.content, note.r);
        OpenedOutput { owner, kind: c.kind, amount: c.amount, prior: c.prior, pool: c.pool, r }
    };
    let outputs = [output(&makes[0]), output(&makes[1])];
    Opened::Move(OpenedMove {
        lot: makes[0].content.lot,
        actor: actor.address(),
        outputs,
        inputs: [F::from(0u64); 2],
    })
}

fn unread(party: &Party, rng: &mut rand_chacha::ChaCha20Rng) -> PublicParty {
    let keys = PartyKeys { encryption: PartyKeys::random(rng).encryption, ..party.keys().clone() };
    PublicParty::new(&party.public().name, None, party.public().control_key, &keys).unwrap()
}

#[test]
fn a_recovered_lien_is_assigned_split_and_partly_given_back_and_recovered_when_it_is_spent() {
    let mut world = World::new();
    let (issued, valuation) = issue(&mut world);
    let (lot, rng) = (issued.lot(), &mut world.rng.clone());
    let ledger = world.ledger();
    let services: Services<'_> = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    let registered = trader.register(&issued, &valuation, rng).unwrap();
    let pledged = trader.pledge(lot, &unread(&world.bank, rng), usd("1000"), rng).unwrap();
    let openings = [
        (registered.transition.id(), opened_register(&world, &registered.makes[0])),
        (pledged.transition.id(), opened_move(&world.trader, &pledged.makes)),
    ];
    let openings = openings.map(|(transition, opened)| OpenedEntry { transition, opened });

    let mut bank = desk(&world.bank, services);
    assert_eq!(bank.wallet().notes().count(), 0);
    let found = bank.recover(&openings, None, rng).unwrap();
    assert_eq!((found.notes.len(), found.notes[0].kind()), (1, Kind::Lien));
    let lien = found.notes[0].id();
    let other = world.other_bank.public();
    assert_eq!(bank.plan_assign(lien, other, Some(usd("1"))).unwrap_err(), PlanError::NoDocuments);
    assert_eq!(bank.plan_assign(lien, other, None).unwrap_err(), PlanError::NoDocuments);

    // With the documents of its bill, by whomever they are shown.
    let mut wrong = valuation;
    wrong.content.value += 1;
    assert!(matches!(bank.recover(&[], Some((&issued, &wrong)), rng), Err(RecoverError::Nothing)));
    let found = bank.recover(&[], Some((&issued, &valuation)), rng).unwrap();
    assert_eq!((found.notes[0].id(), found.notes[0].amount()), (lien, Some(usd("1000"))));
    assert!(matches!(bank.recover(&[], Some((&issued, &valuation)), rng), Err(RecoverError::Nothing)));
    bank.assign(lien, other, Some(usd("400")), rng).unwrap();
    let mut second = desk(&world.other_bank, services);
    let share = second.wallet().note(only(&second, Kind::Lien)).unwrap();
    assert_eq!(
        (share.amount(), share.pool(), share.value()),
        (Some(usd("400")), Some(usd("1000")), Some(usd("375000")))
    );
    second.discharge(only(&second, Kind::Lien), Some(usd("150")), rng).unwrap();
    bank.split(only(&bank, Kind::Lien), usd("100"), rng).unwrap();
    let part = bank.wallet().liens().find(|held| held.amount() == Some(usd("500"))).unwrap().id();
    let given_back = bank.discharge(part, Some(usd("200")), rng).unwrap();

    // Nobody knows the key, so the title's holder finds it by an opening; here to merge, later as what is spent.
    let opened = opened_move(&world.bank, &given_back.makes);
    let opened = [OpenedEntry { transition: given_back.transition.id(), opened }];
    assert!(trader.sync().unwrap().received.is_empty());
    let release = trader.recover(&opened, None, rng).unwrap().notes[0].id();
    trader.merge(lot, release, rng).unwrap();
    assert_eq!(trader.wallet().title(lot).unwrap().amount(), Some(usd("800")));
    assert!(matches!(trader.recover(&opened, None, rng), Err(RecoverError::Nothing)), "it is archived");

    // Made anew, the wallet lacks the lien; recovered when it is spent, it goes where what is spent lies.
    let kept = history(&world.bank);
    Wallet::set_aside(&world.bank).unwrap();
    let mut bank = desk(&world.bank, services);
    let living = bank.wallet().state.notes.clone();
    let found = bank.recover(&openings, None, rng).unwrap();
    assert_eq!((found.notes.len(), found.notes[0].id()), (1, lien));
    assert!(found.notes[0].spent_at.is_some());
    assert_eq!(bank.wallet().state.notes, living);
    assert_eq!(history(&world.bank), kept);
    assert!(matches!(bank.recover(&openings, None, rng), Err(RecoverError::Nothing)));
    bank.sync().unwrap();
    assert_eq!(history(&world.bank), kept);
}

#[test]
fn a_title_whose_book_or_documents_are_lost_gets_them_from_the_files_of_issuer_and_valuer() {
    let mut world = World::new();
    let (issued, valuation) = issue(&mut world);
    let (lot, rng) = (issued.lot(), &mut world.rng.clone());
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let (mut trader, mut bank) = (desk(&world.trader, services), desk(&world.bank, services));
    trader.register(&issued, &valuation, rng).unwrap();
    let pledged = trader.pledge(lot, world.bank.public(), usd("1000"), rng).unwrap();
    let documents = Some((&issued, &valuation));
    assert!(matches!(trader.recover(&[], documents, rng), Err(RecoverError::Nothing)), "nothing is missing");

    // The documents alone are lost: the book keeps its pledges.
    let lose = |folder: &std::path::Path| {
        fs::remove_dir_all(folder).unwrap();
        fs::create_dir(folder).unwrap();
    };
    let blobs = world.folder.path().join("blobs");
    lose(&blobs);
    assert!(trader.documents(lot).is_err());
    let mended = trader.recover(&[], documents, rng).unwrap();
    assert_eq!((mended.notes.len(), mended.warnings.len()), (1, 0));
    assert_eq!(trader.documents(lot).unwrap().0.issued, issued);
    assert_eq!(mended.notes[0].read.as_ref().unwrap().pledges.len(), 1);

    // The book, too: the content is there, the secrets of pledges are not.
    trader.endorse(lot, world.buyer.public(), rng).unwrap();
    lose(&blobs);
    let mut buyer = desk(&world.buyer, services);
    assert_eq!(buyer.plan_endorse(lot, world.trader.public()).unwrap_err(), PlanError::NoDocuments);
    let mut other = valuation;
    other.content.value -= 1;
    let refused = buyer.recover(&[], Some((&issued, &other)), rng).unwrap_err();
    assert!(matches!(refused, RecoverError::Dossier(_)), "{refused}");
    let mended = buyer.recover(&[], documents, rng).unwrap();
    assert_eq!((mended.notes.len(), mended.warnings.len()), (1, 1));
    assert!(
        mended.warnings[0].contains("bears 100000 in minor units, of which its book lists 0"),
        "{}",
        mended.warnings[0]
    );
    assert_eq!(buyer.sync().unwrap().warnings.len(), 0);
    assert_eq!(pledged.makes[1].content.kind, Kind::Lien);

    // How the holder goes on.
    bank.sync().unwrap();
    let rest = usd("400");
    let given_back = bank.discharge(only(&bank, Kind::Lien), Some(rest), rng).unwrap();
    assert!(buyer.sync().unwrap().received.is_empty());
    let opened = opened_move(&world.bank, &given_back.makes);
    let opened = [OpenedEntry { transition: given_back.transition.id(), opened }];
    let release = buyer.recover(&opened, None, rng).unwrap().notes[0].id();
    buyer.merge(lot, release, rng).unwrap();
    buyer.pledge(lot, world.bank.public(), usd("374400"), rng).unwrap();
    assert_eq!(buyer.wallet().title(lot).unwrap().headroom(), Some(usd("0")));
}
