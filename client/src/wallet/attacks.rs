//! What dishonest banks, sellers and former holders try against a wallet.

use super::{Book, OpenedEntry, Pledge, RecoverError, Wallet, book::MOST_PLEDGES};
use crate::{
    Money,
    fixture::{World, desk, sample, signed},
    issuer::{IssuedBill, SignedDocuments as _},
    memo::{Detail, tests::seal_at},
    ops::{Desk, Intent, Make, MovePlan, OpError, Submitted},
    party::{EncryptionPublicKey, EncryptionSecretKey, Party},
    wallet::{DossierError, Held},
};
use plimsoll_circuits::{
    credential::{Signed, Valuation},
    note::{Content, Kind, Note},
    statement::movement::checks,
};
use plimsoll_contracts::Code;
use plimsoll_guardian::opening::{Opened, OpenedMove, OpenedOutput};
use rand_chacha::ChaCha20Rng;

fn usd(text: &str) -> Money {
    format!("{text} USD").parse().unwrap()
}

/// A bill of the samples, registered by the trader under an invoice of this number.
fn registered(world: &mut World, [bill, invoice, number]: [&str; 3]) -> (IssuedBill, Signed<Valuation>) {
    let invoice = String::from_utf8(sample(invoice)).unwrap().replace("FCT-2026/0417", number);
    let issued = world.issue_with(&signed(bill, |text| text), vec![invoice.into_bytes()]).unwrap();
    let valuation = world.value(&issued);
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    desk(&world.trader, world.services(&ledger)).register(&issued, &valuation, rng).unwrap();
    (issued, valuation)
}

const CARGO: [&str; 3] = ["ebl-to-order.json", "invoice.json", "A1"];
const OTHER_CARGO: [&str; 3] = ["ebl-other.json", "invoice-other.json", "B2"];

/// The only unspent note of a kind.
fn only(desk: &Desk<'_>, kind: Kind) -> Held {
    let notes: Vec<_> = desk.wallet().notes().filter(|n| n.kind() == kind).cloned().collect();
    assert_eq!(notes.len(), 1);
    notes[0].clone()
}

/// Gives a lien back, or part of it, sealed to whatever key.
fn discharge_to(
    bank: &mut Desk<'_>,
    lien: &Held,
    amount: Option<Money>,
    key: EncryptionPublicKey,
    rng: &mut ChaCha20Rng,
) -> Submitted {
    bank.sync().unwrap();
    let mut plan = bank.plan_discharge(lien.id(), amount).unwrap();
    let release = plan.outputs.iter_mut().flatten().find(|make| make.content().kind == Kind::Release);
    let Some(Make::Release { to, .. }) = release else { panic!("a release") };
    *to = Some(key);
    let submitted = bank.submit(&bank.prepare(&plan, rng).unwrap()).unwrap();
    bank.sync().unwrap();
    submitted
}

/// The title's merge with a release that is no longer, or was never, in the wallet.
fn merge_by_hand(desk: &Desk<'_>, title: &Held, release: &Note) -> MovePlan {
    let mut plan = desk.plan_endorse_of(title, desk.party().public()).unwrap();
    plan.intent = Intent::Other;
    plan.inputs[1] = Some(*release);
    let content = plan.outputs[0].as_mut().unwrap().content_mut();
    content.amount -= release.content.amount;
    plan
}

/// What guardians open of a submitted Move.
fn opening(submitted: &Submitted, actor: &Party) -> OpenedEntry {
    let output = |note: Option<&Note>| {
        let note = note.copied();
        let content = note.map_or(Content::DUMMY, |note| note.content);
        let (owner, r) = note.map_or((actor.address(), 0u64.into()), |note| (note.owner, note.r));
        let Content { kind, amount, prior, pool, .. } = content;
        OpenedOutput { owner, kind, amount, prior, pool, r }
    };
    let outputs = [output(submitted.makes.first()), output(submitted.makes.get(1))];
    let lot = submitted.makes[0].content.lot;
    let moved = OpenedMove { lot, actor: actor.address(), outputs, inputs: [0u64.into(); 2] };
    OpenedEntry { transition: submitted.receipt.id, opened: Opened::Move(moved) }
}

#[test]
fn a_release_is_merged_once_by_the_living_title_alone() {
    let mut world = World::new();
    let lot = registered(&mut world, CARGO).0.lot();
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let (mut trader, mut buyer) = (desk(&world.trader, services), desk(&world.buyer, services));
    trader.pledge(lot, world.bank.public(), usd("200"), rng).unwrap();
    let pledged = trader.wallet().title(lot).unwrap().clone();
    let mut bank = desk(&world.bank, services);
    bank.discharge(only(&bank, Kind::Lien).id(), Some(usd("50")), rng).unwrap();
    trader.sync().unwrap();
    let release = only(&trader, Kind::Release);
    trader.endorse(lot, world.buyer.public(), rng).unwrap();
    buyer.sync().unwrap();

    // The former holder knows the release, and merges it in the title that was his.
    let stale = trader.prepare(&merge_by_hand(&trader, &pledged, &release.note), rng).unwrap();
    assert_eq!(trader.submit(&stale).unwrap_err().code(), Some(Code::DuplicateNullifier));
    // The buyer's title is not his.
    let his = buyer.wallet().title(lot).unwrap().clone();
    let OpError::Refused(refusal) =
        trader.prepare(&merge_by_hand(&trader, &his, &release.note), rng).unwrap_err()
    else {
        panic!("a statement that does not hold")
    };
    assert_eq!(refusal.check, checks::MEMBERSHIP);

    buyer.merge(lot, release.id(), rng).unwrap();
    // The encumbrance would bear it a second time, and a third under another owner.
    for attempt in 0..2 {
        let owner = if attempt == 0 { &buyer } else { &trader };
        let title = owner.wallet().title(lot).unwrap().clone();
        let twice = owner.prepare(&merge_by_hand(owner, &title, &release.note), rng).unwrap();
        assert_eq!(owner.submit(&twice).unwrap_err().code(), Some(Code::DuplicateNullifier));
        if attempt == 0 {
            buyer.endorse(lot, world.trader.public(), rng).unwrap();
            trader.sync().unwrap();
        }
    }
    assert_eq!(trader.wallet().title(lot).unwrap().amount(), Some(usd("150")));
}

#[test]
fn a_release_whose_memo_lies_is_told_to_every_holder_and_found_by_an_opening() {
    let mut world = World::new();
    let lot = registered(&mut world, CARGO).0.lot();
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    trader.pledge(lot, world.bank.public(), usd("200"), rng).unwrap();
    let bank = desk(&world.bank, services);
    let lien = only(&bank, Kind::Lien);

    // The bank's memo says that ten times as much was given back.
    let plan = bank.plan_discharge(lien.id(), Some(usd("20"))).unwrap();
    let (domain, key) = (services.ledger.terms().domain, lien.release_key.unwrap());
    let lie = |notes: &[Note], memos: &mut [Vec<u8>], rng: &mut ChaCha20Rng| {
        let at = notes.iter().position(|note| note.content.kind == Kind::Release).unwrap();
        let larger = Note { content: Content { amount: 20_000, ..notes[at].content }, ..notes[at] };
        memos[at] = seal_at(domain, notes[at].commitment(), (&larger, &Detail::Nothing), &key, rng);
    };
    let prepared = bank.prepare_lying(&plan, lie, rng).unwrap();
    let given_back = bank.submit(&prepared).unwrap();

    let warned = |party: &Party| {
        let report = Wallet::open(party).unwrap().sync(party, &services).unwrap();
        let height = format!("a memo at height {} is for you", given_back.receipt.height);
        assert_eq!(report.warnings.iter().filter(|warning| warning.starts_with(&height)).count(), 1);
        assert_eq!(report.warnings.len(), 1);
    };
    warned(&world.trader);
    trader = desk(&world.trader, services);
    assert_eq!(trader.wallet().releases().count(), 0);
    assert_eq!(trader.wallet().title(lot).unwrap().amount(), Some(usd("200")));
    trader.endorse(lot, world.buyer.public(), rng).unwrap();
    warned(&world.buyer);
    let mut buyer = desk(&world.buyer, services);
    assert_eq!(buyer.wallet().releases().count(), 0);
    buyer.recover(&[opening(&given_back, &world.bank)], None, rng).unwrap();
    buyer.merge(lot, only(&buyer, Kind::Release).id(), rng).unwrap();
    let title = buyer.wallet().title(lot).unwrap();
    assert_eq!(title.amount(), Some(usd("180")));
    assert_eq!(title.read.as_ref().unwrap().bears(), 18_000);
}

/// Two pledges; the second bank's is shared with the first, which so knows its release key, too.
#[test]
fn a_release_sealed_to_another_pledges_key_changes_no_sum_and_is_forgotten_when_nothing_is_left() {
    let mut world = World::new();
    let lot = registered(&mut world, CARGO).0.lot();
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    let [bank, other_bank] = [&world.bank, &world.other_bank].map(Party::public);
    trader.pledge(lot, bank, usd("100"), rng).unwrap();
    trader.pledge(lot, other_bank, usd("50"), rng).unwrap();
    let (mut first, mut second) = (desk(&world.bank, services), desk(&world.other_bank, services));
    let [own, shared] = [only(&first, Kind::Lien), only(&second, Kind::Lien)];
    second.assign(shared.id(), bank, Some(usd("20")), rng).unwrap();
    first.sync().unwrap();
    let part = first.wallet().liens().find(|held| held.id() != own.id()).unwrap().clone();
    let key = part.release_key.unwrap();
    let merge = |trader: &mut Desk<'_>, rng: &mut ChaCha20Rng| {
        trader.sync().unwrap();
        let release = only(trader, Kind::Release).id();
        trader.merge(lot, release, rng).unwrap();
        let title = trader.wallet().title(lot).unwrap();
        let book = title.read.as_ref().unwrap();
        assert_eq!(book.bears(), u128::from(title.note.content.amount));
        book.pledges.len()
    };

    // The first bank gives back of its own pledge what the book counts for the shared one: too much of that.
    discharge_to(&mut first, &own, Some(usd("60")), key, rng);
    assert_eq!(merge(&mut trader, rng), 2);
    discharge_to(&mut first, &part, None, key, rng);
    assert_eq!(merge(&mut trader, rng), 2);
    // What the second bank gives back as it should is found by the secret that is still there, also by the next holder.
    let left = only(&second, Kind::Lien);
    discharge_to(&mut second, &left, None, key, rng);
    trader.endorse(lot, world.buyer.public(), rng).unwrap();
    let mut buyer = desk(&world.buyer, services);
    assert_eq!(merge(&mut buyer, rng), 2);
    let rest = only(&first, Kind::Lien);
    discharge_to(&mut first, &rest, None, rest.release_key.unwrap(), rng);
    assert_eq!(merge(&mut buyer, rng), 0, "of a lot that bears nothing there is nothing to give back");
    buyer.endorse(lot, bank, rng).unwrap();
    assert_eq!(first.sync().unwrap().warnings, [""; 0]);
}

/// A seller who held the second cargo before writes its secret into the book of another one, with a later date.
#[test]
fn a_book_that_dates_a_secret_later_hides_no_release() {
    let mut world = World::new();
    let dear = registered(&mut world, CARGO).0.lot();
    let cheap = registered(&mut world, OTHER_CARGO).0.lot();
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    trader.pledge(dear, world.bank.public(), usd("200"), rng).unwrap();
    let mut bank = desk(&world.bank, services);
    bank.discharge(only(&bank, Kind::Lien).id(), Some(usd("50")), rng).unwrap();
    trader.sync().unwrap();
    let pledge = trader.wallet().title(dear).unwrap().read.clone().unwrap().pledges.remove(0);
    assert_eq!(trader.wallet().releases().count(), 1);

    let mut plan = trader.plan_endorse(cheap, world.buyer.public()).unwrap();
    let Some(Make::Title { book, .. }) = &mut plan.outputs[0] else { panic!("a title") };
    book.pledges.push(Pledge { since: u64::MAX, merged: pledge.lien.amount, ..pledge });
    trader.submit(&trader.prepare(&plan, rng).unwrap()).unwrap();
    let mut buyer = desk(&world.buyer, services);
    assert_eq!(buyer.wallet().title(cheap).unwrap().read.as_ref().unwrap().pledges.len(), 1);
    trader.endorse(dear, world.buyer.public(), rng).unwrap();
    buyer.sync().unwrap();
    assert_eq!(only(&buyer, Kind::Release).amount(), Some(usd("50")));
    // So does a wallet that is made anew.
    Wallet::set_aside(&world.buyer).unwrap();
    buyer = desk(&world.buyer, services);
    assert_eq!(only(&buyer, Kind::Release).amount(), Some(usd("50")));
}

#[test]
fn a_book_of_countless_pledges_does_not_stop_its_reader() {
    let mut world = World::new();
    let lot = registered(&mut world, CARGO).0.lot();
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    trader.pledge(lot, world.bank.public(), usd("1"), rng).unwrap();
    let title = trader.wallet().title(lot).unwrap();
    let Book { dossier, pledges } = title.read.clone().unwrap();
    let many = |n: usize, rng: &mut ChaCha20Rng| -> Vec<Pledge> {
        let mut one =
            || Pledge { secret: EncryptionSecretKey::random(rng), merged: 100, ..pledges[0].clone() };
        (0..n).map(|_| one()).collect()
    };
    let book = Book { dossier: dossier.clone(), pledges: many(MOST_PLEDGES + 1, rng) };
    assert!(matches!(book.seal(rng), Err(DossierError::TooManyPledges)));
    Book { pledges: many(MOST_PLEDGES, rng), ..book.clone() }.seal(rng).unwrap();

    // A seller's own program seals it nevertheless.
    let (sealed, reference) = crate::blob::seal(&serde_json::to_vec(&book).unwrap(), rng).unwrap();
    services.blobs.put(&sealed).unwrap();
    let plan = trader.plan_endorse(lot, world.buyer.public()).unwrap();
    let (domain, bill) = (services.ledger.terms().domain, title.bill.unwrap());
    let key = world.buyer.public().encryption_key;
    let lie = |notes: &[Note], memos: &mut [Vec<u8>], rng: &mut ChaCha20Rng| {
        let detail = Detail::Title(reference, Box::new(bill));
        memos[0] = seal_at(domain, notes[0].commitment(), (&notes[0], &detail), &key, rng);
    };
    trader.submit(&trader.prepare_lying(&plan, lie, rng).unwrap()).unwrap();
    let mut buyer = Desk::open(&world.buyer, services).unwrap();
    let warnings = buyer.sync().unwrap().warnings;
    assert!(warnings[0].contains("lists 257 pledges, of which the first 256 are read"), "{warnings:?}");
    assert_eq!(buyer.wallet().title(lot).unwrap().read.as_ref().unwrap().pledges.len(), MOST_PLEDGES);
    buyer.endorse(lot, world.trader.public(), rng).unwrap();
}

/// A seller names a book that is nowhere, or one whose documents are another bill's.
#[test]
fn a_title_that_comes_without_its_documents_is_moved_with_those_of_issuer_and_valuer() {
    let mut world = World::new();
    let (issued, valuation) = registered(&mut world, CARGO);
    let others = registered(&mut world, OTHER_CARGO);
    let lot = issued.lot();
    let rng = &mut world.rng.clone();
    let ledger = world.ledger();
    let services = world.services(&ledger);
    let mut trader = desk(&world.trader, services);
    let mut buyer = desk(&world.buyer, services);
    trader.pledge(lot, world.bank.public(), usd("1"), rng).unwrap();
    let domain = services.ledger.terms().domain;
    for nowhere in [false, true] {
        let title = trader.wallet().title(lot).unwrap().clone();
        let mut book = title.read.clone().unwrap();
        book.dossier = trader.wallet().title(others.0.lot()).unwrap().read.clone().unwrap().dossier;
        let (sealed, reference) = book.seal(rng).unwrap();
        if !nowhere {
            services.blobs.put(&sealed).unwrap();
        }
        let plan = trader.plan_endorse(lot, world.buyer.public()).unwrap();
        let key = world.buyer.public().encryption_key;
        let lie = |notes: &[Note], memos: &mut [Vec<u8>], rng: &mut ChaCha20Rng| {
            let detail = Detail::Title(reference, Box::new(title.bill.unwrap()));
            memos[0] = seal_at(domain, notes[0].commitment(), (&notes[0], &detail), &key, rng);
        };
        trader.submit(&trader.prepare_lying(&plan, lie, rng).unwrap()).unwrap();
        assert_eq!(buyer.sync().unwrap().warnings.len(), 1);
        assert!(buyer.endorse(lot, world.trader.public(), rng).is_err());

        let refused = buyer.recover(&[], Some((&others.0, &others.1)), rng).unwrap_err();
        assert!(matches!(refused, RecoverError::Nothing), "{refused}");
        let mut of_another_value = valuation;
        of_another_value.content.value -= 1;
        let refused = buyer.recover(&[], Some((&issued, &of_another_value)), rng).unwrap_err();
        assert!(matches!(refused, RecoverError::Dossier(_)), "{refused}");
        let found = buyer.recover(&[], Some((&issued, &valuation)), rng).unwrap();
        let title = buyer.wallet().title(lot).unwrap();
        let found: Vec<_> = found.notes.iter().map(Held::id).collect();
        assert_eq!((found, title.value()), (vec![title.id()], Some(usd("375000"))));
        // What the book says of pledges is kept, where there is one.
        assert_eq!(title.read.as_ref().unwrap().pledges.len(), usize::from(!nowhere));
        let nothing = buyer.recover(&[], Some((&issued, &valuation)), rng).unwrap_err();
        assert!(matches!(nothing, RecoverError::Nothing), "{nothing}");
        assert_eq!(buyer.sync().unwrap().warnings, [""; 0]);
        buyer.endorse(lot, world.trader.public(), rng).unwrap();
        trader.sync().unwrap();
        assert!(trader.documents(lot).is_ok());
    }
}
