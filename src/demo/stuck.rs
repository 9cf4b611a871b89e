//! What would get stuck: a bank that cannot read a memo has its lien nevertheless, by what guardians open.

use super::{
    Error,
    attempts::note_of,
    stage::Stage,
    tale::{Outcome, Tale, verdict_of},
};
use plimsoll_circuits::note::{Kind, Lot};
use plimsoll_client::{
    Clock, Money, PublicParty,
    ops::PlanError,
    party::PartyKeys,
    services::Replica,
    wallet::{Held, NoteId, OpenedEntry},
};
use plimsoll_contracts::EntryId;
use plimsoll_guardian::opening::OpeningRequest;
use rand::rngs::OsRng;

/// A cargo of the trader's that bears nothing: its lot, what may be pledged, and the entry that registered it.
pub(super) fn free_cargo(stage: &Stage<'_>) -> Result<(Lot, Money, EntryId), Error> {
    let found = stage.at(&stage.trader, |desk| {
        let free = desk.wallet().titles().find(|title| title.note.content.amount == 0);
        Ok(free.and_then(|title| Some((title.lot(), title.headroom()?, title.made_by))))
    });
    found.map_err(Error::stage)?.ok_or_else(|| Error::Stage("the trader has no free cargo left".to_owned()))
}

pub(super) fn recover(stage: &Stage<'_>, tale: &mut Tale<'_>) -> Result<(), Error> {
    tale.chapter("A memo that nobody can read");
    let (lot, headroom, registered) = free_cargo(stage)?;
    let bank = &stage.bank_b;
    // Bank B says of itself, and signs, an encryption key that it has lost since.
    let lost = PartyKeys { encryption: PartyKeys::random(&mut OsRng).encryption, ..bank.keys().clone() };
    let lost = PublicParty::new(&bank.public().name, None, bank.public().control_key, &lost)
        .map_err(Error::stage)?;
    let amount = Money::new(headroom.minor / 4, headroom.currency);
    let pledged =
        tale.accepted("a lien whose memo bank B cannot read", &format!("a lien of {amount}"), || {
            stage.at(&stage.trader, |desk| desk.pledge(lot, &lost, amount, &mut OsRng))
        })?;
    let lien = NoteId(note_of(&pledged.makes, Kind::Lien)?.commitment());
    tale.step("bank B looks for its lien", "not found", || found(stage, lien));

    let replica = Replica::new(stage.ledger.clone(), stage.keys.clone());
    let open = |id| {
        let (requester, reason) = (bank.public().name.clone(), "a memo that cannot be read".to_owned());
        let request = OpeningRequest { id, requester, reason };
        let mut council = stage.council.borrow_mut();
        let three = council.present();
        let opening = council.open(&three[..3], &request, &replica, stage.clock.now(), &mut OsRng);
        opening.map(|opening| OpenedEntry { transition: id, opened: opening.opened })
    };
    let openings = tale.must(
        "three guardians open the pledge and the registration",
        "content, owners and blindings",
        || [pledged.transition.id(), registered].into_iter().map(open).collect::<Result<Vec<_>, _>>(),
    )?;
    tale.must("bank B recovers its lien", "by what was opened, checked against the ledger", || {
        let access = stage.access();
        let mut desk =
            plimsoll_client::Desk::open(bank, stage.services(&access)).map_err(|e| e.to_string())?;
        desk.sync().map_err(|e| e.to_string())?;
        desk.recover(&openings, None, &mut OsRng).map_err(|e| e.to_string())
    })?;
    tale.step("bank B looks for its lien again", "found", || found(stage, lien));
    let given_back =
        tale.accepted("bank B gives the recovered lien back", "no memo says for whom", || {
            stage.at(bank, |desk| desk.discharge(lien, None, &mut OsRng))
        })?;
    let opened = open(given_back.transition.id()).map_err(Error::stage)?;
    tale.accepted("the trader finds it by an opening and merges it", "the lot bears nothing again", || {
        stage.at(&stage.trader, |desk| {
            let found = desk.recover(&[opened], None, &mut OsRng).map_err(|_| PlanError::NoDocuments)?;
            let release = found.notes.first().map(Held::id).ok_or(PlanError::NoTitle)?;
            desk.merge(lot, release, &mut OsRng)
        })
    })?;
    Ok(())
}

/// Whether bank B has the lien.
fn found(stage: &Stage<'_>, lien: NoteId) -> Outcome {
    let known = stage.at(&stage.bank_b, |desk| Ok(desk.wallet().note(lien).map(Held::id)));
    match known {
        Ok(Some(id)) => Outcome::new("found", format!("the lien {}", &id.to_string()[..10])),
        Ok(None) => Outcome::new("not found", "no memo opens with its key"),
        Err(e) => verdict_of(&e),
    }
}
