//! What must work: further loans within the value, repayment, assignment, syndication, refinance, discharge, possession,
//! endorsement, surrender. One former holder tries its luck on the way.

use super::{
    Error,
    attempts::{Retired, note_of},
    financing::Cargo,
    papers::Papers,
    stage::Stage,
    switching,
    tale::{Outcome, Tale, verdict_of},
};
use plimsoll_circuits::{
    credential::{Signed, Valuation},
    member::Roles,
    note::Kind,
    statement::revalue::checks,
};
use plimsoll_client::{
    Clock as _, Party,
    ops::{OpError, Submitted},
    wallet::NoteId,
};
use plimsoll_contracts::Order;
use rand::rngs::OsRng;

/// The one unspent note of this kind that the party holds of the lot.
pub(super) fn held(stage: &Stage<'_>, party: &Party, cargo: &Cargo, kind: Kind) -> Result<NoteId, OpError> {
    stage.at(party, |desk| {
        let found = desk.wallet().notes().find(|n| n.kind() == kind && n.lot() == cargo.lot).map(|n| n.id());
        found.ok_or(plimsoll_client::ops::PlanError::NoTitle.into())
    })
}

pub(super) fn live<'c>(
    stage: &Stage<'_>,
    papers: &Papers,
    cargo: &'c Cargo,
    tale: &mut Tale<'_>,
) -> Result<Retired<'c>, Error> {
    tale.chapter("What must work");
    let (lot, part) = (cargo.lot, |hundredths| cargo.percent(hundredths));
    let [a, b, c] = [&stage.bank_a, &stage.bank_b, &stage.bank_c];
    let (trader, buyer) = (&stage.trader, &stage.buyer);

    tale.accepted(
        "a second bank within the value",
        &format!("bank B lends {} behind bank A", part(20)),
        || stage.at(trader, |desk| desk.pledge(lot, b.public(), part(20), &mut OsRng)),
    )?;
    tale.accepted("partial repayment", &format!("bank A gives {} back", part(10)), || {
        let lien = held(stage, a, cargo, Kind::Lien)?;
        stage.at(a, |desk| desk.discharge(lien, Some(part(10)), &mut OsRng))
    })?;
    merge(stage, cargo, trader, "merge the repayment", tale)?;
    tale.accepted("assignment", "bank A's whole lien goes to bank C, in its rank", || {
        let lien = held(stage, a, cargo, Kind::Lien)?;
        stage.at(a, |desk| desk.assign(lien, c.public(), None, &mut OsRng))
    })?;
    tale.accepted("syndication", &format!("bank C passes {} of it on to bank A", part(20)), || {
        let lien = held(stage, c, cargo, Kind::Lien)?;
        stage.at(c, |desk| desk.assign(lien, a.public(), Some(part(20)), &mut OsRng))
    })?;
    let second = held(stage, b, cargo, Kind::Lien).map_err(Error::stage)?;
    tale.accepted("refinance", "bank C takes bank B's place in the second rank", || {
        stage.at(b, |desk| desk.assign(second, c.public(), None, &mut OsRng))
    })?;

    let discharges = [("discharge by bank A", a), ("discharge by bank C", c), (LAST_DISCHARGE, c)];
    for (name, bank) in discharges {
        if name == LAST_DISCHARGE {
            leave(stage, cargo, tale)?;
        }
        tale.accepted(name, "given back to the lot: nobody is asked who holds the title now", || {
            let lien = held(stage, bank, cargo, Kind::Lien)?;
            stage.at(bank, |desk| desk.discharge(lien, None, &mut OsRng))
        })?;
        merge(stage, cargo, trader, &format!("merge after {name}"), tale)?;
    }

    revalue(stage, cargo, tale)?;
    switching::switch(stage, papers, cargo, tale)?;
    let copy =
        stage.at(trader, |desk| Ok(desk.plan_pledge(lot, b.public(), part(50))?)).map_err(Error::stage)?;
    tale.accepted("possessory pledge", "bank A gets a lien and the title with it", || {
        stage.at(trader, |desk| desk.pledge_with_possession(lot, a.public(), part(30), &mut OsRng))
    })?;
    tale.accepted("endorsement to a buyer", "bank A hands the encumbered title to the buyer", || {
        stage.at(a, |desk| desk.endorse(lot, buyer.public(), &mut OsRng))
    })?;
    tale.step("A22 a former holder pledges its copy", "DuplicateNullifier", || {
        let posted = stage.at(trader, |desk| {
            let prepared = desk.prepare(&copy, &mut OsRng)?;
            desk.submit(&prepared)
        });
        match posted {
            Ok(_) => Outcome::new("accepted", "a spent title was pledged"),
            Err(e) => verdict_of(&e),
        }
    });
    tale.accepted(
        "discharge after an endorsement",
        "paid for; bank A need not know who holds the title now",
        || {
            let lien = held(stage, a, cargo, Kind::Lien)?;
            stage.at(a, |desk| desk.discharge(lien, None, &mut OsRng))
        },
    )?;
    merge(stage, cargo, buyer, "merge by the buyer, who finds it by the title's book", tale)?;
    let surrendered = tale.accepted("surrender", "the title is given up for delivery", || {
        stage.at(buyer, |desk| desk.surrender(lot, stage.issuer.public(), &mut OsRng))
    })?;
    Ok(Retired { note: note_of(&surrendered.makes, Kind::Retired)?, pledge: copy, cargo })
}

/// The cargo has lost value, and no older or other valuation brings it back.
fn revalue(stage: &Stage<'_>, cargo: &Cargo, tale: &mut Tale<'_>) -> Result<(), Error> {
    let (bill, value, today) = (&cargo.issued.bill, cargo.percent(90), stage.clock.now().day());
    let newer = stage.value(bill, Some(value), today)?;
    let by = |valuation: &Signed<Valuation>| {
        stage.at(&stage.trader, |desk| desk.revalue(cargo.lot, valuation, &mut OsRng))
    };
    tale.accepted("revaluation", &format!("worth {value} by a valuation of today"), || by(&newer))?;
    let refused = |valuation: &Signed<Valuation>| match by(valuation) {
        Ok(_) => Outcome::new("accepted", "the lot has another value"),
        Err(e) => verdict_of(&e),
    };
    tale.step("B17 the older, better valuation put back", checks::LATER, || refused(&cargo.issued.valuation));
    let mut yen = newer.content;
    yen.currency = "JPY".parse().map_err(Error::stage)?;
    let yen = Signed::new(yen, &stage.valuer.keys().signing, stage.valuer.public().nkc);
    tale.step("B11 the lot valued in another currency", "Currency", || refused(&yen));
    Ok(())
}

/// What bank C does when it has left already.
const LAST_DISCHARGE: &str = "discharge by a bank that leaves";

/// Bank C leaves with a lien in its hand: it gets nothing any more, and may give back what it has.
fn leave(stage: &Stage<'_>, cargo: &Cargo, tale: &mut Tale<'_>) -> Result<(), Error> {
    let c = &stage.bank_c;
    tale.must("bank C leaves the register", "it may spend what it has, and gets nothing but change", || {
        stage.order(Order::SetRoles {
            address: c.address(),
            roles: Roles::LEAVING,
            until: plimsoll_contracts::Day(0),
            change: stage.changes(c)?,
        })
    })?;
    tale.step("a new lien for a bank that leaves", "Role", || {
        let refused =
            stage.at(&stage.trader, |desk| desk.pledge(cargo.lot, c.public(), cargo.percent(1), &mut OsRng));
        refused.map_or_else(|e| verdict_of(&e), |_| Outcome::new("accepted", "who leaves got a new lien"))
    });
    Ok(())
}

/// The owner merges what was given back into its title.
pub(super) fn merge(
    stage: &Stage<'_>,
    cargo: &Cargo,
    owner: &Party,
    name: &str,
    tale: &mut Tale<'_>,
) -> Result<Submitted, Error> {
    tale.accepted(name, "what was given back lowers what the title bears", || {
        let release = held(stage, owner, cargo, Kind::Release)?;
        stage.at(owner, |desk| desk.merge(cargo.lot, release, &mut OsRng))
    })
}
