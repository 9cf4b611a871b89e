//! The bill is switched for one under another number while a bank holds a lien on the lot.

use super::{
    Error,
    financing::Cargo,
    papers::Papers,
    stage::Stage,
    tale::{Outcome, Tale, verdict_of},
};
use plimsoll_circuits::{credential::Day, field::F, note::Kind};
use plimsoll_client::{
    Clock as _,
    issuer::{AmendError, AmendedBill, ConsentError, LienConsent, Proposal, Slot, read_documents},
    ops::{AttestTerms, DEFAULT_MAX_AGE, Disclosure, OpError, Verified, new_challenge, verify_attest},
};
use plimsoll_contracts::Demand;
use rand::rngs::OsRng;

/// Days for which the amendment may be used.
const GOOD_FOR: u32 = 3;

/// Bank B lends, the bill is switched with its word, and bank B is repaid. Nothing happens without a bill under another number.
pub(super) fn switch(
    stage: &Stage<'_>,
    papers: &Papers,
    cargo: &Cargo,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    let Some(paper) = &papers.reissued else { return Ok(()) };
    let (trader, bank, lot, part) = (&stage.trader, &stage.bank_b, cargo.lot, cargo.percent(10));
    tale.accepted("a lien before the switch", &format!("bank B lends {part}"), || {
        stage.at(trader, |desk| desk.pledge(lot, bank.public(), part, &mut OsRng))
    })?;
    let said =
        tale.must("the issuer asks what the lot bears", "the owner's answer shows lot and bill", || {
            answer(stage, cargo)
        })?;
    let (request, trusted, annexes) = stage.brought(paper, &trader.public().name)?;
    let by = (stage.issuer.public(), stage.clock.now().day());
    let proposal =
        tale.must("a switch bill is proposed", "the carrier signs it under another number", || {
            let carriers = stage.directory.carriers();
            let bundle = read_documents(&request, &annexes, by, carriers, &trusted).map_err(Error::stage)?;
            let domain = stage.ledger.genesis().domain();
            Proposal::new(&bundle, &said, &stage.issuer, domain, &mut OsRng).map_err(Error::stage)
        })?;
    let until = Day(stage.clock.now().day().0 + GOOD_FOR);
    let sign = |consents: &[LienConsent]| {
        let mut council = stage.council.borrow_mut();
        let mut gateway = stage.gateway(&trusted, council.evaluators());
        gateway.amend(&proposal, &said, consents, until, &stage.access(), &mut OsRng)
    };
    tale.step("A7 switched without the bank's word", "TooLittle", || match sign(&[]) {
        Ok(_) => Outcome::new("signed", "the issuer signed behind the bank's back"),
        Err(AmendError::Consent(e @ ConsentError::TooLittle { .. })) => {
            Outcome::new("TooLittle", e.to_string())
        }
        Err(e) => Outcome::new("error", e.to_string()),
    });
    let amended =
        tale.must("bank B agrees and the issuer signs", "over documents, number and every pad", || {
            let consent = stage
                .at(bank, |desk| {
                    let lien = desk.wallet().liens().find(|lien| lien.lot() == lot).map(|lien| lien.id());
                    let today = stage.clock.now().day();
                    desk.consent(lien.ok_or(plimsoll_client::ops::PlanError::NoTitle)?, &proposal, today)
                })
                .map_err(Error::stage)?;
            sign(&[consent]).map_err(Error::stage)
        })?;
    let valuation = stage.value(&amended, Some(cargo.percent(90)), stage.clock.now().day())?;
    let amend = |amended: &AmendedBill| stage.at(trader, |desk| desk.amend(amended, &valuation, &mut OsRng));
    tale.step("a pad that would squat another's bill", "Documents", || {
        let mut squats = amended.clone();
        squats.sheet.content.slots[1] = Slot::Pad(F::from(4711u64));
        match amend(&squats) {
            Ok(_) => Outcome::new("accepted", "a fingerprint that the issuer did not sign"),
            Err(OpError::Dossier(e)) => Outcome::new("Documents", e.to_string()),
            Err(e) => verdict_of(&e),
        }
    });
    tale.accepted("A9 switch bill", "other documents, the same lot, and bank B's lien stays", || {
        amend(&amended)
    })?;
    tale.accepted("bank B is repaid", "given back to the lot, whatever its papers are", || {
        let lien = super::lifecycle::held(stage, bank, cargo, Kind::Lien)?;
        stage.at(bank, |desk| desk.discharge(lien, None, &mut OsRng))
    })?;
    super::lifecycle::merge(stage, cargo, trader, "merge after the switch", tale)?;
    Ok(())
}

/// The owner's answer to the issuer's challenge.
fn answer(stage: &Stage<'_>, cargo: &Cargo) -> Result<Verified, Error> {
    let challenge = new_challenge("Example Line", "a switch bill", 600, &stage.clock, &mut OsRng);
    let terms = AttestTerms::new(cargo.percent(10), cargo.percent(0), 10_000);
    let bundle = stage
        .at(&stage.trader, |desk| desk.attest(cargo.lot, &challenge, &terms, Disclosure::OPENED, &mut OsRng))
        .map_err(Error::stage)?;
    verify_attest(&stage.access(), &bundle, &terms, &Demand::new(&challenge, DEFAULT_MAX_AGE))
        .map_err(Error::stage)
}
