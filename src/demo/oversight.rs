//! A regulator replays the ledger; guardians open one transition.

use super::{
    Error,
    financing::Cargo,
    stage::Stage,
    tale::{Outcome, Tale},
};
use plimsoll_circuits::note::Kind;
use plimsoll_client::{Clock, services::Replica};
use plimsoll_guardian::opening::{Opened, Opening, OpeningRequest};
use rand::rngs::OsRng;

pub(super) fn look(stage: &Stage<'_>, cargo: &Cargo, tale: &mut Tale<'_>) -> Result<(), Error> {
    tale.chapter("Oversight");
    tale.step("a regulator replays the ledger", "sound", || match stage.ledger.replay(&stage.keys, |_| ()) {
        Ok(report) => Outcome::new(
            "sound",
            format!(
                "every proof of {} registers and {} moves verified again, every root compared",
                report.counts.registers, report.counts.moves
            ),
        ),
        Err(e) => Outcome::new("faulty", e.to_string()),
    });
    let everybody = stage.council.borrow().present();
    let request = OpeningRequest {
        id: cargo.pledge,
        requester: "Example Maritime Court".to_owned(),
        reason: "demonstration".to_owned(),
    };
    let replica = Replica::new(stage.ledger.clone(), stage.keys.clone());
    let open =
        |who: &[_]| stage.council.borrow_mut().open(who, &request, &replica, stage.clock.now(), &mut OsRng);
    tale.step("two guardians open a transition", "refused", || match open(&everybody[..2]) {
        Ok(_) => Outcome::new("opened", "two guardians were enough"),
        Err(e) => Outcome::new("refused", e.to_string()),
    });
    tale.step("three guardians open a transition", "opened: the trader pledged to bank A", || {
        match open(&[everybody[0], everybody[2], everybody[4]]) {
            Err(e) => Outcome::new("refused", e.to_string()),
            Ok(Opening { opened: Opened::Move(opened), .. }) => {
                let lien = opened.outputs.iter().find(|output| output.kind == Kind::Lien);
                let right = opened.lot == cargo.lot
                    && opened.actor == stage.trader.address()
                    && lien.is_some_and(|l| {
                        l.owner == stage.bank_a.address() && l.amount == cargo.percent(60).minor
                    });
                let names = |address| stage.directory.name_of(address);
                let said = lien.map_or_else(String::new, |l| {
                    format!("{} pledged {} minor units to {}", names(opened.actor), l.amount, names(l.owner))
                });
                Outcome::new(
                    if right { "opened: the trader pledged to bank A" } else { "opened: something else" },
                    said,
                )
            }
            Ok(_) => Outcome::new("opened: something else", "it is no move"),
        }
    });
    Ok(())
}
