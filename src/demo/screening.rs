//! Banks ask under their policies. What the applicant's documents meet is proven and shown to one of them; what they do not
//! meet is not proven at all.

use super::{
    Error,
    counter::{Counter, unanswered},
    fresh::{self, AGAIN, Dossier, INFLATED, SANCTIONED, SOUND},
    stage::Stage,
    tale::{Outcome, Tale},
};
use plimsoll_circuits::{credential::Day, note::Lot, policy::Policy};
use plimsoll_client::{
    Clock, Money,
    claims::{Bundle, ClaimError, ClaimService, Request},
    issuer::SignedDocuments as _,
    ops::DEFAULT_MAX_AGE,
};
use plimsoll_contracts::MaxAge;
use rand::rngs::OsRng;

/// Bank A takes no answer about anything but the ledger's newest height.
const NEWEST_ONLY: MaxAge = MaxAge { entries: 0, seconds: 0, ..DEFAULT_MAX_AGE };

/// A ready policy.
macro_rules! policy {
    ($name:literal) => {
        Policy::parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/", $name, ".toml")))
            .map_err(Error::stage)
    };
}

/// A registered cargo: its lot, and what it is worth.
struct Registered {
    lot: Lot,
    value: Money,
}

impl Registered {
    /// What banks are asked for.
    const fn loan(&self) -> Money {
        Money::new(self.value.minor / 2, self.value.currency)
    }
}

/// The trader has a bill issued and registers it.
fn register(
    stage: &Stage<'_>,
    name: &str,
    papers: &Dossier,
    tale: &mut Tale<'_>,
) -> Result<Registered, Error> {
    let issued = stage.issue(&papers.paper, Some(&papers.annexes), stage.trader.public())?;
    let value = Money::new(issued.valuation.content.value, issued.valuation.content.currency);
    let told =
        format!("issued with invoice, packing list, insurance and vessel's particulars, worth {value}");
    tale.accepted(name, &told, || {
        stage.at(&stage.trader, |desk| desk.register(&issued.bill, &issued.valuation, &mut OsRng))
    })?;
    Ok(Registered { lot: issued.bill.lot(), value })
}

/// The answer, or the outcome that says why there is none.
fn kept(
    answer: Result<Bundle, ClaimError>,
    place: &mut Option<Bundle>,
    judge: impl Fn(&Bundle) -> Outcome,
) -> Outcome {
    match answer {
        Ok(bundle) => judge(place.insert(bundle)),
        refused => unanswered(refused),
    }
}

pub(super) fn ask(stage: &Stage<'_>, claims: &dyn ClaimService, tale: &mut Tale<'_>) -> Result<(), Error> {
    tale.chapter("Banks ask under their policies");
    let counter = Counter::new(stage, claims);
    let papers = Dossier::new(SOUND, stage.clock.now().day())?;
    let cargo = register(stage, "claims: a cargo with all its papers", &papers, tale)?;
    let (request, bundle) = answered(&counter, &cargo, tale)?;
    shown_elsewhere(&counter, &cargo, &request, &bundle, tale)?;
    for_one_bank_only(&counter, &cargo, &papers, tale)?;
    grown_old(&counter, &cargo, &request, &bundle, tale)?;
    alike(&counter, tale)?;
    refused(&counter, tale)
}

/// Bank A asks under its policy for presentations, and is answered.
fn answered(
    counter: &Counter<'_>,
    cargo: &Registered,
    tale: &mut Tale<'_>,
) -> Result<(Request, Bundle), Error> {
    let bank = &counter.stage.bank_a;
    let request = counter.ask(bank, &policy!("sanctions-and-presentation")?, cargo.loan(), false)?;
    let mut bundle = None;
    tale.long_step("claims: bank A's policy is met", "accepted", || {
        kept(counter.answer(&request, cargo.lot), &mut bundle, |bundle| {
            counter.judge(bank, &request, bundle, NEWEST_ONLY)
        })
    });
    let bundle = bundle.ok_or_else(|| Error::Stage("the trader could not answer bank A".to_owned()))?;
    Ok((request, bundle))
}

/// The same answer before another bank, to another request, under another policy.
fn shown_elsewhere(
    counter: &Counter<'_>,
    cargo: &Registered,
    request: &Request,
    bundle: &Bundle,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    let Stage { bank_a, bank_b, .. } = counter.stage;
    tale.step("claims: bank A's answer shown to bank B", "NotMyRequest", || {
        counter.judge(bank_b, request, bundle, DEFAULT_MAX_AGE)
    });
    let policy = policy!("sanctions-and-presentation")?;
    let own = counter.ask(bank_b, &policy, cargo.loan(), false)?;
    tale.step("claims: bank A's answer to bank B's own request", "OtherRequest + ClaimProof", || {
        counter.judge(bank_b, &own, bundle, DEFAULT_MAX_AGE)
    });
    let title = policy!("title-type")?;
    let other = counter.ask(bank_a, &title, cargo.loan(), false)?;
    tale.step("claims: the answer under another policy", "OtherPolicy + OtherRequest", || {
        counter.judge(bank_a, &other, bundle, DEFAULT_MAX_AGE)
    });
    let mut relabelled = None;
    tale.long_step("claims: an answer to a lax policy passed off", "OtherRequest + ClaimProof", || {
        kept(counter.answer(&other, cargo.lot), &mut relabelled, |lax| {
            // It says of itself what a bank that looks at labels would like to read.
            let mut forged = lax.clone();
            forged.claim.policy = policy.digest();
            if let Ok(digest) = request.digest() {
                forged.request = digest;
            }
            counter.judge(bank_a, request, &forged, DEFAULT_MAX_AGE)
        })
    });
    Ok(())
}

/// An answer that convinces bank A alone, because bank A could have made it.
fn for_one_bank_only(
    counter: &Counter<'_>,
    cargo: &Registered,
    papers: &Dossier,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    let Stage { bank_a, bank_b, .. } = counter.stage;
    let policy = policy!("title-type")?;
    let request = counter.ask(bank_a, &policy, cargo.loan(), true)?;
    let mut bundle = None;
    tale.long_step("claims: an answer for bank A alone", "accepted", || {
        kept(counter.answer(&request, cargo.lot), &mut bundle, |bundle| {
            counter.judge(bank_a, &request, bundle, DEFAULT_MAX_AGE)
        })
    });
    let bundle = bundle.ok_or_else(|| Error::Stage("the trader could not answer bank A".to_owned()))?;
    tale.step("claims: bank A shows it to bank B", "NotMyRequest + OtherVerifier", || {
        counter.judge(bank_b, &request, &bundle, DEFAULT_MAX_AGE)
    });
    let invented = fresh::document(&papers.paper.bill)?;
    let mut made_up = None;
    tale.long_step("claims: bank A makes such an answer up by itself", "accepted", || {
        kept(counter.make_up(bank_a, &policy, &request, invented), &mut made_up, |bundle| {
            counter.judge(bank_a, &request, bundle, DEFAULT_MAX_AGE)
        })
    });
    Ok(())
}

/// Bank A has its lien, and somebody shows it the answer of before.
fn grown_old(
    counter: &Counter<'_>,
    cargo: &Registered,
    request: &Request,
    bundle: &Bundle,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    let stage = counter.stage;
    tale.accepted("claims: bank A has its lien", "the ledger has grown since the answer", || {
        let to = stage.bank_a.public();
        stage.at(&stage.trader, |desk| desk.pledge(cargo.lot, to, cargo.loan(), &mut OsRng))
    })?;
    tale.step("claims: the answer shown again later", "StaleRoot", || {
        counter.judge(&stage.bank_a, request, bundle, NEWEST_ONLY)
    });
    Ok(())
}

/// The load on which bank A lent, under other numbers and a day that is a week earlier: the ledger takes it, and bank B, which asks, is told.
fn alike(counter: &Counter<'_>, tale: &mut Tale<'_>) -> Result<(), Error> {
    let stage = counter.stage;
    let earlier = Day(stage.clock.now().day().0 - 7);
    let papers = Dossier::new(AGAIN, earlier)?;
    let cargo = register(stage, "claims: the same load under other numbers and another day", &papers, tale)?;
    let request = counter.ask_for_none_alike(&stage.bank_b, &policy!("title-type")?, cargo.loan())?;
    tale.long_step("claims: bank B asks for a lot to which nothing is alike", "Referred", || {
        kept(counter.answer(&request, cargo.lot), &mut None, |bundle| {
            counter.judge(&stage.bank_b, &request, bundle, DEFAULT_MAX_AGE)
        })
    });
    Ok(())
}

/// Cargoes that do not meet a policy: the owner is told why, and nothing is proven.
fn refused(counter: &Counter<'_>, tale: &mut Tale<'_>) -> Result<(), Error> {
    let stage = counter.stage;
    let (bank, today) = (&stage.bank_a, stage.clock.now().day());
    let waybill = fresh::waybill();
    tale.step("claims: A13 a sea waybill brought to the issuer", "NotRegistrable", || {
        match stage.issue(&waybill, None, stage.trader.public()) {
            Ok(_) => Outcome::new("issued", "the issuer took it for a title"),
            Err(Error::NotRegistrable(why)) => Outcome::new("NotRegistrable", why),
            Err(e) => Outcome::new("error", e.to_string()),
        }
    });
    let usd = |minor| "USD".parse().map(|currency| Money::new(minor, currency)).map_err(Error::stage);
    let titles = counter.ask(bank, &policy!("title-type")?, usd(10_000_000)?, false)?;
    let document = fresh::document(&waybill.bill)?;
    tale.step("claims: A13 a sea waybill under a policy", "PolicyFails bill-of-lading to-order", || {
        unanswered(counter.try_policy(&titles, document))
    });

    let papers = Dossier::new(SANCTIONED, today)?.with_hidden_goods()?;
    let cargo = register(stage, "claims: crude oil behind the code of copper", &papers, tale)?;
    let screened = counter.ask(bank, &policy!("sanctions-and-presentation")?, cargo.loan(), false)?;
    tale.step("claims: A30 sanctioned goods in the newer field", "PolicyFails no-sanctioned-goods", || {
        unanswered(counter.answer(&screened, cargo.lot))
    });

    let papers = Dossier::new(INFLATED, today)?.with_inflated_price()?;
    let cargo = register(stage, "claims: copper invoiced too high", &papers, tale)?;
    let priced = counter.ask(bank, &policy!("price-band")?, cargo.loan(), false)?;
    tale.step("claims: A17 an inflated price", "PolicyFails price-in-band", || {
        unanswered(counter.answer(&priced, cargo.lot))
    });
    Ok(())
}
