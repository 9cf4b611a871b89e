//! What must work: further loans within the value, repayment, assignment, syndication, refinance, discharge, possession,
//! endorsement, surrender. One former holder tries its luck on the way.

use super::{
    Error,
    attempts::{Retired, note_of},
    financing::Cargo,
    stage::Stage,
    tale::{Outcome, Tale, verdict_of},
};
use plimsoll_circuits::note::Kind;
use plimsoll_client::{
    Party,
    ops::{
        AttestTerms, DEFAULT_MAX_AGE, Disclosure, OpError, Submitted, Verified, new_challenge,
        release_purpose, verify_attest,
    },
    wallet::NoteId,
};
use plimsoll_contracts::Demand;
use rand::rngs::OsRng;

/// The one unspent note of this kind that the party holds of the lot.
fn held(stage: &Stage<'_>, party: &Party, cargo: &Cargo, kind: Kind) -> Result<NoteId, OpError> {
    stage.at(party, |desk| {
        let found = desk.wallet().notes().find(|n| n.kind() == kind && n.lot() == cargo.lot).map(|n| n.id());
        found.ok_or(plimsoll_client::ops::PlanError::NoTitle.into())
    })
}

pub(super) fn live<'c>(
    stage: &Stage<'_>,
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
        stage.at(a, |desk| desk.discharge(lien, trader.public(), Some(part(10)), None, &mut OsRng))
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

    let discharges =
        [("discharge by bank A", a), ("discharge by bank C", c), ("discharge of the second rank", c)];
    for (name, bank) in discharges {
        let owner = show_owner(stage, cargo, trader, bank, &format!("title shown for {name}"), tale)?;
        tale.accepted(name, "given back against an attest that the trader still holds the title", || {
            let lien = held(stage, bank, cargo, Kind::Lien)?;
            stage.at(bank, |desk| desk.discharge(lien, trader.public(), None, Some(&owner), &mut OsRng))
        })?;
        merge(stage, cargo, trader, &format!("merge after {name}"), tale)?;
    }

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
    let owner = show_owner(stage, cargo, buyer, a, "title shown by the buyer", tale)?;
    tale.accepted("discharge to the buyer", "the buyer has paid", || {
        let lien = held(stage, a, cargo, Kind::Lien)?;
        stage.at(a, |desk| desk.discharge(lien, buyer.public(), None, Some(&owner), &mut OsRng))
    })?;
    merge(stage, cargo, buyer, "merge by the buyer", tale)?;
    let surrendered = tale.accepted("surrender", "the title is given up for delivery", || {
        stage.at(buyer, |desk| desk.surrender(lot, stage.issuer.public(), &mut OsRng))
    })?;
    Ok(Retired { note: note_of(&surrendered.makes, Kind::Retired)?, pledge: copy, cargo })
}

/// The owner merges what was given back into its title.
fn merge(
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

/// The owner shows a bank that it holds the title: the bank gives nothing back without that.
fn show_owner(
    stage: &Stage<'_>,
    cargo: &Cargo,
    owner: &Party,
    bank: &Party,
    name: &str,
    tale: &mut Tale<'_>,
) -> Result<Verified, Error> {
    let purpose = release_purpose(owner.address());
    let challenge = new_challenge(&bank.public().name, &purpose, 600, &stage.clock, &mut OsRng);
    let terms =
        AttestTerms { max_encumbrance: cargo.percent(100), requested: cargo.percent(0), rate_bps: 10_000 };
    tale.must(name, "an attest with its link opened, made for giving back to this owner", || {
        let bundle = stage
            .at(owner, |desk| desk.attest(cargo.lot, &challenge, &terms, Disclosure::OPENED, &mut OsRng))
            .map_err(|e| e.to_string())?;
        verify_attest(&stage.access(), &bundle, &terms, &Demand::new(&challenge, DEFAULT_MAX_AGE))
            .map_err(|e| e.to_string())
    })
}
